#!/usr/bin/env python3
"""What people do with their mail programs, for the tests against a real mail host.

usage: people.py SITE_JSON send '{"from":…,"to":…,"subject":…,"text":…,"charset":…,"id":…,"headers":{…}}'
       people.py SITE_JSON file USER FOLDER '{…as above}'    puts a mail into a folder, as a mail program does with what it sent
       people.py SITE_JSON show USER FOLDER                  prints the mails there as a JSON list
       people.py SITE_JSON fill USER COUNT                   puts COUNT mails into INBOX
       people.py SITE_JSON move USER MESSAGE_ID FROM TO
       people.py SITE_JSON cut BYTES                         passes connections to IMAPS on, the first one only until so many bytes came back; prints its port
"""
import email
import email.header
import email.policy
import imaplib
import json
import smtplib
import socket
import sys
import threading


def build(mail):
    charset = mail.get("charset", "utf-8")
    head = {
        "From": mail["from"],
        "To": mail["to"],
        "Subject": email.header.Header(mail.get("subject", ""), charset).encode(),
        "Message-ID": mail["id"],
        "Date": email.utils.formatdate(),
        "MIME-Version": "1.0",
        "Content-Type": f"text/plain; charset={charset}",
        "Content-Transfer-Encoding": "8bit",
    }
    head.update(mail.get("headers", {}))
    if not mail["id"]:
        del head["Message-ID"]
    lines = "".join(f"{name}: {value}\r\n" for name, value in head.items())
    return lines.encode() + b"\r\n" + mail["text"].replace("\n", "\r\n").encode(charset) + b"\r\n"


def sign_in(site, user):
    imap = imaplib.IMAP4("127.0.0.1", site["imap"])
    imap.login(user, site["users"][user])
    return imap


def send(site, mail):
    address = email.utils.parseaddr(mail["from"])[1]
    with smtplib.SMTP("127.0.0.1", site["smtp"]) as smtp:
        if address in site["users"]:
            smtp.login(address, site["users"][address])
        smtp.sendmail(address, [email.utils.parseaddr(mail["to"])[1]], build(mail))


def show(site, user, folder):
    imap = sign_in(site, user)
    if imap.select(f'"{folder}"', True)[0] != "OK":
        return []
    out = []
    for number in imap.search(None, "ALL")[1][0].split():
        answer = imap.fetch(number, "(FLAGS BODY.PEEK[])")[1]
        mail = email.message_from_bytes(answer[0][1], policy=email.policy.default)
        head = {name: str(value) for name, value in mail.items()}
        part = mail.get_body(("plain",))
        flags = " ".join(flag.decode() for flag in imaplib.ParseFlags(answer[0][0] + (answer[-1] if isinstance(answer[-1], bytes) else b"")))
        out.append({"head": head, "text": part.get_content().replace("\r\n", "\n") if part else "", "flags": flags})
    return out


def pass_on(source, target, most=None):
    passed = 0
    try:
        while data := source.recv(16384):
            passed += len(data)
            if most is not None and passed > most:
                break
            target.sendall(data)
    except OSError:
        pass
    for end in (source, target):
        try:
            end.shutdown(socket.SHUT_RDWR)
        except OSError:
            pass


def cut(site, most):
    listener = socket.create_server(("127.0.0.1", 0))
    print(listener.getsockname()[1], flush=True)
    while True:
        client = listener.accept()[0]
        server = socket.create_connection(("127.0.0.1", site["imaps"]))
        threading.Thread(target=pass_on, args=(client, server), daemon=True).start()
        threading.Thread(target=pass_on, args=(server, client, most), daemon=True).start()
        most = None


def main(site_file, command, *rest):
    site = json.load(open(site_file))
    if command == "send":
        send(site, json.loads(rest[0]))
    elif command == "file":
        sign_in(site, rest[0]).append(rest[1], r"(\Seen)", None, build(json.loads(rest[2])))
    elif command == "show":
        print(json.dumps(show(site, rest[0], rest[1])))
    elif command == "fill":
        imap = sign_in(site, rest[0])
        for i in range(int(rest[1])):
            mail = {"from": f"Client {i} <client{i}@customer.test>", "to": rest[0], "id": f"<fill-{i}@customer.test>",
                    "subject": f"Message {i}", "text": f"This is message {i}.\n" + "It goes on for a while. " * 40}
            imap.append("INBOX", None, None, build(mail))
    elif command == "move":
        imap = sign_in(site, rest[0])
        imap.select(rest[2])
        for number in imap.search(None, "HEADER", "Message-ID", rest[1])[1][0].split():
            imap.copy(number, rest[3])
            imap.store(number, "+FLAGS", r"(\Deleted)")
        imap.expunge()
    elif command == "cut":
        cut(site, int(rest[0]))
    else:
        sys.exit(__doc__)


main(*sys.argv[1:])

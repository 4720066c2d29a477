#!/usr/bin/env python3
"""A mail server on loopback for tests: speaks enough of RFC 5321 for one client, delivers into a Maildir.

usage: mail_server.py MAILDIR [MODE]   prints its port, then serves until it is ended, and prints how far each mail has come.
MODE: ok, busy (451 to every mail), refuse (550 to every recipient), drop (closes after the text arrived, which it delivered),
hold (the text arrived: neither delivers nor answers), mute (delivers and never answers); both only the first time that a mail comes
"""
import mailbox
import re
import socketserver
import sys
import time

MAILDIR = mailbox.Maildir(sys.argv[1], create=True)
MODE = sys.argv[2] if len(sys.argv) > 2 else "ok"
SEEN = set()


class Session(socketserver.StreamRequestHandler):
    def say(self, line):
        self.wfile.write((line + "\r\n").encode())

    def read_text(self):
        lines = []
        while True:
            line = self.rfile.readline()
            if line in (b".\r\n", b""):
                return b"".join(lines)
            lines.append(line[1:] if line.startswith(b"..") else line)

    def handle(self):
        self.say("220 localhost ready")
        while True:
            line = self.rfile.readline().decode("ascii", "replace").strip()
            word = line.split(" ")[0].upper()
            if not line or word == "QUIT":
                self.say("221 bye")
                return
            if word == "EHLO":
                self.say("250-localhost\r\n250 8BITMIME")
            elif word == "RCPT" and MODE == "refuse":
                self.say("550 no such mailbox")
            elif word == "DATA":
                if MODE == "busy":
                    self.say("451 try later")
                    continue
                self.say("354 go on")
                text = self.read_text()
                mail_id = re.search(rb"^Message-ID: *(\S+)", text, re.M | re.I)
                name = mail_id.group(1).decode() if mail_id else ""
                is_new = name not in SEEN
                SEEN.add(name)
                tell = lambda word: print(word, name, flush=True)
                tell("arrived")
                if MODE == "hold" and is_new:
                    time.sleep(3600)
                MAILDIR.add(text)
                tell("delivered")
                if MODE == "mute" and is_new:
                    time.sleep(3600)
                if MODE == "drop":
                    return
                self.say("250 kept")
                tell("answered")
            else:
                self.say("250 fine")


class Server(socketserver.ThreadingTCPServer):
    allow_reuse_address = True
    daemon_threads = True


with Server(("127.0.0.1", 0), Session) as server:
    print(server.server_address[1], flush=True)
    server.serve_forever()

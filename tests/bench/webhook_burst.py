#!/usr/bin/env python3
"""webhook_burst.py COLLECTOR [EVENTS] [CONNECTIONS]: a burst of signed webhook events (10,000 over 32 connections) at a running collector.

Starts a page's server that knows every object it is asked for and lists none, and the collector with a new database in a temporary folder.
Each event tells of a comment of its own; a tenth of them comes twice. Prints how fast they were taken in, the longest wait for an answer, and
when all had been read and stored. Status 1 when one was refused, or is missing or twice in the database."""
import hashlib
import hmac
import http.client
import http.server
import json
import os
import re
import socket
import sqlite3
import subprocess
import sys
import tempfile
import threading
import time
import urllib.parse

PAGE, SECRET = "777000", b"bench-app-secret"
POSTS = 50
CREATED = "2026-10-01T10:00:00+0000"


def wait_for(read, what, seconds=30):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := read():
            return value
        time.sleep(0.02)
    raise SystemExit("not in time: " + what)


def object_of(name):
    if name.count("_") == 1:
        return {"id": name, "message": "Post " + name, "from": {"id": PAGE, "name": "Atelier"}, "created_time": CREATED}
    number = name.rsplit("_", 1)[1]
    return {"id": name, "message": f"Where is my order {number}?", "from": {"id": "9" + number, "name": "Ana " + number}, "created_time": CREATED,
            "can_comment": True, "is_hidden": False}


class Page(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"

    def log_message(self, *_):
        pass

    def answer(self, body):
        data = json.dumps(body).encode()
        self.send_response(200)
        self.send_header("Content-Type", "application/json")
        self.send_header("Content-Length", str(len(data)))
        self.end_headers()
        self.wfile.write(data)

    def do_GET(self):
        path = urllib.parse.urlparse(self.path).path
        if path.endswith("/me"):
            return self.answer({"id": PAGE, "name": "Atelier"})
        if path.endswith("/debug_token"):
            return self.answer({"data": {"type": "PAGE", "is_valid": True, "expires_at": 0, "scopes": [
                "pages_read_engagement", "pages_read_user_content", "pages_manage_engagement", "pages_messaging"]}})
        self.answer({"data": []})

    def do_POST(self):
        batch = json.loads(self.rfile.read(int(self.headers["Content-Length"])))["batch"]
        names = [urllib.parse.unquote(call["relative_url"].split("/", 1)[1].split("?")[0]) for call in batch]
        self.answer([{"code": 200, "body": json.dumps(object_of(name))} for name in names])


def event(number):
    post = f"{PAGE}_{number % POSTS + 1}"
    value = {"item": "comment", "verb": "add", "comment_id": f"{post}_{1000 + number}", "post_id": post, "from": {"id": "9", "name": "Ana"},
             "created_time": 1790850000, "message": "Unde este comanda mea? Nu a venit încă."}
    return json.dumps({"object": "page", "entry": [{"id": PAGE, "time": 1790850001, "changes": [{"field": "feed", "value": value}]}]}).encode()


class Sender(threading.Thread):
    def __init__(self, port, bodies):
        super().__init__()
        self.port, self.bodies, self.statuses, self.longest = port, bodies, [], 0.0

    def run(self):
        connection = http.client.HTTPConnection("127.0.0.1", self.port)
        connection.connect()
        connection.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for body in self.bodies:
            signature = "sha256=" + hmac.new(SECRET, body, hashlib.sha256).hexdigest()
            start = time.monotonic()
            connection.request("POST", "/hook/page", body, {"Content-Type": "application/json", "X-Hub-Signature-256": signature})
            response = connection.getresponse()
            response.read()
            self.longest = max(self.longest, time.monotonic() - start)
            self.statuses.append(response.status)


def write_settings(folder, url):
    for name, value in (("token", "bench-token"), ("app_secret", SECRET.decode()), ("verify_token", "bench")):
        with os.fdopen(os.open(os.path.join(folder, name), os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write(value)
    secrets = {name: {"file": os.path.join(folder, name)} for name in ("token", "app_secret", "verify_token")}
    settings = {"database": "sqlite:" + os.path.join(folder, "burst.db"), "shop": {"name": "Burst", "languages": ["ro"]},
                "webhooks": {"listen": "127.0.0.1:0"},
                "inboxes": [{"name": "page", "platform": "facebook", "base_url": url, "app_id": "1000", "poll": "1h", **secrets}]}
    path = os.path.join(folder, "replywatch.json")
    with open(path, "w") as file:
        json.dump(settings, file)
    return path


def count(database, sql):
    return database.execute(sql).fetchone()[0]


def burst(port, events, connections):
    bodies = [event(number) for number in range(events)]
    bodies += bodies[:events // 10]
    senders = [Sender(port, bodies[i::connections]) for i in range(connections)]
    start = time.monotonic()
    for sender in senders:
        sender.start()
    for sender in senders:
        sender.join()
    taken = time.monotonic() - start
    statuses = [status for sender in senders for status in sender.statuses]
    print(f"{len(bodies)} events ({events // 10} of them twice) over {connections} connections taken in after {taken:.1f} s ({len(bodies) / taken:.0f}/s), "
          f"longest wait for an answer {max(sender.longest for sender in senders) * 1000:.0f} ms, "
          f"{sum(status != 200 for status in statuses)} refused")
    return start, statuses


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    collector = os.path.abspath(sys.argv[1])
    events, connections = (int(sys.argv[i]) if len(sys.argv) > i else default for i, default in ((2, 10_000), (3, 32)))
    page = http.server.ThreadingHTTPServer(("127.0.0.1", 0), Page)
    threading.Thread(target=page.serve_forever, daemon=True).start()
    with tempfile.TemporaryDirectory() as folder:
        path = write_settings(folder, f"http://127.0.0.1:{page.server_port}")
        log = open(os.path.join(folder, "log"), "w+")
        run = subprocess.Popen([collector, "--config", path, "run"], stdout=log, stderr=log)
        try:
            port = int(wait_for(lambda: re.search(r"webhooks_open port=(\d+)", open(log.name).read()), "a port").group(1))
            database = sqlite3.connect(f"file:{folder}/burst.db?mode=ro", uri=True)
            wait_for(lambda: count(database, "SELECT COUNT(*) FROM inboxes WHERE last_success_at IS NOT NULL"), "the first poll")
            start, statuses = burst(port, events, connections)
            stored = count(database, "SELECT COUNT(*) FROM events")
            wait_for(lambda: count(database, "SELECT COUNT(*) FROM events WHERE body IS NOT NULL") == 0, "everything read", 600)
            read = time.monotonic() - start
            messages = count(database, "SELECT COUNT(*) FROM messages")
            print(f"{stored} stored; all read after {read:.1f} s ({events / read:.0f}/s): {messages} messages")
            if stored != events or messages != events or any(status != 200 for status in statuses):
                raise SystemExit(1)
        finally:
            run.terminate()
            run.wait()


if __name__ == "__main__":
    main()

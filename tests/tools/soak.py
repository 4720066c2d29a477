#!/usr/bin/env python3
"""Minutes of trouble: a practice platform with every fault at once, a collector that is killed now and then, and
somebody who answers all the time. At the end every answer stands on the platform exactly once, everything that people can see
there is stored here, and the collector has not grown. usage: soak.py COLLECTOR [SECONDS]
"""
import collections
import json
import os
import random
import sqlite3
import subprocess
import sys
import tempfile
import time

FAULTS = ["429:0.01", "500:0.04", "truncated:0.02", "lost:0.03", "unreachable:0.02", "duplicates:0.1", "out_of_order:0.1",
          "edits:0.1", "removals:0.05", "ignore_key"]
GROWTH_KB = 30_000


def run(collector, config, *arguments):
    return subprocess.run([collector, "--config", config, *arguments], capture_output=True, text=True, timeout=60)


def start_practice(collector, folder, faults):
    arguments = [collector, "practice", "--state", f"{folder}/world.json", "--rate", "60", "--clock", "300"]
    for fault in faults:
        arguments += ["--fault", fault]
    if os.path.exists(f"{folder}/port"):
        arguments += ["--port", open(f"{folder}/port").read()]
    process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
    url = process.stdout.readline().split()[-1]
    with open(f"{folder}/port", "w") as port:
        port.write(url.rsplit(":", 1)[1])
    return process, url


def start_collector(collector, config, log):
    return subprocess.Popen([collector, "--config", config, "run"], stderr=log)


def resident_kb(process):
    for line in open(f"/proc/{process.pid}/status"):
        if line.startswith("VmRSS"):
            return int(line.split()[1])
    return 0


def status(collector, config):
    return json.loads(run(collector, config, "status", "--json").stdout)


def answer_one(collector, config, answered):
    rows = [json.loads(line) for line in run(collector, config, "list", "--waiting", "--limit", "40", "--json").stdout.splitlines()]
    rows = [row for row in rows if row["id"] not in answered]
    if not rows:
        return
    row = random.choice(rows)
    answered.add(row["id"])
    text = f"Thank you for writing, answer {row['id']} is on its way. Anything else, just ask."
    run(collector, config, "reply", str(row["id"]), "--text", text, "--force")


def wrongly_failed(folder, there):
    """Replies that are on the platform and not recorded as sent (state 2), with what is said of them."""
    with sqlite3.connect(f"file:{folder}/soak.db?mode=ro", uri=True) as db:
        rows = db.execute("SELECT id, text, state, attempts, error_kind, error_text FROM outbox WHERE state <> 2").fetchall()
    # The platform's text has the person's @name before ours.
    return [f"reply {row[0]} is there, but in state {row[2]} after {row[3]} attempts: {row[4]}: {row[5]}" for row in rows if any(row[1] in text for text in there)]


def judge(folder, state, sizes):
    world = json.load(open(f"{folder}/world.json"))["world"]
    problems = []
    answers = collections.Counter((m["parent"], m["text"]) for m in world["messages"] if m["ours"] and m["parent"])
    problems += [f"sent {n} times: {key}" for key, n in answers.items() if n != 1]
    sent = state["outbox"]["sent"]
    if sent != len(answers):
        problems.append(f"{sent} replies are recorded as sent, the platform has {len(answers)}")
        problems += wrongly_failed(folder, {text for _, text in answers})
    if state["outbox"]["queued"] or state["outbox"]["sending"]:
        problems.append(f"replies left over: {state['outbox']}")
    if not answers:
        problems.append("nothing was answered: the soak itself is broken")
    if max(sizes) - sizes[0] > GROWTH_KB:
        problems.append(f"the collector grew from {sizes[0]} to {max(sizes)} kB")
    theirs = [m for m in world["messages"] if not m["ours"] and m["publication"] == 0]
    return problems, len(answers), len(theirs)


def main():
    collector = os.path.abspath(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 180
    random.seed(1)
    with tempfile.TemporaryDirectory(prefix="replywatch-soak-") as folder:
        config = f"{folder}/replywatch.json"
        with open(os.open(f"{folder}/token", os.O_CREAT | os.O_WRONLY, 0o600), "w") as token:
            token.write("practice-token")
        practice, url = start_practice(collector, folder, FAULTS)
        inbox = {"name": "practice", "platform": "mastodon", "base_url": url, "token": {"file": "token"}, "poll": "1s"}
        json.dump({"database": "sqlite:soak.db", "inboxes": [inbox], "delivery": {"settle": "2s"}}, open(config, "w"))
        log = open(f"{folder}/log", "w")
        daemon = start_collector(collector, config, log)
        try:
            answered, sizes = set(), []
            end = time.time() + seconds
            next_kill = time.time() + 20
            while time.time() < end:
                time.sleep(0.4)
                answer_one(collector, config, answered)
                if time.time() > next_kill:
                    daemon.kill()
                    daemon.wait()
                    daemon = start_collector(collector, config, log)
                    next_kill = time.time() + 20
                    time.sleep(2)
                    sizes.append(resident_kb(daemon))
            # The trouble ends; what is on its way must arrive.
            practice.terminate()
            practice.wait()
            practice, _ = start_practice(collector, folder, ["ignore_key"])
            for _ in range(240):
                time.sleep(1)
                state = status(collector, config)
                if not state["outbox"]["queued"] and not state["outbox"]["sending"]:
                    break
            time.sleep(5)
            sizes.append(resident_kb(daemon))
            state = status(collector, config)
            problems, sent, theirs = judge(folder, state, sizes)
        finally:
            for process in (daemon, practice):
                process.terminate()
                process.wait()
        print(f"{seconds} s: {sent} answers, each once; {theirs} messages of people on the platform, {state['inboxes'][0]['stored']} stored in all; "
              f"outbox {state['outbox']}; resident {sizes[0]} to {max(sizes)} kB")
        for problem in problems:
            print("PROBLEM", problem)
        return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

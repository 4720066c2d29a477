#!/usr/bin/env python3
"""Minutes of trouble: practice platforms with every fault at once, a collector that is killed now and then, and somebody who answers
all the time. At the end every answer stands on its platform exactly once, or a person is asked about it; what people can see there is
stored here, once; and the collector has not grown.

usage: soak.py COLLECTOR [SECONDS [PLATFORM…]]    600 seconds, in which it kills the collector 50 times; every platform.
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

from practice_accounts import ACCOUNTS, inbox_of

FAULTS = ["429:0.01", "500:0.04", "truncated:0.02", "lost:0.03", "unreachable:0.02", "duplicates:0.1", "out_of_order:0.1",
          "edits:0.1", "removals:0.05", "ignore_key"]
GROWTH_KB = 30_000
SECONDS_BETWEEN_KILLS = 12
PATIENCE_SECONDS = 960  # for what is on its way when the trouble ends: the longest pause that a platform asks for (15 minutes), and some
SECONDS_TO_READ = 45  # the longest pause between looks at a platform that has no trouble, and some
EXTRA = {"youtube": {"units_per_day": "1000000"}}
OUR_HANDLE = "@atelier"
SENT, UNCERTAIN = 2, 4  # outbox states (shared/model/outbound.h)


def run(collector, config, *arguments):
    return subprocess.run([collector, "--config", config, *arguments], capture_output=True, text=True, timeout=120)


class Platform:
    """One practice platform; keeps its port and its world when it is started again."""

    def __init__(self, collector, folder, name):
        self.collector, self.name = collector, name
        self.world_file = f"{folder}/{name}.json"
        self.port = "0"

    def start(self, faults, rate, clock):
        arguments = [self.collector, "practice", "--platform", self.name, "--state", self.world_file, "--rate", str(rate), "--clock", str(clock), "--port", self.port]
        for fault in faults:
            arguments += ["--fault", fault]
        self.process = subprocess.Popen(arguments, stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True)
        self.url = self.process.stdout.readline().split()[-1]
        self.port = self.url.rsplit(":", 1)[1]

    def stop(self):
        self.process.terminate()
        self.process.wait()

    def messages(self):
        with open(self.world_file) as file:
            return json.load(file)["world"]["messages"]


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
    rows = [json.loads(line) for line in run(collector, config, "list", "--waiting", "--limit", "400", "--json").stdout.splitlines()]
    rows = [row for row in rows if row["id"] not in answered]
    if not rows:
        return
    # Every platform in turn, however much is written there.
    inbox = random.choice(sorted({row["inbox"] for row in rows}))
    row = random.choice([row for row in rows if row["inbox"] == inbox])
    answered.add(row["id"])
    text = f"Thank you for writing, answer {row['id']} is on its way. Anything else, just ask."
    run(collector, config, "reply", str(row["id"]), "--text", text, "--force")


class Stored:
    """What the collector has of one inbox."""

    def __init__(self, folder, inbox):
        with sqlite3.connect(f"file:{folder}/soak.db?mode=ro", uri=True) as db:
            self.replies = db.execute("SELECT o.text, o.state, o.error_text FROM outbox o JOIN messages m ON m.id = o.message_id"
                                      " JOIN inboxes i ON i.id = m.inbox_id WHERE i.name = ?", (inbox,)).fetchall()
            self.texts = [row[0] for row in db.execute("SELECT m.text FROM messages m JOIN inboxes i ON i.id = m.inbox_id"
                                                       " WHERE i.name = ? AND m.direction = 0", (inbox,))]


def judge_replies(platform, stored):
    """Problems, and how many answers stand there."""
    there = [m["text"] for m in platform.messages() if m["ours"] and m["parent"]]
    problems = []
    for text, state, error in stored.replies:
        count = sum(text in answer for answer in there)
        fine = count == 1 if state == SENT else count <= 1 if state == UNCERTAIN else count == 0
        if not fine:
            problems.append(f"{platform.name}: {count} times there, in state {state} here ({error}): {text}")
    if not any(state == SENT for _, state, _ in stored.replies):
        problems.append(f"{platform.name}: nothing was answered, the soak itself is broken")
    return problems, len(there)


def kind_of(message, ours):
    if message["private"]:
        return "private"
    if not message["parent"]:
        return "mention"
    # Not every platform tells what is said below other people's posts (their READMEs say so).
    return "comment" if message["root"] in ours else "comment elsewhere"


def judge_messages(platform, stored):
    """Of each kind that the platform shows at all, everything is stored, and once."""
    world = [m for m in platform.messages() if not m["ours"] and not m["broken"] and m["publication"] == 0 and m["edited_at"] is None]
    texts = collections.Counter(stored.texts)
    written = collections.Counter(m["text"] for m in platform.messages() if not m["ours"])
    # Whom a message is to stands before it on some platforms, and is not part of what we keep.
    have = {m["id"]: any(m["text"].removeprefix(OUR_HANDLE).lstrip() in text for text in texts) for m in world}
    ours = {m["id"] for m in platform.messages() if m["ours"]}
    shown = {kind_of(m, ours) for m in world if have[m["id"]]}
    missing = [m for m in world if kind_of(m, ours) in shown and not have[m["id"]]]
    problems = [f"{platform.name}: not stored: {m['text'][:60]}" for m in missing[:5]]
    for text, count in texts.items():
        if count > written[text] > 0:
            problems.append(f"{platform.name}: stored {count} times, written {written[text]} times: {text[:60]}")
    return problems, len(world)


def judge(folder, platforms, state, sizes):
    problems = []
    for platform in platforms:
        stored = Stored(folder, platform.name)
        of_replies, answers = judge_replies(platform, stored)
        of_messages, theirs = judge_messages(platform, stored)
        states = collections.Counter(state for _, state, _ in stored.replies)
        print(f"{platform.name}: {answers} answers there, {states[SENT]} sent, {states[UNCERTAIN]} uncertain, "
              f"{len(stored.replies) - states[SENT] - states[UNCERTAIN]} refused; {theirs} messages of people there, {len(stored.texts)} stored in all")
        problems += of_replies + of_messages
    if state["outbox"]["queued"] or state["outbox"]["sending"]:
        problems.append(f"replies left over: {state['outbox']}")
    if max(sizes) - sizes[0] > GROWTH_KB:
        problems.append(f"the collector grew from {sizes[0]} to {max(sizes)} kB")
    return problems


def trouble(collector, config, daemon, seconds, log, sizes):
    """Answers and kills until the time is over; the collector that runs then, and how often one was killed."""
    answered, kills = set(), 0
    end, next_kill = time.time() + seconds, time.time() + SECONDS_BETWEEN_KILLS
    while time.time() < end:
        time.sleep(0.2)
        answer_one(collector, config, answered)
        if time.time() > next_kill:
            sizes.append(resident_kb(daemon))
            daemon.kill()
            daemon.wait()
            kills += 1
            daemon = start_collector(collector, config, log)
            next_kill = time.time() + SECONDS_BETWEEN_KILLS
    return daemon, kills


def settle(collector, config, daemon, log):
    """What is on its way must arrive; the collector that runs then, and the state afterwards."""
    for _ in range(PATIENCE_SECONDS):
        time.sleep(1)
        state = status(collector, config)
        if not state["outbox"]["queued"] and not state["outbox"]["sending"] and all(i["state"] == "ok" for i in state["inboxes"]):
            break
    # What polls do not look at (below older posts, or of an old date) is looked at once an hour, and at every start.
    daemon.terminate()
    daemon.wait()
    daemon = start_collector(collector, config, log)
    time.sleep(SECONDS_TO_READ)
    return daemon, status(collector, config)


def main():
    collector = os.path.abspath(sys.argv[1])
    seconds = int(sys.argv[2]) if len(sys.argv) > 2 else 600
    names = sys.argv[3:] or list(ACCOUNTS)
    random.seed(1)
    with tempfile.TemporaryDirectory(prefix="replywatch-soak-") as folder:
        config = f"{folder}/replywatch.json"
        platforms = [Platform(collector, folder, name) for name in names]
        for platform in platforms:
            platform.start(FAULTS, 60 if len(names) == 1 else 12, 300)
        inboxes = [{**inbox_of(p.name, p.url, p.name, folder, "1s"), **EXTRA.get(p.name, {})} for p in platforms]
        json.dump({"database": "sqlite:soak.db", "inboxes": inboxes, "delivery": {"settle": "2s"}}, open(config, "w"))
        log = open(f"{folder}/log", "w")
        daemon = start_collector(collector, config, log)
        try:
            sizes = []
            daemon, kills = trouble(collector, config, daemon, seconds, log, sizes)
            for platform in platforms:
                platform.stop()
                platform.start(["ignore_key"], 0, 0.001)  # nobody writes any more
            daemon, state = settle(collector, config, daemon, log)
            sizes.append(resident_kb(daemon))
            for platform in platforms:
                platform.stop()  # its world is on disk now
            problems = judge(folder, platforms, state, sizes)
        finally:
            daemon.terminate()
            daemon.wait()
            for platform in platforms:
                platform.stop()
        print(f"{seconds} s, {kills} kills; outbox {state['outbox']}; resident {sizes[0]} to {max(sizes)} kB")
        for inbox in state["inboxes"]:
            if inbox["state"] != "ok":
                problems.append(f"{inbox['name']} is {inbox['state']}: {inbox['last_error']}")
        for problem in problems:
            print("PROBLEM", problem)
        return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())

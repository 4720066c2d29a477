#!/usr/bin/env python3
"""idle_bench.py COLLECTOR [SECONDS]: what the collector holds and uses with five inboxes on which nothing happens, polled every 60 s.

Starts a practice platform without people, and the collector with a new database in a temporary folder; after SECONDS (66) prints its resident
memory, the part that is its own, its share of what several programs map (PSS), and the CPU time since its start."""
import json
import os
import re
import subprocess
import sys
import tempfile
import time

INBOXES = 5


def wait_for(read, seconds=10):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := read():
            return value
        time.sleep(0.05)
    raise SystemExit("the practice platform did not start")


def kib(path, field):
    with open(path) as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(field + ":"))


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    collector, seconds = os.path.abspath(sys.argv[1]), float(sys.argv[2]) if len(sys.argv) > 2 else 66
    with tempfile.TemporaryDirectory() as folder:
        token = os.path.join(folder, "token")
        with os.fdopen(os.open(token, os.O_CREAT | os.O_WRONLY, 0o600), "w") as file:
            file.write("practice-token\n")
        out = open(os.path.join(folder, "practice.out"), "w+")
        practice = subprocess.Popen([collector, "practice", "--port", "0", "--clock", "1", "--rate", "0.001", "--state", os.path.join(folder, "world.json")], stdout=out, stderr=out)
        started = [practice]
        try:
            url = wait_for(lambda: re.search(r"http://127\.0\.0\.1:\d+", open(out.name).read())).group(0)
            inboxes = [{"name": f"idle-{i}", "platform": "mastodon", "base_url": url, "token": {"file": token}, "poll": "60s"} for i in range(INBOXES)]
            settings = {"database": "sqlite:" + os.path.join(folder, "idle.db"), "shop": {"name": "Idle", "time_zone": "Europe/Bucharest"},
                        "agents": [{"name": "Ioana"}], "inboxes": inboxes}
            path = os.path.join(folder, "replywatch.json")
            with open(path, "w") as file:
                json.dump(settings, file)
            log = open(os.path.join(folder, "log"), "w+")
            run = subprocess.Popen([collector, "--config", path, "run"], stdout=log, stderr=log)
            started.append(run)
            time.sleep(seconds)
            if run.poll() is not None:
                raise SystemExit("the collector ended: " + open(log.name).read()[-500:])
            proc = f"/proc/{run.pid}"
            ticks = sum(int(field) for field in open(proc + "/stat").read().rsplit(")", 1)[1].split()[11:13])
            print(f"{INBOXES} inboxes, {seconds:.0f} s: {kib(proc + '/status', 'VmRSS') / 1024:.1f} MiB resident, {kib(proc + '/status', 'RssAnon') / 1024:.1f} MiB its own, "
                  f"{kib(proc + '/smaps_rollup', 'Pss') / 1024:.1f} MiB as its share; {ticks / os.sysconf('SC_CLK_TCK'):.2f} s CPU with its start")
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()

#!/usr/bin/env python3
"""many_inboxes.py COLLECTOR [INBOXES] [SECONDS]: what one collector uses with many inboxes (200) on all platforms, polled every 30 s.

Starts one practice platform a platform and the collector with a new database in a temporary folder, two inboxes of it on hosts that are dead
(one refuses, one never answers). Lets it read everything that is there, then measures CPU time and memory over SECONDS (120), and says
which inboxes went longest without a look at their platform and what became of the dead ones."""
import json
import os
import re
import socket
import subprocess
import sys
import tempfile
import time
from datetime import datetime, timezone

sys.path.insert(0, os.path.join(os.path.dirname(os.path.abspath(__file__)), "../tools"))
from practice_accounts import ACCOUNTS, inbox_of

WARM_UP_SECONDS = 75


def wait_for(read, seconds=20):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if value := read():
            return value
        time.sleep(0.05)
    raise SystemExit("a practice platform did not start")


def kib(path, field):
    with open(path) as lines:
        return next(int(line.split()[1]) for line in lines if line.startswith(field + ":"))


def cpu_seconds(pid):
    with open(f"/proc/{pid}/stat") as stat:
        return sum(int(field) for field in stat.read().rsplit(")", 1)[1].split()[11:13]) / os.sysconf("SC_CLK_TCK")


def main():
    if len(sys.argv) < 2:
        raise SystemExit(__doc__)
    collector = os.path.abspath(sys.argv[1])
    count = int(sys.argv[2]) if len(sys.argv) > 2 else 200
    seconds = float(sys.argv[3]) if len(sys.argv) > 3 else 120
    started = []
    with tempfile.TemporaryDirectory() as folder, socket.socket() as silent:
        try:
            urls = {}
            for platform in ACCOUNTS:
                out = open(os.path.join(folder, platform + ".out"), "w+")
                started.append(subprocess.Popen([collector, "practice", "--platform", platform, "--port", "0", "--rate", "0.001"], stdout=out, stderr=out))
                urls[platform] = wait_for(lambda: re.search(r"http://127\.0\.0\.1:\d+", open(out.name).read())).group(0)
            names = list(ACCOUNTS)
            inboxes = [inbox_of(names[i % len(names)], urls[names[i % len(names)]], f"{names[i % len(names)]}-{i}", folder, "30s") for i in range(count - 2)]
            silent.bind(("127.0.0.1", 0))
            silent.listen(64)  # takes connections and never answers
            for name, port in (("silent", silent.getsockname()[1]), ("refusing", 9)):
                inboxes.append(inbox_of("mastodon", f"http://127.0.0.1:{port}", name, folder, "30s"))
            settings = {"database": "sqlite:" + os.path.join(folder, "many.db"), "shop": {"name": "Many", "time_zone": "Europe/Bucharest"},
                        "agents": [{"name": "Ioana"}], "inboxes": inboxes}
            path = os.path.join(folder, "replywatch.json")
            with open(path, "w") as file:
                json.dump(settings, file)
            log = open(os.path.join(folder, "log"), "w+")
            run = subprocess.Popen([collector, "--config", path, "run"], stdout=log, stderr=log)
            started.append(run)
            time.sleep(WARM_UP_SECONDS)
            cpu_before, at_before = cpu_seconds(run.pid), time.monotonic()
            time.sleep(seconds)
            if run.poll() is not None:
                raise SystemExit("the collector ended: " + open(log.name).read()[-500:])
            share = (cpu_seconds(run.pid) - cpu_before) / (time.monotonic() - at_before)
            resident = kib(f"/proc/{run.pid}/status", "VmRSS") / 1024
            status = json.loads(subprocess.run([collector, "--config", path, "status", "--json"], stdout=subprocess.PIPE, check=True).stdout)
            now = datetime.now(timezone.utc)
            ages, unread = [], []
            for inbox in status["inboxes"]:
                if inbox["last_success"] is None:
                    unread.append(inbox["name"])
                else:
                    ages.append((now - datetime.fromisoformat(inbox["last_success"].replace("Z", "+00:00"))).total_seconds())
            ages.sort()
            print(f"{count} inboxes on {len(ACCOUNTS)} platforms every 30 s, {seconds:.0f} s: {100 * share:.1f} % of a core, {resident:.1f} MiB resident, "
                  f"{sum(i['stored'] for i in status['inboxes'])} messages")
            print(f"last looked at: median {ages[len(ages) // 2]:.0f} s, longest {ages[-1]:.0f} s ago; never: {', '.join(unread) or 'none'}")
        finally:
            for process in reversed(started):
                process.terminate()
                process.wait()


if __name__ == "__main__":
    main()

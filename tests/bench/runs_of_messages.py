#!/usr/bin/env python3
"""What judging a run of messages as one text gains over judging message by message.

Each held-out message of several sentences is taken as so many messages, sent one after the other; its labels are the truth. Prints
macro-F1 of the union of what each says alone and of what they say together.

usage: runs_of_messages.py COLLECTOR [HELD_OUT_FOLDER]
"""
import json
import pathlib
import re
import subprocess
import sys

SENTENCES = re.compile(r"(?<=[.!?…])\s+|\n+")


def classify(collector, texts):
    lines = "".join(json.dumps({"id": str(i), "text": text}) + "\n" for i, text in enumerate(texts))
    done = subprocess.run([collector, "classify"], input=lines, capture_output=True, text=True, check=True)
    return [json.loads(line)["flags"] for line in done.stdout.splitlines()]


def macro_f1(pairs):
    sides = []
    for side in (True, False):
        hits = sum(said == side and truth == side for said, truth in pairs)
        wrong = sum(said != truth for said, truth in pairs)
        sides.append(2 * hits / max(1, 2 * hits + wrong))
    return sum(sides) / 2


def main():
    if len(sys.argv) not in (2, 3):
        sys.exit(__doc__)
    folder = pathlib.Path(sys.argv[2] if len(sys.argv) == 3 else pathlib.Path(__file__).parents[2] / "config/model/held_out")
    print("language  runs  flag       one by one  together")
    for file in sorted(folder.glob("*/test.jsonl")):
        runs = []
        for line in file.read_text(encoding="utf-8").splitlines():
            message = json.loads(line)
            parts = [part for part in SENTENCES.split(message["text"]) if re.search(r"\w", part)]
            if len(parts) > 1:
                runs.append((message["labels"], parts))
        together = classify(sys.argv[1], ["\n".join(parts) for _, parts in runs])
        alone = iter(classify(sys.argv[1], [part for _, parts in runs for part in parts]))
        united = [set().union(*(next(alone) for _ in parts)) for _, parts in runs]
        for flag in ("problem", "question", "praise"):
            truth = [flag in labels for labels, _ in runs]
            figures = [macro_f1(list(zip((flag in flags for flags in said), truth))) for said in (united, together)]
            print(f"{file.parent.name:8}  {len(runs):4}  {flag:9}  {figures[0]:10.3f}  {figures[1]:8.3f}")


if __name__ == "__main__":
    main()

#!/usr/bin/env bash
# What learning from corrections gains: trains a model without the writers of LANGUAGE from FIRST_WRITER on (pl-401), and learns
# from the corrections that half of them would have brought.
# usage: learn_bench.sh LANGUAGE FIRST_WRITER [BUILD_FOLDER]
set -euo pipefail
[ $# -ge 2 ] || { sed -n 4p "$0" >&2; exit 2; }
root=$(cd "$(dirname "$0")/../.." && pwd)
language=$1 first=$2 build=${3:-$root/build/bench}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cp -r "$root/config" "$work/config"
python3 - "$work" "$language" "$first" <<'PYTHON'
import json, pathlib, sys
work, language, first = pathlib.Path(sys.argv[1]), *sys.argv[2:]
file = work / "config/languages" / language / "examples.jsonl"
lines = file.read_text(encoding="utf-8").splitlines(keepends=True)
left_out = [json.loads(line)["writer"] >= first for line in lines]
file.write_text("".join(line for line, out in zip(lines, left_out) if not out), encoding="utf-8")
(work / "messages.jsonl").write_text("".join(line for line, out in zip(lines, left_out) if out), encoding="utf-8")
print(f"{sum(left_out)} messages left out of {len(lines)}")
PYTHON
REPLYWATCH_DATA=$work/config "$build/collector/replywatch-collector" train >/dev/null
"$build/tests/bench/learn_bench" "$work/config" "$work/messages.jsonl" "$language"

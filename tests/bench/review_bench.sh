#!/usr/bin/env bash
# review_bench.sh FOLDER [WEEKS…]: databases of so many weeks with 20,000 messages each (made in FOLDER when missing), and the weekly review of the last
# complete one as a whole process, 9 times: median and longest wall time, most memory. Default: 5, 50 and 250 weeks.
set -euo pipefail
cd "$(dirname "$0")/../.."
folder=${1:?usage: review_bench.sh FOLDER [WEEKS…]}
shift
[ $# -gt 0 ] || set -- 5 50 250
collector=build/bench/collector/replywatch-collector
make=build/bench/tests/bench/make_shop_life
[ -x "$make" ] && [ -x "$collector" ] || { echo "build first: cmake --preset bench && cmake --build --preset bench" >&2; exit 1; }
for weeks in "$@"; do
  life="$folder/$weeks-weeks"
  [ -e "$life/life.db" ] || "$make" "$life" "$weeks" 20000
  for _ in $(seq 9); do
    /usr/bin/time -f '%e %M' "$collector" --config "$life/replywatch.json" review --out "$life/review.html" 2>&1
  done | sort -n | awk -v weeks="$weeks" -v size="$(du -m "$life/life.db" | cut -f1)" '
    { wall[NR] = $1; if ($2 > most) most = $2 }
    END { printf "%3d weeks of 20,000 messages (%d MB): median %.2f s, longest %.2f s, %.0f MB at most\n", weeks, size, wall[int((NR + 1) / 2)], wall[NR], most / 1024 }'
done

#!/usr/bin/env bash
# The dashboard on a database against an empty window of the same size, in turn, under a virtual screen: time to the
# first frame, memory, and the processor while idle. usage: window_bench.sh SETTINGS [ROUNDS]
set -euo pipefail
cd "$(dirname "$0")/../.."
settings=${1:?usage: window_bench.sh SETTINGS [ROUNDS]}
rounds=${2:-5}
state=$(mktemp -d)
trap 'rm -rf "$state"' EXIT
for round in $(seq "$rounds"); do
  echo "round $round"
  printf '  empty      '; xvfb-run -a -s "-screen 0 1440x900x24" build/bench/tests/bench/empty_window 10
  printf '  dashboard  '; XDG_STATE_HOME=$state xvfb-run -a -s "-screen 0 1440x900x24" build/bench/dashboard/replywatch-dashboard --config "$settings" --figures --seconds 10
done

#!/usr/bin/env bash
# The dashboard on a database while somebody uses it, then while nobody does, under a virtual screen (needs xvfb, xdotool):
# the pointer moves and "j" walks down the list for some 15 s; view code a frame, and the processor over 20 quiet seconds.
# usage: window_use.sh SETTINGS
set -euo pipefail
cd "$(dirname "$0")/../.."
settings=${1:?usage: window_use.sh SETTINGS}
if [ -z "${WINDOW_USE_STATE:-}" ]; then
  WINDOW_USE_STATE=$(mktemp -d)
  trap 'rm -rf "$WINDOW_USE_STATE"' EXIT
  export WINDOW_USE_STATE
  xvfb-run -a -s "-screen 0 1440x900x24" "tests/bench/$(basename "$0")" "$settings"
  exit
fi

XDG_STATE_HOME=$WINDOW_USE_STATE build/bench/dashboard/replywatch-dashboard --config "$settings" --figures --seconds 50 &
dashboard=$!
sleep 3
xdotool mousemove 720 480 click 1 key Escape
for i in $(seq 150); do
  xdotool mousemove $((150 + i)) $((200 + i * 3))
  sleep 0.03
  xdotool key j
  sleep 0.05
done
sleep 4
before=$(awk '{print $14 + $15}' "/proc/$dashboard/stat")
sleep 20
after=$(awk '{print $14 + $15}' "/proc/$dashboard/stat")
echo "used; then idle for 20 s: $(((after - before) * 1000 / $(getconf CLK_TCK))) ms of the processor"
wait "$dashboard"

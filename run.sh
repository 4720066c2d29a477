#!/usr/bin/env bash
# Builds ReplyWatch and starts it: practice platform, collector and dashboard, or with --config the shop's own settings.
set -euo pipefail
cd "$(dirname "$0")"
. tests/tools/packages.sh

usage() { echo "usage: ./run.sh [--config FILE] [--headless] [--seconds N]"; }
config="" headless=false seconds=""
while [ $# -gt 0 ]; do
  case "$1" in
    --config) config=${2:?$(usage)}; shift 2 ;;
    --headless) headless=true; shift ;;
    --seconds) seconds=${2:?$(usage)}; shift 2 ;;
    -h | --help) usage; exit 0 ;;
    *) usage >&2; exit 2 ;;
  esac
done
case "$seconds" in *[!0-9]*) echo "--seconds takes a whole number" >&2; exit 2 ;; esac
[ -z "$seconds" ] || seconds=$((10#$seconds))
[ -z "$config" ] || [ -r "$config" ] || { echo "$config: cannot be read; name a settings file" >&2; exit 2; }
[ -n "${DISPLAY:-}${WAYLAND_DISPLAY:-}" ] || headless=true

# shellcheck disable=SC2086
rw_install $RW_RUN_PACKAGES || exit 2
build=build/release
if [ ! -f $build/build.ninja ]; then
  echo "Building; the first time this takes some minutes." >&2
  cmake --preset release >/dev/null
fi
cmake --build --preset release -- --quiet >&2
collector=$PWD/$build/collector/replywatch-collector
dashboard=$PWD/$build/dashboard/replywatch-dashboard

pids=()
stop_all() {
  trap - EXIT INT TERM
  for pid in "${pids[@]}"; do kill "$pid" 2>/dev/null || true; done
  for pid in "${pids[@]}"; do wait "$pid" 2>/dev/null || true; done
}
trap stop_all EXIT
trap 'stop_all; exit 0' INT TERM

start_practice() {
  local dir=$PWD/data/practice
  (umask 077; mkdir -p "$dir"; printf 'practice-token\n' >"$dir/token")
  "$collector" practice --port 0 --clock 30 --rate 6 --state "$dir/world.json" >"$dir/practice.out" 2>"$dir/practice.log" &
  pids+=($!)
  local url=""
  for _ in $(seq 100); do
    url=$(sed -n 's/.*\(http:\/\/127\.0\.0\.1:[0-9]*\).*/\1/p' "$dir/practice.out" | head -n 1)
    [ -n "$url" ] && break
    kill -0 "${pids[0]}" 2>/dev/null || { cat "$dir/practice.log" >&2; exit 1; }
    sleep 0.05
  done
  [ -n "$url" ] || { echo "the practice platform did not start; see $dir/practice.log" >&2; exit 1; }
  config=$dir/replywatch.json
  sed "s|PRACTICE_URL|$url|" config/replywatch.practice.json >"$config"
  echo "Practice platform: $url" >&2
}

[ -n "$config" ] || start_practice
log=$(dirname "$config")/collector.log
"$collector" --config "$config" run 2>"$log" &
pids+=($!)
collector_pid=$!
live=false
for _ in $(seq 300); do
  "$collector" --config "$config" status --json 2>/dev/null | grep -q '"running":true' && { live=true; break; }
  kill -0 "$collector_pid" 2>/dev/null || { wait "$collector_pid" && code=0 || code=$?; tail -n 3 "$log" >&2; exit "$code"; }
  sleep 0.05
done
$live || { echo "the collector did not start; see $log" >&2; exit 1; }

if ! $headless; then
  if [ -n "$seconds" ]; then
    "$dashboard" --config "$config" & pids+=($!); sleep "$seconds"; exit 0
  fi
  "$dashboard" --config "$config"
  exit 0
fi

end=$((SECONDS + ${seconds:-2000000000}))
while [ $SECONDS -lt $end ]; do
  [ -t 1 ] && printf '\033[H\033[2J'
  date '+%H:%M:%S'
  "$collector" --config "$config" list --waiting --limit 30
  "$collector" --config "$config" status | tail -n 2
  kill -0 "$collector_pid" 2>/dev/null || { echo "the collector ended; see $log" >&2; exit 1; }
  left=$((end - SECONDS))
  [ $left -gt 0 ] && sleep $((left < 5 ? left : 5))
done
exit 0

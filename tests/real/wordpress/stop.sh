#!/usr/bin/env bash
# Stops what start.sh started in DIR, and nothing else.
#   stop.sh DIR [web|db]     without a name: both
set -u
dir=$(cd "${1:?usage: stop.sh DIR [web|db]}" && pwd) || exit 2
case "${2-}" in
  web) names=php ;;
  db) names=db ;;
  *) names="php db" ;;
esac

# Each was started with setsid: its id is that of its group, workers included.
stop_group() {
  local pid=$1
  [ -d "/proc/$pid" ] && tr '\0' ' ' <"/proc/$pid/cmdline" | grep -qF "$dir" || return 0
  kill -TERM -- "-$pid" 2>/dev/null || kill -TERM "$pid" 2>/dev/null
  for _ in $(seq 100); do
    kill -0 -- "-$pid" 2>/dev/null || return 0
    sleep 0.1
  done
  kill -KILL -- "-$pid" 2>/dev/null
}

for name in $names; do
  file=$dir/run/$name.pid
  [ -s "$file" ] || continue
  stop_group "$(cat "$file")"
  rm -f "$file"
done
exit 0

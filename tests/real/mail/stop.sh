#!/usr/bin/env bash
# usage: stop.sh DIR [dovecot | exim]   stops what start.sh started there, both unless one is named.
set -u
# Of one that has ended and was not reaped nothing is left to read.
command_of() { tr '\0' ' ' <"/proc/$1/cmdline" 2>/dev/null; }
dir=$(cd "${1:?usage: stop.sh DIR [dovecot | exim]}" && pwd) || exit 2
for name in ${2:-exim dovecot}; do
  file=$dir/run/$name.pid
  [ -s "$file" ] || continue
  pid=$(cat "$file")
  # Its number may belong to somebody else by now.
  if command_of "$pid" | grep -qF "$dir"; then
    kill -TERM "$pid" 2>/dev/null
    for _ in $(seq 60); do
      [ -n "$(command_of "$pid")" ] || break
      sleep 0.1
    done
    [ -n "$(command_of "$pid")" ] && kill -KILL -- "-$pid"
  fi
  rm -f "$file"
done
exit 0

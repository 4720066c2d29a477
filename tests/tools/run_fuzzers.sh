#!/usr/bin/env bash
# Builds the fuzz targets and runs each for five minutes (REPLYWATCH_FUZZ_SECONDS), as many at once as there are cores. Fails when
# one finds anything: a crash, a leak, an input that takes long or too much memory is kept in build/fuzz.
# usage: run_fuzzers.sh [TARGET…]    every target
set -euo pipefail
cd "$(dirname "$0")/../.."
export REPLYWATCH_FUZZ_SECONDS=${REPLYWATCH_FUZZ_SECONDS:-300}
cmake --preset fuzz -DREPLYWATCH_SANITIZE_POINTERS=ON >/dev/null
cmake --build --preset fuzz --target fuzz_targets
cd build/fuzz
if [ $# -gt 0 ]; then targets=("$@"); else mapfile -t targets < <(cd tests/fuzz && ls ./*_fuzz); fi
[ ${#targets[@]} -gt 0 ] || { echo "no fuzz target was found" >&2; exit 1; }

run_one() {
  local name=${1#./} work status=0
  work=$(mktemp -d)
  "tests/fuzz/$name" -max_total_time="$REPLYWATCH_FUZZ_SECONDS" -timeout=10 -max_len=65536 -rss_limit_mb=2048 -artifact_prefix="$PWD/" "$work" >"$work.log" 2>&1 || status=$?
  echo "-- $name: $(tail -n 1 "$work.log")"
  [ "$status" -eq 0 ] || tail -n 40 "$work.log"
  rm -rf "$work" "$work.log"
  return "$status"
}
export -f run_one
printf '%s\n' "${targets[@]}" | xargs -P "$(nproc)" -I TARGET bash -c 'run_one TARGET'
echo "${#targets[@]} targets found nothing"

#!/usr/bin/env bash
# Builds the fuzz targets and runs each for five minutes (REPLYWATCH_FUZZ_SECONDS); a crash is kept and fails the run.
set -euo pipefail
cd "$(dirname "$0")/../.."
seconds=${REPLYWATCH_FUZZ_SECONDS:-300}
cmake --preset fuzz >/dev/null
cmake --build --preset fuzz
found=0
for target in build/fuzz/tests/fuzz/*_fuzz; do
  [ -x "$target" ] || continue
  found=$((found + 1))
  echo "-- $(basename "$target"), $seconds s"
  work=$(mktemp -d)
  "$target" -max_total_time="$seconds" -max_len=65536 -rss_limit_mb=2048 -artifact_prefix="build/fuzz/" "$work" 2>&1 | tail -n 3
  rm -rf "$work"
done
[ $found -gt 0 ] || { echo "no fuzz target was found" >&2; exit 1; }

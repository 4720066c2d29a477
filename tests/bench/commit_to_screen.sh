#!/usr/bin/env bash
# From the commit of a new message to the frame that shows it, as whole processes under a virtual screen.
# usage: commit_to_screen.sh [COMMITS] [BUILD_FOLDER]
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${2:-build/bench}
xvfb-run -a -s "-screen 0 1440x900x24" "$build/tests/bench/commit_to_screen" "$build/dashboard/replywatch-dashboard" "${1:-24}"

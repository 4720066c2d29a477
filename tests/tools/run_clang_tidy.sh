#!/usr/bin/env bash
# clang-tidy over every source of the program, with the compile commands of a build folder. Fails on any finding.
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${1:?usage: run_clang_tidy.sh BUILD_FOLDER}
mapfile -t files < <(git ls-files 'shared/*.cc' 'collector/*.cc' 'dashboard/*.cc')
[ ${#files[@]} -gt 20 ] || { echo "hardly any source was found" >&2; exit 1; }
# It takes no precompiled header of another compiler.
commands=$(mktemp -d)
trap 'rm -rf "$commands"' EXIT
sed -E 's/ -Winvalid-pch| -fpch-preprocess| -include [^ ]*cmake_pch\.hxx//g' "$build/compile_commands.json" >"$commands/compile_commands.json"
printf '%s\n' "${files[@]}" | xargs -P "$(nproc)" -n 4 clang-tidy-14 -p "$commands" --quiet 2>/dev/null
echo "${#files[@]} files are clean"

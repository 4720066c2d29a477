#!/usr/bin/env bash
# Builds and runs the tests. --full adds tsan, formatting, clang-tidy, fuzzing and soaks. Needs nothing but Debian bookworm.
set -euo pipefail
cd "$(dirname "$0")"
. tests/tools/packages.sh

full=false
for argument in "$@"; do
  case "$argument" in
    --full) full=true ;;
    -h | --help) echo "usage: ./test.sh [--full]"; exit 0 ;;
    *) echo "usage: ./test.sh [--full]" >&2; exit 2 ;;
  esac
done

# shellcheck disable=SC2086
rw_install $RW_TEST_PACKAGES
# Real servers are tested where their packages can be had; tests/real says so when they cannot.
# shellcheck disable=SC2086
rw_install $RW_REAL_PACKAGES || echo "tests against a real WordPress and a real mail host will be skipped" >&2

step() { printf '\n== %s\n' "$*"; }

step "layers"
python3 tests/tools/check_layers.py

# build_preset <preset> [options of cmake --build]
build_preset() {
  step "$1: build"
  cmake --preset "$1" -DREPLYWATCH_SANITIZE_POINTERS="$full" >"build-$1.log" 2>&1 || { cat "build-$1.log"; rm -f "build-$1.log"; return 1; }
  rm -f "build-$1.log"
  cmake --build --preset "$1" "${@:2}"
}

run_preset() {
  build_preset "$1"
  test_preset "$@"
}

test_preset() {
  step "$1: test"
  ctest --test-dir "build/$1" --output-on-failure --no-tests=error "${@:2}"
}

if $full; then
  # shellcheck disable=SC2086
  rw_install $RW_FULL_PACKAGES
  step "formatting"
  git ls-files '*.cc' '*.h' | xargs clang-format-14 --dry-run -Werror
fi
if $full; then
  run_preset dev -j2
  run_preset asan -j2
else
  # Each suite once: what runs the whole program, or needs all of the dashboard, takes long under a sanitizer.
  build_preset dev --target other_tests
  test_preset dev -j2 -LE quick
  build_preset asan --target quick_tests
  test_preset asan -j2 -L quick
fi
if $full; then
  run_preset tsan -j2 -LE slow
  build_preset bench  # run by hand; here, so that they go on building
  step "clang-tidy"
  tests/tools/run_clang_tidy.sh build/dev
  step "survival curves against R"
  tests/tools/compare_survival.sh build/dev
  step "the weekly review in a browser"
  python3 tests/tools/check_review_page.py build/dev
  step "fuzzing"
  tests/tools/run_fuzzers.sh
  step "soaks"
  python3 tests/tools/soak.py build/dev/collector/replywatch-collector "${REPLYWATCH_SOAK_SECONDS:-600}"
fi
step "done"

#!/usr/bin/env bash
# The product's Kaplan-Meier against R's survival::survfit on random weeks: compare_survival.sh BUILD_FOLDER [WEEKS] [SEED].
set -euo pipefail
cd "$(dirname "$0")/../.."
build=${1:?usage: compare_survival.sh BUILD_FOLDER [WEEKS] [SEED]}
if ! command -v Rscript >/dev/null || ! Rscript -e 'library(survival)' >/dev/null 2>&1; then
  echo "SKIPPED: the comparison with R needs the packages r-base-core and r-cran-survival" >&2
  exit 0
fi
cmake --build "$build" --target survival_curves >/dev/null
Rscript tests/tools/compare_survival.R "$build/tests/survival_curves" "${2:-1000}" "${3:-47}"

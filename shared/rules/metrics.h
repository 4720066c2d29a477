// Metrics: how long people waited, with those who still wait counted in. Kaplan-Meier as R's
// survival::survfit computes it, so that ignoring people never improves a figure. Pure; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/base/timestamp.h"

namespace replywatch {

// One case. Censored: it had lasted `time` without its end having been seen.
struct Observation {
  Duration time;  // >= 0
  bool censored = false;
};

// One distinct time of the observations, ends and censorings alike.
struct SurvivalStep {
  Duration time;
  std::int64_t at_risk = 0;  // cases that had lasted at least `time`
  std::int64_t ended = 0;    // at `time`; cases censored at the same instant count as still at risk
  std::int64_t censored = 0;
  double survival = 1;  // S(time): share that lasts longer than `time`
};

struct SurvivalCurve {
  std::vector<SurvivalStep> steps;  // by time
  std::size_t cases = 0;
};

SurvivalCurve KaplanMeier(std::vector<Observation> observations);

// S(t): 1 before the first step, then constant from one step to the next.
double SurvivalAt(const SurvivalCurve& curve, Duration t);

// A quantile of the durations. When the curve does not fall so far: over the largest time seen.
struct Quantile {
  Duration value;
  bool is_over = false;
  bool operator==(const Quantile&) const = default;
};
inline constexpr double kMedianLevel = 0.5;
inline constexpr double kP90Level = 0.1;

// The smallest time with S(time) <= level; nullopt without any case.
std::optional<Quantile> QuantileOf(const SurvivalCurve& curve, double level);

// Fewer cases than this are shown one by one, never as a percentage.
inline constexpr std::size_t kFewCases = 10;
constexpr bool IsFew(std::size_t cases) { return cases < kFewCases; }

// A case against a target of its own. `target` > 0.
struct TargetCase {
  Duration time;
  bool censored = false;
  Duration target;
};

// Share of the cases that end within their target (inclusive), the censored ones by Kaplan-Meier on time in units of the target;
// nullopt without any case.
std::optional<double> ShareInTarget(std::span<const TargetCase> cases);

// Is the median case, measured in units of its target, beyond 1? False without any case.
bool IsMedianOverTarget(std::span<const TargetCase> cases);

}  // namespace replywatch

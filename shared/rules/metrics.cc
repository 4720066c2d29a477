#include "shared/rules/metrics.h"

#include <algorithm>

namespace replywatch {
namespace {

// A product of fractions that is exactly one half on paper may come out a trifle above it.
constexpr double kRounding = 1e-9;
constexpr std::int64_t kOneTarget = 1'000'000;

// In millionths of the target, rounded up: at most kOneTarget exactly when the time is within it.
SurvivalCurve CurveInTargets(std::span<const TargetCase> cases) {
  std::vector<Observation> observations;
  observations.reserve(cases.size());
  for (const TargetCase& c : cases)
    observations.push_back({{(c.time.ms * kOneTarget + c.target.ms - 1) / c.target.ms}, c.censored});
  return KaplanMeier(std::move(observations));
}

}  // namespace

SurvivalCurve KaplanMeier(std::vector<Observation> observations) {
  std::sort(observations.begin(), observations.end(), [](const Observation& a, const Observation& b) { return a.time < b.time; });
  SurvivalCurve curve;
  curve.cases = observations.size();
  double survival = 1;
  for (std::size_t i = 0; i < observations.size();) {
    SurvivalStep step;
    step.time = observations[i].time;
    step.at_risk = static_cast<std::int64_t>(observations.size() - i);
    for (; i < observations.size() && observations[i].time == step.time; ++i)
      ++(observations[i].censored ? step.censored : step.ended);
    survival *= static_cast<double>(step.at_risk - step.ended) / static_cast<double>(step.at_risk);
    step.survival = survival;
    curve.steps.push_back(step);
  }
  return curve;
}

double SurvivalAt(const SurvivalCurve& curve, Duration t) {
  const auto after = std::upper_bound(curve.steps.begin(), curve.steps.end(), t,
                                      [](Duration d, const SurvivalStep& step) { return d < step.time; });
  return after == curve.steps.begin() ? 1 : std::prev(after)->survival;
}

std::optional<Quantile> QuantileOf(const SurvivalCurve& curve, double level) {
  if (curve.steps.empty()) return std::nullopt;
  const auto fallen = std::find_if(curve.steps.begin(), curve.steps.end(),
                                   [&](const SurvivalStep& step) { return step.survival <= level + kRounding; });
  if (fallen == curve.steps.end()) return Quantile{curve.steps.back().time, true};
  return Quantile{fallen->time, false};
}

std::optional<double> ShareInTarget(std::span<const TargetCase> cases) {
  if (cases.empty()) return std::nullopt;
  return 1 - SurvivalAt(CurveInTargets(cases), {kOneTarget});
}

bool IsMedianOverTarget(std::span<const TargetCase> cases) {
  const auto median = QuantileOf(CurveInTargets(cases), kMedianLevel);
  return median && (median->value.ms > kOneTarget || (median->is_over && median->value.ms == kOneTarget));
}

}  // namespace replywatch

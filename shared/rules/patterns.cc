#include "shared/rules/patterns.h"

#include <algorithm>

#include "shared/rules/sla.h"

namespace replywatch {

bool WentPublicAfterSilence(Timestamp at, std::span<const Wait> private_waits) {
  return std::any_of(private_waits.begin(), private_waits.end(), [at](const Wait& wait) {
    if (wait.kind != WaitKind::kAnswer || wait.outcome == WaitOutcome::kWithdrawn || at - wait.started_at < kSilence)
      return false;
    if (!wait.ended_at || *wait.ended_at > at) return true;
    return IsClosedByStaff(wait.outcome) && *wait.ended_at - wait.started_at >= kSilence &&
           at - *wait.ended_at <= kPatternHorizon;
  });
}

bool IsRepeat(Timestamp at, const std::string& cause, std::span<const EarlierProblem> earlier) {
  return std::any_of(earlier.begin(), earlier.end(), [&](const EarlierProblem& problem) {
    const bool told = std::any_of(problem.told_at.begin(), problem.told_at.end(),
                                  [at](Timestamp t) { return at - t >= kSameBreath && at - t <= kPatternHorizon; });
    if (!told) return false;
    if (!problem.solved_at) return true;
    const bool reopens = problem.is_same_conversation && at - *problem.solved_at <= kReopenedWithin;
    return reopens || (!cause.empty() && cause == problem.cause);
  });
}

}  // namespace replywatch

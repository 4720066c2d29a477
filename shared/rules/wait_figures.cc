#include "shared/rules/wait_figures.h"

#include <algorithm>

namespace replywatch {
namespace {

constexpr std::size_t kWaitingPlace = 5;

std::size_t PlaceOf(Duration lasted) {
  const auto* line = std::find_if(kReferenceLines.begin(), kReferenceLines.end(), [&](Duration d) { return lasted <= d; });
  return static_cast<std::size_t>(line - kReferenceLines.begin());
}

void CountOutcome(WaitFigures& figures, const ReviewWait& wait, Timestamp week_end) {
  ++figures.count;
  if (WasWaiting(wait, week_end)) ++figures.waiting;
  else if (wait.outcome == WaitOutcome::kAnswered) ++figures.answered;
  else if (wait.outcome == WaitOutcome::kClosed) ++figures.closed;
  else ++figures.withdrawn;
}

void FillFigures(WaitFigures& figures, std::vector<Observation> observations, std::span<const TargetCase> against) {
  const SurvivalCurve curve = KaplanMeier(observations);
  figures.median = QuantileOf(curve, kMedianLevel);
  figures.p90 = QuantileOf(curve, kP90Level);
  figures.in_target = ShareInTarget(against);
  if (!IsFew(observations.size())) return;
  std::stable_sort(observations.begin(), observations.end(), [](const Observation& a, const Observation& b) { return a.time < b.time; });
  figures.cases = std::move(observations);
}

// As each target counts: the calendar time until it fell due.
std::optional<TargetCase> AgainstDue(const ReviewWait& wait, const Observation& seen) {
  if (!wait.due_at || *wait.due_at <= wait.started_at) return std::nullopt;
  return TargetCase{seen.time, seen.censored, *wait.due_at - wait.started_at};
}

}  // namespace

Channel ChannelOf(MessageKind kind, Visibility visibility) {
  if (kind == MessageKind::kReview) return Channel::kReview;
  if (kind == MessageKind::kEmail) return Channel::kEmail;
  return visibility == Visibility::kPrivate ? Channel::kPrivate : Channel::kPublic;
}

Topic TopicOf(const ReviewWait& wait) {
  if (wait.kind == WaitKind::kThank) return Topic::kPraise;
  if (wait.flags.Has(Flag::kProblem)) return Topic::kProblem;
  return wait.flags.Has(Flag::kQuestion) ? Topic::kQuestion : Topic::kOther;
}

bool WasWaiting(const ReviewWait& wait, Timestamp week_end) { return !wait.ended_at || *wait.ended_at >= week_end; }

Observation ObservationOf(const ReviewWait& wait, Timestamp week_end) {
  const bool waiting = WasWaiting(wait, week_end);
  const Duration lasted = std::max((waiting ? week_end : *wait.ended_at) - wait.started_at, Duration{});
  return {lasted, waiting || wait.outcome != WaitOutcome::kAnswered};
}

WaitFigures FiguresOf(std::span<const ReviewWait* const> waits, Timestamp week_end) {
  WaitFigures figures;
  std::vector<Observation> observations;
  std::vector<TargetCase> against;
  observations.reserve(waits.size());
  for (const ReviewWait* wait : waits) {
    CountOutcome(figures, *wait, week_end);
    observations.push_back(ObservationOf(*wait, week_end));
    if (const auto target = AgainstDue(*wait, observations.back())) against.push_back(*target);
  }
  FillFigures(figures, std::move(observations), against);
  return figures;
}

WaitFigures ShopFiguresOf(std::span<const ReviewWait* const> waits, Timestamp week_end, const BusinessHours& hours) {
  WaitFigures figures;
  std::vector<Observation> observations;
  std::vector<TargetCase> against;
  for (const ReviewWait* wait : waits) {
    CountOutcome(figures, *wait, week_end);
    Observation seen = ObservationOf(*wait, week_end);
    const bool as_stored = wait->shop && wait->ended_at && *wait->ended_at <= week_end;
    seen.time = as_stored ? *wait->shop : hours.Between(wait->started_at, wait->started_at + seen.time);
    observations.push_back(seen);
    if (wait->target.ms > 0) against.push_back({seen.time, seen.censored, wait->target});
  }
  FillFigures(figures, std::move(observations), against);
  return figures;
}

SurvivalCurve CurveOf(std::span<const ReviewWait* const> waits, Timestamp week_end) {
  std::vector<Observation> observations;
  for (const ReviewWait* wait : waits) observations.push_back(ObservationOf(*wait, week_end));
  return KaplanMeier(std::move(observations));
}

Distribution DistributionOf(std::span<const ReviewWait* const> waits, Timestamp week_end) {
  Distribution out;
  for (const ReviewWait* wait : waits) {
    const bool answered = wait->outcome == WaitOutcome::kAnswered;
    if (WasWaiting(*wait, week_end)) {
      ++out.counts.at(kWaitingPlace);
      if (answered) ++out.later.at(PlaceOf(*wait->ended_at - wait->started_at));
    } else if (answered) {
      ++out.counts.at(PlaceOf(*wait->ended_at - wait->started_at));
    } else {
      continue;
    }
    ++out.total;
  }
  return out;
}

}  // namespace replywatch

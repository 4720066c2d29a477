#include "shared/rules/wait_figures.h"

#include <algorithm>
#include <array>

namespace replywatch {
namespace {

void CountOutcome(WaitFigures& figures, const ReviewWait& wait, Timestamp week_end) {
  ++figures.count;
  if (WasWaiting(wait, week_end))
    ++figures.waiting;
  else if (wait.outcome == WaitOutcome::kAnswered)
    ++figures.answered;
  else if (wait.outcome == WaitOutcome::kClosed)
    ++figures.closed;
  else if (wait.outcome == WaitOutcome::kLiked)
    ++figures.liked;
  else
    ++figures.withdrawn;
}

void FillFigures(WaitFigures& figures, std::vector<Observation> observations, std::span<const TargetCase> against) {
  const SurvivalCurve curve = KaplanMeier(observations);
  figures.median = QuantileOf(curve, kMedianLevel);
  figures.p90 = QuantileOf(curve, kP90Level);
  figures.in_target = ShareInTarget(against);
  if (!IsFew(observations.size())) return;
  std::stable_sort(observations.begin(), observations.end(),
                   [](const Observation& a, const Observation& b) { return a.time < b.time; });
  figures.cases = std::move(observations);
}

// As each target counts: the calendar time until it fell due.
std::optional<TargetCase> AgainstDue(const ReviewWait& wait, const Observation& seen) {
  if (!wait.due_at || *wait.due_at <= wait.started_at) return std::nullopt;
  return TargetCase{seen.time, seen.censored, *wait.due_at - wait.started_at};
}

}  // namespace

double AxisShare(Duration d) {
  constexpr std::array<double, 6> kPlaces{0, 0.17, 0.37, 0.58, 0.83, 1};
  std::array<Duration, 6> marks{Duration{},         kReferenceLines[0], kReferenceLines[1],
                                kReferenceLines[2], kReferenceLines[3], kAxisEnd};
  for (std::size_t i = 1; i < marks.size(); ++i) {
    if (d > marks.at(i)) continue;
    const double within = static_cast<double>((d - marks.at(i - 1)).ms) / static_cast<double>((marks.at(i) - marks.at(i - 1)).ms);
    return kPlaces.at(i - 1) + std::max(within, 0.0) * (kPlaces.at(i) - kPlaces.at(i - 1));
  }
  return 1;
}

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

std::size_t PlaceOf(Duration lasted) {
  const auto* line = std::find_if(kReferenceLines.begin(), kReferenceLines.end(), [&](Duration d) { return lasted <= d; });
  return static_cast<std::size_t>(line - kReferenceLines.begin());
}

std::optional<std::size_t> PlaceOf(const ReviewWait& wait, Timestamp week_end) {
  if (WasWaiting(wait, week_end)) return kWaitingPlace;
  return wait.outcome == WaitOutcome::kAnswered ? std::optional(PlaceOf(*wait.ended_at - wait.started_at)) : std::nullopt;
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
    const auto place = PlaceOf(*wait, week_end);
    if (!place) continue;
    ++out.counts.at(*place);
    if (*place == kWaitingPlace && wait->outcome == WaitOutcome::kAnswered)
      ++out.later.at(PlaceOf(*wait->ended_at - wait->started_at));
    ++out.total;
  }
  return out;
}

}  // namespace replywatch

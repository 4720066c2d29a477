// The parts of WeekFigures that charts draw.
#include <algorithm>

#include "shared/rules/week_figures.h"

namespace replywatch {
namespace {

// Health is written every few seconds; a collector that was last heard of longer before the week's end than this was not running.
constexpr Duration kSilence = Duration::Minutes(15);

using Stretch = std::pair<Timestamp, Timestamp>;

Duration LengthOfUnion(std::vector<Stretch> stretches, WeekBounds within) {
  std::sort(stretches.begin(), stretches.end());
  Duration sum;
  Timestamp reached = within.from;
  for (const auto& [from, to] : stretches) {
    const Timestamp begin = std::max(from, reached);
    const Timestamp end = std::min(to, within.to);
    if (begin >= end) continue;
    sum = sum + (end - begin);
    reached = end;
  }
  return sum;
}

}  // namespace

void FillHeat(WeekFigures& figures, const WeekInput& input, const Zone& zone) {
  const auto cell_of = [&](Timestamp t) -> std::pair<std::size_t, std::size_t> {
    return {static_cast<std::size_t>(WeekdayOf(zone.DayOf(t))), static_cast<std::size_t>(zone.MinuteOf(t) / 60)};
  };
  for (const Arrival& arrival : input.arrivals) {
    const auto [day, hour] = cell_of(arrival.at);
    ++figures.heat.at(day).at(hour).messages;
  }
  std::array<std::array<std::vector<TargetCase>, 24>, 7> against;
  for (const ReviewWait& wait : input.waits) {
    if (wait.kind != WaitKind::kAnswer) continue;
    const auto [day, hour] = cell_of(wait.started_at);
    ++figures.heat.at(day).at(hour).waits;
    if (!wait.due_at || *wait.due_at <= wait.started_at) continue;
    const Observation seen = ObservationOf(wait, figures.bounds.to);
    against.at(day).at(hour).push_back({seen.time, seen.censored, *wait.due_at - wait.started_at});
  }
  for (std::size_t day = 0; day < 7; ++day) {
    for (std::size_t hour = 0; hour < 24; ++hour) figures.heat.at(day).at(hour).over_target = IsMedianOverTarget(against.at(day).at(hour));
  }
}

void FillFlow(WeekFigures& figures, const ReviewInput& review, const Zone& zone) {
  const LocalDay monday = MondayOf(figures.week);
  for (std::size_t i = 0; i < figures.flow.size(); ++i) {
    DayFlow& flow = figures.flow.at(i);
    flow.day = monday + static_cast<LocalDay>(i);
    const Timestamp begin = zone.At(flow.day, 0);
    const Timestamp end = std::min(zone.At(flow.day + 1, 0), figures.bounds.to);
    flow.is_ahead = begin >= end;
    if (flow.is_ahead) continue;
    flow.open = review.open_before;
    for (const WaitSpan& span : review.history) {
      if (span.started_at >= end) continue;
      const bool ended = span.ended_at && *span.ended_at < end;
      flow.open += ended ? 0 : 1;
      flow.started += span.started_at >= begin ? 1 : 0;
      flow.answered += ended && *span.ended_at >= begin && span.outcome == WaitOutcome::kAnswered ? 1 : 0;
    }
  }
}

Coverage CoverageOf(std::span<const BlindSpell> spells, std::span<const WatchedInbox> inboxes, WeekBounds bounds) {
  Coverage coverage;
  Duration watched;
  for (const WatchedInbox& inbox : inboxes) {
    if (!inbox.watched_since || !inbox.last_success) continue;
    const WeekBounds within{std::max(bounds.from, *inbox.watched_since), inbox.active ? bounds.to : std::min(bounds.to, *inbox.last_success)};
    if (within.from >= within.to) continue;
    std::vector<Stretch> stretches;
    for (const BlindSpell& spell : spells) {
      if (spell.inbox_id == inbox.id) stretches.emplace_back(spell.from, spell.to.value_or(within.to));
    }
    if (within.to - *inbox.last_success > kSilence) stretches.emplace_back(*inbox.last_success, within.to);
    const Duration blind = LengthOfUnion(std::move(stretches), within);
    watched = watched + (within.to - within.from);
    coverage.blind = coverage.blind + blind;
    if (blind.ms > 0) coverage.blind_inboxes.emplace_back(inbox.id, blind);
  }
  if (watched.ms > 0) coverage.seen = 1 - static_cast<double>(coverage.blind.ms) / static_cast<double>(watched.ms);
  std::stable_sort(coverage.blind_inboxes.begin(), coverage.blind_inboxes.end(), [](const auto& a, const auto& b) { return a.second > b.second; });
  return coverage;
}

}  // namespace replywatch

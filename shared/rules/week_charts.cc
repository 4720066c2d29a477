// The parts of WeekFigures that charts draw.
#include <algorithm>
#include <cmath>

#include "shared/rules/week_figures.h"

namespace replywatch {
namespace {

// Health is written every few seconds; a collector that was last heard of longer before the week's end than this was not running.
constexpr Duration kSilence = Duration::Minutes(15);

using Stretch = std::pair<Timestamp, Timestamp>;

// Joined where they overlap, cut to `within`.
void AddUnion(InboxId inbox, std::vector<Stretch> stretches, WeekBounds within, std::vector<BlindStretch>& out) {
  std::sort(stretches.begin(), stretches.end());
  const std::size_t first = out.size();
  for (const auto& [from, to] : stretches) {
    const Timestamp begin = std::max(from, within.from);
    const Timestamp end = std::min(to, within.to);
    if (begin >= end) continue;
    if (out.size() > first && begin <= out.back().to) {
      out.back().to = std::max(out.back().to, end);
    } else {
      out.push_back({inbox, begin, end});
    }
  }
}

// When an inbox was watched in the week; nullopt: never.
std::optional<WeekBounds> WatchedWithin(const WatchedInbox& inbox, WeekBounds bounds) {
  if (!inbox.watched_since || !inbox.last_success) return std::nullopt;
  const WeekBounds within{std::max(bounds.from, *inbox.watched_since),
                          inbox.active ? bounds.to : std::min(bounds.to, *inbox.last_success)};
  return within.from < within.to ? std::optional(within) : std::nullopt;
}

}  // namespace

int ShadeOf(std::int64_t messages, std::int64_t most) {
  if (messages == 0 || most == 0) return 0;
  return std::clamp(static_cast<int>(std::ceil(std::sqrt(static_cast<double>(messages) / static_cast<double>(most)) * kShades)),
                    1, kShades);
}

std::int64_t MostMessages(const std::array<std::array<HeatCell, 24>, 7>& heat) {
  std::int64_t most = 0;
  for (const auto& day : heat) {
    for (const HeatCell& cell : day) most = std::max(most, cell.messages);
  }
  return most;
}

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
    for (std::size_t hour = 0; hour < 24; ++hour)
      figures.heat.at(day).at(hour).over_target = IsMedianOverTarget(against.at(day).at(hour));
  }
}

bool WasAnsweredWithin(const WaitSpan& span, Timestamp begin, Timestamp end) {
  return span.started_at < end && span.ended_at && *span.ended_at >= begin && *span.ended_at < end &&
         span.outcome == WaitOutcome::kAnswered;
}

bool WasOpenAt(const WaitSpan& span, Timestamp end) { return span.started_at < end && (!span.ended_at || *span.ended_at >= end); }

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
      flow.started += span.started_at >= begin && span.started_at < end ? 1 : 0;
      flow.answered += WasAnsweredWithin(span, begin, end) ? 1 : 0;
      flow.open += WasOpenAt(span, end) ? 1 : 0;
    }
  }
}

std::vector<BlindStretch> BlindStretches(std::span<const BlindSpell> spells, std::span<const WatchedInbox> inboxes,
                                         WeekBounds bounds) {
  std::vector<BlindStretch> out;
  for (const WatchedInbox& inbox : inboxes) {
    const auto within = WatchedWithin(inbox, bounds);
    if (!within) continue;
    std::vector<Stretch> stretches;
    for (const BlindSpell& spell : spells) {
      if (spell.inbox_id == inbox.id) stretches.emplace_back(spell.from, spell.to.value_or(within->to));
    }
    if (within->to - *inbox.last_success > kSilence) stretches.emplace_back(*inbox.last_success, within->to);
    AddUnion(inbox.id, std::move(stretches), *within, out);
  }
  return out;
}

Coverage CoverageOf(std::span<const BlindSpell> spells, std::span<const WatchedInbox> inboxes, WeekBounds bounds) {
  Coverage coverage;
  for (const WatchedInbox& inbox : inboxes) {
    const auto within = WatchedWithin(inbox, bounds);
    if (within) coverage.watched = coverage.watched + (within->to - within->from);
    if (inbox.active) coverage.unwatched = coverage.unwatched + ((within ? within->from : bounds.to) - bounds.from);
  }
  for (const BlindStretch& stretch : BlindStretches(spells, inboxes, bounds)) {
    const Duration length = stretch.to - stretch.from;
    coverage.blind = coverage.blind + length;
    auto& by_inbox = coverage.blind_inboxes;
    if (by_inbox.empty() || by_inbox.back().first != stretch.inbox_id) by_inbox.emplace_back(stretch.inbox_id, Duration{});
    by_inbox.back().second = by_inbox.back().second + length;
  }
  if (coverage.watched.ms > 0)
    coverage.seen = 1 - static_cast<double>(coverage.blind.ms) / static_cast<double>(coverage.watched.ms);
  std::stable_sort(coverage.blind_inboxes.begin(), coverage.blind_inboxes.end(),
                   [](const auto& a, const auto& b) { return a.second > b.second; });
  return coverage;
}

}  // namespace replywatch

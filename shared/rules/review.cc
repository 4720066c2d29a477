#include "shared/rules/review.h"

#include <algorithm>
#include <cmath>
#include <map>

namespace replywatch {
namespace {

// What is worth pointing at.
constexpr std::int64_t kTellingCases = 5;
constexpr double kTellingShare = 0.25;
constexpr double kTellingParity = 1.5;

Observation ObservationOf(const WaitSpan& span, Timestamp week_end) {
  const bool waiting = !span.ended_at || *span.ended_at >= week_end;
  return {std::max((waiting ? week_end : *span.ended_at) - span.started_at, Duration{}),
          waiting || span.outcome != WaitOutcome::kAnswered};
}

std::vector<TrendWeek> TrendOf(const ReviewInput& input, const Zone& zone, Timestamp now) {
  std::vector<TrendWeek> trend;
  for (int back = kTrendWeeks - 1; back >= 0; --back) {
    TrendWeek point{WeekBefore(input.week, back), 0, {}, {}};
    const WeekBounds bounds = BoundsOf(point.week, zone);
    const Timestamp end = std::min(bounds.to, now);
    std::vector<Observation> observations;
    for (const WaitSpan& span : input.history) {
      if (span.started_at >= bounds.from && span.started_at < end) observations.push_back(ObservationOf(span, end));
    }
    point.waits = static_cast<std::int64_t>(observations.size());
    const SurvivalCurve curve = KaplanMeier(std::move(observations));
    point.median = QuantileOf(curve, kMedianLevel);
    point.p90 = QuantileOf(curve, kP90Level);
    trend.push_back(point);
  }
  return trend;
}

using TargetTimes = std::map<Duration, std::int64_t>;

std::optional<Duration> MostUsual(const TargetTimes& times) {
  const auto most =
      std::max_element(times.begin(), times.end(), [](const auto& a, const auto& b) { return a.second < b.second; });
  return most == times.end() ? std::nullopt : std::optional(most->first);
}

std::optional<Duration> UsualTarget(const std::vector<ReviewWait>& waits) {
  TargetTimes times;
  for (const ReviewWait& wait : waits) {
    if (wait.kind == WaitKind::kAnswer && wait.target.ms > 0) ++times[wait.target];
  }
  return MostUsual(times);
}

std::vector<ListedWait> LongestFirst(const std::vector<ReviewWait>& waits, Timestamp end) {
  std::vector<std::pair<Duration, const ReviewWait*>> order;
  for (const ReviewWait& wait : waits) {
    if (wait.kind == WaitKind::kAnswer) order.emplace_back(ObservationOf(wait, end).time, &wait);
  }
  std::stable_sort(order.begin(), order.end(), [](const auto& a, const auto& b) { return a.first > b.first; });
  std::vector<ListedWait> out;
  out.reserve(order.size());
  for (const auto& [lasted, wait] : order) out.push_back({*wait, lasted, WasWaiting(*wait, end)});
  return out;
}

Suggestion Suggest(const WeekFigures& week) {
  const ProblemFigures& problems = week.problems;
  if (!problems.causes.empty() && !problems.causes.front().cause.empty()) {
    const CauseFigures& top = problems.causes.front();
    const double share = static_cast<double>(top.cases) / static_cast<double>(problems.cases);
    if (top.cases >= kTellingCases && share >= kTellingShare) return {Pointer::kCause, top.cause, share};
  }
  if (week.parity.ratio && *week.parity.ratio >= kTellingParity) return {Pointer::kPrivate, {}, *week.parity.ratio};
  if (week.promises.broken > 0) return {Pointer::kPromises, {}, static_cast<double>(week.promises.broken)};
  if (week.calendar.waiting > 0) return {Pointer::kWaiting, {}, static_cast<double>(week.calendar.waiting)};
  return {};
}

}  // namespace

TodayFigures FiguresOfToday(const std::vector<WaitSpan>& spans, Timestamp now) {
  TodayFigures today;
  std::vector<Observation> observations;
  std::vector<TargetCase> against;
  TargetTimes times;
  for (const WaitSpan& span : spans) {
    const Observation seen = ObservationOf(span, now);
    observations.push_back(seen);
    if (span.target.ms > 0) ++times[span.target];
    if (span.due_at && *span.due_at > span.started_at)
      against.push_back({seen.time, seen.censored, *span.due_at - span.started_at});
  }
  today.waits = static_cast<std::int64_t>(observations.size());
  today.target = MostUsual(times);
  if (!IsFew(observations.size())) {
    today.median = QuantileOf(KaplanMeier(std::move(observations)), kMedianLevel);
    today.is_over_target = IsMedianOverTarget(against);
    return today;
  }
  std::stable_sort(observations.begin(), observations.end(),
                   [](const Observation& a, const Observation& b) { return a.time < b.time; });
  today.cases = std::move(observations);
  return today;
}

Verdict JudgeLess(std::optional<double> now, std::optional<double> before) {
  if (!now || !before) return Verdict::kNone;
  if (std::abs(*now - *before) <= kAlike * std::max(std::abs(*now), std::abs(*before))) return Verdict::kNone;
  return *now < *before ? Verdict::kBetter : Verdict::kWorse;
}

Verdict JudgeMore(std::optional<double> now, std::optional<double> before) { return JudgeLess(before, now); }

std::optional<double> Judged(const std::optional<Quantile>& quantile, std::int64_t cases) {
  if (!quantile || IsFew(static_cast<std::size_t>(cases))) return std::nullopt;
  return static_cast<double>(quantile->value.ms) + (quantile->is_over ? 0.5 : 0);
}

WeekBounds BoundsOf(IsoWeek week, const Zone& zone) {
  const LocalDay monday = MondayOf(week);
  return {zone.At(monday, 0), zone.At(monday + 7, 0)};
}

IsoWeek WeekBefore(IsoWeek week, int weeks) { return WeekOf(MondayOf(week) - 7 * LocalDay{weeks}); }

IsoWeek LastCompleteWeek(Timestamp now, const Zone& zone) { return WeekBefore(WeekOf(zone.DayOf(now))); }

namespace {

// Everybody who waits for an answer when the week, or what has been of it, ends.
std::int64_t OpenAtEnd(const WeekFigures& week) {
  const auto last = std::find_if(week.flow.rbegin(), week.flow.rend(), [](const DayFlow& day) { return !day.is_ahead; });
  return last == week.flow.rend() ? 0 : last->open;
}

}  // namespace

Review BuildReview(const ReviewInput& input, const BusinessHours& hours, Timestamp now) {
  Review review;
  WeekBounds bounds = BoundsOf(input.week, hours.zone());
  review.is_complete = bounds.to <= now;
  bounds.to = std::min(bounds.to, now);
  const IsoWeek before = WeekBefore(input.week);
  review.this_week = FiguresOfWeek(input.this_week, input, input.week, bounds, hours);
  review.last_week = FiguresOfWeek(input.last_week, input, before, BoundsOf(before, hours.zone()), hours);
  review.trend = TrendOf(input, hours.zone(), now);
  review.usual_target = UsualTarget(input.this_week.waits);
  std::vector<ListedWait> longest = LongestFirst(input.this_week.waits, bounds.to);
  std::copy_if(longest.begin(), longest.end(), std::back_inserter(review.waiting),
               [](const ListedWait& wait) { return wait.was_open; });
  longest.resize(std::min(longest.size(), kLongestWaits));
  review.waiting_longer = OpenAtEnd(review.this_week) - review.this_week.calendar.waiting;
  review.longest = std::move(longest);
  review.action = input.this_week.action;
  review.last_action = input.last_week.action;
  review.suggestion = Suggest(review.this_week);
  return review;
}

}  // namespace replywatch

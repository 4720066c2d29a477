// The charts of a ReviewSheet.
#include <algorithm>
#include <cmath>

#include "dashboard/view_models/review_sheet.h"

namespace replywatch {
namespace {

float PartOf(std::int64_t n, std::int64_t total) { return total == 0 ? 0 : static_cast<float>(n) / static_cast<float>(total); }

std::string Titled(const WeekFigures& week, const std::string& what, const ReviewWords& words) {
  return words.Text("title.week", {{"week", std::to_string(week.week.week)}}) + " · " + what;
}

std::string LengthLabel(std::size_t place, const ReviewWords& words) {
  if (place == kWaitingPlace) return words.Text("lengths.waiting");
  if (place == kReferenceLines.size()) return words.Text("lengths.longer", {{"length", words.Length(kReferenceLines.back())}});
  return words.Text(place == 0 ? "lengths.first" : "lengths.up_to", {{"length", words.Length(kReferenceLines.at(place))}});
}

void FillLengths(const Review& review, const ReviewWords& words, ReviewSheet& sheet) {
  const Distribution& now = review.this_week.distribution;
  const Distribution& before = review.last_week.distribution;
  const auto later_at = [&](std::size_t i) { return i < now.later.size() ? now.later.at(i) : 0; };
  float most = 0.01F;
  for (std::size_t i = 0; i < sheet.lengths.size(); ++i)
    most = std::max({most, PartOf(now.counts.at(i) + later_at(i), now.total), PartOf(before.counts.at(i), before.total)});
  // A share, or the bare number where there are few.
  const auto number = [&](const WeekFigures& week, std::int64_t n, std::int64_t total, std::size_t place, WaitPart part) {
    ReviewQuery query;
    query.week = week.week;
    query.part = part;
    query.place = place;
    const std::string text = IsFew(static_cast<std::size_t>(total)) ? words.Number(n) : words.Share(PartOf(n, total));
    return Listed(text, Titled(week, LengthLabel(place, words), words), query, n);
  };
  for (std::size_t i = 0; i < sheet.lengths.size(); ++i) {
    LengthBar& bar = sheet.lengths.at(i);
    bar.label = LengthLabel(i, words);
    bar.height = PartOf(now.counts.at(i), now.total) / most;
    bar.later_height = PartOf(later_at(i), now.total) / most;
    bar.last_height = PartOf(before.counts.at(i), before.total) / most;
    bar.number = number(review.this_week, now.counts.at(i), now.total, i, WaitPart::kPlace);
    bar.later = number(review.this_week, later_at(i), now.total, i, WaitPart::kLaterPlace);
    bar.last = number(review.last_week, before.counts.at(i), before.total, i, WaitPart::kPlace);
  }
}

void FillHeat(const Review& review, const ReviewWords& words, ReviewSheet& sheet) {
  const WeekFigures& week = review.this_week;
  const std::int64_t most = MostMessages(week.heat);
  for (int day = 0; day < 7; ++day) {
    const auto row = static_cast<std::size_t>(day);
    sheet.weekdays.at(row) = words.Weekday(day);
    for (int hour = 0; hour < 24; ++hour) {
      const HeatCell& cell = week.heat.at(row).at(static_cast<std::size_t>(hour));
      const std::string when = words.Weekday(day) + " " + std::to_string(hour) + ":00";
      ReviewQuery query;
      query.week = week.week;
      query.set = ReviewSet::kMessages;
      query.day = day;
      query.hour = hour;
      const std::string hint =
          when + " · " + words.Count("heat.messages", cell.messages) + (cell.over_target ? " · " + words.Text("heat.over") : "");
      sheet.heat.at(row).at(static_cast<std::size_t>(hour)) = {ShadeOf(cell.messages, most), cell.over_target,
                                                               Listed(hint, Titled(week, when, words), query, cell.messages)};
    }
  }
}

void FillFlow(const Review& review, const ReviewWords& words, ReviewSheet& sheet) {
  std::int64_t most = 1;
  for (const DayFlow& day : review.this_week.flow) most = std::max({most, day.started, day.answered});
  sheet.flow_open = words.Text("flow.open");
  sheet.last_suffix = words.Text("column.last_suffix");
  for (int i = 0; i < 7; ++i) {
    const DayFlow& day = review.this_week.flow.at(static_cast<std::size_t>(i));
    const auto number = [&](const WeekFigures& week, std::string_view key, std::int64_t n, ReviewSet set) {
      ReviewQuery query;
      query.week = week.week;
      query.set = set;
      query.day = i;
      query.weeks_back = set != ReviewSet::kWaits && week.week != review.this_week.week ? 1 : 0;
      return Listed(words.Number(n), Titled(week, words.Weekday(i) + " · " + words.Text(key), words), query, n);
    };
    FlowBar& bar = sheet.flow.at(static_cast<std::size_t>(i));
    bar.day = words.Weekday(i);
    bar.is_ahead = day.is_ahead;
    bar.open_last = number(review.last_week, "flow.open", review.last_week.flow.at(static_cast<std::size_t>(i)).open,
                           ReviewSet::kOpenAfterDay);
    if (day.is_ahead) continue;
    bar.started_height = PartOf(day.started, most);
    bar.answered_height = PartOf(day.answered, most);
    bar.started = number(review.this_week, "flow.started", day.started, ReviewSet::kWaits);
    bar.answered = number(review.this_week, "flow.answered", day.answered, ReviewSet::kAnsweredOnDay);
    bar.open = number(review.this_week, "flow.open", day.open, ReviewSet::kOpenAfterDay);
  }
}

TrendLine LineOf(const Review& review, std::string_view key, std::optional<Quantile> TrendWeek::*figure,
                 const ReviewWords& words) {
  TrendLine line;
  for (std::size_t i = 0; i < review.trend.size(); ++i) {
    const TrendWeek& week = review.trend[i];
    const std::optional<Quantile>& q = week.*figure;
    if (!q) continue;
    ReviewQuery query;
    query.week = week.week;
    const std::string text = words.Text(key) + " " + words.Of(*q);
    const std::string title = words.Text("title.week", {{"week", std::to_string(week.week.week)}});
    line.points.push_back({static_cast<float>(i) / (kTrendWeeks - 1), static_cast<float>(AxisShare(q->value)),
                           Listed(title + " · " + text, title, query, week.waits)});
    line.label = text;
  }
  return line;
}

void FillTrend(const Review& review, const ReviewWords& words, ReviewSheet& sheet) {
  sheet.trend_median = LineOf(review, "trend.median", &TrendWeek::median, words);
  sheet.trend_p90 = LineOf(review, "trend.p90", &TrendWeek::p90, words);
  for (std::size_t i = 0; i < review.trend.size(); ++i) {
    sheet.trend_weeks.push_back(
        {std::to_string(review.trend[i].week.week), review.trend[i].week, static_cast<float>(i) / (kTrendWeeks - 1)});
  }
  sheet.trend_weeks_word = words.Text("trend.weeks");
  for (const Duration line : kReferenceLines)
    sheet.length_axis.push_back({static_cast<float>(AxisShare(line)), words.Length(line)});
  if (review.usual_target) {
    sheet.trend_target = AxisMark{static_cast<float>(AxisShare(*review.usual_target)),
                                  words.Text("trend.target", {{"length", words.Length(*review.usual_target)}})};
  }
}

// Steps too small to be seen are joined.
std::vector<ChartPoint> StepsOf(const SurvivalCurve& curve) {
  constexpr float kVisible = 0.0025F;
  if (curve.cases == 0) return {};
  std::vector<ChartPoint> points{{0, 1}};
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {
    const auto x = static_cast<float>(AxisShare(curve.steps[i].time));
    const auto y = static_cast<float>(curve.steps[i].survival);
    if (i + 1 < curve.steps.size() && std::abs(y - points.back().y) < kVisible) continue;
    points.push_back({x, points.back().y});
    points.push_back({x, y});
  }
  return points;
}

SurvivalLine LineOf(const WeekFigures& week, const SurvivalCurve& curve, Channel channel, const ReviewWords& words) {
  SurvivalLine line;
  const auto median = QuantileOf(curve, kMedianLevel);
  if (!median) return line;
  line.points = StepsOf(curve);
  if (!median->is_over) line.median = ChartPoint{static_cast<float>(AxisShare(median->value)), 0.5F};
  ReviewQuery query;
  query.week = week.week;
  query.channel = channel;
  line.number = Listed(words.ChannelName(channel) + " · " + words.Of(*median), Titled(week, words.ChannelName(channel), words),
                       query, static_cast<std::int64_t>(curve.cases));
  return line;
}

void FillCurves(const Review& review, const ReviewWords& words, ReviewSheet& sheet) {
  const WeekFigures& now = review.this_week;
  sheet.curve_public = LineOf(now, now.public_curve, Channel::kPublic, words);
  sheet.curve_private = LineOf(now, now.private_curve, Channel::kPrivate, words);
  sheet.curve_public_last = StepsOf(review.last_week.public_curve);
  sheet.curve_private_last = StepsOf(review.last_week.private_curve);
  const auto in_public = QuantileOf(now.public_curve, kMedianLevel);
  const auto in_private = QuantileOf(now.private_curve, kMedianLevel);
  sheet.curve_private.is_upper = in_private && (!in_public || in_private->value >= in_public->value);
  sheet.curve_public.is_upper = !sheet.curve_private.is_upper;
  sheet.axis_end = words.Length(kAxisEnd);
  sheet.share_axis = {words.Share(0.5), words.Share(1)};
}

void FillCauses(const Review& review, const ReviewWords& words, ReviewSheet& sheet) {
  const auto& before = review.last_week.problems.causes;
  const auto last_of = [&](const std::string& cause) {
    const auto found = std::find_if(before.begin(), before.end(), [&](const CauseFigures& c) { return c.cause == cause; });
    return found == before.end() ? 0 : found->cases;
  };
  std::int64_t most = 1;
  for (const CauseFigures& cause : review.this_week.problems.causes) most = std::max({most, cause.cases, last_of(cause.cause)});
  for (const CauseFigures& cause : review.this_week.problems.causes) {
    const std::int64_t last = last_of(cause.cause);
    const std::string name = words.CauseName(cause.cause);
    const auto number = [&](const WeekFigures& week, std::string text, std::int64_t n) {
      ReviewQuery query;
      query.week = week.week;
      query.set = ReviewSet::kProblems;
      query.cause = cause.cause;
      return Listed(std::move(text), Titled(week, name, words), query, n);
    };
    const std::string text = words.Number(cause.cases) + " · " + words.Total(cause.spent) + " · " + words.Share(cause.cumulated);
    sheet.causes.push_back({name, PartOf(cause.cases, most), PartOf(last, most), number(review.this_week, text, cause.cases),
                            number(review.last_week, words.Number(last), last)});
  }
}

}  // namespace

void FillCharts(const Review& review, const ReviewWords& words, ReviewSheet& sheet) {
  FillLengths(review, words, sheet);
  FillHeat(review, words, sheet);
  FillFlow(review, words, sheet);
  FillTrend(review, words, sheet);
  FillCurves(review, words, sheet);
  FillCauses(review, words, sheet);
}

}  // namespace replywatch

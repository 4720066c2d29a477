// How long people waited: distribution, twelve weeks, survival curves.
#include <algorithm>
#include <cmath>

#include "collector/review/charts.h"
#include "collector/review/markup.h"

namespace replywatch {
namespace {

using markup::Drawing;
using markup::Table;

constexpr double kWidth = 480;

std::vector<std::string> DistributionLabels(const ReviewWords& words) {
  std::vector<std::string> labels{words.Text("lengths.first", {{"length", words.Length(kReferenceLines[0])}})};
  for (std::size_t i = 1; i < kReferenceLines.size(); ++i)
    labels.push_back(words.Text("lengths.up_to", {{"length", words.Length(kReferenceLines.at(i))}}));
  labels.push_back(words.Text("lengths.longer", {{"length", words.Length(kReferenceLines.back())}}));
  labels.push_back(words.Text("lengths.waiting"));
  return labels;
}

double PartOf(std::int64_t n, std::int64_t total) { return total == 0 ? 0 : static_cast<double>(n) / static_cast<double>(total); }

// A share, or the bare number where there are few.
std::string PartInWords(std::int64_t n, std::int64_t total, const ReviewWords& words) {
  return IsFew(static_cast<std::size_t>(total)) ? words.Number(n) : words.Share(PartOf(n, total));
}

Table DistributionTable(const Review& review, const std::vector<std::string>& labels, const ReviewWords& words) {
  const Distribution& now = review.this_week.distribution;
  const Distribution& before = review.last_week.distribution;
  Table table{words.Text("lengths.title"),
              {words.Text("column.length"), words.Text("column.this_week"), words.Text("column.answered_later"),
               words.Text("column.last_week")},
              {},
              {false, true, true, true},
              {},
              3};
  for (std::size_t i = 0; i < labels.size(); ++i) {
    table.rows.push_back({labels[i], words.Number(now.counts.at(i)) + " · " + words.Share(PartOf(now.counts.at(i), now.total)),
                          i < now.later.size() ? words.Number(now.later.at(i)) : "",
                          words.Number(before.counts.at(i)) + " · " + words.Share(PartOf(before.counts.at(i), before.total))});
  }
  return table;
}

void DrawAxisY(Drawing& drawing, double left, double right, double top, double bottom, const ReviewWords& words) {
  for (const Duration line : kReferenceLines) {
    const double y = bottom - AxisShare(line) * (bottom - top);
    drawing.Line(left, y, right, y, "grid");
    drawing.Text(left - 6, y + 4, words.Length(line), "axis end");
  }
  drawing.Line(left, bottom, right, bottom, "base");
}

// The points of one line of the trend; weeks without a wait break nothing, they are left out.
template <typename Pick>
void DrawTrendLine(Drawing& drawing, const Review& review, Pick pick, const std::string& line_class, const std::string& label,
                   const ReviewWords& words) {
  constexpr double kLeft = 62, kRight = 366, kTop = 12, kBottom = 176;
  std::vector<std::pair<double, double>> points;
  std::optional<Quantile> last;
  for (std::size_t i = 0; i < review.trend.size(); ++i) {
    const std::optional<Quantile> q = pick(review.trend[i]);
    if (!q) continue;
    last = q;
    points.emplace_back(kLeft + (kRight - kLeft) * static_cast<double>(i) / (kTrendWeeks - 1),
                        kBottom - AxisShare(q->value) * (kBottom - kTop));
  }
  if (!last) return;
  drawing.Path(points, line_class);
  for (const auto& [x, y] : points) drawing.Circle(x, y, 2.5, line_class + "-dot");
  drawing.Text(points.back().first + 8, points.back().second + 4, label + " " + words.Of(*last), line_class + "-label");
}

using Points = std::vector<std::pair<double, double>>;

struct CurveFrame {
  double left = 46, right = 470, top = 14, bottom = 176;
  double X(Duration d) const { return left + AxisShare(d) * (right - left); }
  double Y(double share) const { return bottom - share * (bottom - top); }
};

// Steps too small to be seen are joined.
Points StepsOf(const SurvivalCurve& curve, const CurveFrame& frame) {
  constexpr double kVisible = 0.4;
  Points points{{frame.X({}), frame.Y(1)}};
  for (std::size_t i = 0; i < curve.steps.size(); ++i) {
    const SurvivalStep& step = curve.steps[i];
    const double x = frame.X(step.time);
    const double y = frame.Y(step.survival);
    const bool is_last = i + 1 == curve.steps.size();
    if (!is_last && std::abs(y - points.back().second) < kVisible) continue;
    points.emplace_back(x, points.back().second);
    points.emplace_back(x, y);
  }
  return points;
}

// The label stands at the curve's median: right above the upper curve, left below the lower one, where nothing else is drawn.
void DrawCurve(Drawing& drawing, const SurvivalCurve& curve, const CurveFrame& frame, const std::string& css,
               const std::string& label, bool is_upper) {
  drawing.Path(StepsOf(curve, frame), css);
  const auto median = QuantileOf(curve, kMedianLevel);
  const double x = median ? frame.X(median->value) : frame.left;
  const double y = median ? frame.Y(SurvivalAt(curve, median->value)) : frame.bottom;
  if (median && !median->is_over) drawing.Circle(x, frame.Y(0.5), 3.5, css + "-dot");
  const bool fits_left = x - frame.left > 120;
  if (is_upper)
    drawing.Text(std::min(x + 8, 330.0), frame.Y(0.5) - 8, label, css + "-label");
  else
    drawing.Text(fits_left ? x - 8 : frame.left + 6, fits_left ? frame.Y(0.5) + 16 : std::min(y + 22, frame.bottom - 8), label,
                 css + (fits_left ? "-label end" : "-label"));
}

}  // namespace

std::string DistributionChart(const Review& review, const ReviewWords& words) {
  constexpr double kBottom = 168, kHeight = 126, kGroup = kWidth / 6;
  const Distribution& now = review.this_week.distribution;
  const Distribution& before = review.last_week.distribution;
  const std::vector<std::string> labels = DistributionLabels(words);
  double most = 0.01;
  for (std::size_t i = 0; i < 6; ++i) {
    const std::int64_t later = i < 5 ? now.later.at(i) : 0;
    most = std::max({most, PartOf(now.counts.at(i) + later, now.total), PartOf(before.counts.at(i), before.total)});
  }
  Drawing drawing(kWidth, 196, "lengths", words.Text("lengths.title"), words.Text("lengths.definition"));
  drawing.Raw(
      "<defs><pattern id=\"hatch\" width=\"5\" height=\"5\" patternUnits=\"userSpaceOnUse\" "
      "patternTransform=\"rotate(45)\"><rect width=\"2\" height=\"5\" class=\"bar\"/></pattern></defs>");
  for (std::size_t i = 0; i < 6; ++i) {
    const double x = kGroup * static_cast<double>(i) + 10;
    const double height = PartOf(now.counts.at(i), now.total) / most * kHeight;
    const double later = i < 5 ? PartOf(now.later.at(i), now.total) / most * kHeight : 0;
    const double last = PartOf(before.counts.at(i), before.total) / most * kHeight;
    drawing.Rect(x, kBottom - height, 36, height, "bar");
    if (later > 0) drawing.Rect(x, kBottom - height - later - 1, 36, later, "hatch");
    drawing.Rect(x + 39, kBottom - last, 15, last, "bar-last");
    std::string label = PartInWords(now.counts.at(i), now.total, words);
    if (later > 0) label += " + " + PartInWords(now.later.at(i), now.total, words);
    drawing.Text(x + 27, kBottom - std::max(height + later, last) - 7, label, "value middle");
    drawing.Text(x + 27, kBottom + 18, labels[i], "axis middle");
  }
  drawing.Line(0, kBottom, kWidth, kBottom, "base");
  return drawing.Finish() + markup::Folded(words.Text("table.show"), DistributionTable(review, labels, words));
}

std::string TrendChart(const Review& review, const ReviewWords& words) {
  constexpr double kLeft = 62, kRight = 366, kTop = 12, kBottom = 176;
  Drawing drawing(kWidth, 200, "trend", words.Text("trend.title"), words.Text("trend.definition"));
  DrawAxisY(drawing, kLeft, kRight, kTop, kBottom, words);
  if (review.usual_target) {
    const double y = kBottom - AxisShare(*review.usual_target) * (kBottom - kTop);
    drawing.Line(kLeft, y, kRight, y, "target");
    drawing.Text(kLeft + 4, y - 5, words.Text("trend.target", {{"length", words.Length(*review.usual_target)}}), "target-label");
  }
  DrawTrendLine(
      drawing, review, [](const TrendWeek& w) { return w.p90; }, "line-p90", words.Text("trend.p90"), words);
  DrawTrendLine(
      drawing, review, [](const TrendWeek& w) { return w.median; }, "line-median", words.Text("trend.median"), words);
  Table table{words.Text("trend.title"),
              {words.Text("column.week"), words.Text("column.waits"), words.Text("column.median"), words.Text("column.p90")},
              {},
              {false, true, true, true},
              {},
              99};
  for (std::size_t i = 0; i < review.trend.size(); ++i) {
    const TrendWeek& week = review.trend[i];
    drawing.Text(kLeft + (kRight - kLeft) * static_cast<double>(i) / (kTrendWeeks - 1), kBottom + 17,
                 std::to_string(week.week.week), "axis middle");
    table.rows.push_back({std::to_string(week.week.week), words.Number(week.waits), words.Of(week.median), words.Of(week.p90)});
  }
  drawing.Text(kRight + 14, kBottom + 17, words.Text("trend.weeks"), "axis");
  return drawing.Finish() + markup::Folded(words.Text("table.show"), table);
}

std::string SurvivalChart(const Review& review, const ReviewWords& words) {
  const WeekFigures& now = review.this_week;
  const CurveFrame frame;
  Drawing drawing(kWidth, 200, "curves", words.Text("curves.title"), words.Text("curves.definition"));
  for (const double share : {0.0, 0.5, 1.0}) {
    drawing.Line(frame.left, frame.Y(share), frame.right, frame.Y(share), share == 0 ? "base" : "grid");
    drawing.Text(frame.left - 6, frame.Y(share) + 4, share == 0 ? "0" : words.Share(share), "axis end");
  }
  for (const Duration line : kReferenceLines) {
    drawing.Line(frame.X(line), frame.top, frame.X(line), frame.bottom, "grid");
    drawing.Text(frame.X(line), frame.bottom + 17, words.Length(line), "axis middle");
  }
  drawing.Text(frame.X({}), frame.bottom + 17, "0", "axis middle");
  drawing.Text(frame.right, frame.bottom + 17, words.Length(kAxisEnd), "axis end");
  drawing.Path(StepsOf(review.last_week.public_curve, frame), "curve-last");
  drawing.Path(StepsOf(review.last_week.private_curve, frame), "curve-last dashed");
  const auto in_public = QuantileOf(now.public_curve, kMedianLevel);
  const auto in_private = QuantileOf(now.private_curve, kMedianLevel);
  const bool private_is_upper = in_private && (!in_public || in_private->value >= in_public->value);
  if (in_public)
    DrawCurve(drawing, now.public_curve, frame, "curve-public",
              words.ChannelName(Channel::kPublic) + " · " + words.Of(*in_public), !private_is_upper);
  if (in_private)
    DrawCurve(drawing, now.private_curve, frame, "curve-private",
              words.ChannelName(Channel::kPrivate) + " · " + words.Of(*in_private), private_is_upper);
  Table table{words.Text("curves.title"),
              {words.Text("column.after"), words.ChannelName(Channel::kPublic), words.ChannelName(Channel::kPrivate),
               words.Text("curves.public_last"), words.Text("curves.private_last")},
              {},
              {false, true, true, true, true},
              {},
              3};
  for (const Duration line : kReferenceLines) {
    const auto at = [&](const SurvivalCurve& curve) {
      return curve.cases == 0 ? std::string("–") : words.Share(SurvivalAt(curve, line));
    };
    table.rows.push_back({words.Length(line), at(now.public_curve), at(now.private_curve), at(review.last_week.public_curve),
                          at(review.last_week.private_curve)});
  }
  return drawing.Finish() + markup::Folded(words.Text("table.show"), table);
}

}  // namespace replywatch

// When people write, what came and went each day, and why: heat map, flow, causes.
#include <algorithm>
#include <cmath>
#include <optional>

#include "collector/review/charts.h"
#include "collector/review/markup.h"

namespace replywatch {
namespace {

using markup::Drawing;
using markup::Table;

constexpr double kWidth = 480;
constexpr std::size_t kShownCauses = 6;

std::string HourLabel(int hour) { return std::to_string(hour) + ":00"; }

Table HeatTable(const WeekFigures& week, const ReviewWords& words) {
  Table table{
      words.Text("heat.title"), {words.Text("column.hour")}, {}, {false, true, true, true, true, true, true, true}, {}, 99};
  for (int day = 0; day < 7; ++day) table.columns.push_back(words.Weekday(day));
  for (std::size_t hour = 0; hour < 24; ++hour) {
    std::vector<std::string> row{HourLabel(static_cast<int>(hour))};
    for (std::size_t day = 0; day < 7; ++day) {
      const HeatCell& cell = week.heat.at(day).at(hour);
      row.push_back(words.Number(cell.messages) + (cell.over_target ? " " + words.Text("heat.over") : ""));
    }
    table.rows.push_back(std::move(row));
  }
  return table;
}

struct CauseRow {
  std::string name;
  std::int64_t cases = 0;
  std::int64_t last = 0;
  Duration spent;
  double cumulated = 0;
  bool is_noted = true;
};

std::int64_t CasesLastWeek(const Review& review, const std::string& cause) {
  const auto& causes = review.last_week.problems.causes;
  const auto found = std::find_if(causes.begin(), causes.end(), [&](const CauseFigures& c) { return c.cause == cause; });
  return found == causes.end() ? 0 : found->cases;
}

std::vector<CauseRow> CauseRows(const Review& review, const ReviewWords& words) {
  std::vector<CauseRow> rows;
  for (const CauseFigures& cause : review.this_week.problems.causes) {
    rows.push_back({words.CauseName(cause.cause), cause.cases, CasesLastWeek(review, cause.cause), cause.spent, cause.cumulated,
                    !cause.cause.empty()});
  }
  return rows;
}

// The tail of a long list in one row; what has no cause noted stays a row of its own, for somebody can change that.
std::vector<CauseRow> Shortened(std::vector<CauseRow> rows, const ReviewWords& words) {
  if (rows.size() <= kShownCauses) return rows;
  std::optional<CauseRow> none;
  if (!rows.back().is_noted) {
    none = std::move(rows.back());
    rows.pop_back();
  }
  const std::size_t kept = kShownCauses - (none ? 2 : 1);
  CauseRow rest;
  rest.name = words.Text("cause.rest");
  for (std::size_t i = kept; i < rows.size(); ++i) {
    rest.cases += rows[i].cases;
    rest.last += rows[i].last;
    rest.spent = rest.spent + rows[i].spent;
    rest.cumulated = rows[i].cumulated;
  }
  rows.resize(kept);
  rows.push_back(std::move(rest));
  if (none) rows.push_back(std::move(*none));
  return rows;
}

}  // namespace

std::string HeatChart(const Review& review, const ReviewWords& words) {
  constexpr double kLeft = 48, kPitch = 18, kRow = 26;
  const WeekFigures& week = review.this_week;
  const std::int64_t most = MostMessages(week.heat);
  Drawing drawing(kWidth, 7 * kRow + 26, "heat", words.Text("heat.title"), words.Text("heat.definition"));
  for (int day = 0; day < 7; ++day) {
    const double y = kRow * day;
    drawing.Text(0, y + 17, words.Weekday(day), "axis");
    for (int hour = 0; hour < 24; ++hour) {
      const HeatCell& cell = week.heat.at(static_cast<std::size_t>(day)).at(static_cast<std::size_t>(hour));
      const double x = kLeft + kPitch * hour;
      const std::string hint = words.Weekday(day) + " " + HourLabel(hour) + " · " + words.Count("heat.messages", cell.messages) +
                               (cell.over_target ? " · " + words.Text("heat.over") : "");
      drawing.Rect(x, y, kPitch - 2, kRow - 2, "heat heat-" + std::to_string(ShadeOf(cell.messages, most)), hint);
      if (cell.over_target) drawing.Circle(x + kPitch / 2 - 1, y + kRow / 2 - 1, 3.2, "over");
    }
  }
  for (int hour = 0; hour < 24; hour += 6) drawing.Text(kLeft + kPitch * hour, 7 * kRow + 16, HourLabel(hour), "axis");
  return drawing.Finish() + markup::Folded(words.Text("table.show"), HeatTable(week, words));
}

std::string FlowChart(const Review& review, const ReviewWords& words) {
  constexpr double kLeft = 78, kBottom = 138, kHeight = 112, kGroup = (kWidth - kLeft) / 7, kLine = 13;
  const auto& flow = review.this_week.flow;
  std::int64_t most = 1;
  for (const DayFlow& day : flow) most = std::max({most, day.started, day.answered});
  Drawing drawing(kWidth, 196, "flow", words.Text("flow.title"), words.Text("flow.definition"));
  Table table{words.Text("flow.title"),
              {words.Text("column.day"), words.Text("flow.started"), words.Text("flow.answered"), words.Text("flow.open"),
               words.Text("flow.open_last")},
              {},
              {false, true, true, true, true},
              {},
              4};
  for (std::size_t i = 0; i < flow.size(); ++i) {
    const DayFlow& day = flow.at(i);
    const std::int64_t last = review.last_week.flow.at(i).open;
    const double x = kLeft + kGroup * static_cast<double>(i) + 4;
    const std::string name = words.Weekday(static_cast<int>(i));
    drawing.Text(x + 24, kBottom + 18, name, "axis middle");
    if (day.is_ahead) {
      table.rows.push_back({name, "–", "–", "–", words.Number(last)});
      continue;
    }
    const double started = static_cast<double>(day.started) / static_cast<double>(most) * kHeight;
    const double answered = static_cast<double>(day.answered) / static_cast<double>(most) * kHeight;
    drawing.Rect(x, kBottom - started, 22, started, "bar");
    drawing.Rect(x + 26, kBottom - answered, 22, answered, "bar-outline");
    const std::string started_label = words.Number(day.started);
    const std::string answered_label = words.Number(day.answered);
    // Two long numbers side by side would run into each other: one stands above the other.
    const bool is_crowded = started_label.size() + answered_label.size() > 6 && std::abs(started - answered) < kLine;
    drawing.Text(x + 11, kBottom - started - 6 - (is_crowded ? kLine : 0), started_label, "value middle");
    drawing.Text(x + 37, kBottom - answered - 6, answered_label, "value middle");
    drawing.Text(x + 24, kBottom + 36, words.Number(day.open), "value strong middle");
    drawing.Text(x + 24, kBottom + 52, words.Number(last), "axis middle");
    table.rows.push_back(
        {name, words.Number(day.started), words.Number(day.answered), words.Number(day.open), words.Number(last)});
  }
  drawing.Text(0, kBottom + 36, words.Text("flow.open"), "value strong");
  drawing.Text(0, kBottom + 52, words.Text("column.last_suffix"), "axis");
  drawing.Line(kLeft, kBottom, kWidth, kBottom, "base");
  return drawing.Finish() + markup::Folded(words.Text("table.show"), table);
}

std::string CausesChart(const Review& review, const ReviewWords& words) {
  constexpr double kLeft = 150, kLongest = 190, kRow = 33;
  const ProblemFigures& problems = review.this_week.problems;
  if (problems.cases == 0) return markup::Tag("p", "kind", markup::Escape(words.Text("causes.empty")));
  const std::vector<CauseRow> all = CauseRows(review, words);
  const std::vector<CauseRow> shown = Shortened(all, words);
  std::int64_t most = 1;
  for (const CauseRow& row : shown) most = std::max({most, row.cases, row.last});
  Drawing drawing(kWidth, kRow * static_cast<double>(shown.size()) + 4, "causes", words.Text("causes.title"),
                  words.Text("causes.definition"));
  for (std::size_t i = 0; i < shown.size(); ++i) {
    const CauseRow& row = shown[i];
    const double y = kRow * static_cast<double>(i);
    const double length = static_cast<double>(row.cases) / static_cast<double>(most) * kLongest;
    drawing.Text(0, y + 16, row.name, "value");
    drawing.Rect(kLeft, y + 2, length, 18, i == 0 ? "bar" : "bar-soft");
    drawing.Rect(kLeft, y + 22, static_cast<double>(row.last) / static_cast<double>(most) * kLongest, 4, "bar-last");
    drawing.Text(kLeft + length + 7, y + 16,
                 words.Number(row.cases) + " · " + words.Total(row.spent) + " · " + words.Share(row.cumulated), "value");
  }
  Table table{words.Text("causes.title"),
              {words.Text("column.cause"), words.Text("column.cases"), words.Text("column.spent"), words.Text("column.cumulated"),
               words.Text("column.last_week")},
              {},
              {false, true, true, true, true},
              {},
              4};
  for (const CauseRow& row : all)
    table.rows.push_back(
        {row.name, words.Number(row.cases), words.Total(row.spent), words.Share(row.cumulated), words.Number(row.last)});
  return drawing.Finish() + markup::Folded(words.Text("table.show"), table);
}

}  // namespace replywatch

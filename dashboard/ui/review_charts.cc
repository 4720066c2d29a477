#include "dashboard/ui/review_charts.h"

#include <algorithm>
#include <cmath>

#include "dashboard/ui/chart_shapes.h"
#include "dashboard/ui/commands.h"

namespace replywatch {
namespace {

constexpr float kLineHeight = 18;
constexpr float kCauseRow = 34;

void Label(Ui& ui, float x, float y, Rgb ink, std::string_view text, Anchor anchor = Anchor::kLeft, Face face = Face::kSmall) {
  if (text.empty()) return;
  const float width = TextWidth(ui, face, text);
  Text(ui, anchor == Anchor::kMiddle ? x - width / 2 : anchor == Anchor::kRight ? x - width : x, y, face, ink, text);
}

// An area of a chart that opens the list of `number`.
void Press(Ui& ui, const Rect& area, const ReviewNumber& number, const std::string& id, bool tells) {
  if (!number.opens) return;
  const Hit hit = HitArea(ui, area, id);
  if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  if (hit.hovered && tells) Tooltip(ui, number.text);
  if (hit.pressed) OpenReviewList(ui, number);
}

std::string NumberId(const char* chart, std::size_t i) { return std::string(chart) + std::to_string(i); }

}  // namespace

float DrawNumber(Ui& ui, float x, float y, const NumberLook& look, const ReviewNumber& number, const std::string& id) {
  if (number.text.empty()) return 0;
  const float whole = TextWidth(ui, look.face, number.text);
  const float width = look.width > 0 ? std::min(whole, look.width) : whole;
  const float left = look.anchor == Anchor::kMiddle ? x - width / 2 : look.anchor == Anchor::kRight ? x - width : x;
  Hit hit;
  if (number.opens) {
    const float height = ui.fonts.LineHeight(look.face);
    hit = HitArea(ui, look.reach.w > 0 ? look.reach : Rect{left - ui.Px(2), y, width + ui.Px(4), height}, id);
    if (hit.hovered) {
      ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
      FillRect({left, y + height - ui.Px(2), width, ui.Px(1)}, ui.theme.accent);
    }
  }
  TextWithin(ui, left, y, width + 1, look.face, hit.hovered ? ui.theme.accent : look.ink, number.text);
  if (hit.hovered && whole > width) Tooltip(ui, number.text);
  if (hit.pressed) OpenReviewList(ui, number);
  return width;
}

float ChartHeight(const Ui& ui, const ReviewSheet& sheet, ReviewPart part) {
  switch (part) {
    case ReviewPart::kHeat: return ui.Px(7 * 25 + 22);
    case ReviewPart::kFlow: return ui.Px(204);
    case ReviewPart::kLengths:
    case ReviewPart::kTrend:
    case ReviewPart::kCurves: return ui.Px(200);
    case ReviewPart::kCauses: return ui.Px(kCauseRow) * static_cast<float>(sheet.causes.size());
    default: return 0;
  }
}

void DrawLengths(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
  const ChartColours& colours = ColoursOfCharts(ui.theme.is_dark);
  const float bottom = area.Bottom() - ui.Px(24);
  const float height = bottom - area.y - ui.Px(kLineHeight);
  const float group = area.w / static_cast<float>(sheet.lengths.size());
  const float bar_w = group * 0.46F;
  for (std::size_t i = 0; i < sheet.lengths.size(); ++i) {
    const LengthBar& bar = sheet.lengths.at(i);
    const float x = area.x + group * static_cast<float>(i) + group * 0.1F;
    const Rect now{x, bottom - bar.height * height, bar_w, bar.height * height};
    const Rect later{x, now.y - bar.later_height * height - 1, bar_w, bar.later_height * height};
    const Rect last{x + bar_w + ui.Px(4), bottom - bar.last_height * height, group * 0.2F, bar.last_height * height};
    if (now.h >= 1) FillRect(now, colours.bar, ui.Px(2));
    if (bar.later_height > 0) HatchRect(later, colours.bar, ui.Px(5));
    if (last.h >= 1) FillRect(last, colours.last, ui.Px(2));
    Press(ui, now, bar.number, NumberId("length_bar:", i), false);
    if (bar.later_height > 0) Press(ui, later, bar.later, NumberId("length_later_bar:", i), false);
    Press(ui, last, bar.last, NumberId("length_last_bar:", i), true);
    const float text_y = bottom - std::max((bar.height + bar.later_height), bar.last_height) * height - ui.Px(kLineHeight);
    const float used = DrawNumber(ui, x, text_y, {Face::kSmall, ui.theme.ink}, bar.number, NumberId("length:", i));
    if (bar.later_height > 0) {
      const float plus = Text(ui, x + used + ui.Px(3), text_y, Face::kSmall, ui.theme.ink2, "+");
      DrawNumber(ui, x + used + plus + ui.Px(6), text_y, {Face::kSmall, ui.theme.ink}, bar.later, NumberId("length_later:", i));
    }
    Label(ui, area.x + group * (static_cast<float>(i) + 0.45F), bottom + ui.Px(4), ui.theme.ink2, bar.label, Anchor::kMiddle);
  }
  HorizontalLine(area.x, bottom, area.w, ui.theme.ink3);
}

void DrawHeat(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
  const ChartColours& colours = ColoursOfCharts(ui.theme.is_dark);
  const float left = area.x + ui.Px(44);
  const float pitch = (area.Right() - left) / 24;
  const float row = ui.Px(25);
  for (std::size_t day = 0; day < 7; ++day) {
    const float y = area.y + row * static_cast<float>(day);
    Label(ui, area.x, y + ui.Px(4), ui.theme.ink2, sheet.weekdays.at(day));
    for (std::size_t hour = 0; hour < 24; ++hour) {
      const HeatSquare& square = sheet.heat.at(day).at(hour);
      const Rect rect{left + pitch * static_cast<float>(hour), y, pitch - ui.Px(2), row - ui.Px(2)};
      FillRect(rect, colours.heat.at(static_cast<std::size_t>(square.shade)), ui.Px(3));
      if (square.is_over) Dot({rect.x + rect.w / 2, rect.y + rect.h / 2}, ui.Px(3.2F), colours.dot, colours.ring);
      Press(ui, rect, square.number, "heat:" + std::to_string(day) + ":" + std::to_string(hour), true);
    }
  }
  for (int hour = 0; hour < 24; hour += 6)
    Label(ui, left + pitch * static_cast<float>(hour), area.y + 7 * row + ui.Px(2), ui.theme.ink3, std::to_string(hour) + ":00");
}

void DrawFlow(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
  const ChartColours& colours = ColoursOfCharts(ui.theme.is_dark);
  const float names =
      std::max(TextWidth(ui, Face::kSmallStrong, sheet.flow_open), TextWidth(ui, Face::kSmall, sheet.last_suffix)) + ui.Px(10);
  const float left = area.x + names;
  const float bottom = area.Bottom() - ui.Px(62);
  const float height = bottom - area.y - ui.Px(kLineHeight);
  const float group = (area.Right() - left) / 7;
  const float bar_w = group * 0.38F;
  for (std::size_t i = 0; i < 7; ++i) {
    const FlowBar& bar = sheet.flow.at(i);
    const float x = left + group * static_cast<float>(i) + group * 0.08F;
    const float middle = x + bar_w + ui.Px(1);
    Label(ui, middle, bottom + ui.Px(4), ui.theme.ink2, bar.day, Anchor::kMiddle);
    DrawNumber(ui, middle, bottom + ui.Px(42), {Face::kSmall, ui.theme.ink3, Anchor::kMiddle}, bar.open_last,
               NumberId("flow_last:", i));
    if (bar.is_ahead) continue;
    const Rect started{x, bottom - bar.started_height * height, bar_w, bar.started_height * height};
    const Rect answered{x + bar_w + ui.Px(3), bottom - bar.answered_height * height, bar_w, bar.answered_height * height};
    FillRect(started, colours.bar, ui.Px(2));
    if (answered.h >= 2) StrokeRect(answered, colours.bar, ui.Px(2), ui.Px(1.5F));
    DrawNumber(ui, started.x + bar_w / 2, started.y - ui.Px(kLineHeight), {Face::kSmall, ui.theme.ink, Anchor::kMiddle},
               bar.started, NumberId("flow_started:", i));
    DrawNumber(ui, answered.x + bar_w / 2, answered.y - ui.Px(kLineHeight), {Face::kSmall, ui.theme.ink2, Anchor::kMiddle},
               bar.answered, NumberId("flow_answered:", i));
    DrawNumber(ui, middle, bottom + ui.Px(23), {Face::kSmallStrong, ui.theme.ink, Anchor::kMiddle}, bar.open,
               NumberId("flow_open:", i));
  }
  Label(ui, area.x, bottom + ui.Px(23), ui.theme.ink, sheet.flow_open, Anchor::kLeft, Face::kSmallStrong);
  Label(ui, area.x, bottom + ui.Px(42), ui.theme.ink3, sheet.last_suffix);
  HorizontalLine(left, bottom, area.Right() - left, ui.theme.ink3);
}

namespace {

void DrawTrendLine(Ui& ui, const TrendLine& line, const Rect& frame, Rgb ink, Rgb label_ink, float label_y, bool is_dashed,
                   const char* id) {
  std::vector<ImVec2> points;
  for (const TrendPoint& point : line.points)
    points.emplace_back(frame.x + point.x * frame.w, frame.Bottom() - point.y * frame.h);
  Path(points, ink, ui.Px(2), is_dashed ? ui.Px(6) : 0);
  for (std::size_t i = 0; i < points.size(); ++i) {
    Dot(points[i], ui.Px(2.5F), ink, ink);
    const float reach = ui.Px(8);
    Press(ui, {points[i].x - reach, points[i].y - reach, 2 * reach, 2 * reach}, line.points[i].number, NumberId(id, i), true);
  }
  if (points.empty()) return;
  ReviewNumber label = line.points.back().number;
  label.text = line.label;
  DrawNumber(ui, points.back().x + ui.Px(10), label_y, {Face::kSmallStrong, label_ink}, label, std::string(id) + "label");
}

// Beside the last point; the two labels do not cover each other.
std::pair<float, float> LabelPlaces(const Ui& ui, const ReviewSheet& sheet, const Rect& frame) {
  const auto place = [&](const TrendLine& line) {
    return line.points.empty() ? frame.Bottom() : frame.Bottom() - line.points.back().y * frame.h - ui.Px(9);
  };
  const float median = place(sheet.trend_median);
  return {median, std::min(place(sheet.trend_p90), median - ui.Px(kLineHeight))};
}

}  // namespace

void DrawTrend(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
  const ChartColours& colours = ColoursOfCharts(ui.theme.is_dark);
  float axis = 0;
  for (const AxisMark& mark : sheet.length_axis) axis = std::max(axis, TextWidth(ui, Face::kSmall, mark.label));
  const float labels = std::max(TextWidth(ui, Face::kSmallStrong, sheet.trend_median.label),
                                TextWidth(ui, Face::kSmallStrong, sheet.trend_p90.label)) +
                       ui.Px(14);
  const Rect frame{area.x + axis + ui.Px(8), area.y + ui.Px(8), area.w - axis - labels - ui.Px(8), area.h - ui.Px(32)};
  for (const AxisMark& mark : sheet.length_axis) {
    const float y = frame.Bottom() - mark.at * frame.h;
    HorizontalLine(frame.x, y, frame.w, ui.theme.line);
    Label(ui, frame.x - ui.Px(6), y - ui.Px(9), ui.theme.ink3, mark.label, Anchor::kRight);
  }
  HorizontalLine(frame.x, frame.Bottom(), frame.w, ui.theme.ink3);
  if (sheet.trend_target) {
    const float y = std::floor(frame.Bottom() - sheet.trend_target->at * frame.h) + 0.5F;
    Path({{frame.x, y}, {frame.Right(), y}}, ui.theme.ink2, 1, ui.Px(3));
    Label(ui, frame.x + ui.Px(4), y - ui.Px(18), ui.theme.ink2, sheet.trend_target->label);
  }
  for (std::size_t i = 0; i < sheet.trend_weeks.size(); ++i) {
    const TrendMark& mark = sheet.trend_weeks[i];
    const float x = frame.x + mark.x * frame.w;
    const float width = TextWidth(ui, Face::kSmall, mark.label);
    const Hit hit = HitArea(ui, {x - width / 2 - ui.Px(3), frame.Bottom() + ui.Px(4), width + ui.Px(6), ui.Px(18)},
                            NumberId("trend_week:", i));
    Label(ui, x, frame.Bottom() + ui.Px(4), hit.hovered ? ui.theme.accent : ui.theme.ink3, mark.label, Anchor::kMiddle);
    if (hit.pressed) ui.desk.review_week = mark.week;
  }
  Label(ui, frame.Right() + ui.Px(14), frame.Bottom() + ui.Px(4), ui.theme.ink3, sheet.trend_weeks_word);
  const auto [median_y, high_y] = LabelPlaces(ui, sheet, frame);
  DrawTrendLine(ui, sheet.trend_p90, frame, colours.in_private, colours.in_private, high_y, true, "trend_high:");
  DrawTrendLine(ui, sheet.trend_median, frame, colours.bar, ui.theme.accent, median_y, false, "trend_median:");
}

namespace {

std::vector<ImVec2> Placed(const std::vector<ChartPoint>& points, const Rect& frame) {
  std::vector<ImVec2> out;
  out.reserve(points.size());
  for (const ChartPoint& point : points) out.emplace_back(frame.x + point.x * frame.w, frame.Bottom() - point.y * frame.h);
  return out;
}

// The label stands at the curve's median: right above the upper curve, left below the lower one, where nothing else is drawn.
void DrawCurve(Ui& ui, const SurvivalLine& line, const Rect& frame, Rgb ink, Rgb label_ink, bool is_dashed,
               const std::string& id) {
  if (line.points.empty()) return;
  const std::vector<ImVec2> points = Placed(line.points, frame);
  Path(points, ink, ui.Px(2), is_dashed ? ui.Px(6) : 0);
  const float middle = frame.Bottom() - frame.h / 2;
  const float x = line.median ? frame.x + line.median->x * frame.w : points.back().x;
  if (line.median) Dot({x, middle}, ui.Px(3.5F), ink, ink);
  const float width = TextWidth(ui, Face::kSmallStrong, line.number.text);
  if (line.is_upper) {
    DrawNumber(ui, std::min(x + ui.Px(10), frame.Right() - width), middle - ui.Px(24), {Face::kSmallStrong, label_ink},
               line.number, id);
    return;
  }
  const bool fits_left = x - frame.x > width + ui.Px(16);
  DrawNumber(ui, fits_left ? x - ui.Px(10) : frame.x + ui.Px(6), fits_left ? middle + ui.Px(6) : frame.Bottom() - ui.Px(24),
             {Face::kSmallStrong, label_ink, fits_left ? Anchor::kRight : Anchor::kLeft}, line.number, id);
}

}  // namespace

void DrawCurves(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
  const ChartColours& colours = ColoursOfCharts(ui.theme.is_dark);
  const float axis = TextWidth(ui, Face::kSmall, sheet.share_axis[1]) + ui.Px(8);
  const Rect frame{area.x + axis, area.y + ui.Px(8), area.w - axis, area.h - ui.Px(32)};
  for (const float share : {0.0F, 0.5F, 1.0F}) {
    const float y = frame.Bottom() - share * frame.h;
    HorizontalLine(frame.x, y, frame.w, share == 0 ? ui.theme.ink3 : ui.theme.line);
    Label(ui, frame.x - ui.Px(6), y - ui.Px(9), ui.theme.ink3, share == 0 ? "0" : sheet.share_axis.at(share < 1 ? 0 : 1),
          Anchor::kRight);
  }
  Label(ui, frame.x, frame.Bottom() + ui.Px(4), ui.theme.ink3, "0", Anchor::kMiddle);
  Label(ui, frame.Right(), frame.Bottom() + ui.Px(4), ui.theme.ink3, sheet.axis_end, Anchor::kRight);
  for (const AxisMark& mark : sheet.length_axis) {
    const float x = frame.x + mark.at * frame.w;
    VerticalLine(x, frame.y, frame.h, ui.theme.line);
    Label(ui, x, frame.Bottom() + ui.Px(4), ui.theme.ink3, mark.label, Anchor::kMiddle);
  }
  Path(Placed(sheet.curve_public_last, frame), colours.last, ui.Px(1.5F), 0);
  Path(Placed(sheet.curve_private_last, frame), colours.last, ui.Px(1.5F), ui.Px(6));
  DrawCurve(ui, sheet.curve_public, frame, colours.bar, ui.theme.accent, false, "curve:public");
  DrawCurve(ui, sheet.curve_private, frame, colours.in_private, colours.in_private, true, "curve:private");
}

void DrawCauses(Ui& ui, const ReviewSheet& sheet, const Rect& area) {
  const ChartColours& colours = ColoursOfCharts(ui.theme.is_dark);
  const float left = area.x + area.w * 0.32F;
  float widest = 0;
  for (const CauseBar& bar : sheet.causes) widest = std::max(widest, TextWidth(ui, Face::kSmall, bar.number.text));
  const float longest = std::max(ui.Px(20), area.Right() - left - widest - ui.Px(44));
  for (std::size_t i = 0; i < sheet.causes.size(); ++i) {
    const CauseBar& bar = sheet.causes[i];
    const float y = area.y + ui.Px(kCauseRow) * static_cast<float>(i);
    TextWithin(ui, area.x, y + ui.Px(1), left - area.x - ui.Px(10), Face::kSmall, ui.theme.ink, bar.name);
    const Rect now{left, y + ui.Px(1), bar.length * longest, ui.Px(18)};
    FillRect(now, i == 0 ? colours.bar : colours.soft, ui.Px(2));
    FillRect({left, y + ui.Px(22), bar.last_length * longest, ui.Px(4)}, colours.last, ui.Px(2));
    Press(ui, now, bar.number, NumberId("cause_bar:", i), false);
    DrawNumber(ui, now.Right() + ui.Px(8), y, {Face::kSmall, ui.theme.ink}, bar.number, NumberId("cause:", i));
    DrawNumber(ui, left + bar.last_length * longest + ui.Px(6), y + ui.Px(15), {Face::kSmall, ui.theme.ink3}, bar.last,
               NumberId("cause_last:", i));
  }
}

}  // namespace replywatch

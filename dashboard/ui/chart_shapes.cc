#include "dashboard/ui/chart_shapes.h"

#include <algorithm>
#include <cmath>

namespace replywatch {
namespace {

ImDrawList& List() { return *ImGui::GetWindowDrawList(); }

// Strokes go on around corners.
void Dashes(const std::vector<ImVec2>& points, ImU32 colour, float thickness, float dash) {
  const float gap = dash / 2;
  float at = 0;  // within one stroke and its gap
  for (std::size_t i = 1; i < points.size(); ++i) {
    const ImVec2 from = points[i - 1];
    const ImVec2 to = points[i];
    const float length = std::hypot(to.x - from.x, to.y - from.y);
    float done = 0;
    while (done < length) {
      const bool draws = at < dash;
      const float step = std::min(length - done, (draws ? dash : dash + gap) - at);
      const auto place = [&](float d) {
        return ImVec2(from.x + (to.x - from.x) * d / length, from.y + (to.y - from.y) * d / length);
      };
      if (draws) List().AddLine(place(done), place(done + step), colour, thickness);
      done += std::max(step, 0.01F);
      at += std::max(step, 0.01F);
      if (at >= dash + gap) at = 0;
    }
  }
}

}  // namespace

const ChartColours& ColoursOfCharts(bool is_dark) {
  static const ChartColours kLight{
      0x1F6FEB, 0x9DBDF4, 0xC3C9D3, 0xA8324A, {0xF1F4F9, 0xD6E4FB, 0xAECBF7, 0x7FACF1, 0x4A88EC, 0x1A5FD0}, 0xB42318, 0xFFFFFF};
  static const ChartColours kDark{
      0x5B97F5, 0x3A5F99, 0x556072, 0xF291A5, {0x202733, 0x21344F, 0x274870, 0x2F6199, 0x4580C8, 0x74AAF7}, 0xFFB4AB, 0x12161D};
  return is_dark ? kDark : kLight;
}

void Path(const std::vector<ImVec2>& points, Rgb ink, float thickness, float dash) {
  if (points.size() < 2) return;
  if (dash > 0) return Dashes(points, Colour(ink), thickness, dash);
  List().AddPolyline(points.data(), static_cast<int>(points.size()), Colour(ink), 0, thickness);
}

void Dot(ImVec2 centre, float radius, Rgb ink, Rgb ring) {
  if (ring != ink) List().AddCircleFilled(centre, radius * 1.4F, Colour(ring), 16);
  List().AddCircleFilled(centre, radius, Colour(ink), 16);
}

void HatchRect(const Rect& rect, Rgb ink, float pitch) {
  if (rect.h < 1) return;
  ImGui::PushClipRect({rect.x, rect.y}, {rect.Right(), rect.Bottom()}, true);
  for (float at = -rect.h; at < rect.w; at += pitch)
    List().AddLine({rect.x + at, rect.Bottom()}, {rect.x + at + rect.h, rect.y}, Colour(ink), pitch * 0.4F);
  ImGui::PopClipRect();
  StrokeRect(rect, ink);
}

}  // namespace replywatch

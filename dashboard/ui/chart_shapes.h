// Shapes and colours that charts are drawn from. UI thread, inside a frame.
#pragma once

#include <array>
#include <vector>

#include "dashboard/ui/draw.h"

namespace replywatch {

// As on the page that browsers show.
struct ChartColours {
  Rgb bar = 0;
  Rgb soft = 0;
  Rgb last = 0;
  Rgb in_private = 0;
  std::array<Rgb, 6> heat{};
  Rgb dot = 0;
  Rgb ring = 0;
};
const ChartColours& ColoursOfCharts(bool is_dark);

// `dash`: how long a stroke is, with half of it between two; 0: one line.
void Path(const std::vector<ImVec2>& points, Rgb ink, float thickness, float dash);
void Dot(ImVec2 centre, float radius, Rgb ink, Rgb ring);
void HatchRect(const Rect& rect, Rgb ink, float pitch);

}  // namespace replywatch

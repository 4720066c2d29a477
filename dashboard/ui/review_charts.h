// Charts of the weekly review, drawn as shapes and labelled in place; every number in them opens its list. This week stands in
// colour, last week in grey; patterns and words say what colour says. UI thread, inside a frame.
#pragma once

#include "dashboard/ui/widgets.h"

namespace replywatch {

// Where `x` stands in the text.
enum class Anchor : std::uint8_t { kLeft, kMiddle, kRight };

struct NumberLook {
  Face face = Face::kSmall;
  Rgb ink = 0;
  Anchor anchor = Anchor::kLeft;
  float width = 0;  // at most; 0: as wide as it is
  Rect reach = {};  // where a click counts; empty: on the number
};
// A number that opens its list at a click. Returns its width.
float DrawNumber(Ui& ui, float x, float y, const NumberLook& look, const ReviewNumber& number, const std::string& id);

// Heights at the present scale.
float ChartHeight(const Ui& ui, const ReviewSheet& sheet, ReviewPart part);

void DrawLengths(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawHeat(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawFlow(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawTrend(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawCurves(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawCauses(Ui& ui, const ReviewSheet& sheet, const Rect& area);

}  // namespace replywatch

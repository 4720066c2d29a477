// Tiles and tables of the weekly review; every number in them opens its list, every wait its conversation. UI thread, inside a
// frame.
#pragma once

#include "dashboard/ui/review_charts.h"

namespace replywatch {

// The figures of the week in one row, or two where it is narrow. Returns the height.
float DrawTiles(Ui& ui, const ReviewSheet& sheet, Rect area);

// 0: the part is no table.
float TableHeight(const Ui& ui, const ReviewSheet& sheet, ReviewPart part);
void DrawPeople(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawSplits(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawCases(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawCare(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawWaiting(Ui& ui, const ReviewSheet& sheet, const Rect& area);
void DrawLongest(Ui& ui, const ReviewSheet& sheet, const Rect& area);

}  // namespace replywatch

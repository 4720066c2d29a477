// Drawing: text and shapes in the colours of the theme, through our own text layout. All
// positions are screen pixels. UI thread, inside a frame.
#pragma once

#include <span>
#include <string_view>

#include "dashboard/ui/view.h"

namespace replywatch {

ImU32 Colour(Rgb rgb, float alpha = 1);

void FillRect(const Rect& rect, Rgb rgb, float radius = 0, float alpha = 1);
void StrokeRect(const Rect& rect, Rgb rgb, float radius = 0, float thickness = 1);
void HorizontalLine(float x, float y, float width, Rgb rgb);
void VerticalLine(float x, float y, float height, Rgb rgb);

// A bar across the window, with a line at its foot.
void FillBar(Ui& ui, const Rect& area);

// One line at its top left; returns its width.
float Text(Ui& ui, float x, float y, Face face, Rgb rgb, std::string_view text);
// The same, cut with "…" to `width`; nothing where not even a letter fits.
float TextWithin(Ui& ui, float x, float y, float width, Face face, Rgb rgb, std::string_view text);
float TextWidth(Ui& ui, Face face, std::string_view text);
// Wrapped; returns its height.
float WrappedText(Ui& ui, float x, float y, float width, Face face, Rgb rgb, std::string_view text);

// Bytes [begin, end) with a ground and a line below them.
struct Highlight {
  std::size_t begin = 0;
  std::size_t end = 0;
  Rgb ground = 0;
  Rgb line = 0;  // 0: none
};
// Only the lines inside the clip rectangle cost anything.
void DrawLayout(Ui& ui, const TextLayout& layout, std::string_view text, float x, float y, Face face, Rgb rgb,
                std::span<const Highlight> highlights = {});

// A picture of the icon font; returns its width, 0 when the font is not installed.
float Icon(Ui& ui, float x, float y, Face face, Rgb rgb, ImWchar icon);
float IconWidth(Ui& ui, Face face, ImWchar icon);

}  // namespace replywatch

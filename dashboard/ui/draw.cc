#include "dashboard/ui/draw.h"

#include <algorithm>
#include <cmath>

namespace replywatch {
namespace {

constexpr std::string_view kEllipsis = "…";

ImDrawList& List() { return *ImGui::GetWindowDrawList(); }

ImVec2 TopLeft(const Rect& rect) { return {rect.x, rect.y}; }
ImVec2 BottomRight(const Rect& rect) { return {rect.Right(), rect.Bottom()}; }

// Glyphs stand in the middle of the line.
float GlyphTop(const Fonts& fonts, Face face, float y) {
  return y + std::floor((fonts.LineHeight(face) - fonts.Of(face)->FontSize) / 2);
}

void DrawCharacter(Ui& ui, const PlacedCharacter& c, std::string_view text, ImVec2 at, Face face, ImU32 colour) {
  ImFont* font = ui.fonts.Of(face);
  if (!c.is_emoji) {
    // Accents of a font stand to the left of their origin: behind the letter.
    for (std::uint8_t i = 0; i < c.glyph_count; ++i) {
      const float x =
          i == 0 ? at.x : std::floor(at.x + font->GetCharAdvance(c.glyphs[0]) - font->GetCharAdvance(c.glyphs[i]) / 2);
      font->RenderChar(&List(), font->FontSize, ImVec2(x, at.y), colour, c.glyphs[i]);
    }
    return;
  }
  const Fonts::Picture picture = ui.fonts.Emoji(text.substr(c.begin, c.end - c.begin));
  if (!picture.is_known) {
    font->RenderChar(&List(), font->FontSize, at, colour, 0x25A1);
    return;
  }
  const float size = std::round(font->FontSize * 1.08F);
  const ImVec2 corner(std::floor(at.x + (c.advance - size) / 2), std::floor(at.y + (font->FontSize - size) / 2));
  List().AddImage(ImGui::GetIO().Fonts->TexID, corner, ImVec2(corner.x + size, corner.y + size), picture.uv0, picture.uv1);
}

void DrawHighlight(Ui& ui, const TextLayout& layout, const TextLine& line, float x, float y, const Highlight& h) {
  if (h.end <= line.begin || h.begin > line.end || line.count == 0) return;
  const auto index = static_cast<std::size_t>(&line - layout.lines.data());
  const auto edge = [&](std::size_t offset) {
    if (offset <= line.begin) return 0.0F;
    const Caret caret = CaretAt(layout, offset);
    return caret.line == index && offset < line.end ? caret.x : line.width;
  };
  const Rect rect{x + edge(h.begin), y, edge(h.end) - edge(h.begin), layout.line_height};
  if (rect.w <= 0) return;
  FillRect({rect.x - 1, rect.y + 1, rect.w + 2, rect.h - 2}, h.ground, ui.Px(3));
  if (h.line != 0) FillRect({rect.x - 1, rect.Bottom() - ui.Px(2), rect.w + 2, ui.Px(1.5F)}, h.line);
}

void DrawLine(Ui& ui, const TextLayout& layout, const TextLine& line, std::string_view text, ImVec2 at, Face face, ImU32 colour) {
  const float top = GlyphTop(ui.fonts, face, at.y);
  const ImVec2 clip_max = List().GetClipRectMax();
  for (std::uint32_t i = line.first; i < line.first + line.count; ++i) {
    const PlacedCharacter& c = layout.characters[i];
    if (at.x + c.x > clip_max.x) break;
    if (c.glyph_count > 0) DrawCharacter(ui, c, text, ImVec2(std::floor(at.x + c.x), top), face, colour);
  }
}

}  // namespace

ImU32 Colour(Rgb rgb, float alpha) {
  return IM_COL32((rgb >> 16U) & 0xFFU, (rgb >> 8U) & 0xFFU, rgb & 0xFFU, static_cast<int>(std::lround(alpha * 255)));
}

void FillRect(const Rect& rect, Rgb rgb, float radius, float alpha) {
  List().AddRectFilled(TopLeft(rect), BottomRight(rect), Colour(rgb, alpha), radius);
}

void StrokeRect(const Rect& rect, Rgb rgb, float radius, float thickness) {
  const float half = thickness / 2;
  List().AddRect({rect.x + half, rect.y + half}, {rect.Right() - half, rect.Bottom() - half}, Colour(rgb), radius, 0, thickness);
}

void HorizontalLine(float x, float y, float width, Rgb rgb) { FillRect({x, std::floor(y), width, 1}, rgb); }
void VerticalLine(float x, float y, float height, Rgb rgb) { FillRect({std::floor(x), y, 1, height}, rgb); }

void FillBar(Ui& ui, const Rect& area) {
  FillRect(area, ui.theme.panel);
  HorizontalLine(area.x, area.Bottom() - 1, area.w, ui.theme.line);
}

void DrawLayout(Ui& ui, const TextLayout& layout, std::string_view text, float x, float y, Face face, Rgb rgb,
                std::span<const Highlight> highlights) {
  const ImVec2 clip_min = List().GetClipRectMin();
  const ImVec2 clip_max = List().GetClipRectMax();
  const float first = std::floor((clip_min.y - y) / layout.line_height);
  const auto begin = static_cast<std::size_t>(std::max(0.0F, first));
  for (std::size_t i = begin; i < layout.lines.size(); ++i) {
    const float line_y = y + layout.line_height * static_cast<float>(i);
    if (line_y > clip_max.y) break;
    for (const Highlight& h : highlights) DrawHighlight(ui, layout, layout.lines[i], x, line_y, h);
    DrawLine(ui, layout, layout.lines[i], text, ImVec2(x, line_y), face, Colour(rgb));
  }
  if (ui.probe != nullptr) {
    ui.probe->texts.append(text.substr(0, 4000));
    ui.probe->texts += '\n';
  }
}

float TextWidth(Ui& ui, Face face, std::string_view text) { return ui.layouts.Get(ui.fonts, face, text, 0).width; }

float Text(Ui& ui, float x, float y, Face face, Rgb rgb, std::string_view text) {
  const TextLayout& layout = ui.layouts.Get(ui.fonts, face, text, 0);
  DrawLayout(ui, layout, text, x, y, face, rgb);
  return layout.width;
}

float TextWithin(Ui& ui, float x, float y, float width, Face face, Rgb rgb, std::string_view text) {
  if (width <= 0) return 0;
  const TextLayout& whole = ui.layouts.Get(ui.fonts, face, text, 0);
  if (whole.width <= width) return Text(ui, x, y, face, rgb, text);
  const float room = width - TextWidth(ui, face, kEllipsis);
  std::size_t end = 0;
  for (const PlacedCharacter& c : whole.characters) {
    if (c.x + c.advance > room) break;
    end = c.end;
  }
  while (end > 0 && text[end - 1] == ' ') --end;
  if (end == 0) return 0;
  std::string cut(text.substr(0, end));
  cut += kEllipsis;
  return Text(ui, x, y, face, rgb, cut);
}

float WrappedText(Ui& ui, float x, float y, float width, Face face, Rgb rgb, std::string_view text) {
  const TextLayout& layout = ui.layouts.Get(ui.fonts, face, text, std::max(1.0F, width));
  DrawLayout(ui, layout, text, x, y, face, rgb);
  return layout.Height();
}

float IconWidth(Ui& ui, Face face, ImWchar icon) {
  return ui.fonts.HasIcons() && ui.fonts.Of(face)->FindGlyphNoFallback(icon) != nullptr
             ? std::ceil(ui.fonts.Of(face)->GetCharAdvance(icon))
             : 0;
}

float Icon(Ui& ui, float x, float y, Face face, Rgb rgb, ImWchar icon) {
  const float width = IconWidth(ui, face, icon);
  if (width <= 0) return 0;
  ImFont* font = ui.fonts.Of(face);
  font->RenderChar(&List(), font->FontSize, ImVec2(std::floor(x), GlyphTop(ui.fonts, face, y)), Colour(rgb), icon);
  return width;
}

}  // namespace replywatch

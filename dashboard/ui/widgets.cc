#include "dashboard/ui/widgets.h"

#include <algorithm>
#include <cmath>

#include "shared/base/graphemes.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

struct ButtonColours {
  Rgb ground = 0;
  Rgb ink = 0;
  Rgb line = 0;
};

ButtonColours ColoursOf(const Ui& ui, const ButtonSpec& spec, bool hovered) {
  const Theme& t = ui.theme;
  if (!spec.is_enabled) return {t.bg, t.ink3, t.line};
  switch (spec.look) {
    case ButtonLook::kPrimary: return {t.primary, t.on_primary, t.primary};
    case ButtonLook::kSmall:
    case ButtonLook::kQuiet: return {hovered ? t.hover : t.panel, t.ink2, hovered ? t.hover : t.panel};
    case ButtonLook::kChosen: return {t.accent_bg, t.accent, t.accent_bg};
    case ButtonLook::kPlain: return {hovered ? t.hover : t.panel, t.ink, t.line};
  }
  return {t.panel, t.ink, t.line};
}

Face LabelFace(ButtonLook look) {
  if (look == ButtonLook::kSmall) return Face::kSmall;
  return look == ButtonLook::kPrimary || look == ButtonLook::kChosen ? Face::kStrong : Face::kText;
}

}  // namespace

Hit HitArea(Ui& ui, const Rect& area, const std::string& id) {
  if (ui.probe != nullptr) ui.probe->items.push_back({id, area});
  ImGui::SetCursorScreenPos(ImVec2(area.x, area.y));
  Hit hit;
  hit.pressed = ImGui::InvisibleButton(id.c_str(), ImVec2(std::max(1.0F, area.w), std::max(1.0F, area.h)));
  hit.hovered = ImGui::IsItemHovered();
  hit.held = ImGui::IsItemActive();
  return hit;
}

float KeyCapWidth(Ui& ui, std::string_view key) { return TextWidth(ui, Face::kSmall, key) + ui.Px(10); }

float KeyCap(Ui& ui, float x, float y, Rgb ink, Rgb line, std::string_view key) {
  const float width = KeyCapWidth(ui, key);
  const float height = ui.fonts.LineHeight(Face::kSmall);
  StrokeRect({x, y, width, height}, line, ui.Px(4));
  Text(ui, x + ui.Px(5), y, Face::kSmall, ink, key);
  return width;
}

float ButtonWidth(Ui& ui, const ButtonSpec& spec) {
  float width = TextWidth(ui, LabelFace(spec.look), spec.label) + ui.Px(24);
  if (spec.icon != 0) width += IconWidth(ui, Face::kText, spec.icon) + ui.Px(6);
  if (!spec.key.empty()) width += KeyCapWidth(ui, spec.key) + ui.Px(8);
  return width;
}

bool Button(Ui& ui, float x, float y, const ButtonSpec& spec, float height) {
  if (height <= 0) height = ui.Px(30);
  const Rect rect{x, y, ButtonWidth(ui, spec), height};
  const Hit hit = HitArea(ui, rect, spec.id);
  const ButtonColours colours = ColoursOf(ui, spec, hit.hovered);
  FillRect(rect, colours.ground, ui.Px(6));
  if (colours.line != colours.ground) StrokeRect(rect, colours.line, ui.Px(6));
  const Face face = LabelFace(spec.look);
  const float text_y = y + std::floor((height - ui.fonts.LineHeight(face)) / 2);
  float at = x + ui.Px(12);
  if (spec.icon != 0) at += Icon(ui, at, text_y, Face::kText, colours.ink, spec.icon) + ui.Px(6);
  at += Text(ui, at, text_y, face, colours.ink, spec.label) + ui.Px(8);
  const bool is_primary = spec.look == ButtonLook::kPrimary && spec.is_enabled;
  const float cap_y = y + std::floor((height - ui.fonts.LineHeight(Face::kSmall)) / 2);
  if (!spec.key.empty())
    KeyCap(ui, at, cap_y, is_primary ? colours.ink : ui.theme.ink3, is_primary ? ui.theme.on_primary : ui.theme.line, spec.key);
  return hit.pressed && spec.is_enabled;
}

float ChipWidth(Ui& ui, const ChipSpec& spec) {
  const float arrow = spec.opens_menu ? ui.Px(18) : 0;
  return TextWidth(ui, spec.is_chosen ? Face::kStrong : Face::kText, spec.label) + ui.Px(24) + arrow;
}

bool Chip(Ui& ui, float x, float y, const ChipSpec& spec) {
  const Rect rect{x, y, ChipWidth(ui, spec), ui.Px(28)};
  const Hit hit = HitArea(ui, rect, spec.id);
  const Theme& t = ui.theme;
  FillRect(rect, spec.is_chosen ? t.accent_bg : (hit.hovered ? t.hover : t.panel), rect.h / 2);
  if (!spec.is_chosen) StrokeRect(rect, t.line, rect.h / 2);
  const Rgb ink = spec.is_chosen ? t.accent : t.ink2;
  const float end =
      x + ui.Px(12) + Text(ui, x + ui.Px(12), y + ui.Px(4), spec.is_chosen ? Face::kStrong : Face::kText, ink, spec.label);
  if (spec.opens_menu) {
    const float cx = end + ui.Px(10);
    const float cy = y + rect.h / 2;
    ImGui::GetWindowDrawList()->AddTriangleFilled({cx - ui.Px(4), cy - ui.Px(2)}, {cx + ui.Px(4), cy - ui.Px(2)},
                                                  {cx, cy + ui.Px(3)}, Colour(ink));
  }
  return hit.pressed;
}

float TagWidth(Ui& ui, std::string_view word) { return TextWidth(ui, Face::kSmallStrong, word) + ui.Px(12); }

float Tag(Ui& ui, float x, float y, Tone tone, std::string_view word, bool is_on_selection) {
  const float width = TagWidth(ui, word);
  FillRect({x, y, width, ui.fonts.LineHeight(Face::kSmallStrong) + ui.Px(1)},
           is_on_selection && tone == Tone::kAccent ? ui.theme.panel : ui.theme.Ground(tone), ui.Px(4));
  Text(ui, x + ui.Px(6), y, Face::kSmallStrong, ui.theme.Ink(tone), word);
  return width;
}

std::string InitialsOf(std::string_view name) {
  std::string initials;
  int letters = 0;
  bool at_start = true;
  const std::vector<std::uint32_t> breaks = GraphemeBreaks(name.substr(0, TruncateUtf8(name, 200).size()));
  for (std::size_t i = 0; i + 1 < breaks.size() && letters < 2; ++i) {
    const std::string_view c = name.substr(breaks[i], breaks[i + 1] - breaks[i]);
    const bool is_gap = c == " " || c == "." || c == "_" || c == "-" || c == "@";
    if (!is_gap && at_start) {
      initials += c.size() == 1 && c[0] >= 'a' && c[0] <= 'z' ? std::string(1, static_cast<char>(c[0] - 32))
                                                              : std::string(c.substr(0, 16));
      ++letters;
    }
    at_start = is_gap;
  }
  return initials;
}

void Avatar(Ui& ui, float x, float y, float size, std::string_view name) {
  ImGui::GetWindowDrawList()->AddCircleFilled({x + size / 2, y + size / 2}, size / 2, Colour(AvatarGround(name)), 32);
  const std::string initials = InitialsOf(name);
  const float width = TextWidth(ui, Face::kSmallStrong, initials);
  Text(ui, std::floor(x + (size - width) / 2), std::floor(y + (size - ui.fonts.LineHeight(Face::kSmallStrong)) / 2),
       Face::kSmallStrong, 0xFFFFFF, initials);
}

bool Link(Ui& ui, float x, float y, Face face, std::string_view label, const std::string& id, bool is_quiet) {
  const float width = TextWidth(ui, face, label);
  const float height = ui.fonts.LineHeight(face);
  const Hit hit = HitArea(ui, {x, y, width, height}, id);
  Text(ui, x, y, face, is_quiet && !hit.hovered ? ui.theme.ink2 : ui.theme.accent, label);
  if (hit.hovered) {
    HorizontalLine(x, y + height - ui.Px(2), width, ui.theme.accent);
    ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
  }
  return hit.pressed;
}

void Tooltip(Ui& ui, std::string_view text) {
  const TextLayout& layout = ui.layouts.Get(ui.fonts, Face::kSmall, text, ui.Px(360));
  if (ui.probe != nullptr) (ui.probe->texts += text) += '\n';
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const float w = layout.width + ui.Px(16);
  const float h = layout.Height() + ui.Px(8);
  const float x = std::min(mouse.x + ui.Px(12), ui.screen.Right() - w - 4);
  const float y = std::min(mouse.y + ui.Px(16), ui.screen.Bottom() - h - 4);
  ImDrawList& list = *ImGui::GetForegroundDrawList();
  list.AddRectFilled({x, y}, {x + w, y + h}, Colour(ui.theme.ink), ui.Px(4));
  for (const PlacedCharacter& c : layout.characters) {
    const Caret caret = CaretAt(layout, c.begin);
    if (c.is_emoji || c.glyph_count == 0) continue;
    ImFont* font = ui.fonts.Of(Face::kSmall);
    const ImVec2 at(x + ui.Px(8) + c.x, y + ui.Px(4) + layout.line_height * static_cast<float>(caret.line) + ui.Px(1));
    font->RenderChar(&list, font->FontSize, at, Colour(ui.theme.panel), c.glyphs[0]);
  }
}

float SelectableText(Ui& ui, float x, float y, const TextBlock& block, std::span<const Highlight> highlights) {
  const TextLayout& layout = ui.layouts.Get(ui.fonts, block.face, block.text, block.width);
  const float height = layout.Height();
  const Hit hit = HitArea(ui, {x, y, block.width, height}, block.id);
  TextSelection& selection = ui.desk.selection;
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_TextInput);
  if (hit.held) {
    const std::size_t at = OffsetAt(layout, mouse.x - x, mouse.y - y);
    if (ImGui::IsItemActivated()) {
      selection = {block.id, at, at};
      ui.desk.focus = Focus::kList;
    }
    if (ImGui::IsMouseDoubleClicked(0)) {
      const auto [begin, end] = WordAround(block.text, at);
      selection = {block.id, begin, end};
    } else if (selection.block == block.id && !ImGui::IsItemActivated() && ImGui::IsMouseDragging(0, 2)) {
      selection.cursor = at;
    }
  }
  std::vector<Highlight> all(highlights.begin(), highlights.end());
  if (selection.block == block.id && selection.anchor != selection.cursor) {
    const auto [begin, end] = std::minmax(selection.anchor, selection.cursor);
    all.push_back({begin, std::min(end, block.text.size()), ui.theme.selection, 0});
    for (const KeyPress& press : ui.input.keys) {
      const bool copies = press.key == Key::kC && press.ctrl && !press.alt && ui.desk.focus == Focus::kList;
      if (copies && begin < block.text.size())
        ImGui::SetClipboardText(std::string(block.text.substr(begin, end - begin)).c_str());
    }
  }
  DrawLayout(ui, layout, block.text, x, y, block.face, block.ink, all);
  return height;
}

ScrollRegion::ScrollRegion(Ui& ui, const char* id, const Rect& area, Rgb ground) : area_(area) {
  ImGui::SetCursorScreenPos(ImVec2(area.x, area.y));
  ImGui::PushStyleColor(ImGuiCol_ChildBg, Colour(ground));
  ImGui::PushStyleColor(ImGuiCol_ScrollbarBg, Colour(ground));
  ImGui::PushStyleColor(ImGuiCol_ScrollbarGrab, Colour(ui.theme.line));
  ImGui::PushStyleColor(ImGuiCol_ScrollbarGrabHovered, Colour(ui.theme.ink3));
  ImGui::PushStyleColor(ImGuiCol_ScrollbarGrabActive, Colour(ui.theme.ink3));
  ImGui::BeginChild(id, ImVec2(std::max(1.0F, area.w), std::max(1.0F, area.h)), false,
                    ImGuiWindowFlags_NoNavInputs | ImGuiWindowFlags_NoNavFocus);
  top_ = area.y - ImGui::GetScrollY();
}

ScrollRegion::~ScrollRegion() {
  ImGui::EndChild();
  ImGui::PopStyleColor(5);
}

void ScrollRegion::SetContentHeight(float height) {
  ImGui::SetCursorScreenPos(ImVec2(area_.x, top_));
  ImGui::Dummy(ImVec2(1, height));
}

void ScrollRegion::ScrollTo(float top, float bottom) {
  const float scroll = ImGui::GetScrollY();
  if (top < scroll) ImGui::SetScrollY(top);
  if (bottom > scroll + area_.h) ImGui::SetScrollY(bottom - area_.h);
}

bool ScrollRegion::IsAtEnd() const { return ImGui::GetScrollY() >= ImGui::GetScrollMaxY() - 1; }

void ScrollRegion::ScrollToEnd() { ImGui::SetScrollY(1e7F); }

}  // namespace replywatch

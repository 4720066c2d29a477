#include "dashboard/ui/overlay.h"

#include <algorithm>
#include <cmath>

#include "dashboard/ui/commands.h"

namespace replywatch {
namespace {

constexpr ImGuiWindowFlags kPanelFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                         ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                         ImGuiWindowFlags_NoScrollWithMouse;

// Up, down and Enter within `count` items; true when Enter was pressed.
bool TakeMenuKeys(Ui& ui, std::size_t count) {
  bool entered = false;
  std::vector<KeyPress> rest;
  for (const KeyPress& press : ui.input.keys) {
    const bool is_plain = !press.ctrl && !press.alt;
    if (is_plain && press.key == Key::kDown) {
      ui.desk.palette_index = std::min(ui.desk.palette_index + 1, count - 1);
    } else if (is_plain && press.key == Key::kUp) {
      ui.desk.palette_index -= ui.desk.palette_index > 0 ? 1 : 0;
    } else if (is_plain && press.key == Key::kEnter) {
      entered = !ui.desk.overlay_is_new;
    } else {
      rest.push_back(press);
    }
  }
  ui.input.keys = std::move(rest);
  return entered;
}

}  // namespace

OverlayPanel::OverlayPanel(Ui& ui, const char* id, Rect area, bool dims) : area_(area) {
  area_.w = std::min(area_.w, ui.screen.w - ui.Px(16));
  area_.h = std::min(area_.h, ui.screen.h - ui.Px(16));
  area_.x = std::clamp(area_.x, ui.screen.x + ui.Px(8), ui.screen.Right() - area_.w - ui.Px(8));
  area_.y = std::clamp(area_.y, ui.screen.y + ui.Px(8), ui.screen.Bottom() - area_.h - ui.Px(8));
  // The window covers the screen, so that nothing below takes the click that closes it.
  ImGui::SetNextWindowPos(ImVec2(ui.screen.x, ui.screen.y));
  ImGui::SetNextWindowSize(ImVec2(ui.screen.w, ui.screen.h));
  if (ui.desk.overlay_is_new) ImGui::SetNextWindowFocus();
  ImGui::PushStyleColor(ImGuiCol_WindowBg, dims ? Colour(0x000000, 0.35F) : Colour(0x000000, 0));
  ImGui::Begin(id, nullptr, kPanelFlags);
  ImGui::PopStyleColor();
  const ImVec2 mouse = ImGui::GetIO().MousePos;
  const bool clicked_outside =
      ImGui::IsMouseClicked(0) && ImGui::IsWindowHovered(ImGuiHoveredFlags_ChildWindows) && !area_.Contains(mouse.x, mouse.y);
  if (clicked_outside && !ui.desk.overlay_is_new) LeaveOverlay(ui);
  FillRect(area_, ui.theme.panel, ui.Px(8));
  StrokeRect(area_, ui.theme.line, ui.Px(8));
}

OverlayPanel::~OverlayPanel() { ImGui::End(); }

namespace {

// As wide as its longest line wants, within bounds.
float MenuWidth(Ui& ui, const MenuSpec& spec) {
  float width = ui.Px(spec.width);
  if (spec.has_two_lines) return width;
  for (const MenuItem& item : spec.items) {
    const float line = TextWidth(ui, Face::kText, item.label) + TextWidth(ui, Face::kSmall, item.detail) + ui.Px(72);
    width = std::max(width, std::min(line, ui.Px(560)));
  }
  return width;
}

}  // namespace

int Menu(Ui& ui, const MenuSpec& spec) {
  const float item_h = ui.Px(spec.has_two_lines ? 52 : 34);
  const float title_h = spec.title.empty() ? 0 : ui.Px(32);
  const float width = MenuWidth(ui, spec);
  const float note_w = width - ui.Px(28);
  const float note_h = spec.note.empty() ? 0 : ui.layouts.Get(ui.fonts, Face::kSmall, spec.note, note_w).Height() + ui.Px(14);
  Rect area{ui.desk.overlay_x, ui.desk.overlay_y, width,
            std::ceil(title_h + item_h * static_cast<float>(spec.items.size()) + note_h + ui.Px(12)) + 2};
  const bool is_centred = ui.desk.overlay_x == 0 && ui.desk.overlay_y == 0;
  if (is_centred) area.x = ui.screen.x + (ui.screen.w - area.w) / 2;
  if (is_centred) area.y = ui.screen.y + (ui.screen.h - std::min(area.h, ui.screen.h)) * 0.35F;
  if (spec.items.empty()) return -1;
  ui.desk.palette_index = std::min(ui.desk.palette_index, spec.items.size() - 1);
  const bool entered = TakeMenuKeys(ui, spec.items.size());
  int taken = entered ? static_cast<int>(ui.desk.palette_index) : -1;
  const OverlayPanel panel(ui, "menu", area, is_centred);
  area = panel.area();
  if (title_h > 0)
    TextWithin(ui, area.x + ui.Px(14), area.y + ui.Px(10), area.w - ui.Px(28), Face::kSmallStrong, ui.theme.ink2, spec.title);
  if (note_h > 0)
    WrappedText(ui, area.x + ui.Px(14), area.Bottom() - note_h - ui.Px(2), note_w, Face::kSmall, ui.theme.ink2, spec.note);
  ScrollRegion scroll(ui, "menu_items",
                      {area.x + 1, area.y + title_h + ui.Px(6), area.w - 2, area.h - title_h - note_h - ui.Px(12)},
                      ui.theme.panel);
  if (entered || !ui.input.keys.empty())
    scroll.ScrollTo(item_h * static_cast<float>(ui.desk.palette_index), item_h * static_cast<float>(ui.desk.palette_index + 1));
  for (std::size_t i = 0; i < spec.items.size(); ++i) {
    const MenuItem& item = spec.items[i];
    const Rect rect{area.x + ui.Px(6), scroll.Top() + item_h * static_cast<float>(i), area.w - ui.Px(12), item_h};
    const Hit hit = HitArea(ui, rect, item.id);
    const bool moved = ImGui::GetIO().MouseDelta.x != 0 || ImGui::GetIO().MouseDelta.y != 0;
    if (hit.hovered && moved) ui.desk.palette_index = i;
    if (i == ui.desk.palette_index) FillRect(rect, ui.theme.accent_bg, ui.Px(6));
    const float check =
        item.is_chosen ? Icon(ui, rect.x + ui.Px(8), rect.y + ui.Px(7), Face::kSmall, ui.theme.accent, icon::kCheck) + ui.Px(6)
                       : 0;
    const float x = rect.x + ui.Px(8) + check;
    const float detail_w = spec.has_two_lines ? 0 : std::min(TextWidth(ui, Face::kSmall, item.detail), rect.w * 0.6F);
    TextWithin(ui, x, rect.y + ui.Px(spec.has_two_lines ? 5 : 7), rect.Right() - x - detail_w - ui.Px(16), Face::kText,
               ui.theme.ink, item.label);
    if (spec.has_two_lines) {
      TextWithin(ui, x, rect.y + ui.Px(26), rect.Right() - x - ui.Px(8), Face::kSmall, ui.theme.ink2, item.detail);
    } else {
      TextWithin(ui, rect.Right() - detail_w - ui.Px(8), rect.y + ui.Px(8), detail_w + 1, Face::kSmall, ui.theme.ink2,
                 item.detail);
    }
    if (hit.pressed) taken = static_cast<int>(i);
  }
  scroll.SetContentHeight(item_h * static_cast<float>(spec.items.size()));
  return taken;
}

}  // namespace replywatch

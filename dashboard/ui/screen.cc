#include "dashboard/ui/screen.h"

#include <algorithm>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/draw.h"

namespace replywatch {
namespace {

struct Regions {
  Rect top, filters, list, conversation, composer, contact, bottom;
};

Regions Divide(const Ui& ui) {
  const Rect& s = ui.screen;
  Regions r;
  r.top = {s.x, s.y, s.w, ui.Px(46)};
  r.filters = {s.x, r.top.Bottom(), s.w, ui.Px(42)};
  r.bottom = {s.x, s.Bottom() - ui.Px(28), s.w, ui.Px(28)};
  const float y = r.filters.Bottom();
  const float h = std::max(0.0F, r.bottom.y - y);
  const bool shows_contact = ui.HasRoomForContact() ? ui.desk.shows_contact : ui.desk.unfolds_contact;
  const float list = s.w < ui.Px(1180) ? std::max(ui.Px(300), s.w * 0.34F) : ui.Px(400);
  const float contact = shows_contact ? ui.Px(284) : 0;
  r.list = {s.x, y, std::min(list, s.w), h};
  const float middle = std::max(0.0F, s.w - r.list.w - contact);
  const bool has_composer = ui.snapshot.detail.has_value() && bool(ui.desk.selected);
  const float composer = has_composer ? std::min(ui.desk.composer_height, h * 0.7F) : 0;
  r.conversation = {r.list.Right(), y, middle, h - composer};
  r.composer = {r.list.Right(), r.conversation.Bottom(), middle, composer};
  r.contact = {r.list.Right() + middle, y, contact, h};
  return r;
}

bool IsTyping(const Ui& ui) {
  if (ui.desk.focus == Focus::kComposer || ui.desk.focus == Focus::kSearch) return true;
  return ui.IsOverlayOpen();
}

// Escape goes one step back.
void StepBack(Ui& ui) {
  Desk& desk = ui.desk;
  if (ui.IsOverlayOpen()) {
    LeaveOverlay(ui);
  } else if (desk.focus == Focus::kSearch && !desk.search.text().empty()) {
    desk.search.Reset("");
  } else if (desk.page == Page::kReview) {
    desk.page = Page::kInbox;
  } else if (desk.filter.kind == ListKind::kReview && desk.focus == Focus::kList) {
    desk.page = Page::kReview;
  } else {
    desk.focus = Focus::kList;
    desk.selection = {};
  }
}

void HandleKeys(Ui& ui) {
  std::vector<KeyPress> rest;
  bool was_command = false;
  for (const KeyPress& press : ui.input.keys) {
    if (press.key == Key::kEscape) {
      StepBack(ui);
      was_command = true;
      continue;
    }
    const std::optional<Command> command = CommandFor(press, IsTyping(ui));
    const bool is_form = ui.desk.overlay == Overlay::kConnect;  // the palette would lose what was typed
    const bool is_blocked = (ui.IsOverlayOpen() && (command != Command::kPalette || is_form)) ||
                            (command && ui.desk.page == Page::kReview && !WorksOnReview(*command));
    if (!command || is_blocked || (*command == Command::kSend && ui.desk.focus != Focus::kComposer)) {
      rest.push_back(press);
      continue;
    }
    Run(ui, *command);
    was_command = true;
  }
  ui.input.keys = std::move(rest);
  // The letter that was the command is not also typed.
  if (was_command) ui.input.typed.clear();
}

void BeginRoot(const Ui& ui) {
  ImGui::SetNextWindowPos(ImVec2(ui.screen.x, ui.screen.y));
  ImGui::SetNextWindowSize(ImVec2(ui.screen.w, ui.screen.h));
  ImGui::Begin("root", nullptr,
               ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove | ImGuiWindowFlags_NoSavedSettings |
                   ImGuiWindowFlags_NoBringToFrontOnFocus | ImGuiWindowFlags_NoNav | ImGuiWindowFlags_NoScrollWithMouse);
}

}  // namespace

void Screen::DrawSlot(Ui& ui, Slot slot, const Rect& area) {
  if (area.w <= 0 || area.h <= 0) return;
  for (const auto& view : views_) {
    if (view->slot() != slot) continue;
    ImGui::PushClipRect({area.x, area.y}, {area.Right(), area.Bottom()}, true);
    view->Draw(ui, area);
    ImGui::PopClipRect();
  }
}

void Screen::Draw(Ui& ui) {
  DropExpired(ui.desk, ui.now);
  TakeSnapshot(ui.desk, ui.snapshot, ui.now);
  HandleKeys(ui);
  BeginRoot(ui);
  FillRect(ui.screen, ui.theme.bg);
  if (ui.snapshot.state == SnapshotState::kReady) {
    const Regions r = Divide(ui);
    DrawSlot(ui, Slot::kTop, r.top);
    if (ui.desk.page == Page::kReview) {
      DrawSlot(ui, Slot::kReview, {r.filters.x, r.filters.y, r.filters.w, r.bottom.y - r.filters.y});
    } else if (ui.snapshot.inboxes.empty()) {
      DrawSlot(ui, Slot::kWelcome, {r.filters.x, r.filters.y, r.filters.w, r.bottom.y - r.filters.y});
    } else {
      DrawSlot(ui, Slot::kFilters, r.filters);
      DrawSlot(ui, Slot::kList, r.list);
      DrawSlot(ui, Slot::kConversation, r.conversation);
      DrawSlot(ui, Slot::kComposer, r.composer);
      DrawSlot(ui, Slot::kContact, r.contact);
    }
    DrawSlot(ui, Slot::kBottom, r.bottom);
  } else {
    DrawSlot(ui, Slot::kWelcome, ui.screen);
  }
  ImGui::End();
  for (const auto& view : views_) {
    if (view->slot() == Slot::kOverlay) view->Draw(ui, ui.screen);
  }
  ui.desk.overlay_is_new = false;
  ui.layouts.EndFrame();
  ui.input.Clear();
}

void ApplyStyle(const Theme& theme, float scale) {
  ImGuiStyle& style = ImGui::GetStyle();
  style = ImGuiStyle();
  style.WindowPadding = ImVec2(0, 0);
  style.WindowBorderSize = 0;
  style.WindowRounding = 0;
  style.WindowMinSize = ImVec2(1, 1);
  style.ChildBorderSize = 0;
  style.ScrollbarSize = 9 * scale;
  style.ScrollbarRounding = 5 * scale;
  style.ItemSpacing = ImVec2(0, 0);
  style.Colors[ImGuiCol_WindowBg] = ImGui::ColorConvertU32ToFloat4(Colour(theme.bg));
  style.Colors[ImGuiCol_ModalWindowDimBg] = ImVec4(0, 0, 0, 0.3F);
}

}  // namespace replywatch

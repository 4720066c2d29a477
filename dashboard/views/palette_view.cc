// The palette (Ctrl+K) and the canned responses: a list that typing narrows.
#include <algorithm>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/ui/text_editor.h"
#include "dashboard/views/views.h"
#include "shared/base/fold.h"
#include "shared/base/utf8.h"

namespace replywatch::views::palette {
namespace {

struct Choice {
  std::string id;
  std::string label;
  std::string detail;
  Command command = Command::kHelp;
  const CannedChoice* canned = nullptr;
};

std::vector<Choice> CannedChoices(const Ui& ui) {
  std::vector<Choice> choices;
  const ConversationDetail* detail = SelectedDetail(ui);
  if (detail == nullptr) return choices;
  for (const CannedChoice& canned : detail->canned) {
    std::string preview = CleanLine(canned.text, 300);
    if (!canned.missing.empty()) {
      std::string names;
      for (const std::string& name : canned.missing)
        names += (names.empty() ? "" : ", ") + std::string(ui.T("placeholder." + name));
      preview = ui.words.Text("canned.missing", {{"names", names}}) + " · " + preview;
    }
    choices.push_back({"canned:" + canned.id, canned.title, std::move(preview), Command::kCanned, &canned});
  }
  return choices;
}

std::vector<Choice> CommandChoices(const Ui& ui) {
  std::vector<Choice> choices;
  for (const CommandInfo& info : AllCommands()) {
    if (info.command == Command::kPalette || !IsPossible(ui, info.command)) continue;
    choices.push_back({"palette:" + std::string(info.name), std::string(LabelOf(ui, info.command)), std::string(info.key),
                       info.command, nullptr});
  }
  return choices;
}

class PaletteView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    const bool is_canned = ui.desk.overlay == Overlay::kCanned;
    if (ui.desk.overlay != Overlay::kPalette && !is_canned) return;
    std::vector<Choice> choices = is_canned ? CannedChoices(ui) : CommandChoices(ui);
    Narrow(choices, FoldForSearch(ui.desk.palette.text()));
    const float item_h = ui.Px(is_canned ? 52 : 34);
    const float list_h = std::min(item_h * static_cast<float>(std::max<std::size_t>(choices.size(), 1)), ui.screen.h * 0.6F);
    const float width = std::min(ui.Px(is_canned ? 680 : 520), ui.screen.w - ui.Px(32));
    const OverlayPanel panel(
        ui, "palette", {ui.screen.x + (ui.screen.w - width) / 2, ui.screen.y + ui.screen.h * 0.14F, width, list_h + ui.Px(58)},
        true);
    const Rect& area = panel.area();
    const bool entered = TakeKeys(ui, choices.size());
    Field(ui, area, is_canned);
    const int taken = List(ui, choices, {area.x + 1, area.y + ui.Px(50), area.w - 2, area.h - ui.Px(56)}, item_h);
    const std::size_t index = taken >= 0 ? static_cast<std::size_t>(taken) : ui.desk.palette_index;
    if ((taken >= 0 || entered) && index < choices.size()) Take(ui, choices[index]);
  }

 private:
  // Names that begin with what was typed come first.
  static void Narrow(std::vector<Choice>& choices, const std::string& wanted) {
    std::erase_if(choices, [&](const Choice& c) { return FoldForSearch(c.label).find(wanted) == std::string::npos; });
    std::stable_partition(choices.begin(), choices.end(),
                          [&](const Choice& c) { return FoldForSearch(c.label).starts_with(wanted); });
  }

  static bool TakeKeys(Ui& ui, std::size_t count) {
    bool entered = false;
    std::vector<KeyPress> rest;
    for (const KeyPress& press : ui.input.keys) {
      if (press.key == Key::kDown) {
        if (ui.desk.palette_index + 1 < count) ++ui.desk.palette_index;
      } else if (press.key == Key::kUp) {
        if (ui.desk.palette_index > 0) --ui.desk.palette_index;
      } else if (press.key == Key::kEnter) {
        entered = true;
      } else {
        rest.push_back(press);
      }
    }
    ui.input.keys = std::move(rest);
    return entered;
  }

  static void Field(Ui& ui, const Rect& area, bool is_canned) {
    EditorSpec spec;
    spec.id = "palette_field";
    spec.area = {area.x + ui.Px(16), area.y + ui.Px(14), area.w - ui.Px(32), ui.Px(22)};
    spec.placeholder = ui.T(is_canned ? "canned.search" : "palette.search");
    spec.is_single_line = true;
    spec.has_focus = true;
    if (TextEditor(ui, ui.desk.palette, spec).changed) ui.desk.palette_index = 0;
    HorizontalLine(area.x, area.y + ui.Px(46), area.w, ui.theme.line);
  }

  static int List(Ui& ui, const std::vector<Choice>& choices, const Rect& area, float item_h) {
    ScrollRegion scroll(ui, "palette_items", area, ui.theme.panel);
    int taken = -1;
    if (choices.empty()) Text(ui, area.x + ui.Px(16), area.y + ui.Px(6), Face::kText, ui.theme.ink2, ui.T("palette.nothing"));
    const ImVec2 delta = ImGui::GetIO().MouseDelta;
    const bool mouse_moved = delta.x != 0 || delta.y != 0;
    if (!mouse_moved)
      scroll.ScrollTo(item_h * static_cast<float>(ui.desk.palette_index), item_h * static_cast<float>(ui.desk.palette_index + 1));
    for (std::size_t i = 0; i < choices.size(); ++i) {
      const Rect rect{area.x + ui.Px(6), scroll.Top() + item_h * static_cast<float>(i), area.w - ui.Px(12), item_h};
      const Hit hit = HitArea(ui, rect, choices[i].id);
      if (hit.hovered && mouse_moved) ui.desk.palette_index = i;
      if (i == ui.desk.palette_index) FillRect(rect, ui.theme.accent_bg, ui.Px(6));
      Item(ui, choices[i], rect);
      if (hit.pressed) taken = static_cast<int>(i);
    }
    scroll.SetContentHeight(item_h * static_cast<float>(choices.size()));
    return taken;
  }

  static void Item(Ui& ui, const Choice& choice, const Rect& rect) {
    const float x = rect.x + ui.Px(10);
    if (choice.canned != nullptr) {
      TextWithin(ui, x, rect.y + ui.Px(5), rect.w - ui.Px(20), Face::kStrong, ui.theme.ink, choice.label);
      const Rgb ink = choice.canned->missing.empty() ? ui.theme.ink2 : ui.theme.amber;
      TextWithin(ui, x, rect.y + ui.Px(26), rect.w - ui.Px(20), Face::kSmall, ink, choice.detail);
      return;
    }
    Text(ui, x, rect.y + ui.Px(7), Face::kText, ui.theme.ink, choice.label);
    if (choice.detail.empty()) return;
    const float width = KeyCapWidth(ui, choice.detail);
    KeyCap(ui, rect.Right() - width - ui.Px(8), rect.y + ui.Px(8), ui.theme.ink2, ui.theme.line, choice.detail);
  }

  static void Take(Ui& ui, const Choice& choice) {
    CloseOverlay(ui);
    if (choice.canned == nullptr) return Run(ui, choice.command);
    if (ui.desk.mode == ComposerMode::kNote) return;
    CurrentDraft(ui.desk).edit.Insert(choice.canned->text);
    ui.desk.focus = Focus::kComposer;
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<PaletteView>(); }

}  // namespace replywatch::views::palette

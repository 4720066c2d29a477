// One line to type above the screen: the note of a handover, the time of a promise.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/ui/text_editor.h"
#include "dashboard/views/views.h"

namespace replywatch::views::prompt {
namespace {

class PromptView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    const bool is_handover = ui.desk.overlay == Overlay::kHandover;
    if (!is_handover && ui.desk.overlay != Overlay::kPromise) return;
    if (SelectedDetail(ui) == nullptr) return CloseOverlay(ui);
    const float width = std::min(ui.Px(520), ui.screen.w - ui.Px(32));
    const OverlayPanel panel(ui, "prompt", {ui.screen.x + (ui.screen.w - width) / 2, ui.screen.y + ui.screen.h * 0.24F, width, ui.Px(170)}, true);
    const Rect area = panel.area();
    const float x = area.x + ui.Px(20);
    const float inner = area.w - ui.Px(40);
    const Agent* agent = is_handover ? FindAgent(ui.snapshot, ui.desk.handover_to) : nullptr;
    const std::string title = is_handover ? ui.words.Text("handover.title", {{"name", agent == nullptr ? "?" : agent->name}}) : std::string(ui.T("promise.title"));
    TextWithin(ui, x, area.y + ui.Px(14), inner, Face::kHeading, ui.theme.ink, title);
    TextWithin(ui, x, area.y + ui.Px(42), inner, Face::kSmall, ui.theme.ink2, ui.T(is_handover ? "handover.explanation" : "promise.explanation"));
    bool entered = false;
    std::erase_if(ui.input.keys, [&](const KeyPress& press) {
      const bool is_enter = press.key == Key::kEnter;
      entered = entered || is_enter;
      return is_enter;
    });
    const Rect box{x, area.y + ui.Px(68), inner, ui.Px(36)};
    StrokeRect(box, ui.theme.accent, ui.Px(6));
    EditorSpec spec;
    spec.id = "prompt_field";
    spec.area = {box.x + ui.Px(10), box.y + ui.Px(7), box.w - ui.Px(20), ui.Px(22)};
    spec.placeholder = ui.T(is_handover ? "handover.hint" : "promise.hint");
    spec.is_single_line = true;
    spec.has_focus = true;
    TextEditor(ui, ui.desk.palette, spec);
    const bool is_empty = ui.desk.palette.text().find_first_not_of(' ') == std::string::npos;
    const ButtonSpec go{"prompt:go", ui.T(is_handover ? "handover.go" : "promise.go"), "Enter", ButtonLook::kPrimary, !is_empty};
    const bool pressed = Button(ui, area.Right() - ui.Px(20) - ButtonWidth(ui, go), area.y + ui.Px(120), go);
    if (!is_empty && (entered || pressed)) Take(ui, is_handover);
  }

 private:
  static void Take(Ui& ui, bool is_handover) {
    const std::string typed = ui.desk.palette.text();
    if (is_handover) ui.actions.emplace_back(AssignAction{ui.desk.selected, ui.desk.handover_to, typed});
    if (!is_handover) ui.actions.emplace_back(PromiseAction{ui.desk.selected, std::string(ui.T("promise.default")), typed});
    CloseOverlay(ui);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<PromptView>(); }

}  // namespace replywatch::views::prompt

// The undo bar and short notices, at the foot of the list, out of the way of what is being written.
#include <cmath>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/widgets.h"
#include "dashboard/views/views.h"

namespace replywatch::views::notices {
namespace {

class NoticesView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect& area) override {
    float bottom = area.Bottom() - ui.Px(40);
    if (ui.desk.undo) bottom -= UndoBar(ui, area, bottom) + ui.Px(8);
    int number = 0;
    for (const Toast& toast : ui.desk.toasts) {
      const std::string id = "toast" + std::to_string(number++);
      bottom -= Notice(ui, area, bottom, toast, id.c_str()) + ui.Px(8);
    }
  }

 private:
  static constexpr ImGuiWindowFlags kFlags = ImGuiWindowFlags_NoDecoration | ImGuiWindowFlags_NoMove |
                                             ImGuiWindowFlags_NoSavedSettings | ImGuiWindowFlags_NoNav |
                                             ImGuiWindowFlags_NoFocusOnAppearing | ImGuiWindowFlags_NoBackground;

  static void Begin(const char* id, const Rect& rect) {
    ImGui::SetNextWindowPos(ImVec2(rect.x, rect.y));
    ImGui::SetNextWindowSize(ImVec2(rect.w, rect.h));
    ImGui::Begin(id, nullptr, kFlags);
  }

  static float UndoBar(Ui& ui, const Rect& area, float bottom) {
    const std::int64_t left = (ui.desk.undo->until - ui.now).ms;
    const std::string seconds = ui.words.Count("undo.seconds", (left + 999) / 1000);
    const ButtonSpec button{"undo", ui.T("undo.button"), "z", ButtonLook::kPrimary};
    const float words = TextWidth(ui, Face::kText, ui.desk.undo->text);
    const float time = TextWidth(ui, Face::kSmall, seconds);
    const float width = std::min(area.w - ui.Px(32), words + time + ButtonWidth(ui, button) + ui.Px(60));
    const Rect rect{area.x + ui.Px(16), bottom - ui.Px(46), width, ui.Px(46)};
    Begin("undo_bar", rect);
    FillRect(rect, ui.theme.panel, ui.Px(8));
    StrokeRect(rect, ui.theme.accent, ui.Px(8));
    const float button_x = rect.Right() - ButtonWidth(ui, button) - ui.Px(8);
    TextWithin(ui, rect.x + ui.Px(16), rect.y + ui.Px(13), button_x - rect.x - time - ui.Px(40), Face::kText, ui.theme.ink,
               ui.desk.undo->text);
    Text(ui, button_x - time - ui.Px(14), rect.y + ui.Px(14), Face::kSmall, ui.theme.ink2, seconds);
    if (Button(ui, button_x, rect.y + ui.Px(8), button)) Run(ui, Command::kUndo);
    ImGui::End();
    return rect.h;
  }

  static float Notice(Ui& ui, const Rect& area, float bottom, const Toast& toast, const char* id) {
    const float most = std::min(area.w - ui.Px(64), ui.Px(560));
    const TextLayout& layout = ui.layouts.Get(ui.fonts, Face::kText, toast.text, most);
    const float width = layout.width + ui.Px(32);
    const float height = layout.Height() + ui.Px(20);
    const Rect rect{area.x + ui.Px(16), bottom - height, width, height};
    Begin(id, rect);
    FillRect(rect, ui.theme.Ground(toast.tone), ui.Px(8));
    StrokeRect(rect, toast.tone == Tone::kPlain ? ui.theme.line : ui.theme.Ink(toast.tone), ui.Px(8));
    DrawLayout(ui, layout, toast.text, rect.x + ui.Px(16), rect.y + ui.Px(10), Face::kText, ui.theme.Ink(toast.tone));
    if (!toast.detail.empty() && ImGui::IsWindowHovered()) Tooltip(ui, toast.detail);
    ImGui::End();
    return height;
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<NoticesView>(); }

}  // namespace replywatch::views::notices

// Help (?): every command with its key, on one page.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/views/views.h"

namespace replywatch::views::help {
namespace {

class HelpView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    if (ui.desk.overlay != Overlay::kHelp) return;
    std::vector<CommandInfo> commands;
    for (const CommandInfo& info : AllCommands()) {
      if (!info.key.empty()) commands.push_back(info);
    }
    const float line = ui.Px(32);
    const std::size_t half = (commands.size() + 1) / 2;
    const float width = std::min(ui.Px(760), ui.screen.w - ui.Px(32));
    const float height = ui.Px(118) + line * static_cast<float>(half);
    const OverlayPanel panel(ui, "help", {ui.screen.x + (ui.screen.w - width) / 2, ui.screen.y + ui.Px(80), width, height}, true);
    const Rect area = panel.area();
    Text(ui, area.x + ui.Px(24), area.y + ui.Px(18), Face::kHeading, ui.theme.ink, ui.T("help.title"));
    for (std::size_t i = 0; i < commands.size(); ++i) {
      const float column = i < half ? 0 : (area.w - ui.Px(24)) / 2;
      const float y = area.y + ui.Px(56) + line * static_cast<float>(i % half);
      const float x = area.x + ui.Px(24) + column;
      KeyCap(ui, x, y, ui.theme.ink2, ui.theme.line, commands[i].key);
      TextWithin(ui, x + ui.Px(96), y - ui.Px(1), (area.w - ui.Px(24)) / 2 - ui.Px(112), Face::kText, ui.theme.ink,
                 LabelOf(ui, commands[i].command));
    }
    TextWithin(ui, area.x + ui.Px(24), area.Bottom() - ui.Px(40), area.w - ui.Px(48), Face::kSmall, ui.theme.ink2,
               ui.T("help.foot"));
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<HelpView>(); }

}  // namespace replywatch::views::help

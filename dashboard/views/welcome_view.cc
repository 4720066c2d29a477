// Before there is anything to show: what is missing and what to do about it, an inbox first of all. Goes away by itself when it
// is there.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/widgets.h"
#include "dashboard/view_models/error_words.h"
#include "dashboard/views/views.h"

namespace replywatch::views::welcome {
namespace {

// Nothing is wrong: there is only nothing yet.
constexpr std::string_view kNoInbox = "welcome.no_inbox";

struct Words {
  std::string_view title;
  std::string_view text;
  bool offers_collector = false;
  bool offers_to_connect = false;
};

Words WordsOf(const Snapshot& snapshot) {
  switch (snapshot.state) {
    case SnapshotState::kLoading: return {"welcome.loading", "welcome.loading_text"};
    case SnapshotState::kNoSettings: return {kNoInbox, "welcome.no_inbox_text", false, true};
    case SnapshotState::kLostSettings: return {"welcome.lost_settings", "welcome.lost_settings_text", false, true};
    case SnapshotState::kBadSettings: return {"welcome.settings", "welcome.settings_text"};
    case SnapshotState::kNoDatabase:
      if (!snapshot.names_inboxes) return {kNoInbox, "welcome.no_inbox_text", false, true};
      return {"welcome.no_database", "welcome.no_database_text", true, true};
    case SnapshotState::kUnreadable: return {"welcome.unreadable", "welcome.unreadable_text", true};
    case SnapshotState::kReady: break;
  }
  return {kNoInbox, "welcome.no_inbox_text", false, true};
}

// Mistakes of the settings are told as they stand, with file and line.
std::string TroubleOf(const Ui& ui) {
  if (WordsOf(ui.snapshot).title == kNoInbox) return {};
  if (ui.snapshot.state != SnapshotState::kUnreadable) return ui.snapshot.trouble;
  const Explanation why = Explain(ErrorScene::kDatabase, ui.snapshot.trouble_kind, ui.snapshot.trouble, ui.words);
  return why.detail.empty() ? why.sentence : why.sentence + "\n" + why.detail;
}

class WelcomeView final : public View {
 public:
  Slot slot() const override { return Slot::kWelcome; }

  void Draw(Ui& ui, const Rect& area) override {
    const Words words = WordsOf(ui.snapshot);
    const float width = std::min(ui.Px(560), area.w - ui.Px(48));
    const float x = area.x + (area.w - width) / 2;
    float y = area.y + area.h * 0.26F;
    Text(ui, x, y, Face::kHeading, ui.theme.accent, "ReplyWatch");
    y += ui.Px(36);
    y += WrappedText(ui, x, y, width, Face::kHeading, ui.theme.ink, ui.T(words.title)) + ui.Px(8);
    y += WrappedText(ui, x, y, width, Face::kText, ui.theme.ink2, ui.T(words.text)) + ui.Px(16);
    if (const std::string trouble = TroubleOf(ui); !trouble.empty()) {
      const TextBlock block{"trouble_text", trouble, width - ui.Px(28), Face::kText, ui.theme.ink};
      const float height = ui.layouts.Get(ui.fonts, Face::kText, block.text, block.width).Height();
      FillRect({x, y, width, height + ui.Px(20)}, ui.theme.panel, ui.Px(8));
      StrokeRect({x, y, width, height + ui.Px(20)}, ui.theme.line, ui.Px(8));
      SelectableText(ui, x + ui.Px(14), y + ui.Px(10), block);
      y += height + ui.Px(36);
    }
    Buttons(ui, words, x, y);
  }

 private:
  static void Buttons(Ui& ui, const Words& words, float x, float y) {
    if (words.offers_collector && ui.desk.starting_collector_since) {
      Text(ui, x, y, Face::kText, ui.theme.ink2, ui.T("health.starting"));
      return;
    }
    if (words.offers_collector) {
      const ButtonSpec start{"start_collector", ui.T("command.start_collector"), {}, ButtonLook::kPrimary};
      if (Button(ui, x, y, start, ui.Px(36))) Run(ui, Command::kStartCollector);
      x += ButtonWidth(ui, start) + ui.Px(12);
    }
    if (!words.offers_to_connect) return;
    const ButtonSpec connect{
        "connect_inbox", ui.T("command.connect"), {}, words.offers_collector ? ButtonLook::kPlain : ButtonLook::kPrimary};
    if (Button(ui, x, y, connect, ui.Px(36))) Run(ui, Command::kConnect);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<WelcomeView>(); }

}  // namespace replywatch::views::welcome

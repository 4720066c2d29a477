// The open conversation: its head with what can be done, and everything that was said.
#include "dashboard/ui/bubble.h"
#include "dashboard/ui/commands.h"
#include "dashboard/view_models/row_words.h"
#include "dashboard/view_models/wait_words.h"
#include "dashboard/views/views.h"

namespace replywatch::views::conversation {
namespace {

struct HeadButton {
  Command command = Command::kDone;
  const char* id = "";
};
// The most wanted first: where room is short the last ones are left out.
constexpr std::array kButtons{HeadButton{Command::kDone, "head:done"}, HeadButton{Command::kSnooze, "head:snooze"},
                              HeadButton{Command::kThank, "head:thank"}, HeadButton{Command::kLike, "head:like"},
                              HeadButton{Command::kTakeOver, "head:take_over"}};

class ConversationView final : public View {
 public:
  Slot slot() const override { return Slot::kConversation; }

  void Draw(Ui& ui, const Rect& area) override {
    const ConversationDetail* detail = SelectedDetail(ui);
    if (detail == nullptr) return Nothing(ui, area);
    const Rect head{area.x, area.y, area.w, ui.Px(54)};
    Head(ui, *detail, head);
    Timeline(ui, *detail, {area.x, head.Bottom(), area.w, area.Bottom() - head.Bottom()});
  }

 private:
  static void Nothing(Ui& ui, const Rect& area) {
    const std::string_view words = ui.T(ui.desk.selected ? "conversation.loading" : "conversation.none");
    const float width = std::min(area.w - ui.Px(40), ui.Px(360));
    WrappedText(ui, area.x + (area.w - width) / 2, area.y + area.h * 0.38F, width, Face::kText, ui.theme.ink2, words);
  }

  static void Head(Ui& ui, const ConversationDetail& detail, const Rect& area) {
    FillBar(ui, area);
    float right = area.Right() - ui.Px(20);
    for (const HeadButton& button : kButtons) {
      if (!IsPossible(ui, button.command)) continue;
      const ButtonSpec spec{button.id, LabelOf(ui, button.command), InfoOf(button.command).key, ButtonLook::kPlain};
      if (right - ButtonWidth(ui, spec) < area.x + ui.Px(160)) break;
      right -= ButtonWidth(ui, spec);
      if (!Button(ui, right, area.y + ui.Px(12), spec)) {
        right -= ui.Px(8);
        continue;
      }
      Run(ui, button.command);
      if (ui.IsOverlayOpen()) PlaceOverlay(ui, right, area.y + ui.Px(46));
      right -= ui.Px(8);
    }
    const float x = area.x + ui.Px(20);
    const float room = right - x - ui.Px(8);
    // The name comes first; the rest takes what is left, if that is worth reading.
    const float name = TextWithin(ui, x, area.y + ui.Px(15), room, Face::kHeading, ui.theme.ink, detail.contact.name);
    const float left = room - name - ui.Px(12);
    if (left > ui.Px(48))
      TextWithin(ui, x + name + ui.Px(12), area.y + ui.Px(17), left, Face::kText, ui.theme.ink2, Subtitle(ui, detail, left));
  }

  static void PlaceOverlay(Ui& ui, float x, float y) {
    ui.desk.overlay_x = x;
    ui.desk.overlay_y = y;
  }

  static std::string Subtitle(Ui& ui, const ConversationDetail& detail, float room) {
    const ListRow* row = SelectedRow(ui);
    const MessageKind kind = row != nullptr                                           ? row->kind
                             : detail.conversation.visibility == Visibility::kPrivate ? MessageKind::kPrivate
                                                                                      : MessageKind::kComment;
    std::string text = PlaceOf(ui.snapshot, detail.conversation.inbox_id, kind, ui.words);
    if (detail.wait) text += " · " + DescribeWait(*detail.wait, detail.due, ui.now, ui.words).text;
    if (detail.window) {
      const bool is_open = detail.window->closes_at >= ui.now;
      text += " · ";
      text += is_open ? ui.words.Text("conversation.window", {{"span", SpanInWords(detail.window->closes_at - ui.now, ui.words)}})
                      : std::string(ui.T("conversation.window_closed"));
    }
    // The contact pane names the language, too.
    std::string with_language = text + " · " + LanguageInWords(ui.snapshot, detail.language, ui.words);
    return TextWidth(ui, Face::kText, with_language) <= room ? with_language : text;
  }

  struct Placed {
    TimelineEntry entry;
    float y = 0;
    float height = 0;
  };

  // Heights change with the snapshot, the width, the scale, the language and what is unfolded.
  void Place(Ui& ui, const ConversationDetail& detail, float width) {
    const std::string key = std::to_string(ui.snapshot.generation) + ":" + std::to_string(detail.conversation.id.value) + ":" +
                            std::to_string(static_cast<int>(width)) + ":" + std::to_string(ui.fonts.scale()) +
                            ui.words.language() + std::to_string(ui.desk.shows_versions.size());
    if (key == placed_for_) return;
    placed_for_ = key;
    placed_.clear();
    Bubble bubble(ui, detail, width);
    float y = ui.Px(14);
    for (const TimelineEntry& entry : TimelineOf(detail, ui.local)) {
      const float height = bubble.Measure(entry);
      placed_.push_back({entry, y, height});
      y += height;
    }
    content_ = y + ui.Px(6);
  }

  void Timeline(Ui& ui, const ConversationDetail& detail, const Rect& area) {
    ScrollRegion scroll(ui, "timeline", area, ui.theme.bg);
    const float width = area.w - ui.Px(44);
    Place(ui, detail, width);
    Bubble bubble(ui, detail, width);
    for (const Placed& placed : placed_) {
      const float y = scroll.Top() + placed.y;
      if (y > area.Bottom()) break;
      if (scroll.IsVisible(y, placed.height)) bubble.Draw(placed.entry, area.x + ui.Px(20), y);
    }
    scroll.SetContentHeight(content_);
    // At the end it stays at the end, however the composer grows.
    const bool is_at_end = scroll.IsAtEnd();
    if (ui.desk.scroll_to_end || (was_at_end_ && (area.h != last_height_ || content_ != last_content_))) {
      scroll.ScrollToEnd();
      ui.desk.scroll_to_end = false;
      was_at_end_ = true;
    } else {
      was_at_end_ = is_at_end;
    }
    last_height_ = area.h;
    last_content_ = content_;
  }

  std::string placed_for_;
  std::vector<Placed> placed_;
  float content_ = 0;
  float last_content_ = 0;
  float last_height_ = 0;
  bool was_at_end_ = true;
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<ConversationView>(); }

}  // namespace replywatch::views::conversation

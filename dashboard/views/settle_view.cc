// Replies that failed or may or may not have arrived: a person looks on the platform and decides.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/view_models/error_words.h"
#include "dashboard/view_models/row_words.h"
#include "dashboard/views/views.h"
#include "shared/base/utf8.h"

namespace replywatch::views::settle {
namespace {

using Decision = Choice<Settlement>;
constexpr std::array kDecisions{Decision{Settlement::kArrived, "arrived:", "settle.arrived"},
                                Decision{Settlement::kSendAgain, "again:", "settle.again"},
                                Decision{Settlement::kDrop, "drop:", "settle.drop"}};

class SettleView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    if (ui.desk.overlay != Overlay::kSettle) return;
    const auto& replies = ui.snapshot.trouble_replies;
    if (replies.empty()) return CloseOverlay(ui);
    const float item_h = ui.Px(152);
    const float width = std::min(ui.Px(720), ui.screen.w - ui.Px(32));
    const float height = std::min(ui.Px(96) + item_h * static_cast<float>(replies.size()), ui.screen.h * 0.8F);
    const OverlayPanel panel(ui, "settle", {ui.screen.x + (ui.screen.w - width) / 2, ui.screen.y + ui.Px(90), width, height},
                             true);
    const Rect area = panel.area();
    Text(ui, area.x + ui.Px(24), area.y + ui.Px(16), Face::kHeading, ui.theme.ink, ui.T("settle.title"));
    TextWithin(ui, area.x + ui.Px(24), area.y + ui.Px(44), area.w - ui.Px(48), Face::kSmall, ui.theme.ink2,
               ui.T("settle.explanation"));
    ScrollRegion scroll(ui, "settle_items", {area.x + 1, area.y + ui.Px(76), area.w - 2, area.h - ui.Px(84)}, ui.theme.panel);
    for (std::size_t i = 0; i < replies.size(); ++i) {
      const Rect rect{area.x + ui.Px(24), scroll.Top() + item_h * static_cast<float>(i), area.w - ui.Px(48), item_h - ui.Px(8)};
      if (scroll.IsVisible(rect.y, rect.h)) Item(ui, replies[i], rect);
    }
    scroll.SetContentHeight(item_h * static_cast<float>(replies.size()));
  }

 private:
  static void Item(Ui& ui, const TroubledReply& trouble, const Rect& rect) {
    const OutboundMessage& reply = trouble.reply;
    HorizontalLine(rect.x, rect.y, rect.w, ui.theme.line);
    const bool is_failed = reply.state == OutboundState::kFailed;
    float x = rect.x;
    x += Tag(ui, x, rect.y + ui.Px(10), is_failed ? Tone::kRed : Tone::kAmber,
             ui.T(is_failed ? "settle.failed" : "settle.uncertain")) +
         ui.Px(8);
    const Inbox* inbox = FindInbox(ui.snapshot, reply.inbox_id);
    const std::string to = trouble.contact_name + (inbox == nullptr ? std::string() : " · " + inbox->display_name);
    TextWithin(ui, x, rect.y + ui.Px(9), rect.Right() - x, Face::kStrong, ui.theme.ink, to);
    const std::string_view text = TextOf(reply, ui.words);
    TextWithin(ui, rect.x, rect.y + ui.Px(34), rect.w, Face::kText, ui.theme.ink2, CleanLine(text, 600));
    const Explanation why = Explain(reply, ui.words);
    const Rect reason{rect.x, rect.y + ui.Px(57), rect.w, ui.Px(36)};
    TextWithin(ui, reason.x, reason.y, reason.w, Face::kSmall, is_failed ? ui.theme.red : ui.theme.amber, why.sentence);
    TextWithin(ui, reason.x, reason.y + ui.Px(18), reason.w, Face::kSmall, ui.theme.ink2, why.detail);
    if (HitArea(ui, reason, "reason:" + std::to_string(reply.id.value)).hovered)
      Tooltip(ui, why.detail.empty() ? why.sentence : why.sentence + "\n" + why.detail);
    float at = rect.x;
    for (const Decision& decision : kDecisions) {
      const ButtonSpec button{decision.id + std::to_string(reply.id.value), ui.T(decision.key), {}, ButtonLook::kPlain};
      if (Button(ui, at, rect.y + ui.Px(102), button)) ui.actions.emplace_back(SettleAction{reply.id, decision.value});
      at += ButtonWidth(ui, button) + ui.Px(8);
    }
    const ButtonSpec open{"settle_open:" + std::to_string(reply.id.value), ui.T("settle.open"), {}, ButtonLook::kQuiet};
    if (!Button(ui, at, rect.y + ui.Px(102), open)) return;
    Select(ui.desk, reply.conversation_id);
    CloseOverlay(ui);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<SettleView>(); }

}  // namespace replywatch::views::settle

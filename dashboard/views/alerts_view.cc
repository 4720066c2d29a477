// Open alerts: what is wrong in one line each, why it is told or held; "I answer by …" and "not this one for a while".
#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/views/views.h"
#include "shared/base/utf8.h"
#include "shared/settings/alert_words.h"

namespace replywatch::views::alerts {
namespace {

constexpr Duration kSoon = Duration::Minutes(30);

Tone ToneOf(const Alert& alert) {
  if (alert.kind == AlertKind::kThreat) return Tone::kViolet;
  return alert.step == AlertStep::kOwner ? Tone::kAmber : Tone::kRed;
}

class AlertsView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    if (ui.desk.overlay != Overlay::kAlerts) return;
    const auto& alerts = ui.snapshot.alerts;
    const float item_h = ui.Px(116);
    const float width = std::min(ui.Px(760), ui.screen.w - ui.Px(32));
    const float list_h = alerts.empty() ? ui.Px(56) : item_h * static_cast<float>(alerts.size());
    const float height = std::min(ui.Px(96) + list_h, ui.screen.h * 0.8F);
    const OverlayPanel panel(ui, "alerts", {ui.screen.x + (ui.screen.w - width) / 2, ui.screen.y + ui.Px(90), width, height},
                             true);
    const Rect area = panel.area();
    Text(ui, area.x + ui.Px(24), area.y + ui.Px(16), Face::kHeading, ui.theme.ink, ui.T("alerts.title"));
    TextWithin(ui, area.x + ui.Px(24), area.y + ui.Px(44), area.w - ui.Px(48), Face::kSmall, ui.theme.ink2,
               ui.T("alerts.explanation"));
    if (alerts.empty()) {
      Text(ui, area.x + ui.Px(24), area.y + ui.Px(84), Face::kText, ui.theme.ink2, ui.T("alerts.none"));
      return;
    }
    ScrollRegion scroll(ui, "alert_items", {area.x + 1, area.y + ui.Px(76), area.w - 2, area.h - ui.Px(84)}, ui.theme.panel);
    for (std::size_t i = 0; i < alerts.size(); ++i) {
      const Rect rect{area.x + ui.Px(24), scroll.Top() + item_h * static_cast<float>(i), area.w - ui.Px(48), item_h - ui.Px(8)};
      if (scroll.IsVisible(rect.y, rect.h)) Item(ui, alerts[i], rect);
    }
    scroll.SetContentHeight(list_h);
  }

 private:
  static void Item(Ui& ui, const OpenAlert& open, const Rect& rect) {
    const Alert& alert = open.alert;
    HorizontalLine(rect.x, rect.y, rect.w, ui.theme.line);
    const Inbox* inbox = FindInbox(ui.snapshot, alert.inbox_id);
    const Agent* agent = FindAgent(ui.snapshot, alert.acknowledged_by);
    const AlertNames names{CleanLine(open.contact_name, 80), inbox == nullptr ? std::string() : inbox->display_name,
                           agent == nullptr ? std::string() : agent->name};
    const std::string line = CleanLine(DescribeAlert(alert, names, ui.now, ui.words, ui.local), 400);
    float x = rect.x;
    x += Tag(ui, x, rect.y + ui.Px(10), ToneOf(alert), AlertKindInWords(alert, ui.words)) + ui.Px(8);
    TextWithin(ui, x, rect.y + ui.Px(11), rect.Right() - x, Face::kSmall, ui.theme.ink2,
               DescribeHold(alert, names, open.is_undelivered, ui.now, ui.words, ui.local));
    const Rect text{rect.x, rect.y + ui.Px(38), rect.w, ui.Px(22)};
    TextWithin(ui, text.x, text.y, text.w, Face::kText, ui.theme.ink, line);
    const std::string id = std::to_string(alert.id.value);
    if (HitArea(ui, text, "alert:" + id).hovered) Tooltip(ui, line);
    Buttons(ui, alert, id, rect);
  }

  static void Buttons(Ui& ui, const Alert& alert, const std::string& id, const Rect& rect) {
    float at = rect.x;
    const auto button = [&](const std::string& name, std::string_view label, ButtonLook look) {
      const ButtonSpec spec{name + id, label, {}, look};
      const bool pressed = Button(ui, at, rect.y + ui.Px(68), spec);
      at += ButtonWidth(ui, spec) + ui.Px(8);
      return pressed;
    };
    if (alert.conversation_id && button("answer30:", ui.T("alerts.answer_30"), ButtonLook::kPlain))
      ui.actions.emplace_back(AcknowledgeAction{alert.id, ui.now + kSoon, ""});
    const auto ask = [&](Overlay overlay) {
      ui.desk.alert_of = alert.id;
      OpenOverlay(ui, overlay, 0, 0);
    };
    if (alert.conversation_id && button("answer_by:", ui.T("alerts.answer_by"), ButtonLook::kPlain))
      return ask(Overlay::kAnswerBy);
    if (button("silence:", ui.T("alerts.silence"), ButtonLook::kPlain)) return ask(Overlay::kSilence);
    if (!alert.conversation_id || !button("alert_open:", ui.T("settle.open"), ButtonLook::kQuiet)) return;
    Select(ui.desk, alert.conversation_id);
    CloseOverlay(ui);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<AlertsView>(); }

}  // namespace replywatch::views::alerts

// Incidents (i): many people with one problem: proposed ones with their reason, to be opened or refused; open ones, to be closed.
#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/view_models/incident_words.h"
#include "dashboard/views/views.h"

namespace replywatch::views::incidents {
namespace {

constexpr float kLive = 112;
constexpr float kPast = 66;

bool IsLive(const Incident& incident) {
  return incident.state == IncidentState::kProposed || incident.state == IncidentState::kOpen;
}

float HeightOf(const Ui& ui, const Incident& incident) { return ui.Px(IsLive(incident) ? kLive : kPast); }

Tone ToneOf(IncidentState state) {
  switch (state) {
    case IncidentState::kProposed: return Tone::kRed;
    case IncidentState::kOpen: return Tone::kAmber;
    case IncidentState::kRefused:
    case IncidentState::kClosed: return Tone::kQuiet;
  }
  return Tone::kQuiet;
}

class IncidentsView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    if (ui.desk.overlay != Overlay::kIncidents) return;
    const auto& incidents = ui.snapshot.incidents;
    const float width = std::min(ui.Px(760), ui.screen.w - ui.Px(32));
    const float inner = width - ui.Px(48);
    const float explanation = ui.layouts.Get(ui.fonts, Face::kSmall, ui.T("incidents.explanation"), inner).Height();
    const float head = ui.Px(44) + explanation + ui.Px(14);
    float list_h = incidents.empty() ? ui.Px(48) : 0;
    for (const Incident& incident : incidents) list_h += HeightOf(ui, incident);
    const OverlayPanel panel(ui, "incidents",
                             {ui.screen.x + (ui.screen.w - width) / 2, ui.screen.y + ui.Px(90), width,
                              std::min(head + list_h + ui.Px(12), ui.screen.h * 0.8F)},
                             true);
    const Rect area = panel.area();
    const float x = area.x + ui.Px(24);
    Text(ui, x, area.y + ui.Px(16), Face::kHeading, ui.theme.ink, ui.T("incidents.title"));
    WrappedText(ui, x, area.y + ui.Px(44), inner, Face::kSmall, ui.theme.ink2, ui.T("incidents.explanation"));
    if (incidents.empty()) {
      TextWithin(ui, x, area.y + head, inner, Face::kText, ui.theme.ink2, ui.T("incidents.none"));
      return;
    }
    ScrollRegion scroll(ui, "incident_items", {area.x + 1, area.y + head, area.w - 2, area.h - head - ui.Px(8)}, ui.theme.panel);
    float y = scroll.Top();
    for (const Incident& incident : incidents) {
      const Rect rect{x, y, inner, HeightOf(ui, incident)};
      if (scroll.IsVisible(rect.y, rect.h)) Item(ui, incident, rect);
      y += rect.h;
    }
    scroll.SetContentHeight(list_h);
  }

 private:
  static void Item(Ui& ui, const Incident& incident, const Rect& rect) {
    HorizontalLine(rect.x, rect.y, rect.w, ui.theme.line);
    const std::string state = StateInWords(incident, ui.local, ui.words);
    const float tag = TagWidth(ui, state);
    Tag(ui, rect.Right() - tag, rect.y + ui.Px(11), ToneOf(incident.state), state);
    TextWithin(ui, rect.x, rect.y + ui.Px(10), rect.w - tag - ui.Px(12), Face::kStrong, ui.theme.ink,
               TitleOf(incident, ui.snapshot, ui.words));
    std::string reason = ReasonOf(incident, ui.words);
    if (const Agent* agent = FindAgent(ui.snapshot, incident.agent_id)) reason += " · " + agent->name;
    TextWithin(ui, rect.x, rect.y + ui.Px(34), rect.w, Face::kText, ui.theme.ink2, reason);
    Buttons(ui, incident, rect.x, rect.y + ui.Px(64));
  }

  static void Buttons(Ui& ui, const Incident& incident, float x, float y) {
    const std::string id = std::to_string(incident.id.value);
    const auto button = [&](const char* name, std::string_view key, ButtonLook look) {
      const ButtonSpec spec{name + id, ui.T(key), {}, look};
      const bool pressed = Button(ui, x, y, spec);
      x += ButtonWidth(ui, spec) + ui.Px(8);
      return pressed;
    };
    const bool is_proposed = incident.state == IncidentState::kProposed;
    if (is_proposed && button("incident_open:", "incidents.open", ButtonLook::kPrimary))
      Decide(ui, incident, IncidentDecision::kOpen);
    if (is_proposed && button("incident_refuse:", "incidents.refuse", ButtonLook::kPlain))
      Decide(ui, incident, IncidentDecision::kRefuse);
    if (incident.state == IncidentState::kOpen && button("incident_close:", "incidents.close", ButtonLook::kPlain))
      Decide(ui, incident, IncidentDecision::kClose);
    if (IsLive(incident) && button("incident_show:", "incidents.show", ButtonLook::kQuiet)) Show(ui, incident);
  }

  static void Decide(Ui& ui, const Incident& incident, IncidentDecision decision) {
    ui.actions.emplace_back(IncidentAction{incident.id, decision});
  }

  static void Show(Ui& ui, const Incident& incident) {
    const auto at = static_cast<std::size_t>(&incident - ui.snapshot.incidents.data());
    ReviewNumber number;
    number.title = TitleOf(incident, ui.snapshot, ui.words);
    number.opens = ui.snapshot.incident_lists.at(at);
    CloseOverlay(ui);
    OpenReviewList(ui, number);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<IncidentsView>(); }

}  // namespace replywatch::views::incidents

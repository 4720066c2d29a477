// The foot of the window: does the collector run, does every inbox answer, is a reply stuck; who
// sits here.
#include <algorithm>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/connect_form.h"
#include "dashboard/ui/widgets.h"
#include "dashboard/view_models/error_words.h"
#include "dashboard/view_models/incident_words.h"
#include "dashboard/view_models/wait_words.h"
#include "dashboard/views/views.h"
#include "shared/base/utf8.h"

namespace replywatch::views::health {
namespace {

class HealthView final : public View {
 public:
  Slot slot() const override { return Slot::kBottom; }

  void Draw(Ui& ui, const Rect& area) override {
    FillRect(area, ui.theme.panel);
    HorizontalLine(area.x, area.y, area.w, ui.theme.line);
    const float right = Person(ui, area);
    float x = area.x + ui.Px(16);
    x = Collector(ui, area, x);
    x = Trouble(ui, area, x, right);
    x = Incidents(ui, area, x, right);
    x = Alerts(ui, area, x, right);
    x = Notifiers(ui, area, x, right);
    Inboxes(ui, area, x, right);
  }

 private:
  static float Person(Ui& ui, const Rect& area) {
    const Agent* agent = FindAgent(ui.snapshot, ui.desk.agent);
    std::string who(agent == nullptr ? std::string(ui.T("agent.none")) : agent->name);
    if (agent != nullptr && agent->IsAway(ui.now))
      who += " · " + ui.words.Text("away.until",
                                   {{"time", ui.local.Date(*agent->away_until) + ", " + ui.local.ClockTime(*agent->away_until)}});
    else if (agent != nullptr)
      who += " · " + std::string(ui.T(agent->role == AgentRole::kSupervisor ? "agent.supervisor" : "agent.agent"));
    const ButtonSpec person{"who", who, {}, ButtonLook::kSmall};
    const ButtonSpec display{"display", ui.T("command.display"), {}, ButtonLook::kSmall};
    float right = area.Right() - ui.Px(8) - ButtonWidth(ui, person);
    if (Button(ui, right, area.y + ui.Px(2), person, ui.Px(25))) OpenOverlay(ui, Overlay::kAgent, right, area.y - ui.Px(300));
    right -= ButtonWidth(ui, display);
    if (Button(ui, right, area.y + ui.Px(2), display, ui.Px(25))) OpenOverlay(ui, Overlay::kDisplay, right, area.y - ui.Px(330));
    return right;
  }

  static float Collector(Ui& ui, const Rect& area, float x) {
    const float y = area.y + ui.Px(5);
    const bool runs = ui.snapshot.is_collector_running;
    ImGui::GetWindowDrawList()->AddCircleFilled({x + ui.Px(4), area.y + area.h / 2}, ui.Px(4),
                                                Colour(runs ? ui.theme.green : ui.theme.red), 16);
    x += ui.Px(16);
    if (runs) return x + Text(ui, x, y, Face::kSmall, ui.theme.ink2, ui.T("health.running")) + ui.Px(20);
    if (ui.desk.starting_collector_since)
      return x + Text(ui, x, y, Face::kSmall, ui.theme.ink2, ui.T("health.starting")) + ui.Px(20);
    const bool is_tight = area.w < ui.Px(1200);
    x += Text(ui, x, y, Face::kSmallStrong, ui.theme.red, ui.T(is_tight ? "health.stopped_short" : "health.stopped")) + ui.Px(8);
    if (!is_tight && ui.snapshot.beat_at && ui.now - *ui.snapshot.beat_at >= Duration::Minutes(1)) {
      const std::string since = ui.words.Text("health.since", {{"span", SpanInWords(ui.now - *ui.snapshot.beat_at, ui.words)}});
      x += Text(ui, x, y, Face::kSmall, ui.theme.ink2, since) + ui.Px(8);
    }
    const ButtonSpec start{"start_collector", ui.T("command.start_collector"), {}, ButtonLook::kChosen};
    if (Button(ui, x, area.y + ui.Px(2), start, ui.Px(25))) Run(ui, Command::kStartCollector);
    return x + ButtonWidth(ui, start) + ui.Px(20);
  }

  static float Trouble(Ui& ui, const Rect& area, float x, float right) {
    const auto& replies = ui.snapshot.trouble_replies;
    if (replies.empty()) return x;
    const std::string words = ui.words.Count("health.trouble", static_cast<std::int64_t>(replies.size()));
    if (x + TextWidth(ui, Face::kSmallStrong, words) > right) return x;
    const Hit hit = HitArea(ui, {x, area.y, TextWidth(ui, Face::kSmallStrong, words) + ui.Px(20), area.h}, "trouble");
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    x += Icon(ui, x, area.y + ui.Px(5), Face::kSmall, ui.theme.red, icon::kWarning) + ui.Px(5);
    x += Text(ui, x, area.y + ui.Px(5), Face::kSmallStrong, ui.theme.red, words) + ui.Px(20);
    if (hit.pressed) Run(ui, Command::kSettle);
    return x;
  }

  // What waits for a decision; else what is open.
  static float Incidents(Ui& ui, const Rect& area, float x, float right) {
    const IncidentCounts counts = CountIncidents(ui.snapshot);
    if (counts.proposed + counts.open == 0) return x;
    const bool is_proposed = counts.proposed > 0;
    const std::string words = is_proposed ? ui.words.Count("health.incidents_proposed", counts.proposed)
                                          : ui.words.Count("health.incidents_open", counts.open);
    if (x + TextWidth(ui, Face::kSmallStrong, words) > right) return x;
    const Rgb ink = is_proposed ? ui.theme.red : ui.theme.amber;
    const Hit hit = HitArea(ui, {x, area.y, TextWidth(ui, Face::kSmallStrong, words) + ui.Px(20), area.h}, "incidents");
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    x += Icon(ui, x, area.y + ui.Px(5), Face::kSmall, ink, icon::kWarning) + ui.Px(5);
    x += Text(ui, x, area.y + ui.Px(5), Face::kSmallStrong, ink, words) + ui.Px(20);
    if (hit.pressed) Run(ui, Command::kIncidents);
    return x;
  }

  static float Alerts(Ui& ui, const Rect& area, float x, float right) {
    const auto& alerts = ui.snapshot.alerts;
    if (alerts.empty()) return x;
    const std::string whole = ui.words.Count("health.alerts", static_cast<std::int64_t>(alerts.size()));
    const bool is_tight = area.w < ui.Px(1200);
    const std::string words = is_tight ? std::to_string(alerts.size()) : whole;
    if (x + TextWidth(ui, Face::kSmallStrong, words) > right) return x;
    const Hit hit = HitArea(ui, {x, area.y, TextWidth(ui, Face::kSmallStrong, words) + ui.Px(20), area.h}, "alerts");
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (hit.hovered && is_tight) Tooltip(ui, whole);
    x += Icon(ui, x, area.y + ui.Px(5), Face::kSmall, ui.theme.amber, icon::kBell) + ui.Px(5);
    x += Text(ui, x, area.y + ui.Px(5), Face::kSmallStrong, ui.theme.amber, words) + ui.Px(20);
    if (hit.pressed) Run(ui, Command::kAlerts);
    return x;
  }

  static std::string_view WayOf(std::string_view notifier) {
    if (notifier.starts_with("email")) return "notifier.email";
    return notifier.starts_with("webhook") ? "notifier.webhook" : "notifier.desktop";
  }

  // An alert that nobody gets is worse than none.
  static float Notifiers(Ui& ui, const Rect& area, float x, float right) {
    if (ui.snapshot.notifier_trouble.empty()) return x;
    std::string ways;
    for (const NotifierTrouble& one : ui.snapshot.notifier_trouble) {
      ways.append(ways.empty() ? "" : ", ").append(ui.T(WayOf(one.notifier)));
    }
    const std::string words = ui.words.Text("health.notifiers", {{"ways", ways}});
    if (x + ui.Px(80) > right) return x;
    const float start = x;
    x += Icon(ui, x, area.y + ui.Px(5), Face::kSmall, ui.theme.red, icon::kWarning) + ui.Px(5);
    x += TextWithin(ui, x, area.y + ui.Px(5), right - ui.Px(12) - x, Face::kSmallStrong, ui.theme.red, words) + ui.Px(20);
    const Hit hit = HitArea(ui, {start, area.y, x - start, area.h}, "notifiers");
    if (hit.hovered) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (hit.hovered) Tooltip(ui, words + ". " + std::string(ui.T("health.notifiers_hint")));
    if (hit.pressed) Run(ui, Command::kAlerts);
    return x;
  }

  // It reads, but somebody should look after it.
  static bool IsWarned(const Inbox& inbox) { return inbox.health.state == InboxState::kOk && !inbox.health.warnings.empty(); }

  static int UrgencyOf(const Inbox& inbox) { return inbox.health.state != InboxState::kOk ? 0 : IsWarned(inbox) ? 1 : 2; }

  // Trouble first, then what is well.
  static void Inboxes(Ui& ui, const Rect& area, float x, float right) {
    std::vector<const Inbox*> troubled;
    for (const int urgency : {0, 1}) {
      for (const Inbox& inbox : ui.snapshot.inboxes)
        if (inbox.active && UrgencyOf(inbox) == urgency) troubled.push_back(&inbox);
    }
    for (std::size_t i = 0; i < troubled.size(); ++i) {
      const bool is_last = i + 1 == troubled.size();
      const float end = is_last ? right : right - ui.Px(70);
      if (x >= end - ui.Px(100))
        return Further(ui, area, x, right, {troubled.begin() + static_cast<std::ptrdiff_t>(i), troubled.end()});
      x = OneInbox(ui, area, x, end, *troubled[i]);
    }
    for (const Inbox& inbox : ui.snapshot.inboxes)
      if (inbox.active && UrgencyOf(inbox) == 2 && x < right - ui.Px(60)) x = OneInbox(ui, area, x, right, inbox);
  }

  // How many more there is no room for; the pointer tells which and why.
  static void Further(Ui& ui, const Rect& area, float x, float right, const std::vector<const Inbox*>& inboxes) {
    const std::string words = "+" + std::to_string(inboxes.size());
    const bool is_blind =
        std::any_of(inboxes.begin(), inboxes.end(), [](const Inbox* inbox) { return inbox->health.state == InboxState::kBlind; });
    const Rgb ink = is_blind ? ui.theme.red : ui.theme.amber;
    const float width = TextWidth(ui, Face::kSmallStrong, words) + ui.Px(25);
    x = std::min(x, right - width);
    const Rect rect{x, area.y, width, area.h};
    const Hit hit = HitArea(ui, rect, "inboxes_further");
    x += Icon(ui, x, area.y + ui.Px(5), Face::kSmall, ink, icon::kWarning) + ui.Px(5);
    Text(ui, x, area.y + ui.Px(5), Face::kSmallStrong, ink, words);
    if (!hit.hovered) return;
    constexpr std::size_t kMostTold = 8;
    std::string all;
    const std::size_t told = std::min(inboxes.size(), kMostTold);
    for (std::size_t i = 0; i < told; ++i)
      all += (all.empty() ? "" : "\n") + WordsOf(ui, *inboxes[i]) + DetailOf(ui, *inboxes[i]);
    if (told < inboxes.size()) all += std::string("\n") + "+" + std::to_string(inboxes.size() - told);
    Tooltip(ui, all);
  }

  static std::string NameOf(const Inbox& inbox) {
    return CleanLine(inbox.display_name.empty() ? inbox.name : inbox.display_name, 60);
  }

  static std::string WordsOf(const Ui& ui, const Inbox& inbox) {
    const std::string name = NameOf(inbox);
    const InboxHealth& health = inbox.health;
    if (IsWarned(inbox)) return ui.words.Text("health.warned", {{"inbox", name}});
    if (health.state == InboxState::kOk) return name + " " + std::string(ui.T("health.ok"));
    const std::string since = health.blind_since ? ui.local.ClockTime(*health.blind_since) : std::string();
    std::string words =
        ui.words.Text(since.empty() ? "health.trouble_inbox" : "health.blind", {{"inbox", name}, {"time", since}});
    if (health.last_error) words += ": " + Explain(*health.last_error, ui.words).sentence;
    return words;
  }

  // On a line of its own.
  static std::string DetailOf(const Ui& ui, const Inbox& inbox) {
    std::string detail;
    for (const std::string& warning : inbox.health.warnings)
      detail += "\n" + ui.words.Text("error.detail", {{"text", CleanLine(warning, 400)}});
    if (inbox.health.state == InboxState::kOk || !inbox.health.last_error) return detail;
    return "\n" + Explain(*inbox.health.last_error, ui.words).detail + detail;
  }

  static float OneInbox(Ui& ui, const Rect& area, float x, float right, const Inbox& inbox) {
    const float start = x;
    const float y = area.y + ui.Px(5);
    const InboxState state = inbox.health.state;
    const bool is_quiet = UrgencyOf(inbox) == 2;
    if (is_quiet && x + TextWidth(ui, Face::kSmall, WordsOf(ui, inbox)) > right - ui.Px(12)) return x;
    const Rgb ink = is_quiet ? ui.theme.ink2 : state == InboxState::kBlind ? ui.theme.red : ui.theme.amber;
    const std::string words = WordsOf(ui, inbox);
    if (!is_quiet) x += Icon(ui, x, y, Face::kSmall, ink, icon::kWarning) + ui.Px(5);
    // Where hardly more than the name would stand, the name alone; the pointer tells the rest.
    const std::string id = std::to_string(inbox.id.value);
    const ButtonSpec again{"connect_again:" + id, ui.T("connect.again"), {}, ButtonLook::kChosen};
    const bool offers_again = NeedsNewAccess(inbox) && right - x > ButtonWidth(ui, again) + ui.Px(480);
    const float room = right - ui.Px(12) - x - (offers_again ? ButtonWidth(ui, again) + ui.Px(8) : 0);
    const bool is_name_only = !is_quiet && room < ui.Px(240);
    x += TextWithin(ui, x, y, room, is_quiet ? Face::kSmall : Face::kSmallStrong, ink, is_name_only ? NameOf(inbox) : words);
    const Hit hit = HitArea(ui, {start, area.y, x - start, area.h}, "inbox_health:" + id);
    const std::string hint = NeedsNewAccess(inbox) ? "\n" + std::string(ui.T("connect.again_hint")) : std::string();
    if (hit.hovered) Tooltip(ui, words + hint + DetailOf(ui, inbox));
    if (hit.hovered && NeedsNewAccess(inbox)) ImGui::SetMouseCursor(ImGuiMouseCursor_Hand);
    if (hit.pressed && NeedsNewAccess(inbox)) OpenConnectAgain(ui, inbox);
    if (!offers_again) return x + ui.Px(20);
    if (Button(ui, x + ui.Px(8), area.y + ui.Px(2), again, ui.Px(25))) OpenConnectAgain(ui, inbox);
    return x + ui.Px(8) + ButtonWidth(ui, again) + ui.Px(20);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<HealthView>(); }

}  // namespace replywatch::views::health

// The small menus: snooze, assign, flags, inbox, language, who sits here, display.
#include <cmath>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/view_models/row_words.h"
#include "dashboard/views/views.h"

namespace replywatch::views::menus {
namespace {

class MenusView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    switch (ui.desk.overlay) {
      case Overlay::kSnooze: return Snooze(ui);
      case Overlay::kAssign: return Assign(ui);
      case Overlay::kFlags: return Flags(ui);
      case Overlay::kCause: return Causes(ui);
      case Overlay::kInbox: return Inboxes(ui);
      case Overlay::kLanguageFilter: return Languages(ui);
      case Overlay::kAgent: return Agents(ui);
      case Overlay::kDisplay: return Display(ui);
      default: return;
    }
  }

 private:
  static std::string AwayInWords(const Ui& ui, const Agent& agent) {
    return ui.words.Text("away.until",
                         {{"time", ui.local.Date(*agent.away_until) + ", " + ui.local.ClockTime(*agent.away_until)}});
  }

  static void Snooze(Ui& ui) {
    const int to_monday = 7 - ui.local.Weekday(ui.now);
    const std::vector<std::pair<std::string_view, Timestamp>> choices{{"snooze.hour", ui.now + Duration::Hours(1)},
                                                                      {"snooze.three_hours", ui.now + Duration::Hours(3)},
                                                                      {"snooze.tomorrow", ui.local.AtHour(ui.now, 1, 9)},
                                                                      {"snooze.two_days", ui.local.AtHour(ui.now, 2, 9)},
                                                                      {"snooze.monday", ui.local.AtHour(ui.now, to_monday, 9)}};
    MenuSpec menu{ui.T("snooze.title"), {}, 380};
    for (const auto& [key, until] : choices) {
      menu.items.push_back(
          {std::string(key), std::string(ui.T(key)), ui.local.Day(until) + " " + ui.local.ClockTime(until), false});
    }
    const int taken = Menu(ui, menu);
    if (taken < 0) return;
    ui.actions.emplace_back(SnoozeAction{ui.desk.selected, choices[static_cast<std::size_t>(taken)].second});
    CloseOverlay(ui);
    if (!KeepsRows(ui.desk.filter)) LeaveRow(ui.desk, ui.desk.selected, ui.now);
  }

  static void Assign(Ui& ui) {
    const ConversationDetail* detail = SelectedDetail(ui);
    if (detail == nullptr) return CloseOverlay(ui);
    MenuSpec menu{ui.T("assign.title"), {{"assign:0", std::string(ui.T("owner.nobody")), {}, !detail->conversation.owner}}};
    std::vector<AgentId> ids{{}};
    for (const Agent& agent : ui.snapshot.agents) {
      if (!agent.active) continue;
      const std::string me(agent.id == ui.desk.agent ? ui.T("assign.me") : std::string_view());
      const std::string detail_text = agent.IsAway(ui.now) ? AwayInWords(ui, agent) : me;
      menu.items.push_back(
          {"assign:" + std::to_string(agent.id.value), agent.name, detail_text, agent.id == detail->conversation.owner});
      ids.push_back(agent.id);
    }
    const int taken = Menu(ui, menu);
    if (taken < 0) return;
    CloseOverlay(ui);
    GiveTo(ui, ids[static_cast<std::size_t>(taken)]);
  }

  static void Causes(Ui& ui) {
    const ConversationDetail* detail = SelectedDetail(ui);
    if (detail == nullptr) return CloseOverlay(ui);
    MenuSpec menu{ui.T("cause.title"), {}, 340};
    for (const CauseChoice& cause : ui.snapshot.causes) {
      menu.items.push_back(
          {"cause:" + cause.key, CauseInWords(ui.snapshot, cause.key, ui.desk.display.language), {}, cause.key == detail->cause});
    }
    menu.items.push_back({"cause:none", std::string(ui.T("cause.none")), {}, detail->cause.empty()});
    const int taken = Menu(ui, menu);
    if (taken < 0) return;
    const auto index = static_cast<std::size_t>(taken);
    ui.actions.emplace_back(
        CauseAction{ui.desk.selected, index < ui.snapshot.causes.size() ? ui.snapshot.causes[index].key : std::string()});
    CloseOverlay(ui);
  }

  // Of the flags set on what was corrected so many were right, and of those it should have so many were set.
  static std::string RightInWords(const Ui& ui, const FlagTally& tally) {
    const auto part = [&](std::string_view key, std::int64_t all) {
      return all == 0 ? std::string() : ui.words.Text(key, {{"count", std::to_string(tally.hits)}, {"all", std::to_string(all)}});
    };
    const std::string right = part("flags.right", tally.hits + tally.false_alarms);
    const std::string found = part("flags.found", tally.hits + tally.misses);
    return right + (right.empty() || found.empty() ? "" : ", ") + found;
  }

  static std::string DetectorInWords(const Ui& ui) {
    if (!ui.snapshot.detector) return {};
    const DetectorFigures& figures = *ui.snapshot.detector;
    if (figures.learnt_at)
      return ui.words.Count("flags.since_learnt", figures.corrected.messages, {{"day", ui.local.Date(*figures.learnt_at)}});
    if (figures.tried_at) return ui.words.Count("flags.tried", figures.to_learn, {{"day", ui.local.Date(*figures.tried_at)}});
    return ui.words.Count("flags.not_learnt", figures.to_learn);
  }

  static void Flags(Ui& ui) {
    const Message* message = FindMessage(ui.snapshot, ui.desk.flags_of);
    if (message == nullptr) return CloseOverlay(ui);
    const Classification& c = message->classification;
    const bool needs_answer = c.no_answer == NoAnswerReason::kNone;
    const CorrectionTally tally = ui.snapshot.detector ? ui.snapshot.detector->corrected : CorrectionTally();
    MenuSpec menu{
        ui.T("flags.title"),
        {{"flag:problem", std::string(ui.T("tag.problem")), RightInWords(ui, tally.problem), c.flags.Has(Flag::kProblem)},
         {"flag:question", std::string(ui.T("tag.question")), RightInWords(ui, tally.question), c.flags.Has(Flag::kQuestion)},
         {"flag:praise", std::string(ui.T("tag.praise")), RightInWords(ui, tally.praise), c.flags.Has(Flag::kPraise)},
         {"flag:threat", std::string(ui.T("tag.threat")), RightInWords(ui, tally.threat), c.flags.Has(Flag::kThreat)},
         {"flag:needs_answer", std::string(ui.T("flags.needs_answer")), {}, needs_answer}},
        420};
    menu.note = DetectorInWords(ui);
    const int taken = Menu(ui, menu);
    if (taken < 0) return;
    FlagCorrection correction;
    if (taken == 0) correction.problem = !c.flags.Has(Flag::kProblem);
    if (taken == 1) correction.question = !c.flags.Has(Flag::kQuestion);
    if (taken == 2) correction.praise = !c.flags.Has(Flag::kPraise);
    if (taken == 3) correction.threat = !c.flags.Has(Flag::kThreat);
    if (taken == 4) correction.needs_answer = !needs_answer;
    ui.actions.emplace_back(CorrectAction{message->conversation_id, message->id, correction});
    CloseOverlay(ui);
  }

  static void Inboxes(Ui& ui) {
    MenuSpec menu{{}, {{"inbox:0", std::string(ui.T("filter.all_inboxes")), {}, !ui.desk.filter.inbox}}};
    std::vector<InboxId> ids{{}};
    for (const Inbox& inbox : ui.snapshot.inboxes) {
      menu.items.push_back(
          {"inbox:" + std::to_string(inbox.id.value), inbox.display_name, inbox.name, inbox.id == ui.desk.filter.inbox});
      ids.push_back(inbox.id);
    }
    menu.items.push_back({"inbox:connect", std::string(ui.T("connect.menu")), {}, false});
    const int taken = Menu(ui, menu);
    if (taken < 0) return;
    if (static_cast<std::size_t>(taken) == ids.size()) return Run(ui, Command::kConnect);
    ListFilter filter = ui.desk.filter;
    filter.inbox = ids[static_cast<std::size_t>(taken)];
    SetFilter(ui, filter);
    CloseOverlay(ui);
  }

  static void Languages(Ui& ui) {
    MenuSpec menu{{}, {{"language:all", std::string(ui.T("filter.all_languages")), {}, ui.desk.filter.language.empty()}}};
    std::vector<std::string> tags{""};
    for (const std::string& tag : ui.snapshot.languages) {
      menu.items.push_back({"language:" + tag, LanguageInWords(ui.snapshot, tag, ui.words), {}, tag == ui.desk.filter.language});
      tags.push_back(tag);
    }
    menu.items.push_back({"language:und", std::string(ui.T("language.unknown")), {}, ui.desk.filter.language == "und"});
    tags.emplace_back("und");
    const int taken = Menu(ui, menu);
    if (taken < 0) return;
    ListFilter filter = ui.desk.filter;
    filter.language = tags[static_cast<std::size_t>(taken)];
    SetFilter(ui, filter);
    CloseOverlay(ui);
  }

  static void Agents(Ui& ui) {
    MenuSpec menu{ui.T("agent.title"), {}, 340};
    std::vector<const Agent*> agents;
    for (const Agent& agent : ui.snapshot.agents) {
      if (!agent.active) continue;
      const std::string role(ui.T(agent.role == AgentRole::kSupervisor ? "agent.supervisor" : "agent.agent"));
      menu.items.push_back({"agent:" + std::to_string(agent.id.value), agent.name,
                            agent.IsAway(ui.now) ? AwayInWords(ui, agent) : role, agent.id == ui.desk.agent});
      agents.push_back(&agent);
    }
    if (agents.empty()) return CloseOverlay(ui);
    if (ui.desk.agent) menu.items.push_back({"agent:away", std::string(ui.T("away.go_away")), {}, false});
    const int taken = Menu(ui, menu);
    if (taken < 0) return;
    if (static_cast<std::size_t>(taken) == agents.size()) return OpenOverlay(ui, Overlay::kAway, 0, 0);
    const Agent& agent = *agents[static_cast<std::size_t>(taken)];
    // Who sits down here is back.
    if (agent.IsAway(ui.now)) ui.actions.emplace_back(AwayAction{agent.id, ""});
    ui.desk.agent = agent.id;
    ui.desk.display.agent = agent.name;
    ui.desk.has_chosen_agent = true;
    CloseOverlay(ui);
  }

  static void Display(Ui& ui) {
    DisplayChoice& display = ui.desk.display;
    const int percent = static_cast<int>(std::lround(display.font_scale * 100));
    MenuSpec menu{ui.T("display.title"),
                  {{"display:theme", std::string(ui.T(display.is_dark ? "display.light" : "display.dark")), {}, false},
                   {"display:larger", std::string(ui.T("command.larger")), std::to_string(percent) + " %", false},
                   {"display:smaller", std::string(ui.T("command.smaller")), {}, false}},
                  300};
    std::vector<std::string> tags;
    for (const std::string& tag : ui.snapshot.languages) {
      menu.items.push_back({"display:" + tag, LanguageInWords(ui.snapshot, tag, ui.words), {}, tag == display.language});
      tags.push_back(tag);
    }
    const int taken = Menu(ui, menu);
    if (taken < 0) return;
    if (taken == 0) Run(ui, Command::kTheme);
    if (taken == 1) Run(ui, Command::kLargerText);
    if (taken == 2) Run(ui, Command::kSmallerText);
    if (taken >= 3) display.language = tags[static_cast<std::size_t>(taken) - 3];
    if (taken == 0 || taken >= 3) CloseOverlay(ui);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<MenusView>(); }

}  // namespace replywatch::views::menus

// One line to type above the screen: the note of a handover, a promise, until when an alert is held and why, an absence, the
// week's action and what came of the last.
#include <algorithm>

#include "dashboard/ui/commands.h"
#include "dashboard/ui/overlay.h"
#include "dashboard/ui/text_editor.h"
#include "dashboard/views/views.h"

namespace replywatch::views::prompt {
namespace {

struct Prompt {
  std::string title;
  std::string_view explanation;
  std::string_view hint;
  std::string_view go;
};

bool IsOfConversation(Overlay overlay) { return overlay == Overlay::kHandover || overlay == Overlay::kPromise; }
bool IsOfAlert(Overlay overlay) { return overlay == Overlay::kAnswerBy || overlay == Overlay::kSilence; }
bool IsPrompt(Overlay overlay) {
  return overlay == Overlay::kAway || IsOfConversation(overlay) || IsOfAlert(overlay) || overlay == Overlay::kWeekAction ||
         overlay == Overlay::kWeekOutcome;
}

bool HasSubject(const Ui& ui) {
  if (ui.desk.overlay == Overlay::kAway) return bool(ui.desk.agent);
  if (IsOfConversation(ui.desk.overlay)) return SelectedDetail(ui) != nullptr;
  if (!IsOfAlert(ui.desk.overlay)) return ui.snapshot.review != nullptr;
  const auto& alerts = ui.snapshot.alerts;
  return std::any_of(alerts.begin(), alerts.end(), [&](const OpenAlert& open) { return open.alert.id == ui.desk.alert_of; });
}

Prompt PromptOf(const Ui& ui) {
  switch (ui.desk.overlay) {
    case Overlay::kHandover: {
      const Agent* agent = FindAgent(ui.snapshot, ui.desk.handover_to);
      return {ui.words.Text("handover.title", {{"name", agent == nullptr ? "?" : agent->name}}), ui.T("handover.explanation"),
              ui.T("handover.hint"), ui.T("handover.go")};
    }
    case Overlay::kWeekAction:
      return {ui.snapshot.review->action_title, ui.T("week_action.explanation"), ui.T("week_action.hint"),
              ui.T("week_action.go")};
    case Overlay::kWeekOutcome:
      return {std::string(ui.T("week_outcome.title")), ui.snapshot.review->last_action->text, ui.T("week_outcome.hint"),
              ui.T("week_outcome.go")};
    case Overlay::kAnswerBy:
      return {std::string(ui.T("answer_by.title")), ui.T("answer_by.explanation"), ui.T("answer_by.hint"), ui.T("answer_by.go")};
    case Overlay::kSilence:
      return {std::string(ui.T("silence.title")), ui.T("silence.explanation"), ui.T("silence.hint"), ui.T("silence.go")};
    case Overlay::kAway: return {std::string(ui.T("away.title")), ui.T("away.explanation"), ui.T("away.hint"), ui.T("away.go")};
    default: return {std::string(ui.T("promise.title")), ui.T("promise.explanation"), ui.T("promise.hint"), ui.T("promise.go")};
  }
}

// So that nobody finds out afterwards that another day was meant. Empty where no time is asked for, and until it is read.
std::string TimeAsRead(const Ui& ui) {
  const auto& read = ui.snapshot.read_time;
  if (!AsksForTime(ui.desk.overlay) || !read || read->typed != ui.desk.palette.text()) return {};
  if (!read->understood) return std::string(ui.T("prompt.no_time"));
  const Timestamp due = read->understood->due;
  std::string out = ui.words.Text("prompt.until", {{"when", ui.local.Day(due) + ", " + ui.local.ClockTime(due)}});
  if (!read->understood->text.empty()) out += " · " + read->understood->text;
  return out;
}

class PromptView final : public View {
 public:
  Slot slot() const override { return Slot::kOverlay; }

  void Draw(Ui& ui, const Rect&) override {
    if (!IsPrompt(ui.desk.overlay)) return;
    const bool has_subject = HasSubject(ui);
    const bool is_settled = ui.desk.overlay == Overlay::kWeekOutcome && has_subject && !ui.snapshot.review->last_action;
    if (!has_subject || is_settled) return CloseOverlay(ui);
    const Prompt prompt = PromptOf(ui);
    const bool has_owner = ui.desk.overlay == Overlay::kWeekAction;
    const float width = std::min(ui.Px(has_owner ? 640 : 520), ui.screen.w - ui.Px(32));
    const float owners = has_owner ? Owners(ui, {0, 0, width - ui.Px(40), 0}, false) : 0;
    const OverlayPanel panel(
        ui, "prompt", {ui.screen.x + (ui.screen.w - width) / 2, ui.screen.y + ui.screen.h * 0.24F, width, ui.Px(170) + owners},
        true);
    const Rect area = panel.area();
    const float x = area.x + ui.Px(20);
    const float inner = area.w - ui.Px(40);
    TextWithin(ui, x, area.y + ui.Px(14), inner, Face::kHeading, ui.theme.ink, prompt.title);
    TextWithin(ui, x, area.y + ui.Px(42), inner, Face::kSmall, ui.theme.ink2, prompt.explanation);
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
    spec.placeholder = prompt.hint;
    spec.is_single_line = true;
    spec.has_focus = true;
    TextEditor(ui, ui.desk.palette, spec);
    if (has_owner) Owners(ui, {x, box.Bottom() + ui.Px(12), inner, 0}, true);
    ButtonSpec go{"prompt:go", prompt.go, "Enter", ButtonLook::kPrimary};
    const float button = area.Right() - ui.Px(20) - ButtonWidth(ui, go);
    TextWithin(ui, x, area.Bottom() - ui.Px(42), button - x - ui.Px(12), Face::kSmall, ui.theme.ink2, TimeAsRead(ui));
    const bool is_empty =
        ui.desk.palette.text().find_first_not_of(' ') == std::string::npos || (has_owner && !ui.desk.action_owner);
    go.is_enabled = !is_empty;
    const bool pressed = Button(ui, button, area.Bottom() - ui.Px(50), go);
    if (!is_empty && (entered || pressed)) Take(ui);
  }

 private:
  // Who sees to it; returns the height.
  static float Owners(Ui& ui, const Rect& area, bool draws) {
    float x = area.x;
    float y = area.y;
    if (draws) Text(ui, x, y + ui.Px(5), Face::kSmall, ui.theme.ink2, ui.T("week_action.owner"));
    x += TextWidth(ui, Face::kSmall, ui.T("week_action.owner")) + ui.Px(12);
    for (const Agent& agent : ui.snapshot.agents) {
      if (!agent.active) continue;
      const ChipSpec chip{"action_owner:" + std::to_string(agent.id.value), agent.name, agent.id == ui.desk.action_owner, false};
      const float width = ChipWidth(ui, chip);
      if (x + width > area.Right() && x > area.x) {
        x = area.x;
        y += ui.Px(34);
      }
      if (draws && Chip(ui, x, y, chip)) ui.desk.action_owner = agent.id;
      x += width + ui.Px(8);
    }
    return y - area.y + ui.Px(40);
  }

  static void Take(Ui& ui) {
    const std::string typed = ui.desk.palette.text();
    switch (ui.desk.overlay) {
      case Overlay::kHandover: ui.actions.emplace_back(AssignAction{ui.desk.selected, ui.desk.handover_to, typed}); break;
      case Overlay::kWeekAction:
        ui.actions.emplace_back(WeekActionAction{ui.snapshot.review->week, typed, ui.desk.action_owner});
        break;
      case Overlay::kWeekOutcome: ui.actions.emplace_back(WeekOutcomeAction{ui.snapshot.review->last_action->week, typed}); break;
      case Overlay::kAnswerBy: ui.actions.emplace_back(AcknowledgeAction{ui.desk.alert_of, {}, typed}); break;
      case Overlay::kSilence:
        ui.actions.emplace_back(SilenceAction{ui.desk.alert_of, std::string(ui.T("alerts.silence_reason")), typed});
        break;
      case Overlay::kAway: ui.actions.emplace_back(AwayAction{ui.desk.agent, typed}); break;
      default: ui.actions.emplace_back(PromiseAction{ui.desk.selected, std::string(ui.T("promise.default")), typed}); break;
    }
    // Back to where it was asked.
    if (IsOfAlert(ui.desk.overlay)) return OpenOverlay(ui, Overlay::kAlerts, 0, 0);
    CloseOverlay(ui);
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<PromptView>(); }

}  // namespace replywatch::views::prompt

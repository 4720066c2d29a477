// The composer: private reply, public reply or note, each with its own word, ground and frame.
#include "dashboard/ui/call_form.h"
#include "dashboard/ui/commands.h"
#include "dashboard/ui/text_editor.h"
#include "dashboard/view_models/composer.h"
#include "dashboard/view_models/row_words.h"
#include "dashboard/views/views.h"

namespace replywatch::views::composer {
namespace {

struct ModeLook {
  const char* id = "";
  std::string_view word;
  std::string_view reader;  // who reads it
  std::string_view placeholder;
  ImWchar icon = 0;
};

ModeLook LookOf(ComposerMode mode) {
  switch (mode) {
    case ComposerMode::kPrivate: return {"mode:private", "mode.private", "mode.private_reader", "mode.private_hint", icon::kLock};
    case ComposerMode::kPublic: return {"mode:public", "mode.public", "mode.public_reader", "mode.public_hint", icon::kGlobe};
    case ComposerMode::kNote: return {"mode:note", "mode.note", "mode.note_reader", "mode.note_hint", icon::kNote};
  }
  return {};
}

Rgb GroundOf(const Theme& theme, ComposerMode mode) {
  switch (mode) {
    case ComposerMode::kPrivate: return theme.mine;
    case ComposerMode::kPublic: return theme.panel;
    case ComposerMode::kNote: return theme.note;
  }
  return theme.panel;
}

Rgb LineOf(const Theme& theme, ComposerMode mode) {
  switch (mode) {
    case ComposerMode::kPrivate: return theme.accent;
    case ComposerMode::kPublic: return theme.violet;
    case ComposerMode::kNote: return theme.amber;
  }
  return theme.accent;
}

class ComposerView final : public View {
 public:
  Slot slot() const override { return Slot::kComposer; }

  void Draw(Ui& ui, const Rect& area) override {
    const ConversationDetail* detail = SelectedDetail(ui);
    FillRect(area, ui.theme.panel);
    HorizontalLine(area.x, area.y, area.w, ui.theme.line);
    if (detail == nullptr) return;
    // A click beside the text still means the text: letters typed next are no commands.
    const ImVec2 mouse = ImGui::GetIO().MousePos;
    if (ImGui::IsMouseClicked(0) && area.Contains(mouse.x, mouse.y) && !ui.IsOverlayOpen()) ui.desk.focus = Focus::kComposer;
    const Rect inner{area.x + ui.Px(20), area.y + ui.Px(10), area.w - ui.Px(40), area.h - ui.Px(20)};
    Tabs(ui, *detail, inner);
    const std::vector<ReplyFinding> findings = FindingsNow(ui);
    const float findings_h = FindingsHeight(ui, findings, inner.w);
    const Rect box{inner.x, inner.y + ui.Px(34), inner.w, inner.h - ui.Px(34 + 38) - findings_h};
    Editor(ui, box);
    Findings(ui, findings, {inner.x, box.Bottom() + ui.Px(4), inner.w, findings_h});
    Foot(ui, *detail, {inner.x, inner.Bottom() - ui.Px(30), inner.w, ui.Px(30)});
    Resize(ui, inner.w, findings_h);
  }

 private:
  static void Tabs(Ui& ui, const ConversationDetail& detail, const Rect& area) {
    float x = area.x;
    for (const ModeOffer& offer : OfferedModes(detail)) {
      const ModeLook look = LookOf(offer.mode);
      const bool is_chosen = ui.desk.mode == offer.mode;
      if (!offer.is_possible && !is_chosen) continue;
      const ButtonSpec tab{look.id, ui.T(look.word), {}, is_chosen ? ButtonLook::kChosen : ButtonLook::kQuiet, true, look.icon};
      if (Button(ui, x, area.y, tab, ui.Px(28))) {
        ui.desk.mode = offer.mode;
        ui.desk.mode_of = ui.desk.selected;
        ui.desk.focus = Focus::kComposer;
      }
      x += ButtonWidth(ui, tab) + ui.Px(4);
    }
    if (IsOfCalls(ui)) {
      const ButtonSpec back{"composer:called_back", ui.T("call.back"), {}, ButtonLook::kQuiet};
      if (Button(ui, x, area.y, back, ui.Px(28))) OpenCallForm(ui, /*called_back=*/true);
      x += ButtonWidth(ui, back) + ui.Px(4);
      const ButtonSpec correct{"composer:correct_call", ui.T("call.correct"), {}, ButtonLook::kQuiet};
      if (NewestCall(ui) != nullptr) {
        if (Button(ui, x, area.y, correct, ui.Px(28))) OpenCallCorrection(ui);
        x += ButtonWidth(ui, correct) + ui.Px(4);
      }
    }
    float right = area.Right();
    if (!detail.canned.empty() && !IsOfCalls(ui)) {
      const ButtonSpec canned{"composer:canned", ui.T("command.canned"), {}, ButtonLook::kQuiet};
      right -= ButtonWidth(ui, canned);
      if (right > x && Button(ui, right, area.y, canned, ui.Px(28))) OpenOverlay(ui, Overlay::kCanned, right, area.y);
    }
    const std::string reader = ui.words.Text(LookOf(ui.desk.mode).reader, {{"name", detail.contact.name}});
    // Half a sentence would say less than the mode's own word.
    const bool fits = TextWidth(ui, Face::kSmall, reader) <= right - x - ui.Px(14);
    if (fits) Text(ui, x + ui.Px(10), area.y + ui.Px(5), Face::kSmall, ui.theme.ink2, reader);
  }

  static void Editor(Ui& ui, const Rect& box) {
    DraftText& draft = CurrentDraft(ui.desk);
    const bool has_focus = ui.desk.focus == Focus::kComposer;
    FillRect(box, GroundOf(ui.theme, ui.desk.mode), ui.Px(8));
    StrokeRect(box, has_focus ? LineOf(ui.theme, ui.desk.mode) : ui.theme.line, ui.Px(8), has_focus ? ui.Px(1.5F) : 1);
    EditorSpec spec;
    spec.id = "composer";
    spec.area = box.Inset(ui.Px(10));
    spec.placeholder = ui.T(LookOf(ui.desk.mode).placeholder);
    spec.has_focus = has_focus;
    spec.is_enabled = !draft.is_sending;
    spec.scroll = &draft.scroll;
    const EditorEvents events = TextEditor(ui, draft.edit, spec);
    if (events.clicked) ui.desk.focus = Focus::kComposer;
    if (events.changed) draft.edited_at = ui.now;
  }

  static std::string Words(const Ui& ui, const ReplyFinding& finding) {
    const std::string clock = HasInstant(finding.rule) ? ui.local.ClockTime({finding.value}) : std::string();
    if (finding.rule != ReplyRule::kWrongLanguage) return DescribeFinding(finding, clock, ui.words);
    ReplyFinding named = finding;
    named.words = LanguageInWords(ui.snapshot, finding.words, ui.words);
    return DescribeFinding(named, clock, ui.words);
  }

  // At most four lines; more are told in number.
  static constexpr std::size_t kMostShown = 4;

  static float FindingsHeight(Ui& ui, const std::vector<ReplyFinding>& findings, float width) {
    float height = 0;
    for (std::size_t i = 0; i < findings.size() && i < kMostShown; ++i) {
      height += ui.layouts.Get(ui.fonts, Face::kSmall, Words(ui, findings[i]), width - ui.Px(24)).Height() + ui.Px(2);
    }
    return findings.empty() ? 0 : height + ui.Px(6);
  }

  static void Findings(Ui& ui, const std::vector<ReplyFinding>& findings, const Rect& area) {
    float y = area.y;
    for (std::size_t i = 0; i < findings.size() && i < kMostShown; ++i) {
      const Rgb ink = findings[i].severity == ReplySeverity::kHard ? ui.theme.red : ui.theme.amber;
      Icon(ui, area.x, y, Face::kSmall, ink, icon::kWarning);
      y += WrappedText(ui, area.x + ui.Px(22), y, area.w - ui.Px(24), Face::kSmall, ink, Words(ui, findings[i])) + ui.Px(2);
    }
  }

  static void Foot(Ui& ui, const ConversationDetail& detail, const Rect& area) {
    DraftText& draft = CurrentDraft(ui.desk);
    const bool is_note = ui.desk.mode == ComposerMode::kNote;
    const bool is_empty = draft.edit.text().find_first_not_of(" \t\n") == std::string::npos;
    const bool is_refused = !draft.refused.empty() && draft.refused_text == draft.edit.text();
    const bool offers_override = OffersOverride(ui);
    const LengthState length = LengthOf(detail, ui.desk.mode, draft.edit.text());
    const bool can_send = !is_empty && !draft.is_sending && length.excess == 0 && (!is_refused || offers_override);
    const std::string_view label = is_note           ? ui.T("composer.save_note")
                                   : offers_override ? ui.T("composer.send_anyway")
                                                     : ui.T(SendWord(ui.desk.mode));
    const ButtonSpec send{"composer:send", label, "Ctrl+Enter", ButtonLook::kPrimary, can_send};
    float right = area.Right() - ButtonWidth(ui, send);
    if (Button(ui, right, area.y, send)) SendDraft(ui);
    if (!is_note && !is_empty) {
      const Face face = length.excess > 0 ? Face::kSmallStrong : Face::kSmall;
      std::string words = DescribeLength(length, ui.words);
      const bool is_tight = TextWidth(ui, face, words) + ui.Px(16) > right - area.x;
      if (is_tight)
        words = std::to_string(length.used) + (length.limit > 0 ? " / " + std::to_string(length.limit) : std::string());
      right -= TextWidth(ui, face, words) + ui.Px(16);
      Text(ui, right, area.y + ui.Px(6), face, length.excess > 0 ? ui.theme.red : ui.theme.ink2, words);
    }
    if (const auto promise = OfferedNow(ui)) {
      const std::string offer_words =
          ui.words.Text("promise.offer", {{"when", ui.local.Day(promise->due) + " " + ui.local.ClockTime(promise->due)}});
      const ButtonSpec offer{
          "composer:promise", offer_words, {}, draft.records_promise ? ButtonLook::kChosen : ButtonLook::kPlain};
      if (area.x + ButtonWidth(ui, offer) < right) {
        if (Button(ui, area.x, area.y, offer)) draft.records_promise = !draft.records_promise;
        return;
      }
    }
    std::string left(ui.T(draft.is_sending ? "composer.sending" : "composer.saved"));
    if (is_empty) left.clear();
    TextWithin(ui, area.x, area.y + ui.Px(6), right - area.x - ui.Px(16), Face::kSmall, ui.theme.ink3, left);
  }

  static std::string_view SendWord(ComposerMode mode) {
    return mode == ComposerMode::kPublic ? "composer.send_public" : "composer.send_private";
  }

  // Grows with the text, up to a share of the window.
  static void Resize(Ui& ui, float width, float findings_h) {
    const float text = EditorHeight(ui, CurrentDraft(ui.desk).edit, width - ui.Px(20));
    const float editor = std::clamp(text + ui.Px(24), ui.Px(84), ui.screen.h * 0.34F);
    ui.desk.composer_height = editor + ui.Px(34 + 38 + 20) + findings_h;
  }
};

}  // namespace

std::unique_ptr<View> Make() { return std::make_unique<ComposerView>(); }

}  // namespace replywatch::views::composer

#include "dashboard/ui/desk.h"

#include <algorithm>
#include <array>
#include <utility>

#include "dashboard/ui/failure_words.h"
#include "dashboard/view_models/composer.h"
#include "shared/rules/catalogue.h"

namespace replywatch {
namespace {

constexpr Duration kToastTime = Duration::Seconds(8);
constexpr Duration kHiddenTime = Duration::Seconds(4);
constexpr std::size_t kMostToasts = 3;

void OfferUndo(Desk& desk, std::string_view text, Timestamp now) { desk.undo = UndoOffer{std::string(text), now + kUndoTime}; }

void TakeDrafts(Desk& desk, const Snapshot& snapshot) {
  if (snapshot.state != SnapshotState::kReady || snapshot.agent != desk.agent) return;
  if (desk.has_drafts && desk.drafts_of == snapshot.agent) return;
  if (desk.has_drafts) desk.drafts.clear();  // another person sat down
  desk.has_drafts = true;
  desk.drafts_of = snapshot.agent;
  for (const StoredDraft& stored : snapshot.drafts) {
    DraftText& draft = desk.drafts[{stored.conversation, stored.mode}];
    if (!draft.edit.text().empty()) continue;
    draft.edit.Reset(stored.text);
    draft.saved = draft.edit.text();
    draft.seen_revision = draft.edit.revision();
  }
}

// Rows of the list before that are no longer in it fade where they stood.
void FadeLeft(Desk& desk, const std::vector<ListRow>& before, Timestamp now) {
  std::size_t at = 0;
  for (const ListRow& row : before) {
    const std::size_t stays_at = IndexOf(desk.rows, row.conversation);
    if (stays_at < desk.rows.size()) {
      at = stays_at + 1;
    } else {
      desk.leaving.push_back({row, at, now});
    }
  }
}

void TakeRows(Desk& desk, const Snapshot& snapshot, Timestamp now) {
  if (snapshot.filter != desk.filter) return;
  if (snapshot.generation == desk.merged_generation && snapshot.filter == desk.merged_filter &&
      (desk.is_list_engaged || desk.held_back == 0))
    return;
  std::set<ConversationId> hidden;
  for (const auto& [id, until] : desk.hidden_until) {
    if (until > now) hidden.insert(id);
  }
  const bool is_same_list = snapshot.filter == desk.merged_filter && desk.merged_generation >= 0;
  const bool is_review = desk.filter.kind == ListKind::kReview;
  // A list of the review is as long as its number, whatever was done in it.
  if (is_review) hidden.clear();
  MergedRows merged = MergeRows(desk.rows, snapshot.rows, desk.is_list_engaged && is_same_list && !is_review, hidden);
  const std::vector<ListRow> before = std::exchange(desk.rows, std::move(merged.rows));
  if (is_same_list && !is_review) {
    FadeLeft(desk, before, now);
  } else {
    desk.leaving.clear();
  }
  // What came back does not also leave.
  std::erase_if(desk.leaving,
                [&](const LeavingRow& leaving) { return IndexOf(desk.rows, leaving.row.conversation) < desk.rows.size(); });
  desk.held_back = merged.held_back;
  desk.merged_generation = snapshot.generation;
  desk.merged_filter = snapshot.filter;
  if (const std::size_t at = SelectedAt(desk); at < desk.rows.size()) desk.selected_at = at;
  if (desk.rows.empty() || desk.focus == Focus::kComposer) return;
  // Another list opens with its first row.
  const bool is_elsewhere = !is_same_list && IndexOf(desk.rows, desk.selected) == desk.rows.size();
  if (!desk.selected || is_elsewhere) Select(desk, desk.rows.front().conversation);
}

void TakeMode(Desk& desk, const Snapshot& snapshot) {
  if (!snapshot.detail || snapshot.detail->conversation.id != desk.selected) return;
  if (desk.mode_of == desk.selected) return;
  desk.mode = FirstMode(*snapshot.detail);
  desk.mode_of = desk.selected;
  // Where something was begun, go on with it.
  for (const ComposerMode mode : {desk.mode, ComposerMode::kPrivate, ComposerMode::kPublic, ComposerMode::kNote}) {
    const auto begun = desk.drafts.find({desk.selected, mode});
    if (begun == desk.drafts.end() || begun->second.edit.text().empty()) continue;
    desk.mode = mode;
    break;
  }
}

// What came after the writing began is news to the writer, even if it stands on the screen.
void TakeSeen(Desk& desk, const Snapshot& snapshot) {
  if (!snapshot.detail || snapshot.detail->conversation.id != desk.selected) return;
  const auto draft = desk.drafts.find({desk.selected, desk.mode});
  const bool is_writing = draft != desk.drafts.end() && !draft->second.edit.text().empty();
  if (desk.seen_of == desk.selected && is_writing) return;
  desk.seen_of = desk.selected;
  desk.seen = snapshot.detail->newest;
}

DraftText* FindDraft(Desk& desk, ConversationId id, ComposerMode mode) {
  const auto found = desk.drafts.find({id, mode});
  return found == desk.drafts.end() ? nullptr : &found->second;
}

void FinishDraft(Desk& desk, ConversationId id, ComposerMode mode, const std::string& sent) {
  DraftText* draft = FindDraft(desk, id, mode);
  if (draft == nullptr) return;
  draft->is_sending = false;
  draft->refused.clear();
  draft->records_promise = false;
  if (draft->edit.text() != sent) return;
  draft->edit.Reset("");
  // What is typed next is meant for the list: z takes back, j goes on.
  if (desk.focus == Focus::kComposer && desk.selected == id) desk.focus = Focus::kList;
}

// One overload for every action whose result is shown.
struct ResultTaker {
  Desk& desk;
  const ActionResult& result;
  Timestamp now;
  const Catalogue& words;

  void operator()(const SendAction& a) const {
    DraftText* draft = FindDraft(desk, a.conversation, a.mode);
    if (draft != nullptr) draft->is_sending = false;
    if (!result.findings.empty()) {
      if (draft == nullptr) return;
      draft->refused = result.findings;
      draft->refused_text = a.text;
      return;
    }
    FinishDraft(desk, a.conversation, a.mode, a.text);
    OfferUndo(desk, words.Text(a.mode == ComposerMode::kPrivate ? "undo.private_reply" : "undo.public_reply"), now);
  }
  void operator()(const NoteAction& a) const {
    FinishDraft(desk, a.conversation, ComposerMode::kNote, a.text);
    AddToast(desk, {std::string(words.Text("toast.note")), {}}, Tone::kGreen, now);
  }
  void operator()(const ThankAction&) const { OfferUndo(desk, words.Text("undo.thank"), now); }
  void operator()(const AssignAction&) const {
    OfferUndo(desk, words.Text("undo.assign"), now);
    if (result.asks_responsible) AddToast(desk, {std::string(words.Text("toast.ask_responsible")), {}}, Tone::kAmber, now);
  }
  void operator()(const CauseAction&) const { OfferUndo(desk, words.Text("undo.cause"), now); }
  void operator()(const PromiseAction&) const { OfferUndo(desk, words.Text("undo.promise"), now); }
  void operator()(const PromiseStateAction&) const { OfferUndo(desk, words.Text("undo.promise"), now); }
  void operator()(const ReopenAction&) const { OfferUndo(desk, words.Text("undo.reopen"), now); }
  void operator()(const DoneAction&) const { OfferUndo(desk, words.Text("undo.done"), now); }
  void operator()(const SnoozeAction&) const { OfferUndo(desk, words.Text("undo.snooze"), now); }
  void operator()(const CorrectAction&) const { OfferUndo(desk, words.Text("undo.correct"), now); }
  void operator()(const ApproveAction&) const {
    AddToast(desk, {std::string(words.Text("toast.approve")), {}}, Tone::kGreen, now);
  }
  void operator()(const LikeAction&) const {
    const char* said = result.leaves_waiting ? "undo.like_waits" : result.has_closed ? "undo.like_closed" : "undo.like";
    OfferUndo(desk, words.Text(said), now);
  }
  void operator()(const SettleAction&) const { AddToast(desk, {std::string(words.Text("toast.settle")), {}}, Tone::kGreen, now); }
  void operator()(const AcknowledgeAction&) const { OfferUndo(desk, words.Text("toast.acknowledged"), now); }
  void operator()(const SilenceAction&) const { OfferUndo(desk, words.Text("toast.silenced"), now); }
  void operator()(const AwayAction& a) const {
    AddToast(desk, {std::string(words.Text(a.typed.empty() ? "toast.back" : "toast.away")), {}}, Tone::kGreen, now);
  }
  void operator()(const WeekActionAction&) const {
    AddToast(desk, {std::string(words.Text("toast.week_action")), {}}, Tone::kGreen, now);
  }
  void operator()(const WeekOutcomeAction&) const { OfferUndo(desk, words.Text("undo.week_action"), now); }
  void operator()(const IncidentAction& a) const {
    constexpr std::array<std::string_view, 3> kKeys{"undo.incident_opened", "undo.incident_refused", "undo.incident_closed"};
    OfferUndo(desk, words.Text(kKeys.at(static_cast<std::size_t>(a.decision))), now);
  }
  void operator()(const MergeAction&) const { OfferUndo(desk, words.Text("undo.merged"), now); }
  void operator()(const SeparateAction&) const { OfferUndo(desk, words.Text("undo.separated"), now); }
  void operator()(const RefuseMergeAction&) const { OfferUndo(desk, words.Text("undo.merge_refused"), now); }
  void operator()(const UndoAction&) const {
    desk.undo.reset();
    desk.hidden_until.clear();
    desk.merged_generation = -1;
    // Of a like that closed and left before, this is all that could be taken back.
    const bool is_open_again = result.undone == AuditAction::kDone;
    AddToast(desk, {std::string(words.Text(is_open_again ? "toast.undone_open" : "toast.undone")), {}}, Tone::kPlain, now);
  }
  void operator()(const CallAction& a) const {
    const bool is_correction = static_cast<bool>(a.message);
    (is_correction ? desk.correction : desk.call) = CallForm();
    if (desk.overlay == Overlay::kCall && desk.corrects_call == is_correction) {
      desk.overlay = Overlay::kNone;
      desk.focus = Focus::kList;
    }
    const std::string_view noted = a.is_settled || a.is_outgoing ? "toast.call" : "toast.call_waits";
    AddToast(desk, {std::string(words.Text(is_correction ? "toast.call_corrected" : noted)), {}}, Tone::kGreen, now);
  }
  void operator()(const StartCollectorAction&) const { desk.starting_collector_since = now; }
  void operator()(const SaveDraftAction&) const {}
  void operator()(const OpenLinkAction&) const {}
};

// What was typed and not understood stands there again, to be mended.
struct TypedAgain {
  Desk& desk;

  void Ask(Overlay overlay, const std::string& typed) const {
    const bool is_free = desk.overlay == Overlay::kNone || desk.overlay == Overlay::kAlerts;
    if (typed.empty() || !is_free) return;
    desk.overlay = overlay;
    desk.overlay_is_new = true;
    desk.palette.Reset(typed);
    desk.focus = Focus::kOverlay;
  }
  void operator()(const PromiseAction& a) const {
    if (a.conversation == desk.selected) Ask(Overlay::kPromise, a.typed);
  }
  void operator()(const AcknowledgeAction& a) const { Ask(Overlay::kAnswerBy, a.typed); }
  void operator()(const SilenceAction& a) const { Ask(Overlay::kSilence, a.typed); }
  void operator()(const AwayAction& a) const { Ask(Overlay::kAway, a.typed); }
  template <typename Other>
  void operator()(const Other&) const {}
};

void TakeFailure(Desk& desk, const ActionResult& result, Timestamp now, const Catalogue& words) {
  if (const auto* send = std::get_if<SendAction>(&result.action)) {
    if (DraftText* draft = FindDraft(desk, send->conversation, send->mode)) draft->is_sending = false;
  }
  if (const auto* note = std::get_if<NoteAction>(&result.action)) {
    if (DraftText* draft = FindDraft(desk, note->conversation, ComposerMode::kNote)) draft->is_sending = false;
  }
  if (const auto* draft_action = std::get_if<SaveDraftAction>(&result.action)) {
    if (DraftText* draft = FindDraft(desk, draft_action->conversation, draft_action->mode)) draft->saved.clear();
  }
  if (const auto* call = std::get_if<CallAction>(&result.action)) {
    CallForm& form = call->message ? desk.correction : desk.call;
    form.is_sending = false;
    form.mistake = Explain(result, words);
  }
  std::visit(TypedAgain{desk}, result.action);
  if (std::holds_alternative<UndoAction>(result.action)) desk.undo.reset();
  desk.hidden_until.clear();
  desk.merged_generation = -1;
  const bool nothing_to_undo =
      std::holds_alternative<UndoAction>(result.action) && result.status.error().kind == ErrorKind::kNotFound;
  Explanation explanation = Explain(result, words);
  if (nothing_to_undo) explanation.detail.clear();
  AddToast(desk, std::move(explanation), nothing_to_undo ? Tone::kAmber : Tone::kRed, now);
}

}  // namespace

void AddToast(Desk& desk, Explanation words, Tone tone, Timestamp now) {
  desk.toasts.push_back({std::move(words.sentence), tone, now + kToastTime, std::move(words.detail)});
  while (desk.toasts.size() > kMostToasts) desk.toasts.pop_front();
}

DraftText& CurrentDraft(Desk& desk) { return desk.drafts[{desk.selected, desk.mode}]; }

void Select(Desk& desk, ConversationId id) {
  if (desk.selected == id) return;
  desk.selected = id;
  if (const std::size_t at = IndexOf(desk.rows, id); at < desk.rows.size()) desk.selected_at = at;
  desk.seen_of = {};
  desk.scroll_to_selected = true;
  desk.scroll_to_end = true;
  desk.selection = {};
}

void SelectRow(Desk& desk, std::size_t at) {
  Select(desk, desk.rows.at(at).conversation);
  desk.selected_at = at;
  desk.scroll_to_selected = true;
}

std::size_t SelectedAt(const Desk& desk) {
  const bool is_there = desk.selected_at < desk.rows.size() && desk.rows[desk.selected_at].conversation == desk.selected;
  return is_there ? desk.selected_at : IndexOf(desk.rows, desk.selected);
}

void LeaveRow(Desk& desk, ConversationId id, Timestamp now) {
  const ConversationId next = NeighbourOf(desk.rows, id);
  desk.hidden_until[id] = now + kHiddenTime;
  const std::size_t at = IndexOf(desk.rows, id);
  if (at < desk.rows.size()) {
    for (LeavingRow& other : desk.leaving) other.at -= other.at > at ? 1 : 0;
    desk.leaving.push_back({std::move(desk.rows[at]), at, now});
    desk.rows.erase(desk.rows.begin() + static_cast<std::ptrdiff_t>(at));
  }
  if (desk.selected == id) Select(desk, next);
}

void SelectBeside(Desk& desk, int by) {
  if (desk.rows.empty()) return;
  const std::size_t at = SelectedAt(desk);
  const bool has_left = at == desk.rows.size();
  // The row below has taken its place.
  const auto from = static_cast<std::ptrdiff_t>(has_left ? desk.selected_at : at) - (has_left && by > 0 ? 1 : 0);
  const auto target = std::clamp<std::ptrdiff_t>(from + by, 0, static_cast<std::ptrdiff_t>(desk.rows.size()) - 1);
  SelectRow(desk, static_cast<std::size_t>(target));
}

float FadeOf(const LeavingRow& leaving, Timestamp now) {
  const Duration gone = now - leaving.since;
  // A clock that was set back ends it.
  if (gone < Duration() || gone >= kFadeTime) return 1;
  return static_cast<float>(gone.ms) / static_cast<float>(kFadeTime.ms);
}

void TakeSnapshot(Desk& desk, const Snapshot& snapshot, Timestamp now) {
  TakeDrafts(desk, snapshot);
  TakeRows(desk, snapshot, now);
  TakeMode(desk, snapshot);
  TakeSeen(desk, snapshot);
  if (snapshot.is_collector_running) desk.starting_collector_since.reset();
}

void TakeResult(Desk& desk, const ActionResult& result, Timestamp now, const Catalogue& words) {
  if (!result.status.ok()) return TakeFailure(desk, result, now, words);
  std::visit(ResultTaker{desk, result, now, words}, result.action);
}

std::vector<Action> DraftsToSave(Desk& desk, Timestamp now, bool all) {
  std::vector<Action> actions;
  for (auto& [key, draft] : desk.drafts) {
    if (draft.edit.revision() != draft.seen_revision) {
      draft.seen_revision = draft.edit.revision();
      draft.edited_at = now;
    }
    const std::string& text = draft.edit.text();
    if (text == draft.saved || (!all && now < draft.saved_at + kDraftPause)) continue;
    draft.saved = text;
    draft.saved_at = now;
    actions.emplace_back(SaveDraftAction{key.first, key.second, text});
  }
  return actions;
}

void DropExpired(Desk& desk, Timestamp now) {
  if (desk.undo && desk.undo->until <= now) desk.undo.reset();
  std::erase_if(desk.toasts, [&](const Toast& toast) { return toast.until <= now; });
  std::erase_if(desk.leaving, [&](const LeavingRow& leaving) { return FadeOf(leaving, now) >= 1; });
  std::erase_if(desk.hidden_until, [&](const auto& entry) { return entry.second <= now; });
  if (desk.starting_collector_since && now > *desk.starting_collector_since + Duration::Seconds(20))
    desk.starting_collector_since.reset();
  desk.is_list_engaged = desk.engaged_until > now;
}

}  // namespace replywatch

#include "dashboard/ui/commands.h"

#include <algorithm>
#include <array>
#include <cmath>
#include <functional>

#include "dashboard/ui/call_form.h"
#include "dashboard/ui/connect_form.h"
#include "dashboard/view_models/composer.h"
#include "shared/rules/handovers.h"
#include "shared/rules/waits.h"

namespace replywatch {
namespace {

constexpr std::array kCommands{
    CommandInfo{Command::kNext, "command.next", "j"},
    CommandInfo{Command::kPrevious, "command.previous", "k"},
    CommandInfo{Command::kOpen, "command.open", "Enter"},
    CommandInfo{Command::kReply, "command.reply", "r"},
    CommandInfo{Command::kPrivateReply, "command.private_reply", "p"},
    CommandInfo{Command::kNote, "command.note", "n"},
    CommandInfo{Command::kSend, "command.send", "Ctrl+Enter"},
    CommandInfo{Command::kThank, "command.thank", "t"},
    CommandInfo{Command::kLike, "command.like", "v"},
    CommandInfo{Command::kLikeOnly, "command.like_only", ""},
    CommandInfo{Command::kDone, "command.done", "e"},
    CommandInfo{Command::kSnooze, "command.snooze", "s"},
    CommandInfo{Command::kAssign, "command.assign", "a"},
    CommandInfo{Command::kTakeOver, "command.take_over", "o"},
    CommandInfo{Command::kFlags, "command.flags", "f"},
    CommandInfo{Command::kCause, "command.cause", "c"},
    CommandInfo{Command::kPromise, "command.promise", "d"},
    CommandInfo{Command::kReopen, "command.reopen", "u"},
    CommandInfo{Command::kCall, "command.call", "l"},
    CommandInfo{Command::kUndo, "command.undo", "z"},
    CommandInfo{Command::kCanned, "command.canned", ""},
    CommandInfo{Command::kContact, "command.contact", "h"},
    CommandInfo{Command::kSearch, "command.search", "/"},
    CommandInfo{Command::kPalette, "command.palette", "Ctrl+K"},
    CommandInfo{Command::kHelp, "command.help", "?"},
    CommandInfo{Command::kShowWaiting, "command.show_waiting", ""},
    CommandInfo{Command::kShowDue, "command.show_due", ""},
    CommandInfo{Command::kShowProblems, "command.show_problems", ""},
    CommandInfo{Command::kShowToThank, "command.show_to_thank", ""},
    CommandInfo{Command::kShowMine, "command.show_mine", ""},
    CommandInfo{Command::kShowAll, "command.show_all", ""},
    CommandInfo{Command::kReview, "command.review", "w"},
    CommandInfo{Command::kIncidents, "command.incidents", "i"},
    CommandInfo{Command::kShowToday, "command.show_today", ""},
    CommandInfo{Command::kSettle, "command.settle", ""},
    CommandInfo{Command::kAlerts, "command.alerts", ""},
    CommandInfo{Command::kConnect, "command.connect", ""},
    CommandInfo{Command::kAgent, "command.agent", ""},
    CommandInfo{Command::kDisplay, "command.display", ""},
    CommandInfo{Command::kTheme, "command.theme", ""},
    CommandInfo{Command::kLargerText, "command.larger", "Ctrl+="},
    CommandInfo{Command::kSmallerText, "command.smaller", "Ctrl+-"},
    CommandInfo{Command::kStartCollector, "command.start_collector", ""},
};

std::optional<Command> LetterCommand(Key key, bool shift) {
  switch (key) {
    case Key::kJ:
    case Key::kDown: return Command::kNext;
    case Key::kK:
    case Key::kUp: return Command::kPrevious;
    case Key::kEnter: return Command::kOpen;
    case Key::kR: return Command::kReply;
    case Key::kP: return Command::kPrivateReply;
    case Key::kN: return Command::kNote;
    case Key::kT: return Command::kThank;
    case Key::kV: return Command::kLike;
    case Key::kE: return Command::kDone;
    case Key::kS: return Command::kSnooze;
    case Key::kA: return Command::kAssign;
    case Key::kO: return Command::kTakeOver;
    case Key::kF: return Command::kFlags;
    case Key::kC: return Command::kCause;
    case Key::kD: return Command::kPromise;
    case Key::kU: return Command::kReopen;
    case Key::kL: return Command::kCall;
    case Key::kZ: return Command::kUndo;
    case Key::kH: return Command::kContact;
    case Key::kW: return Command::kReview;
    case Key::kI: return Command::kIncidents;
    case Key::kSlash: return shift ? Command::kHelp : Command::kSearch;
    default: return std::nullopt;
  }
}

std::optional<Command> CtrlCommand(Key key) {
  switch (key) {
    case Key::kEnter: return Command::kSend;
    case Key::kK: return Command::kPalette;
    case Key::kEqual: return Command::kLargerText;
    case Key::kMinus: return Command::kSmallerText;
    default: return std::nullopt;
  }
}

// Null: none on screen.
const ConversationMessage* NewestWhere(const Ui& ui, const std::function<bool(const Message&)>& is_wanted) {
  const ConversationDetail* detail = SelectedDetail(ui);
  if (detail == nullptr) return nullptr;
  for (const ConversationPart& part : detail->parts) {
    if (part.conversation.id != ui.desk.selected) continue;
    for (auto it = part.messages.rbegin(); it != part.messages.rend(); ++it) {
      if (is_wanted(it->message)) return &*it;
    }
  }
  return nullptr;
}

const ConversationMessage* NewestOfOthers(const Ui& ui) {
  return NewestWhere(ui, [](const Message& message) { return message.item.direction == Direction::kIncoming; });
}

// What a like by key is for, whether it can be liked or not. The newest message may belong to no wait; liking it would leave
// the words that wait unliked.
const ConversationMessage* MeantByLike(const Ui& ui) {
  const ConversationDetail* detail = SelectedDetail(ui);
  if (detail == nullptr || (!detail->wait && !detail->thank)) return NewestOfOthers(ui);
  const MessageId last = detail->wait ? detail->wait->last_message : detail->thank->last_message;
  return NewestWhere(ui, [&](const Message& message) { return message.id == last; });
}

void MoveSelection(Ui& ui, int by) {
  Desk& desk = ui.desk;
  desk.engaged_until = ui.now + Duration::Seconds(3);
  SelectBeside(desk, by);
}

void Write(Ui& ui, ComposerMode mode) {
  ui.desk.mode = mode;
  ui.desk.mode_of = ui.desk.selected;
  ui.desk.focus = Focus::kComposer;
}

void Show(Ui& ui, ListKind kind) {
  ui.desk.page = Page::kInbox;
  ListFilter filter = ui.desk.filter;
  filter.kind = kind;
  filter.review = {};
  SetFilter(ui, filter);
}

// In the week that goes on, the waits of today.
void ShowToday(Ui& ui) {
  ReviewNumber number;
  number.title = ui.T("top.today_list");
  number.opens = ui.snapshot.today_list;
  OpenReviewList(ui, number);
}

void Scale(Ui& ui, float by) {
  ui.desk.display.font_scale = std::clamp(std::round((ui.desk.display.font_scale + by) * 100) / 100, 0.8F, 1.6F);
}

void Thank(Ui& ui) {
  const ListRow* row = SelectedRow(ui);
  const ConversationDetail* detail = SelectedDetail(ui);
  MessageId target = row != nullptr ? row->message : MessageId{};
  if (detail != nullptr && detail->thank) target = detail->thank->last_message;
  if (!target) target = NewestIncoming(ui);
  ui.actions.emplace_back(ThankAction{ui.desk.selected, target});
  if (ui.desk.filter.kind == ListKind::kToThank) LeaveRow(ui.desk, ui.desk.selected, ui.now);
}

// Whoever said something nice and waits for nothing; a problem is never answered by one key.
bool CanThank(const Ui& ui) {
  const ListRow* row = SelectedRow(ui);
  const ConversationDetail* detail = SelectedDetail(ui);
  if (detail != nullptr) return detail->thank && !detail->wait;
  return row != nullptr && row->wait && row->wait->kind == WaitKind::kThank;
}

// The selected conversation is done with.
void GoOn(Ui& ui) {
  const ConversationId id = ui.desk.selected;
  if (KeepsRows(ui.desk.filter)) {
    MoveSelection(ui, 1);
  } else {
    LeaveRow(ui.desk, id, ui.now);
  }
  ui.desk.focus = Focus::kList;
}

void Finish(Ui& ui) {
  ui.actions.emplace_back(DoneAction{ui.desk.selected});
  GoOn(ui);
}

bool ClosesByLike(const Ui& ui) {
  const ConversationDetail* detail = SelectedDetail(ui);
  return detail != nullptr && IsLikeEnough(detail->wait, detail->thank);
}

void Like(Ui& ui, bool closes) {
  ui.actions.emplace_back(LikeAction{ui.desk.selected, LikeTarget(ui), closes});
  if (closes) GoOn(ui);
}

void RunOnConversation(Ui& ui, Command command) {
  switch (command) {
    case Command::kReply: return Write(ui, SelectedDetail(ui)->public_target ? ComposerMode::kPublic : ComposerMode::kPrivate);
    case Command::kPrivateReply: return Write(ui, ComposerMode::kPrivate);
    case Command::kNote: return Write(ui, ComposerMode::kNote);
    case Command::kOpen: ui.desk.focus = Focus::kComposer; return;
    case Command::kSend: return SendDraft(ui);
    case Command::kThank: return Thank(ui);
    case Command::kLike: return Like(ui, ClosesByLike(ui));
    case Command::kLikeOnly: return Like(ui, /*closes=*/false);
    case Command::kDone: return Finish(ui);
    case Command::kSnooze: return OpenOverlay(ui, Overlay::kSnooze, 0, 0);
    case Command::kAssign: return OpenOverlay(ui, Overlay::kAssign, 0, 0);
    case Command::kCanned: return OpenOverlay(ui, Overlay::kCanned, 0, 0);
    case Command::kTakeOver: return GiveTo(ui, ui.desk.agent);
    case Command::kCause: return OpenOverlay(ui, Overlay::kCause, 0, 0);
    case Command::kPromise: return OpenOverlay(ui, Overlay::kPromise, 0, 0);
    case Command::kReopen: ui.actions.emplace_back(ReopenAction{ui.desk.selected}); return;
    case Command::kFlags: ui.desk.flags_of = NewestIncoming(ui); return OpenOverlay(ui, Overlay::kFlags, 0, 0);
    default: return;
  }
}

}  // namespace

std::span<const CommandInfo> AllCommands() { return kCommands; }

const CommandInfo& InfoOf(Command command) {
  return *std::find_if(kCommands.begin(), kCommands.end(), [&](const CommandInfo& info) { return info.command == command; });
}

std::string_view LabelOf(const Ui& ui, Command command) {
  return ui.T(command == Command::kLike && ClosesByLike(ui) ? "command.like_and_close" : InfoOf(command).name);
}

std::optional<Command> CommandFor(const KeyPress& press, bool is_typing) {
  if (press.alt) return std::nullopt;
  if (press.ctrl) return CtrlCommand(press.key);
  if (is_typing) return std::nullopt;
  return LetterCommand(press.key, press.shift);
}

const ConversationDetail* SelectedDetail(const Ui& ui) {
  const auto& detail = ui.snapshot.detail;
  return detail && detail->conversation.id == ui.desk.selected ? &*detail : nullptr;
}

const ListRow* SelectedRow(const Ui& ui) {
  const std::size_t at = IndexOf(ui.desk.rows, ui.desk.selected);
  return at < ui.desk.rows.size() ? &ui.desk.rows[at] : nullptr;
}

MessageId NewestIncoming(const Ui& ui) {
  const ConversationMessage* newest = NewestOfOthers(ui);
  return newest == nullptr ? MessageId{} : newest->message.id;
}

MessageId LikeTarget(const Ui& ui) {
  const ConversationMessage* meant = MeantByLike(ui);
  return meant != nullptr && meant->like == LikeState::kPossible ? meant->message.id : MessageId{};
}

bool IsPossible(const Ui& ui, Command command) {
  if (ui.desk.page == Page::kReview && !WorksOnReview(command)) return false;
  const ConversationDetail* detail = SelectedDetail(ui);
  switch (command) {
    case Command::kReply: return detail != nullptr && (detail->public_target || detail->private_target);
    case Command::kPrivateReply: return detail != nullptr && detail->private_target;
    case Command::kSend: return detail != nullptr && ui.desk.focus == Focus::kComposer;
    case Command::kFlags: return bool(NewestIncoming(ui));
    case Command::kCanned: return detail != nullptr && !detail->canned.empty();
    case Command::kCause: return detail != nullptr && !ui.snapshot.causes.empty();
    case Command::kReopen: return detail != nullptr && detail->conversation.status == ConversationStatus::kResolved;
    case Command::kPromise:
    case Command::kOpen:
    case Command::kNote: return detail != nullptr;
    case Command::kThank: return CanThank(ui);
    case Command::kLike: return bool(LikeTarget(ui));
    case Command::kLikeOnly: return LikeTarget(ui) && ClosesByLike(ui);
    case Command::kDone:
    case Command::kSnooze: return bool(ui.desk.selected) && (detail != nullptr || SelectedRow(ui) != nullptr);
    case Command::kAssign: return detail != nullptr && !ui.snapshot.agents.empty();
    case Command::kTakeOver: return detail != nullptr && ui.desk.agent && detail->conversation.owner != ui.desk.agent;
    case Command::kSettle: return !ui.snapshot.trouble_replies.empty();
    case Command::kCall: return TelephoneOf(ui) != nullptr;
    case Command::kStartCollector: return !ui.snapshot.is_collector_running;
    default: return true;
  }
}

// Of a key that can do nothing here the person is told; letters meant for a reply must not become other keys.
void SayWhyNot(Ui& ui, Command command) {
  if (ui.desk.page != Page::kInbox || SelectedDetail(ui) == nullptr) return;
  if (command == Command::kReply || command == Command::kPrivateReply) {
    Write(ui, ComposerMode::kNote);
    AddToast(ui.desk, {std::string(ui.T("toast.no_reply")), {}}, Tone::kAmber, ui.now);
  }
  if (command == Command::kLike) {
    const ConversationMessage* meant = MeantByLike(ui);
    const bool is_liked = meant != nullptr && (meant->like == LikeState::kLiked || meant->like == LikeState::kOnItsWay);
    AddToast(ui.desk, {std::string(ui.T(is_liked ? "toast.liked_already" : "toast.no_like")), {}}, Tone::kAmber, ui.now);
  }
  if (command == Command::kThank) AddToast(ui.desk, {std::string(ui.T("toast.no_thank")), {}}, Tone::kAmber, ui.now);
}

void Run(Ui& ui, Command command) {
  if (!IsPossible(ui, command)) return SayWhyNot(ui, command);
  switch (command) {
    case Command::kNext: return MoveSelection(ui, 1);
    case Command::kPrevious: return MoveSelection(ui, -1);
    case Command::kUndo: ui.actions.emplace_back(UndoAction{}); return;
    case Command::kSearch:
      ui.desk.page = Page::kInbox;
      ui.desk.focus = Focus::kSearch;
      return;
    case Command::kReview:
      ui.desk.page = ui.desk.page == Page::kReview ? Page::kInbox : Page::kReview;
      ui.desk.focus = Focus::kList;
      return;
    case Command::kIncidents: return OpenOverlay(ui, Overlay::kIncidents, 0, 0);
    case Command::kShowToday: return ShowToday(ui);
    case Command::kCall: return OpenCallForm(ui, /*called_back=*/false);
    case Command::kConnect: return OpenConnectForm(ui);
    case Command::kPalette: return OpenOverlay(ui, Overlay::kPalette, 0, 0);
    case Command::kHelp: return OpenOverlay(ui, Overlay::kHelp, 0, 0);
    case Command::kShowWaiting: return Show(ui, ListKind::kWaiting);
    case Command::kShowDue: return Show(ui, ListKind::kDue);
    case Command::kShowProblems: return Show(ui, ListKind::kProblems);
    case Command::kShowToThank: return Show(ui, ListKind::kToThank);
    case Command::kShowMine: return Show(ui, ListKind::kMine);
    case Command::kShowAll: return Show(ui, ListKind::kAll);
    case Command::kSettle: return OpenOverlay(ui, Overlay::kSettle, 0, 0);
    case Command::kAlerts: return OpenOverlay(ui, Overlay::kAlerts, 0, 0);
    case Command::kAgent: return OpenOverlay(ui, Overlay::kAgent, 0, 0);
    case Command::kDisplay: return OpenOverlay(ui, Overlay::kDisplay, 0, 0);
    case Command::kContact: {
      bool& shown = ui.HasRoomForContact() ? ui.desk.shows_contact : ui.desk.unfolds_contact;
      shown = !shown;
      return;
    }
    case Command::kTheme: ui.desk.display.is_dark = !ui.desk.display.is_dark; return;
    case Command::kLargerText: return Scale(ui, 0.1F);
    case Command::kSmallerText: return Scale(ui, -0.1F);
    case Command::kStartCollector:
      ui.desk.starting_collector_since = ui.now;
      ui.actions.emplace_back(StartCollectorAction{});
      return;
    default: return RunOnConversation(ui, command);
  }
}

void OpenOverlay(Ui& ui, Overlay overlay, float x, float y) {
  Desk& desk = ui.desk;
  desk.overlay = overlay;
  desk.overlay_x = x;
  desk.overlay_y = y;
  desk.overlay_is_new = true;
  desk.palette.Reset("");
  desk.palette_index = 0;
  desk.focus = Focus::kOverlay;
}

void CloseOverlay(Ui& ui) {
  ui.desk.overlay = Overlay::kNone;
  if (ui.desk.focus == Focus::kOverlay) ui.desk.focus = Focus::kList;
}

void LeaveOverlay(Ui& ui) {
  const bool must_choose = ui.desk.overlay == Overlay::kAgent && !ui.desk.has_chosen_agent;
  if (must_choose) return;
  if (ui.desk.overlay == Overlay::kConnect) return LeaveConnectForm(ui);
  CloseOverlay(ui);
}

void OpenReviewList(Ui& ui, const ReviewNumber& number) {
  if (!number.opens) return;
  ListFilter filter;
  filter.kind = ListKind::kReview;
  filter.review = *number.opens;
  ui.desk.search.Reset("");
  ui.desk.list_title = number.title;
  ui.desk.page = Page::kInbox;
  ui.desk.focus = Focus::kList;
  // Its first row is what there is to see.
  ui.desk.selected = {};
  ui.desk.selected_at = 0;
  SetFilter(ui, filter);
}

void OpenConversation(Ui& ui, ConversationId id) {
  ui.desk.page = Page::kInbox;
  ui.desk.focus = Focus::kList;
  Select(ui.desk, id);
}

bool WorksOnReview(Command command) {
  switch (command) {
    case Command::kUndo:
    case Command::kSearch:
    case Command::kPalette:
    case Command::kHelp:
    case Command::kShowWaiting:
    case Command::kShowDue:
    case Command::kShowProblems:
    case Command::kShowToThank:
    case Command::kShowMine:
    case Command::kShowAll:
    case Command::kShowToday:
    case Command::kSettle:
    case Command::kAlerts:
    case Command::kReview:
    case Command::kIncidents:
    case Command::kAgent:
    case Command::kDisplay:
    case Command::kTheme:
    case Command::kLargerText:
    case Command::kSmallerText:
    case Command::kCall:
    case Command::kConnect:
    case Command::kStartCollector: return true;
    default: return false;
  }
}

void SetFilter(Ui& ui, const ListFilter& filter) {
  if (ui.desk.filter == filter) return;
  ui.desk.filter = filter;
  ui.desk.held_back = 0;
  ui.desk.engaged_until = {};
  ui.desk.is_list_engaged = false;
}

std::vector<ReplyFinding> FindingsNow(const Ui& ui) {
  const auto found = ui.desk.drafts.find({ui.desk.selected, ui.desk.mode});
  if (found == ui.desk.drafts.end() || ui.desk.mode == ComposerMode::kNote) return {};
  const DraftText& draft = found->second;
  if (draft.edit.text().empty()) return {};
  if (!draft.refused.empty() && draft.refused_text == draft.edit.text()) return draft.refused;
  const auto& check = ui.snapshot.check;
  const bool is_mine = check && check->conversation == ui.desk.selected && check->mode == ui.desk.mode;
  return is_mine ? check->findings : std::vector<ReplyFinding>();
}

std::optional<FoundPromise> OfferedNow(const Ui& ui) {
  const auto found = ui.desk.drafts.find({ui.desk.selected, ui.desk.mode});
  const auto& check = ui.snapshot.check;
  const bool is_mine =
      check && found != ui.desk.drafts.end() && check->conversation == ui.desk.selected && check->mode == ui.desk.mode;
  if (!is_mine || check->text != found->second.edit.text() || !check->promise || check->promise->due <= ui.now)
    return std::nullopt;
  return check->promise;
}

void GiveTo(Ui& ui, AgentId owner) {
  const ConversationDetail* detail = SelectedDetail(ui);
  if (detail == nullptr) return;
  if (IsHandover({detail->conversation.owner, owner})) {
    ui.desk.handover_to = owner;
    return OpenOverlay(ui, Overlay::kHandover, 0, 0);
  }
  ui.actions.emplace_back(AssignAction{ui.desk.selected, owner, {}});
}

bool OffersOverride(const Ui& ui) {
  const auto found = ui.desk.drafts.find({ui.desk.selected, ui.desk.mode});
  if (found == ui.desk.drafts.end() || ui.desk.mode == ComposerMode::kNote) return false;
  const DraftText& draft = found->second;
  return !draft.refused.empty() && draft.refused_text == draft.edit.text() && CanOverride(draft.refused);
}

void SendDraft(Ui& ui) {
  const ConversationDetail* detail = SelectedDetail(ui);
  DraftText& draft = CurrentDraft(ui.desk);
  const std::string& text = draft.edit.text();
  if (detail == nullptr || draft.is_sending || text.find_first_not_of(" \t\n") == std::string::npos) return;
  std::vector<std::string> overridden;
  if (OffersOverride(ui)) overridden = OverriddenNames(draft.refused);
  draft.is_sending = true;
  if (ui.desk.mode == ComposerMode::kNote) {
    ui.actions.emplace_back(NoteAction{ui.desk.selected, text});
    return;
  }
  SendAction send{
      ui.desk.selected, ui.desk.mode, TargetOf(*detail, ui.desk.mode), text, std::move(overridden), ui.desk.seen, {}, {}};
  if (const auto promise = OfferedNow(ui); promise && draft.records_promise) {
    send.promise_text = text.substr(promise->begin, promise->end - promise->begin);
    send.promise_due = promise->due;
  }
  ui.actions.emplace_back(std::move(send));
}

}  // namespace replywatch

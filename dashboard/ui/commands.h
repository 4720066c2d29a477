// Commands: everything a person can do, under one name each, so that keys, buttons and the palette do the
// same. Keys are physical places; Ctrl+Alt and AltGr are never bound. UI thread; knows no ImGui.
#pragma once

#include <optional>
#include <span>
#include <string_view>

#include "dashboard/ui/view.h"

namespace replywatch {

enum class Command : std::uint8_t {
  kNext,
  kPrevious,
  kOpen,
  kReply,
  kPrivateReply,
  kNote,
  kThank,
  kSend,
  kDone,
  kSnooze,
  kAssign,
  kTakeOver,
  kFlags,
  kCanned,
  kUndo,
  kSearch,
  kPalette,
  kHelp,
  kShowWaiting,
  kShowProblems,
  kShowToThank,
  kShowMine,
  kShowAll,
  kSettle,
  kAlerts,
  kAgent,
  kContact,
  kDisplay,
  kTheme,
  kLargerText,
  kSmallerText,
  kStartCollector,
  kCause,
  kPromise,
  kReopen,
  kShowDue,
  kReview,
  kIncidents,
  kShowToday,
  kCall,
  kLike,
  kLikeOnly,
  kConnect,
};

struct CommandInfo {
  Command command = Command::kHelp;
  std::string_view name;  // key of the catalogue
  std::string_view key;   // as shown; empty: none
};
// In the order of the help and the palette.
std::span<const CommandInfo> AllCommands();
const CommandInfo& InfoOf(Command command);
// What it does now, in words: a like that closes as well says so.
std::string_view LabelOf(const Ui& ui, Command command);

// Which command a key means; `is_typing` while the cursor stands in a text.
std::optional<Command> CommandFor(const KeyPress& press, bool is_typing);

// Can it be done now?
bool IsPossible(const Ui& ui, Command command);
// Does nothing when it is not possible.
void Run(Ui& ui, Command command);

void OpenOverlay(Ui& ui, Overlay overlay, float x, float y);
void CloseOverlay(Ui& ui);
// As Escape and a click beside it do: some have to be chosen from, some ask first.
void LeaveOverlay(Ui& ui);
void SetFilter(Ui& ui, const ListFilter& filter);
// The inbox with what stands behind a number of the review.
void OpenReviewList(Ui& ui, const ReviewNumber& number);
// The inbox with one conversation of the review.
void OpenConversation(Ui& ui, ConversationId id);
// While the review fills the window, only what needs no conversation.
bool WorksOnReview(Command command);
// Has this very text been refused, and may a person send it all the same?
bool OffersOverride(const Ui& ui);
// Sends the draft on screen. What was refused and can be overridden is overridden: button and key say so before they are pressed.
void SendDraft(Ui& ui);
// What the draft on screen promises, as it was recognised; nullopt: nothing, or the text has changed since.
std::optional<FoundPromise> OfferedNow(const Ui& ui);
// Gives the conversation to somebody; asks for a note first where somebody else has it.
void GiveTo(Ui& ui, AgentId owner);
// What speaks against the draft on screen, refused ones included.
std::vector<ReplyFinding> FindingsNow(const Ui& ui);
// The newest message of the other side in the selected conversation; 0: none on screen.
MessageId NewestIncoming(const Ui& ui);
// The last message of the open wait, else the newest of the other side, if it can be liked; 0: it cannot, or it is liked already.
MessageId LikeTarget(const Ui& ui);
// The selected conversation, once it is loaded.
const ConversationDetail* SelectedDetail(const Ui& ui);
const ListRow* SelectedRow(const Ui& ui);

}  // namespace replywatch

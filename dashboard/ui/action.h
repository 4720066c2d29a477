// Action: what a view wants done outside the UI thread, and what came of it. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "dashboard/view_models/snapshot.h"
#include "shared/actions/case_actions.h"
#include "shared/actions/staff_actions.h"
#include "shared/base/result.h"
#include "shared/model/audit_event.h"
#include "shared/rules/reply_check.h"

namespace replywatch {

struct SaveDraftAction {
  ConversationId conversation;
  ComposerMode mode = ComposerMode::kNote;
  std::string text;  // empty: the draft goes
};
struct SendAction {
  ConversationId conversation;
  ComposerMode mode = ComposerMode::kPublic;
  MessageId target;
  std::string text;
  std::vector<std::string> overridden;
  MessageId seen;
  // Recorded with the reply.
  std::string promise_text;
  std::optional<Timestamp> promise_due;
};
struct NoteAction {
  ConversationId conversation;
  std::string text;
};
struct ThankAction {
  ConversationId conversation;
  MessageId target;
};
struct AssignAction {
  ConversationId conversation;
  AgentId owner;
  std::string note;  // needed where somebody else has it
};
struct CauseAction {
  ConversationId conversation;
  std::string cause;  // key; empty: none
};
struct PromiseAction {
  ConversationId conversation;
  std::string otherwise;  // what is promised when only a time was typed
  std::string typed;      // the time, then what is promised
};
struct PromiseStateAction {
  PromiseId promise;
  bool is_kept = true;  // else withdrawn
};
struct ReopenAction {
  ConversationId conversation;
};
struct DoneAction {
  ConversationId conversation;
};
struct SnoozeAction {
  ConversationId conversation;
  Timestamp until;
};
struct CorrectAction {
  ConversationId conversation;
  MessageId message;
  FlagCorrection correction;
};
struct ApproveAction {
  ConversationId conversation;
  MessageId message;
};
struct LikeAction {
  ConversationId conversation;
  MessageId message;
  bool closes = false;  // the conversation, if a like is enough
};
struct SettleAction {
  OutboundId reply;
  Settlement settlement = Settlement::kDrop;
};
struct AcknowledgeAction {
  AlertId alert;
  Timestamp until;
  std::string typed;  // the time, where it is not in `until`
};
struct SilenceAction {
  AlertId alert;
  std::string otherwise;  // the reason when only a time was typed
  std::string typed;      // until when, then why
};
struct AwayAction {
  AgentId agent;
  std::string typed;  // until when; empty: back
};
struct WeekActionAction {
  IsoWeek week;  // the week whose review decides it
  std::string text;
  AgentId owner;
};
struct WeekOutcomeAction {
  IsoWeek week;
  std::string outcome;
};
struct IncidentAction {
  IncidentId incident;
  IncidentDecision decision = IncidentDecision::kOpen;
};
// Two contacts that are one person, are not after all, or only look alike.
struct MergeAction {
  ContactId contact;
  ContactId other;
};
struct SeparateAction {
  ContactId contact;
  ContactId other;
};
struct RefuseMergeAction {
  ContactId contact;
  ContactId other;
};
// A telephone call, written down or corrected by the collector's own command.
struct CallAction {
  MessageId message;  // whose words `text` replaces; 0: a new call. The fields between are a new one's
  std::string inbox;
  ContactId contact;  // who is known already; 0: `caller` and `number` say
  std::string caller;
  std::string number;
  std::string text;
  bool is_settled = false;
  bool is_outgoing = false;
  std::string agent;  // by name; empty: the shop
  std::string key;    // so that trying again notes it once
};
struct UndoAction {};
struct StartCollectorAction {};
struct OpenLinkAction {
  std::string url;
};

using Action =
    std::variant<SaveDraftAction, SendAction, NoteAction, ThankAction, AssignAction, DoneAction, SnoozeAction, CorrectAction,
                 ApproveAction, LikeAction, SettleAction, CauseAction, PromiseAction, PromiseStateAction, ReopenAction,
                 AcknowledgeAction, SilenceAction, AwayAction, WeekActionAction, WeekOutcomeAction, IncidentAction, MergeAction,
                 SeparateAction, RefuseMergeAction, CallAction, UndoAction, StartCollectorAction, OpenLinkAction>;

struct ActionResult {
  Action action;
  Status status;
  std::vector<ReplyFinding> findings;  // a send or thanks: what forbade it; empty when it was queued
  bool can_be_undone = false;
  std::optional<AuditAction> undone;  // an undo: what it took back
  bool asks_responsible = false;      // a handover too many
  bool leaves_waiting = false;        // a like: the person waits for an answer all the same
  bool has_closed = false;            // a like: it ended a wait
};

// How long a reply waits for second thoughts before it leaves.
inline constexpr Duration kUndoTime = Duration::Seconds(5);

}  // namespace replywatch

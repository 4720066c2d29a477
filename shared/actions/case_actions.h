// Case actions: what staff record about a conversation beyond answers: its cause, promises, that it is taken up again;
// the week's action; incidents. Each with its audit entry, inside one write session, like staff_actions.h.
#pragma once

#include <string>

#include "shared/actions/staff_actions.h"
#include "shared/settings/causes.h"

namespace replywatch {

// An empty cause takes it back. kInvalidArgument for a key that `known` has not, kNotFound for an unknown conversation; so below.
Status SetCause(Session& session, const Actor& actor, ConversationId id, const std::string& cause, const CauseList& known);

struct PromiseRequest {
  ConversationId conversation;
  MessageId message;  // ours that makes it; 0: typed by hand, or not sent yet
  std::string text;   // not empty
  Timestamp due;      // lies ahead
};
Result<PromiseId> MakePromise(Session& session, const Actor& actor, const PromiseRequest& request);
// kInvalidArgument when it is kept or withdrawn already.
Status KeepPromise(Session& session, const Actor& actor, PromiseId id);
Status WithdrawPromise(Session& session, const Actor& actor, PromiseId id);

// Takes up what was done; the matter's clock runs again. kInvalidArgument when it is not done.
Status Reopen(Session& session, const Actor& actor, ConversationId id);

// What the team changes after a week's review, and who sees to it. Replaces that week's earlier one, done or not.
// kInvalidArgument for a week that begins more than eight days from now.
Status SetWeeklyAction(Session& session, const Actor& actor, IsoWeek week, const std::string& text, AgentId owner);
// kNotFound without one, kInvalidArgument when it is done already or `outcome` is empty.
Status FinishWeeklyAction(Session& session, const Actor& actor, IsoWeek week, const std::string& outcome);

enum class IncidentDecision : std::uint8_t { kOpen, kRefuse, kClose };
// Opens or refuses a proposed one, closes an open one. kInvalidArgument otherwise, kNotFound for an unknown id.
Status DecideIncident(Session& session, const Actor& actor, IncidentId id, IncidentDecision decision);

// A human answer of ours that the person sees: keeps the open promises of the conversation. Called by wait_keeper.
Status KeepPromisesAfter(Session& session, ConversationId id, const Message& answer);

// UndoLast's share: takes `event` back. kInvalidArgument when somebody changed the same since.
Status RevertCaseAction(Session& session, const AuditEvent& event);

}  // namespace replywatch

// Staff actions: what a person does to a conversation, each with its audit entry, inside
// one write session. The dashboard and the command line call the same functions.
#pragma once

#include <optional>
#include <string>

#include "shared/store/store.h"

namespace replywatch {

struct Actor {
  AgentId agent;  // 0: the shop, nobody in particular
  Timestamp now;
};

// Alerts pass them by until then; nullopt: they are back. kInvalidArgument: a time that is not ahead or over a year. kNotFound:
// no such agent.
Status SetAway(Session& session, const Actor& actor, AgentId agent, std::optional<Timestamp> until);

// kInvalidArgument for an empty text, kNotFound for an unknown conversation; so below.
Status AddNote(Session& session, const Actor& actor, ConversationId id, const std::string& text);

// What an assignment came to; the caller shows it.
struct Assignment {
  bool is_handover = false;       // from one named person to another
  std::int64_t handovers = 0;     // of the conversation so far, this one included
  bool asks_responsible = false;  // it is handed over again: the responsible person has to be asked
};
// `owner` 0 gives it back to nobody. A handover needs a `note` for whoever takes over (kInvalidArgument).
Result<Assignment> Assign(Session& session, const Actor& actor, ConversationId id, AgentId owner, const std::string& note);

// How often it went from one named person to another, what was undone left out.
Result<std::int64_t> HandoversOf(Session& session, ConversationId id);

// Done: whoever still waits is closed without an answer, counted apart.
Status MarkDone(Session& session, const Actor& actor, ConversationId id);

// Later: out of the way until `until` (must lie ahead); the clock goes on.
Status Snooze(Session& session, const Actor& actor, ConversationId id, Timestamp until);

// What a person says about a message; absent leaves it as it is.
struct FlagCorrection {
  std::optional<bool> problem;
  std::optional<bool> question;
  std::optional<bool> praise;
  std::optional<bool> threat;
  std::optional<bool> needs_answer;  // false: no answer expected
};
// Only incoming messages. The conversation's waits are computed anew.
Status CorrectFlags(Session& session, const Actor& actor, MessageId id, const FlagCorrection& correction);

// Queues the release of a held message. kInvalidArgument when it is not held, is being released already, or the platform cannot.
Result<OutboundId> QueueApproval(Session& session, const Actor& actor, MessageId id);

// Takes back a reply that has not left. kNotFound: too late.
Status CancelReply(Session& session, const Actor& actor, OutboundId id);

enum class Settlement : std::uint8_t {
  kArrived,    // a person saw it on the platform
  kSendAgain,  // it is not there: queue it once more
  kDrop,       // forget it
};
// For a reply that failed or is uncertain.
Status SettleReply(Session& session, const Actor& actor, OutboundId id, Settlement settlement);

// Takes back the agent's latest action of the last 24 hours that can be: a reply, approval or like not yet sent, done, snoozed,
// assigned, a correction that nobody has corrected since, and what case_actions.h does (the week's action: that it is done). A
// reply that left over a minute ago is passed over. Returns what it was; kNotFound when there is nothing to undo or the reply has
// just left.
Result<AuditAction> UndoLast(Session& session, const Actor& actor);

}  // namespace replywatch

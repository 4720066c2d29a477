#include "shared/actions/staff_actions.h"

#include <algorithm>
#include <set>

#include "shared/actions/audit_detail.h"
#include "shared/actions/case_actions.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/new_key.h"
#include "shared/actions/record.h"
#include "shared/actions/wait_keeper.h"
#include "shared/base/rendered_text.h"
#include "shared/rules/handovers.h"

namespace replywatch {
namespace {

Result<OutboundMessage> RequireReply(Session& session, OutboundId id) {
  RW_ASSIGN_OR_RETURN(std::optional<OutboundMessage> found, session.outbox().Get(id));
  if (!found) return MakeError(ErrorKind::kNotFound, "there is no reply " + std::to_string(id.value));
  return std::move(*found);
}

constexpr Duration kLongestAbsence = Duration::Days(366);

void ApplyNeedsAnswer(Message& message, const FlagCorrection& correction) {
  if (!correction.needs_answer) return;
  // Nobody need answer is one answer for a person; the reason stays the detector's where it had one.
  NoAnswerReason& reason = message.classification.no_answer;
  if (*correction.needs_answer) reason = NoAnswerReason::kNone;
  if (!*correction.needs_answer && reason == NoAnswerReason::kNone) reason = NoAnswerReason::kAmongOthers;
}

void Set(Flags& flags, Flag flag, const std::optional<bool>& on) {
  if (on) flags.Set(flag, *on);
}

bool IsBlank(const std::string& text) { return text.find_first_not_of(" \t\n") == std::string::npos; }

bool Contradicts(const FlagCorrection& correction, Flags shown) {
  const auto differs = [&](const std::optional<bool>& said, Flag flag) { return said && *said != shown.Has(flag); };
  return differs(correction.problem, Flag::kProblem) || differs(correction.question, Flag::kQuestion) ||
         differs(correction.praise, Flag::kPraise);
}

}  // namespace

Status AddNote(Session& session, const Actor& actor, ConversationId id, const std::string& text) {
  RW_RETURN_IF_ERROR(RequireConversation(session, id).status());
  RW_ASSIGN_OR_RETURN(const std::string clean, RequireText(text, "the note"));
  RW_RETURN_IF_ERROR(session.conversations().AddNote({0, id, actor.agent, clean, actor.now}));
  return RecordAction(session, actor, AuditAction::kNoteAdded, id, {}, "");
}

Status SetAway(Session& session, const Actor& actor, AgentId agent, std::optional<Timestamp> until) {
  RW_ASSIGN_OR_RETURN(const std::vector<Agent> agents, session.staff().Agents());
  const auto known = std::find_if(agents.begin(), agents.end(), [&](const Agent& a) { return a.id == agent; });
  if (known == agents.end()) return MakeError(ErrorKind::kNotFound, "nobody of that name is on the team");
  if (until && *until <= actor.now)
    return MakeError(ErrorKind::kInvalidArgument, "that time has passed; choose one that lies ahead");
  if (until && *until - actor.now > kLongestAbsence)
    return MakeError(ErrorKind::kInvalidArgument, "a year is the longest; who left is taken off the agents of the settings");
  RW_RETURN_IF_ERROR(session.staff().SetAway(agent, until));
  return RecordAction(session, actor, AuditAction::kAwaySet, {}, {},
                      WriteDetail({{"agent", std::to_string(agent.value)}, {"until", InstantWords(until)}}));
}

Result<Assignment> Assign(Session& session, const Actor& actor, ConversationId id, AgentId owner, const std::string& note) {
  RW_ASSIGN_OR_RETURN(const Conversation conversation, RequireConversation(session, id));
  Assignment result;
  if (conversation.owner != owner) {
    result.is_handover = IsHandover({conversation.owner, owner});
    if (result.is_handover && IsBlank(note)) {
      return MakeError(
          ErrorKind::kInvalidArgument,
          "somebody answers for this already; write a note for whoever takes over, so that the person need not start again");
    }
    RW_RETURN_IF_ERROR(session.conversations().SetOwner(id, owner));
    if (!note.empty()) RW_RETURN_IF_ERROR(AddNote(session, actor, id, note));
    RW_RETURN_IF_ERROR(
        RecordAction(session, actor, AuditAction::kAssigned, id, {},
                     WriteDetail({{"from", std::to_string(conversation.owner.value)}, {"to", std::to_string(owner.value)}})));
  }
  RW_ASSIGN_OR_RETURN(result.handovers, HandoversOf(session, id));
  result.asks_responsible = result.is_handover && result.handovers >= kHandoversUntilAsked;
  return result;
}

Result<std::int64_t> HandoversOf(Session& session, ConversationId id) {
  RW_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events, session.staff().EventsOf(id));
  std::set<std::int64_t> undone;
  for (const AuditEvent& event : events) {
    if (event.action == AuditAction::kUndone) undone.insert(AuditDetail(event.detail).Int("event"));
  }
  std::vector<OwnerChange> changes;
  for (const AuditEvent& event : events) {
    if (event.action != AuditAction::kAssigned || undone.contains(event.id)) continue;
    const AuditDetail detail(event.detail);
    changes.push_back({AgentId{detail.Int("from")}, AgentId{detail.Int("to")}});
  }
  return CountHandovers(changes);
}

Status MarkDone(Session& session, const Actor& actor, ConversationId id) {
  RW_ASSIGN_OR_RETURN(const std::string undo, CloseConversation(session, id, {0, actor.now, actor.agent, {}}));
  return RecordAction(session, actor, AuditAction::kDone, id, {}, undo);
}

Status Snooze(Session& session, const Actor& actor, ConversationId id, Timestamp until) {
  RW_ASSIGN_OR_RETURN(const Conversation conversation, RequireConversation(session, id));
  if (until <= actor.now) return MakeError(ErrorKind::kInvalidArgument, "that time has passed; choose one that lies ahead");
  RW_RETURN_IF_ERROR(session.conversations().SetStatus(id, ConversationStatus::kSnoozed, until));
  return RecordAction(session, actor, AuditAction::kSnoozed, id, {},
                      WriteDetail({{"status", std::to_string(static_cast<int>(conversation.status))},
                                   {"until", InstantWords(conversation.snoozed_until)}}));
}

Status CorrectFlags(Session& session, const Actor& actor, MessageId id, const FlagCorrection& correction) {
  RW_ASSIGN_OR_RETURN(Message message, RequireMessage(session, id));
  if (message.item.direction != Direction::kIncoming)
    return MakeError(ErrorKind::kInvalidArgument, "only what others wrote has flags to correct");
  Correction record{
      id, actor.agent, actor.now, message.classification.flags, {}, message.classification.no_answer, NoAnswerReason::kNone};
  Flags& flags = message.classification.flags;
  Set(flags, Flag::kProblem, correction.problem);
  Set(flags, Flag::kQuestion, correction.question);
  Set(flags, Flag::kPraise, correction.praise);
  Set(flags, Flag::kThreat, correction.threat);
  flags.Set(Flag::kThanks, false);  // who corrects has read it better
  ApplyNeedsAnswer(message, correction);
  if (!flags.Has(Flag::kProblem)) {
    flags.Set(Flag::kRepeat, false);
    flags.Set(Flag::kWentPublic, false);
  }
  record.after = flags;
  record.no_answer_after = message.classification.no_answer;
  RW_ASSIGN_OR_RETURN(const StoredWaits stored, session.conversations().LoadWaits(message.conversation_id));
  const std::optional<Wait>& wait = stored.state.answer;
  const bool is_of_wait = wait && message.item.created_at >= wait->started_at;
  const bool is_same = record.after == record.before && record.no_answer_after == record.no_answer_before;
  // "No" to what only the messages together say is a word of its own.
  if (is_same && !(is_of_wait && Contradicts(correction, wait->flags))) return {};
  RW_RETURN_IF_ERROR(session.messages().Correct(record, message.classification));
  if (is_of_wait) RW_RETURN_IF_ERROR(session.messages().ForgetTogether(message.conversation_id, wait->started_at));
  RW_RETURN_IF_ERROR(WaitsAfterChange(session, message.conversation_id));
  return RecordAction(session, actor, AuditAction::kFlagCorrected, message.conversation_id, id,
                      WriteDetail({{"flags", std::to_string(record.before.bits())},
                                   {"no_answer", std::to_string(static_cast<int>(record.no_answer_before))}}));
}

Result<OutboundId> QueueApproval(Session& session, const Actor& actor, MessageId id) {
  RW_ASSIGN_OR_RETURN(const Message message, RequireMessage(session, id));
  if (message.item.publication != Publication::kHeld)
    return MakeError(ErrorKind::kInvalidArgument, "this message is not held; there is nothing to approve");
  if (!message.item.abilities.approve)
    return MakeError(ErrorKind::kInvalidArgument, "this platform lets nobody approve from here; do it on the platform");
  RW_ASSIGN_OR_RETURN(const std::optional<OutboundId> queued,
                      QueueWordless(session, actor, message, OutboundKind::kApproval, Duration()));
  if (!queued)
    return MakeError(ErrorKind::kInvalidArgument, "this message is being approved already; it appears on the site in a moment");
  RW_RETURN_IF_ERROR(RecordAction(session, actor, AuditAction::kApprovalQueued, message.conversation_id, id,
                                  WriteDetail({{"reply", std::to_string(queued->value)}})));
  return *queued;
}

Status CancelReply(Session& session, const Actor& actor, OutboundId id) {
  RW_ASSIGN_OR_RETURN(OutboundMessage reply, RequireReply(session, id));
  reply.state = OutboundState::kCancelled;
  if (Status moved = session.outbox().Move(reply, OutboundState::kQueued); !moved.ok()) {
    const char* what = reply.kind == OutboundKind::kLike ? "like" : "reply";
    return MakeError(ErrorKind::kNotFound, std::string("too late: this ") + what + " is already on its way or gone");
  }
  return RecordAction(session, actor, AuditAction::kReplyCancelled, reply.conversation_id, reply.target,
                      WriteDetail({{"reply", std::to_string(id.value)}}));
}

namespace {

// The reply as a person saw it on the platform; ingest recognises it when it reads the real one.
Status StoreArrived(Session& session, const Actor& actor, OutboundMessage& reply) {
  RW_ASSIGN_OR_RETURN(const Message target, RequireMessage(session, reply.target));
  // It may have been read back meanwhile.
  RW_ASSIGN_OR_RETURN(const std::vector<Message> answers, session.messages().RepliesTo(target.inbox_id, target.item.source_id));
  for (const Message& answer : answers) {
    if (answer.item.direction != Direction::kOutgoing || !IsSameRendered(answer.item.text, reply.text)) continue;
    reply.result_source_id = answer.item.source_id;
    return session.messages().SetAgent(answer.id, reply.agent_id);
  }
  Message message;
  message.inbox_id = reply.inbox_id;
  message.conversation_id = reply.conversation_id;
  message.contact_id = target.contact_id;
  message.item.source_id = kAssumedSentPrefix + reply.idempotency_key;
  message.item.parent_source_id = target.item.source_id;
  message.item.root_source_id = target.item.root_source_id;
  message.item.kind = reply.visibility == Visibility::kPrivate ? MessageKind::kPrivate : MessageKind::kComment;
  message.item.visibility = reply.visibility;
  message.item.direction = Direction::kOutgoing;
  message.item.text = reply.text;
  message.item.created_at = reply.first_attempt_at.value_or(reply.created_at);
  message.fetched_at = actor.now;
  message.visible_at = message.item.created_at;
  message.agent_id = reply.agent_id;
  RW_ASSIGN_OR_RETURN(message.id, session.messages().Insert(message));
  RW_RETURN_IF_ERROR(WaitsAfterChange(session, reply.conversation_id));
  return KeepPromisesAfter(session, reply.conversation_id, message);
}

}  // namespace

Status SettleReply(Session& session, const Actor& actor, OutboundId id, Settlement settlement) {
  RW_ASSIGN_OR_RETURN(OutboundMessage reply, RequireReply(session, id));
  const OutboundState from = reply.state;
  if (from != OutboundState::kUncertain && from != OutboundState::kFailed) {
    return MakeError(ErrorKind::kInvalidArgument, "reply " + std::to_string(id.value) + " is " +
                                                      std::string(OutboundStateName(from)) +
                                                      "; only a failed or uncertain one can be settled");
  }
  const char* word = "drop";
  switch (settlement) {
    case Settlement::kArrived:
      word = "arrived";
      reply.state = OutboundState::kSent;
      reply.sent_at = reply.first_attempt_at.value_or(actor.now);
      reply.result_source_id = kAssumedSentPrefix + reply.idempotency_key;
      if (HasWords(reply.kind)) RW_RETURN_IF_ERROR(StoreArrived(session, actor, reply));
      if (reply.kind == OutboundKind::kLike) RW_RETURN_IF_ERROR(NoteLiked(session, actor, reply.target));
      break;
    case Settlement::kSendAgain: {
      word = "again";
      reply.state = OutboundState::kQueued;
      reply.not_before = actor.now;
      reply.attempts = std::min<std::int64_t>(reply.attempts, 1);  // the next one still looks first
      // Whoever says "again" has seen the conversation as it is.
      RW_ASSIGN_OR_RETURN(reply.seen_message, session.messages().NewestOf(reply.conversation_id));
      break;
    }
    case Settlement::kDrop: reply.state = OutboundState::kCancelled; break;
  }
  RW_RETURN_IF_ERROR(session.outbox().Move(reply, from));
  return RecordAction(session, actor, AuditAction::kReplySettled, reply.conversation_id, reply.target,
                      WriteDetail({{"reply", std::to_string(id.value)}, {"outcome", word}}));
}

}  // namespace replywatch

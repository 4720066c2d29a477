#include "shared/actions/record.h"

#include <algorithm>

#include "shared/actions/audit_detail.h"
#include "shared/actions/new_key.h"
#include "shared/actions/wait_keeper.h"
#include "shared/base/utf8.h"

namespace replywatch {

Status RecordAction(Session& session, const Actor& actor, AuditAction action, ConversationId conversation, MessageId message,
                    std::string detail) {
  AuditEvent event;
  event.at = actor.now;
  event.agent_id = actor.agent;
  event.action = action;
  event.conversation_id = conversation;
  event.message_id = message;
  event.detail = std::move(detail);
  return session.staff().Record(event);
}

Result<Conversation> RequireConversation(Session& session, ConversationId id) {
  RW_ASSIGN_OR_RETURN(std::optional<Conversation> found, session.conversations().Get(id));
  if (!found) return MakeError(ErrorKind::kNotFound, "there is no conversation " + std::to_string(id.value));
  return std::move(*found);
}

Result<Message> RequireMessage(Session& session, MessageId id) {
  RW_ASSIGN_OR_RETURN(std::optional<Message> found, session.messages().Get(id));
  if (!found) return MakeError(ErrorKind::kNotFound, "there is no message " + std::to_string(id.value));
  return std::move(*found);
}

std::string InstantWords(const std::optional<Timestamp>& at) { return at ? std::to_string(at->ms) : std::string(); }

Result<std::string> CloseConversation(Session& session, ConversationId id, const Closing& closing) {
  RW_ASSIGN_OR_RETURN(const Conversation before, RequireConversation(session, id));
  RW_ASSIGN_OR_RETURN(const std::int64_t stored, session.conversations().AddClosing(id, closing));
  RW_RETURN_IF_ERROR(WaitsAfterChange(session, id));
  RW_RETURN_IF_ERROR(session.conversations().SetStatus(id, ConversationStatus::kResolved, std::nullopt));
  return WriteDetail({{"closing", std::to_string(stored)},
                      {"status", std::to_string(static_cast<int>(before.status))},
                      {"until", InstantWords(before.snoozed_until)}});
}

Status RevertClosing(Session& session, const AuditEvent& event) {
  const AuditDetail detail(event.detail);
  const std::int64_t until = detail.Int("until");
  RW_RETURN_IF_ERROR(session.conversations().RemoveClosing(event.conversation_id, detail.Int("closing")));
  RW_RETURN_IF_ERROR(WaitsAfterChange(session, event.conversation_id));
  return session.conversations().SetStatus(event.conversation_id, static_cast<ConversationStatus>(detail.Int("status")),
                                           until != 0 ? std::optional(Timestamp{until}) : std::nullopt);
}

Result<std::optional<OutboundId>> QueueWordless(Session& session, const Actor& actor, const Message& message, OutboundKind kind,
                                                Duration undo) {
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> own, session.outbox().OfConversation(message.conversation_id));
  const bool is_under_way = std::any_of(own.begin(), own.end(), [&](const OutboundMessage& m) {
    return m.kind == kind && m.target == message.id && (m.state == OutboundState::kQueued || m.state == OutboundState::kSending);
  });
  if (is_under_way) return std::optional<OutboundId>();
  OutboundMessage queued;
  queued.target = message.id;
  queued.conversation_id = message.conversation_id;
  queued.inbox_id = message.inbox_id;
  queued.agent_id = actor.agent;
  queued.kind = kind;
  queued.visibility = message.item.visibility;
  queued.idempotency_key = NewKey();
  queued.created_at = actor.now;
  queued.not_before = actor.now + undo;
  RW_ASSIGN_OR_RETURN(const OutboundId id, session.outbox().Add(queued));
  return std::optional(id);
}

Result<std::string> RequireText(const std::string& text, const std::string& what) {
  std::string clean = CleanText(text, kMaxNoteBytes);
  if (clean.find_first_not_of(" \t\n") == std::string::npos)
    return MakeError(ErrorKind::kInvalidArgument, what + " is empty; write something first");
  return clean;
}

}  // namespace replywatch

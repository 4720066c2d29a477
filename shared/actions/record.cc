#include "shared/actions/record.h"

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

Result<std::string> RequireText(const std::string& text, const std::string& what) {
  std::string clean = CleanText(text, kMaxNoteBytes);
  if (clean.find_first_not_of(" \t\n") == std::string::npos)
    return MakeError(ErrorKind::kInvalidArgument, what + " is empty; write something first");
  return clean;
}

}  // namespace replywatch

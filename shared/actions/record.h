// What every action needs: its audit entry, and the thing it is about. Internal to actions/.
#pragma once

#include <string>

#include "shared/actions/staff_actions.h"

namespace replywatch {

inline constexpr std::size_t kMaxNoteBytes = 64 * 1024;

Status RecordAction(Session& session, const Actor& actor, AuditAction action, ConversationId conversation, MessageId message,
                    std::string detail);

// kNotFound, saying which.
Result<Conversation> RequireConversation(Session& session, ConversationId id);

// Clean text; kInvalidArgument, beginning with `what`, when nothing is left of it.
Result<std::string> RequireText(const std::string& text, const std::string& what);

}  // namespace replywatch

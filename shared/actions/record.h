// What every action needs: its audit entry, and the thing it is about. For actions, here and in the collector.
#pragma once

#include <optional>
#include <string>

#include "shared/actions/staff_actions.h"

namespace replywatch {

inline constexpr std::size_t kMaxNoteBytes = 64 * 1024;

Status RecordAction(Session& session, const Actor& actor, AuditAction action, ConversationId conversation, MessageId message,
                    std::string detail);

// kNotFound, saying which.
Result<Conversation> RequireConversation(Session& session, ConversationId id);
Result<Message> RequireMessage(Session& session, MessageId id);

// An instant in the detail of an audit entry; empty: none.
std::string InstantWords(const std::optional<Timestamp>& at);

// Ends the conversation's waits as `closing` says and makes it resolved. Returns the detail that RevertClosing needs.
Result<std::string> CloseConversation(Session& session, ConversationId id, const Closing& closing);
// Takes a closing back, as the entry that has its detail tells; the conversation is what it was before.
Status RevertClosing(Session& session, const AuditEvent& event);

// Queues what has no words (an approval, a like) for a message. Absent when the same is under way already.
Result<std::optional<OutboundId>> QueueWordless(Session& session, const Actor& actor, const Message& message, OutboundKind kind,
                                                Duration undo);

// Clean text; kInvalidArgument, beginning with `what`, when nothing is left of it.
Result<std::string> RequireText(const std::string& text, const std::string& what);

}  // namespace replywatch

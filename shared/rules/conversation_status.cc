#include "shared/rules/conversation_status.h"

namespace replywatch {

ConversationStatus StatusAfter(ConversationStatus status, const WaitTransition& transition) {
  if (transition.is_waiting && transition.new_message) return ConversationStatus::kOpen;
  const bool answered = transition.was_waiting && !transition.is_waiting;
  if (answered && (status == ConversationStatus::kOpen || status == ConversationStatus::kSnoozed))
    return ConversationStatus::kPendingContact;
  return status;
}

}  // namespace replywatch

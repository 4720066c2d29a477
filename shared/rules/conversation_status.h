// What happens to a conversation's stored status when its waits change. Pure.
#pragma once

#include "shared/model/conversation.h"

namespace replywatch {

struct WaitTransition {
  bool was_waiting = false;  // somebody waited for an answer before
  bool is_waiting = false;   // and now
  bool new_message = false;  // a message opened or joined the wait
};

// A new message opens what was done, later or pending; an answer leaves it pending on the contact, unless staff had said
// something more definite.
ConversationStatus StatusAfter(ConversationStatus status, const WaitTransition& transition);

}  // namespace replywatch

// WaitKeeper: keeps stored waits in step with messages: appends where it can, folds
// anew where it must, and moves the conversation's status. Runs inside a write session.
#pragma once

#include "shared/store/store.h"

namespace replywatch {

// After `message` (attached to a conversation) was inserted. `is_first`: its conversation was made for it in this session, so
// nothing of it has to be loaded.
Status WaitsAfterInsert(Session& session, const Message& message, bool is_first = false);

// After anything else changed: an edit, a removal, an attachment, a correction, a link.
// Folds anew the conversation, for a private one the public ones linked to it, and what the person's other contacts have under
// the same post.
Status WaitsAfterChange(Session& session, ConversationId id);

// Instants of the answers that a person of this conversation could see, those in linked private talks among them.
Result<std::vector<Timestamp>> AnswersIn(Session& session, ConversationId id);

}  // namespace replywatch

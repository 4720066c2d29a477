// Everything stored about one person, as they have a right to receive it (GDPR Art. 15, 20).
#pragma once

#include <nlohmann/json.hpp>

#include "shared/store/store.h"

namespace replywatch {

// Accounts, conversations with messages, earlier texts, flags and their corrections, waits, notes, replies, drafts, and answers
// of the platform that could not be read. kNotFound for an unknown contact.
Result<nlohmann::json> ContactJson(Session& session, ContactId id);

}  // namespace replywatch

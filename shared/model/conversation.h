// Conversation: (thread, contact). Under one public post every commenter has one of
// their own; a private talk is one. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"
#include "shared/model/item.h"

namespace replywatch {

enum class ConversationStatus : std::uint8_t { kOpen, kPendingContact, kPendingThirdParty, kSnoozed, kResolved };

struct Conversation {
  ConversationId id;
  InboxId inbox_id;
  ContactId contact_id;
  std::string root_source_id;
  std::string root_title;
  std::string root_permalink;
  Visibility visibility = Visibility::kPublic;
  ConversationStatus status = ConversationStatus::kOpen;
  std::optional<Timestamp> snoozed_until;
  AgentId owner;            // 0: nobody
  Timestamp last_activity;  // newest message of either side; never used for waits
};

std::string_view ConversationStatusName(ConversationStatus status);

}  // namespace replywatch

// OutboundMessage: a reply on its way, from the press of "send" to the platform's
// receipt. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/id.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/item.h"

namespace replywatch {

enum class OutboundState : std::uint8_t { kQueued, kSending, kSent, kFailed, kUncertain, kCancelled };
// An approval releases a held comment, a like tells its author that the shop is glad of it.
enum class OutboundKind : std::uint8_t { kReply, kThank, kApproval, kLike };

struct OutboundMessage {
  OutboundId id;
  MessageId target;  // the message it answers
  ConversationId conversation_id;
  InboxId inbox_id;
  AgentId agent_id;  // 0: the shop
  OutboundKind kind = OutboundKind::kReply;
  Visibility visibility = Visibility::kPublic;
  std::string text;  // exactly what goes out, prefix included
  OutboundState state = OutboundState::kQueued;
  std::string idempotency_key;  // UUID; the same for every attempt
  std::int64_t attempts = 0;
  Timestamp created_at;
  // Queued: earliest start (end of undo, next retry). Sending: from when on the platform's
  // "not there" about this attempt may be believed.
  Timestamp not_before;
  std::optional<Timestamp> first_attempt_at;
  std::optional<Timestamp> sent_at;
  std::optional<ErrorKind> error;
  std::string error_text;               // for a person: what happened and what to do
  std::vector<std::string> overridden;  // warnings a person saw and overrode (rule ids)
  // Newest message of the conversation, as stored, that the writer had seen; what came after it stops the send.
  MessageId seen_message;
  std::string result_source_id;  // of the reply on the platform; empty before
};

// Does it say something? Else it has no text, and carrying it out twice changes nothing.
inline bool HasWords(OutboundKind kind) { return kind == OutboundKind::kReply || kind == OutboundKind::kThank; }

std::string_view OutboundStateName(OutboundState state);
std::string_view OutboundKindName(OutboundKind kind);

}  // namespace replywatch

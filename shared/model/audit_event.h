// AuditEvent: who did what to which conversation. Never message text. A value.
#pragma once

#include <cstdint>
#include <string>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"

namespace replywatch {

enum class AuditAction : std::uint8_t {
  kReplyQueued,
  kReplySent,
  kReplyFailed,
  kReplyUncertain,
  kReplyCancelled,
  kReplySettled,
  kThankQueued,
  kNoteAdded,
  kAssigned,
  kDone,
  kSnoozed,
  kReopened,
  kApproved,
  kFlagCorrected,
  kRemovedNoticed,
  kEditNoticed,
  kContactExported,
  kContactErased,
  kUndone,
  kApprovalQueued,
  kCauseSet,
  kPromiseMade,
  kPromiseKept,
  kPromiseWithdrawn,
  kActionSet,
  kActionDone,
  kIncidentOpened,
  kIncidentRefused,
  kIncidentClosed,
  kAlertAcknowledged,
  kAlertSilenced,
  kSilenceEnded,
  kContactsMerged,
  kContactsSeparated,
  kMergeRefused,
  kAwaySet,
  kCallNoted,
  kLikeQueued,
  kLiked,
  kLikeFailed,
  kCallCorrected,
};

struct AuditEvent {
  std::int64_t id = 0;
  Timestamp at;
  AgentId agent_id;  // 0: the collector
  AuditAction action = AuditAction::kDone;
  ConversationId conversation_id;
  MessageId message_id;
  std::string detail;  // one line, machine words and ids; no personal data
};

std::string_view AuditActionName(AuditAction action);

}  // namespace replywatch

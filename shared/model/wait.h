// Wait: a run of unanswered incoming messages of one conversation, from the platform
// time of the first to what ended it. A value; computed by rules/waits.
#pragma once

#include <cstdint>
#include <optional>
#include <string_view>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"
#include "shared/model/classification.h"
#include "shared/model/sla.h"

namespace replywatch {

enum class WaitKind : std::uint8_t {
  kAnswer,  // somebody waits for an answer
  kThank,   // somebody said something nice; never in the waiting list
};

enum class WaitOutcome : std::uint8_t {
  kOpen,
  kAnswered,   // by a human outgoing message that the person can see
  kClosed,     // by staff without an answer; counted apart
  kWithdrawn,  // every message of it was removed before an answer
  kLiked,      // by staff with a like instead of an answer; counted apart from kClosed
};

// Staff ended it, and the person got no answer.
inline bool IsClosedByStaff(WaitOutcome outcome) { return outcome == WaitOutcome::kClosed || outcome == WaitOutcome::kLiked; }

struct Wait {
  WaitId id;
  ConversationId conversation_id;
  WaitKind kind = WaitKind::kAnswer;
  WaitOutcome outcome = WaitOutcome::kOpen;
  Timestamp started_at;               // platform time of the first unanswered message
  std::optional<Timestamp> ended_at;  // absent while open; never before started_at
  MessageId first_message;
  MessageId last_message;           // newest incoming one that joined
  MessageId ended_by;               // the message that answered, where one did
  std::int64_t message_count = 0;   // weight: how many messages joined
  std::int64_t removed_count = 0;   // of these, removed meanwhile
  Flags flags;                      // of all that joined, or as they were judged together
  Urgency urgency = Urgency::kLow;  // the highest
  SlaInstants sla;                  // as stored; kNone until it was computed
  std::optional<Duration> shop;     // opening time from start to end, as stored
};

std::string_view WaitOutcomeName(WaitOutcome outcome);

}  // namespace replywatch

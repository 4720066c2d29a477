// Schedule: when to ask a platform again, as pure functions of time: back-off, rate
// budget with a reserve for replies, and when an inbox counts as blind.
#pragma once

#include <cstdint>
#include <optional>

#include "collector/connectors/connector.h"
#include "shared/base/timestamp.h"
#include "shared/model/inbox.h"

namespace replywatch {

// Pause before attempt `failures` + 1: doubles from `base` to at most 15 min, then between half and all of it by `jitter`
// in [0, 1]. `failures` from 1.
Duration BackOffDelay(int failures, Duration base, double jitter);

// What a platform's limits leave us. Learns from answers; without any it allows everything.
class RateBudget {
 public:
  void Learn(const Throttle& throttle, Timestamp now);
  // A refusal with an instant: nothing at all before it.
  void BlockUntil(Timestamp instant);
  // One that spares replies (Error::only_reading): no poll before it.
  void BlockPollsUntil(Timestamp instant);

  // Earliest time of the next poll; a tenth of the limit, at least 5 requests, is kept for replies.
  Timestamp PollAllowedAt(Timestamp now) const;
  Timestamp ReplyAllowedAt(Timestamp now) const;

 private:
  std::optional<std::int64_t> remaining_;
  std::optional<std::int64_t> limit_;
  std::optional<Timestamp> resets_at_;
  std::optional<Timestamp> blocked_until_;
  std::optional<Timestamp> polls_blocked_until_;
};

// Health after a successful poll at `now`.
InboxHealth HealthAfterSuccess(InboxHealth health, Timestamp now);

// Health after a failed one. Blind at once when a person is needed (token, permission, settings), else
// when nothing was read for three intervals; blind since the last success, or since `since` without one.
InboxHealth HealthAfterFailure(InboxHealth health, const Error& error, Duration interval, Timestamp since, Timestamp now);

// Before the health after a success at `now`: since when the inbox was blind without anybody there to notice, because the
// collector was stopped or the computer asleep. nullopt when the last success is less than three intervals and two minutes old,
// or it is known.
std::optional<Timestamp> UnnoticedBlindSince(const InboxHealth& health, Duration interval, Timestamp now);

}  // namespace replywatch

#include "collector/schedule.h"

#include <algorithm>

namespace replywatch {
namespace {

constexpr Duration kLongestBackOff = Duration::Minutes(15);
constexpr std::int64_t kSmallestReserve = 5;
constexpr int kBlindAfterIntervals = 3;
// A round may take a while, and health is not written after each.
constexpr Duration kShortestUnnoticed = Duration::Minutes(2);

}  // namespace

Duration BackOffDelay(int failures, Duration base, double jitter) {
  Duration delay = base;
  for (int i = 1; i < failures && delay < kLongestBackOff; ++i) delay = delay * 2;
  delay = std::min(delay, kLongestBackOff);
  const double share = 0.5 + 0.5 * std::clamp(jitter, 0.0, 1.0);
  return {static_cast<std::int64_t>(static_cast<double>(delay.ms) * share)};
}

void RateBudget::Learn(const Throttle& throttle, Timestamp now) {
  if (throttle.remaining) {
    remaining_ = throttle.remaining;
    limit_ = throttle.limit;
    resets_at_ = throttle.resets_at;
  }
  if (resets_at_ && *resets_at_ <= now) remaining_.reset();
}

void RateBudget::BlockUntil(Timestamp instant) {
  if (!blocked_until_ || *blocked_until_ < instant) blocked_until_ = instant;
}

void RateBudget::BlockPollsUntil(Timestamp instant) {
  if (!polls_blocked_until_ || *polls_blocked_until_ < instant) polls_blocked_until_ = instant;
}

Timestamp RateBudget::PollAllowedAt(Timestamp now) const {
  const Timestamp at = std::max({now, blocked_until_.value_or(now), polls_blocked_until_.value_or(now)});
  if (!remaining_ || !resets_at_ || *resets_at_ <= at) return at;
  const std::int64_t reserve = std::max(kSmallestReserve, limit_.value_or(0) / 10);
  return *remaining_ > reserve ? at : *resets_at_;
}

Timestamp RateBudget::ReplyAllowedAt(Timestamp now) const {
  const Timestamp at = blocked_until_ ? std::max(now, *blocked_until_) : now;
  if (!remaining_ || !resets_at_ || *resets_at_ <= at) return at;
  return *remaining_ > 0 ? at : *resets_at_;
}

InboxHealth HealthAfterSuccess(InboxHealth health, Timestamp now) {
  health.state = InboxState::kOk;
  health.last_success = now;
  health.last_error.reset();
  health.blind_since.reset();
  return health;
}

std::optional<Timestamp> UnnoticedBlindSince(const InboxHealth& health, Duration interval, Timestamp now) {
  if (!health.last_success || health.blind_since) return std::nullopt;
  const Duration allowed = std::max(interval * kBlindAfterIntervals, kShortestUnnoticed);
  return now - *health.last_success >= allowed ? health.last_success : std::nullopt;
}

InboxHealth HealthAfterFailure(InboxHealth health, const Error& error, Duration interval, Timestamp since, Timestamp now) {
  health.last_error = InboxError{error.kind, error.text};
  const Timestamp quiet_since = health.last_success.value_or(since);
  const bool blind = NeedsPerson(error.kind) || now - quiet_since >= interval * kBlindAfterIntervals;
  health.state = blind ? InboxState::kBlind : InboxState::kDegraded;
  if (blind && !health.blind_since) health.blind_since = quiet_since;
  return health;
}

}  // namespace replywatch

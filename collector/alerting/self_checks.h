// Self checks: what the collector has to say about itself: an inbox that is blind, a refused token, a gap, a clock that is off, a
// full disk. Pure: the caller reads health and disk.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/model/alert.h"
#include "shared/model/inbox.h"

namespace replywatch {

inline constexpr Duration kWorstClockSkew = Duration::Minutes(2);
inline constexpr std::int64_t kLeastFreeBytes = 500LL * 1024 * 1024;
// So many messages of a platform's own count may be missing, or this share, before it is told: counts move while we read.
inline constexpr std::int64_t kMissingWorthTelling = 3;
inline constexpr double kMissingShare = 0.01;

// A reason for an alert: one that stays open while the reason does.
struct SelfFinding {
  AlertKind kind = AlertKind::kInboxBlind;
  std::int64_t subject_id = 0;  // the inbox; 0 for the disk
  InboxId inbox_id;
  std::string facts;  // "inbox=blog since=1700000000000"; no personal data
};

struct InboxFacts {
  Inbox inbox;
  std::int64_t stored = 0;  // of what the platform counts
};

// `free_bytes`: of the disk that holds the database; nullopt when it cannot be told.
std::vector<SelfFinding> CheckSelf(const std::vector<InboxFacts>& inboxes, std::optional<std::int64_t> free_bytes);

}  // namespace replywatch

// SlaPolicy: how soon a shop wants to have answered whom. A value.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>

#include "shared/base/timestamp.h"

namespace replywatch {

struct SlaPolicy {
  std::map<std::string, std::string> match;  // keys inbox, kind, visibility, flag, language; all must hold
  std::optional<Duration> first_response;    // to the first wait of a matter
  std::optional<Duration> next_response;     // to every later one
  std::optional<Duration> resolution;        // until staff say that it is done
  bool shop_hours = false;                   // else calendar time
  // A wait with a problem in it gets this share of the time, unless the policy is for a flag already. 0 < factor <= 1.
  double problem_factor = 0.5;
};

// What a due instant is about.
enum class SlaMetric : std::uint8_t { kNone, kFirstResponse, kNextResponse, kResolution };

// When something must have happened, and the instants at which people are told.
struct SlaInstants {
  SlaMetric metric = SlaMetric::kNone;
  Duration target;                       // after the problem factor; 0 with kNone
  std::optional<Timestamp> warn_at;      // three quarters of the target gone
  std::optional<Timestamp> due_at;       // breached from the next millisecond on
  std::optional<Timestamp> escalate_at;  // twice the target
  bool operator==(const SlaInstants&) const = default;
};

}  // namespace replywatch

// Clocks: due instants of waits and the resolution clocks of matters. Derived from waits, closings and the shop's targets;
// whoever changes a wait leaves it stale, and shared/actions/sla_keeper computes it again.
#pragma once

#include <optional>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/conversation.h"
#include "shared/model/sla.h"
#include "shared/model/wait.h"
#include "shared/rules/sla.h"

namespace replywatch {

struct StoredResolution {
  Resolution resolution;  // without `runs`
  Duration spent;         // of its ended runs, by the calendar
  Duration shop_spent;    // in opening hours
  SlaInstants sla;
};

// What the keeper writes for one wait.
struct WaitClock {
  WaitId id;
  SlaInstants sla;
  std::optional<Duration> shop;        // absent while open
  std::optional<Duration> collection;  // how late we read its first message; never negative
  std::optional<Timestamp> next_step;  // when alerting first has to look at it; absent: never
};

class Clocks {
 public:
  virtual ~Clocks() = default;

  // Conversations with waits to compute, each once.
  virtual Result<std::vector<ConversationId>> Stale(int limit) = 0;
  // Open waits computed under another stamp become stale. Returns how many.
  virtual Result<std::int64_t> MarkStale(std::int64_t stamp) = 0;
  // `stamp` > 0 says under which rules.
  virtual Status Put(const WaitClock& clock, std::int64_t stamp) = 0;
  // All matters of a conversation; those no longer among them go.
  virtual Status PutResolutions(ConversationId id, const std::vector<StoredResolution>& resolutions) = 0;
  virtual Result<std::vector<StoredResolution>> Resolutions(ConversationId id) = 0;
  // Open waits for an answer due before `before` (exclusive).
  virtual Result<std::int64_t> CountDue(Timestamp before) = 0;
};

}  // namespace replywatch

// SlaKeeper: computes due instants, shop-hours durations and resolution clocks for the waits that changed, or whose targets
// did, and stores them. Waits themselves are wait_keeper's.
#pragma once

#include <cstdint>
#include <functional>
#include <vector>

#include "shared/model/inbox.h"
#include "shared/rules/sla.h"
#include "shared/store/store.h"

namespace replywatch {

class SlaKeeper {
 public:
  SlaKeeper(std::vector<SlaPolicy> policies, BusinessHours hours);

  const BusinessHours& hours() const { return hours_; }

  // Once after a start, when targets or hours may have changed: open waits computed under other rules become stale.
  Status Begin(Session& session) const;

  // Computes up to `limit` conversations. Returns how many it did; 0: nothing is left. `before` (may be empty) is called with
  // each first, and may change its waits.
  using Before = std::function<Status(Session&, ConversationId)>;
  Result<int> Compute(Session& session, int limit, const Before& before = {}) const;

 private:
  Status ComputeOne(Session& session, ConversationId id, const std::vector<Inbox>& inboxes) const;

  std::vector<SlaPolicy> policies_;
  BusinessHours hours_;
  std::int64_t stamp_;
};

// Computes all that is stale, in transactions of bounded length.
Status ComputeStaleClocks(Store& store, const SlaKeeper& keeper, const SlaKeeper::Before& before = {});

}  // namespace replywatch

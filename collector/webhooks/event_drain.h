// EventDrain: reads what has arrived for one inbox by webhook and stores what it tells. An event is read as often as it takes: an
// interruption anywhere loses nothing, and since events mean the same in any order, one that has to wait holds up no other.
// One thread at a time.
#pragma once

#include <functional>
#include <optional>

#include "collector/connectors/connector.h"
#include "collector/ingest.h"
#include "collector/schedule.h"
#include "shared/base/clock.h"
#include "shared/store/store.h"

namespace replywatch {

class EventDrain {
 public:
  // All outlive this.
  EventDrain(Store& store, const Ingest& ingest, const Clock& clock, Connector& connector)
      : store_(store), ingest_(ingest), clock_(clock), connector_(connector) {}

  // Reads until nothing is due, what `budget` allows is used up, or the platform refuses: then that error is `trouble`, and
  // everything not read waits. `between` runs after each step. An error is the store's, or that of `between`.
  struct Report {
    std::int64_t events = 0;
    std::int64_t set_aside = 0;
    std::optional<Error> trouble;
  };
  Result<Report> Round(const IngestInbox& inbox, RateBudget& budget, const std::function<Status()>& between,
                       const CancelToken& cancel);

  // When to come back for what waits, on the steady clock; absent: when something arrives.
  std::optional<Duration> due() const { return due_; }

 private:
  Result<std::vector<WaitingEvent>> Due(InboxId inbox) const;
  Status StoreReadings(const IngestInbox& inbox, const std::vector<WaitingEvent>& events, EventReadings readings, Report& report);
  Status Postpone(const IngestInbox& inbox, const std::vector<WaitingEvent>& events, const Error& error);
  Status PlanNext(InboxId inbox, Timestamp not_before);

  Store& store_;
  const Ingest& ingest_;
  const Clock& clock_;
  Connector& connector_;
  int at_once_ = kMostAtOnce;
  std::optional<Duration> due_;

  static constexpr int kMostAtOnce = 50;
};

}  // namespace replywatch

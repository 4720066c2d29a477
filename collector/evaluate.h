// Evaluator: after every change of the store, and when a stored instant comes, computes what follows from it: due instants,
// resolution clocks. Does nothing while nothing changed. One thread.
#pragma once

#include "shared/actions/sla_keeper.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

class Evaluator {
 public:
  Evaluator(Store& store, const Settings& settings);

  // Once, before the first Look: what was computed under other targets or hours is computed again.
  Status Start();
  // Cheap when there is nothing to do; may be called many times a second.
  Status Look(Timestamp now);
  // Whether anything changed or not.
  Status Pass(Timestamp now);

 private:
  Store& store_;
  SlaKeeper keeper_;
  std::int64_t counter_ = -1;
};

}  // namespace replywatch

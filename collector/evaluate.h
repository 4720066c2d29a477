// Evaluator: after every change of the store, and when a stored instant comes, computes what follows from it: flags of runs, due
// instants, resolution clocks, alerts, the weekly review. Does nothing while nothing is due. One thread.
#pragma once

#include <filesystem>
#include <optional>

#include "collector/alerting/alert_pass.h"
#include "collector/review/weekly_delivery.h"
#include "shared/actions/sla_keeper.h"
#include "shared/base/clock.h"
#include "shared/detect/classifier.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

class Evaluator {
 public:
  // All references must outlive it. kConfiguration when the alerts' texts cannot be read from `data`.
  static Result<std::unique_ptr<Evaluator>> Make(Store& store, const Settings& settings, const Clock& clock,
                                                 const Classifier& classifier, const std::filesystem::path& data);

  // Once, before the first Look: what was computed under other targets or hours is computed again.
  Status Start();
  // Cheap when there is nothing to do; may be called many times a second. Returns whether notifications were queued.
  Result<bool> Look();
  // Whether anything changed or not.
  Result<AlertPassReport> Pass();

 private:
  Evaluator(Store& store, const Settings& settings, const Clock& clock, const Classifier& classifier, AlertWriter writer);
  // Judges runs of messages together on the way: their flags decide which target holds.
  Status ComputeClocks();
  Result<std::vector<SelfFinding>> CheckOurselves();

  Store& store_;
  const Settings& settings_;
  const Clock& clock_;
  const Classifier& classifier_;
  SlaKeeper keeper_;
  AlertPass alerts_;
  WeeklyDelivery review_;
  std::int64_t counter_ = -1;
  std::optional<Timestamp> next_due_;
  Duration self_check_due_;
};

// Free bytes on the disk that holds `database` ("sqlite:PATH"); nullopt when it cannot be told.
std::optional<std::int64_t> FreeBytesFor(const std::string& database);

}  // namespace replywatch

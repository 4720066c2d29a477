#include "collector/evaluate.h"

namespace replywatch {

Evaluator::Evaluator(Store& store, const Settings& settings) : store_(store), keeper_(settings.targets, MakeBusinessHours(settings.shop)) {}

Status Evaluator::Start() {
  return store_.Write([&](Session& session) { return keeper_.Begin(session); });
}

Status Evaluator::Look(Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::int64_t counter, store_.ChangeCounter());
  if (counter == counter_) return {};
  counter_ = counter;
  return Pass(now);
}

Status Evaluator::Pass(Timestamp) { return ComputeStaleClocks(store_, keeper_); }

}  // namespace replywatch

#include "dashboard/action_runner.h"

#include "dashboard/run_action.h"
#include "dashboard/spawn.h"

namespace replywatch {

ActionRunner::ActionRunner(std::string config, const Clock& clock, std::function<void()> on_result)
    : config_(config), opener_(std::move(config)), clock_(clock), on_result_(std::move(on_result)), thread_([this] { Loop(); }) {}

ActionRunner::~ActionRunner() {
  {
    const std::scoped_lock hold(mutex_);
    stops_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void ActionRunner::Post(AgentId agent, Action action) {
  {
    const std::scoped_lock hold(mutex_);
    jobs_.push_back({agent, std::move(action)});
  }
  wake_.notify_all();
}

std::vector<ActionResult> ActionRunner::TakeResults() {
  const std::scoped_lock hold(mutex_);
  return std::exchange(results_, {});
}

void ActionRunner::Loop() {
  for (;;) {
    Job job;
    {
      std::unique_lock hold(mutex_);
      wake_.wait(hold, [&] { return stops_ || !jobs_.empty(); });
      if (jobs_.empty()) return;
      job = std::move(jobs_.front());
      jobs_.pop_front();
    }
    ActionResult result = Do(job);
    {
      const std::scoped_lock hold(mutex_);
      results_.push_back(std::move(result));
    }
    on_result_();
  }
}

ActionResult ActionRunner::Do(const Job& job) {
  ActionResult result;
  result.action = job.action;
  if (std::holds_alternative<StartCollectorAction>(job.action)) {
    result.status = StartCollector(config_);
    return result;
  }
  if (const auto* link = std::get_if<OpenLinkAction>(&job.action)) {
    result.status = OpenLink(link->url);
    return result;
  }
  if (const auto* call = std::get_if<CallAction>(&job.action)) {
    result.status = NoteCall(config_, *call);
    return result;
  }
  BackendTrouble trouble;
  Backend* backend = opener_.Open(trouble);
  if (backend == nullptr) {
    result.status = MakeError(trouble.kind, trouble.text);
    return result;
  }
  result = RunAction(*backend, {job.agent, clock_.Now()}, job.action);
  const bool may_be_stale = !result.status.ok() && (result.status.error().kind == ErrorKind::kDatabaseDamaged ||
                                                    result.status.error().kind == ErrorKind::kDatabaseNewer);
  if (may_be_stale) opener_.Close();
  return result;
}

}  // namespace replywatch

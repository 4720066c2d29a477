// ActionRunner: a thread that does what the screen asks, in order, one write transaction an action; also opens
// links, starts the collector and has it note calls. Results wait until the screen fetches them. Post and TakeResults may be
// called from any thread. The destructor first finishes what was posted.
#pragma once

#include <condition_variable>
#include <deque>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dashboard/backend.h"
#include "dashboard/ui/action.h"
#include "shared/base/clock.h"

namespace replywatch {

class ActionRunner {
 public:
  // `on_result` runs on the runner's thread. `clock` outlives this.
  ActionRunner(std::string config, const Clock& clock, std::function<void()> on_result);
  ~ActionRunner();
  ActionRunner(const ActionRunner&) = delete;
  ActionRunner& operator=(const ActionRunner&) = delete;

  void Post(AgentId agent, Action action);
  std::vector<ActionResult> TakeResults();

 private:
  struct Job {
    AgentId agent;
    Action action;
  };
  void Loop();
  ActionResult Do(const Job& job);

  std::string config_;
  BackendOpener opener_;
  const Clock& clock_;
  std::function<void()> on_result_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<Job> jobs_;
  std::vector<ActionResult> results_;
  bool stops_ = false;
  std::thread thread_;
};

}  // namespace replywatch

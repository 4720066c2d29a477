// ConnectRunner: a thread that has the collector's `connect` list platforms and try accounts, one after the other, apart from
// what staff do: a try may take a minute. Post and TakeReports may be called from any thread. The destructor ends what runs.
#pragma once

#include <condition_variable>
#include <deque>
#include <filesystem>
#include <functional>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "dashboard/run_to_end.h"
#include "dashboard/view_models/connect.h"

namespace replywatch {

struct ConnectPatience {
  std::chrono::milliseconds list{20'000};
  std::chrono::milliseconds trial{180'000};  // some platforms are asked several things, and each may take its time
  // Once it writes, nothing ends it, and the database may keep it waiting for 10 s (the store's busy timeout).
  std::chrono::milliseconds writing{15'000};
};

class ConnectRunner {
 public:
  // `collector`: its program; empty: not installed. `config` as given on the command line; may be empty. `on_report` runs on
  // the runner's thread.
  ConnectRunner(std::filesystem::path collector, std::string config, std::function<void()> on_report,
                ConnectPatience patience = {});
  ~ConnectRunner();
  ConnectRunner(const ConnectRunner&) = delete;
  ConnectRunner& operator=(const ConnectRunner&) = delete;

  // A kStop ends what runs and drops what waits; each still has its report.
  void Post(ConnectOrder order);
  std::vector<ConnectReport> TakeReports();

 private:
  void Loop();
  ConnectReport Do(const ConnectOrder& order) const;
  std::vector<std::string> WordsFor(const ConnectOrder& order) const;

  std::filesystem::path collector_;
  std::string config_;
  std::function<void()> on_report_;
  ConnectPatience patience_;
  StopSignal stop_;
  std::mutex mutex_;
  std::condition_variable wake_;
  std::deque<ConnectOrder> orders_;
  std::vector<ConnectReport> reports_;
  bool ends_ = false;
  std::thread thread_;
};

}  // namespace replywatch

// SnapshotLoader: a thread that keeps the newest Snapshot ready: it loads when the store changed, when the screen
// asks for something else, and now and then for what only time changes. Latest() may be called from any thread and
// never waits for the store.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>

#include "dashboard/load_snapshot.h"
#include "shared/base/clock.h"

namespace replywatch {

class SnapshotLoader {
 public:
  // `on_new` runs on the loader's thread after every new snapshot. `clock` outlives this.
  SnapshotLoader(std::string config, const Clock& clock, std::function<void()> on_new);
  ~SnapshotLoader();
  SnapshotLoader(const SnapshotLoader&) = delete;
  SnapshotLoader& operator=(const SnapshotLoader&) = delete;

  // What the screen wants to see from now on.
  void Ask(const LoadRequest& request);
  std::shared_ptr<const Snapshot> Latest() const;

 private:
  void Loop();
  // Sleeps until something may be new; false to stop.
  bool Wait(Duration at_most);
  void Refresh();
  bool IsStale(Backend& backend, const LoadRequest& request);
  void Publish(Snapshot snapshot);
  void PublishTrouble(const BackendTrouble& trouble);

  BackendOpener opener_;
  const Clock& clock_;
  std::function<void()> on_new_;

  mutable std::mutex mutex_;
  std::condition_variable wake_;
  LoadRequest wanted_;
  bool is_asked_ = false;
  bool stops_ = false;
  std::shared_ptr<const Snapshot> latest_;

  // Of the loader's thread.
  LoadRequest loaded_;
  std::int64_t counter_ = -1;
  bool was_running_ = false;
  Duration loaded_at_;
  std::int64_t generation_ = 0;
  std::thread thread_;
};

}  // namespace replywatch

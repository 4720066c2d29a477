// ProgressBar: one line on a terminal while a backfill runs; silent elsewhere. Thread-safe.
#pragma once

#include <mutex>

#include "collector/inbox_worker.h"

namespace replywatch {

class ProgressBar {
 public:
  explicit ProgressBar(bool on_terminal) : on_terminal_(on_terminal) {}
  ~ProgressBar();
  ProgressBar(const ProgressBar&) = delete;
  ProgressBar& operator=(const ProgressBar&) = delete;

  // Valid as long as this.
  ProgressReport Report();

 private:
  bool on_terminal_;
  bool drawn_ = false;
  std::mutex mutex_;
};

}  // namespace replywatch

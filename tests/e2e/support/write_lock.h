// The database's write lock as tests use it: holding it, so that nobody else can commit, and seeing which process holds it.
#pragma once

#include <sys/types.h>

#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>

#include "shared/store/store.h"

namespace replywatch::testing {

// Keeps the write lock while it lives.
class WriteBlocker {
 public:
  explicit WriteBlocker(Store& store);
  ~WriteBlocker();
  WriteBlocker(const WriteBlocker&) = delete;
  WriteBlocker& operator=(const WriteBlocker&) = delete;
  WriteBlocker(WriteBlocker&&) = delete;
  WriteBlocker& operator=(WriteBlocker&&) = delete;

 private:
  std::mutex mutex_;
  std::condition_variable changed_;
  bool holds_ = false;
  bool released_ = false;
  bool failed_ = false;
  std::thread thread_;
};

// Tells which other process is inside a writing transaction. Must outlive every Store this process has open on the file: closing
// its descriptor would drop their locks.
class WriteLockProbe {
 public:
  // `database`: the file, which is open somewhere.
  explicit WriteLockProbe(const std::filesystem::path& database);
  ~WriteLockProbe();
  WriteLockProbe(const WriteLockProbe&) = delete;
  WriteLockProbe& operator=(const WriteLockProbe&) = delete;
  WriteLockProbe(WriteLockProbe&&) = delete;
  WriteLockProbe& operator=(WriteLockProbe&&) = delete;

  // 0: none, or this one.
  pid_t Holder() const;

 private:
  int fd_ = -1;
};

// Stops a process where it stands and waits until it has; false when it ended instead.
bool Freeze(pid_t pid);

}  // namespace replywatch::testing

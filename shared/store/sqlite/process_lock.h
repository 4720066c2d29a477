// ProcessLock: one collector per database, by a lock on "<database>.collector" that the
// system releases when the process ends, however it ends.
#pragma once

#include <filesystem>
#include <memory>

#include "shared/base/result.h"

namespace replywatch::sqlite {

class ProcessLock {
 public:
  // kDatabaseBusy naming the process that holds it.
  static Result<std::unique_ptr<ProcessLock>> Take(const std::filesystem::path& database);
  static bool IsHeld(const std::filesystem::path& database);
  ~ProcessLock();
  ProcessLock(const ProcessLock&) = delete;
  ProcessLock& operator=(const ProcessLock&) = delete;
  ProcessLock(ProcessLock&&) = delete;
  ProcessLock& operator=(ProcessLock&&) = delete;

 private:
  explicit ProcessLock(int fd) : fd_(fd) {}
  int fd_;
};

}  // namespace replywatch::sqlite

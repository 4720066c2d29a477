// A disk that fails on demand: SQLite's default file system with a counter in front of every
// write, sync and truncation. When the counter runs out, that operation and all later ones fail
// until the disk is mended, as when a process is killed or a disk is full. One per process.
#pragma once

#include <cstdint>

namespace replywatch {

class FaultDisk {
 public:
  // Installs itself as SQLite's default file system; removed on destruction.
  FaultDisk();
  ~FaultDisk();
  FaultDisk(const FaultDisk&) = delete;
  FaultDisk& operator=(const FaultDisk&) = delete;

  // The operation after `operations` more fails, as do all that follow.
  void FailAfter(std::int64_t operations);
  void Mend();
  bool failed() const;
  std::int64_t operations() const;  // since the last FailAfter or Mend
};

}  // namespace replywatch

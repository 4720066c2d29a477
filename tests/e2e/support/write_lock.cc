#include "tests/e2e/support/write_lock.h"

#include <fcntl.h>
#include <gtest/gtest.h>
#include <signal.h>
#include <unistd.h>

#include <fstream>
#include <stdexcept>
#include <string>

namespace replywatch::testing {
namespace {

// WAL_WRITE_LOCK in the shared-memory file (SQLite's "WAL-mode file format", 2.3.1: the eight locks begin at byte 120).
constexpr off_t kWriteLockByte = 120;

}  // namespace

WriteBlocker::WriteBlocker(Store& store) {
  thread_ = std::thread([this, &store] {
    const Status done = store.Write([this](Session&) -> Status {
      std::unique_lock lock(mutex_);
      holds_ = true;
      changed_.notify_all();
      changed_.wait(lock, [this] { return released_; });
      return {};
    });
    const std::scoped_lock lock(mutex_);
    holds_ = true;  // or never will
    failed_ = !done.ok();
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  changed_.wait(lock, [this] { return holds_; });
  if (failed_) ADD_FAILURE() << "the write lock could not be had";
}

WriteBlocker::~WriteBlocker() {
  {
    const std::scoped_lock lock(mutex_);
    released_ = true;
  }
  changed_.notify_all();
  thread_.join();
}

WriteLockProbe::WriteLockProbe(const std::filesystem::path& database)
    : fd_(::open((database.string() + "-shm").c_str(), O_RDWR | O_CLOEXEC)) {
  if (fd_ < 0) throw std::runtime_error("no shared memory beside " + database.string());
}

WriteLockProbe::~WriteLockProbe() { ::close(fd_); }

pid_t WriteLockProbe::Holder() const {
  struct flock lock {};
  lock.l_type = F_WRLCK;
  lock.l_whence = SEEK_SET;
  lock.l_start = kWriteLockByte;
  lock.l_len = 1;
  if (::fcntl(fd_, F_GETLK, &lock) != 0 || lock.l_type == F_UNLCK) return 0;
  return lock.l_pid;
}

bool Freeze(pid_t pid) {
  if (::kill(pid, SIGSTOP) != 0) return false;
  for (;;) {
    std::ifstream stat("/proc/" + std::to_string(pid) + "/stat");
    std::string text;
    if (!std::getline(stat, text)) return false;
    // The state follows the name, which stands in parentheses.
    const char state = text.at(text.rfind(')') + 2);
    if (state == 'T') return true;
    if (state == 'Z' || state == 'X') return false;
  }
}

}  // namespace replywatch::testing

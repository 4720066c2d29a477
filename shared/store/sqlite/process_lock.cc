#include "shared/store/sqlite/process_lock.h"

#include <fcntl.h>
#include <sys/file.h>
#include <unistd.h>

#include <array>
#include <cstring>

namespace replywatch::sqlite {
namespace {

std::string LockPath(const std::filesystem::path& database) { return database.string() + ".collector"; }

std::string HolderOf(int fd) {
  std::array<char, 24> pid{};
  const ssize_t n = ::pread(fd, pid.data(), pid.size() - 1, 0);
  return n > 0 ? std::string(pid.data(), strcspn(pid.data(), "\n")) : "unknown";
}

}  // namespace

Result<std::unique_ptr<ProcessLock>> ProcessLock::Take(const std::filesystem::path& database) {
  const int fd = ::open(LockPath(database).c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0600);
  if (fd < 0)
    return MakeError(ErrorKind::kPermission,
                     LockPath(database) + ": " + std::strerror(errno) + "; check the folder and its rights");
  std::unique_ptr<ProcessLock> lock(new ProcessLock(fd));
  if (::flock(fd, LOCK_EX | LOCK_NB) != 0) {
    return MakeError(ErrorKind::kDatabaseBusy, "another collector (process " + HolderOf(fd) + ") works on " + database.string() +
                                                   "; stop it first, or use another database");
  }
  const std::string pid = std::to_string(::getpid()) + "\n";
  if (::ftruncate(fd, 0) != 0 || ::pwrite(fd, pid.data(), pid.size(), 0) != static_cast<ssize_t>(pid.size())) {
    return MakeError(ErrorKind::kDiskFull, LockPath(database) + ": " + std::strerror(errno) + "; free some space");
  }
  return lock;
}

bool ProcessLock::IsHeld(const std::filesystem::path& database) {
  const int fd = ::open(LockPath(database).c_str(), O_RDWR | O_CLOEXEC);
  if (fd < 0) return false;
  const bool held = ::flock(fd, LOCK_SH | LOCK_NB) != 0;
  ::close(fd);
  return held;
}

ProcessLock::~ProcessLock() { ::close(fd_); }

}  // namespace replywatch::sqlite

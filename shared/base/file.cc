#include "shared/base/file.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdlib>
#include <cstring>

#ifndef RW_SOURCE_DATA_DIR
#error "the build defines RW_SOURCE_DATA_DIR"
#endif

namespace replywatch {
namespace {

Error FromErrno(const std::filesystem::path& path, int code) {
  const std::string what = path.string() + ": " + std::strerror(code);
  switch (code) {
    case ENOENT: return MakeError(ErrorKind::kNotFound, path.string() + ": no such file");
    case EACCES:
    case EPERM: return MakeError(ErrorKind::kPermission, what + "; give yourself access to it");
    case ENOSPC:
    case EDQUOT:
    case EROFS: return MakeError(ErrorKind::kDiskFull, what + "; free some space or choose another folder");
    default: return MakeError(ErrorKind::kBackOff, what);
  }
}

class FileDescriptor {
 public:
  explicit FileDescriptor(int fd) : fd_(fd) {}
  ~FileDescriptor() {
    if (fd_ >= 0) ::close(fd_);
  }
  FileDescriptor(const FileDescriptor&) = delete;
  FileDescriptor& operator=(const FileDescriptor&) = delete;
  int get() const { return fd_; }

 private:
  int fd_;
};

Status WriteAll(int fd, const std::filesystem::path& path, std::string_view content) {
  while (!content.empty()) {
    const ssize_t n = ::write(fd, content.data(), content.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FromErrno(path, errno);
    content.remove_prefix(static_cast<std::size_t>(n));
  }
  if (::fsync(fd) != 0) return FromErrno(path, errno);
  return {};
}

}  // namespace

Result<std::string> ReadFile(const std::filesystem::path& path, std::size_t max_bytes) {
  const FileDescriptor file(
      ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK));  // a pipe nobody writes to would keep us waiting
  if (file.get() < 0) return FromErrno(path, errno);
  struct stat facts {};
  if (::fstat(file.get(), &facts) == 0 && !S_ISREG(facts.st_mode))
    return MakeError(ErrorKind::kPermission, path.string() + ": is no file; name a file");
  std::string content;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = ::read(file.get(), buffer.data(), buffer.size());
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) return FromErrno(path, errno);
    if (n == 0) return content;
    content.append(buffer.data(), static_cast<std::size_t>(n));
    if (content.size() > max_bytes) {
      return MakeError(ErrorKind::kTooLarge, path.string() + ": larger than " + std::to_string(max_bytes) + " bytes");
    }
  }
}

Status WriteFileAtomically(const std::filesystem::path& path, std::string_view content) {
  std::string name = path.string() + ".XXXXXX";
  {
    const FileDescriptor file(::mkostemp(name.data(), O_CLOEXEC));  // mode 0600
    if (file.get() < 0) return FromErrno(path, errno);
    if (Status written = WriteAll(file.get(), path, content); !written.ok()) {
      ::unlink(name.c_str());
      return written;
    }
  }
  if (::rename(name.c_str(), path.c_str()) != 0) {
    const int code = errno;
    ::unlink(name.c_str());
    return FromErrno(path, code);
  }
  return {};
}

bool IsReadableByOwnerOnly(const std::filesystem::path& path) {
  struct stat info {};
  return ::stat(path.c_str(), &info) == 0 && (info.st_mode & 077) == 0;
}

Result<std::filesystem::path> FindDataFolder() {
  std::error_code ignored;
  if (const char* named = std::getenv("REPLYWATCH_DATA"); named != nullptr && *named != '\0') {
    if (std::filesystem::is_directory(named, ignored)) return std::filesystem::path(named);
    return MakeError(ErrorKind::kConfiguration, std::string("REPLYWATCH_DATA names no folder: ") + named);
  }
  const std::filesystem::path program = std::filesystem::read_symlink("/proc/self/exe", ignored);
  const std::filesystem::path source = RW_SOURCE_DATA_DIR;
  const auto in_tree = std::filesystem::relative(program, source.parent_path(), ignored);
  if (!in_tree.empty() && *in_tree.begin() != ".." && std::filesystem::is_directory(source, ignored)) return source;
  const std::filesystem::path installed = program.parent_path().parent_path() / "share" / "replywatch";
  if (std::filesystem::is_directory(installed, ignored)) return installed;
  if (std::filesystem::is_directory(source, ignored)) return source;
  return MakeError(ErrorKind::kConfiguration, "the program's data is missing (looked in " + installed.string() +
                                                  "); install ReplyWatch again or set REPLYWATCH_DATA");
}

}  // namespace replywatch

#include "shared/base/mapped_file.h"

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <cerrno>
#include <cstring>
#include <utility>

namespace replywatch {
namespace {

Error FromErrno(const std::filesystem::path& path, int code) {
  const ErrorKind kind = code == ENOENT ? ErrorKind::kNotFound : code == EACCES ? ErrorKind::kPermission : ErrorKind::kBackOff;
  return MakeError(kind, path.string() + ": " + std::strerror(code));
}

}  // namespace

MappedFile::~MappedFile() {
  if (data_ != nullptr) ::munmap(const_cast<char*>(data_), size_);
}

MappedFile::MappedFile(MappedFile&& other) noexcept
    : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}

MappedFile& MappedFile::operator=(MappedFile&& other) noexcept {
  std::swap(data_, other.data_);
  std::swap(size_, other.size_);
  return *this;
}

void MappedFile::Release() const {
  if (data_ != nullptr) ::madvise(const_cast<char*>(data_), size_, MADV_DONTNEED);
}

Result<MappedFile> MappedFile::Open(const std::filesystem::path& path, std::size_t most) {
  const int fd = ::open(path.c_str(), O_RDONLY | O_CLOEXEC);
  if (fd < 0) return FromErrno(path, errno);
  struct stat facts {};
  const bool is_file = ::fstat(fd, &facts) == 0 && S_ISREG(facts.st_mode);
  const auto size = static_cast<std::size_t>(facts.st_size);
  if (!is_file || size > most) {
    ::close(fd);
    if (!is_file) return MakeError(ErrorKind::kPermission, path.string() + ": is no file");
    return MakeError(ErrorKind::kTooLarge, path.string() + ": is larger than " + std::to_string(most) + " bytes");
  }
  MappedFile file;
  if (size > 0) {
    void* data = ::mmap(nullptr, size, PROT_READ, MAP_PRIVATE, fd, 0);
    if (data == MAP_FAILED) {
      const int code = errno;
      ::close(fd);
      return FromErrno(path, code);
    }
    file.data_ = static_cast<const char*>(data);
    file.size_ = size;
  }
  ::close(fd);
  return file;
}

}  // namespace replywatch

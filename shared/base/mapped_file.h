// MappedFile: the bytes of a file, mapped for reading, as long as this lives. Move only; any thread may read.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string_view>

#include "shared/base/result.h"

namespace replywatch {

class MappedFile {
 public:
  MappedFile() = default;
  ~MappedFile();
  MappedFile(MappedFile&& other) noexcept;
  MappedFile& operator=(MappedFile&& other) noexcept;
  MappedFile(const MappedFile&) = delete;
  MappedFile& operator=(const MappedFile&) = delete;

  // kNotFound, kPermission, kTooLarge (more than `most` bytes), kBackOff for an error of the system. An empty file has no bytes.
  static Result<MappedFile> Open(const std::filesystem::path& path, std::size_t most);

  std::string_view bytes() const { return {data_, size_}; }
  // Gives back the memory of what was read so far; it is read again where it is needed.
  void Release() const;

 private:
  const char* data_ = nullptr;
  std::size_t size_ = 0;
};

}  // namespace replywatch

#include "shared/detect/compiled_words.h"

#include <zlib.h>

#include "shared/base/mapped_file.h"

namespace replywatch {

std::uint32_t Crc32(std::string_view bytes, std::uint32_t before) {
  return static_cast<std::uint32_t>(crc32_z(before, reinterpret_cast<const unsigned char*>(bytes.data()), bytes.size()));
}

Result<std::uint32_t> Crc32OfFile(const std::filesystem::path& file, std::size_t most, std::uint32_t before) {
  RW_ASSIGN_OR_RETURN(const MappedFile mapped, MappedFile::Open(file, most));
  return Crc32(mapped.bytes(), before);
}

}  // namespace replywatch

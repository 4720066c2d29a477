// CompiledWords: what the word files of a language become, so that starting needs no parsing. `train` puts them into the model
// file; there they are used where they lie, as long as the files they were made of are still the same. A changed file, or one of
// a language that the model does not know, is read as it stands.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace replywatch {

struct CompiledWords {
  std::uint32_t source_crc = 0;  // CRC-32 of the files' bytes
  std::string_view bytes;        // begins at a multiple of eight
};

// By name: "ro/words", "ro/classes".
using CompiledWordsByName = std::map<std::string, CompiledWords, std::less<>>;

// CRC-32 as zlib computes it; `before`: of the bytes in front of these.
std::uint32_t Crc32(std::string_view bytes, std::uint32_t before = 0);
// Of a file of at most `most` bytes; errors as MappedFile::Open.
Result<std::uint32_t> Crc32OfFile(const std::filesystem::path& file, std::size_t most, std::uint32_t before = 0);

}  // namespace replywatch

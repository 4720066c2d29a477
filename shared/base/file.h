// Small files: whole reads with a bound, atomic owner-only writes, and the folder of
// the program's data. Errors name the path and what to do. Any thread.
#pragma once

#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace replywatch {

// kNotFound, kPermission, kTooLarge (more than `max_bytes`), or kBackOff for a read error.
Result<std::string> ReadFile(const std::filesystem::path& path, std::size_t max_bytes);

// Mode 0600. Written beside the target, flushed to disk, renamed over it: a reader sees the old or the
// new content, never a part. kDiskFull, kPermission or kBackOff; the old file then stands.
Status WriteFileAtomically(const std::filesystem::path& path, std::string_view content);

// True when nobody but the owner can read or write it (mode & 077 == 0).
bool IsReadableByOwnerOnly(const std::filesystem::path& path);

// The folder with languages/, model/ …: $REPLYWATCH_DATA, else `config/` of the source tree the program
// was built from, if the program still runs from that tree, else the installed one. kConfiguration when none exists.
Result<std::filesystem::path> FindDataFolder();

}  // namespace replywatch

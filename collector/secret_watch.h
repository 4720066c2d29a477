// SecretWatch: notices that the file of a secret was written anew, or that its rights changed, so that whoever mended it need not
// restart anything. Not for several threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <tuple>
#include <vector>

#include "shared/settings/settings.h"

namespace replywatch {

class SecretWatch {
 public:
  // Of all secrets that stand in files.
  explicit SecretWatch(const Settings& settings);

  // True once after anything about one of the files has changed: content, owner, rights, there or not.
  bool HasChanged();

 private:
  // Device, number, size, when it was last changed in any way (ns); all 0 where there is no file.
  using Stamp = std::tuple<std::uint64_t, std::uint64_t, std::int64_t, std::int64_t>;
  std::vector<Stamp> Look() const;

  std::vector<std::filesystem::path> files_;
  std::vector<Stamp> seen_;
};

}  // namespace replywatch

// Causes: why people complain, as keys that stay the same for good (config/causes.json). Their words stand with the languages
// (LanguagePack::causes).
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "shared/base/result.h"

namespace replywatch {

using CauseList = std::vector<std::string>;  // in the order of the menu

// kConfiguration with file and line when the file is missing or wrong: a key is lower-case letters, digits and '_', at most 40,
// once.
Result<CauseList> LoadCauses(const std::filesystem::path& data_folder);

}  // namespace replywatch

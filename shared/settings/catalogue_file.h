// Catalogue files: languages/<tag>/interface.json (the screen) and review.json (the weekly review) of the data folder. JSON lives
// in the .cc file. Any thread.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/rules/catalogue.h"

namespace replywatch {

// An object of key -> text, or key -> {plural form: text}. kConfiguration says what is wrong.
Result<Phrases> ParsePhrases(std::string_view json, const std::string& name);

// The catalogue of a language, with English behind it. kNotFound for a language without the file.
Result<Catalogue> LoadCatalogue(const std::filesystem::path& data_folder, const std::string& language,
                                const std::string& file = "interface.json");

}  // namespace replywatch

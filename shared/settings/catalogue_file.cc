#include "shared/settings/catalogue_file.h"

#include <nlohmann/json.hpp>

#include "shared/base/file.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxFileBytes = 1U << 20U;

Error Wrong(const std::string& name, const std::string& text) { return MakeError(ErrorKind::kConfiguration, name + ": " + text); }

Result<Phrases> LoadPhrases(const std::filesystem::path& data_folder, const std::string& language, const std::string& name) {
  const std::filesystem::path file = data_folder / "languages" / language / name;
  RW_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kMaxFileBytes));
  return ParsePhrases(text, file.string());
}

}  // namespace

Result<Phrases> ParsePhrases(std::string_view json, const std::string& name) {
  const auto parsed = nlohmann::json::parse(json, nullptr, false, true);
  if (!parsed.is_object()) return Wrong(name, "expected an object of texts");
  Phrases phrases;
  for (const auto& [key, value] : parsed.items()) {
    Phrase& phrase = phrases[key];
    if (value.is_string()) {
      phrase.text = value.get<std::string>();
      continue;
    }
    if (!value.is_object()) return Wrong(name, key + ": expected a text or an object of plural forms");
    for (const auto& [form, text] : value.items()) {
      if (!text.is_string()) return Wrong(name, key + "/" + form + ": expected a text");
      phrase.forms[form] = text.get<std::string>();
    }
  }
  return phrases;
}

Result<Catalogue> LoadCatalogue(const std::filesystem::path& data_folder, const std::string& language, const std::string& file) {
  RW_ASSIGN_OR_RETURN(Phrases english, LoadPhrases(data_folder, "en", file));
  if (language == "en") return Catalogue("en", english, {});
  RW_ASSIGN_OR_RETURN(Phrases own, LoadPhrases(data_folder, language, file));
  return Catalogue(language, std::move(own), std::move(english));
}

}  // namespace replywatch

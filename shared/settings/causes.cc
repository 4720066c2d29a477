#include "shared/settings/causes.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/settings/json_lines.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxFileBytes = 64U << 10U;
constexpr std::size_t kMaxKeyBytes = 40;

bool IsKey(const std::string& key) {
  const auto fits = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_'; };
  return !key.empty() && key.size() <= kMaxKeyBytes && std::all_of(key.begin(), key.end(), fits);
}

Error Mistake(const std::filesystem::path& file, int line, const std::string& expected) {
  return MakeError(ErrorKind::kConfiguration, file.string() + ":" + std::to_string(line) + ": expected " + expected);
}

}  // namespace

Result<CauseList> LoadCauses(const std::filesystem::path& data_folder) {
  const std::filesystem::path file = data_folder / "causes.json";
  RW_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kMaxFileBytes));
  const nlohmann::json json = nlohmann::json::parse(text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  const JsonLines lines(text);
  const bool has_list = json.is_object() && json.contains("causes") && json["causes"].is_array();
  if (!has_list) return Mistake(file, lines.LineOf("/causes"), R"({"causes": ["late_delivery", …]})");
  CauseList causes;
  for (std::size_t i = 0; i < json["causes"].size(); ++i) {
    const auto& entry = json["causes"][i];
    const int line = lines.LineOf("/causes/" + std::to_string(i));
    const std::string key = entry.is_string() ? entry.get<std::string>() : std::string();
    if (!IsKey(key)) return Mistake(file, line, "a key of lower-case letters, digits and '_'");
    if (std::find(causes.begin(), causes.end(), key) != causes.end())
      return Mistake(file, line, "every key once, \"" + key + "\" stands twice");
    causes.push_back(key);
  }
  return causes;
}

}  // namespace replywatch

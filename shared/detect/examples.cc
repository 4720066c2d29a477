#include "shared/detect/examples.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <optional>

#include "shared/base/file.h"

namespace replywatch {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxFileBytes = 64U << 20U;
constexpr std::array<std::string_view, 4> kKinds{"comment", "private", "review", "email"};

std::string TextAt(const json& object, const char* key) {
  const auto it = object.find(key);
  return it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

// What is wrong with the labels, if anything.
std::optional<std::string> ReadLabels(const json& object, Example& out) {
  const auto labels = object.find("labels");
  if (labels == object.end() || !labels->is_array()) return "\"labels\" must be a list";
  std::size_t next = 0;
  for (const json& label : *labels) {
    const auto name = label.is_string() ? std::find(kExampleLabelNames.begin() + static_cast<std::ptrdiff_t>(next),
                                                    kExampleLabelNames.end(), label.get<std::string>())
                                        : kExampleLabelNames.end();
    if (name == kExampleLabelNames.end())
      return "\"labels\" must be some of problem, question, praise, threat, urgent, in this order";
    next = static_cast<std::size_t>(name - kExampleLabelNames.begin());
    out.labels.at(next++) = true;
  }
  return std::nullopt;
}

std::optional<std::string> ReadExample(std::string_view line, Example& out) {
  const json object = json::parse(line, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object()) return "expected one JSON object a line";
  if (object.size() != 4) return "expected the four fields writer, kind, text, labels";
  out.writer = TextAt(object, "writer");
  out.kind = TextAt(object, "kind");
  out.text = TextAt(object, "text");
  if (out.writer.empty()) return "\"writer\" is missing";
  if (std::find(kKinds.begin(), kKinds.end(), out.kind) == kKinds.end())
    return "\"kind\" must be comment, private, review or email";
  if (out.text.find_first_not_of(" \t\r\n") == std::string::npos) return "\"text\" is missing";
  return ReadLabels(object, out);
}

}  // namespace

Result<std::vector<Example>> LoadExamples(const std::filesystem::path& file) {
  RW_ASSIGN_OR_RETURN(const std::string content, ReadFile(file, kMaxFileBytes));
  std::vector<Example> examples;
  std::size_t number = 0;
  for (std::size_t begin = 0; begin < content.size();) {
    const std::size_t end = std::min(content.find('\n', begin), content.size());
    const std::string_view line = std::string_view(content).substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.find_first_not_of(" \t\r") == std::string_view::npos) continue;
    if (const auto mistake = ReadExample(line, examples.emplace_back())) {
      return MakeError(ErrorKind::kConfiguration, file.string() + ":" + std::to_string(number) + ": " + *mistake);
    }
  }
  return examples;
}

Result<std::set<std::string>> LoadWriters(const std::filesystem::path& file) {
  RW_ASSIGN_OR_RETURN(const std::string content, ReadFile(file, kMaxFileBytes));
  const json list = json::parse(content, nullptr, /*allow_exceptions=*/false);
  std::set<std::string> ids;
  const auto is_entry = [](const json& entry) {
    return entry.is_object() && !TextAt(entry, "id").empty() && !TextAt(entry, "who").empty();
  };
  if (!list.is_array() || !std::all_of(list.begin(), list.end(), is_entry)) {
    return MakeError(ErrorKind::kConfiguration, file.string() + ": expected a list of {\"id\": …, \"who\": …}");
  }
  for (const json& entry : list) {
    if (!ids.insert(TextAt(entry, "id")).second)
      return MakeError(ErrorKind::kConfiguration, file.string() + ": \"" + TextAt(entry, "id") + "\" stands twice");
  }
  return ids;
}

}  // namespace replywatch

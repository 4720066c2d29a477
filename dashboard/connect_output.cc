#include "dashboard/connect_output.h"

#include <nlohmann/json.hpp>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostPlatforms = 200;
constexpr std::size_t kMostEntries = 40;  // steps, questions, warnings
constexpr std::size_t kNameBytes = 200;
constexpr std::size_t kTextBytes = 2000;
constexpr const char* kUnreadable =
    "replywatch-collector gave no answer that can be read; install the dashboard and it anew, together";

std::string TextOf(const Json& object, const char* key, std::size_t most) {
  const auto found = object.find(key);
  return found == object.end() || !found->is_string() ? std::string() : CleanLine(found->get_ref<const std::string&>(), most);
}

bool IsTrue(const Json& object, const char* key) {
  const auto found = object.find(key);
  return found != object.end() && found->is_boolean() && found->get<bool>();
}

// The elements of a list, at most `most`; none where there is no list.
std::vector<Json> ListOf(const Json& object, const char* key) {
  std::vector<Json> list;
  const auto found = object.find(key);
  if (found == object.end() || !found->is_array()) return list;
  for (const Json& element : *found) {
    if (list.size() < kMostEntries) list.push_back(element);
  }
  return list;
}

std::vector<std::string> TextsOf(const Json& object, const char* key) {
  std::vector<std::string> texts;
  for (const Json& element : ListOf(object, key)) {
    if (element.is_string()) texts.push_back(CleanLine(element.get_ref<const std::string&>(), kTextBytes));
  }
  return texts;
}

// Without a platform's name where it has none: nothing could be connected.
ConnectPlatform PlatformOf(const Json& json) {
  ConnectPlatform platform;
  if (!json.is_object()) return platform;
  platform.platform = TextOf(json, "platform", kNameBytes);
  platform.display_name = TextOf(json, "display_name", kNameBytes);
  if (platform.display_name.empty()) platform.display_name = platform.platform;
  platform.is_written_here = IsTrue(json, "written_here");
  platform.steps = TextsOf(json, "steps");
  for (const Json& element : ListOf(json, "questions")) {
    if (!element.is_object()) continue;
    ConnectQuestionText question;
    question.key = TextOf(element, "key", kNameBytes);
    question.what = TextOf(element, "what", kTextBytes);
    question.example = TextOf(element, "example", kNameBytes);
    question.is_secret = IsTrue(element, "secret");
    question.is_required = IsTrue(element, "required");
    if (!question.key.empty()) platform.questions.push_back(std::move(question));
  }
  return platform;
}

}  // namespace

Result<std::vector<ConnectPlatform>> ReadConnectPlatforms(std::string_view json) {
  const Json list = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  std::vector<ConnectPlatform> platforms;
  if (list.is_array()) {
    for (const Json& element : list) {
      ConnectPlatform platform = PlatformOf(element);
      if (!platform.platform.empty() && platforms.size() < kMostPlatforms) platforms.push_back(std::move(platform));
    }
  }
  if (platforms.empty()) return MakeError(ErrorKind::kInternal, kUnreadable);
  return platforms;
}

std::variant<ConnectFailure, Connected> ReadConnectOutcome(std::string_view json, bool is_done) {
  const Json outcome = Json::parse(json, nullptr, /*allow_exceptions=*/false);
  if (is_done && outcome.is_object() && outcome.contains("inbox")) {
    return Connected{TextOf(outcome, "inbox", kNameBytes), TextOf(outcome, "account", kNameBytes), TextsOf(outcome, "warnings"),
                     IsTrue(outcome, "collector_told")};
  }
  const auto error = outcome.is_object() ? outcome.find("error") : outcome.end();
  if (is_done || !outcome.is_object() || error == outcome.end() || !error->is_object())
    return ConnectFailure{ErrorKind::kInternal, kUnreadable, {}, true};
  const auto kind = ErrorKindFromName(TextOf(*error, "class", kNameBytes));
  return ConnectFailure{kind.value_or(ErrorKind::kInternal), TextOf(*error, "text", kTextBytes),
                        TextOf(*error, "answer", kNameBytes), false};
}

}  // namespace replywatch

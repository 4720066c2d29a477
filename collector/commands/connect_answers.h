// What a person is asked who connects an inbox, and what they answered: at a terminal, or as one JSON object on the standard
// input, for forms. One thread.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "collector/connectors/connector.h"
#include "shared/base/result.h"
#include "shared/base/secret.h"
#include "shared/rules/catalogue.h"

namespace replywatch {

// What was answered; empty ones are left out.
struct Answers {
  std::string name;
  std::map<std::string, std::string> plain;  // "base_url" among them
  std::map<std::string, Secret> secrets;
};

// The steps and questions in a language: languages/<tag>/connect.json of the data folder, by "<platform>.<key>" and
// "<platform>.step_<n>" from 1. What is missing there, and every other language, speaks the connector's English.
class ConnectWords {
 public:
  explicit ConnectWords(const std::string& language);
  std::string Question(const PlatformInfo& platform, const ConnectQuestion& question) const;
  std::vector<std::string> Steps(const PlatformInfo& platform) const;

 private:
  std::string Find(std::string_view platform, std::string_view key, std::string_view english) const;
  Phrases phrases_;
};

bool IsSecret(const PlatformInfo& platform, std::string_view key);
bool IsRequired(const PlatformInfo& platform, std::string_view key);

// Every question of a platform, or with `only_secrets` those that renew the access of an inbox.
std::vector<ConnectQuestion> QuestionsOf(const PlatformInfo& platform, bool only_secrets);

// Both: kInvalidArgument for what is no answer; nothing has been written then. AskAll: kCancelled at the end of the input.
// `name` as chosen already; empty: the answers say, else the platform's own. With `only_secrets` an empty answer leaves what is.
Result<Answers> AskAll(const PlatformInfo& platform, const ConnectWords& words, const std::string& name, bool only_secrets);
Result<Answers> ReadAnswers(const PlatformInfo& platform, const std::string& name, bool only_secrets);

// One line each, or as JSON with all that a form needs.
void ListPlatforms(const ConnectWords& words, bool json);

}  // namespace replywatch

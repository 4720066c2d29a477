#include "collector/commands/connect_answers.h"

#include <termios.h>
#include <unistd.h>

#include <algorithm>
#include <iostream>
#include <nlohmann/json.hpp>

#include "collector/connectors/registry.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxAnswerBytes = 8192;
constexpr std::size_t kMaxAnswersBytes = 1 << 20;
constexpr std::size_t kMaxWordsBytes = 1 << 20;

bool Contains(const std::vector<std::string_view>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}

// A language's tag names a folder and nothing else.
bool IsTag(const std::string& language) {
  return !language.empty() && language.size() < 36 && std::all_of(language.begin(), language.end(), [](unsigned char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-';
  });
}

// The terminal shows nothing of what is typed while this lives.
class QuietTerminal {
 public:
  explicit QuietTerminal(bool is_quiet)
      : is_quiet_(is_quiet && ::isatty(STDIN_FILENO) != 0 && ::tcgetattr(STDIN_FILENO, &before_) == 0) {
    if (!is_quiet_) return;
    termios quiet = before_;
    quiet.c_lflag &= ~static_cast<tcflag_t>(ECHO | ISIG);  // ended in between, the terminal would stay mute
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &quiet);
  }
  ~QuietTerminal() {
    if (!is_quiet_) return;
    ::tcsetattr(STDIN_FILENO, TCSAFLUSH, &before_);
    std::cout << "\n";
  }
  QuietTerminal(const QuietTerminal&) = delete;
  QuietTerminal& operator=(const QuietTerminal&) = delete;

 private:
  termios before_{};
  bool is_quiet_;
};

std::string Trimmed(const std::string& text) {
  const std::size_t first = text.find_first_not_of(" \t\r\n");
  return first == std::string::npos ? std::string() : text.substr(first, text.find_last_not_of(" \t\r\n") - first + 1);
}

// kCancelled at the end of the input.
Result<std::string> Ask(const std::string& what, bool is_secret) {
  std::cout << what << ": " << std::flush;
  std::string line;
  const QuietTerminal quiet(is_secret);
  constexpr char kControlC = 3;
  if (!std::getline(std::cin, line) || line.find(kControlC) != std::string::npos)
    return MakeError(ErrorKind::kCancelled, "stopped; nothing was written");
  if (line.size() > kMaxAnswerBytes || !IsValidUtf8(line))
    return MakeError(ErrorKind::kInvalidArgument, "that answer is too long or not UTF-8; nothing was written");
  return Trimmed(line);
}

void Take(const PlatformInfo& platform, std::string_view key, const std::string& value, Answers& answers) {
  if (value.empty()) return;
  if (IsSecret(platform, key)) {
    answers.secrets[std::string(key)] = Secret(value);
  } else {
    answers.plain[std::string(key)] = value;
  }
}

Json QuestionAsJson(const PlatformInfo& platform, const ConnectQuestion& question, const ConnectWords& words) {
  Json json{{"key", std::string(question.key)},
            {"what", words.Question(platform, question)},
            {"secret", IsSecret(platform, question.key)},
            {"required", IsRequired(platform, question.key)}};
  if (question.key == "base_url") json["example"] = std::string(platform.address_example);
  return json;
}

// Not more than `at_most` bytes of the standard input.
std::string ReadInput(std::size_t at_most) {
  std::string text(at_most, '\0');
  std::cin.read(text.data(), static_cast<std::streamsize>(text.size()));
  text.resize(static_cast<std::size_t>(std::cin.gcount()));
  return text;
}

}  // namespace

ConnectWords::ConnectWords(const std::string& language) {
  const auto data = FindDataFolder();
  if (!data.ok() || !IsTag(language)) return;
  const auto text = ReadFile(*data / "languages" / language / "connect.json", kMaxWordsBytes);
  if (!text.ok()) return;
  if (auto phrases = ParsePhrases(*text, "connect.json"); phrases.ok()) phrases_ = std::move(phrases).value();
}

std::string ConnectWords::Find(std::string_view platform, std::string_view key, std::string_view english) const {
  const auto found = phrases_.find(std::string(platform) + "." + std::string(key));
  return found == phrases_.end() || found->second.text.empty() ? std::string(english) : found->second.text;
}

std::string ConnectWords::Question(const PlatformInfo& platform, const ConnectQuestion& question) const {
  return Find(platform.name, question.key, question.what);
}

std::vector<std::string> ConnectWords::Steps(const PlatformInfo& platform) const {
  std::vector<std::string> steps;
  for (const std::string_view step : platform.connect_steps)
    steps.push_back(Find(platform.name, "step_" + std::to_string(steps.size() + 1), step));
  return steps;
}

bool IsSecret(const PlatformInfo& platform, std::string_view key) {
  return Contains(platform.required_secrets, key) || Contains(platform.optional_secrets, key);
}

bool IsRequired(const PlatformInfo& platform, std::string_view key) {
  if (key == "base_url") return !platform.address_example.empty();
  return Contains(platform.required_options, key) || Contains(platform.required_secrets, key);
}

std::vector<ConnectQuestion> QuestionsOf(const PlatformInfo& platform, bool only_secrets) {
  std::vector<ConnectQuestion> questions = platform.connect_questions;
  if (only_secrets) std::erase_if(questions, [&](const ConnectQuestion& q) { return !IsSecret(platform, q.key); });
  return questions;
}

Result<Answers> AskAll(const PlatformInfo& platform, const ConnectWords& words, const std::string& name, bool only_secrets) {
  std::cout << platform.display_name << "\n\n";
  int number = 0;
  for (const std::string& step : words.Steps(platform)) std::cout << "  " << ++number << ". " << step << "\n";
  std::cout << (only_secrets ? "\nWhat is left empty stays as it is.\n" : "\n");
  Answers answers;
  for (const ConnectQuestion& question : QuestionsOf(platform, only_secrets)) {
    for (;;) {
      RW_ASSIGN_OR_RETURN(const std::string value, Ask(words.Question(platform, question), IsSecret(platform, question.key)));
      Take(platform, question.key, value, answers);
      if (!value.empty() || only_secrets || !IsRequired(platform, question.key)) break;
      std::cout << "This one is needed.\n";
    }
  }
  answers.name = name;
  if (answers.name.empty()) {
    const std::string usual(platform.display_name);
    RW_ASSIGN_OR_RETURN(answers.name, Ask("What shall the inbox be called here (empty: " + usual + ")", false));
    if (answers.name.empty()) answers.name = usual;
  }
  return answers;
}

Result<Answers> ReadAnswers(const PlatformInfo& platform, const std::string& name, bool only_secrets) {
  const std::string text = ReadInput(kMaxAnswersBytes);
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    return MakeError(ErrorKind::kInvalidArgument,
                     "expected one JSON object with the answers on the standard input; nothing was written");
  const std::vector<ConnectQuestion> questions = QuestionsOf(platform, only_secrets);
  Answers answers;
  answers.name = name;
  for (const auto& item : json.items()) {
    const std::string& key = item.key();
    const Json& value = item.value();
    if (!value.is_string())
      return MakeError(ErrorKind::kInvalidArgument, "\"" + CleanLine(key, 60) + "\" is no text; nothing was written");
    const std::string answer = Trimmed(value.get<std::string>());
    const bool is_known = (key == "name" && !only_secrets) ||
                          std::any_of(questions.begin(), questions.end(), [&](const ConnectQuestion& q) { return q.key == key; });
    if (!is_known)
      return MakeError(ErrorKind::kInvalidArgument, "\"" + CleanLine(key, 60) + "\" is not asked for here; nothing was written");
    if (answer.size() > kMaxAnswerBytes)
      return MakeError(ErrorKind::kInvalidArgument, "\"" + CleanLine(key, 60) + "\" is too long; nothing was written");
    if (key == "name") {
      if (answers.name.empty()) answers.name = answer;
    } else {
      Take(platform, key, answer, answers);
    }
  }
  if (answers.name.empty()) answers.name = std::string(platform.display_name);
  return answers;
}

void ListPlatforms(const ConnectWords& words, bool json) {
  Json list = Json::array();
  for (const PlatformInfo& platform : Platforms()) {
    Json questions = Json::array();
    for (const ConnectQuestion& question : platform.connect_questions)
      questions.push_back(QuestionAsJson(platform, question, words));
    list.push_back({{"platform", std::string(platform.name)},
                    {"display_name", std::string(platform.display_name)},
                    {"written_here", platform.written_here},
                    {"steps", words.Steps(platform)},
                    {"questions", questions}});
    if (!json)
      std::cout << "  " << platform.name << std::string(platform.name.size() < 14 ? 14 - platform.name.size() : 1, ' ')
                << platform.display_name << "\n";
  }
  if (json) std::cout << list.dump() << "\n";
}

}  // namespace replywatch

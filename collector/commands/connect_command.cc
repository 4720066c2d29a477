// connect: adds an inbox: says what to do at the platform, asks, tries the account, and only then writes the settings and the
// files of the secrets.
#include <sys/stat.h>
#include <termios.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>

#include "collector/commands/command.h"
#include "collector/connectors/registry.h"
#include "collector/connectors/settings_check.h"
#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/settings/add_inbox.h"

namespace replywatch {
namespace {

using Json = nlohmann::ordered_json;

constexpr std::size_t kMaxSettingsBytes = 4 << 20;
constexpr std::size_t kMaxAnswerBytes = 8192;

struct ConnectOptions {
  std::string platform;
  std::string name;
  bool json = false;
};

bool Contains(const std::vector<std::string_view>& keys, std::string_view key) {
  return std::find(keys.begin(), keys.end(), key) != keys.end();
}
bool IsSecret(const PlatformInfo& platform, std::string_view key) {
  return Contains(platform.required_secrets, key) || Contains(platform.optional_secrets, key);
}
bool IsRequired(const PlatformInfo& platform, std::string_view key) {
  if (key == "base_url") return !platform.address_example.empty();
  return Contains(platform.required_options, key) || Contains(platform.required_secrets, key);
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

// What was answered; empty ones are left out.
struct Answers {
  std::string name;
  std::map<std::string, std::string> plain;  // "base_url" among them
  std::map<std::string, Secret> secrets;
};

void Take(const PlatformInfo& platform, std::string_view key, const std::string& value, Answers& answers) {
  if (value.empty()) return;
  if (IsSecret(platform, key)) {
    answers.secrets[std::string(key)] = Secret(value);
  } else {
    answers.plain[std::string(key)] = value;
  }
}

Result<Answers> AskAll(const PlatformInfo& platform, const std::string& name) {
  std::cout << platform.display_name << "\n\n";
  int number = 0;
  for (const std::string_view step : platform.connect_steps) std::cout << "  " << ++number << ". " << step << "\n";
  std::cout << "\n";
  Answers answers;
  for (const ConnectQuestion& question : platform.connect_questions) {
    for (;;) {
      RW_ASSIGN_OR_RETURN(const std::string value, Ask(std::string(question.what), IsSecret(platform, question.key)));
      Take(platform, question.key, value, answers);
      if (!value.empty() || !IsRequired(platform, question.key)) break;
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

// One object on the standard input: "name" and the keys of the questions.
Result<Answers> ReadAnswers(const PlatformInfo& platform, const std::string& name) {
  const std::string text((std::istreambuf_iterator<char>(std::cin)), {});
  const Json json = Json::parse(text, nullptr, false);
  if (!json.is_object())
    return MakeError(ErrorKind::kInvalidArgument,
                     "expected one JSON object with the answers on the standard input; nothing was written");
  Answers answers;
  answers.name = name;
  for (const auto& item : json.items()) {
    const std::string& key = item.key();
    const Json& value = item.value();
    if (!value.is_string())
      return MakeError(ErrorKind::kInvalidArgument, "\"" + CleanLine(key, 60) + "\" is no text; nothing was written");
    const std::string answer = Trimmed(value.get<std::string>());
    const bool is_known = key == "name" || std::any_of(platform.connect_questions.begin(), platform.connect_questions.end(),
                                                       [&](const ConnectQuestion& q) { return q.key == key; });
    if (!is_known)
      return MakeError(ErrorKind::kInvalidArgument, "\"" + CleanLine(key, 60) + "\" is not asked for here; nothing was written");
    if (key == "name") {
      if (answers.name.empty()) answers.name = answer;
    } else {
      Take(platform, key, answer, answers);
    }
  }
  if (answers.name.empty()) answers.name = std::string(platform.display_name);
  return answers;
}

// "Shop page" -> "shop-page"; what is not Latin goes.
std::string FileNameFor(const std::string& name) {
  std::string out;
  for (const char c : name) {
    const bool is_letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
    const bool is_capital = c >= 'A' && c <= 'Z';
    if (is_letter) out += c;
    if (is_capital) out += static_cast<char>(c + 32);
    if (!is_letter && !is_capital && !out.empty() && out.back() != '-') out += '-';
  }
  while (!out.empty() && out.back() == '-') out.pop_back();
  return out.empty() ? "inbox" : out;
}

struct Target {
  std::filesystem::path file;
  std::string text;
  Settings settings;
};

std::string SystemZone() {
  const auto zone = ReadFile("/etc/timezone", 200);
  return zone.ok() && !Trimmed(*zone).empty() ? Trimmed(*zone) : "UTC";
}

// What a shop begins with that has no settings yet; everything else has a default.
std::string FirstSettings() {
  return "{\n  \"database\": \"sqlite:data/replywatch.db\",\n  // Name, opening hours and a responsible person: "
         "config/replywatch.json shows what else "
         "there is.\n  \"shop\": { \"name\": \"My shop\", \"time_zone\": " +
         Json(SystemZone()).dump() + ", \"languages\": [\"en\"] },\n  \"inboxes\": []\n}\n";
}

Result<Target> BeginSettings(const std::filesystem::path& file) {
  Target target;
  target.file = file;
  target.text = FirstSettings();
  LoadedSettings loaded = ParseSettings(target.text, file);
  if (!loaded.mistakes.empty()) return MakeError(ErrorKind::kInternal, file.string() + ": " + loaded.mistakes.front().text);
  target.settings = std::move(loaded.settings);
  return target;
}

// Where settings go that nobody has written yet; empty when there are some.
std::filesystem::path PlaceForFirstSettings(const CommandContext& context) {
  std::error_code failed;
  if (!context.config.empty()) return std::filesystem::exists(context.config, failed) ? "" : context.config;
  if (FindSettingsFile("").ok()) return {};
  const char* home = std::getenv("HOME");
  return home == nullptr ? std::filesystem::path() : std::filesystem::path(home) / ".config/replywatch/replywatch.json";
}

Result<Target> OpenTarget(const CommandContext& context, const std::string& name) {
  if (const std::filesystem::path first = PlaceForFirstSettings(context); !first.empty())
    return BeginSettings(std::filesystem::absolute(first));
  Target target;
  RW_ASSIGN_OR_RETURN(target.file, FindSettingsFile(context.config));
  std::error_code failed;
  const std::filesystem::path real = std::filesystem::canonical(target.file, failed);  // the file, not a link to it
  if (!failed) target.file = real;
  RW_ASSIGN_OR_RETURN(target.settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(target.text, ReadFile(target.file, kMaxSettingsBytes));
  for (const InboxSettings& inbox : target.settings.inboxes) {
    if (inbox.name == name)
      return MakeError(ErrorKind::kInvalidArgument,
                       "there is an inbox \"" + CleanLine(name, 100) + "\" already; choose another name with --name");
  }
  return target;
}

Result<AccountCheck> TryAccount(const PlatformInfo& platform, const Settings& settings, const Answers& answers,
                                const Clock& clock) {
  HttpClientOptions http_options;
  http_options.ca_file = settings.ca_file;
  http_options.user_agent = "ReplyWatch/0.1";
  const std::unique_ptr<HttpClient> http = MakeCpprestHttpClient(std::move(http_options));
  const std::unique_ptr<StateKeeper> state = MakeFileStateKeeper(StateFolder(settings.database), answers.name);
  ConnectorContext context;
  context.http = http.get();
  context.state = state.get();
  context.ca_file = settings.ca_file;
  context.inbox.name = answers.name;
  context.inbox.platform = std::string(platform.name);
  for (const auto& [key, value] : answers.plain) {
    if (key == "base_url") {
      context.inbox.base_url = value;
    } else {
      context.inbox.options[key] = value;
    }
  }
  while (context.inbox.base_url.ends_with('/')) context.inbox.base_url.pop_back();
  context.inbox.secrets = answers.secrets;
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Connector> connector, platform.make(std::move(context)));
  return connector->Check(clock.Now(), CancelToken());
}

// The settings with the inbox in them, proven to be whole, and the files they name.
struct Draft {
  std::string settings;
  std::map<std::filesystem::path, Secret> secrets;
};

Result<Draft> MakeDraft(const PlatformInfo& platform, const Target& target, const Answers& answers) {
  Draft draft;
  Json inbox{{"name", answers.name}, {"platform", std::string(platform.name)}};
  for (const auto& [key, value] : answers.plain) inbox[key] = value;
  const std::filesystem::path folder = target.file.parent_path() / "secrets";
  for (const auto& [key, secret] : answers.secrets) {
    const std::string stem = FileNameFor(answers.name) + "." + key;
    std::string file = stem;
    std::error_code failed;
    for (int n = 2; std::filesystem::exists(folder / file, failed); ++n) file = stem + "-" + std::to_string(n);
    draft.secrets.emplace(folder / file, secret);
    inbox[key] = {{"file", "secrets/" + file}};
  }
  RW_ASSIGN_OR_RETURN(draft.settings, AddInbox(target.text, inbox.dump()));
  LoadedSettings loaded = ParseSettings(draft.settings, target.file);
  AddPlatformMistakes(loaded);
  if (loaded.mistakes.empty()) return draft;
  return MakeError(ErrorKind::kInvalidArgument, loaded.mistakes.front().text + "; nothing was written");
}

// For whoever owns the settings, also when somebody else (root) runs this.
void GiveTo(const struct ::stat& owner, const std::filesystem::path& file) {
  if (::geteuid() == 0 && ::chown(file.c_str(), owner.st_uid, owner.st_gid) != 0)
    std::cerr << file.string() << ": could not be given to the owner of the settings; do so with chown\n";
}

Status Write(const Target& target, const Draft& draft) {
  std::error_code failed;
  std::filesystem::create_directories(target.file.parent_path(), failed);
  struct ::stat owner {};
  const bool is_there = ::stat(target.file.c_str(), &owner) == 0;
  if (!is_there && ::stat(target.file.parent_path().c_str(), &owner) != 0)
    return MakeError(ErrorKind::kPermission,
                     target.file.parent_path().string() + ": cannot be read; check the folder and its rights");
  Status done;
  for (const auto& [file, secret] : draft.secrets) {
    if (std::filesystem::create_directories(file.parent_path(), failed)) {
      std::filesystem::permissions(file.parent_path(), std::filesystem::perms::owner_all, failed);
      GiveTo(owner, file.parent_path());
    }
    if (done.ok()) done = WriteFileAtomically(file, secret.Reveal() + "\n");
    if (done.ok()) GiveTo(owner, file);
  }
  if (done.ok()) done = WriteFileAtomically(target.file, draft.settings);
  if (!done.ok()) {
    for (const auto& [file, secret] : draft.secrets) std::filesystem::remove(file, failed);
    return done;
  }
  GiveTo(owner, target.file);
  if (is_there) ::chmod(target.file.c_str(), owner.st_mode & 07777);
  return {};
}

// A collector that runs takes the new inbox up at once.
bool TellCollector(const Settings& settings) {
  const auto store = OpenExistingStore(settings);
  if (!store.ok() || !(*store)->IsCollectorRunning()) return false;
  std::int64_t pid = 0;
  const Status read = (*store)->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const CollectorBeat beat, session.inboxes().Beat());
    if (beat.running) pid = beat.pid;
    return {};
  });
  return read.ok() && pid > 1 && ::kill(static_cast<pid_t>(pid), SIGHUP) == 0;
}

void ListPlatforms(bool json) {
  Json list = Json::array();
  for (const PlatformInfo& platform : Platforms()) {
    Json questions = Json::array();
    for (const ConnectQuestion& question : platform.connect_questions) {
      questions.push_back({{"key", std::string(question.key)},
                           {"what", std::string(question.what)},
                           {"secret", IsSecret(platform, question.key)},
                           {"required", IsRequired(platform, question.key)}});
    }
    Json steps = Json::array();
    for (const std::string_view step : platform.connect_steps) steps.push_back(std::string(step));
    list.push_back({{"platform", std::string(platform.name)},
                    {"display_name", std::string(platform.display_name)},
                    {"written_here", platform.written_here},
                    {"steps", steps},
                    {"questions", questions}});
    if (!json)
      std::cout << "  " << platform.name << std::string(platform.name.size() < 14 ? 14 - platform.name.size() : 1, ' ')
                << platform.display_name << "\n";
  }
  if (json) std::cout << list.dump() << "\n";
}

Status RunConnect(const CommandContext& context, const ConnectOptions& options) {
  if (options.platform.empty()) {
    if (!options.json) std::cout << "Where do people write to you? `replywatch-collector connect PLATFORM` adds one of:\n";
    ListPlatforms(options.json);
    return {};
  }
  const PlatformInfo* platform = FindPlatform(options.platform);
  if (platform == nullptr)
    return MakeError(ErrorKind::kInvalidArgument, "there is no platform \"" + CleanLine(options.platform, 60) +
                                                      "\"; `replywatch-collector connect` lists them");
  RW_RETURN_IF_ERROR(OpenTarget(context, options.name).status());  // before anybody types a password
  RW_ASSIGN_OR_RETURN(const Answers answers,
                      options.json ? ReadAnswers(*platform, options.name) : AskAll(*platform, options.name));
  RW_ASSIGN_OR_RETURN(const Target target, OpenTarget(context, answers.name));
  RW_RETURN_IF_ERROR(MakeDraft(*platform, target, answers).status());
  if (!options.json) std::cout << "Trying it …\n";
  const auto account = TryAccount(*platform, target.settings, answers, context.clock);
  if (!account.ok()) {
    Error error = account.error();
    error.text += "; nothing was written, correct it and run connect again";
    return error;
  }
  // Somebody may have changed the settings while the account was tried.
  RW_ASSIGN_OR_RETURN(const Target now, OpenTarget(context, answers.name));
  RW_ASSIGN_OR_RETURN(const Draft fresh, MakeDraft(*platform, now, answers));
  RW_RETURN_IF_ERROR(Write(now, fresh));
  const bool is_told = TellCollector(target.settings);
  if (options.json) {
    std::cout << Json{{"inbox", answers.name},
                      {"account", account->account_name},
                      {"warnings", account->warnings},
                      {"collector_told", is_told}}
                     .dump()
              << "\n";
    return {};
  }
  std::cout << "It works, as " << account->account_name << ". The inbox \"" << answers.name << "\" stands in "
            << target.file.string() << ".\n";
  for (const std::string& warning : account->warnings) std::cout << "Warning: " << warning << "\n";
  std::cout << (is_told ? "The collector reads it from now on.\n" : "Start the collector to read it: replywatch-collector run\n");
  return {};
}

}  // namespace

void AddConnectCommand(CLI::App& app, CommandContext& context, int& exit_status) {
  auto options = std::make_shared<ConnectOptions>();
  auto* connect =
      app.add_subcommand("connect", "Add an inbox: says what to do at the platform, asks, tries it, writes the settings");
  connect->add_option("platform", options->platform, "Where people write; without it, those there are");
  connect->add_option("--name", options->name, "What the inbox is called here")->check(Utf8Text);
  connect->add_flag("--json", options->json, "Answers as one JSON object on the standard input; the result as JSON");
  connect->callback(
      [&context, &exit_status, options] { exit_status = RunCommand([&] { return RunConnect(context, *options); }); });
}

}  // namespace replywatch

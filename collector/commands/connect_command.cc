// connect: adds an inbox, or renews the access of one: says what to do at the platform, asks, tries the account, and only then
// writes the settings and the files of the secrets.
#include <CLI/CLI.hpp>
#include <csignal>
#include <iostream>
#include <nlohmann/json.hpp>

#include "collector/commands/command.h"
#include "collector/commands/connect_answers.h"
#include "collector/commands/connect_target.h"
#include "collector/commands/connect_trial.h"
#include "collector/connectors/registry.h"
#include "collector/http/url.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

using Json = nlohmann::ordered_json;

struct ConnectOptions {
  std::string platform;
  std::string name;
  std::string again;  // the inbox whose access is renewed; empty: a new one
  std::string language;
  bool json = false;
};

// From the first file on nobody ends the program before its last word: what is left to do is quickly done.
void IgnoreStopsToTheEnd() {
  for (const int stop : {SIGTERM, SIGINT, SIGHUP}) std::signal(stop, SIG_IGN);
}

enum class CollectorNews : std::uint8_t { kStands, kRuns, kWasTold };

// A collector that was told takes the new inbox up at once; one that could not be told, when it is started anew.
CollectorNews TellCollector(const Settings& settings) {
  const auto store = OpenExistingStore(settings);
  if (!store.ok() || !(*store)->IsCollectorRunning()) return CollectorNews::kStands;
  std::int64_t pid = 0;
  const Status read = (*store)->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const CollectorBeat beat, session.inboxes().Beat());
    if (beat.running) pid = beat.pid;
    return {};
  });
  const bool is_told = read.ok() && pid > 1 && ::kill(static_cast<pid_t>(pid), SIGHUP) == 0;
  return is_told ? CollectorNews::kWasTold : CollectorNews::kRuns;
}

Result<const PlatformInfo*> FindChosenPlatform(const ConnectOptions& options, const Settings& settings) {
  std::string name = options.platform;
  if (!options.again.empty()) {
    const InboxSettings* inbox = FindInboxSettings(settings, options.again);
    if (inbox == nullptr || (!name.empty() && name != inbox->platform))
      return MakeError(ErrorKind::kInvalidArgument, "there is no inbox \"" + CleanLine(options.again, 100) +
                                                        "\" of this kind in the settings; `replywatch-collector status` "
                                                        "lists those there are");
    name = inbox->platform;
  }
  const PlatformInfo* platform = FindPlatform(name);
  if (platform != nullptr) return platform;
  return MakeError(ErrorKind::kInvalidArgument,
                   "there is no platform \"" + CleanLine(name, 60) + "\"; `replywatch-collector connect` lists them");
}

Result<ConnectDraft> MakeDraft(const Attempt& attempt, const ConnectTarget& target) {
  if (!attempt.is_again) return DraftInbox(*attempt.platform, target, attempt.answers);
  const InboxSettings* inbox = FindInboxSettings(target.settings, attempt.answers.name);
  if (inbox != nullptr) return DraftSecrets(*inbox, attempt.answers);
  return MakeError(ErrorKind::kInvalidArgument, "the inbox has left the settings meanwhile; nothing was written");
}

std::string_view DescribeNews(CollectorNews news) {
  switch (news) {
    case CollectorNews::kWasTold: return "The collector reads it from now on.";
    case CollectorNews::kRuns: return "The collector runs, but could not be told: start it anew, and it is read.";
    case CollectorNews::kStands: break;
  }
  return "Start the collector to read it: replywatch-collector run";
}

void TellWhatWasDone(const Attempt& attempt, const ConnectTarget& target, const AccountCheck& account, CollectorNews news,
                     bool json) {
  if (json) {
    const Json done{{"inbox", attempt.answers.name},
                    {"account", account.account_name},
                    {"warnings", account.warnings},
                    {"collector_told", news == CollectorNews::kWasTold}};
    std::cout << done.dump(-1, ' ', false, Json::error_handler_t::replace) << "\n";
    return;
  }
  std::cout << "It works, as " << account.account_name << ". The inbox \"" << attempt.answers.name
            << (attempt.is_again ? "\" has its new access; it is named in " : "\" stands in ") << target.file.string() << ".\n";
  for (const std::string& warning : account.warnings) std::cout << "Warning: " << warning << "\n";
  std::cout << DescribeNews(news) << "\n";
}

Status RunConnect(const CommandContext& context, const ConnectOptions& options, Attempt& attempt) {
  RW_ASSIGN_OR_RETURN(const ConnectTarget before, OpenTarget(context));  // before anybody types a password
  attempt.settings = before.settings;
  attempt.is_again = !options.again.empty();
  RW_ASSIGN_OR_RETURN(attempt.platform, FindChosenPlatform(options, before.settings));
  attempt.answers.name = attempt.is_again ? options.again : options.name;
  if (!attempt.is_again && FindInboxSettings(before.settings, options.name) != nullptr)
    return DraftInbox(*attempt.platform, before, attempt.answers).status();
  const std::string& name = attempt.answers.name;
  RW_ASSIGN_OR_RETURN(attempt.answers, options.json
                                           ? ReadAnswers(*attempt.platform, name, attempt.is_again)
                                           : AskAll(*attempt.platform, ConnectWords(options.language), name, attempt.is_again));
  RW_RETURN_IF_ERROR(MakeDraft(attempt, before).status());
  if (!options.json) std::cout << "Trying it …\n" << std::flush;
  auto trial = TryAccount(attempt, context.clock);
  if (!trial.ok()) {
    Error error = trial.error();
    error.text += "; nothing was written, correct it and run connect again";
    return error;
  }
  IgnoreStopsToTheEnd();
  // Somebody may have changed the settings while the account was tried.
  RW_ASSIGN_OR_RETURN(const ConnectTarget now, OpenTarget(context));
  RW_ASSIGN_OR_RETURN(const ConnectDraft fresh, MakeDraft(attempt, now));
  RW_RETURN_IF_ERROR(WriteDraft(now, fresh));
  if (const Status kept = WriteState(now, name, trial->state); !kept.ok())
    trial->account.warnings.push_back("what the platform gave out could not be kept, so it may have to be connected again: " +
                                      kept.error().text);
  TellWhatWasDone(attempt, now, trial->account, TellCollector(now.settings), options.json);
  return {};
}

// The answer that the mistake is about; empty: none alone.
std::string WhichAnswer(const Attempt& attempt, ErrorKind kind) {
  if (attempt.platform == nullptr) return {};
  const Answers& answers = attempt.answers;
  const bool is_about_answers = kind == ErrorKind::kInvalidArgument || kind == ErrorKind::kConfiguration;
  if (is_about_answers && !attempt.is_again) {
    if (FindInboxSettings(attempt.settings, answers.name) != nullptr) return "name";
    for (const ConnectQuestion& question : attempt.platform->connect_questions) {
      const std::string key(question.key);
      if (IsRequired(*attempt.platform, key) && !answers.plain.contains(key) && !answers.secrets.contains(key)) return key;
    }
    if (const auto url = answers.plain.find("base_url"); url != answers.plain.end() && !ParseUrl(url->second)) return "base_url";
  }
  if (kind == ErrorKind::kReauthorize && answers.secrets.size() == 1) return answers.secrets.begin()->first;
  return {};
}

Status Connect(const CommandContext& context, const ConnectOptions& options) {
  if (options.platform.empty() && options.again.empty()) {
    if (!options.json) std::cout << "Where do people write to you? `replywatch-collector connect PLATFORM` adds one of:\n";
    ListPlatforms(ConnectWords(options.language), options.json);
    return {};
  }
  Attempt attempt;
  Status done = RunConnect(context, options, attempt);
  if (!done.ok() && options.json) {
    const Error& error = done.error();
    const Json failed{{"error",
                       {{"class", std::string(ErrorKindName(error.kind))},
                        {"text", error.text},
                        {"answer", WhichAnswer(attempt, error.kind)}}}};
    std::cout << failed.dump(-1, ' ', false, Json::error_handler_t::replace) << std::endl;
  }
  return done;
}

}  // namespace

void AddConnectCommand(CLI::App& app, CommandContext& context, int& exit_status) {
  auto options = std::make_shared<ConnectOptions>();
  auto* connect =
      app.add_subcommand("connect", "Add an inbox: says what to do at the platform, asks, tries it, writes the settings");
  connect->add_option("platform", options->platform, "Where people write; without it, those there are");
  connect->add_option("--name", options->name, "What the inbox is called here")->check(Utf8Text);
  connect->add_option("--again", options->again, "An inbox whose token or password is replaced; nothing else of it changes")
      ->check(Utf8Text);
  connect->add_option("--language", options->language, "Language of the steps and questions, where it has them: ro, pl, bg");
  connect->add_flag("--json", options->json, "Answers as one JSON object on the standard input; the result as JSON");
  connect->callback([&context, &exit_status, options] { exit_status = RunCommand([&] { return Connect(context, *options); }); });
}

}  // namespace replywatch

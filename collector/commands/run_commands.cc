// run, once, check: commands that talk to platforms.
#include <signal.h>
#include <unistd.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <atomic>
#include <iostream>
#include <mutex>
#include <thread>

#include "collector/alerting/alert_pass.h"
#include "collector/alerting/notification_sender.h"
#include "collector/commands/command.h"
#include "collector/commands/progress_bar.h"
#include "collector/connectors/registry.h"
#include "collector/daemon.h"
#include "collector/evaluate.h"
#include "collector/notifiers/notifier.h"
#include "collector/scenarios.h"
#include "shared/actions/new_key.h"
#include "shared/base/file.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

// Turns SIGTERM, SIGINT and SIGHUP into calls on a thread of its own, so that nothing happens inside a signal handler.
// Must be made before any other thread, which then inherit the blocked signals.
class SignalWatch {
 public:
  explicit SignalWatch(std::function<void(int)> on_signal) {
    sigset_t set = Signals();
    pthread_sigmask(SIG_BLOCK, &set, nullptr);
    thread_ = std::thread([set, on_signal = std::move(on_signal)] {
      for (int signal = 0; sigwait(&set, &signal) == 0;) {
        if (signal == SIGUSR1) return;
        on_signal(signal);
      }
    });
  }
  ~SignalWatch() {
    pthread_kill(thread_.native_handle(), SIGUSR1);
    thread_.join();
  }
  SignalWatch(const SignalWatch&) = delete;
  SignalWatch& operator=(const SignalWatch&) = delete;

 private:
  static sigset_t Signals() {
    sigset_t set;
    sigemptyset(&set);
    for (const int signal : {SIGTERM, SIGINT, SIGHUP, SIGUSR1}) sigaddset(&set, signal);
    return set;
  }
  std::thread thread_;
};

Status WriteBeat(Store& store, const Clock& clock, bool running) {
  return store.Write([&](Session& session) {
    return session.inboxes().SetBeat({running, clock.Now(), clock.Now(), ::getpid()});
  });
}

// Runs with one set of settings until stopped.
Status RunWith(Settings settings, const CancelToken& stop) {
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<CollectorParts> parts, MakeCollectorParts(std::move(settings)));
  ProgressBar progress(isatty(STDERR_FILENO) != 0);
  RW_ASSIGN_OR_RETURN(auto workers, MakeWorkers(*parts, progress.Report()));
  RW_RETURN_IF_ERROR(WriteBeat(*parts->store, parts->clock, true));
  Log(LogLevel::kInfo, "started", {{"inboxes", static_cast<std::int64_t>(workers.size())}});
  const Status ended = RunWorkers(*parts, workers, stop);
  RW_RETURN_IF_ERROR(WriteBeat(*parts->store, parts->clock, false));
  Log(LogLevel::kInfo, "stopped");
  return ended;
}

Status RunDaemon(const CommandContext& context) {
  std::mutex mutex;
  CancelToken current;
  std::atomic<bool> quit{false};
  const SignalWatch signals([&](int signal) {
    if (signal != SIGHUP) quit = true;
    const std::scoped_lock hold(mutex);
    current.Cancel();
  });
  RW_ASSIGN_OR_RETURN(Settings settings, LoadCheckedSettings(context));
  for (;;) {
    CancelToken stop;
    {
      const std::scoped_lock hold(mutex);
      current = stop;
    }
    if (quit) return {};
    RW_RETURN_IF_ERROR(RunWith(settings, stop));
    if (quit) return {};
    auto reread = LoadCheckedSettings(context);
    if (reread.ok()) {
      settings = std::move(reread).value();
      continue;
    }
    Log(LogLevel::kError, "settings_refused", {{"text", reread.error().text}, {"kept", "the settings as they were"}});
  }
}

// The worst health decides the exit status.
Status JudgeInboxes(Store& store) {
  Status worst;
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, session.inboxes().All());
    for (const Inbox& inbox : inboxes) {
      if (!inbox.active || !inbox.health.last_error) continue;
      const Error error = MakeError(inbox.health.last_error->kind,
                                    inbox.name + ": " + inbox.health.last_error->text + " (what was read before is kept)");
      if (worst.ok() || NeedsPerson(error.kind)) worst = error;
    }
    return {};
  }));
  return worst;
}

Status RunOnce(const CommandContext& context) {
  CancelToken stop;
  const SignalWatch signals([&](int) { stop.Cancel(); });
  RW_ASSIGN_OR_RETURN(Settings settings, LoadCheckedSettings(context));
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<CollectorParts> parts, MakeCollectorParts(std::move(settings)));
  ProgressBar progress(isatty(STDERR_FILENO) != 0);
  RW_ASSIGN_OR_RETURN(auto workers, MakeWorkers(*parts, progress.Report()));
  std::vector<std::thread> threads;
  std::vector<Status> results(workers.size());
  for (std::size_t i = 0; i < workers.size(); ++i) {
    threads.emplace_back([&, i] { results[i] = workers[i]->Full(stop); });
  }
  for (std::thread& thread : threads) thread.join();
  for (const Status& result : results) RW_RETURN_IF_ERROR(result);
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Evaluator> evaluator,
                      Evaluator::Make(*parts->store, parts->settings, parts->clock, *parts->classifier, parts->data));
  RW_RETURN_IF_ERROR(evaluator->Start());
  RW_RETURN_IF_ERROR(evaluator->Pass().status());
  NotificationSender sender(*parts->store, parts->settings, *parts->http);
  RW_RETURN_IF_ERROR(sender.Round(parts->clock, stop).status());
  return JudgeInboxes(*parts->store);
}

void PrintCheck(const std::string& inbox, const std::string& state, const std::string& text) {
  std::cout << "  " << inbox << std::string(inbox.size() < 20 ? 20 - inbox.size() : 1, ' ') << state
            << std::string(state.size() < 8 ? 8 - state.size() : 1, ' ') << text << "\n";
}

Status CheckOneInbox(HttpClient& http, const Settings& settings, const InboxSettings& named, const Clock& clock) {
  const std::unique_ptr<StateKeeper> state = MakeFileStateKeeper(StateFolder(settings.database), named.name);
  ConnectorContext context;
  context.http = &http;
  context.state = state.get();
  context.ca_file = settings.ca_file;
  context.inbox = {named.name, named.platform, named.base_url, named.options, {}};
  for (const auto& [key, ref] : named.secrets) {
    RW_ASSIGN_OR_RETURN(context.inbox.secrets[key], ReadSecret(ref));
  }
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<Connector> connector, FindPlatform(named.platform)->make(std::move(context)));
  RW_ASSIGN_OR_RETURN(const AccountCheck account, connector->Check(clock.Now(), CancelToken()));
  PrintCheck(named.name, "ok", "as " + account.account_name);
  for (const std::string& warning : account.warnings) PrintCheck("", "warning", warning);
  if (account.clock_skew && std::abs(account.clock_skew->ms) > 120'000) {
    PrintCheck("", "warning",
               "this computer's clock is off by " + FormatDuration({std::abs(account.clock_skew->ms)}) + "; set it");
  }
  return {};
}

// Whom a personal notifier is tried with: the responsible person.
std::string AddressToTry(const Settings& settings) {
  const std::string name = ResponsibleAgent(settings);
  const auto agent = std::find_if(settings.agents.begin(), settings.agents.end(), [&](const Agent& a) { return a.name == name; });
  return agent == settings.agents.end() ? std::string() : agent->email;
}

// Sends one notification by every way the settings name.
Status TryNotifiers(const Settings& settings, HttpClient& http, const Clock& clock) {
  Status worst;
  std::cout << "notifiers\n";
  if (settings.alerts.notify.empty())
    PrintCheck("", "warning", "\"alerts\" names no \"notify\": alerts are seen in the dashboard only");
  for (std::size_t i = 0; i < settings.alerts.notify.size(); ++i) {
    const NotifySettings& named = settings.alerts.notify[i];
    const std::string name = NotifierName(named, i + 1);
    Notification test;
    test.notifier = name;
    test.title = "ReplyWatch: this is a test";
    test.body =
        "Alerts of " + (settings.shop.name.empty() ? "the shop" : settings.shop.name) + " arrive here. Nothing has to be done.";
    test.created_at = clock.Now();
    test.dedup_key = "test-" + NewKey();
    const bool is_personal = named.kind == "email" && named.to.empty();
    const std::string address = is_personal ? AddressToTry(settings) : std::string();
    if (is_personal && address.empty()) {
      PrintCheck(name, "warning", "not tried: the responsible person has no e-mail address among the \"agents\"");
      continue;
    }
    auto notifier = MakeNotifier(named, {settings, http});
    const Status sent = notifier.ok() ? (*notifier)->Send(test, address, CancelToken()) : notifier.status();
    PrintCheck(
        name, sent.ok() ? "ok" : "FAILED",
        sent.ok() ? (address.empty() ? std::string("a test was sent") : "a test was sent to " + address) : sent.error().text);
    if (!sent.ok() && (worst.ok() || NeedsPerson(sent.error().kind))) worst = sent.error().Within(name);
  }
  return worst;
}

Status RunCheck(const CommandContext& context, bool tries_notifiers) {
  RW_ASSIGN_OR_RETURN(const Settings settings, LoadCheckedSettings(context));
  std::cout << "settings  ok  " << settings.file.string() << "\n";
  if (auto store = OpenStore(settings.database, OpenMode::kExisting); store.ok()) {
    RW_RETURN_IF_ERROR((*store)->CheckWhole());
    std::cout << "database  ok  " << settings.database << "\n";
  } else if (store.error().kind == ErrorKind::kNotFound) {
    std::cout << "database  not there yet; the collector makes it when it starts\n";
  } else if (store.error().kind == ErrorKind::kDatabaseOlder) {
    std::cout << "database  made by an older ReplyWatch; the collector keeps a backup and brings it up to date when it starts\n";
  } else {
    return store.error();
  }
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_RETURN_IF_ERROR(LoadClassifier(data).status());
  if (const std::string agent = ResponsibleAgent(settings); agent.empty()) {
    std::cout << "alerts    nobody among \"agents\" has the name or e-mail of \"responsible\": what nobody owns reaches no "
                 "person of its own\n";
  } else {
    std::cout << "alerts    ok  what nobody owns goes to " << agent << "\n";
  }
  for (const std::string& name : NamedButNoAgents(settings)) {
    std::cout << "alerts    warning  " << name
              << " is named for alerts but is none of the \"agents\": add them there, or nothing reaches them\n";
  }
  HttpClientOptions options;
  options.ca_file = settings.ca_file;
  options.user_agent = "ReplyWatch/0.1";
  const std::unique_ptr<HttpClient> http = MakeCpprestHttpClient(options);
  Status worst;
  std::cout << "inboxes\n";
  for (const InboxSettings& inbox : settings.inboxes) {
    const Status checked = CheckOneInbox(*http, settings, inbox, context.clock);
    if (checked.ok()) continue;
    PrintCheck(inbox.name, "FAILED", checked.error().text);
    if (worst.ok() || NeedsPerson(checked.error().kind)) worst = checked.error().Within(inbox.name);
  }
  const Status notified = tries_notifiers ? TryNotifiers(settings, *http, context.clock) : Status();
  return worst.ok() ? notified : worst;
}

Status RunScenarios(const std::string& folder) {
  RW_ASSIGN_OR_RETURN(const ScenarioReport report, PlayScenarios(folder));
  const auto count = [](std::size_t n, const std::string& what) { return std::to_string(n) + " " + what + (n == 1 ? "" : "s"); };
  for (const std::string& difference : report.differences) std::cout << difference << "\n";
  // One mistake is the error itself; of several each has its line before it.
  for (const std::string& mistake : report.malformed) {
    if (report.malformed.size() > 1) std::cout << mistake << "\n";
  }
  if (report.files > 0)
    std::cout << count(static_cast<std::size_t>(report.files), "scenario") << ", "
              << count(report.differences.size(), "difference") << "\n";
  if (report.malformed.size() == 1) return MakeError(ErrorKind::kInvalidArgument, report.malformed.front());
  if (!report.malformed.empty())
    return MakeError(ErrorKind::kInvalidArgument,
                     count(report.malformed.size(), "file") + " cannot be played: mend what is named above");
  if (report.differences.empty()) return {};
  return MakeError(ErrorKind::kCancelled, count(report.differences.size(), "difference") + " from what the scenarios expect");
}

}  // namespace

void AddRunCommands(CLI::App& app, CommandContext& context, int& exit_status) {
  app.add_subcommand("run", "The daemon: collects, delivers replies, until SIGTERM; SIGHUP reads the settings again")
      ->callback([&] { exit_status = RunCommand([&] { return RunDaemon(context); }); });
  app.add_subcommand("once", "One full cycle, then exit")->callback([&] {
    exit_status = RunCommand([&] { return RunOnce(context); });
  });
  auto scenarios = std::make_shared<std::string>();
  auto* check = app.add_subcommand("check", "Settings, database, and every inbox's token, permissions and clock");
  check->add_option("--scenarios", *scenarios,
                    "Instead: play the time-line files of this folder and tell where targets and clocks differ");
  auto tries_notifiers = std::make_shared<bool>(false);
  check->add_flag("--notify", *tries_notifiers, "Sends a test by every way the settings name for alerts, too");
  check->callback([&context, &exit_status, scenarios, tries_notifiers] {
    exit_status = RunCommand([&] { return scenarios->empty() ? RunCheck(context, *tries_notifiers) : RunScenarios(*scenarios); });
  });
}

}  // namespace replywatch

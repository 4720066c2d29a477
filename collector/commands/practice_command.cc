// practice: serves the practice platform on loopback.
#include <signal.h>

#include <CLI/CLI.hpp>
#include <algorithm>
#include <chrono>
#include <iostream>
#include <iterator>
#include <mutex>
#include <nlohmann/json.hpp>
#include <thread>

#include "collector/commands/command.h"
#include "collector/http/server.h"
#include "collector/practice/players.h"
#include "collector/practice/practice_server.h"
#include "shared/base/file.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr Duration kPast = Duration::Hours(12);
constexpr double kPastOpeningsPerHour = 3.5;
constexpr std::size_t kMaxStateBytes = 256 * 1024 * 1024;

struct PracticeCommandOptions {
  int port = 0;
  std::uint64_t seed = 1;
  double rate = 1;
  double clock = 1;
  std::string state;
  std::string platform = "";
  std::vector<std::string> faults;
  std::vector<std::string> quirks;
};

// What befalls a request, and how often.
struct RequestFault {
  PracticeFaultKind kind;
  int status;
  double share;
};

// What --fault NAME[:SHARE] asks for.
struct FaultShares {
  std::vector<RequestFault> requests;
  double duplicates = 0;
  double out_of_order = 0;
  double edits = 0;
  double removals = 0;
  bool ignores_key = false;
};

constexpr const char* kFaultNames =
    "401, 403, 404, 410, 422, 429, 500, 503, page, slow, truncated, lost, unreachable, duplicates, out_of_order, edits, "
    "removals, "
    "ignore_key";

struct NamedFault {
  std::string_view name;
  PracticeFaultKind kind;
  int status;
};
constexpr NamedFault kRequestFaults[] = {
    {"401", PracticeFaultKind::kUnauthorized, 0},        {"403", PracticeFaultKind::kForbidden, 0},
    {"404", PracticeFaultKind::kRefused, 404},           {"410", PracticeFaultKind::kRefused, 410},
    {"422", PracticeFaultKind::kRefused, 422},           {"429", PracticeFaultKind::kThrottled, 0},
    {"500", PracticeFaultKind::kServerError, 0},         {"503", PracticeFaultKind::kRefused, 503},
    {"page", PracticeFaultKind::kHtmlPage, 0},           {"slow", PracticeFaultKind::kSlow, 0},
    {"truncated", PracticeFaultKind::kTruncated, 0},     {"lost", PracticeFaultKind::kAnswerLost, 0},
    {"unreachable", PracticeFaultKind::kUnreachable, 0},
};

Result<FaultShares> ReadFaults(const std::vector<std::string>& texts) {
  FaultShares faults;
  for (const std::string& text : texts) {
    const std::size_t colon = text.find(':');
    const std::string name = text.substr(0, colon);
    double share = 0.1;
    if (colon != std::string::npos) {
      char* end = nullptr;
      share = std::strtod(text.c_str() + colon + 1, &end);
      if (*end != '\0' || share < 0 || share > 1)
        return MakeError(ErrorKind::kInvalidArgument, "--fault " + name + ": the share is a number from 0 to 1");
    }
    const auto* request_fault = std::find_if(std::begin(kRequestFaults), std::end(kRequestFaults),
                                             [&](const NamedFault& fault) { return fault.name == name; });
    if (request_fault != std::end(kRequestFaults))
      faults.requests.push_back({request_fault->kind, request_fault->status, share});
    else if (name == "duplicates")
      faults.duplicates = share;
    else if (name == "out_of_order")
      faults.out_of_order = share;
    else if (name == "edits")
      faults.edits = share;
    else if (name == "removals")
      faults.removals = share;
    else if (name == "ignore_key")
      faults.ignores_key = true;
    else
      return MakeError(ErrorKind::kInvalidArgument, "--fault: expected one of " + std::string(kFaultNames));
  }
  return faults;
}

// The platform, its people, and what is kept of them in a file.
class PracticeStage {
 public:
  PracticeStage(Cast cast, const PracticeInfo& platform, const PracticeCommandOptions& options, FaultShares faults)
      : options_(options),
        faults_(std::move(faults)),
        world_(SystemClock().Now() - kPast - Duration::Hours(2)),
        players_(std::move(cast), world_, {options.seed, options.rate, options.clock, faults_.edits, faults_.removals}),
        random_(options.seed) {
    PracticeOptions server_options;
    server_options.ignores_key = faults_.ignores_key;
    server_options.quirks.insert(options.quirks.begin(), options.quirks.end());
    server_ = platform.make(&world_, server_options);
  }

  Status Open() {
    if (!options_.state.empty()) {
      auto text = ReadFile(options_.state, kMaxStateBytes);
      if (text.ok()) return Restore(*text);
      if (text.error().kind != ErrorKind::kNotFound) return text.error();
    }
    players_.PlayPast(clock_.Now(), kPast, kPastOpeningsPerHour);
    return SaveState();
  }

  HttpServerResponse Handle(const HttpServerRequest& request) {
    const std::scoped_lock hold(mutex_);
    world_.MoveTo(clock_.Now());
    for (const RequestFault& fault : faults_.requests) {
      if (Chance(fault.share)) server_->AddFault({fault.kind, "", "", 1, 0, fault.status});
    }
    const int writes = server_->writes();
    HttpServerResponse response = server_->Handle(request);
    Disturb(response);
    if (server_->writes() == writes) return response;
    // What was accepted stands before anybody is told so.
    if (Status saved = SaveState(); !saved.ok()) Log(LogLevel::kError, "practice_state", {{"text", saved.error().text}});
    Log(LogLevel::kInfo, "practice_write", {{"method", request.method}, {"path", request.path}, {"status", response.status}});
    return response;
  }

  void Advance() {
    const std::scoped_lock hold(mutex_);
    if (!players_.Advance(clock_.Now())) return;
    if (Status saved = SaveState(); !saved.ok()) Log(LogLevel::kError, "practice_state", {{"text", saved.error().text}});
  }

 private:
  bool Chance(double share) { return share > 0 && std::uniform_real_distribution<double>(0, 1)(random_) < share; }

  Status Restore(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    const bool readable = json.is_object() && json.contains("world") && json.contains("players") &&
                          world_.Load(json["world"].dump()) && players_.Load(json["players"].dump());
    if (!readable)
      return MakeError(ErrorKind::kConfiguration,
                       options_.state + ": no state of the practice platform; name another file, or remove it to begin anew");
    return {};
  }

  Status SaveState() {
    if (options_.state.empty()) return {};
    return WriteFileAtomically(options_.state, "{\"world\":" + world_.Save() + ",\"players\":" + players_.Save() + "}");
  }

  // Elements twice, or in another order, where the answer is a list.
  void Disturb(HttpServerResponse& response) {
    const bool twice = Chance(faults_.duplicates);
    const bool shuffled = Chance(faults_.out_of_order);
    if (!twice && !shuffled) return;
    Json json = Json::parse(response.body, nullptr, false);
    if (!json.is_array() || json.empty()) return;
    if (twice) json.push_back(json[static_cast<std::size_t>(random_() % json.size())]);
    if (shuffled) std::shuffle(json.begin(), json.end(), random_);
    response.body = json.dump();
  }

  const PracticeCommandOptions& options_;
  FaultShares faults_;
  SystemClock clock_;
  std::mutex mutex_;
  MemoryWorld world_;
  Players players_;
  std::unique_ptr<PracticeServer> server_;
  std::mt19937_64 random_;
};

Result<const PracticeInfo*> FindPlatformToPractise(const std::string& name) {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (name.empty() || info.platform == name) return &info;
  }
  return MakeError(ErrorKind::kInvalidArgument, "--platform: there is no practice platform of that name");
}

Status CheckQuirks(const std::vector<std::string>& quirks, const PracticeInfo& platform) {
  for (const std::string& quirk : quirks) {
    if (std::find(platform.quirks.begin(), platform.quirks.end(), quirk) != platform.quirks.end()) continue;
    std::string known;
    for (const std::string& name : platform.quirks) known += (known.empty() ? "" : ", ") + name;
    return MakeError(ErrorKind::kInvalidArgument, "--quirk: expected one of " + std::string(platform.platform) +
                                                      "'s: " + (known.empty() ? "it has none" : known));
  }
  return {};
}

Status RunPractice(const PracticeCommandOptions& options) {
  sigset_t set;
  sigemptyset(&set);
  for (const int signal : {SIGTERM, SIGINT, SIGHUP}) sigaddset(&set, signal);
  pthread_sigmask(SIG_BLOCK, &set, nullptr);
  RW_ASSIGN_OR_RETURN(FaultShares faults, ReadFaults(options.faults));
  RW_ASSIGN_OR_RETURN(const PracticeInfo* platform, FindPlatformToPractise(options.platform));
  RW_RETURN_IF_ERROR(CheckQuirks(options.quirks, *platform));
  RW_ASSIGN_OR_RETURN(const std::filesystem::path data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(Cast cast, LoadCast(data / "practice"));
  PracticeStage stage(std::move(cast), *platform, options, std::move(faults));
  RW_RETURN_IF_ERROR(stage.Open());
  HttpServerOptions server_options;
  server_options.port = options.port;
  RW_ASSIGN_OR_RETURN(const std::unique_ptr<HttpServer> server,
                      HttpServer::Start(server_options, [&](const HttpServerRequest& request) { return stage.Handle(request); }));
  std::cout << "practice platform (" << platform->platform << ") on " << server->url() << std::endl;
  const timespec pause{0, 500'000'000};
  while (sigtimedwait(&set, nullptr, &pause) < 0) stage.Advance();
  return {};
}

}  // namespace

void AddPracticeCommand(CLI::App& app, int& exit_status) {
  auto options = std::make_shared<PracticeCommandOptions>();
  auto* practice = app.add_subcommand("practice", "A practice platform with simulated customers, on loopback");
  practice->add_option("--port", options->port, "Port; 0: any free one")->check(CLI::Range(0, 65535))->capture_default_str();
  practice->add_option("--seed", options->seed, "Same seed, same people in the same order")->capture_default_str();
  practice->add_option("--rate", options->rate, "How many people begin to write, a minute")
      ->check(CLI::Range(0.0, 10000.0))
      ->capture_default_str();
  practice->add_option("--state", options->state, "File that keeps the platform between runs");
  practice->add_option("--platform", options->platform, "Whose interface it speaks; default: the first of the list");
  practice->add_option("--fault", options->faults, std::string("NAME[:SHARE], repeatable: ") + kFaultNames);
  practice->add_option("--quirk", options->quirks, "A way in which the platform's servers differ, repeatable");
  practice->add_option("--clock", options->clock, "Stories go on so many times faster")
      ->check(CLI::Range(0.001, 100000.0))
      ->capture_default_str();
  practice->callback([options, &exit_status] { exit_status = RunCommand([&] { return RunPractice(*options); }); });
}

}  // namespace replywatch

#include "dashboard/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <nlohmann/json.hpp>
#include <vector>

#include "dashboard/run_to_end.h"
#include "shared/base/utf8.h"
#include "shared/settings/settings.h"

namespace replywatch {
namespace {

// In the child: nothing of ours stays open or blocked.
[[noreturn]] void Become(char* const* arguments) {
  ::setsid();
  if (::fork() != 0) ::_exit(0);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  const int null = ::open("/dev/null", O_RDWR);
  for (const int fd : {0, 1, 2}) ::dup2(null, fd);
  for (int fd = 3; fd < 256; ++fd) ::close(fd);
  ::execvp(arguments[0], arguments);
  ::_exit(127);
}

Status Spawn(std::vector<std::string> words) {
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = ::fork();
  if (child < 0)
    return MakeError(ErrorKind::kBackOff, words.front() + " cannot be started now; close other programs and try again");
  if (child == 0) Become(arguments.data());
  int ignored = 0;
  ::waitpid(child, &ignored, 0);
  return {};
}

constexpr std::size_t kMostSaid = 4096;

// The stable exit statuses of the command (README, "Commands").
ErrorKind KindOfExit(int status) {
  if (!WIFEXITED(status)) return ErrorKind::kInternal;
  switch (WEXITSTATUS(status)) {
    case 2: return ErrorKind::kInvalidArgument;
    case 4: return ErrorKind::kDatabaseBusy;
    default: return ErrorKind::kInternal;
  }
}

// What `phone --form` reads.
nlohmann::json FormOf(const CallAction& call) {
  if (call.message) return {{"message", std::to_string(call.message.value)}, {"text", call.text}, {"agent", call.agent}};
  nlohmann::json form{{"inbox", call.inbox},          {"number", call.number}, {"text", call.text}, {"settled", call.is_settled},
                      {"outgoing", call.is_outgoing}, {"agent", call.agent},   {"key", call.key}};
  form[call.contact ? "contact" : "caller"] = call.contact ? std::to_string(call.contact.value) : call.caller;
  return form;
}

}  // namespace

std::filesystem::path FindCollector() {
  std::error_code failed;
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
  for (const std::filesystem::path& place :
       {own / "replywatch-collector", own.parent_path() / "collector" / "replywatch-collector"}) {
    if (std::filesystem::exists(place, failed)) return place;
  }
  return {};
}

bool IsWebAddress(const std::string& url) {
  const bool is_web = url.starts_with("https://") || url.starts_with("http://");
  return is_web && std::all_of(url.begin(), url.end(),
                               [](char c) { return static_cast<unsigned char>(c) > 0x20 && c != '"' && c != 0x7F; });
}

Status OpenLink(const std::string& url) {
  if (!IsWebAddress(url)) return MakeError(ErrorKind::kInvalidArgument, "this link is no web address and was not opened");
  return Spawn({"xdg-open", url});
}

Status StartCollector(const std::string& config) {
  const std::filesystem::path collector = FindCollector();
  if (collector.empty()) return MakeError(ErrorKind::kNotFound, "replywatch-collector is not installed beside the dashboard");
  RW_ASSIGN_OR_RETURN(const std::filesystem::path file, FindSettingsFile(config));
  return Spawn({collector.string(), "--config", file.string(), "run"});
}

Status NoteCall(const std::string& config, const CallAction& call) {
  const std::filesystem::path collector = FindCollector();
  if (collector.empty()) return MakeError(ErrorKind::kNotFound, "replywatch-collector is not installed beside the dashboard");
  RW_ASSIGN_OR_RETURN(const std::filesystem::path file, FindSettingsFile(config));
  const std::string input = FormOf(call).dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  ProgramRun run;
  run.words = {collector.string(), "--config", file.string(), "phone", "--form"};
  run.input = input;
  auto end = RunToEnd(run);
  // Noted twice under one key is noted once: it may be tried again.
  if (!end.ok() && end.error().kind == ErrorKind::kUnknownOutcome) return MakeError(ErrorKind::kBackOff, end.error().text);
  RW_ASSIGN_OR_RETURN(const ProgramEnd ended, std::move(end));
  if (WIFEXITED(ended.status) && WEXITSTATUS(ended.status) == 0) return {};
  return MakeError(KindOfExit(ended.status), CleanLine(ended.err, kMostSaid));
}

}  // namespace replywatch

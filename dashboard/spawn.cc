#include "dashboard/spawn.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <nlohmann/json.hpp>
#include <optional>
#include <vector>

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

constexpr auto kCallPatience = std::chrono::seconds(30);
constexpr std::size_t kMostSaid = 4096;

// A descriptor that is closed when its owner goes.
class OwnedFd {
 public:
  explicit OwnedFd(int fd) : fd_(fd) {}
  ~OwnedFd() { Close(); }
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  int get() const { return fd_; }
  void Close() {
    if (fd_ >= 0) ::close(fd_);
    fd_ = -1;
  }

 private:
  int fd_;
};

// In the child: `in` and `err` become its standard input and error, and nothing else of ours stays open.
[[noreturn]] void BecomeReader(int in, int err, char* const* arguments) {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(in, 0);
  ::dup2(::open("/dev/null", O_RDWR), 1);
  ::dup2(err, 2);
  for (int fd = 3; fd < 256; ++fd) ::close(fd);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

struct Ended {
  int status = 0;
  std::string said;  // on its standard error
};

// What the child says until it ends; nullopt: it did not end in time and was killed.
std::optional<Ended> ReadToEnd(pid_t child, int err) {
  Ended ended;
  const auto deadline = std::chrono::steady_clock::now() + kCallPatience;
  for (;;) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
    pollfd ready{err, POLLIN, 0};
    if (left.count() <= 0 || ::poll(&ready, 1, static_cast<int>(left.count())) == 0) break;
    std::array<char, 1024> bytes{};
    const ssize_t n = ::read(err, bytes.data(), bytes.size());
    if (n < 0 && errno == EINTR) continue;
    if (n > 0) {
      if (ended.said.size() < kMostSaid) ended.said.append(bytes.data(), static_cast<std::size_t>(n));
      continue;
    }
    ::waitpid(child, &ended.status, 0);  // it has closed its standard error: it ends
    return ended;
  }
  ::kill(child, SIGKILL);
  ::waitpid(child, &ended.status, 0);
  return std::nullopt;
}

// Runs `words` with `input` for its standard input. kBackOff when it does not start or end.
Result<Ended> RunToEnd(std::vector<std::string> words, const std::string& input) {
  std::array<int, 2> in{-1, -1};
  std::array<int, 2> err{-1, -1};
  const bool has_pipes = ::pipe2(in.data(), O_CLOEXEC) == 0 && ::pipe2(err.data(), O_CLOEXEC) == 0;
  OwnedFd child_in(in[0]);
  OwnedFd to_child(in[1]);
  OwnedFd from_child(err[0]);
  OwnedFd child_err(err[1]);
  // Before anybody can go away from the other end; a form is shorter than what a pipe holds (64 KiB, pipe(7)).
  const bool is_written = has_pipes && ::fcntl(to_child.get(), F_SETFL, O_NONBLOCK) == 0 &&
                          ::write(to_child.get(), input.data(), input.size()) == static_cast<ssize_t>(input.size());
  to_child.Close();
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = is_written ? ::fork() : -1;
  if (child < 0)
    return MakeError(ErrorKind::kBackOff, words.front() + " cannot be started now; close other programs and try again");
  if (child == 0) BecomeReader(child_in.get(), child_err.get(), arguments.data());
  child_in.Close();
  child_err.Close();
  auto ended = ReadToEnd(child, from_child.get());
  if (!ended) return MakeError(ErrorKind::kBackOff, "replywatch-collector did not answer in time; try again");
  return *ended;
}

// The stable exit statuses of the command (README, "Commands").
ErrorKind KindOfExit(int status) {
  if (!WIFEXITED(status)) return ErrorKind::kInternal;
  switch (WEXITSTATUS(status)) {
    case 2: return ErrorKind::kInvalidArgument;
    case 4: return ErrorKind::kDatabaseBusy;
    default: return ErrorKind::kInternal;
  }
}

std::filesystem::path FindCollector() {
  std::error_code failed;
  const std::filesystem::path own = std::filesystem::read_symlink("/proc/self/exe", failed).parent_path();
  for (const std::filesystem::path& place :
       {own / "replywatch-collector", own.parent_path() / "collector" / "replywatch-collector"}) {
    if (std::filesystem::exists(place, failed)) return place;
  }
  return {};
}

}  // namespace

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
  nlohmann::json form{{"inbox", call.inbox},          {"number", call.number}, {"text", call.text}, {"settled", call.is_settled},
                      {"outgoing", call.is_outgoing}, {"agent", call.agent},   {"key", call.key}};
  form[call.contact ? "contact" : "caller"] = call.contact ? std::to_string(call.contact.value) : call.caller;
  const std::string input = form.dump(-1, ' ', false, nlohmann::json::error_handler_t::replace);
  RW_ASSIGN_OR_RETURN(const Ended ended, RunToEnd({collector.string(), "--config", file.string(), "phone", "--form"}, input));
  if (WIFEXITED(ended.status) && WEXITSTATUS(ended.status) == 0) return {};
  return MakeError(KindOfExit(ended.status), CleanLine(ended.said, kMostSaid));
}

}  // namespace replywatch

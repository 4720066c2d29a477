#include "dashboard/spawn.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include <algorithm>
#include <filesystem>
#include <vector>

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

}  // namespace replywatch

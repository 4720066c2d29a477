#include "tests/support/child_process.h"

#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <stdexcept>
#include <thread>

namespace replywatch::testing {
namespace {

// A file in memory: a child never blocks on it, and it can be read while the child writes.
int MemoryFile(const char* name, const std::string& content) {
  const int fd = ::memfd_create(name, MFD_CLOEXEC);
  if (fd < 0 || ::pwrite(fd, content.data(), content.size(), 0) != static_cast<ssize_t>(content.size()))
    throw std::runtime_error("no memory file");
  return fd;
}

std::string ReadAll(int fd) {
  std::string text;
  std::array<char, 65536> buffer{};
  for (;;) {
    const ssize_t n = ::pread(fd, buffer.data(), buffer.size(), static_cast<off_t>(text.size()));
    if (n <= 0) return text;
    text.append(buffer.data(), static_cast<std::size_t>(n));
  }
}

std::vector<char*> Pointers(std::vector<std::string>& texts) {
  std::vector<char*> pointers;
  for (std::string& text : texts) pointers.push_back(text.data());
  pointers.push_back(nullptr);
  return pointers;
}

}  // namespace

ChildProcess::ChildProcess(const ChildOptions& options) : out_(MemoryFile("out", "")), err_(MemoryFile("err", "")) {
  const int in = MemoryFile("in", options.input);
  std::vector<std::string> command = options.command;
  std::vector<std::string> environment = options.environment;
  for (char** variable = environ; *variable != nullptr; ++variable) environment.emplace_back(*variable);
  const std::vector<char*> argv = Pointers(command);
  const std::vector<char*> envp = Pointers(environment);
  const std::string folder = options.folder.string();
  pid_ = ::fork();
  if (pid_ == 0) {
    // Only what is safe between fork and exec in a program with threads.
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
    const bool ready = ::dup2(in, STDIN_FILENO) >= 0 && ::dup2(out_, STDOUT_FILENO) >= 0 && ::dup2(err_, STDERR_FILENO) >= 0 &&
                       (folder.empty() || ::chdir(folder.c_str()) == 0);
    if (ready) ::execve(argv.front(), argv.data(), envp.data());
    ::_exit(127);
  }
  ::close(in);
  if (pid_ < 0) throw std::runtime_error("cannot start " + command.front());
}

ChildProcess::~ChildProcess() {
  Kill();
  ::close(out_);
  ::close(err_);
}

void ChildProcess::Signal(int signal) const {
  if (!end_) ::kill(pid_, signal);
}

ChildEnd ChildProcess::Kill() {
  Signal(SIGKILL);
  while (!end_) Wait(std::chrono::milliseconds(1000));
  return *end_;
}

std::optional<ChildEnd> ChildProcess::Wait(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  while (!end_) {
    int status = 0;
    if (::waitpid(pid_, &status, WNOHANG) == pid_) {
      end_ = WIFSIGNALED(status) ? ChildEnd{-1, WTERMSIG(status)} : ChildEnd{WEXITSTATUS(status), 0};
      break;
    }
    if (std::chrono::steady_clock::now() >= deadline) break;
    std::this_thread::sleep_for(std::chrono::milliseconds(2));
  }
  return end_;
}

std::string ChildProcess::out() const { return ReadAll(out_); }
std::string ChildProcess::err() const { return ReadAll(err_); }

CommandResult RunCommandLine(const ChildOptions& options) {
  ChildProcess child(options);
  const auto end = child.Wait(std::chrono::minutes(1));
  return {end ? end->status : -1, child.out(), child.err()};
}

}  // namespace replywatch::testing

// ChildProcess: one program started by a test, with its output caught. It is always ended and
// reaped, and ends with the test program. One thread.
#pragma once

#include <sys/types.h>

#include <chrono>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

namespace replywatch::testing {

struct ChildOptions {
  std::vector<std::string> command;      // program first
  std::vector<std::string> environment;  // "NAME=value", beside the test's own
  std::string input;                     // on standard input
  std::filesystem::path folder;          // working directory; empty: the test's
};

struct ChildEnd {
  int status = -1;  // exit status; -1 when a signal ended it
  int signal = 0;
};

class ChildProcess {
 public:
  // Throws std::runtime_error when it cannot be started.
  explicit ChildProcess(const ChildOptions& options);
  // Kills it if it still runs.
  ~ChildProcess();
  ChildProcess(const ChildProcess&) = delete;
  ChildProcess& operator=(const ChildProcess&) = delete;

  pid_t pid() const { return pid_; }
  // Nothing once it has been reaped.
  void Signal(int signal) const;
  // SIGKILL, and waits for the end.
  ChildEnd Kill();
  // nullopt: it still runs after `patience`.
  std::optional<ChildEnd> Wait(std::chrono::milliseconds patience);
  bool IsRunning() { return !Wait(std::chrono::milliseconds(0)).has_value(); }

  // What it has written so far.
  std::string out() const;
  std::string err() const;

 private:
  pid_t pid_ = -1;
  int out_ = -1;
  int err_ = -1;
  std::optional<ChildEnd> end_;
};

struct CommandResult {
  int status = -1;
  std::string out;
  std::string err;
};

// Runs a command to its end; status -1 when it took longer than a minute.
CommandResult RunCommandLine(const ChildOptions& options);

}  // namespace replywatch::testing

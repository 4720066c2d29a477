// RunToEnd: another program of ours, started with what is typed on its standard input, and what it said when it ended. What
// goes in stands in no list of processes and in no environment. Any thread; blocks.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"

namespace replywatch {

// Ends a program that is waited for on another thread.
class StopSignal {
 public:
  StopSignal();
  ~StopSignal();
  StopSignal(const StopSignal&) = delete;
  StopSignal& operator=(const StopSignal&) = delete;

  void Stop() const;
  // Forgets an earlier Stop.
  void Clear() const;
  // Readable once stopped; -1 where the system has no more of these.
  int fd() const { return fd_; }

 private:
  int fd_ = -1;
};

struct ProgramRun {
  std::vector<std::string> words;  // the program's path first
  std::string_view input;          // less than what a pipe holds (64 KiB, pipe(7))
  std::chrono::milliseconds patience{30'000};
  std::chrono::milliseconds grace{2'000};  // from SIGTERM to SIGKILL
  std::size_t most_out = 0;                // bytes of its standard output; 0: nobody reads it
  const StopSignal* stop = nullptr;        // may be null
};

struct ProgramEnd {
  int status = 0;   // as waitpid tells it
  std::string out;  // its standard output
  std::string err;  // the first 4 KiB of its standard error
};

// kBackOff: it cannot be started, or did not end in time. kTooLarge: it said more than `most_out`. kCancelled: it was stopped.
// Whatever had to be ended got SIGTERM, and SIGKILL after `grace`: what that one has done is kUnknownOutcome. One that was done
// by then counts as done.
Result<ProgramEnd> RunToEnd(const ProgramRun& run);

}  // namespace replywatch

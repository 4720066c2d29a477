#include "dashboard/run_to_end.h"

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <array>
#include <filesystem>
#include <optional>
#include <utility>

namespace replywatch {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr std::size_t kMostErr = 4096;

// A descriptor that is closed when its owner goes.
class OwnedFd {
 public:
  explicit OwnedFd(int fd) : fd_(fd) {}
  ~OwnedFd() { Close(); }
  OwnedFd(const OwnedFd&) = delete;
  OwnedFd& operator=(const OwnedFd&) = delete;
  int get() const { return fd_; }
  void Close() {
    if (fd_ >= 0) ::close(std::exchange(fd_, -1));
  }

 private:
  int fd_;
};

struct Pipe {
  OwnedFd read{-1};
  OwnedFd write{-1};
  explicit Pipe(std::array<int, 2> ends = Open()) : read(ends[0]), write(ends[1]) {}
  bool ok() const { return read.get() >= 0; }

 private:
  static std::array<int, 2> Open() {
    std::array<int, 2> ends{-1, -1};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) ends = {-1, -1};
    return ends;
  }
};

struct ChildEnds {
  int in = -1;
  int out = -1;  // -1: nobody reads it
  int err = -1;
};

// In the child: nothing else of ours stays open or blocked.
[[noreturn]] void Become(const ChildEnds& ends, char* const* arguments) {
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  ::dup2(ends.in, 0);
  ::dup2(ends.out >= 0 ? ends.out : ::open("/dev/null", O_RDWR), 1);
  ::dup2(ends.err, 2);
  for (int fd = 3; fd < 256; ++fd) ::close(fd);
  ::execv(arguments[0], arguments);
  ::_exit(127);
}

// Follows a child from its start to its end.
class Follower {
 public:
  Follower(const ProgramRun& run, pid_t child, int out, int err)
      : run_(run), child_(child), process_(static_cast<int>(::syscall(SYS_pidfd_open, child, 0))), out_(out), err_(err) {}

  Result<ProgramEnd> Follow() {
    deadline_ = std::chrono::steady_clock::now() + run_.patience;
    while (!Step()) {
    }
    // What it wrote last.
    Read(out_, end_.out, run_.most_out);
    Read(err_, end_.err, kMostErr);
    ::waitpid(child_, &end_.status, 0);
    const bool is_done = WIFEXITED(end_.status) && WEXITSTATUS(end_.status) == 0;
    if (is_too_large_)
      return MakeError(ErrorKind::kTooLarge, run_.words.front() + " said more than can be taken; update ReplyWatch");
    if (why_ && !is_done) return *why_;
    return std::move(end_);
  }

 private:
  // True once it has ended.
  bool Step() {
    std::array<pollfd, 4> ready{pollfd{process_.get(), POLLIN, 0}, pollfd{out_, POLLIN, 0}, pollfd{err_, POLLIN, 0},
                                pollfd{why_ || run_.stop == nullptr ? -1 : run_.stop->fd(), POLLIN, 0}};
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - std::chrono::steady_clock::now());
    const int count = left.count() <= 0 ? 0 : ::poll(ready.data(), ready.size(), static_cast<int>(left.count()));
    if (count < 0) return false;  // a signal of ours
    if (count == 0) {
      if (why_ || process_.get() < 0) return Kill();
      End(MakeError(ErrorKind::kBackOff, run_.words.front() + " did not answer in time; try again"));
      return false;
    }
    if (ready[1].revents != 0) Read(out_, end_.out, run_.most_out);
    if (ready[2].revents != 0) Read(err_, end_.err, kMostErr);
    if (ready[3].revents != 0) End(MakeError(ErrorKind::kCancelled, "it was stopped"));
    return ready[0].revents != 0;
  }

  bool Kill() {
    if (why_) why_ = MakeError(ErrorKind::kUnknownOutcome, run_.words.front() + " did not end when told; look what it has done");
    ::kill(child_, SIGKILL);
    return true;
  }

  void End(Error why) {
    why_ = std::move(why);
    deadline_ = std::chrono::steady_clock::now() + run_.grace;
    ::kill(child_, SIGTERM);
  }

  // All that is there now. What is too much is read and dropped; of the standard output it ends the program.
  void Read(int& fd, std::string& into, std::size_t most) {
    std::array<char, 4096> bytes{};
    while (fd >= 0) {
      const ssize_t n = ::read(fd, bytes.data(), bytes.size());
      if (n < 0 && errno == EINTR) continue;
      if (n < 0) return;  // nothing more for now
      if (n == 0) {
        fd = -1;
        return;
      }
      const auto size = static_cast<std::size_t>(n);
      into.append(bytes.data(), std::min(size, most - into.size()));
      if (&into != &end_.out || into.size() < most) continue;
      if (!std::exchange(is_too_large_, true)) Kill();
      return;
    }
  }

  const ProgramRun& run_;
  pid_t child_;
  OwnedFd process_;
  int out_;
  int err_;
  SteadyTime deadline_;
  ProgramEnd end_;
  std::optional<Error> why_;  // why it is being ended
  bool is_too_large_ = false;
};

bool Unblock(int fd) { return ::fcntl(fd, F_SETFL, O_NONBLOCK) == 0; }

}  // namespace

StopSignal::StopSignal() : fd_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {}
StopSignal::~StopSignal() {
  if (fd_ >= 0) ::close(fd_);
}
void StopSignal::Stop() const { ::eventfd_write(fd_, 1); }
void StopSignal::Clear() const {
  eventfd_t ignored = 0;
  ::eventfd_read(fd_, &ignored);
}

Result<ProgramEnd> RunToEnd(const ProgramRun& run) {
  Pipe in;
  Pipe out;
  Pipe err;
  // Before anybody can go away from the other end.
  const bool is_ready = in.ok() && out.ok() && err.ok() && Unblock(in.write.get()) && Unblock(out.read.get()) &&
                        Unblock(err.read.get()) &&
                        ::write(in.write.get(), run.input.data(), run.input.size()) == static_cast<ssize_t>(run.input.size());
  in.write.Close();
  std::vector<std::string> words = run.words;
  std::vector<char*> arguments;
  for (std::string& word : words) arguments.push_back(word.data());
  arguments.push_back(nullptr);
  const pid_t child = is_ready ? ::fork() : -1;
  if (child < 0)
    return MakeError(ErrorKind::kBackOff, words.front() + " cannot be started now; close other programs and try again");
  if (child == 0) Become({in.read.get(), run.most_out > 0 ? out.write.get() : -1, err.write.get()}, arguments.data());
  in.read.Close();
  out.write.Close();
  err.write.Close();
  return Follower(run, child, out.read.get(), err.read.get()).Follow();
}

}  // namespace replywatch

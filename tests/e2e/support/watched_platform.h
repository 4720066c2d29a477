// WatchedPlatform: a Mastodon practice server on loopback that writes down how far each of
// our replies has come, and can hold one at a chosen point of its delivery. Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <deque>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <random>
#include <string>
#include <vector>

#include "collector/http/server.h"
#include "collector/practice/practice_server.h"

namespace replywatch::testing {

// Where a delivery is held, and a kill then falls.
enum class Window : std::uint8_t {
  kNone,
  kClaimed,       // nothing of the reply has reached the server
  kBytesSent,     // it has arrived and is not yet carried out
  kAccepted,      // carried out, no byte of the answer written
  kAnswerRead,    // the client has gone on to its next question, which is not answered
  kBeforeCommit,  // that question is answered too
};
inline constexpr Window kWindows[] = {Window::kClaimed, Window::kBytesSent, Window::kAccepted, Window::kAnswerRead,
                                      Window::kBeforeCommit};
const char* WindowName(Window window);

enum class Trace : std::uint8_t { kArrived, kAccepted, kAnswered, kThreadAsked, kThreadAnswered, kKilled };
struct TraceEntry {
  Trace what = Trace::kArrived;
  std::string text;  // of the reply
};

class WatchedPlatform {
 public:
  explicit WatchedPlatform(PracticeOptions options);

  MemoryWorld& world() { return world_; }
  std::string url() const { return http_->url(); }
  int port() const { return http_->port(); }
  void AddFault(const PracticeFault& fault);
  // What the next reply meets instead of a plain answer; one after another. `carry_out` does what was asked and answers as usual.
  using Meeting = std::function<HttpServerResponse(const std::function<HttpServerResponse()>& carry_out)>;
  void OnNextPost(Meeting meeting);
  // Goes away, so that its port refuses; and comes back.
  void Stop();
  void Start();

  // Holds the next delivery in `window`. `on_accepted` is called when the reply has been carried out, before its answer.
  void Hold(Window window, std::function<void()> on_accepted = {});
  // False: nothing was held within `patience`.
  bool WaitUntilHeld(std::chrono::milliseconds patience);
  // The delivery of the reply `text` was killed: the held request is dropped, or carried out `later` (0: dropped).
  void NoteKill(const std::string& text, std::chrono::milliseconds later);
  // Carries out late requests that have fallen due; all of them with `all`.
  void CarryOutLate(bool all = false);
  int late_executions() const;

  // In which window the log says each kill fell; each reply was killed once at most.
  std::map<Window, int> KillsByWindow() const;

 private:
  struct Late {
    std::chrono::steady_clock::time_point due;
    HttpServerRequest request;
  };
  HttpServerResponse Handle(const HttpServerRequest& request);
  HttpServerResponse HandlePost(const HttpServerRequest& request);
  HttpServerResponse Held(HttpServerResponse response);
  void Execute(const HttpServerRequest& request, HttpServerResponse& response);

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  MemoryWorld world_;
  std::unique_ptr<PracticeServer> practice_;
  Window hold_ = Window::kNone;
  std::function<void()> on_accepted_;
  bool is_held_ = false;
  HttpServerRequest held_post_;
  std::deque<Meeting> meetings_;
  std::vector<Late> late_;
  int late_executions_ = 0;
  std::vector<TraceEntry> trace_;
  std::map<std::string, std::string> texts_by_path_;  // of the thread question after each reply
  int port_ = 0;
  std::unique_ptr<HttpServer> http_;
};

}  // namespace replywatch::testing

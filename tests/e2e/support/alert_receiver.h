// AlertReceiver: a webhook's address and a heartbeat's on loopback that write down how far each notification has come, and can
// hold one at a chosen point. Keeps to what the notifiers' README asks of a receiver: the same key is the same notification.
// Thread-safe.
#pragma once

#include <chrono>
#include <condition_variable>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "collector/http/server.h"

namespace replywatch::testing {

// Where the telling of an alert is held, and a kill then falls.
enum class AlertWindow : std::uint8_t {
  kNone,
  kOpening,     // inside the transaction that opens alerts
  kQueued,      // committed, no byte of it sent
  kHeartbeat,   // committed, and the heartbeat before it unanswered
  kBytesSent,   // arrived at the receiver, not yet taken in
  kAccepted,    // taken in, no byte of the answer written
  kAnswerRead,  // the answer was read, its record not committed
};
const char* AlertWindowName(AlertWindow window);

class AlertReceiver {
 public:
  AlertReceiver();

  std::string url() const { return server_->url() + "/alerts"; }
  std::string heartbeat_url() const { return server_->url() + "/alive"; }

  // Holds the next notification of `alert`, or heartbeat, in `window`. `on_accepted` is called when it has been taken in, before
  // its answer.
  void Hold(AlertWindow window, std::int64_t alert, std::function<void()> on_accepted = {});
  bool WaitUntilHeld(std::chrono::milliseconds patience);
  // The process that had `key` on its way was killed; `log` is what it had written, `id` the notification's number there.
  void NoteKill(const std::string& key, const std::string& log, std::int64_t id);

  // By what was seen here before each kill, and by the killed process's own log.
  std::map<AlertWindow, int> KillsByWindow() const;
  // Under how many different keys each alert was taken in.
  std::map<std::int64_t, int> told() const;
  // How often each key was taken in.
  std::map<std::string, int> deliveries() const;
  // Where the delivery of each key was killed first.
  std::map<std::string, AlertWindow> KilledAt() const;

 private:
  enum class Trace : std::uint8_t { kBeat, kBeatAnswered, kArrived, kAccepted, kAnswered };
  struct Entry {
    Trace what = Trace::kArrived;
    std::string key;  // empty: a heartbeat
  };
  struct Killed {
    std::string key;
    AlertWindow window = AlertWindow::kNone;
  };
  HttpServerResponse Handle(const HttpServerRequest& request);
  HttpServerResponse Held();
  void ReadWhatWasSent() const;
  AlertWindow WindowOf(const std::string& key, const std::string& log, std::int64_t id) const;

  mutable std::mutex mutex_;
  std::condition_variable changed_;
  AlertWindow hold_ = AlertWindow::kNone;
  std::int64_t held_alert_ = 0;
  std::function<void()> on_accepted_;
  bool is_held_ = false;
  std::vector<Entry> trace_;  // since the last kill
  std::map<std::string, int> deliveries_;
  std::map<std::int64_t, int> told_;
  std::vector<Killed> kills_;
  std::unique_ptr<HttpServer> server_;
};

}  // namespace replywatch::testing

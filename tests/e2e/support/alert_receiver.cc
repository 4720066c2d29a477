#include "tests/e2e/support/alert_receiver.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

namespace replywatch::testing {
namespace {

// Longer than any test: the answer never comes.
constexpr Duration kNever = Duration::Hours(1);
constexpr int kTurns = 4;
constexpr std::size_t kConnections = 4096;  // held ones stay open

}  // namespace

const char* AlertWindowName(AlertWindow window) {
  switch (window) {
    case AlertWindow::kNone: return "none";
    case AlertWindow::kOpening: return "opening";
    case AlertWindow::kQueued: return "queued";
    case AlertWindow::kHeartbeat: return "heartbeat";
    case AlertWindow::kBytesSent: return "bytes_sent";
    case AlertWindow::kAccepted: return "accepted";
    case AlertWindow::kAnswerRead: return "answer_read";
  }
  return "";
}

AlertReceiver::AlertReceiver() {
  HttpServerOptions options;
  options.max_connections = kConnections;
  auto started = HttpServer::Start(options, [this](const HttpServerRequest& request) { return Handle(request); });
  if (!started.ok()) throw std::runtime_error(started.error().text);
  server_ = std::move(started).value();
}

void AlertReceiver::Hold(AlertWindow window, std::int64_t alert, std::function<void()> on_accepted) {
  const std::scoped_lock hold(mutex_);
  hold_ = window;
  held_alert_ = alert;
  on_accepted_ = std::move(on_accepted);
  is_held_ = false;
  trace_.clear();
}

bool AlertReceiver::WaitUntilHeld(std::chrono::milliseconds patience) {
  std::unique_lock lock(mutex_);
  return changed_.wait_for(lock, patience, [this] { return is_held_; });
}

AlertWindow AlertReceiver::WindowOf(const std::string& key, const std::string& log, std::int64_t id) const {
  const auto has = [&](Trace what, const std::string& of) {
    return std::any_of(trace_.begin(), trace_.end(), [&](const Entry& e) { return e.what == what && e.key == of; });
  };
  if (!has(Trace::kArrived, key)) {
    return has(Trace::kBeat, "") && !has(Trace::kBeatAnswered, "") ? AlertWindow::kHeartbeat : AlertWindow::kQueued;
  }
  if (!has(Trace::kAccepted, key)) return AlertWindow::kBytesSent;
  if (!has(Trace::kAnswered, key)) return AlertWindow::kAccepted;
  // It says so once it has read the answer, before it writes that down.
  const bool was_read =
      log.find(" notified ") != std::string::npos && log.find("notification=" + std::to_string(id) + "\n") != std::string::npos;
  return was_read ? AlertWindow::kAnswerRead : AlertWindow::kNone;
}

// What a killed process had sent lies in the socket still: it is read before requests that come after it, each of which takes as
// many turns of the server's one thread.
void AlertReceiver::ReadWhatWasSent() const {
  const std::unique_ptr<HttpClient> client = MakeCpprestHttpClient({});
  for (int i = 0; i < kTurns; ++i) {
    HttpRequest request;
    request.url = server_->url() + "/turn";
    const auto answered = client->Send(request, CancelToken());
    if (!answered.ok()) throw std::runtime_error(answered.error().text);
  }
}

void AlertReceiver::NoteKill(const std::string& key, const std::string& log, std::int64_t id) {
  ReadWhatWasSent();
  const std::scoped_lock hold(mutex_);
  kills_.push_back({key, WindowOf(key, log, id)});
  hold_ = AlertWindow::kNone;
  on_accepted_ = {};
  trace_.clear();
}

std::map<AlertWindow, int> AlertReceiver::KillsByWindow() const {
  const std::scoped_lock hold(mutex_);
  std::map<AlertWindow, int> kills;
  for (const Killed& killed : kills_) ++kills[killed.window];
  return kills;
}

std::map<std::string, AlertWindow> AlertReceiver::KilledAt() const {
  const std::scoped_lock hold(mutex_);
  std::map<std::string, AlertWindow> at;
  for (const Killed& killed : kills_) at.emplace(killed.key, killed.window);
  return at;
}

std::map<std::int64_t, int> AlertReceiver::told() const {
  const std::scoped_lock hold(mutex_);
  return told_;
}

std::map<std::string, int> AlertReceiver::deliveries() const {
  const std::scoped_lock hold(mutex_);
  return deliveries_;
}

HttpServerResponse AlertReceiver::Held() {
  is_held_ = true;
  changed_.notify_all();
  HttpServerResponse response;
  response.delay = kNever;
  return response;
}

HttpServerResponse AlertReceiver::Handle(const HttpServerRequest& request) {
  if (request.path == "/turn") return {};
  const std::scoped_lock hold(mutex_);
  if (request.path == "/alive") {
    trace_.push_back({Trace::kBeat, ""});
    if (hold_ == AlertWindow::kHeartbeat) return Held();
    trace_.push_back({Trace::kBeatAnswered, ""});
    return {};
  }
  const auto json = nlohmann::json::parse(request.body);
  const std::string key = json["key"];
  const std::vector<std::int64_t> alerts = json["alerts"];
  const bool is_meant = std::find(alerts.begin(), alerts.end(), held_alert_) != alerts.end();
  trace_.push_back({Trace::kArrived, key});
  if (is_meant && hold_ == AlertWindow::kBytesSent) return Held();
  if (deliveries_[key]++ == 0) {
    for (const std::int64_t alert : alerts) ++told_[alert];
  }
  trace_.push_back({Trace::kAccepted, key});
  if (is_meant && hold_ == AlertWindow::kAccepted) return Held();
  if (is_meant && on_accepted_) on_accepted_();
  trace_.push_back({Trace::kAnswered, key});
  return {};
}

}  // namespace replywatch::testing

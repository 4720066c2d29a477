#include "tests/e2e/support/watched_platform.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <stdexcept>

#include "shared/base/clock.h"

namespace replywatch::testing {
namespace {

constexpr const char* kStatuses = "/api/v1/statuses";
// Longer than any test: the answer never comes.
constexpr Duration kNever = Duration::Hours(1);
constexpr std::size_t kConnections = 4096;  // held ones stay open

const PracticeInfo& Mastodon() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "mastodon") return info;
  }
  throw std::runtime_error("this program has no practice server for Mastodon");
}

std::string StatusText(const HttpServerRequest& request) {
  const nlohmann::json draft = nlohmann::json::parse(request.body, nullptr, false);
  return draft.is_object() && draft.contains("status") ? draft["status"].get<std::string>() : std::string();
}

// The window of a kill from what the server had seen of this reply before it.
Window WindowOf(const std::vector<Trace>& seen) {
  const auto has = [&](Trace what) { return std::find(seen.begin(), seen.end(), what) != seen.end(); };
  if (!has(Trace::kArrived)) return Window::kClaimed;
  if (!has(Trace::kAccepted)) return Window::kBytesSent;
  if (!has(Trace::kAnswered)) return Window::kAccepted;
  if (!has(Trace::kThreadAsked)) return Window::kNone;  // answered, but nothing proves that it was read
  return has(Trace::kThreadAnswered) ? Window::kBeforeCommit : Window::kAnswerRead;
}

}  // namespace

const char* WindowName(Window window) {
  switch (window) {
    case Window::kNone: return "none";
    case Window::kClaimed: return "claimed";
    case Window::kBytesSent: return "bytes_sent";
    case Window::kAccepted: return "accepted";
    case Window::kAnswerRead: return "answer_read";
    case Window::kBeforeCommit: return "before_commit";
  }
  return "";
}

WatchedPlatform::WatchedPlatform(PracticeOptions options)
    : world_(SystemClock().Now() - Duration::Hours(1)), practice_(Mastodon().make(&world_, std::move(options))) {
  Start();
}

void WatchedPlatform::Start() {
  HttpServerOptions options;
  options.port = port_;
  options.max_connections = kConnections;
  auto started = HttpServer::Start(options, [this](const HttpServerRequest& request) { return Handle(request); });
  if (!started.ok()) throw std::runtime_error(started.error().text);
  http_ = std::move(started).value();
  port_ = http_->port();
}

void WatchedPlatform::Stop() { http_.reset(); }

void WatchedPlatform::AddFault(const PracticeFault& fault) {
  const std::scoped_lock hold(mutex_);
  practice_->AddFault(fault);
}

void WatchedPlatform::OnNextPost(Meeting meeting) {
  const std::scoped_lock hold(mutex_);
  meetings_.push_back(std::move(meeting));
}

void WatchedPlatform::Hold(Window window, std::function<void()> on_accepted) {
  const std::scoped_lock hold(mutex_);
  hold_ = window;
  on_accepted_ = std::move(on_accepted);
  is_held_ = false;
}

bool WatchedPlatform::WaitUntilHeld(std::chrono::milliseconds patience) {
  const auto deadline = std::chrono::steady_clock::now() + patience;
  std::unique_lock lock(mutex_);
  while (!is_held_ && std::chrono::steady_clock::now() < deadline) {
    changed_.wait_for(lock, std::chrono::milliseconds(5));
    lock.unlock();
    CarryOutLate();
    lock.lock();
  }
  return is_held_;
}

void WatchedPlatform::NoteKill(const std::string& text, std::chrono::milliseconds later) {
  const std::scoped_lock hold(mutex_);
  trace_.push_back({Trace::kKilled, text});
  if (hold_ == Window::kBytesSent && later.count() > 0) late_.push_back({std::chrono::steady_clock::now() + later, held_post_});
  hold_ = Window::kNone;
  on_accepted_ = {};
}

void WatchedPlatform::CarryOutLate(bool all) {
  const std::scoped_lock hold(mutex_);
  const auto now = std::chrono::steady_clock::now();
  const auto due = std::stable_partition(late_.begin(), late_.end(), [&](const Late& late) { return !all && late.due > now; });
  for (auto it = due; it != late_.end(); ++it) {
    world_.MoveTo(SystemClock().Now());
    HttpServerResponse ignored;
    Execute(it->request, ignored);
    ++late_executions_;
  }
  late_.erase(due, late_.end());
}

int WatchedPlatform::late_executions() const {
  const std::scoped_lock hold(mutex_);
  return late_executions_;
}

std::map<Window, int> WatchedPlatform::KillsByWindow() const {
  const std::scoped_lock hold(mutex_);
  std::map<Window, int> kills;
  std::map<std::string, std::vector<Trace>> seen;
  for (const TraceEntry& entry : trace_) {
    if (entry.what == Trace::kKilled) ++kills[WindowOf(seen[entry.text])];
    seen[entry.text].push_back(entry.what);
  }
  return kills;
}

HttpServerResponse WatchedPlatform::Held(HttpServerResponse response) {
  is_held_ = true;
  changed_.notify_all();
  response.delay = kNever;
  return response;
}

HttpServerResponse WatchedPlatform::Handle(const HttpServerRequest& request) {
  const std::scoped_lock hold(mutex_);
  world_.MoveTo(SystemClock().Now());
  if (request.method == "POST" && request.path == kStatuses) return HandlePost(request);
  const std::string one_status = std::string(kStatuses) + "/";
  const bool is_status = request.path.starts_with(one_status) && request.path.find('/', one_status.size()) == std::string::npos;
  if (is_status && hold_ == Window::kClaimed) return Held({});
  const auto thread = texts_by_path_.find(request.path);
  if (thread == texts_by_path_.end()) return practice_->Handle(request);
  trace_.push_back({Trace::kThreadAsked, thread->second});
  if (hold_ == Window::kAnswerRead) return Held({});
  trace_.push_back({Trace::kThreadAnswered, thread->second});
  if (hold_ == Window::kBeforeCommit) {
    is_held_ = true;
    changed_.notify_all();
  }
  return practice_->Handle(request);
}

HttpServerResponse WatchedPlatform::HandlePost(const HttpServerRequest& request) {
  const std::string text = StatusText(request);
  trace_.push_back({Trace::kArrived, text});
  if (hold_ == Window::kBytesSent) {
    held_post_ = request;
    return Held({});
  }
  HttpServerResponse response;
  const auto carry_out = [&] {
    Execute(request, response);
    return response;
  };
  if (!meetings_.empty()) {
    const Meeting meeting = std::move(meetings_.front());
    meetings_.pop_front();
    return meeting(carry_out);
  }
  carry_out();
  if (hold_ == Window::kAccepted) return Held(std::move(response));
  if (on_accepted_) on_accepted_();
  if (!response.is_dropped) trace_.push_back({Trace::kAnswered, text});
  return response;
}

void WatchedPlatform::Execute(const HttpServerRequest& request, HttpServerResponse& response) {
  response = practice_->Handle(request);
  const nlohmann::json status = nlohmann::json::parse(response.body, nullptr, false);
  if (!status.is_object() || !status.contains("id")) return;
  trace_.push_back({Trace::kAccepted, StatusText(request)});
  texts_by_path_[std::string(kStatuses) + "/" + status["id"].get<std::string>() + "/context"] = StatusText(request);
}

}  // namespace replywatch::testing

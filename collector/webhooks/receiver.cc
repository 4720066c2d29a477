#include "collector/webhooks/receiver.h"

#include <algorithm>
#include <condition_variable>
#include <map>
#include <mutex>
#include <string_view>
#include <thread>
#include <utility>

#include "collector/http/hmac.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

constexpr std::string_view kPath = "/hook/";
constexpr std::size_t kMaxBodyBytes = std::size_t{2} << 20U;  // up to 1,000 updates in one call (Meta, 2026)
constexpr std::size_t kMaxConnections = 256;                  // further ones are closed, and the platform comes again
constexpr std::size_t kMostTogether = 1000;                   // events in one transaction
constexpr Duration kLogInterval = Duration::Minutes(1);
constexpr std::chrono::seconds kCountInterval{2};  // refusals are many when somebody tries: they are written together

// An event on its way into the store.
struct Arrival {
  std::vector<InboxId> inboxes;
  std::string digest;
  std::string body;
  HttpReply reply;
};

HttpServerResponse Plain(int status, std::string text = {}) {
  HttpServerResponse response;
  response.status = status;
  response.content_type = "text/plain; charset=utf-8";
  response.headers.push_back({"X-Content-Type-Options", "nosniff"});
  response.body = std::move(text);
  return response;
}

// Tells of refusals, but not of each: somebody who tries must not fill the log.
class Refusals {
 public:
  void Note(const WebhookInbox& inbox, Duration now) {
    Counted& counted = of_[inbox.id];
    ++counted.unsaved;
    ++counted.untold;
    if (counted.told_at && now - *counted.told_at < kLogInterval) return;
    Log(LogLevel::kWarning, "webhook_refused",
        {{"inbox", inbox.config.name},
         {"n", counted.untold},
         {"text",
          "signature or verify token is wrong; if these are the platform's own, compare the secrets with what stands there"}});
    counted.untold = 0;
    counted.told_at = now;
  }
  std::map<InboxId, std::int64_t> TakeUnsaved() {
    std::map<InboxId, std::int64_t> out;
    for (auto& [inbox, counted] : of_) {
      if (counted.unsaved > 0) out[inbox] = std::exchange(counted.unsaved, 0);
    }
    return out;
  }

 private:
  struct Counted {
    std::int64_t unsaved = 0;
    std::int64_t untold = 0;
    std::optional<Duration> told_at;
  };
  std::map<InboxId, Counted> of_;
};

class Receiver final : public WebhookReceiver {
 public:
  Receiver(std::vector<WebhookInbox> inboxes, Store& store, const Clock& clock, std::function<void()> on_stored)
      : inboxes_(std::move(inboxes)), store_(store), clock_(clock), on_stored_(std::move(on_stored)) {}
  Receiver(const Receiver&) = delete;
  Receiver& operator=(const Receiver&) = delete;
  // Everybody who waits is answered before the server goes; who comes meanwhile is told to come again.
  ~Receiver() override {
    {
      const std::scoped_lock hold(mutex_);
      is_closing_ = true;
    }
    changed_.notify_all();
    if (writer_.joinable()) writer_.join();
  }

  Status Listen(int port) {
    HttpServerOptions options;
    options.port = port;
    options.max_body_bytes = kMaxBodyBytes;
    options.max_connections = kMaxConnections;
    RW_ASSIGN_OR_RETURN(server_, HttpServer::StartLate(options, [this](const HttpServerRequest& request, const HttpReply& reply) {
                          Take(request, reply);
                        }));
    writer_ = std::thread([this] { WriteLoop(); });
    return {};
  }

  int port() const override { return server_->port(); }

 private:
  const WebhookInbox* FindInbox(const std::string& path) const {
    if (!path.starts_with(kPath)) return nullptr;
    const auto found = std::find_if(inboxes_.begin(), inboxes_.end(),
                                    [&](const WebhookInbox& i) { return i.config.name == path.substr(kPath.size()); });
    return found == inboxes_.end() ? nullptr : &*found;
  }

  // On the server's thread.
  void Take(const HttpServerRequest& request, const HttpReply& reply) {
    const WebhookInbox* inbox = FindInbox(request.path);
    if (inbox == nullptr) return reply(Plain(404));
    const WebhookVerdict verdict = inbox->judge(inbox->config, request);
    if (verdict.kind != WebhookVerdict::Kind::kAccepted) {
      if (verdict.is_forged) NoteRefusal(*inbox);
      return reply(Plain(verdict.status, verdict.text));
    }
    Arrival arrival{ReadersOf(*inbox, request), Sha256Hex(request.body), request.body, reply};
    {
      const std::scoped_lock hold(mutex_);
      if (!is_closing_) {
        queue_.push_back(std::move(arrival));
        changed_.notify_all();
        return;
      }
    }
    reply(Plain(503));
  }

  // A platform tells one address of all accounts of an app: whatever inbox of it would have taken the event reads it.
  std::vector<InboxId> ReadersOf(const WebhookInbox& addressed, const HttpServerRequest& request) const {
    std::vector<InboxId> readers{addressed.id};
    for (const WebhookInbox& other : inboxes_) {
      if (&other == &addressed || other.config.platform != addressed.config.platform) continue;
      if (other.judge(other.config, request).kind == WebhookVerdict::Kind::kAccepted) readers.push_back(other.id);
    }
    return readers;
  }

  void NoteRefusal(const WebhookInbox& inbox) {
    const std::scoped_lock hold(mutex_);
    refusals_.Note(inbox, clock_.Steady());
  }

  void WriteLoop() {
    for (;;) {
      std::vector<Arrival> arrivals;
      std::map<InboxId, std::int64_t> refused;
      bool is_last = false;
      {
        std::unique_lock hold(mutex_);
        changed_.wait_for(hold, kCountInterval, [&] { return is_closing_ || !queue_.empty(); });
        const auto end = queue_.begin() + static_cast<std::ptrdiff_t>(std::min(queue_.size(), kMostTogether));
        std::move(queue_.begin(), end, std::back_inserter(arrivals));
        queue_.erase(queue_.begin(), end);
        refused = refusals_.TakeUnsaved();
        is_last = is_closing_ && queue_.empty();
      }
      if (!arrivals.empty() || !refused.empty()) WriteTogether(arrivals, refused);
      if (is_last) return;
    }
  }

  void WriteTogether(const std::vector<Arrival>& arrivals, const std::map<InboxId, std::int64_t>& refused) {
    bool any_new = false;
    const Status stored = store_.Write([&](Session& session) -> Status {
      const Timestamp now = clock_.Now();
      for (const auto& [inbox, n] : refused) RW_RETURN_IF_ERROR(session.events().AddRefused(inbox, n));
      for (const Arrival& arrival : arrivals) {
        for (const InboxId inbox : arrival.inboxes) {
          RW_ASSIGN_OR_RETURN(const bool is_new, session.events().Add(inbox, now, arrival.digest, arrival.body));
          any_new = any_new || is_new;
        }
      }
      return {};
    });
    if (!stored.ok()) {
      Log(LogLevel::kError, "webhook_not_stored",
          {{"n", static_cast<std::int64_t>(arrivals.size())},
           {"text", stored.error().text + "; the platform will send it again"}});
    }
    for (const Arrival& arrival : arrivals) arrival.reply(Plain(stored.ok() ? 200 : 503));
    if (stored.ok() && any_new) on_stored_();
  }

  const std::vector<WebhookInbox> inboxes_;
  Store& store_;
  const Clock& clock_;
  const std::function<void()> on_stored_;
  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Arrival> queue_;
  Refusals refusals_;
  bool is_closing_ = false;
  std::unique_ptr<HttpServer> server_;
  std::thread writer_;
};

}  // namespace

Result<std::unique_ptr<WebhookReceiver>> WebhookReceiver::Start(int port, std::vector<WebhookInbox> inboxes, Store& store,
                                                                const Clock& clock, std::function<void()> on_stored) {
  RW_RETURN_IF_ERROR(store.Write([](Session& session) { return session.events().ResetRefused(); }));
  auto receiver = std::make_unique<Receiver>(std::move(inboxes), store, clock, std::move(on_stored));
  RW_RETURN_IF_ERROR(receiver->Listen(port));
  return std::unique_ptr<WebhookReceiver>(std::move(receiver));
}

}  // namespace replywatch

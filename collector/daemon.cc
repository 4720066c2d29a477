#include "collector/daemon.h"

#include <unistd.h>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "collector/alerting/heartbeat.h"
#include "collector/alerting/notification_sender.h"
#include "collector/connectors/registry.h"
#include "collector/evaluate.h"
#include "collector/learner.h"
#include "collector/retention.h"
#include "collector/review_mail.h"
#include "collector/secret_watch.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/reply_desk.h"
#include "shared/base/file.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

// How often another process's change (a reply queued by the dashboard) is looked for.
constexpr std::chrono::milliseconds kWatchInterval{250};
constexpr Duration kRingInterval = Duration::Seconds(1);

// Wakes sleeping workers.
class Bell {
 public:
  void Ring() {
    {
      const std::scoped_lock hold(mutex_);
      ++rings_;
    }
    rung_.notify_all();
  }
  // Until the next ring after `seen`, `until`, or `stop`; returns the rings so far.
  std::uint64_t Wait(std::uint64_t seen, Duration for_at_most, const CancelToken& stop) {
    std::unique_lock hold(mutex_);
    rung_.wait_for(hold, std::chrono::milliseconds(for_at_most.ms), [&] { return rings_ != seen || stop.cancelled(); });
    return rings_;
  }

 private:
  std::mutex mutex_;
  std::condition_variable rung_;
  std::uint64_t rings_ = 0;
};

constexpr Duration kRetentionInterval = Duration::Hours(1);
constexpr Duration kDigestsKept = Duration::Days(3);  // platforms repeat an event for up to 36 hours (Meta, 2026)

// Pseudonymises what is past its period; a busy database is tried again an hour later.
Duration KeepRetention(CollectorParts& parts) {
  auto erased = ApplyRetention(*parts.store, parts.settings, parts.clock.Now());
  if (!erased.ok()) Log(LogLevel::kWarning, "retention", {{"text", erased.error().text}});
  if (erased.ok() && *erased > 0) Log(LogLevel::kInfo, "retention", {{"messages", *erased}});
  const Status forgot =
      parts.store->Write([&](Session& session) { return session.events().Forget(parts.clock.Now() - kDigestsKept).status(); });
  if (!forgot.ok()) Log(LogLevel::kWarning, "retention", {{"text", forgot.error().text}});
  return parts.clock.Steady() + kRetentionInterval;
}

constexpr Duration kListenAgain = Duration::Minutes(1);

// Keeps the door open through which platforms tell of news. Without it, everything that can be polled is polled all the same.
class WebhookDoor {
 public:
  WebhookDoor(CollectorParts& parts, Bell& bell) : parts_(parts), bell_(bell) {}

  void Keep() {
    const Duration now = parts_.clock.Steady();
    if (!parts_.settings.webhook_port || receiver_ || now < due_) return;
    due_ = now + kListenAgain;
    auto receiver = WebhookReceiver::Start(*parts_.settings.webhook_port, parts_.webhooks, *parts_.store, parts_.clock,
                                           [this] { bell_.Ring(); });
    if (receiver.ok()) {
      receiver_ = std::move(receiver).value();
      Log(LogLevel::kInfo, "webhooks_open", {{"port", static_cast<std::int64_t>(receiver_->port())}});
    } else {
      Log(LogLevel::kError, "webhooks_closed", {{"text", receiver.error().text + " under \"webhooks\""}});
    }
  }
  void Close() { receiver_.reset(); }

 private:
  CollectorParts& parts_;
  Bell& bell_;
  Duration due_;
  std::unique_ptr<WebhookReceiver> receiver_;
};

constexpr Duration kReleaseInterval = Duration::Minutes(1);
constexpr Duration kLongestSleep = Duration::Minutes(1);

// One worker's thread: rounds until stopped. Returns the store's error, if that ended it.
Status WorkLoop(InboxWorker& worker, Bell& bell, const CancelToken& stop) {
  std::uint64_t seen = 0;
  while (!stop.cancelled()) {
    auto next = worker.Round(stop);
    if (!next.ok() && next.error().kind != ErrorKind::kDatabaseBusy) return next.error().Within(worker.inbox().name);
    const Duration pause = next.ok() ? *next : Duration::Seconds(1);
    if (pause.ms > 0) seen = bell.Wait(seen, std::min(pause, kLongestSleep), stop);
  }
  return {};
}

constexpr std::chrono::seconds kTellInterval{1};

// Delivers notifications, the heartbeat and the review by mail, which must not hold up the replies.
Status TellLoop(CollectorParts& parts, const CancelToken& stop) {
  NotificationSender sender(*parts.store, parts.settings, *parts.http);
  ReviewMail review(*parts.store, parts.settings);
  Heartbeat heartbeat(parts.settings.alerts, *parts.http);
  while (!stop.cancelled()) {
    heartbeat.Beat(parts.clock, stop);
    for (const Status& told : {sender.Round(parts.clock, stop).status(), review.Round(parts.clock, stop)}) {
      if (!told.ok() && told.error().kind != ErrorKind::kDatabaseBusy) return told;
    }
    std::this_thread::sleep_for(kTellInterval);
  }
  return {};
}

constexpr Duration kLearnInterval = Duration::Minutes(10);

Result<std::int64_t> UsedLayer(Store& store) {
  std::int64_t id = 0;
  RW_RETURN_IF_ERROR(store.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(id, session.learning().UsedId());
    return {};
  }));
  return id;
}

// Learns when there is enough to learn from. True when something else is to be used than what the parts were made with, learnt
// here or by command; false when stopped.
bool LearnLoop(CollectorParts& parts, const CancelToken& stop) {
  Learner learner(*parts.store, parts.data, [&] { return stop.cancelled(); });
  Duration due = parts.clock.Steady();
  while (!stop.cancelled()) {
    if (parts.clock.Steady() >= due) {
      due = parts.clock.Steady() + kLearnInterval;
      // Nothing else depends on it: what went wrong is told, and tried again.
      const Status tried = learner.LearnIfDue(parts.clock.Now()).status();
      if (!tried.ok() && tried.error().kind != ErrorKind::kCancelled)
        Log(LogLevel::kWarning, "not_learnt", {{"text", tried.error().text}});
    }
    const auto used = UsedLayer(*parts.store);
    if (used.ok() && *used != parts.learnt) return true;
    std::this_thread::sleep_for(kTellInterval);
  }
  return false;
}

// Rings when a queued reply has fallen due.
class OutboxWatch {
 public:
  explicit OutboxWatch(Store& store) : store_(store) {}

  Result<bool> Look(Timestamp now) {
    RW_ASSIGN_OR_RETURN(const std::int64_t counter, store_.ChangeCounter());
    if (counter != counter_) {
      counter_ = counter;
      RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
        RW_ASSIGN_OR_RETURN(next_, session.outbox().NextDue());
        return {};
      }));
      rung_at_.reset();
    }
    // One that is stuck stays the earliest: while there is any, others may have fallen due behind it.
    if (!next_ || *next_ > now || (rung_at_ && now >= *rung_at_ && now - *rung_at_ < kRingInterval)) return false;
    rung_at_ = now;
    return true;
  }

 private:
  Store& store_;
  std::int64_t counter_ = -1;
  std::optional<Timestamp> next_;
  std::optional<Timestamp> rung_at_;
};

Status StoreAgents(Session& session, const Settings& settings) {
  RW_ASSIGN_OR_RETURN(std::vector<Agent> known, session.staff().Agents());
  for (Agent& agent : known) {
    agent.active = false;
    for (const Agent& named : settings.agents) agent.active = agent.active || named.name == agent.name;
    if (!agent.active) RW_RETURN_IF_ERROR(session.staff().Put(agent).status());
  }
  for (const Agent& agent : settings.agents) RW_RETURN_IF_ERROR(session.staff().Put(agent).status());
  return {};
}

Status StoreInboxes(Session& session, const Settings& settings, Timestamp now) {
  RW_ASSIGN_OR_RETURN(std::vector<Inbox> known, session.inboxes().All());
  for (Inbox& inbox : known) {
    const auto named = std::find_if(settings.inboxes.begin(), settings.inboxes.end(),
                                    [&](const InboxSettings& i) { return i.name == inbox.name; });
    if (named != settings.inboxes.end() || !inbox.active) continue;
    inbox.active = false;
    RW_RETURN_IF_ERROR(session.inboxes().Put(inbox).status());
    const Error gone = MakeError(ErrorKind::kConfiguration, "its inbox was taken out of the settings");
    RW_RETURN_IF_ERROR(FailLikesOf(session, inbox.id, gone, now));
  }
  for (const InboxSettings& named : settings.inboxes) {
    const auto old = std::find_if(known.begin(), known.end(), [&](const Inbox& i) { return i.name == named.name; });
    Inbox inbox = old == known.end() ? Inbox{} : *old;
    inbox.name = named.name;
    inbox.platform = named.platform;
    inbox.display_name = std::string(FindPlatform(named.platform)->display_name);
    inbox.active = true;
    RW_RETURN_IF_ERROR(session.inboxes().Put(inbox).status());
  }
  return {};
}

Result<std::unique_ptr<Connector>> MakeConnector(CollectorParts& parts, const InboxSettings& named, InboxId id) {
  const PlatformInfo& platform = *FindPlatform(named.platform);
  ConnectorContext context;
  context.http = parts.http.get();
  context.state = parts.states.emplace_back(MakeFileStateKeeper(StateFolder(parts.settings.database), named.name)).get();
  context.ca_file = parts.settings.ca_file;
  context.inbox.name = named.name;
  context.inbox.platform = named.platform;
  context.inbox.base_url = named.base_url;
  context.inbox.options = named.options;
  for (const auto& [key, ref] : named.secrets) {
    auto secret = ReadSecret(ref);
    if (!secret.ok()) return secret.error();
    context.inbox.secrets[key] = std::move(secret).value();
  }
  if (platform.judge_webhook != nullptr) parts.webhooks.push_back({id, context.inbox, platform.judge_webhook});
  return platform.make(std::move(context));
}

Result<Inbox> FindInbox(CollectorParts& parts, const std::string& name) {
  Inbox inbox;
  RW_RETURN_IF_ERROR(parts.store->Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::vector<Inbox> all, session.inboxes().All());
    const auto found = std::find_if(all.begin(), all.end(), [&](const Inbox& i) { return i.name == name; });
    if (found == all.end()) return MakeError(ErrorKind::kInternal, "inbox " + name + " is not stored");
    inbox = *found;
    return {};
  }));
  return inbox;
}

}  // namespace

Result<std::unique_ptr<CollectorParts>> MakeCollectorParts(Settings settings, const Clock& clock) {
  auto parts = std::make_unique<CollectorParts>(clock);
  parts->settings = std::move(settings);
  parts->secrets = std::make_unique<SecretWatch>(parts->settings);
  RW_ASSIGN_OR_RETURN(parts->data, FindDataFolder());
  RW_ASSIGN_OR_RETURN(LanguagePacks packs, LoadLanguagePacks(parts->data));
  RW_ASSIGN_OR_RETURN(parts->store, OpenStore(parts->settings.database, OpenMode::kMigrate));
  RW_RETURN_IF_ERROR(parts->store->LockForCollector());
  RW_ASSIGN_OR_RETURN(LearntClassifier learnt, LoadLearntClassifier(*parts->store, parts->data));
  parts->classifier = std::move(learnt.classifier);
  parts->learnt = learnt.used;
  parts->desk = std::make_unique<ReplyDesk>(*parts->classifier, std::move(packs), parts->settings.shop);
  RW_RETURN_IF_ERROR(parts->store->Write([&](Session& session) -> Status {
    RW_RETURN_IF_ERROR(StoreAgents(session, parts->settings));
    return StoreInboxes(session, parts->settings, SystemClock().Now());
  }));
  HttpClientOptions http;
  http.ca_file = parts->settings.ca_file;
  http.user_agent = "ReplyWatch/0.1";
  parts->http = MakeCpprestHttpClient(std::move(http));
  parts->ingest = std::make_unique<Ingest>(*parts->classifier, parts->settings.auto_replies);
  return parts;
}

Result<std::vector<std::unique_ptr<InboxWorker>>> MakeWorkers(CollectorParts& parts, const ProgressReport& progress) {
  std::vector<std::unique_ptr<InboxWorker>> workers;
  for (const InboxSettings& named : parts.settings.inboxes) {
    RW_ASSIGN_OR_RETURN(Inbox inbox, FindInbox(parts, named.name));
    auto connector = MakeConnector(parts, named, inbox.id);
    if (!connector.ok()) {
      Log(LogLevel::kError, "inbox_trouble",
          {{"inbox", named.name}, {"kind", ErrorKindName(connector.error().kind)}, {"text", connector.error().text}});
      const Timestamp now = parts.clock.Now();
      inbox.health = HealthAfterFailure(inbox.health, connector.error(), named.poll, now, now);
      RW_RETURN_IF_ERROR(
          parts.store->Write([&](Session& session) { return session.inboxes().SetHealth(inbox.id, inbox.health); }));
      continue;
    }
    InboxWorkerOptions options;
    options.poll = named.poll;
    options.sweep_interval = std::min(named.poll * 5, Duration::Minutes(5));
    options.deliver.settle = parts.settings.delivery_settle;
    options.receives_events = parts.settings.webhook_port.has_value();
    options.progress = progress;
    workers.push_back(std::make_unique<InboxWorker>(*parts.store, *parts.ingest, parts.clock, std::move(connector).value(),
                                                    std::move(inbox), parts.desk->Gate(), std::move(options)));
  }
  return workers;
}

Status RunWorkers(CollectorParts& parts, std::vector<std::unique_ptr<InboxWorker>>& workers, const CancelToken& stop) {
  Bell bell;
  std::mutex error_mutex;
  Status first_error;
  const auto fail = [&](const Status& status) {
    if (status.ok()) return;
    const std::scoped_lock hold(error_mutex);
    if (first_error.ok()) first_error = status;
    stop.Cancel();
  };
  std::vector<std::thread> threads;
  threads.reserve(workers.size());
  for (auto& worker : workers) {
    threads.emplace_back([&, w = worker.get()] { fail(WorkLoop(*w, bell, stop)); });
  }
  WebhookDoor door(parts, bell);
  OutboxWatch watch(*parts.store);
  auto evaluator = Evaluator::Make(*parts.store, parts.settings, parts.clock, *parts.classifier, parts.data);
  fail(evaluator.ok() ? (*evaluator)->Start() : evaluator.status());
  threads.emplace_back([&] { fail(TellLoop(parts, stop)); });
  std::atomic<bool> has_learnt = false;
  threads.emplace_back([&] { has_learnt = LearnLoop(parts, stop); });
  Duration retention_due = KeepRetention(parts);
  Duration release_due = parts.clock.Steady() + kReleaseInterval;
  while (!stop.cancelled()) {
    if (parts.clock.Steady() >= retention_due) retention_due = KeepRetention(parts);
    if (parts.clock.Steady() >= release_due) {
      parts.store->ReleaseMemory();
      release_due = parts.clock.Steady() + kReleaseInterval;
    }
    door.Keep();
    auto due = watch.Look(parts.clock.Now());
    if (!due.ok() && due.error().kind != ErrorKind::kDatabaseBusy) fail(due.status());
    if (due.ok() && *due) bell.Ring();
    const Status evaluated = (*evaluator)->Look().status();
    if (!evaluated.ok() && evaluated.error().kind != ErrorKind::kDatabaseBusy) fail(evaluated);
    if (parts.secrets->HasChanged()) {
      Log(LogLevel::kInfo, "secret_changed");
      break;
    }
    if (has_learnt) {
      Log(LogLevel::kInfo, "detector_changed");
      break;
    }
    std::this_thread::sleep_for(kWatchInterval);
  }
  door.Close();
  stop.Cancel();
  bell.Ring();
  for (std::thread& thread : threads) thread.join();
  return first_error;
}

}  // namespace replywatch

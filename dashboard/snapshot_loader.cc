#include "dashboard/snapshot_loader.h"

#include <chrono>

#include "shared/base/log.h"

namespace replywatch {
namespace {

constexpr Duration kPoll = Duration::Milliseconds(250);
constexpr Duration kPollWithoutStore = Duration::Seconds(1);
// A snooze that ended changes the list without a change in the store.
constexpr Duration kAtLeastEvery = Duration::Seconds(20);

}  // namespace

SnapshotLoader::SnapshotLoader(std::string config, const Clock& clock, std::function<void()> on_new)
    : opener_(std::move(config)),
      clock_(clock),
      on_new_(std::move(on_new)),
      latest_(std::make_shared<Snapshot>()),
      thread_([this] { Loop(); }) {}

SnapshotLoader::~SnapshotLoader() {
  {
    const std::scoped_lock hold(mutex_);
    stops_ = true;
  }
  wake_.notify_all();
  thread_.join();
}

void SnapshotLoader::Ask(const LoadRequest& request) {
  {
    const std::scoped_lock hold(mutex_);
    if (request == wanted_) return;
    wanted_ = request;
    is_asked_ = true;
  }
  wake_.notify_all();
}

std::shared_ptr<const Snapshot> SnapshotLoader::Latest() const {
  const std::scoped_lock hold(mutex_);
  return latest_;
}

bool SnapshotLoader::Wait(Duration at_most) {
  std::unique_lock hold(mutex_);
  wake_.wait_for(hold, std::chrono::milliseconds(at_most.ms), [&] { return stops_ || is_asked_; });
  is_asked_ = false;
  return !stops_;
}

void SnapshotLoader::Loop() {
  do {
    Refresh();
  } while (Wait(counter_ >= 0 ? kPoll : kPollWithoutStore));
}

bool SnapshotLoader::IsStale(Backend& backend, const LoadRequest& request) {
  const auto counter = backend.store->ChangeCounter();
  const bool is_running = backend.store->IsCollectorRunning();
  const bool is_old = clock_.Steady() - loaded_at_ >= kAtLeastEvery;
  const std::int64_t now_counter = counter.ok() ? *counter : -1;
  const bool is_stale =
      now_counter != counter_ || now_counter < 0 || is_running != was_running_ || is_old || !(request == loaded_);
  counter_ = now_counter;
  was_running_ = is_running;
  return is_stale;
}

void SnapshotLoader::Refresh() {
  BackendTrouble trouble;
  Backend* backend = opener_.Open(trouble);
  if (backend == nullptr) {
    counter_ = -1;
    return PublishTrouble(trouble);
  }
  LoadRequest request;
  {
    const std::scoped_lock hold(mutex_);
    request = wanted_;
  }
  if (!IsStale(*backend, request)) return;
  auto loaded = LoadSnapshot(*backend, request, clock_.Now());
  if (!loaded.ok()) {
    Log(LogLevel::kWarning, "snapshot_failed", {{"text", loaded.error().text}});
    counter_ = -1;
    opener_.Close();
    return PublishTrouble({SnapshotState::kUnreadable, loaded.error().kind, loaded.error().text, true});
  }
  loaded_ = request;
  loaded_at_ = clock_.Steady();
  Publish(std::move(loaded).value());
}

void SnapshotLoader::Publish(Snapshot snapshot) {
  snapshot.generation = ++generation_;
  {
    const std::scoped_lock hold(mutex_);
    latest_ = std::make_shared<const Snapshot>(std::move(snapshot));
  }
  on_new_();
}

void SnapshotLoader::PublishTrouble(const BackendTrouble& trouble) {
  {
    const std::scoped_lock hold(mutex_);
    if (latest_->state == trouble.state && latest_->trouble == trouble.text && latest_->names_inboxes == trouble.names_inboxes)
      return;
  }
  Snapshot snapshot;
  snapshot.state = trouble.state;
  snapshot.trouble_kind = trouble.kind;
  snapshot.trouble = trouble.text;
  snapshot.names_inboxes = trouble.names_inboxes;
  snapshot.at = clock_.Now();
  Publish(std::move(snapshot));
}

}  // namespace replywatch

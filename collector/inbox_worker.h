// InboxWorker: everything the collector does for one inbox, in rounds: check the account,
// poll the streams that are due, sweep, deliver. Owns the connector; one thread at a
// time. Failures are recorded as the inbox's health, never thrown away and never fatal.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <random>
#include <string>

#include "collector/connectors/connector.h"
#include "collector/deliver.h"
#include "collector/ingest.h"
#include "collector/schedule.h"
#include "collector/webhooks/event_drain.h"
#include "shared/base/clock.h"
#include "shared/store/store.h"

namespace replywatch {

// How a backfill goes on, for a progress bar: items read so far, and the platform's total where it tells.
using ProgressReport = std::function<void(const std::string& inbox, const std::string& stream, std::int64_t items,
                                          std::optional<std::int64_t> total)>;

struct InboxWorkerOptions {
  Duration poll = Duration::Seconds(60);
  Duration sweep_interval = Duration::Minutes(5);
  Duration sweep_history = Duration::Days(30);
  bool receives_events = false;  // webhooks are switched on
  DeliverOptions deliver;
  ProgressReport progress;
};

class InboxWorker {
 public:
  // `store`, `ingest`, `clock` outlive this; `inbox` is stored already.
  InboxWorker(Store& store, const Ingest& ingest, const Clock& clock, std::unique_ptr<Connector> connector, Inbox inbox,
              DeliveryGate gate, InboxWorkerOptions options);

  // Does what is due. Returns after which pause to come back at the latest; a reply falling due may wake it earlier. An error is
  // the store's: nothing can go on without it. Pauses are counted on the steady clock, so that a wall clock set back stalls
  // nothing.
  Result<Duration> Round(const CancelToken& cancel);

  // One full round now, whatever is due when (`once`): check, all streams, one sweep, delivery.
  Status Full(const CancelToken& cancel);

  const Inbox& inbox() const { return inbox_; }

 private:
  struct StreamState {
    StreamInfo info;
    Duration due;      // steady, as are the other due times here
    int failures = 0;  // in a row
  };

  Result<AccountCheck> CheckAccount(const CancelToken& cancel, Timestamp now);
  bool EnsureChecked(const CancelToken& cancel, Timestamp now);
  // False: the platform refused or the connection broke; health says why.
  Result<bool> PollStream(StreamState& stream, const CancelToken& cancel);
  struct ReadPage;
  // Of one round through a stream's pages.
  struct PollRound {
    std::int64_t items = 0;
    std::int64_t unreadable = 0;
  };

  ReadPage ReadOne(const FetchRequest& request, const CancelToken& cancel);
  Status StorePage(const StreamState& stream, const ReadPage& read, PollRound& round, bool backfill);
  // While a page is being stored, the next one is read.
  Result<bool> FetchPages(const StreamState& stream, const CancelToken& cancel);
  Result<bool> Sweep(const CancelToken& cancel);
  // Reads what has arrived by webhook.
  Status Drain(const CancelToken& cancel);
  Status Deliver(const CancelToken& cancel);
  Status NoteSuccess(Timestamp now);
  Status NoteFailure(const Error& error, Timestamp now);
  Status SaveHealth(Timestamp now, bool force);
  void ScheduleStreams();
  Duration SteadyAt(Timestamp instant) const;
  Duration Pause() const;

  Store& store_;
  const Ingest& ingest_;
  const Clock& clock_;
  std::unique_ptr<Connector> connector_;
  Inbox inbox_;
  DeliveryGate gate_;
  InboxWorkerOptions options_;
  SettleWatch settle_watch_;
  EventDrain drain_;
  RateBudget budget_;
  std::vector<StreamState> streams_;
  bool checked_ = false;
  Duration check_due_;
  Duration sweep_due_;
  Timestamp started_;
  std::optional<Duration> unsettled_due_;
  int failures_ = 0;
  int unsettled_rounds_ = 0;
  InboxHealth saved_health_;
  Timestamp health_saved_at_;
  std::mt19937_64 random_;
};

}  // namespace replywatch

// Deliver: takes replies of one inbox from the outbox to the platform, so that an
// interruption at any point leaves the reply there exactly once, or `uncertain`: claim (commit),
// send, record (commit); whatever is found in `sending` is looked for on the platform before anything else.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/ingest.h"
#include "collector/schedule.h"
#include "shared/actions/reply_desk.h"
#include "shared/store/store.h"

namespace replywatch {

struct DeliverOptions {
  // A request whose answer was lost may still be on its way: "not there" is believed only this long after the doubt was seen.
  Duration settle = Duration::Seconds(20);
  int max_attempts = 12;
  // What cannot be looked for so long after it might have settled is `uncertain`.
  Duration longest_doubt = Duration::Hours(1);
  double jitter = 0.5;  // of back-off, [0, 1]
};

struct DeliverReport {
  int sent = 0;
  int failed = 0;
  int uncertain = 0;
  int waiting = 0;  // still queued or unsettled
  std::optional<Error>
      refused;  // the account's token, permission or settings: the round ended there, and the rest stays as it was
};

// Since when each reply has been seen in `sending` with nobody sending it: after a restart, or after an answer was lost. Whatever
// request there was had left by then, so the wait counts from there, by the steady clock. Kept between rounds; one thread.
class SettleWatch {
 public:
  explicit SettleWatch(Duration settle) : settle_(settle) {}

  // Those in `sending` now; the others are forgotten.
  void See(const std::vector<OutboundMessage>& unsettled, const Clock& clock);
  // May it be looked for, and the platform's "not there" be believed? `message` has been seen.
  bool HasSettled(const OutboundMessage& message, const Clock& clock) const;
  // Not again before `pause` from now. `id` has been seen.
  void Postpone(OutboundId id, Duration pause, const Clock& clock);

 private:
  struct Seen {
    Duration at;  // steady, as is the next
    Duration look_at;
  };
  Duration settle_;
  std::map<OutboundId, Seen> seen_;
};

class Deliverer {
 public:
  // All references outlive this; `connector` has been checked.
  Deliverer(Store& store, Connector& connector, const Ingest& ingest, IngestInbox inbox, DeliveryGate gate,
            DeliverOptions options);

  // Settles what an interruption left, then sends what is due. Errors of the store end the round; those of the platform are
  // recorded with the reply. What the account is refused stays queued, with the error, and passes the gate again later.
  // `clock` is read before each step; `watch` and `budget` live as long as the inbox is worked on.
  Result<DeliverReport> Round(SettleWatch& watch, RateBudget& budget, const Clock& clock, const CancelToken& cancel);

 private:
  Status SettleOne(OutboundMessage message, RateBudget& budget, Timestamp now, const CancelToken& cancel, DeliverReport& report);
  Status SendOne(OutboundMessage message, RateBudget& budget, const Clock& clock, const CancelToken& cancel,
                 DeliverReport& report);
  Status LookLater(OutboundMessage message, const Error& error, RateBudget& budget, Timestamp now, DeliverReport& report);
  Status Doubt(OutboundMessage message, const std::string& why, Timestamp now, DeliverReport& report);
  // Those without words: twice does no harm, so every doubtful outcome may be tried again.
  Status CarryOut(OutboundMessage message, const Message& target, RateBudget& budget, Timestamp now, const CancelToken& cancel,
                  DeliverReport& report);
  Status RecordApproved(OutboundMessage message, const Message& target, Timestamp now, const CancelToken& cancel,
                        DeliverReport& report);
  Status RecordLiked(OutboundMessage message, Timestamp now, DeliverReport& report);
  Status Claim(OutboundMessage& message, Message& target, SendRequest& request, Timestamp now);
  // Empty: it may go out.
  Result<std::string> AskGate(const OutboundMessage& message, Timestamp now);
  // What becomes of a reply when the platform cannot tell whether an earlier attempt stands there.
  enum class Unseen : std::uint8_t { kPassed, kDoubted };
  // False: no earlier attempt of this claimed reply was seen. True: its state has been decided and stored.
  Result<bool> SettleByLooking(const OutboundMessage& message, const SendRequest& request, RateBudget& budget, Timestamp now,
                               const CancelToken& cancel, DeliverReport& report, Unseen unseen);
  Status HandleFailure(OutboundMessage message, const SendRequest& request, const Error& error, RateBudget& budget, Timestamp now,
                       const CancelToken& cancel, DeliverReport& report);
  Status RecordSent(OutboundMessage message, const SendReceipt& receipt, Timestamp now, DeliverReport& report);
  Status MoveTo(OutboundMessage message, OutboundState from, OutboundState to, const Error* error, Timestamp now,
                DeliverReport& report);
  Duration PauseAfter(const OutboundMessage& message, const Error& error) const;
  Status Retry(OutboundMessage message, const Error& error, RateBudget& budget, Timestamp now, DeliverReport& report);
  static Result<SendRequest> RequestFor(Session& session, const OutboundMessage& message, const Message& target, Timestamp now);

  Store& store_;
  Connector& connector_;
  const Ingest& ingest_;
  IngestInbox inbox_;
  DeliveryGate gate_;
  DeliverOptions options_;
};

}  // namespace replywatch

// Events: what platforms told by themselves (webhooks), kept as it came until it has been read, so that
// a platform can be answered before anything is done with it. Bodies are personal data: they go as soon as they are read.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/id.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace replywatch {

struct WaitingEvent {
  EventId id;
  Timestamp received_at;
  int attempts = 0;  // that failed
  std::string body;  // raw bytes
};

// How events of one inbox come in.
struct EventTally {
  std::optional<Timestamp> last_received;
  std::int64_t waiting = 0;  // stored and not read yet
  std::int64_t refused = 0;  // since the collector started
};

class Events {
 public:
  virtual ~Events() = default;

  // False: the inbox has, or had within the time that Forget leaves, one of that digest; nothing is stored then.
  virtual Result<bool> Add(InboxId inbox, Timestamp now, std::string_view digest, std::string_view body) = 0;

  // Waiting ones whose time has come, in the order of their arrival: at most `limit`, and no more than the first one beyond
  // `max_bytes`.
  virtual Result<std::vector<WaitingEvent>> Due(InboxId inbox, Timestamp now, int limit, std::size_t max_bytes) = 0;
  // When the next waiting one may be read; nullopt: none waits.
  virtual Result<std::optional<Timestamp>> NextDue(InboxId inbox) = 0;
  // It has been read: its body is erased.
  virtual Status Finish(EventId id) = 0;
  // It could not be read now; counts the attempt.
  virtual Status Postpone(EventId id, Timestamp not_before) = 0;

  // Drops what is left of those read that arrived before. Returns how many.
  virtual Result<std::int64_t> Forget(Timestamp before) = 0;

  virtual Status AddRefused(InboxId inbox, std::int64_t n) = 0;
  // Of all inboxes, as the collector starts.
  virtual Status ResetRefused() = 0;
  virtual Result<EventTally> Tally(InboxId inbox) = 0;
};

}  // namespace replywatch

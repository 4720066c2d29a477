// Outbox: replies on their way. Each move between states is a transaction of its own,
// so that a crash at any point leaves a state that can be told apart.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/outbound.h"

namespace replywatch {

struct OutboxCounts {
  std::int64_t queued = 0;
  std::int64_t sending = 0;
  std::int64_t sent = 0;
  std::int64_t failed = 0;
  std::int64_t uncertain = 0;
};

class Outbox {
 public:
  virtual ~Outbox() = default;

  virtual Result<OutboundId> Add(const OutboundMessage& message) = 0;
  virtual Result<std::optional<OutboundMessage>> Get(OutboundId id) = 0;
  // Queued ones of the inbox whose time has come, oldest first. One that seems to come from the future is due: the clock was set
  // back.
  virtual Result<std::vector<OutboundMessage>> Due(InboxId inbox, Timestamp now, int limit) = 0;
  // All in one state, oldest first; `inbox` 0: all.
  virtual Result<std::vector<OutboundMessage>> InState(OutboundState state, InboxId inbox, int limit) = 0;
  virtual Result<std::vector<OutboundMessage>> OfConversation(ConversationId id) = 0;
  // When the next queued one falls due; nullopt: none.
  virtual Result<std::optional<Timestamp>> NextDue() = 0;

  // Moves from one state to another and writes the other fields. kNotFound when it is no longer in state `from`: somebody else
  // was faster.
  virtual Status Move(const OutboundMessage& message, OutboundState from) = 0;
  virtual Result<OutboxCounts> Counts() = 0;
};

}  // namespace replywatch

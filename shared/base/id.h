// Id<Tag>: a row's integer that cannot be mistaken for another table's. 0 means
// "none". Platform ids are opaque text and never become one of these.
#pragma once

#include <compare>
#include <cstdint>
#include <functional>

namespace replywatch {

template <typename Tag>
struct Id {
  std::int64_t value = 0;

  auto operator<=>(const Id&) const = default;
  explicit operator bool() const { return value != 0; }
};

// A row that was looked up, and made when it was not there.
template <typename AnyId>
struct FoundOrMade {
  AnyId id;
  bool is_new = false;
};

using InboxId = Id<struct InboxTag>;
using ContactId = Id<struct ContactTag>;
using ConversationId = Id<struct ConversationTag>;
using MessageId = Id<struct MessageTag>;
using WaitId = Id<struct WaitTag>;
using AgentId = Id<struct AgentTag>;
using OutboundId = Id<struct OutboundTag>;
using PromiseId = Id<struct PromiseTag>;
using IncidentId = Id<struct IncidentTag>;
using AlertId = Id<struct AlertTag>;
using EventId = Id<struct EventTag>;

}  // namespace replywatch

template <typename Tag>
struct std::hash<replywatch::Id<Tag>> {
  std::size_t operator()(replywatch::Id<Tag> id) const noexcept { return std::hash<std::int64_t>{}(id.value); }
};

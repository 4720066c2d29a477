// The state of one message in words of the lists: waiting, answered, to_thank, closed. Pure.
#pragma once

#include <cstdint>
#include <span>
#include <string_view>

#include "shared/model/message.h"
#include "shared/model/wait.h"

namespace replywatch {

enum class MessageState : std::uint8_t { kWaiting, kAnswered, kToThank, kClosed };

struct StateOfMessage {
  MessageState state = MessageState::kClosed;
  const Wait* wait = nullptr;  // the wait it belongs to, if any
};

// `waits` are those of the message's conversation. Outgoing messages are closed; what was settled as it came is answered.
StateOfMessage StateOf(const Message& message, std::span<const Wait> waits);

std::string_view MessageStateName(MessageState state);

}  // namespace replywatch

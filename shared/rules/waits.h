// Waits: the honest clock (product definitions 2 to 4) as a fold over one
// conversation's events. Appending an event costs O(1); whatever arrives late, is removed or
// corrected means folding again from the beginning. Pure; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/model/message.h"
#include "shared/model/wait.h"

namespace replywatch {

// Order among events of one instant: asking comes before answering.
enum class WaitEventKind : std::uint8_t { kIncoming, kAnswer, kRemoved, kClosed };

struct WaitEventKey {
  Timestamp at;
  WaitEventKind kind = WaitEventKind::kIncoming;
  std::int64_t id = 0;  // message or closing event, so that no two keys are equal
  auto operator<=>(const WaitEventKey&) const = default;
};

struct WaitEvent {
  WaitEventKey key;
  MessageId message;     // 0 for kClosed
  Timestamp fetched_at;  // kIncoming: when we had it; kClosed: what was fetched by then had been seen
  // kIncoming only, as are the next two.
  Flags flags;
  Urgency urgency = Urgency::kNormal;
  NoAnswerReason no_answer = NoAnswerReason::kNone;
  std::optional<Flags> together;  // as Message has it
  bool is_like = false;           // kClosed only: closed by a like
};

// Where the fold stands. What is kept between processes: last_key, after_answer, and the open waits.
struct WaitState {
  std::optional<WaitEventKey> last_key;
  bool after_answer = false;  // our answer was the last thing that mattered
  std::optional<Wait> answer;
  std::optional<Wait> thank;
};

// May a like alone end the open waits, of which there is one? Only where somebody praises or thanks, and does not ask, complain
// or threaten as well: what was not understood may be anything.
bool IsLikeEnough(const std::optional<Wait>& answer, const std::optional<Wait>& thank);

// What one event did to the waits.
struct WaitChange {
  std::vector<Wait> ended;      // now with ended_at and outcome
  bool closing_thanks = false;  // the event was a thank-you after our answer
};

// Has anybody but its writer been able to see it? Not what is held, nor what was held until it was removed.
bool WasEverVisible(const Message& message);

// The event of a message, or nullopt where it has none: an outgoing message that is automatic or was never visible. What was
// settled in the talk it tells of is an answer, whoever began that talk.
// A linked private answer is passed with the public conversation it belongs to.
std::optional<WaitEvent> EventOf(const Message& message);
std::optional<WaitEvent> RemovalOf(const Message& message);

// Is `event` at the end, so that AppendWaitEvent may be used? Never for kRemoved.
bool IsAppend(const WaitState& state, const WaitEvent& event);

// Requires IsAppend, or a kRemoved event within FoldWaits.
WaitChange AppendWaitEvent(WaitState& state, const WaitEvent& event);

struct FoldedWaits {
  WaitState state;          // the open waits stand in it, too
  std::vector<Wait> waits;  // all, ended and open, by started_at
  std::vector<MessageId> closing_thanks;
};

// From scratch; events in any order. A closing ends only what had been fetched by then: what nobody could have seen goes on
// waiting.
FoldedWaits FoldWaits(std::vector<WaitEvent> events);

}  // namespace replywatch

#include "shared/rules/message_state.h"

namespace replywatch {
namespace {

bool Covers(const Wait& wait, const Message& message) {
  const Timestamp at = message.item.created_at;
  return wait.started_at <= at && (!wait.ended_at || at <= *wait.ended_at);
}

bool IsForThanks(const Message& message) {
  const Flags flags = message.classification.flags;
  return flags.Has(Flag::kPraise) && !flags.Has(Flag::kProblem) && !flags.Has(Flag::kQuestion) && !flags.Has(Flag::kThreat);
}

}  // namespace

StateOfMessage StateOf(const Message& message, std::span<const Wait> waits) {
  if (message.item.direction == Direction::kOutgoing) return {};
  if (message.classification.no_answer == NoAnswerReason::kSettled) return {MessageState::kAnswered, nullptr};
  if (message.classification.no_answer != NoAnswerReason::kNone) return {};
  const WaitKind kind = IsForThanks(message) ? WaitKind::kThank : WaitKind::kAnswer;
  // The latest that covers it: a message that nobody had seen when the conversation was closed began a wait of its own.
  for (auto it = waits.rbegin(); it != waits.rend(); ++it) {
    const Wait& wait = *it;
    if (wait.kind != kind || !Covers(wait, message)) continue;
    if (!wait.ended_at) return {kind == WaitKind::kThank ? MessageState::kToThank : MessageState::kWaiting, &wait};
    return {wait.outcome == WaitOutcome::kAnswered ? MessageState::kAnswered : MessageState::kClosed, &wait};
  }
  return {};
}

std::string_view MessageStateName(MessageState state) {
  switch (state) {
    case MessageState::kWaiting: return "waiting";
    case MessageState::kAnswered: return "answered";
    case MessageState::kToThank: return "to_thank";
    case MessageState::kClosed: return "closed";
  }
  return "closed";
}

}  // namespace replywatch

#include "shared/rules/waits.h"

#include <algorithm>
#include <iterator>
#include <tuple>
#include <unordered_map>
#include <utility>

namespace replywatch {
namespace {

bool IsPraiseOnly(Flags flags) {
  return flags.Has(Flag::kPraise) && !flags.Has(Flag::kProblem) && !flags.Has(Flag::kQuestion) && !flags.Has(Flag::kThreat);
}

// After our answer nothing is expected any more.
bool IsClosingThanks(Flags flags) {
  return IsPraiseOnly(flags) ||
         (flags.Has(Flag::kThanks) && !flags.Has(Flag::kProblem) && !flags.Has(Flag::kQuestion) && !flags.Has(Flag::kThreat));
}

void Join(std::optional<Wait>& wait, WaitKind kind, const WaitEvent& event) {
  if (!wait) {
    wait.emplace();
    wait->kind = kind;
    wait->started_at = event.key.at;
    wait->first_message = event.message;
  }
  wait->last_message = event.message;
  ++wait->message_count;
  wait->flags = wait->flags | event.flags;
  wait->urgency = std::max(wait->urgency, event.urgency);
}

void End(std::optional<Wait>& wait, WaitOutcome outcome, Timestamp at, MessageId by, WaitChange& change) {
  if (!wait) return;
  wait->outcome = outcome;
  wait->ended_at = at;
  wait->ended_by = by;
  change.ended.push_back(*std::exchange(wait, std::nullopt));
}

void Receive(WaitState& state, const WaitEvent& event, WaitChange& change) {
  if (event.no_answer != NoAnswerReason::kNone) return;
  const bool was_waiting = state.answer.has_value();
  if (state.after_answer && IsClosingThanks(event.flags)) {
    change.closing_thanks = true;
  } else if (IsPraiseOnly(event.flags)) {
    Join(state.thank, WaitKind::kThank, event);
  } else {
    Join(state.answer, WaitKind::kAnswer, event);
    state.after_answer = false;
  }
  // What was judged together with messages that were closed meanwhile says nothing of a wait that begins here.
  if (was_waiting && event.together) state.answer->flags = state.answer->flags.With(kJudgedTogether, *event.together);
}

}  // namespace

bool IsLikeEnough(const std::optional<Wait>& answer, const std::optional<Wait>& thank) {
  if (!answer) return thank.has_value();
  const Flags flags = answer->flags;
  const bool is_kind = flags.Has(Flag::kPraise) || flags.Has(Flag::kThanks);
  return is_kind && !flags.Has(Flag::kProblem) && !flags.Has(Flag::kQuestion) && !flags.Has(Flag::kThreat);
}

bool WasEverVisible(const Message& message) {
  const bool vanished_unseen = message.removed_at && message.visible_at == *message.removed_at;
  return message.item.publication != Publication::kHeld && !vanished_unseen;
}

std::optional<WaitEvent> EventOf(const Message& message) {
  WaitEvent event;
  event.message = message.id;
  if (message.item.direction == Direction::kIncoming) {
    const bool is_settled = message.classification.no_answer == NoAnswerReason::kSettled;
    event.key = {message.item.created_at, is_settled ? WaitEventKind::kAnswer : WaitEventKind::kIncoming, message.id.value};
    event.fetched_at = message.fetched_at;
    event.flags = message.classification.flags;
    event.urgency = message.classification.urgency;
    event.no_answer = message.classification.no_answer;
    event.together = message.together;
    return event;
  }
  if (message.item.automatic || !WasEverVisible(message)) return std::nullopt;
  event.key = {message.visible_at, WaitEventKind::kAnswer, message.id.value};
  return event;
}

std::optional<WaitEvent> RemovalOf(const Message& message) {
  if (message.item.direction != Direction::kIncoming || !message.removed_at) return std::nullopt;
  WaitEvent event;
  event.message = message.id;
  event.key = {std::max(*message.removed_at, message.item.created_at), WaitEventKind::kRemoved, message.id.value};
  return event;
}

bool IsAppend(const WaitState& state, const WaitEvent& event) {
  return event.key.kind != WaitEventKind::kRemoved && (!state.last_key || *state.last_key < event.key);
}

WaitChange AppendWaitEvent(WaitState& state, const WaitEvent& event) {
  WaitChange change;
  state.last_key = event.key;
  switch (event.key.kind) {
    case WaitEventKind::kIncoming: Receive(state, event, change); break;
    case WaitEventKind::kAnswer:
      End(state.answer, WaitOutcome::kAnswered, event.key.at, event.message, change);
      End(state.thank, WaitOutcome::kAnswered, event.key.at, event.message, change);
      state.after_answer = true;
      break;
    case WaitEventKind::kClosed:
      End(state.answer, event.is_like ? WaitOutcome::kLiked : WaitOutcome::kClosed, event.key.at, {}, change);
      End(state.thank, event.is_like ? WaitOutcome::kLiked : WaitOutcome::kClosed, event.key.at, {}, change);
      break;
    case WaitEventKind::kRemoved: break;  // FoldWaits knows which wait it joined
  }
  return change;
}

namespace {

// Ends a wait all of whose messages are gone.
void Remove(std::optional<Wait>& wait, const WaitEvent& event, std::vector<Wait>& ended) {
  ++wait->removed_count;
  if (wait->removed_count < wait->message_count) return;
  WaitChange change;
  End(wait, WaitOutcome::kWithdrawn, event.key.at, {}, change);
  ended.push_back(change.ended.front());
}

// The fold from the beginning, with what only it can know: which wait a message joined, and what nobody had seen at a closing.
class Fold {
 public:
  void Apply(const WaitEvent& event) {
    if (event.key.kind == WaitEventKind::kRemoved) return ApplyRemoval(event);
    std::vector<WaitEvent> unseen;
    if (event.key.kind == WaitEventKind::kClosed) unseen = TakeUnseen(event.fetched_at);
    ApplyOne(event);
    if (event.key.kind != WaitEventKind::kIncoming) {
      joined_.clear();
      after_answer_before_ = out_.state.after_answer;
    }
    const auto last_key = out_.state.last_key;
    for (const WaitEvent& later : unseen) ApplyOne(later);
    out_.state.last_key = last_key;
  }

  FoldedWaits Take() && {
    if (out_.state.answer) out_.waits.push_back(*out_.state.answer);
    if (out_.state.thank) out_.waits.push_back(*out_.state.thank);
    std::sort(out_.waits.begin(), out_.waits.end(), [](const Wait& a, const Wait& b) {
      return std::tie(a.started_at, a.kind, a.first_message) < std::tie(b.started_at, b.kind, b.first_message);
    });
    return std::move(out_);
  }

 private:
  void ApplyOne(const WaitEvent& event) {
    const WaitChange change = AppendWaitEvent(out_.state, event);
    std::copy(change.ended.begin(), change.ended.end(), std::back_inserter(out_.waits));
    if (event.key.kind != WaitEventKind::kIncoming) return;
    if (change.closing_thanks) out_.closing_thanks.push_back(event.message);
    const WaitState& state = out_.state;
    if (state.answer && state.answer->last_message == event.message) answer_of_[event.message] = state.answer->first_message;
    if (state.thank && state.thank->last_message == event.message) thank_of_[event.message] = state.thank->first_message;
    joined_.push_back(event);
  }

  void ApplyRemoval(const WaitEvent& event) {
    WaitState& state = out_.state;
    state.last_key = event.key;
    const auto answer = answer_of_.find(event.message);
    const auto thank = thank_of_.find(event.message);
    if (answer != answer_of_.end() && state.answer && state.answer->first_message == answer->second)
      Remove(state.answer, event, out_.waits);
    if (thank != thank_of_.end() && state.thank && state.thank->first_message == thank->second)
      Remove(state.thank, event, out_.waits);
    std::erase_if(joined_, [&](const WaitEvent& e) { return e.message == event.message; });
  }

  // Takes what had not been fetched at `seen_until` out of the open waits again.
  std::vector<WaitEvent> TakeUnseen(Timestamp seen_until) {
    std::vector<WaitEvent> seen = std::exchange(joined_, {});
    std::vector<WaitEvent> unseen;
    const auto first =
        std::stable_partition(seen.begin(), seen.end(), [&](const WaitEvent& e) { return e.fetched_at <= seen_until; });
    std::move(first, seen.end(), std::back_inserter(unseen));
    seen.erase(first, seen.end());
    if (unseen.empty()) return unseen;
    out_.state.answer.reset();
    out_.state.thank.reset();
    out_.state.after_answer = after_answer_before_;
    std::erase_if(out_.closing_thanks, [&](MessageId id) {
      const auto is_it = [id](const WaitEvent& e) { return e.message == id; };
      return std::any_of(seen.begin(), seen.end(), is_it) || std::any_of(unseen.begin(), unseen.end(), is_it);
    });
    for (const WaitEvent& event : seen) ApplyOne(event);
    return unseen;
  }

  FoldedWaits out_;
  std::unordered_map<MessageId, MessageId> answer_of_;  // message -> first message of the wait it joined
  std::unordered_map<MessageId, MessageId> thank_of_;
  std::vector<WaitEvent> joined_;     // incoming since our last answer or closing, without what was removed
  bool after_answer_before_ = false;  // as it stood before them
};

}  // namespace

FoldedWaits FoldWaits(std::vector<WaitEvent> events) {
  std::sort(events.begin(), events.end(), [](const WaitEvent& a, const WaitEvent& b) { return a.key < b.key; });
  Fold fold;
  for (const WaitEvent& event : events) fold.Apply(event);
  return std::move(fold).Take();
}

}  // namespace replywatch

#include "shared/rules/message_state.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

Message Asked(std::int64_t at_ms) {
  Message message;
  message.item.created_at = {at_ms};
  message.classification.flags.Set(Flag::kQuestion);
  return message;
}

Wait From(std::int64_t start_ms, std::optional<Timestamp> end = std::nullopt, WaitOutcome outcome = WaitOutcome::kOpen) {
  Wait wait;
  wait.started_at = {start_ms};
  wait.ended_at = end;
  wait.outcome = outcome;
  return wait;
}

TEST(MessageState, IsThatOfItsWait) {
  const std::vector<Wait> waits{From(100, Timestamp{200}, WaitOutcome::kAnswered),
                                From(300, Timestamp{400}, WaitOutcome::kClosed), From(500)};
  EXPECT_EQ(StateOf(Asked(100), waits).state, MessageState::kAnswered);
  EXPECT_EQ(StateOf(Asked(350), waits).state, MessageState::kClosed);
  EXPECT_EQ(StateOf(Asked(700), waits).state, MessageState::kWaiting);
}

TEST(MessageState, WaitsThoughAnEarlierWaitWasClosedAfterIt) {
  const std::vector<Wait> waits{From(100, Timestamp{900}, WaitOutcome::kClosed), From(500)};
  EXPECT_EQ(StateOf(Asked(100), waits).state, MessageState::kClosed);
  EXPECT_EQ(StateOf(Asked(500), waits).state, MessageState::kWaiting);
}

TEST(MessageState, IsClosedWhereNoAnswerIsExpected) {
  Message spam = Asked(100);
  spam.classification.no_answer = NoAnswerReason::kSpam;
  EXPECT_EQ(StateOf(spam, std::vector<Wait>{From(100)}).state, MessageState::kClosed);
}

}  // namespace
}  // namespace replywatch

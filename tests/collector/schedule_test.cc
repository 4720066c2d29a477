#include "collector/schedule.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

constexpr Duration kBase = Duration::Seconds(60);

TEST(BackOffDelay, DoublesUpToAQuarterOfAnHour) {
  EXPECT_EQ(BackOffDelay(1, kBase, 1), Duration::Seconds(60));
  EXPECT_EQ(BackOffDelay(2, kBase, 1), Duration::Seconds(120));
  EXPECT_EQ(BackOffDelay(4, kBase, 1), Duration::Seconds(480));
  EXPECT_EQ(BackOffDelay(50, kBase, 1), Duration::Minutes(15));
}

TEST(BackOffDelay, SpreadsBetweenHalfAndAllByJitter) {
  EXPECT_EQ(BackOffDelay(1, kBase, 0), Duration::Seconds(30));
  EXPECT_EQ(BackOffDelay(1, kBase, 0.5), Duration::Seconds(45));
  EXPECT_EQ(BackOffDelay(1, kBase, 7), Duration::Seconds(60));
}

Throttle Left(std::int64_t remaining) {
  Throttle throttle;
  throttle.limit = 300;
  throttle.remaining = remaining;
  throttle.resets_at = Timestamp{100'000};
  return throttle;
}

TEST(RateBudget, AllowsEverythingUntilThePlatformSaysOtherwise) {
  const RateBudget budget;
  EXPECT_EQ(budget.PollAllowedAt({5}), Timestamp{5});
  EXPECT_EQ(budget.ReplyAllowedAt({5}), Timestamp{5});
}

TEST(RateBudget, KeepsATenthForReplies) {
  RateBudget budget;
  budget.Learn(Left(31), {1000});
  EXPECT_EQ(budget.PollAllowedAt({1000}), Timestamp{1000});
  budget.Learn(Left(30), {1000});
  EXPECT_EQ(budget.PollAllowedAt({1000}), Timestamp{100'000});
  EXPECT_EQ(budget.ReplyAllowedAt({1000}), Timestamp{1000});
  budget.Learn(Left(0), {1000});
  EXPECT_EQ(budget.ReplyAllowedAt({1000}), Timestamp{100'000});
}

TEST(RateBudget, ForgetsAfterTheReset) {
  RateBudget budget;
  budget.Learn(Left(0), {1000});
  EXPECT_EQ(budget.PollAllowedAt({100'000}), Timestamp{100'000});
}

TEST(RateBudget, ARefusalBlocksRepliesToo) {
  RateBudget budget;
  budget.BlockUntil({9000});
  budget.BlockUntil({7000});
  EXPECT_EQ(budget.PollAllowedAt({1000}), Timestamp{9000});
  EXPECT_EQ(budget.ReplyAllowedAt({1000}), Timestamp{9000});
  EXPECT_EQ(budget.ReplyAllowedAt({9500}), Timestamp{9500});
}

TEST(RateBudget, ARefusalOfReadingLeavesRepliesAlone) {
  RateBudget budget;
  budget.BlockPollsUntil({9000});
  budget.BlockPollsUntil({7000});
  EXPECT_EQ(budget.PollAllowedAt({1000}), Timestamp{9000});
  EXPECT_EQ(budget.ReplyAllowedAt({1000}), Timestamp{1000});
  EXPECT_EQ(budget.PollAllowedAt({9500}), Timestamp{9500});
}

InboxHealth Healthy() { return HealthAfterSuccess({}, {1'000'000}); }

TEST(InboxHealth, IsDegradedAtFirstAndBlindAfterThreeIntervals) {
  const Error error = MakeError(ErrorKind::kBackOff, "no connection");
  InboxHealth health = HealthAfterFailure(Healthy(), error, kBase, {0}, {1'179'999});
  EXPECT_EQ(health.state, InboxState::kDegraded);
  EXPECT_FALSE(health.blind_since);
  health = HealthAfterFailure(health, error, kBase, {0}, {1'180'000});
  EXPECT_EQ(health.state, InboxState::kBlind);
  EXPECT_EQ(health.blind_since, Timestamp{1'000'000});
}

TEST(InboxHealth, IsBlindAtOnceWhenAPersonIsNeeded) {
  for (const ErrorKind kind : {ErrorKind::kReauthorize, ErrorKind::kPermission, ErrorKind::kConfiguration}) {
    EXPECT_EQ(HealthAfterFailure(Healthy(), MakeError(kind, "x"), kBase, {0}, {1'000'001}).state, InboxState::kBlind);
  }
}

TEST(InboxHealth, ThatNeverWorkedIsBlindSinceTheStart) {
  const InboxHealth health = HealthAfterFailure({}, MakeError(ErrorKind::kReauthorize, "x"), kBase, {77}, {500});
  EXPECT_EQ(health.blind_since, Timestamp{77});
}

TEST(InboxHealth, RecoversAtOnce) {
  const InboxHealth blind = HealthAfterFailure(Healthy(), MakeError(ErrorKind::kReauthorize, "x"), kBase, {0}, {2'000'000});
  const InboxHealth health = HealthAfterSuccess(blind, {3'000'000});
  EXPECT_EQ(health.state, InboxState::kOk);
  EXPECT_FALSE(health.last_error);
  EXPECT_FALSE(health.blind_since);
}

TEST(UnnoticedBlindness, BeginsWithTheLastSuccess) {
  EXPECT_EQ(UnnoticedBlindSince(Healthy(), kBase, Timestamp{1'000'000} + Duration::Hours(8)), Timestamp{1'000'000});
}

TEST(UnnoticedBlindness, IsNoneBetweenOrdinaryRounds) {
  EXPECT_FALSE(UnnoticedBlindSince(Healthy(), Duration::Seconds(60), Timestamp{1'000'000} + Duration::Seconds(179)));
  EXPECT_TRUE(UnnoticedBlindSince(Healthy(), Duration::Seconds(60), Timestamp{1'000'000} + Duration::Seconds(180)));
  EXPECT_FALSE(UnnoticedBlindSince(Healthy(), Duration::Seconds(1), Timestamp{1'000'000} + Duration::Seconds(119)));
}

TEST(UnnoticedBlindness, IsNoneWhereItIsKnownOrNothingWasEverRead) {
  const InboxHealth blind = HealthAfterFailure(Healthy(), MakeError(ErrorKind::kReauthorize, "x"), kBase, {0}, {2'000'000});
  EXPECT_FALSE(UnnoticedBlindSince(blind, kBase, {900'000'000}));
  EXPECT_FALSE(UnnoticedBlindSince({}, kBase, {900'000'000}));
}

}  // namespace
}  // namespace replywatch

// What counts as thanks, praise, another matter and another problem after a solution.
#include "shared/rules/aftermath.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

constexpr Timestamp kSolved{1'000'000};

Said After(Duration d, Flags flags, Visibility visibility = Visibility::kPrivate,
           NoAnswerReason no_answer = NoAnswerReason::kNone) {
  return {kSolved + d, visibility, flags, no_answer};
}

AftermathFigures Of(std::vector<Said> after) {
  const std::vector<SolvedCase> cases{{kSolved, std::move(after)}};
  return AftermathOf(cases);
}

// solved, thanked, praised publicly, wrote again, problem again
std::vector<std::int64_t> Row(const AftermathFigures& f) {
  return {f.solved, f.thanked, f.praised_publicly, f.wrote_again, f.problem_again};
}
using Expected = std::vector<std::int64_t>;
constexpr Duration kHour = Duration::Hours(1);

TEST(Aftermath, OfNobodyIsNothing) { EXPECT_EQ(Row(AftermathOf({})), (Expected{0, 0, 0, 0, 0})); }
TEST(Aftermath, SilenceIsOnlySolved) { EXPECT_EQ(Row(Of({})), (Expected{1, 0, 0, 0, 0})); }
TEST(Aftermath, PrivatePraiseIsThanks) { EXPECT_EQ(Row(Of({After(kHour, Flag::kPraise)})), (Expected{1, 1, 0, 0, 0})); }
TEST(Aftermath, PublicPraiseTellsOthers) {
  EXPECT_EQ(Row(Of({After(kHour, Flag::kPraise, Visibility::kPublic)})), (Expected{1, 1, 1, 0, 0}));
}
TEST(Aftermath, PraiseWithAProblemIsAProblem) {
  EXPECT_EQ(Row(Of({After(kHour, Flag::kPraise | Flag::kProblem, Visibility::kPublic)})), (Expected{1, 0, 0, 0, 1}));
}
TEST(Aftermath, AQuestionIsAnotherMatter) { EXPECT_EQ(Row(Of({After(kHour, Flag::kQuestion)})), (Expected{1, 0, 0, 1, 0})); }
TEST(Aftermath, WhatWantsNoAnswerIsNoMatter) {
  EXPECT_EQ(Row(Of({After(kHour, {}, Visibility::kPublic, NoAnswerReason::kEmojiOnly)})), (Expected{1, 0, 0, 0, 0}));
}
TEST(Aftermath, ACaseCountsOnceInARowHoweverOftenTheyWrite) {
  EXPECT_EQ(Row(Of({After(kHour, Flag::kPraise), After(kHour * 2, Flag::kPraise)})), (Expected{1, 1, 0, 0, 0}));
}
TEST(Aftermath, ACaseCountsInEveryRowThatFits) {
  EXPECT_EQ(Row(Of({After(kHour, Flag::kPraise), After(kHour * 2, Flag::kQuestion), After(kHour * 3, Flag::kProblem)})),
            (Expected{1, 1, 0, 1, 1}));
}
TEST(Aftermath, WhatWasWrittenAsItWasSolvedCameBefore) {
  EXPECT_EQ(Row(Of({After({}, Flag::kPraise)})), (Expected{1, 0, 0, 0, 0}));
}
TEST(Aftermath, EndsAfterSevenDaysToTheMillisecond) {
  EXPECT_EQ(Row(Of({After(kAftermath, Flag::kPraise)})), (Expected{1, 1, 0, 0, 0}));
  EXPECT_EQ(Row(Of({After(kAftermath + Duration{1}, Flag::kPraise)})), (Expected{1, 0, 0, 0, 0}));
}

}  // namespace
}  // namespace replywatch

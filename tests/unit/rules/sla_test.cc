#include "shared/rules/sla.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

constexpr Duration kHour = Duration::Hours(1);

Timestamp Hour(int n) { return Timestamp{} + kHour * n; }

Wait WaitFrom(int start, std::optional<int> end, WaitOutcome outcome = WaitOutcome::kAnswered, std::int64_t first = 0) {
  Wait wait;
  wait.started_at = Hour(start);
  wait.first_message = MessageId{first != 0 ? first : start + 1};
  if (end) {
    wait.ended_at = Hour(*end);
    wait.outcome = outcome;
  }
  return wait;
}

Wait Problem(Wait wait) {
  wait.flags.Set(Flag::kProblem, true);
  return wait;
}

SlaPolicy Hours(int first, int next, int resolution) {
  SlaPolicy policy;
  policy.first_response = kHour * first;
  policy.next_response = kHour * next;
  policy.resolution = kHour * resolution;
  return policy;
}

TEST(SlaPolicies, TheFirstThatMatchesInEveryKeyWins) {
  std::vector<SlaPolicy> policies{Hours(1, 1, 1), Hours(2, 2, 2), Hours(4, 4, 4)};
  policies[0].match = {{"flag", "problem"}, {"visibility", "private"}};
  policies[1].match = {{"inbox", "blog"}};
  SlaSubject subject;
  subject.inbox = "blog";
  subject.flags.Set(Flag::kProblem, true);
  EXPECT_EQ(FindPolicy(policies, subject), &policies[1]) << "a public problem";
  subject.visibility = Visibility::kPrivate;
  EXPECT_EQ(FindPolicy(policies, subject), &policies[0]);
  subject = {};
  EXPECT_EQ(FindPolicy(policies, subject), &policies[2]);
  policies.pop_back();
  EXPECT_EQ(FindPolicy(policies, subject), nullptr);
}

TEST(ResponseTarget, WarnsAtThreeQuartersAndEscalatesAtTwice) {
  const SlaPolicy policy = Hours(4, 8, 48);
  const SlaInstants sla = ResponseInstants(&policy, {}, WaitFrom(10, std::nullopt), true);
  EXPECT_EQ(sla.metric, SlaMetric::kFirstResponse);
  EXPECT_EQ(sla.warn_at, Hour(13));
  EXPECT_EQ(sla.due_at, Hour(14));
  EXPECT_EQ(sla.escalate_at, Hour(18));
}

TEST(ResponseTarget, OfALaterWaitIsTheNextResponse) {
  const SlaPolicy policy = Hours(4, 8, 48);
  const SlaInstants sla = ResponseInstants(&policy, {}, WaitFrom(10, std::nullopt), false);
  EXPECT_EQ(sla.metric, SlaMetric::kNextResponse);
  EXPECT_EQ(sla.due_at, Hour(18));
}

TEST(ResponseTarget, OfAProblemIsHalf) {
  SlaPolicy policy = Hours(4, 8, 48);
  EXPECT_EQ(ResponseInstants(&policy, {}, Problem(WaitFrom(10, std::nullopt)), true).due_at, Hour(12));
  policy.problem_factor = 0.25;
  EXPECT_EQ(ResponseInstants(&policy, {}, Problem(WaitFrom(10, std::nullopt)), true).due_at, Hour(11));
}

TEST(ResponseTarget, WrittenForAFlagIsTakenAsWritten) {
  SlaPolicy policy = Hours(4, 8, 48);
  policy.match["flag"] = "problem";
  EXPECT_EQ(ResponseInstants(&policy, {}, Problem(WaitFrom(10, std::nullopt)), true).due_at, Hour(14));
}

TEST(ResponseTarget, IsNoneForPraiseWithoutPolicyOrWithoutTheMetric) {
  const SlaPolicy policy = Hours(4, 8, 48);
  Wait praise = WaitFrom(10, std::nullopt);
  praise.kind = WaitKind::kThank;
  EXPECT_EQ(ResponseInstants(&policy, {}, praise, true), SlaInstants{});
  EXPECT_EQ(ResponseInstants(nullptr, {}, WaitFrom(10, std::nullopt), true), SlaInstants{});
  SlaPolicy only_resolution;
  only_resolution.resolution = kHour;
  EXPECT_EQ(ResponseInstants(&only_resolution, {}, WaitFrom(10, std::nullopt), true), SlaInstants{});
}

TEST(ResponseTarget, InShopHoursPassesOverTheNight) {
  OpeningHours week;
  for (auto& day : week.week) day = {{9 * 60, 17 * 60}};
  SlaPolicy policy = Hours(4, 4, 48);
  policy.shop_hours = true;
  // Written at 15:00: two hours today, two tomorrow.
  EXPECT_EQ(ResponseInstants(&policy, {Zone(), week}, WaitFrom(15, std::nullopt), true).due_at, Hour(24 + 11));
}

std::vector<Resolution> Fold(const std::vector<Wait>& waits, const std::vector<Timestamp>& done,
                             const std::vector<Timestamp>& again = {}) {
  return FoldResolutions(waits, done, again);
}

TEST(Resolution, RunsOnlyWhileTheShopIsAsked) {
  const auto all = Fold({WaitFrom(0, 2), WaitFrom(10, 13)}, {Hour(20)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(SpentOn(all[0], nullptr, Hour(99)), kHour * 5) << "from the answer to the next question it stands still";
  EXPECT_EQ(all[0].first_resolved_at, Hour(20));
  EXPECT_EQ(all[0].last_resolved_at, Hour(20));
}

TEST(Resolution, StaysOpenUntilStaffSayDone) {
  const auto all = Fold({WaitFrom(0, 2)}, {});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_FALSE(all[0].last_resolved_at);
  EXPECT_FALSE(all[0].running_since) << "we wait for the contact";
}

TEST(Resolution, DoneWithoutAnAnswerEndsTheClock) {
  const auto all = Fold({WaitFrom(0, 3, WaitOutcome::kClosed)}, {Hour(3)});
  EXPECT_EQ(SpentOn(all[0], nullptr, Hour(99)), kHour * 3);
  EXPECT_EQ(all[0].last_resolved_at, Hour(3));
}

TEST(Resolution, WithinSevenDaysIsTheSameMatterReopened) {
  const auto all = Fold({WaitFrom(0, 2), WaitFrom(3 + 7 * 24, std::nullopt)}, {Hour(3)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].reopened, 1);
  EXPECT_EQ(all[0].first_resolved_at, Hour(3));
  EXPECT_FALSE(all[0].last_resolved_at);
  EXPECT_EQ(all[0].running_since, Hour(3 + 7 * 24));
  EXPECT_FALSE(IsFirstOfMatter(all, WaitFrom(3 + 7 * 24, std::nullopt)));
}

TEST(Resolution, TakenUpAgainWaitsForTheContactOnceWeHaveAnswered) {
  const auto all = FoldResolutions(std::vector<Wait>{WaitFrom(0, 2)}, {Hour(3)}, {Hour(5)}, {Hour(2), Hour(8), Hour(9)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_FALSE(all[0].running_since);
  EXPECT_FALSE(all[0].last_resolved_at);
  EXPECT_EQ(SpentOn(all[0], nullptr, Hour(99)), kHour * 5) << "two before, three after";
}

TEST(Resolution, AfterSevenDaysIsANewMatter) {
  std::vector<Wait> waits{WaitFrom(0, 2), WaitFrom(3 + 7 * 24, std::nullopt)};
  waits[1].started_at = waits[1].started_at + Duration::Milliseconds(1);
  const auto all = Fold(waits, {Hour(3)});
  ASSERT_EQ(all.size(), 2U);
  EXPECT_EQ(all[1].reopened, 0);
  EXPECT_TRUE(IsFirstOfMatter(all, waits[1]));
}

TEST(Resolution, TakenUpAgainByStaffRunsUntilItIsDone) {
  const auto all = Fold({WaitFrom(0, 2)}, {Hour(3), Hour(30)}, {Hour(20)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].reopened, 1);
  EXPECT_EQ(all[0].first_resolved_at, Hour(3));
  EXPECT_EQ(all[0].last_resolved_at, Hour(30));
  EXPECT_EQ(SpentOn(all[0], nullptr, Hour(99)), kHour * 12) << "two hours to the answer, ten after it was taken up again";
}

TEST(Resolution, TakenUpAgainLateIsTheSameMatterButNotCounted) {
  const auto all = Fold({WaitFrom(0, 2)}, {Hour(3)}, {Hour(3 + 7 * 24) + Duration::Milliseconds(1)});
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0].reopened, 0);
  EXPECT_FALSE(all[0].last_resolved_at);
}

TEST(Resolution, WhatIsOpenCannotBeTakenUpAgain) {
  const auto all = Fold({WaitFrom(0, 2)}, {}, {Hour(3)});
  EXPECT_EQ(all[0].reopened, 0);
  EXPECT_FALSE(all[0].running_since);
}

TEST(Resolution, DoneBeforeAnybodyAskedIsNothing) { EXPECT_TRUE(Fold({}, {Hour(3)}).empty()); }

TEST(Resolution, WithdrawnStopsTheClock) {
  const auto all = Fold({WaitFrom(0, 1, WaitOutcome::kWithdrawn)}, {});
  EXPECT_FALSE(all[0].running_since);
  EXPECT_EQ(SpentOn(all[0], nullptr, Hour(99)), kHour);
}

TEST(Resolution, CountsWhatWasSpentUntilAnInstant) {
  const auto all = Fold({WaitFrom(0, 2), WaitFrom(10, 13), WaitFrom(20, std::nullopt)}, {});
  EXPECT_EQ(SpentUntil(all[0], Hour(1)), kHour);
  EXPECT_EQ(SpentUntil(all[0], Hour(5)), kHour * 2);
  EXPECT_EQ(SpentUntil(all[0], Hour(11)), kHour * 3);
  EXPECT_EQ(SpentUntil(all[0], Hour(24)), kHour * 9) << "what runs counts until then";
}

TEST(ResolutionTarget, CountsWhatWasSpentBefore) {
  const SlaPolicy policy = Hours(4, 4, 24);
  const auto all = Fold({WaitFrom(0, 10), WaitFrom(50, std::nullopt)}, {});
  const SlaInstants sla = ResolutionInstants(&policy, {}, all[0]);
  EXPECT_EQ(sla.due_at, Hour(64)) << "14 of 24 hours are left";
  EXPECT_EQ(sla.warn_at, Hour(58));
}

TEST(ResolutionTarget, IsNoneWhileWeWaitForTheContact) {
  const SlaPolicy policy = Hours(4, 4, 24);
  EXPECT_EQ(ResolutionInstants(&policy, {}, Fold({WaitFrom(0, 10)}, {})[0]), SlaInstants{});
}

}  // namespace
}  // namespace replywatch

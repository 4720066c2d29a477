#include "shared/rules/metrics.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

constexpr bool kStillWaiting = true;

Observation After(std::int64_t minutes, bool censored = false) { return {Duration::Minutes(minutes), censored}; }
double At(const SurvivalCurve& curve, std::int64_t minutes) { return SurvivalAt(curve, Duration::Minutes(minutes)); }
Quantile Exactly(std::int64_t minutes) { return {Duration::Minutes(minutes), false}; }
Quantile Over(std::int64_t minutes) { return {Duration::Minutes(minutes), true}; }

TEST(KaplanMeier, OfNobodyHasNoStep) {
  const SurvivalCurve curve = KaplanMeier({});
  EXPECT_TRUE(curve.steps.empty());
  EXPECT_EQ(SurvivalAt(curve, Duration::Hours(1)), 1);
  EXPECT_FALSE(QuantileOf(curve, kMedianLevel).has_value());
}

TEST(KaplanMeier, WithoutCensoringIsTheShareThatLastsLonger) {
  const SurvivalCurve curve = KaplanMeier({After(30), After(10), After(40), After(20)});
  EXPECT_DOUBLE_EQ(At(curve, 9), 1);
  EXPECT_DOUBLE_EQ(At(curve, 10), 0.75);
  EXPECT_DOUBLE_EQ(At(curve, 19), 0.75);
  EXPECT_DOUBLE_EQ(At(curve, 20), 0.5);
  EXPECT_DOUBLE_EQ(At(curve, 40), 0);
}

// 6, 6, 6, 6+, 7, 9+, 10, 10+, 11+, 13, 16, 17+ ...: the remission times of the leukaemia trial of Freireich et al. (1963), the
// worked example of most textbooks: S = 18/21, then 16/17, 14/15, 11/12, 10/11, 6/7, 5/6.
TEST(KaplanMeier, AgreesWithTheTextbook) {
  const SurvivalCurve curve = KaplanMeier(
      {After(6),        After(6),        After(6),        After(7),        After(10),       After(13),       After(16),
       After(22),       After(23),       After(6, true),  After(9, true),  After(10, true), After(11, true), After(17, true),
       After(19, true), After(20, true), After(25, true), After(32, true), After(32, true), After(34, true), After(35, true)});
  EXPECT_NEAR(At(curve, 6), 0.857142857142857, 1e-12);
  EXPECT_NEAR(At(curve, 7), 0.806722689075630, 1e-12);
  EXPECT_NEAR(At(curve, 9), 0.806722689075630, 1e-12);
  EXPECT_NEAR(At(curve, 10), 0.752941176470588, 1e-12);
  EXPECT_NEAR(At(curve, 13), 0.690196078431373, 1e-12);
  EXPECT_NEAR(At(curve, 16), 0.627450980392157, 1e-12);
  EXPECT_NEAR(At(curve, 22), 0.537815126050420, 1e-12);
  EXPECT_NEAR(At(curve, 23), 0.448179271708683, 1e-12);
  EXPECT_NEAR(At(curve, 35), 0.448179271708683, 1e-12);
  EXPECT_EQ(QuantileOf(curve, kMedianLevel), Exactly(23));
  EXPECT_EQ(QuantileOf(curve, kP90Level), Over(35));
}

TEST(KaplanMeier, CountsWhoIsCensoredAtTheInstantOfAnEndAsAtRisk) {
  const SurvivalCurve curve = KaplanMeier({After(5), After(5, kStillWaiting), After(8)});
  ASSERT_EQ(curve.steps.size(), 2U);
  EXPECT_EQ(curve.steps[0].at_risk, 3);
  EXPECT_EQ(curve.steps[0].ended, 1);
  EXPECT_EQ(curve.steps[0].censored, 1);
  EXPECT_DOUBLE_EQ(At(curve, 5), 2.0 / 3);
  EXPECT_DOUBLE_EQ(At(curve, 8), 0);
}

TEST(KaplanMeier, StandsStillWhereOnlyCensoringHappens) {
  const SurvivalCurve curve = KaplanMeier({After(5, kStillWaiting), After(6, kStillWaiting)});
  EXPECT_DOUBLE_EQ(At(curve, 6), 1);
  EXPECT_EQ(QuantileOf(curve, kMedianLevel), Over(6));
}

TEST(KaplanMeier, NeverLooksBetterWhenPeopleAreIgnored) {
  std::vector<Observation> answered;
  for (int i = 1; i <= 20; ++i) answered.push_back(After(i));
  std::vector<Observation> ignoring = answered;
  for (std::size_t i = 10; i < 20; ++i) ignoring[i] = After(600, kStillWaiting);
  const auto before = QuantileOf(KaplanMeier(answered), kP90Level);
  const auto after = QuantileOf(KaplanMeier(ignoring), kP90Level);
  EXPECT_EQ(before, Exactly(18));
  EXPECT_EQ(after, Over(600));
}

TEST(Quantile, IsTheSmallestTimeAtWhichTheCurveHasFallenToTheLevel) {
  EXPECT_EQ(QuantileOf(KaplanMeier({After(1), After(2), After(3), After(4)}), kMedianLevel), Exactly(2));
  EXPECT_EQ(QuantileOf(KaplanMeier({After(1), After(2), After(3)}), kMedianLevel), Exactly(2));
  std::vector<Observation> ten;
  for (int i = 1; i <= 10; ++i) ten.push_back(After(i));
  EXPECT_EQ(QuantileOf(KaplanMeier(ten), kP90Level), Exactly(9));
}

TEST(Quantile, IsNotMissedByRounding) {
  // 1 - 1/n, n = 30 .. 16: exactly one half on paper.
  std::vector<Observation> thirty;
  for (int i = 1; i <= 30; ++i) thirty.push_back(After(i));
  EXPECT_EQ(QuantileOf(KaplanMeier(thirty), kMedianLevel), Exactly(15));
}

TEST(ShareInTarget, IncludesTheLastMillisecondOfTheTarget) {
  const Duration hour = Duration::Hours(1);
  EXPECT_EQ(ShareInTarget(std::vector<TargetCase>{{hour, false, hour}}), 1.0);
  EXPECT_EQ(ShareInTarget(std::vector<TargetCase>{{{hour.ms + 1}, false, hour}}), 0.0);
}

TEST(ShareInTarget, MeasuresEachAgainstItsOwn) {
  const std::vector<TargetCase> cases{{Duration::Minutes(90), false, Duration::Hours(2)},
                                      {Duration::Minutes(90), false, Duration::Hours(1)}};
  EXPECT_EQ(ShareInTarget(cases), 0.5);
}

TEST(ShareInTarget, CountsWhoStillWaitsPastItAsMissedAndOthersByKaplanMeier) {
  const Duration hour = Duration::Hours(1);
  EXPECT_EQ(ShareInTarget(std::vector<TargetCase>{{Duration::Minutes(5), false, hour}, {Duration::Hours(3), true, hour}}), 0.5);
  // One of two ends at 30 min, one was censored at 10 min: S(1 h) = 1 - 1/1.
  EXPECT_EQ(ShareInTarget(std::vector<TargetCase>{{Duration::Minutes(30), false, hour}, {Duration::Minutes(10), true, hour}}),
            1.0);
  EXPECT_FALSE(ShareInTarget({}).has_value());
}

TEST(IsMedianOverTarget, LooksAtTheMiddleCase) {
  const Duration hour = Duration::Hours(1);
  EXPECT_FALSE(IsMedianOverTarget({}));
  EXPECT_FALSE(IsMedianOverTarget(std::vector<TargetCase>{{hour, false, hour}}));
  EXPECT_TRUE(IsMedianOverTarget(std::vector<TargetCase>{{{hour.ms + 1}, false, hour}}));
  EXPECT_TRUE(IsMedianOverTarget(std::vector<TargetCase>{{Duration::Hours(3), true, hour}}));
  EXPECT_FALSE(IsMedianOverTarget(std::vector<TargetCase>{{Duration::Minutes(3), true, hour}})) << "it has not had the time";
}

}  // namespace
}  // namespace replywatch

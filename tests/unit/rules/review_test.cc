#include "shared/rules/review.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

const Zone& Bucharest() {
  static const Zone kZone = *Zone::Find("Europe/Bucharest");
  return kZone;
}

constexpr IsoWeek kWeek{2026, 47};

Timestamp At(int day, int hour, int minute = 0) { return Bucharest().At(MondayOf(kWeek) + day, hour * 60 + minute); }

BusinessHours NineToFive() {
  OpeningHours hours;
  for (std::size_t day = 0; day < 5; ++day) hours.week.at(day) = {{9 * 60, 17 * 60}};
  return {Bucharest(), hours};
}

ReviewWait Asked(Timestamp at) {
  ReviewWait wait;
  wait.started_at = at;
  wait.target = Duration::Hours(4);
  wait.due_at = at + wait.target;
  return wait;
}

ReviewWait Answered(Timestamp at, Duration after) {
  ReviewWait wait = Asked(at);
  wait.outcome = WaitOutcome::kAnswered;
  wait.ended_at = at + after;
  return wait;
}

ReviewWait Ended(Timestamp at, Duration after, WaitOutcome outcome) {
  ReviewWait wait = Answered(at, after);
  wait.outcome = outcome;
  return wait;
}

Review Of(ReviewInput input, Timestamp now = At(7, 9)) {
  input.week = kWeek;
  return BuildReview(input, NineToFive(), now);
}

Review OfWaits(std::vector<ReviewWait> waits) {
  ReviewInput input;
  input.this_week.waits = std::move(waits);
  return Of(std::move(input));
}

Quantile Exactly(Duration d) { return {d, false}; }
Quantile Over(Duration d) { return {d, true}; }

TEST(Week, RunsFromMondayToMondayByTheShopsClock) {
  const WeekBounds bounds = BoundsOf(kWeek, Bucharest());
  EXPECT_EQ(FormatRfc3339(bounds.from), "2026-11-15T22:00:00.000Z");
  EXPECT_EQ(FormatRfc3339(bounds.to), "2026-11-22T22:00:00.000Z");
}

TEST(Week, HasAnHourMoreWhenSummerTimeEnds) {
  const WeekBounds bounds = BoundsOf({2026, 43}, Bucharest());
  EXPECT_EQ(bounds.to - bounds.from, Duration::Hours(7 * 24 + 1));
}

TEST(Week, BeforeTheFirstIsTheLastOfTheYearBefore) {
  EXPECT_EQ(WeekBefore({2027, 1}), (IsoWeek{2026, 53}));
  EXPECT_EQ(WeekBefore({2026, 47}, 11), (IsoWeek{2026, 36}));
}

TEST(Week, IsOverAtMidnightOfTheShop) {
  EXPECT_EQ(LastCompleteWeek(At(7, 0), Bucharest()), kWeek);
  EXPECT_EQ(LastCompleteWeek(At(7, 0) - Duration{1}, Bucharest()), WeekBefore(kWeek));
}

TEST(ReviewWaits, AreCensoredAtTheWeeksEnd) {
  const Review review = OfWaits({Asked(At(6, 20)), Answered(At(6, 22), Duration::Hours(10))});
  EXPECT_EQ(review.this_week.calendar.waiting, 2);
  EXPECT_EQ(review.this_week.calendar.answered, 0);
  EXPECT_EQ(review.this_week.calendar.median, Over(Duration::Hours(4)));
}

TEST(ReviewWaits, AnsweredInTheWeeksLastMillisecondAreAnswered) {
  const Timestamp end = At(7, 0);
  const Review review = OfWaits({Answered(At(6, 23), end - At(6, 23) - Duration{1}), Answered(At(6, 23), end - At(6, 23))});
  EXPECT_EQ(review.this_week.calendar.answered, 1);
  EXPECT_EQ(review.this_week.calendar.waiting, 1);
}

TEST(ReviewWaits, OfLastWeekAreCensoredAtItsOwnEnd) {
  ReviewInput input;
  input.last_week.waits = {Answered(At(-1, 20), Duration::Hours(30))};
  const WeekFigures last = Of(input).last_week;
  EXPECT_EQ(last.week, (IsoWeek{2026, 46}));
  EXPECT_EQ(last.calendar.waiting, 1);
  EXPECT_EQ(last.calendar.median, Over(Duration::Hours(4)));
  EXPECT_EQ(last.answered_later, 1);
  EXPECT_EQ(last.later_median, Exactly(Duration::Hours(30)));
}

TEST(ReviewWaits, OfAWeekThatIsNotOverAreCensoredNow) {
  ReviewInput input;
  input.this_week.waits = {Asked(At(2, 10))};
  const Review review = Of(input, At(2, 12));
  EXPECT_FALSE(review.is_complete);
  EXPECT_EQ(review.this_week.calendar.median, Over(Duration::Hours(2)));
  EXPECT_FALSE(review.this_week.flow[2].is_ahead);
  EXPECT_TRUE(review.this_week.flow[3].is_ahead);
}

TEST(ReviewWaits, ThatWereClosedAreCensoredThenAndCountedApart) {
  const WaitFigures figures =
      OfWaits({Ended(At(0, 10), Duration::Hours(5), WaitOutcome::kClosed),
               Ended(At(0, 10), Duration::Hours(6), WaitOutcome::kWithdrawn), Answered(At(0, 10), Duration::Hours(1))})
          .this_week.calendar;
  EXPECT_EQ(figures.closed, 1);
  EXPECT_EQ(figures.liked, 0);
  EXPECT_EQ(figures.withdrawn, 1);
  EXPECT_EQ(figures.answered, 1);
  EXPECT_EQ(figures.median, Over(Duration::Hours(6))) << "closing improves nothing: S = 2/3 to the end";
}

TEST(ReviewWaits, ThatWereClosedByALikeAreNoAnswersAndAFigureOfTheirOwn) {
  const WaitFigures figures =
      OfWaits({Ended(At(0, 10), Duration::Hours(5), WaitOutcome::kLiked), Answered(At(0, 10), Duration::Hours(1))})
          .this_week.calendar;
  EXPECT_EQ(figures.liked, 1);
  EXPECT_EQ(figures.closed, 0);
  EXPECT_EQ(figures.answered, 1);
  EXPECT_EQ(figures.withdrawn, 0);
}

TEST(ReviewWaits, MeetTheirTargetAsTheTargetCounts) {
  ReviewWait over_night = Answered(At(0, 16), Duration::Hours(18));  // due at 12 o'clock the next day, in opening time
  over_night.due_at = At(1, 12);
  const Review review = OfWaits({over_night});
  EXPECT_EQ(review.this_week.calendar.in_target, 1.0);
  EXPECT_EQ(review.this_week.shop.median, Exactly(Duration::Hours(2)));
  EXPECT_EQ(review.this_week.shop.in_target, 1.0);
}

TEST(ReviewWaits, WithoutATargetHaveNoShare) {
  ReviewWait wait = Answered(At(0, 10), Duration::Hours(1));
  wait.due_at.reset();
  wait.target = {};
  const Review review = OfWaits({wait});
  EXPECT_FALSE(review.this_week.calendar.in_target);
  EXPECT_FALSE(review.this_week.shop.in_target);
  EXPECT_FALSE(review.usual_target);
}

TEST(ReviewWaits, AreShownOneByOneWhereThereAreFewerThanTen) {
  std::vector<ReviewWait> waits;
  for (int i = 9; i > 0; --i) waits.push_back(Answered(At(0, 10), Duration::Minutes(i)));
  const WaitFigures nine = OfWaits(waits).this_week.calendar;
  ASSERT_EQ(nine.cases.size(), 9U);
  EXPECT_EQ(nine.cases.front().time, Duration::Minutes(1));
  waits.push_back(Asked(At(0, 10)));
  EXPECT_TRUE(OfWaits(waits).this_week.calendar.cases.empty());
}

TEST(ReviewTopics, ProblemComesBeforeQuestionAndPraiseIsItsOwnWait) {
  ReviewWait both = Answered(At(0, 10), Duration::Hours(1));
  both.flags = Flag::kProblem | Flag::kQuestion;
  ReviewWait question = Answered(At(0, 10), Duration::Hours(2));
  question.flags = Flag::kQuestion;
  ReviewWait praise = Answered(At(0, 10), Duration::Hours(3));
  praise.kind = WaitKind::kThank;
  const WeekFigures week = OfWaits({both, question, praise}).this_week;
  EXPECT_EQ(week.calendar.count, 2) << "who is thanked was not waiting for an answer";
  EXPECT_EQ(week.topics[0].median, Exactly(Duration::Hours(1)));
  EXPECT_EQ(week.topics[1].median, Exactly(Duration::Hours(2)));
  EXPECT_EQ(week.thanks.answered, 1);
  EXPECT_EQ(week.thanks.median, Exactly(Duration::Hours(3)));
}

std::vector<ReviewWait> TenEach(Duration in_public, Duration in_private) {
  std::vector<ReviewWait> waits;
  for (int i = 0; i < 10; ++i) {
    waits.push_back(Answered(At(0, 10), in_public));
    waits.push_back(Answered(At(0, 10), in_private));
    waits.back().channel = Channel::kPrivate;
  }
  return waits;
}

TEST(Parity, IsThePrivateMedianInUnitsOfThePublicOne) {
  EXPECT_EQ(OfWaits(TenEach(Duration::Minutes(30), Duration::Minutes(48))).this_week.parity.ratio, 1.6);
}

TEST(Parity, IsAFloorWhereThePrivateMedianIsNotReached) {
  std::vector<ReviewWait> waits = TenEach(Duration::Hours(1), Duration::Hours(1));
  for (ReviewWait& wait : waits) {
    if (wait.channel == Channel::kPrivate) wait = Asked(At(6, 0)), wait.channel = Channel::kPrivate;
  }
  const Parity parity = OfWaits(waits).this_week.parity;
  EXPECT_EQ(parity.ratio, 24.0);
  EXPECT_TRUE(parity.is_over);
}

TEST(Parity, IsNotTakenFromFewCases) {
  std::vector<ReviewWait> waits = TenEach(Duration::Minutes(30), Duration::Minutes(48));
  waits.pop_back();
  EXPECT_FALSE(OfWaits(waits).this_week.parity.ratio);
}

TEST(Distribution, PutsEachWaitOnceAndTheLinesBelow) {
  ReviewWait later = Answered(At(6, 12), Duration::Hours(20));
  const Distribution d = OfWaits({Answered(At(0, 1), Duration::Minutes(15)),
                                  Answered(At(0, 1), Duration::Minutes(15) + Duration{1}), Answered(At(0, 1), Duration::Hours(4)),
                                  Answered(At(0, 1), Duration::Hours(24)), Answered(At(0, 1), Duration::Hours(25)),
                                  Asked(At(0, 1)), later, Ended(At(0, 1), Duration::Hours(1), WaitOutcome::kClosed)})
                             .this_week.distribution;
  EXPECT_EQ(d.counts, (std::array<std::int64_t, 6>{1, 1, 1, 1, 1, 2}));
  EXPECT_EQ(d.later, (std::array<std::int64_t, 5>{0, 0, 0, 1, 0}));
  EXPECT_EQ(d.total, 7) << "closed without an answer is counted apart";
}

TEST(Heat, CountsByTheHourOfTheShop) {
  ReviewInput input;
  input.this_week.arrivals = {{At(0, 20, 59), {}, {}, {}}, {At(0, 20), {}, {}, {}}, {At(6, 0), {}, {}, {}}};
  input.this_week.waits = {Answered(At(0, 20), Duration::Hours(5)), Answered(At(6, 0), Duration::Hours(4))};
  const auto heat = Of(input).this_week.heat;
  EXPECT_EQ(heat[0][20].messages, 2);
  EXPECT_TRUE(heat[0][20].over_target);
  EXPECT_EQ(heat[6][0].messages, 1);
  EXPECT_FALSE(heat[6][0].over_target);
}

TEST(People, AreCountedOnceHoweverMuchTheyWrite) {
  ReviewInput input;
  input.this_week.arrivals = {{At(0, 1), ContactId{1}, InboxId{1}, Channel::kPublic},
                              {At(0, 2), ContactId{1}, InboxId{2}, Channel::kPrivate},
                              {At(0, 3), ContactId{2}, InboxId{2}, Channel::kPrivate},
                              {At(0, 4), {}, InboxId{2}, Channel::kPublic}};
  const WeekFigures week = Of(input).this_week;
  EXPECT_EQ(week.people.people, 2);
  EXPECT_EQ(week.people.messages, 4);
  EXPECT_EQ(week.by_channel[1].people, 2);
  EXPECT_EQ(week.by_inbox[0].first, InboxId{2});
  EXPECT_EQ(week.by_inbox[0].second.people, 2);
}

ProblemCase Problem(const std::string& cause, Timestamp opened, std::optional<Timestamp> resolved, Duration spent) {
  ProblemCase problem;
  problem.cause = cause;
  problem.opened_at = opened;
  problem.first_resolved_at = resolved;
  problem.spent = spent;
  return problem;
}

TEST(Causes, AreAPareto) {
  ReviewInput input;
  input.this_week.problems = {Problem("size", At(0, 1), {}, {}),
                              Problem("late", At(0, 1), At(0, 3), Duration::Hours(1)),
                              Problem("late", At(0, 1), At(7, 1), Duration::Hours(2)),
                              Problem("", At(0, 1), {}, {}),
                              Problem("", At(0, 1), {}, {}),
                              Problem("", At(0, 1), {}, {})};
  input.this_week.problems[0].running_since = At(6, 23);
  const ProblemFigures problems = Of(input).this_week.problems;
  EXPECT_EQ(problems.cases, 6);
  EXPECT_EQ(problems.resolved, 1) << "the other one after the week's end";
  EXPECT_EQ(problems.spent, Duration::Hours(4));
  ASSERT_EQ(problems.causes.size(), 3U);
  EXPECT_EQ(problems.causes[0].cause, "late");
  EXPECT_EQ(problems.causes[0].spent, Duration::Hours(3));
  EXPECT_EQ(problems.causes[1].spent, Duration::Hours(1)) << "until the week's end";
  EXPECT_NEAR(problems.causes[1].cumulated, 0.5, 1e-12);
  EXPECT_EQ(problems.causes[2].cause, "") << "what nobody noted stands last, however much it is";
}

TEST(Reopened, IsWhatComesBackWithinSevenDaysOfDone) {
  ReviewWait back = Asked(At(3, 10));
  back.waited_before = At(0, 8);
  back.closed_before = At(0, 10);
  ReviewWait too_late = back;
  too_late.closed_before = At(3, 10) - Duration::Days(7) - Duration{1};
  too_late.waited_before = too_late.closed_before;
  ReviewWait went_on = back;
  went_on.waited_before = At(2, 8);  // it had come back already
  ReviewWait never_waited = back;
  never_waited.waited_before.reset();
  EXPECT_EQ(OfWaits({back, too_late, went_on, never_waited, Asked(At(1, 1))}).this_week.cases.reopened, 1);
}

TEST(Reopened, IsAlsoWhatStaffTookUpAgain) {
  ReviewInput input;
  input.this_week.reopenings = {{At(0, 1), ConversationId{1}}, {At(0, 2), ConversationId{2}}};
  EXPECT_EQ(Of(input).this_week.cases.reopened, 2);
}

TEST(HandOvers, CountConversationsAndThoseHandedOverAgain) {
  ReviewInput input;
  input.this_week.hand_overs = {{At(0, 1), ConversationId{1}}, {At(0, 2), ConversationId{2}}, {At(0, 3), ConversationId{1}}};
  EXPECT_EQ(Of(input).this_week.cases.handed_over, 2);
  EXPECT_EQ(Of(input).this_week.cases.handed_over_again, 1);
}

TEST(Promises, AreKeptToTheMillisecondBrokenAfterItAndOpenWhileDueLater) {
  const auto promise = [](Timestamp made, Timestamp due, std::optional<Timestamp> kept) {
    Promise p;
    p.made_at = made;
    p.due_at = due;
    p.kept_at = kept;
    return p;
  };
  ReviewInput input;
  input.this_week.promises = {promise(At(0, 1), At(2, 1), At(2, 1)), promise(At(0, 1), At(2, 1), At(2, 1) + Duration{1}),
                              promise(At(0, 1), At(6, 1), {}),       promise(At(0, 1), At(9, 1), {}),
                              promise(At(0, 1), At(9, 1), At(7, 2)), promise(At(0, 1), At(9, 1), At(5, 2)),
                              promise(At(7, 1), At(9, 1), {})};
  input.this_week.promises.push_back(promise(At(0, 1), At(2, 1), {}));
  input.this_week.promises.back().withdrawn_at = At(1, 1);
  const PromiseFigures figures = Of(input).this_week.promises;
  EXPECT_EQ(figures.kept, 1);
  EXPECT_EQ(figures.broken, 2);
  EXPECT_EQ(figures.open, 2);
}

WatchedInbox Watched(std::int64_t id, std::optional<Timestamp> since, std::optional<Timestamp> last) {
  return {InboxId{id}, "inbox", "Platform", true, since, last};
}

TEST(Coverage, CountsBlindTimeOnceAndWithinTheWeek) {
  ReviewInput input;
  input.inboxes = {Watched(1, At(-30, 0), At(7, 8)), Watched(2, At(-30, 0), At(7, 8))};
  input.this_week.blind = {
      {InboxId{1}, At(-1, 12), At(0, 6)}, {InboxId{1}, At(0, 3), At(0, 7)}, {InboxId{2}, At(6, 23), std::nullopt}};
  const Coverage coverage = Of(input).this_week.coverage;
  EXPECT_EQ(coverage.blind, Duration::Hours(8));
  EXPECT_NEAR(*coverage.seen, 1 - 8.0 / (2 * 168), 1e-12);
  ASSERT_EQ(coverage.blind_inboxes.size(), 2U);
  EXPECT_EQ(coverage.blind_inboxes[0].second, Duration::Hours(7));
}

TEST(Coverage, IsBlindFromTheLastSuccessOfACollectorThatStopped) {
  ReviewInput input;
  input.inboxes = {Watched(1, At(-30, 0), At(6, 0))};
  EXPECT_EQ(Of(input).this_week.coverage.blind, Duration::Hours(24));
}

TEST(Coverage, BeginsWhenTheInboxWasFirstRead) {
  ReviewInput input;
  input.inboxes = {Watched(1, At(5, 0), At(7, 8)), Watched(2, {}, {})};
  input.this_week.blind = {{InboxId{1}, At(5, 0), At(5, 12)}};
  const Coverage coverage = Of(input).this_week.coverage;
  EXPECT_NEAR(*coverage.seen, 0.75, 1e-12);
  EXPECT_EQ(coverage.watched, Duration::Hours(48));
  EXPECT_EQ(coverage.unwatched, Duration::Hours(5 * 24 + 7 * 24)) << "and the whole week of the one never read";
  EXPECT_FALSE(Of(input).last_week.coverage.seen) << "nothing was recorded then";
}

TEST(Alerts, AreCountedByWhenTheyWereSent) {
  ReviewInput input;
  input.this_week.alerts = {{At(0, 1), At(0, 2)}, {At(0, 1), std::nullopt}, {At(0, 1), At(7, 2)}};
  const AlertFigures alerts = Of(input).this_week.alerts;
  EXPECT_EQ(alerts.sent, 3);
  EXPECT_EQ(alerts.acted_on, 1);
}

WaitSpan Span(Timestamp from, std::optional<Timestamp> to, WaitOutcome outcome = WaitOutcome::kAnswered) {
  return {from, to, to ? outcome : WaitOutcome::kOpen};
}

TEST(Flow, CountsWhatIsOpenAtTheEndOfEachDay) {
  ReviewInput input;
  input.open_before = 3;
  input.history = {Span(At(-3, 1), At(0, 5)), Span(At(0, 1), At(1, 1)), Span(At(0, 2), std::nullopt),
                   Span(At(1, 2), At(1, 3), WaitOutcome::kClosed)};
  const auto flow = Of(input).this_week.flow;
  EXPECT_EQ(flow[0].started, 2);
  EXPECT_EQ(flow[0].answered, 1);
  EXPECT_EQ(flow[0].open, 5);
  EXPECT_EQ(flow[1].started, 1);
  EXPECT_EQ(flow[1].answered, 1) << "closing is no answer";
  EXPECT_EQ(flow[1].open, 4);
}

TEST(Trend, CensorsEachWeekAtItsOwnEnd) {
  ReviewInput input;
  input.history = {Span(At(-1, 20), At(3, 0)), Span(At(0, 1), At(0, 2))};
  const Review review = Of(input);
  ASSERT_EQ(review.trend.size(), 12U);
  EXPECT_EQ(review.trend[0].week, (IsoWeek{2026, 36}));
  EXPECT_FALSE(review.trend[0].median);
  EXPECT_EQ(review.trend[10].median, Over(Duration::Hours(4)));
  EXPECT_EQ(review.trend[11].median, Exactly(Duration::Hours(1)));
}

TEST(Lists, ShowTheTenLongestAndEveryoneStillWaiting) {
  std::vector<ReviewWait> waits;
  for (int i = 0; i < 12; ++i) waits.push_back(Answered(At(0, 1), Duration::Hours(i)));
  waits.push_back(Asked(At(6, 0)));
  const Review review = OfWaits(waits);
  ASSERT_EQ(review.longest.size(), 10U);
  EXPECT_EQ(review.longest[0].lasted, Duration::Hours(24));
  EXPECT_TRUE(review.longest[0].was_open);
  EXPECT_EQ(review.longest[1].lasted, Duration::Hours(11));
  EXPECT_EQ(review.waiting.size(), 1U);
  EXPECT_EQ(review.usual_target, Duration::Hours(4));
}

TEST(Suggestion, PointsAtTheGreatestCauseFirst) {
  ReviewInput input;
  for (int i = 0; i < 5; ++i) input.this_week.problems.push_back(Problem("late", At(0, 1), {}, {}));
  input.this_week.waits = {Asked(At(0, 1))};
  EXPECT_EQ(Of(input).suggestion.pointer, Pointer::kCause);
  EXPECT_EQ(Of(input).suggestion.amount, 1.0);
  input.this_week.problems.pop_back();
  EXPECT_EQ(Of(input).suggestion.pointer, Pointer::kWaiting) << "four cases tell nothing";
  input.this_week.waits.clear();
  EXPECT_EQ(Of(input).suggestion.pointer, Pointer::kNothing);
  input.this_week.waits = TenEach(Duration::Minutes(10), Duration::Minutes(15));
  EXPECT_EQ(Of(input).suggestion.pointer, Pointer::kPrivate);
}

TEST(Verdict, IsNotPassedOnFewCases) {
  const Quantile hour = Exactly(Duration::Hours(1));
  EXPECT_FALSE(Judged(hour, 9));
  EXPECT_EQ(Judged(hour, 10), 3'600'000.0);
  EXPECT_FALSE(Judged(std::nullopt, 10));
  EXPECT_GT(*Judged(Quantile{Duration::Hours(1), true}, 10), *Judged(hour, 10));
}

TEST(Verdict, CallsAlikeWhatIsApartByATwentiethOrLess) {
  EXPECT_EQ(JudgeLess(100.0, 105.0), Verdict::kNone);
  EXPECT_EQ(JudgeLess(100.0, 106.0), Verdict::kBetter);
  EXPECT_EQ(JudgeLess(106.0, 100.0), Verdict::kWorse);
  EXPECT_EQ(JudgeMore(0.80, 0.82), Verdict::kNone);
  EXPECT_EQ(JudgeMore(0.90, 0.80), Verdict::kBetter);
  EXPECT_EQ(JudgeLess(0.0, 0.0), Verdict::kNone);
  EXPECT_EQ(JudgeLess(0.0, 1.0), Verdict::kBetter);
  EXPECT_EQ(JudgeLess(std::nullopt, 1.0), Verdict::kNone);
}

}  // namespace
}  // namespace replywatch

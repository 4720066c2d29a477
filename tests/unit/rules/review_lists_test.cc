#include "shared/rules/review_lists.h"

#include <gtest/gtest.h>

#include "shared/rules/spikes.h"

namespace replywatch {
namespace {

const Zone& Bucharest() {
  static const Zone kZone = *Zone::Find("Europe/Bucharest");
  return kZone;
}

constexpr IsoWeek kWeek{2026, 47};

Timestamp At(int day, int hour) { return Bucharest().At(MondayOf(kWeek) + day, hour * 60); }
WeekBounds Bounds() { return BoundsOf(kWeek, Bucharest()); }

ReviewWait Wait(std::int64_t id, Timestamp from, std::optional<Duration> answered_after) {
  ReviewWait wait;
  wait.id = {id};
  wait.conversation_id = {id};
  wait.started_at = from;
  if (answered_after) wait.ended_at = from + *answered_after, wait.outcome = WaitOutcome::kAnswered;
  return wait;
}

std::vector<ReviewItem> Items(const ReviewQuery& query, const WeekInput& week) {
  return ItemsOf(query, week, {}, Bounds(), Bucharest());
}

ReviewQuery Query(ReviewSet set, WaitPart part = WaitPart::kAll) {
  ReviewQuery query;
  query.week = kWeek;
  query.set = set;
  query.part = part;
  return query;
}

TEST(ReviewLists, PutTheLongestWaitFirst) {
  WeekInput week;
  week.waits = {Wait(1, At(0, 9), Duration::Hours(1)), Wait(2, At(6, 9), std::nullopt), Wait(3, At(1, 9), Duration::Hours(30))};
  const auto items = Items(Query(ReviewSet::kWaits), week);
  ASSERT_EQ(items.size(), 3U);
  EXPECT_EQ(items[0].conversation, ConversationId{3});
  EXPECT_EQ(items[1].conversation, ConversationId{2});
  EXPECT_EQ(items[1].wait->lasted, Duration::Hours(15)) << "to the week's end";
}

TEST(ReviewLists, TellOpenOnesFromThoseAnsweredLater) {
  WeekInput week;
  week.waits = {Wait(1, At(6, 9), std::nullopt), Wait(2, At(6, 9), Duration::Hours(40)), Wait(3, At(6, 9), Duration::Hours(1))};
  EXPECT_EQ(Items(Query(ReviewSet::kWaits, WaitPart::kWaiting), week).size(), 2U);
  EXPECT_EQ(Items(Query(ReviewSet::kWaits, WaitPart::kAnsweredLater), week).size(), 1U);
  EXPECT_EQ(Items(Query(ReviewSet::kWaits, WaitPart::kAnswered), week).size(), 1U);
}

TEST(ReviewLists, LeaveWhomToThankOutOfTheWaits) {
  WeekInput week;
  week.waits = {Wait(1, At(0, 9), std::nullopt)};
  week.waits[0].kind = WaitKind::kThank;
  EXPECT_TRUE(Items(Query(ReviewSet::kWaits), week).empty());
  ReviewQuery praise = Query(ReviewSet::kWaits);
  praise.topic = Topic::kPraise;
  EXPECT_EQ(Items(praise, week).size(), 1U);
}

TEST(ReviewLists, NameEachPersonOnceByTheNewestMessage) {
  WeekInput week;
  week.arrivals = {{At(0, 9), {7}, {1}, Channel::kPublic, {11}},
                   {At(2, 9), {7}, {1}, Channel::kPrivate, {12}},
                   {At(3, 9), {}, {1}, Channel::kPublic, {13}}};
  const auto people = Items(Query(ReviewSet::kPeople), week);
  ASSERT_EQ(people.size(), 1U) << "who is not known is nobody's";
  EXPECT_EQ(people[0].message, MessageId{12});
  EXPECT_EQ(Items(Query(ReviewSet::kMessages), week).size(), 3U);
}

TEST(ReviewLists, NarrowToAnHourOfTheWeek) {
  WeekInput week;
  week.arrivals = {{At(2, 9), {7}, {1}, Channel::kPublic, {11}},
                   {At(2, 10), {7}, {1}, Channel::kPublic, {12}},
                   {At(3, 9), {7}, {1}, Channel::kPublic, {13}}};
  ReviewQuery query = Query(ReviewSet::kMessages);
  query.day = 2;
  query.hour = 9;
  ASSERT_EQ(Items(query, week).size(), 1U);
}

TEST(ReviewLists, CountAHandOverOfAConversationOnce) {
  WeekInput week;
  week.hand_overs = {{At(0, 9), {1}}, {At(1, 9), {1}}, {At(2, 9), {2}}};
  EXPECT_EQ(Items(Query(ReviewSet::kHandedOver), week).size(), 2U);
  EXPECT_EQ(Items(Query(ReviewSet::kHandedOverAgain), week).size(), 1U);
}

TEST(ReviewLists, ShowWhatStaffTookUpAgain) {
  WeekInput week;
  week.reopenings = {{At(0, 9), {1}}};
  ASSERT_EQ(Items(Query(ReviewSet::kReopened), week).size(), 1U);
  EXPECT_EQ(Items(Query(ReviewSet::kReopened), week)[0].conversation, ConversationId{1});
}

TEST(ReviewLists, OfADayKnowWhatWasOpenAndWhatWasAnswered) {
  const std::vector<WaitSpan> spans{{At(0, 9), At(1, 9), WaitOutcome::kAnswered},
                                    {At(1, 9), std::nullopt, WaitOutcome::kOpen},
                                    {At(2, 9), std::nullopt, WaitOutcome::kOpen}};
  ReviewQuery query = Query(ReviewSet::kAnsweredOnDay);
  query.day = 1;
  EXPECT_EQ(ItemsOfDay(query, spans, At(7, 9), Bucharest()).size(), 1U);
  query.set = ReviewSet::kOpenAfterDay;
  EXPECT_EQ(ItemsOfDay(query, spans, At(7, 9), Bucharest()).size(), 1U);
  query.day = 2;
  EXPECT_EQ(ItemsOfDay(query, spans, At(7, 9), Bucharest()).size(), 2U);
}

TEST(ReviewLists, OfProblemsKeepToTheInboxAndTheCause) {
  WeekInput week;
  for (const auto& [id, inbox, cause] :
       {std::tuple(1, 1, "late_delivery"), std::tuple(2, 2, "late_delivery"), std::tuple(3, 2, "damaged")}) {
    ProblemCase& problem = week.problems.emplace_back();
    problem.conversation_id = ConversationId{id};
    problem.inbox_id = InboxId{inbox};
    problem.opened_at = At(0, 9);
    problem.cause = cause;
  }
  ReviewQuery query = Query(ReviewSet::kProblems);
  EXPECT_EQ(Items(query, week).size(), 3U);
  query.inbox = InboxId{2};
  EXPECT_EQ(Items(query, week).size(), 2U);
  query.cause = "damaged";
  ASSERT_EQ(Items(query, week).size(), 1U);
  EXPECT_EQ(Items(query, week)[0].conversation, ConversationId{3});
}

TEST(ReviewLists, FollowPeopleAfterTheirProblemWasSolved) {
  WeekInput week;
  week.solved = {{At(-3, 9), {{At(-2, 9), Visibility::kPublic, Flag::kPraise, NoAnswerReason::kNone}}, {1}},
                 {At(-2, 9), {{At(-1, 9), Visibility::kPrivate, Flag::kProblem, NoAnswerReason::kNone}}, {2}}};
  const auto thanked = Items(Query(ReviewSet::kThankedAfter), week);
  ASSERT_EQ(thanked.size(), 1U);
  EXPECT_EQ(thanked[0].conversation, ConversationId{1});
  EXPECT_EQ(Items(Query(ReviewSet::kPraisedAfter), week).size(), 1U);
  EXPECT_EQ(Items(Query(ReviewSet::kProblemAfter), week)[0].conversation, ConversationId{2});
  EXPECT_TRUE(Items(Query(ReviewSet::kWroteAfter), week).empty());
}

// Whatever the inboxes' stretches overlap, they are as long together as the coverage says.
TEST(ReviewLists, OfBlindTimeAreAsLongAsTheCoverageSays) {
  const std::vector<WatchedInbox> inboxes{{{1}, "a", "A", true, At(0, 0), At(7, 0)}, {{2}, "b", "B", true, At(2, 0), At(7, 0)}};
  const std::vector<BlindSpell> spells{
      {{1}, At(0, 9), At(0, 12)}, {{1}, At(0, 11), At(0, 14)}, {{2}, At(1, 0), At(2, 3)}, {{1}, At(4, 0), At(4, 1)}};
  Duration together;
  const auto stretches = BlindStretches(spells, inboxes, Bounds());
  for (const BlindStretch& stretch : stretches) together = together + (stretch.to - stretch.from);
  EXPECT_EQ(stretches.size(), 3U);
  EXPECT_EQ(together, Duration::Hours(5 + 3 + 1));
  EXPECT_EQ(CoverageOf(spells, inboxes, Bounds()).blind, together);
}

TEST(FallsInto, FromAWindowBeforeItWasProposedUntilItWasClosed) {
  Incident incident;
  incident.opened_at = At(2, 12);
  incident.closed_at = At(2, 15);
  EXPECT_TRUE(FallsInto(incident, At(2, 11), {1}, "")) << "a window before, inclusive";
  EXPECT_FALSE(FallsInto(incident, At(2, 10), {1}, ""));
  EXPECT_FALSE(FallsInto(incident, At(2, 15), {1}, "")) << "closed, exclusive";
  incident.inbox_id = {2};
  EXPECT_FALSE(FallsInto(incident, At(2, 12), {1}, ""));
  incident.inbox_id = {};
  incident.cause = "late_delivery";
  EXPECT_FALSE(FallsInto(incident, At(2, 12), {1}, ""));
  EXPECT_TRUE(FallsInto(incident, At(2, 12), {1}, "late_delivery"));
  incident.state = IncidentState::kRefused;
  EXPECT_FALSE(FallsInto(incident, At(2, 12), {1}, "late_delivery"));
}

}  // namespace
}  // namespace replywatch

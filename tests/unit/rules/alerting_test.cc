#include "shared/rules/alerting.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

constexpr AgentId kOwner{1};
constexpr AgentId kResponsible{2};
constexpr AgentId kManager{3};

Timestamp At(const char* text) { return *ParseRfc3339(text); }

// Shop open 09:00 to 18:00 UTC from Monday to Friday, quiet from 20:00 to 08:00.
AlertPolicy Shop() {
  AlertPolicy policy;
  OpeningHours hours;
  for (std::size_t day = 0; day < 5; ++day) hours.week.at(day) = {{540, 1080}};
  policy.hours = BusinessHours(Zone(), hours);
  policy.quiet = {{20 * 60, 8 * 60}};
  policy.responsible = kResponsible;
  policy.manager = kManager;
  return policy;
}

const Timestamp kNoon = At("2026-11-18T12:00:00Z");  // a Wednesday

class Alerting : public ::testing::Test {
 protected:
  AlertCase& Add(AlertStep step = AlertStep::kOwner, const std::string& group = "post", AlertKind kind = AlertKind::kResponse) {
    AlertCase& c = cases_.emplace_back();
    c.alert.id = AlertId{static_cast<std::int64_t>(cases_.size())};
    c.alert.kind = kind;
    c.alert.step = step;
    c.alert.group = group;
    c.alert.opened_at = now_;
    c.alert.next_at = now_;
    c.owner = kOwner;
    return c;
  }
  // Decides and keeps the state, as the store does. Resolved ones leave.
  AlertPlan Pass() {
    AlertPlan plan = PlanAlerts(cases_, around_, policy_, now_);
    around_.last_told = plan.last_told;
    around_.last_repeat = plan.last_repeat;
    around_.counted = plan.counted;
    std::vector<AlertCase> left;
    for (std::size_t i = 0; i < cases_.size(); ++i) {
      cases_[i].alert = plan.decisions[i].alert;
      if (!cases_[i].alert.resolved_at) left.push_back(cases_[i]);
    }
    cases_ = std::move(left);
    return plan;
  }
  std::size_t Told() { return Pass().messages.size(); }
  void Later(Duration d) { now_ = now_ + d; }
  AlertHold HoldOf(std::size_t i) { return cases_.at(i).alert.hold; }

  AlertPolicy policy_ = Shop();
  std::vector<AlertCase> cases_;
  AlertSurroundings around_;
  Timestamp now_ = kNoon;
};

TEST_F(Alerting, WaitsHalfAMinuteForMoreOfItsGroup) {
  Add();
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(HoldOf(0), AlertHold::kGroupWait);
  EXPECT_EQ(cases_[0].alert.next_at, kNoon + kGroupWait);
  Later(kGroupWait - Duration::Milliseconds(1));
  EXPECT_EQ(Told(), 0U);
  Later(Duration::Milliseconds(1));
  EXPECT_EQ(Told(), 1U);
}

TEST_F(Alerting, ResolvedWithinHalfAMinuteIsNeverTold) {
  Add();
  Pass();
  cases_[0].holds = false;
  Later(kGroupWait);
  const AlertPlan plan = Pass();
  EXPECT_TRUE(plan.messages.empty());
  EXPECT_EQ(plan.decisions[0].verb, AlertVerb::kResolve);
  EXPECT_FALSE(plan.decisions[0].alert.acted_at);
}

TEST_F(Alerting, TellsAGroupAsOneMessageToEachPerson) {
  Add(AlertStep::kResponsible);
  Add(AlertStep::kResponsible);
  Add(AlertStep::kManager);
  Later(kGroupWait);
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 3U);
  EXPECT_EQ(plan.messages[0].recipient, kOwner);
  EXPECT_EQ(plan.messages[0].alerts.size(), 3U) << "the manager's step tells the owner, too";
  EXPECT_EQ(plan.messages[2].recipient, kManager);
  EXPECT_EQ(plan.messages[2].alerts.size(), 1U);
}

TEST_F(Alerting, TellsSeveralGroupsAsOneMessageToEachPerson) {
  Add(AlertStep::kResponsible, "one post");
  Add(AlertStep::kResponsible, "another post");
  Add(AlertStep::kResponsible, "promise", AlertKind::kPromise);
  Later(kGroupWait);
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 2U) << "owner and responsible person";
  EXPECT_EQ(plan.messages[0].alerts.size(), 3U);
  EXPECT_EQ(plan.broadcasts.size(), 1U);
}

TEST_F(Alerting, OfAnotherGroupWaitForTheNextTelling) {
  Add();
  Later(kGroupWait);
  Pass();
  Add(AlertStep::kOwner, "another post");
  Later(kGroupWait);
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(HoldOf(1), AlertHold::kGroupInterval);
  EXPECT_EQ(cases_[1].alert.next_at, kNoon + kGroupWait + kGroupInterval);
  now_ = *cases_[1].alert.next_at;
  EXPECT_EQ(Told(), 1U);
}

TEST_F(Alerting, OfAGroupToldLongAgoWaitHalfAMinuteAgain) {
  Add();
  Later(kGroupWait);
  Pass();
  Later(Duration::Hours(1));
  Add();
  EXPECT_EQ(Told(), 0U);
  Later(kGroupWait);
  EXPECT_EQ(Told(), 1U);
}

TEST_F(Alerting, ThatBreakThroughStayApartAndWaitForNobody) {
  Add();
  Later(kGroupWait);
  Pass();
  Add(AlertStep::kResponsible, "threat", AlertKind::kThreat);
  Add(AlertStep::kOwner, "another post");
  Later(kGroupWait);
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.broadcasts.size(), 1U);
  EXPECT_EQ(plan.broadcasts[0].alerts, (std::vector<AlertId>{AlertId{2}}));
  EXPECT_EQ(plan.last_told, kNoon + kGroupWait) << "it holds up nothing else";
  now_ = kNoon + kGroupWait + kGroupInterval;
  EXPECT_EQ(Pass().broadcasts.at(0).alerts, (std::vector<AlertId>{AlertId{3}}));
}

TEST_F(Alerting, ThatBreakThroughTogetherAreOneMessageToEachPerson) {
  for (const char* post : {"one post", "another post", "a third"}) Add(AlertStep::kResponsible, post, AlertKind::kThreat);
  Later(kGroupWait);
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 2U) << "owner and responsible person";
  EXPECT_EQ(plan.messages[0].alerts.size(), 3U);
  ASSERT_EQ(plan.broadcasts.size(), 1U);
  EXPECT_EQ(plan.broadcasts[0].alerts.size(), 3U);
}

TEST_F(Alerting, RepeatedOneAfterAnotherComeTogether) {
  for (int i = 0; i < 4; ++i) {
    Add(AlertStep::kOwner, "post " + std::to_string(i));
    Later(kGroupWait);
    EXPECT_EQ(Told(), 1U);
    Later(Duration::Minutes(10));
  }
  now_ = kNoon + kGroupWait + kRepeatInterval;
  EXPECT_EQ(Pass().messages.at(0).alerts.size(), 1U);
  Later(Duration::Minutes(45));
  EXPECT_EQ(Told(), 0U) << "due, and told with the next repeats";
  now_ = kNoon + kGroupWait + kRepeatInterval + kRepeatBeat;
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 1U);
  EXPECT_EQ(plan.messages[0].alerts.size(), 3U);
  EXPECT_TRUE(plan.messages[0].is_repeat);
}

TEST_F(Alerting, TooManyForOnePassAreToldByTheirNumber) {
  Add(AlertStep::kResponsible);
  Later(kGroupWait);
  around_.rest = 5;
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 2U);
  EXPECT_EQ(plan.messages[0].rest, 5);
  EXPECT_EQ(plan.counted->people, (std::vector<AgentId>{kOwner, kResponsible}));
  // The rest, in the next pass.
  around_.rest = 0;
  cases_.clear();
  Add(AlertStep::kResponsible).alert.opened_at = kNoon;
  Add(AlertStep::kManager, "another post").alert.opened_at = kNoon;
  Add(AlertStep::kResponsible, "a third post");
  Later(Duration::Seconds(1));
  const AlertPlan next = Pass();
  EXPECT_TRUE(next.messages.empty());
  EXPECT_EQ(next.decisions[0].verb, AlertVerb::kCount);
  EXPECT_EQ(next.decisions[0].alert.last_sent_at, kNoon + kGroupWait) << "told with the number";
  EXPECT_EQ(next.decisions[1].verb, AlertVerb::kHold) << "the manager has heard of nothing";
  EXPECT_EQ(next.decisions[2].verb, AlertVerb::kHold) << "opened since";
  now_ = kNoon + kGroupWait + kGroupInterval;
  EXPECT_EQ(Pass().broadcasts.at(0).alerts.size(), 2U);
}

TEST_F(Alerting, TellsNewsOfAGroupAfterFiveMinutes) {
  Add();
  Later(kGroupWait);
  Pass();
  Later(Duration::Minutes(1));
  Add();
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(HoldOf(1), AlertHold::kGroupInterval);
  Later(Duration::Minutes(4) - Duration::Milliseconds(1));
  EXPECT_EQ(Told(), 0U);
  Later(Duration::Milliseconds(1));
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 1U);
  EXPECT_EQ(plan.messages[0].alerts, (std::vector<AlertId>{AlertId{2}})) << "the first is no news";
}

TEST_F(Alerting, RepeatsAfterFourHoursAndNotBefore) {
  Add();
  Later(kGroupWait);
  Pass();
  Later(kRepeatInterval - Duration::Milliseconds(1));
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(HoldOf(0), AlertHold::kRepeat);
  Later(Duration::Milliseconds(1));
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 1U);
  EXPECT_TRUE(plan.messages[0].is_repeat);
  EXPECT_EQ(plan.decisions[0].alert.sent_count, 2);
}

TEST_F(Alerting, ActingOnItIsRemembered) {
  Add();
  Later(kGroupWait);
  Pass();
  cases_[0].holds = false;
  cases_[0].acted = true;
  Later(Duration::Minutes(3));
  EXPECT_EQ(Pass().decisions[0].alert.acted_at, now_);
}

TEST_F(Alerting, HoldsForQuietHoursAndTellsOneDigestAtOpening) {
  now_ = At("2026-11-18T21:00:00Z");
  Add(AlertStep::kResponsible, "post one");
  Add(AlertStep::kResponsible, "post two");
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(HoldOf(0), AlertHold::kQuietHours);
  EXPECT_EQ(cases_[0].alert.next_at, At("2026-11-19T09:00:00Z")) << "quiet hours end at 8, the shop opens at 9";
  now_ = At("2026-11-19T08:30:00Z");
  EXPECT_EQ(Told(), 0U);
  now_ = At("2026-11-19T09:00:00Z");
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 2U) << "one digest for the owner, one for the responsible person";
  EXPECT_TRUE(plan.messages[0].is_digest);
  EXPECT_EQ(plan.messages[0].alerts.size(), 2U);
}

TEST_F(Alerting, OfTheWeekendComeOnMonday) {
  now_ = At("2026-11-21T14:00:00Z");  // Saturday, closed, outside the quiet hours
  Add();
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(cases_[0].alert.next_at, At("2026-11-23T09:00:00Z"));
}

TEST_F(Alerting, BetweenClosingAndQuietHoursAreTold) {
  now_ = At("2026-11-18T19:00:00Z");
  Add();
  Pass();
  Later(kGroupWait);
  EXPECT_EQ(Told(), 1U);
}

TEST_F(Alerting, WithoutQuietHoursAreNeverHeldForThem) {
  policy_.quiet.clear();
  now_ = At("2026-11-21T23:00:00Z");
  Add();
  Pass();
  Later(kGroupWait);
  EXPECT_EQ(Told(), 1U);
}

TEST_F(Alerting, OnlyIncidentTokenAndThreatBreakThroughQuietHours) {
  now_ = At("2026-11-18T21:00:00Z");
  for (const AlertKind kind : {AlertKind::kResponse, AlertKind::kResolution, AlertKind::kPromise, AlertKind::kThreat,
                               AlertKind::kIncident, AlertKind::kInboxBlind, AlertKind::kTokenRefused, AlertKind::kCompleteness,
                               AlertKind::kClockSkew, AlertKind::kSendFailed, AlertKind::kDiskLow}) {
    Add(AlertStep::kResponsible, "group " + std::to_string(static_cast<int>(kind)), kind).owner = {};
  }
  Later(kGroupWait);
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.broadcasts.size(), 1U);
  EXPECT_EQ(plan.broadcasts[0].alerts.size(), 3U);
}

TEST_F(Alerting, ThatBrokeThroughIsRepeatedWithTheOthersAfterTheQuietHours) {
  now_ = At("2026-11-18T21:00:00Z");
  Add(AlertStep::kResponsible, "threat", AlertKind::kThreat);
  Later(kGroupWait);
  EXPECT_EQ(Told(), 2U) << "the owner and the responsible person";
  Later(kRepeatInterval);
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(HoldOf(0), AlertHold::kQuietHours);
  EXPECT_EQ(cases_[0].alert.next_at, At("2026-11-19T09:00:00Z"));
  Add();
  Pass();
  now_ = At("2026-11-19T09:00:00Z");
  EXPECT_EQ(Pass().broadcasts.at(0).alerts.size(), 2U);
}

TEST_F(Alerting, GoesToTheResponsiblePersonWhenNobodyOwnsIt) {
  AlertCase c = Add();
  c.owner = {};
  EXPECT_EQ(RecipientsOf(c, policy_), (std::vector<AgentId>{kResponsible}));
  policy_.responsible = {};
  EXPECT_EQ(RecipientsOf(c, policy_), (std::vector<AgentId>{AgentId{}})) << "whoever looks";
}

TEST_F(Alerting, ToldToOwnerThenBothThenTheManager) {
  EXPECT_EQ(RecipientsOf(Add(AlertStep::kOwner), policy_), (std::vector<AgentId>{kOwner}));
  EXPECT_EQ(RecipientsOf(Add(AlertStep::kResponsible), policy_), (std::vector<AgentId>{kOwner, kResponsible}));
  EXPECT_EQ(RecipientsOf(Add(AlertStep::kManager), policy_), (std::vector<AgentId>{kOwner, kResponsible, kManager}));
  AlertCase& own = Add(AlertStep::kResponsible);
  own.owner = kResponsible;
  EXPECT_EQ(RecipientsOf(own, policy_), (std::vector<AgentId>{kResponsible})) << "nobody is told twice";
}

TEST_F(Alerting, GoesToWhoStandsInForThoseAway) {
  const AgentId deputy{9};
  policy_.deputy = deputy;
  policy_.away = {kOwner};
  EXPECT_EQ(RecipientsOf(Add(AlertStep::kOwner), policy_), (std::vector<AgentId>{kResponsible}));
  policy_.away = {kOwner, kResponsible, kManager};
  EXPECT_EQ(RecipientsOf(Add(AlertStep::kOwner), policy_), (std::vector<AgentId>{deputy}));
  EXPECT_EQ(RecipientsOf(Add(AlertStep::kManager), policy_), (std::vector<AgentId>{deputy}));
  policy_.away.push_back(deputy);
  EXPECT_EQ(RecipientsOf(Add(AlertStep::kOwner), policy_), (std::vector<AgentId>{kResponsible})) << "nothing is lost";
}

TEST_F(Alerting, AcknowledgedIsHeldUntilThePromiseAndThenTold) {
  Add();
  Later(kGroupWait);
  Pass();
  cases_[0].alert.promised_until = now_ + Duration::Minutes(20);
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(HoldOf(0), AlertHold::kAcknowledged);
  EXPECT_EQ(cases_[0].alert.next_at, now_ + Duration::Minutes(20));
  Later(Duration::Minutes(20));
  EXPECT_EQ(Told(), 1U) << "a broken promise does not wait for the repeat";
}

TEST_F(Alerting, SilencedIsHeldUntilTheSilenceEnds) {
  Silence silence;
  silence.group = "post";
  silence.from_at = now_;
  silence.until_at = now_ + Duration::Hours(1);
  around_.silences.push_back(silence);
  Add();
  Add(AlertStep::kOwner, "another post");
  Later(kGroupWait);
  const AlertPlan plan = Pass();
  ASSERT_EQ(plan.messages.size(), 1U);
  EXPECT_EQ(plan.messages[0].alerts, (std::vector<AlertId>{AlertId{2}}));
  EXPECT_EQ(HoldOf(0), AlertHold::kSilenced);
  now_ = silence.until_at;
  EXPECT_EQ(Told(), 1U) << "the end is exclusive";
}

TEST_F(Alerting, AnOpenIncidentSwallowsTheAlertsOfItsCause) {
  Add().cause = "late_delivery";
  Add().cause = "broken";
  around_.inhibitors.incident_causes = {"late_delivery"};
  Later(kGroupWait);
  EXPECT_EQ(Pass().messages.at(0).alerts, (std::vector<AlertId>{AlertId{2}}));
  EXPECT_EQ(HoldOf(0), AlertHold::kInhibited);
}

TEST_F(Alerting, ARefusedTokenSwallowsTheBlindInbox) {
  Add(AlertStep::kResponsible, "inbox", AlertKind::kInboxBlind).alert.inbox_id = InboxId{7};
  around_.inhibitors.refused_tokens = {InboxId{7}};
  Later(kGroupWait);
  EXPECT_EQ(Told(), 0U);
  EXPECT_EQ(HoldOf(0), AlertHold::kInhibited);
}

TEST_F(Alerting, PutsTheMostUrgentFirst) {
  Add(AlertStep::kOwner);
  Add(AlertStep::kOwner, "reply", AlertKind::kSendFailed);
  Later(kGroupWait);
  EXPECT_EQ(Pass().messages.at(0).alerts, (std::vector<AlertId>{AlertId{2}, AlertId{1}}));
}

TEST_F(Alerting, DecidingTwiceAtTheSameInstantTellsOnce) {
  Add();
  Later(kGroupWait);
  EXPECT_EQ(Told(), 1U);
  EXPECT_EQ(Told(), 0U);
}

TEST_F(Alerting, AClockThatWasSetBackTellsNothingTwice) {
  Add();
  Later(kGroupWait);
  EXPECT_EQ(Told(), 1U);
  Later(Duration::Minutes(-30));
  EXPECT_EQ(Told(), 0U);
}

}  // namespace
}  // namespace replywatch

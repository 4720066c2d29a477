// What the weekly review reads from every Store: by windows of time, begins included and ends not.
#include <gtest/gtest.h>

#include "shared/actions/case_actions.h"
#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

constexpr Timestamp kFrom{10'000};
constexpr Timestamp kTo{20'000};

class ReportsContract : public StoreFixture {
 protected:
  // An incoming message with its waits kept.
  Message Ask(const std::string& source_id, const std::string& who, std::int64_t at_ms, MessageKind kind = MessageKind::kComment,
              Flags flags = Flag::kProblem) {
    Message m = MessageOf(source_id, who, "Unde e coletul?", at_ms);
    m.item.kind = kind;
    m.item.visibility = kind == MessageKind::kPrivate ? Visibility::kPrivate : Visibility::kPublic;
    m.item.root_source_id = "root of " + who;
    m.classification.flags = flags;
    Put(m);
    return m;
  }
  void Answer(const Message& question, std::int64_t at_ms) {
    Message m = question;
    m.id = {};
    m.item.source_id += "-answer";
    m.item.direction = Direction::kOutgoing;
    m.item.author = AuthorOf("shop");
    m.item.created_at = m.visible_at = m.fetched_at = {at_ms};
    m.classification = {};
    Write([&](Session& s) {
      m.id = *s.messages().Insert(m);
      ASSERT_TRUE(WaitsAfterInsert(s, m).ok());
    });
  }

 private:
  void Put(Message& m) {
    Write([&](Session& s) {
      m.contact_id = *s.contacts().Resolve(inbox_, m.item.author, m.item.created_at);
      m.conversation_id =
          *s.conversations().Resolve({inbox_, m.item.root_source_id, m.item.visibility, "", ""}, m.contact_id, m.item.created_at);
      m.id = *s.messages().Insert(m);
      ASSERT_TRUE(WaitsAfterInsert(s, m).ok());
    });
  }
};

TEST_F(ReportsContract, FindsWaitsByTheirStart) {
  Ask("early", "a", 9'999);
  const Message first = Ask("first", "b", 10'000);
  const Message review = Ask("review", "c", 15'000, MessageKind::kReview, Flag::kQuestion);
  const Message talk = Ask("talk", "d", 19'999, MessageKind::kPrivate);
  Ask("late", "e", 20'000);
  Answer(first, 10'500);
  Write([&](Session& s) {
    ASSERT_TRUE(
        s.conversations().SetOwner(first.conversation_id, *s.staff().Put({{}, "Ioana", AgentRole::kAgent, "", true})).ok());
    ASSERT_TRUE(s.cases().AddCause({talk.conversation_id, "late_delivery", {1}, {}}).ok());
    ASSERT_TRUE(s.cases().AddCause({talk.conversation_id, "wrong_size", {2}, {}}).ok());
  });
  Read([&](Session& s) {
    const std::vector<ReviewWait> waits = *s.reports().Waits(kFrom, kTo);
    ASSERT_EQ(waits.size(), 3U);
    EXPECT_EQ(waits[0].conversation_id, first.conversation_id);
    EXPECT_EQ(waits[0].contact_id, first.contact_id);
    EXPECT_EQ(waits[0].inbox_id, inbox_);
    EXPECT_TRUE(waits[0].owner);
    EXPECT_EQ(waits[0].outcome, WaitOutcome::kAnswered);
    EXPECT_EQ(waits[0].ended_at, Timestamp{10'500});
    EXPECT_EQ(waits[0].flags, Flags(Flag::kProblem));
    EXPECT_EQ(waits[0].channel, Channel::kPublic);
    EXPECT_EQ(waits[1].channel, Channel::kReview);
    EXPECT_EQ(waits[1].started_at, review.item.created_at);
    EXPECT_EQ(waits[2].channel, Channel::kPrivate);
    EXPECT_EQ(waits[2].cause, "wrong_size") << "the newest counts";
    EXPECT_FALSE(waits[2].ended_at);
    EXPECT_EQ(s.reports().Spans(kFrom, kTo)->size(), 3U);
    EXPECT_EQ(*s.reports().CountOpen(kFrom), 1);
    EXPECT_EQ(*s.reports().CountOpen({10'001}), 1) << "the first was answered";
  });
}

TEST_F(ReportsContract, TellsWhatCameBackAfterDone) {
  const Message first = Ask("first", "ana", 11'000);
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, {{}, {12'000}}, first.conversation_id).ok()); });
  Ask("again", "ana", 13'000);
  Read([&](Session& s) {
    const std::vector<ReviewWait> waits = *s.reports().Waits(kFrom, kTo);
    ASSERT_EQ(waits.size(), 2U);
    EXPECT_FALSE(waits[0].closed_before);
    EXPECT_FALSE(waits[0].waited_before);
    EXPECT_EQ(waits[1].closed_before, Timestamp{12'000});
    EXPECT_EQ(waits[1].waited_before, Timestamp{11'000});
  });
}

TEST_F(ReportsContract, CountsWhatStaffTookUpAgainOnce) {
  constexpr std::int64_t kDay = 86'400'000;
  const Message first = Ask("first", "ana", 11'000);
  const Message old = Ask("old", "bea", 11'000);
  Write([&](Session& s) {
    ASSERT_TRUE(MarkDone(s, {{}, {12'000}}, first.conversation_id).ok());
    ASSERT_TRUE(Reopen(s, {{}, {13'000}}, first.conversation_id).ok());
    ASSERT_TRUE(MarkDone(s, {{}, {12'000}}, old.conversation_id).ok());
    ASSERT_TRUE(Reopen(s, {{}, {12'001 + 7 * kDay}}, old.conversation_id).ok());
  });
  Ask("again", "ana", 14'000);
  Read([&](Session& s) {
    const std::vector<Reopening> reopenings = *s.reports().Reopenings(kFrom, {10 * kDay});
    ASSERT_EQ(reopenings.size(), 1U) << "after more than seven days it is none";
    EXPECT_EQ(reopenings[0].at, Timestamp{13'000});
    EXPECT_EQ(reopenings[0].conversation_id, first.conversation_id);
    EXPECT_TRUE(s.reports().Reopenings({13'001}, kTo)->empty());
    const std::vector<ReviewWait> waits = *s.reports().Waits(kFrom, kTo);
    EXPECT_FALSE(waits.back().closed_before) << "what was open again did not come back";
  });
}

TEST_F(ReportsContract, FindsIncomingMessagesByThePlatformsTime) {
  Ask("early", "a", 9'999);
  const Message talk = Ask("talk", "b", 10'000, MessageKind::kPrivate);
  Answer(talk, 10'001);
  Ask("mail", "c", 12'000, MessageKind::kEmail);
  Ask("late", "d", 20'000);
  Read([&](Session& s) {
    const std::vector<Arrival> arrivals = *s.reports().Arrivals(kFrom, kTo);
    ASSERT_EQ(arrivals.size(), 2U);
    EXPECT_EQ(arrivals[0].channel, Channel::kPrivate);
    EXPECT_EQ(arrivals[0].contact_id, talk.contact_id);
    EXPECT_EQ(arrivals[0].inbox_id, inbox_);
    EXPECT_EQ(arrivals[1].channel, Channel::kEmail);
  });
}

TEST_F(ReportsContract, FindsMattersWithAProblem) {
  const Message problem = Ask("p", "ana", 11'000);
  const Message question = Ask("q", "ion", 12'000, MessageKind::kComment, Flag::kQuestion);
  const auto matter = [](const Message& m) {
    StoredResolution stored;
    stored.resolution.first_message = m.id;
    stored.resolution.opened_at = m.item.created_at;
    stored.resolution.flags = m.classification.flags;
    stored.resolution.first_resolved_at = Timestamp{15'000};
    stored.spent = Duration{4'000};
    return stored;
  };
  Write([&](Session& s) {
    ASSERT_TRUE(s.clocks().PutResolutions(problem.conversation_id, {matter(problem)}).ok());
    ASSERT_TRUE(s.clocks().PutResolutions(question.conversation_id, {matter(question)}).ok());
    ASSERT_TRUE(s.cases().AddCause({problem.conversation_id, "late_delivery", {1}, {}}).ok());
  });
  Read([&](Session& s) {
    const std::vector<ProblemCase> problems = *s.reports().Problems(kFrom, kTo);
    ASSERT_EQ(problems.size(), 1U);
    EXPECT_EQ(problems[0].conversation_id, problem.conversation_id);
    EXPECT_EQ(problems[0].cause, "late_delivery");
    EXPECT_EQ(problems[0].spent, Duration{4'000});
    EXPECT_EQ(problems[0].first_resolved_at, Timestamp{15'000});
    EXPECT_TRUE(s.reports().Problems({11'001}, kTo)->empty());
  });
}

TEST_F(ReportsContract, TellsWhichProblemsGoOnAfterTheWindow) {
  const Message solved = Ask("solved", "ana", 11'000);
  const Message late = Ask("late", "bea", 12'000);
  const Message again = Ask("again", "cora", 13'000);
  Answer(solved, 14'000);
  Answer(late, 25'000);
  Answer(again, 15'000);
  Ask("and again", "cora", 26'000);
  Write([&](Session& s) {
    for (const Message& m : {solved, late, again}) {
      StoredResolution stored;
      stored.resolution.first_message = m.id;
      stored.resolution.opened_at = m.item.created_at;
      stored.resolution.flags = Flag::kProblem;
      ASSERT_TRUE(s.clocks().PutResolutions(m.conversation_id, {stored}).ok());
    }
  });
  Read([&](Session& s) {
    const std::vector<ProblemCase> problems = *s.reports().Problems(kFrom, kTo);
    ASSERT_EQ(problems.size(), 3U);
    EXPECT_FALSE(problems[0].goes_on);
    EXPECT_TRUE(problems[1].goes_on);
    EXPECT_TRUE(problems[2].goes_on);
  });
}

TEST_F(ReportsContract, AnAlertIsUndeliveredWhileWhatWasTriedIsInVain) {
  const auto is_undelivered = [&] {
    bool undelivered = false;
    Read([&](Session& s) { undelivered = s.alerts().List(10)->front().is_undelivered; });
    return undelivered;
  };
  Notification mail;
  Write([&](Session& s) {
    Alert alert;
    alert.kind = AlertKind::kResponse;
    alert.subject_id = 1;
    alert.group = "g";
    alert.opened_at = {1000};
    alert.next_at = Timestamp{1000};
    ASSERT_TRUE(*s.alerts().Open(alert));
  });
  EXPECT_FALSE(is_undelivered()) << "nothing was told yet";
  Write([&](Session& s) {
    mail.notifier = "email:1";
    mail.dedup_key = "k";
    mail.created_at = mail.not_before = {2000};
    mail.alerts = {s.alerts().List(10)->front().alert.id};
    ASSERT_TRUE(s.alerts().Queue(mail).ok());
    mail = s.alerts().LatestNotifications(1)->front();
  });
  EXPECT_FALSE(is_undelivered()) << "not tried yet";
  const auto put = [&](NotificationState state, std::int64_t attempts) {
    mail.state = state;
    mail.attempts = attempts;
    if (state == NotificationState::kSent) mail.sent_at = Timestamp{3000};
    Write([&](Session& s) { ASSERT_TRUE(s.alerts().PutNotification(mail).ok()); });
  };
  put(NotificationState::kQueued, 1);
  EXPECT_TRUE(is_undelivered());
  put(NotificationState::kFailed, 9);
  EXPECT_TRUE(is_undelivered());
  put(NotificationState::kSent, 10);
  EXPECT_FALSE(is_undelivered());
}

TEST_F(ReportsContract, KnowsByWhichWaysAlertsDoNotArrive) {
  std::int64_t next = 0;
  const auto tried = [&](const std::string& notifier, NotificationState state, std::int64_t attempts, const std::string& error) {
    Write([&](Session& s) {
      Notification n;
      n.notifier = notifier;
      n.dedup_key = std::to_string(++next);
      n.created_at = n.not_before = {next * 1000};
      ASSERT_TRUE(s.alerts().Queue(n).ok());
      n = s.alerts().LatestNotifications(1)->front();
      n.state = state;
      n.attempts = attempts;
      n.error_text = error;
      if (state == NotificationState::kSent) n.sent_at = n.created_at;
      ASSERT_TRUE(s.alerts().PutNotification(n).ok());
    });
  };
  const auto trouble = [&] {
    std::vector<NotifierTrouble> out;
    Read([&](Session& s) { out = *s.alerts().NotifiersInTrouble(); });
    return out;
  };
  tried("email:1", NotificationState::kQueued, 0, "");
  EXPECT_TRUE(trouble().empty()) << "not tried yet";
  tried("email:1", NotificationState::kFailed, 9, "refused");
  tried("email:1", NotificationState::kQueued, 2, "no route");
  tried("email:1", NotificationState::kQueued, 0, "");
  tried("webhook:2", NotificationState::kSent, 1, "");
  ASSERT_EQ(trouble().size(), 1U);
  EXPECT_EQ(trouble()[0].notifier, "email:1");
  EXPECT_EQ(trouble()[0].error_text, "no route");
  EXPECT_EQ(trouble()[0].since, Timestamp{2000});
  tried("email:1", NotificationState::kSent, 1, "");
  EXPECT_TRUE(trouble().empty()) << "something came through";
}

TEST_F(ReportsContract, CountsAnAlertWhenItWasFirstSent) {
  const auto sent = [&](std::int64_t subject, std::int64_t opened, const std::vector<std::int64_t>& told) {
    Write([&](Session& s) {
      Alert alert;
      alert.kind = AlertKind::kResponse;
      alert.subject_id = subject;
      alert.group = "g";
      alert.opened_at = {opened};
      alert.next_at = Timestamp{opened};
      ASSERT_TRUE(*s.alerts().Open(alert));
      alert = s.alerts().OpenOfKind(AlertKind::kResponse)->back();
      for (const AlertCase& c : *s.alerts().DueCases({99'000}, 10)) {
        if (c.alert.subject_id == subject) alert = c.alert;
      }
      for (const std::int64_t at : told) {
        Notification n;
        n.notifier = "desktop:1";
        n.dedup_key = std::to_string(subject) + ":" + std::to_string(at);
        n.created_at = n.not_before = {at};
        n.alerts = {alert.id};
        ASSERT_TRUE(s.alerts().Queue(n).ok());
      }
      alert.last_sent_at = Timestamp{told.empty() ? opened + 1 : told.back()};
      alert.sent_count = static_cast<std::int64_t>(told.size());
      ASSERT_TRUE(s.alerts().Put(alert).ok());
    });
  };
  sent(1, 9'000, {9'500, 11'000});
  sent(2, 12'000, {12'500, 21'000, 25'000});
  sent(3, 13'000, {});
  sent(4, 19'000, {20'000});
  Read([&](Session& s) {
    const std::vector<AlertTimes> alerts = *s.reports().Alerts(kFrom, kTo);
    ASSERT_EQ(alerts.size(), 2U)
        << "a repeat in the next week takes nothing from this one, and one in this week adds nothing to it";
    EXPECT_EQ(alerts[0].sent_at, Timestamp{12'500});
    EXPECT_EQ(alerts[1].sent_at, Timestamp{13'001}) << "nobody was notified; it stood on the screen";
  });
}

TEST_F(ReportsContract, FollowsWhoseProblemWasSolvedThroughAllTheirContacts) {
  const Message problem = Ask("p", "ana", 11'000);
  const Message elsewhere = Ask("before", "ana at work", 11'500);
  Ask("thanks", "ana", 15'001, MessageKind::kPrivate, Flag::kPraise);
  Ask("later", "ana at work", 16'000, MessageKind::kComment, Flag::kQuestion);
  Ask("too late", "ana", 15'001 + kAftermath.ms, MessageKind::kComment, Flag::kProblem);
  Ask("other", "ion", 15'500, MessageKind::kComment, Flag::kPraise);
  Write([&](Session& s) {
    StoredResolution solved;
    solved.resolution.first_message = problem.id;
    solved.resolution.opened_at = {11'000};
    solved.resolution.flags = Flag::kProblem;
    solved.resolution.first_resolved_at = Timestamp{15'000};
    ASSERT_TRUE(s.clocks().PutResolutions(problem.conversation_id, {solved}).ok());
    ASSERT_TRUE(s.persons().Merge(problem.contact_id, elsewhere.contact_id).ok());
  });
  Read([&](Session& s) {
    const std::vector<SolvedCase> cases = *s.reports().Solved({15'000}, {15'001});
    ASSERT_EQ(cases.size(), 1U);
    EXPECT_EQ(cases[0].solved_at, Timestamp{15'000});
    ASSERT_EQ(cases[0].after.size(), 2U);
    EXPECT_EQ(cases[0].after[0].at, Timestamp{15'001});
    EXPECT_EQ(cases[0].after[0].visibility, Visibility::kPrivate);
    EXPECT_EQ(cases[0].after[0].flags, Flags(Flag::kPraise));
    EXPECT_EQ(cases[0].after[1].at, Timestamp{16'000});
    EXPECT_TRUE(s.reports().Solved({15'001}, {20'000})->empty());
  });
}

TEST_F(ReportsContract, CountsAMergedPersonAsOne) {
  const Message one = Ask("a", "ana", 11'000);
  const Message other = Ask("b", "ana at work", 12'000);
  Write([&](Session& s) { ASSERT_TRUE(s.persons().Merge(one.contact_id, other.contact_id).ok()); });
  Read([&](Session& s) {
    for (const Arrival& arrival : *s.reports().Arrivals(kFrom, kTo)) EXPECT_EQ(arrival.contact_id, one.contact_id);
    for (const ReviewWait& wait : *s.reports().Waits(kFrom, kTo)) EXPECT_EQ(wait.contact_id, one.contact_id);
    const std::vector<ProblemSeen> problems = *s.cases().ProblemsBetween(kFrom, kTo);
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[1].contact_id, one.contact_id);
  });
}

TEST_F(ReportsContract, CountsOnlyWhatPassedFromOnePersonToAnotherAsHandedOver) {
  const Message m = Ask("p", "ana", 11'000);
  AgentId ioana;
  AgentId mihai;
  Write([&](Session& s) {
    ioana = *s.staff().Put({{}, "Ioana", AgentRole::kAgent, "", true});
    mihai = *s.staff().Put({{}, "Mihai", AgentRole::kAgent, "", true});
    ASSERT_TRUE(Assign(s, {ioana, {11'000}}, m.conversation_id, ioana, "").ok());
    ASSERT_TRUE(Assign(s, {ioana, {12'000}}, m.conversation_id, mihai, "knows her").ok());
    ASSERT_TRUE(Assign(s, {ioana, {13'000}}, m.conversation_id, {}, "").ok());
    ASSERT_TRUE(Assign(s, {ioana, {20'000}}, m.conversation_id, ioana, "").ok());
  });
  Read([&](Session& s) {
    const std::vector<HandOver> hand_overs = *s.reports().HandOvers(kFrom, kTo);
    ASSERT_EQ(hand_overs.size(), 1U);
    EXPECT_EQ(hand_overs[0].at, Timestamp{12'000});
    EXPECT_EQ(hand_overs[0].conversation_id, m.conversation_id);
  });
}

TEST_F(ReportsContract, LeavesOutHandOversThatWereUndone) {
  const Message m = Ask("p", "ana", 11'000);
  Write([&](Session& s) {
    const AgentId ioana = *s.staff().Put({{}, "Ioana", AgentRole::kAgent, "", true});
    const AgentId mihai = *s.staff().Put({{}, "Mihai", AgentRole::kAgent, "", true});
    ASSERT_TRUE(Assign(s, {ioana, {11'000}}, m.conversation_id, ioana, "").ok());
    ASSERT_TRUE(Assign(s, {ioana, {12'000}}, m.conversation_id, mihai, "by mistake").ok());
    ASSERT_EQ(*UndoLast(s, {ioana, {12'500}}), AuditAction::kAssigned);
    EXPECT_EQ(*HandoversOf(s, m.conversation_id), 0);
    ASSERT_TRUE(Assign(s, {ioana, {13'000}}, m.conversation_id, mihai, "knows her").ok());
    EXPECT_EQ(*HandoversOf(s, m.conversation_id), 1);
  });
  Read([&](Session& s) {
    const std::vector<HandOver> hand_overs = *s.reports().HandOvers(kFrom, kTo);
    ASSERT_EQ(hand_overs.size(), 1U);
    EXPECT_EQ(hand_overs[0].at, Timestamp{13'000});
  });
}

TEST_F(ReportsContract, FindsPromisesByTheInstantTheyAreDue) {
  const Message m = Ask("p", "ana", 11'000);
  Write([&](Session& s) {
    for (const std::int64_t due : {9'999, 10'000, 19'999, 20'000}) {
      Promise promise;
      promise.conversation_id = m.conversation_id;
      promise.text = "until Friday";
      promise.made_at = {5'000};
      promise.due_at = {due};
      promise.kept_at = Timestamp{due - 1};
      ASSERT_TRUE(s.cases().AddPromise(promise).ok());
    }
  });
  Read([&](Session& s) {
    const std::vector<Promise> promises = *s.reports().PromisesDue(kFrom, kTo);
    ASSERT_EQ(promises.size(), 2U);
    EXPECT_EQ(promises[0].due_at, kFrom);
    EXPECT_EQ(promises[0].kept_at, Timestamp{9'999});
  });
}

TEST_F(ReportsContract, RecordsBlindSpellsWithHealth) {
  InboxHealth health;
  health.last_success = Timestamp{9'000};
  health.warnings = {"the token ends in 5 days; renew it", "a line\nthat was two"};
  Write([&](Session& s) { ASSERT_TRUE(s.inboxes().SetHealth(inbox_, health).ok()); });
  Read([&](Session& s) {
    const std::vector<std::string> expected{"the token ends in 5 days; renew it", "a line that was two"};
    EXPECT_EQ(s.inboxes().All()->front().health.warnings, expected);
  });
  health.warnings.clear();
  health.state = InboxState::kBlind;
  health.blind_since = Timestamp{9'000};
  Write([&](Session& s) {
    ASSERT_TRUE(s.inboxes().SetHealth(inbox_, health).ok());
    ASSERT_TRUE(s.inboxes().SetHealth(inbox_, health).ok()) << "the same spell";
  });
  Read([&](Session& s) {
    const std::vector<BlindSpell> spells = *s.reports().BlindSpells(kFrom, kTo);
    ASSERT_EQ(spells.size(), 1U);
    EXPECT_EQ(spells[0].from, Timestamp{9'000});
    EXPECT_FALSE(spells[0].to);
  });
  health.state = InboxState::kOk;
  health.blind_since.reset();
  health.last_success = Timestamp{12'000};
  Write([&](Session& s) {
    ASSERT_TRUE(s.inboxes().SetHealth(inbox_, health).ok());
    ASSERT_TRUE(s.inboxes().AddBlindSpell(inbox_, {15'000}, {16'000}).ok());
  });
  Read([&](Session& s) {
    const std::vector<BlindSpell> spells = *s.reports().BlindSpells(kFrom, kTo);
    ASSERT_EQ(spells.size(), 2U);
    EXPECT_EQ(spells[0].to, Timestamp{12'000});
    EXPECT_EQ(spells[1].from, Timestamp{15'000});
    EXPECT_EQ(s.reports().BlindSpells({12'000}, {15'000})->size(), 0U);
    const std::vector<WatchedInbox> inboxes = *s.reports().Inboxes();
    ASSERT_EQ(inboxes.size(), 1U);
    EXPECT_EQ(inboxes[0].watched_since, Timestamp{9'000}) << "the first success, for ever";
    EXPECT_EQ(inboxes[0].last_success, Timestamp{12'000});
  });
}

TEST_F(ReportsContract, RemembersADeliveryOnce) {
  const IsoWeek week{2026, 47};
  Read([&](Session& s) { EXPECT_FALSE(*s.reports().WasDelivered(week, "")); });
  Write([&](Session& s) {
    EXPECT_TRUE(*s.reports().RememberDelivery(week, "", {1}));
    EXPECT_FALSE(*s.reports().RememberDelivery(week, "", {2}));
  });
  Read([&](Session& s) {
    EXPECT_TRUE(*s.reports().WasDelivered(week, ""));
    EXPECT_FALSE(*s.reports().WasDelivered({2026, 46}, ""));
  });
}

}  // namespace
}  // namespace replywatch

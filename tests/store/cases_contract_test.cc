// What every Store must do with causes, promises, incidents and the week's action; and with matters.
#include <gtest/gtest.h>

#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class CasesContract : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    conversation_ = ConversationOf(Add("c1", "ana", "Unde e coletul?", 1000));
    other_ = ConversationOf(Add("c2", "ion", "Alo?", 2000));
  }
  ConversationId ConversationOf(MessageId message) {
    ConversationId id;
    Read([&](Session& s) { id = (*s.messages().Get(message))->conversation_id; });
    return id;
  }
  std::string Cause(ConversationId id) {
    std::string cause;
    Read([&](Session& s) { cause = *s.cases().CauseOf(id); });
    return cause;
  }
  void AddCause(ConversationId id, const std::string& cause, std::int64_t at) {
    Write([&](Session& s) { ASSERT_TRUE(s.cases().AddCause({id, cause, {at}, AgentId{1}}).ok()); });
  }
  Promise Due(std::int64_t due_at) const {
    Promise promise;
    promise.conversation_id = conversation_;
    promise.text = "we answer by Friday";
    promise.made_at = {1500};
    promise.due_at = {due_at};
    promise.agent_id = AgentId{3};
    return promise;
  }
  PromiseId AddPromise(const Promise& promise) {
    PromiseId id;
    Write([&](Session& s) { id = *s.cases().AddPromise(promise); });
    return id;
  }
  std::vector<std::int64_t> OpenDueBefore(std::int64_t before, int limit = 100) {
    std::vector<std::int64_t> due;
    Read([&](Session& s) {
      for (const Promise& p : *s.cases().OpenPromises({before}, limit)) due.push_back(p.due_at.ms);
    });
    return due;
  }

  ConversationId conversation_;
  ConversationId other_;
};

TEST_F(CasesContract, TheLatestCauseOfAConversationCounts) {
  EXPECT_EQ(Cause(conversation_), "");
  AddCause(conversation_, "courier", 9000);
  AddCause(conversation_, "damaged", 8000);
  AddCause(other_, "price", 9500);
  EXPECT_EQ(Cause(conversation_), "damaged") << "what was said last, whatever the clock said";
}

TEST_F(CasesContract, AnEmptyCauseTakesItBack) {
  AddCause(conversation_, "courier", 1);
  AddCause(conversation_, "", 2);
  EXPECT_EQ(Cause(conversation_), "");
}

TEST_F(CasesContract, KeepsEveryFieldOfAPromise) {
  Promise promise = Due(9000);
  promise.message_id = MessageId{77};
  const PromiseId id = AddPromise(promise);
  Read([&](Session& s) {
    const Promise back = **s.cases().GetPromise(id);
    EXPECT_EQ(back.id, id);
    EXPECT_EQ(back.conversation_id, conversation_);
    EXPECT_EQ(back.message_id, MessageId{77});
    EXPECT_EQ(back.text, "we answer by Friday");
    EXPECT_EQ(back.made_at, Timestamp{1500});
    EXPECT_EQ(back.due_at, Timestamp{9000});
    EXPECT_EQ(back.agent_id, AgentId{3});
    EXPECT_FALSE(back.kept_at);
    EXPECT_FALSE(back.withdrawn_at);
    EXPECT_FALSE(*s.cases().GetPromise(PromiseId{id.value + 1}));
  });
}

TEST_F(CasesContract, UpdatesTextDueAndWhatBecameOfIt) {
  const PromiseId id = AddPromise(Due(9000));
  Promise changed = Due(9500);
  changed.id = id;
  changed.text = "by Monday";
  changed.kept_at = Timestamp{9100};
  changed.withdrawn_at = Timestamp{9200};
  Write([&](Session& s) { ASSERT_TRUE(s.cases().UpdatePromise(changed).ok()); });
  Read([&](Session& s) {
    const Promise back = **s.cases().GetPromise(id);
    EXPECT_EQ(back.text, "by Monday");
    EXPECT_EQ(back.due_at, Timestamp{9500});
    EXPECT_EQ(back.kept_at, Timestamp{9100});
    EXPECT_EQ(back.withdrawn_at, Timestamp{9200});
  });
  changed.id = PromiseId{999};
  const Status unknown = store_->Write([&](Session& s) { return s.cases().UpdatePromise(changed); });
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().kind, ErrorKind::kNotFound);
}

TEST_F(CasesContract, OpenPromisesComeEarliestFirstAndEndBeforeTheInstant) {
  AddPromise(Due(9000));
  AddPromise(Due(3000));
  AddPromise(Due(6000));
  EXPECT_EQ(OpenDueBefore(9000), (std::vector<std::int64_t>{3000, 6000})) << "exclusive";
  EXPECT_EQ(OpenDueBefore(9001), (std::vector<std::int64_t>{3000, 6000, 9000}));
  EXPECT_EQ(OpenDueBefore(9001, 2), (std::vector<std::int64_t>{3000, 6000}));
}

TEST_F(CasesContract, KeptAndWithdrawnPromisesAreNotOpen) {
  Promise kept = Due(3000);
  kept.kept_at = Timestamp{2000};
  AddPromise(kept);
  Promise withdrawn = Due(4000);
  withdrawn.withdrawn_at = Timestamp{2000};
  AddPromise(withdrawn);
  AddPromise(Due(5000));
  EXPECT_EQ(OpenDueBefore(9000), (std::vector<std::int64_t>{5000}));
  Read([&](Session& s) {
    EXPECT_EQ(s.cases().PromisesOf(conversation_)->size(), 3U) << "all of the conversation, by due_at";
    EXPECT_EQ(s.cases().PromisesOf(conversation_)->front().due_at, Timestamp{3000});
    EXPECT_TRUE(s.cases().PromisesOf(other_)->empty());
  });
}

TEST_F(CasesContract, ProposedAndOpenIncidentsLive) {
  const auto add = [&](IncidentState state, std::int64_t opened) {
    Incident incident;
    incident.cause = "courier";
    incident.inbox_id = inbox_;
    incident.state = state;
    incident.facts = "count=9 usual=2";
    incident.opened_at = {opened};
    IncidentId id;
    Write([&](Session& s) { id = *s.cases().AddIncident(incident); });
    return id;
  };
  const IncidentId proposed = add(IncidentState::kProposed, 1000);
  const IncidentId open = add(IncidentState::kOpen, 2000);
  add(IncidentState::kRefused, 3000);
  add(IncidentState::kClosed, 4000);
  Read([&](Session& s) {
    const std::vector<Incident> live = *s.cases().LiveIncidents();
    ASSERT_EQ(live.size(), 2U);
    EXPECT_EQ(live[0].id, open) << "newest first";
    EXPECT_EQ(live[1].id, proposed);
    EXPECT_EQ(live[1].facts, "count=9 usual=2");
    EXPECT_EQ(live[1].inbox_id, inbox_);
    EXPECT_EQ(live[1].cause, "courier");
  });
}

TEST_F(CasesContract, AnIncidentIsDecided) {
  Incident incident;
  incident.opened_at = {1000};
  Write([&](Session& s) { incident.id = *s.cases().AddIncident(incident); });
  incident.state = IncidentState::kOpen;
  incident.cause = "payment";
  incident.decided_at = Timestamp{1200};
  incident.agent_id = AgentId{4};
  Write([&](Session& s) { ASSERT_TRUE(s.cases().UpdateIncident(incident).ok()); });
  Read([&](Session& s) {
    const Incident back = s.cases().LiveIncidents()->front();
    EXPECT_EQ(back.state, IncidentState::kOpen);
    EXPECT_EQ(back.cause, "payment");
    EXPECT_EQ(back.decided_at, Timestamp{1200});
    EXPECT_FALSE(back.closed_at);
    EXPECT_EQ(back.agent_id, AgentId{4});
    EXPECT_EQ(back.opened_at, Timestamp{1000});
  });
  Read([&](Session& s) {
    EXPECT_EQ((*s.cases().GetIncident(incident.id))->state, IncidentState::kOpen);
    EXPECT_FALSE(*s.cases().GetIncident(IncidentId{999}));
    EXPECT_EQ(s.cases().Incidents(10)->size(), 1U);
    EXPECT_TRUE(s.cases().Incidents(0)->empty());
  });
  incident.id = IncidentId{999};
  const Status unknown = store_->Write([&](Session& s) { return s.cases().UpdateIncident(incident); });
  ASSERT_FALSE(unknown.ok());
  EXPECT_EQ(unknown.error().kind, ErrorKind::kNotFound);
}

TEST_F(CasesContract, AWeekHasOneAction) {
  WeeklyAction action{{2026, 47}, "Print the size chart on the label", AgentId{2}, {1000}, std::nullopt, ""};
  Write([&](Session& s) {
    ASSERT_TRUE(s.cases().PutAction(action).ok());
    action.text = "Change the courier";
    action.done_at = Timestamp{5000};
    action.outcome = "half as many complaints";
    ASSERT_TRUE(s.cases().PutAction(action).ok());
  });
  Read([&](Session& s) {
    const auto back = *s.cases().ActionOf({2026, 47});
    ASSERT_TRUE(back);
    EXPECT_EQ(back->week, (IsoWeek{2026, 47}));
    EXPECT_EQ(back->text, "Change the courier");
    EXPECT_EQ(back->owner, AgentId{2});
    EXPECT_EQ(back->done_at, Timestamp{5000});
    EXPECT_EQ(back->outcome, "half as many complaints");
    EXPECT_FALSE(*s.cases().ActionOf({2026, 48}));
  });
}

TEST_F(CasesContract, ProblemsAreFoundByTheTimeTheyWereWritten) {
  const auto add = [&](const std::string& id, std::int64_t at, Flags flags, NoAnswerReason no_answer, Direction direction) {
    Write([&](Session& s) {
      Message m = MessageOf(id, "ana", "x", at);
      m.contact_id = *s.contacts().Resolve(inbox_, m.item.author, {at});
      m.conversation_id = conversation_;
      m.classification.flags = flags;
      m.classification.no_answer = no_answer;
      m.item.direction = direction;
      ASSERT_TRUE(s.messages().Insert(m).ok());
    });
  };
  add("p1", 5000, Flag::kProblem | Flag::kQuestion, NoAnswerReason::kNone, Direction::kIncoming);
  add("p2", 4000, Flag::kProblem, NoAnswerReason::kNone, Direction::kIncoming);
  add("q", 4500, Flag::kQuestion, NoAnswerReason::kNone, Direction::kIncoming);
  add("spam", 4600, Flag::kProblem, NoAnswerReason::kSpam, Direction::kIncoming);
  add("ours", 4700, Flag::kProblem, NoAnswerReason::kNone, Direction::kOutgoing);
  add("late", 6000, Flag::kProblem, NoAnswerReason::kNone, Direction::kIncoming);
  AddCause(conversation_, "courier", 1);
  Read([&](Session& s) {
    const std::vector<ProblemSeen> problems = *s.cases().ProblemsBetween({4000}, {6000});
    ASSERT_EQ(problems.size(), 2U);
    EXPECT_EQ(problems[0].at, Timestamp{4000}) << "from is included";
    EXPECT_EQ(problems[1].at, Timestamp{5000}) << "to is not";
    EXPECT_EQ(problems[1].inbox_id, inbox_);
    EXPECT_TRUE(problems[1].contact_id);
    EXPECT_EQ(problems[1].cause, "courier");
  });
}

TEST_F(CasesContract, WhatOnePersonReportedIsFoundByTime) {
  const auto add = [&](const std::string& id, const std::string& who, std::int64_t at, Flags flags, NoAnswerReason no_answer) {
    Write([&](Session& s) {
      Message m = MessageOf(id, who, "x", at);
      m.contact_id = *s.contacts().Resolve(inbox_, m.item.author, {at});
      m.conversation_id = conversation_;
      m.classification.flags = flags;
      m.classification.no_answer = no_answer;
      ASSERT_TRUE(s.messages().Insert(m).ok());
    });
  };
  add("b", "ana", 6000, Flag::kProblem | Flag::kRepeat, NoAnswerReason::kNone);
  add("a", "ana", 5000, Flag::kProblem, NoAnswerReason::kSpam);
  add("was", "ana", 7000, Flag::kWentPublic, NoAnswerReason::kNone);
  add("q", "ana", 5500, Flag::kQuestion, NoAnswerReason::kNone);
  add("other", "ion", 5500, Flag::kProblem, NoAnswerReason::kNone);
  Read([&](Session& s) {
    const std::vector<ToldProblem> told = *s.cases().ProblemsOf(**s.contacts().FindByIdentity(inbox_, "ana"), {5000}, 10);
    ASSERT_EQ(told.size(), 3U);
    EXPECT_EQ(told[0].at, Timestamp{5000});
    EXPECT_FALSE(told[0].is_problem) << "nobody need answer";
    EXPECT_TRUE(told[1].is_problem);
    EXPECT_EQ(told[1].flags, Flag::kProblem | Flag::kRepeat);
    EXPECT_FALSE(told[2].is_problem);
    EXPECT_FALSE(told[1].corrected);
    const ContactId ana = **s.contacts().FindByIdentity(inbox_, "ana");
    EXPECT_TRUE(s.cases().ProblemsOf(ana, {7001}, 10)->empty());
    EXPECT_EQ(s.cases().ProblemsOf(ana, {0}, 2)->front().at, Timestamp{6000}) << "the newest two";
  });
}

class MattersContract : public CasesContract {
 protected:
  static StoredResolution Matter(std::int64_t first, std::int64_t opened) {
    StoredResolution stored;
    stored.resolution.first_message = MessageId{first};
    stored.resolution.opened_at = {opened};
    return stored;
  }
  void Put(ConversationId id, const std::vector<StoredResolution>& matters) {
    Write([&](Session& s) { ASSERT_TRUE(s.clocks().PutResolutions(id, matters).ok()); });
  }
  std::vector<StoredResolution> Matters(ConversationId id) {
    std::vector<StoredResolution> out;
    Read([&](Session& s) { out = *s.clocks().Resolutions(id); });
    return out;
  }
};

TEST_F(MattersContract, KeepEveryField) {
  StoredResolution stored = Matter(1, 1000);
  Resolution& r = stored.resolution;
  r.first_resolved_at = Timestamp{2000};
  r.last_resolved_at = Timestamp{7000};
  r.reopened = 2;
  r.flags = Flag::kProblem | Flag::kRepeat;
  stored.spent = Duration{3000};
  stored.shop_spent = Duration{1500};
  Put(conversation_, {stored});
  const StoredResolution back = Matters(conversation_).at(0);
  EXPECT_EQ(back.resolution.first_message, MessageId{1});
  EXPECT_EQ(back.resolution.opened_at, Timestamp{1000});
  EXPECT_EQ(back.resolution.first_resolved_at, Timestamp{2000});
  EXPECT_EQ(back.resolution.last_resolved_at, Timestamp{7000});
  EXPECT_EQ(back.resolution.reopened, 2);
  EXPECT_FALSE(back.resolution.running_since);
  EXPECT_EQ(back.resolution.flags, Flag::kProblem | Flag::kRepeat);
  EXPECT_EQ(back.spent, Duration{3000});
  EXPECT_EQ(back.shop_spent, Duration{1500});
  EXPECT_EQ(back.sla, SlaInstants{});
}

TEST_F(MattersContract, KeepTheInstantsOfARunningClock) {
  StoredResolution stored = Matter(1, 1000);
  stored.resolution.running_since = Timestamp{1000};
  stored.sla = {SlaMetric::kResolution, Duration{4000}, Timestamp{4000}, Timestamp{5000}, Timestamp{9000}};
  Put(conversation_, {stored});
  EXPECT_EQ(Matters(conversation_).at(0).resolution.running_since, Timestamp{1000});
  EXPECT_EQ(Matters(conversation_).at(0).sla, stored.sla);
}

TEST_F(MattersContract, AreReplacedByFirstMessageAndOthersStay) {
  Put(conversation_, {Matter(1, 1000), Matter(5, 5000)});
  Put(other_, {Matter(1, 1000)});
  StoredResolution changed = Matter(5, 5000);
  changed.resolution.reopened = 1;
  Put(conversation_, {changed, Matter(9, 9000)});
  const auto matters = Matters(conversation_);
  ASSERT_EQ(matters.size(), 2U) << "what is no longer among them goes";
  EXPECT_EQ(matters[0].resolution.first_message, MessageId{5});
  EXPECT_EQ(matters[0].resolution.reopened, 1);
  EXPECT_EQ(matters[1].resolution.first_message, MessageId{9}) << "by opened_at";
  EXPECT_EQ(Matters(other_).size(), 1U);
}

TEST_F(MattersContract, ThePrivateWaitsOfAPersonAreThoseOfTheirPrivateConversationsOnly) {
  Write([&](Session& s) {
    const ContactId ana = (*s.conversations().Get(conversation_))->contact_id;
    ASSERT_TRUE(s.conversations().SaveWaits(conversation_, WaitState{}, {EndedWait(MessageId{1})}).ok());
    EXPECT_TRUE(s.conversations().PrivateWaitsOf(ana, 10)->empty()) << "said in public";
    const ConversationId first = *s.conversations().Resolve({inbox_, "talk-1", Visibility::kPrivate, "", ""}, ana, {10});
    const ConversationId second = *s.conversations().Resolve({inbox_, "talk-2", Visibility::kPrivate, "", ""}, ana, {20'000});
    ASSERT_TRUE(s.conversations().SaveWaits(first, WaitState{}, {EndedWait(MessageId{1})}).ok());
    ASSERT_TRUE(s.conversations().SaveWaits(second, WaitState{}, {EndedWait(MessageId{1})}).ok());
    EXPECT_EQ(s.conversations().PrivateWaitsOf(ana, 10)->size(), 2U);
    const std::vector<Wait> last = *s.conversations().PrivateWaitsOf(ana, 1);
    ASSERT_EQ(last.size(), 1U);
    EXPECT_EQ(last[0].conversation_id, second) << "the one active last";
    EXPECT_TRUE(s.conversations().PrivateWaitsOf(ContactId{ana.value + 1000}, 10)->empty());
  });
}

TEST_F(MattersContract, AReopeningMakesTheConversationsClocksStale) {
  Write([&](Session& s) {
    WaitState state;
    ASSERT_TRUE(s.conversations().SaveWaits(conversation_, state, {EndedWait(MessageId{1})}).ok());
    const WaitId wait = s.conversations().Waits(conversation_)->front().id;
    ASSERT_TRUE(s.clocks().Put({wait, {}, Duration{1000}, Duration{500}, std::nullopt}, 7).ok());
    ASSERT_TRUE(s.clocks().Stale(10)->empty());
    ASSERT_TRUE(s.conversations().AddReopening(conversation_, {5000}, AgentId{2}).ok());
    EXPECT_EQ(*s.clocks().Stale(10), (std::vector<ConversationId>{conversation_}));
  });
  Read([&](Session& s) {
    const std::vector<Closing> reopenings = *s.conversations().Reopenings(conversation_);
    ASSERT_EQ(reopenings.size(), 1U);
    EXPECT_EQ(reopenings[0].at, Timestamp{5000});
    EXPECT_EQ(reopenings[0].agent_id, AgentId{2});
    EXPECT_TRUE(s.conversations().Reopenings(other_)->empty());
  });
  Write([&](Session& s) {
    ASSERT_TRUE(s.conversations().RemoveReopening(conversation_, s.conversations().Reopenings(conversation_)->front().id).ok());
    EXPECT_TRUE(s.conversations().Reopenings(conversation_)->empty());
  });
}

}  // namespace
}  // namespace replywatch

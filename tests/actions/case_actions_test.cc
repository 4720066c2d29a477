#include "shared/actions/case_actions.h"

#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class CaseActions : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    message_ = Add("c1", "ana", "Unde e coletul?", 1000);
    Write([&](Session& s) {
      ioana_ = *s.staff().Put({{}, "Ioana", AgentRole::kSupervisor, "", true});
      mihai_ = *s.staff().Put({{}, "Mihai", AgentRole::kAgent, "", true});
      conversation_ = (*s.messages().Get(message_))->conversation_id;
      ASSERT_TRUE(WaitsAfterChange(s, conversation_).ok());
    });
  }
  Actor By(AgentId agent, std::int64_t at_ms = 5000) const { return {agent, {at_ms}}; }
  Status Try(const std::function<Status(Session&)>& body) { return store_->Write(body); }
  void Do(const std::function<Status(Session&)>& body) {
    const Status done = store_->Write(body);
    ASSERT_TRUE(done.ok()) << done.error().text;
  }
  void ExpectRefused(ErrorKind kind, const std::string& words, const std::function<Status(Session&)>& body) {
    const Status done = store_->Write(body);
    ASSERT_FALSE(done.ok());
    EXPECT_EQ(done.error().kind, kind);
    EXPECT_NE(done.error().text.find(words), std::string::npos) << done.error().text;
  }
  void Undo(AgentId agent, AuditAction expected, std::int64_t at_ms = 6000) {
    Write([&](Session& s) {
      const auto undone = UndoLast(s, By(agent, at_ms));
      ASSERT_TRUE(undone.ok()) << undone.error().text;
      EXPECT_EQ(*undone, expected);
    });
  }
  std::string Cause() {
    std::string cause;
    Read([&](Session& s) { cause = *s.cases().CauseOf(conversation_); });
    return cause;
  }
  PromiseId Promised(std::int64_t due, std::int64_t at = 5000) {
    PromiseId id;
    Write([&](Session& s) { id = *MakePromise(s, By(ioana_, at), {conversation_, {}, "by Friday", {due}}); });
    return id;
  }
  Promise Of(PromiseId id) {
    Promise promise;
    Read([&](Session& s) { promise = **s.cases().GetPromise(id); });
    return promise;
  }
  std::vector<AuditAction> Events() {
    std::vector<AuditAction> actions;
    Read([&](Session& s) {
      for (const AuditEvent& event : *s.staff().EventsOf(conversation_)) actions.push_back(event.action);
    });
    return actions;
  }
  // One that arrived from the platform.
  void Answer(const std::string& source_id, std::int64_t at_ms, const std::string& text = "It leaves today",
              bool automatic = false) {
    Write([&](Session& s) {
      Message m = MessageOf(source_id, "shop", text, at_ms);
      m.item.direction = Direction::kOutgoing;
      m.item.automatic = automatic;
      m.contact_id = (*s.messages().Get(message_))->contact_id;
      m.conversation_id = conversation_;
      m.id = *s.messages().Insert(m);
      ASSERT_TRUE(WaitsAfterInsert(s, m).ok());
    });
  }
  Result<Assignment> Give(AgentId by, AgentId to, const std::string& note) {
    Result<Assignment> result = Assignment{};
    static_cast<void>(store_
                          ->Write([&](Session& s) -> Status {
                            result = Assign(s, By(by), conversation_, to, note);
                            return result.status();
                          })
                          .ok());
    return result;
  }
  ConversationStatus StatusNow() {
    ConversationStatus status{};
    Read([&](Session& s) { status = (*s.conversations().Get(conversation_))->status; });
    return status;
  }

  const CauseList causes_{"late_delivery", "damaged"};
  MessageId message_;
  ConversationId conversation_;
  AgentId ioana_;
  AgentId mihai_;
};

TEST_F(CaseActions, ACauseIsOneOfTheList) {
  Do([&](Session& s) { return SetCause(s, By(ioana_), conversation_, "damaged", causes_); });
  EXPECT_EQ(Cause(), "damaged");
  EXPECT_EQ(Events(), (std::vector<AuditAction>{AuditAction::kCauseSet}));
  ExpectRefused(ErrorKind::kInvalidArgument, "late_delivery, damaged",
                [&](Session& s) { return SetCause(s, By(ioana_), conversation_, "weather", causes_); });
  ExpectRefused(ErrorKind::kNotFound, "999",
                [&](Session& s) { return SetCause(s, By(ioana_), ConversationId{999}, "damaged", causes_); });
}

TEST_F(CaseActions, TheSameCauseAgainIsNoEvent) {
  for (int i = 0; i < 2; ++i) Do([&](Session& s) { return SetCause(s, By(ioana_), conversation_, "damaged", causes_); });
  EXPECT_EQ(Events().size(), 1U);
}

TEST_F(CaseActions, UndoPutsTheEarlierCauseBack) {
  Do([&](Session& s) { return SetCause(s, By(ioana_), conversation_, "damaged", causes_); });
  Do([&](Session& s) { return SetCause(s, By(ioana_), conversation_, "late_delivery", causes_); });
  Undo(ioana_, AuditAction::kCauseSet);
  EXPECT_EQ(Cause(), "damaged");
  Undo(ioana_, AuditAction::kCauseSet);
  EXPECT_EQ(Cause(), "");
}

TEST_F(CaseActions, UndoLeavesTheCauseSomebodyElseHasSetSince) {
  Do([&](Session& s) { return SetCause(s, By(ioana_), conversation_, "damaged", causes_); });
  Do([&](Session& s) { return SetCause(s, By(mihai_), conversation_, "late_delivery", causes_); });
  ExpectRefused(ErrorKind::kInvalidArgument, "another cause", [&](Session& s) { return UndoLast(s, By(ioana_, 6000)).status(); });
  EXPECT_EQ(Cause(), "late_delivery");
}

TEST_F(CaseActions, APromiseNeedsWordsAndATimeAhead) {
  const PromiseId id = Promised(9000);
  EXPECT_EQ(Of(id).text, "by Friday");
  EXPECT_EQ(Of(id).made_at, Timestamp{5000});
  EXPECT_EQ(Of(id).agent_id, ioana_);
  EXPECT_EQ(Events().back(), AuditAction::kPromiseMade);
  ExpectRefused(ErrorKind::kInvalidArgument, "empty", [&](Session& s) {
    return MakePromise(s, By(ioana_), {conversation_, {}, " \n", {9000}}).status();
  });
  ExpectRefused(ErrorKind::kInvalidArgument, "ahead", [&](Session& s) {
    return MakePromise(s, By(ioana_), {conversation_, {}, "x", {5000}}).status();
  });
}

TEST_F(CaseActions, StaffSayThatAPromiseIsKept) {
  const PromiseId id = Promised(9000);
  Do([&](Session& s) { return KeepPromise(s, By(mihai_, 7000), id); });
  EXPECT_EQ(Of(id).kept_at, Timestamp{7000});
  ExpectRefused(ErrorKind::kInvalidArgument, "kept already", [&](Session& s) { return KeepPromise(s, By(mihai_, 7100), id); });
  ExpectRefused(ErrorKind::kInvalidArgument, "kept already",
                [&](Session& s) { return WithdrawPromise(s, By(mihai_, 7100), id); });
  ExpectRefused(ErrorKind::kNotFound, "999", [&](Session& s) { return KeepPromise(s, By(mihai_, 7100), PromiseId{999}); });
  Undo(mihai_, AuditAction::kPromiseKept, 7200);
  EXPECT_FALSE(Of(id).kept_at);
}

TEST_F(CaseActions, APromiseIsWithdrawnAndTakenBack) {
  const PromiseId id = Promised(9000);
  Do([&](Session& s) { return WithdrawPromise(s, By(ioana_, 7000), id); });
  EXPECT_EQ(Of(id).withdrawn_at, Timestamp{7000});
  Undo(ioana_, AuditAction::kPromiseWithdrawn, 7100);
  EXPECT_FALSE(Of(id).withdrawn_at);
  Undo(ioana_, AuditAction::kPromiseMade, 7200);
  EXPECT_TRUE(Of(id).withdrawn_at) << "a promise taken back was never meant";
}

TEST_F(CaseActions, AnAnswerAfterAPromiseKeepsIt) {
  const PromiseId id = Promised(9000);
  Answer("before", 4000);
  EXPECT_FALSE(Of(id).kept_at) << "written before the promise";
  Answer("auto", 6000, "We are closed", true);
  EXPECT_FALSE(Of(id).kept_at) << "a machine wrote it";
  Answer("after", 7000);
  EXPECT_EQ(Of(id).kept_at, Timestamp{7000});
  Answer("later", 8000);
  EXPECT_EQ(Of(id).kept_at, Timestamp{7000}) << "the first one";
}

TEST_F(CaseActions, TheAnswerThatMakesAPromiseDoesNotKeepIt) {
  OutboundMessage reply = ReplyTo(message_);
  reply.text = "We answer by Friday";
  reply.created_at = {5000};
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Add(reply).ok()); });
  const PromiseId id = Promised(9000, 5000);
  Answer("own", 5010, "We answer by Friday");
  EXPECT_FALSE(Of(id).kept_at);
  Answer("real", 6000, "The parcel is there");
  EXPECT_EQ(Of(id).kept_at, Timestamp{6000});
}

TEST_F(CaseActions, AnAnswerInTheLinkedPrivateTalkKeepsAPublicPromise) {
  const PromiseId id = Promised(9000);
  Write([&](Session& s) {
    Message m = MessageOf("dm", "shop", "Here is the label", 7000);
    m.item.direction = Direction::kOutgoing;
    m.item.visibility = Visibility::kPrivate;
    m.contact_id = (*s.messages().Get(message_))->contact_id;
    m.conversation_id = *s.conversations().Resolve({inbox_, "talk", Visibility::kPrivate, "", ""}, m.contact_id, {7000});
    ASSERT_TRUE(s.conversations().Link(conversation_, m.conversation_id).ok());
    m.id = *s.messages().Insert(m);
    ASSERT_TRUE(WaitsAfterInsert(s, m).ok());
  });
  EXPECT_EQ(Of(id).kept_at, Timestamp{7000});
}

TEST_F(CaseActions, WhatNobodyOwnsIsAssignedWithoutANote) {
  const auto given = Give(ioana_, mihai_, "");
  ASSERT_TRUE(given.ok());
  EXPECT_FALSE(given->is_handover);
  EXPECT_EQ(given->handovers, 0);
}

TEST_F(CaseActions, AHandoverNeedsANote) {
  ASSERT_TRUE(Give(ioana_, mihai_, "").ok());
  const auto refused = Give(mihai_, ioana_, "  ");
  ASSERT_FALSE(refused.ok());
  EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(refused.error().text.find("note"), std::string::npos);
  const auto given = Give(mihai_, ioana_, "Waits for the courier's answer");
  ASSERT_TRUE(given.ok());
  EXPECT_TRUE(given->is_handover);
  EXPECT_EQ(given->handovers, 1);
  EXPECT_FALSE(given->asks_responsible);
  Read([&](Session& s) { EXPECT_EQ(s.conversations().Notes(conversation_)->size(), 1U); });
}

TEST_F(CaseActions, TheSecondHandoverAsksTheResponsiblePerson) {
  ASSERT_TRUE(Give(ioana_, mihai_, "").ok());
  ASSERT_TRUE(Give(mihai_, ioana_, "one").ok());
  const auto second = Give(ioana_, mihai_, "two");
  ASSERT_TRUE(second.ok());
  EXPECT_EQ(second->handovers, 2);
  EXPECT_TRUE(second->asks_responsible);
}

TEST_F(CaseActions, AHandoverTakenBackIsNotCounted) {
  ASSERT_TRUE(Give(ioana_, mihai_, "").ok());
  ASSERT_TRUE(Give(mihai_, ioana_, "by mistake").ok());
  Undo(mihai_, AuditAction::kAssigned);
  Read([&](Session& s) { EXPECT_EQ(*HandoversOf(s, conversation_), 0); });
}

TEST_F(CaseActions, GivingBackToNobodyNeedsNoNoteButTheNextOneCounts) {
  ASSERT_TRUE(Give(ioana_, mihai_, "").ok());
  ASSERT_TRUE(Give(mihai_, {}, "").ok());
  const auto taken = Give(ioana_, ioana_, "");
  ASSERT_TRUE(taken.ok());
  EXPECT_EQ(taken->handovers, 1) << "the person has somebody else now";
}

TEST_F(CaseActions, OnlyWhatIsDoneIsReopened) {
  ExpectRefused(ErrorKind::kInvalidArgument, "not done", [&](Session& s) { return Reopen(s, By(ioana_), conversation_); });
  Do([&](Session& s) { return MarkDone(s, By(ioana_), conversation_); });
  Do([&](Session& s) { return Reopen(s, By(mihai_, 5500), conversation_); });
  EXPECT_EQ(StatusNow(), ConversationStatus::kOpen);
  EXPECT_EQ(Events().back(), AuditAction::kReopened);
  Read([&](Session& s) { EXPECT_EQ(s.conversations().Reopenings(conversation_)->size(), 1U); });
  Undo(mihai_, AuditAction::kReopened);
  EXPECT_EQ(StatusNow(), ConversationStatus::kResolved);
  Read([&](Session& s) { EXPECT_TRUE(s.conversations().Reopenings(conversation_)->empty()); });
}

TEST_F(CaseActions, AWeeksActionIsSetAndDone) {
  const IsoWeek week{1970, 1};
  ExpectRefused(ErrorKind::kNotFound, "1970-W01", [&](Session& s) { return FinishWeeklyAction(s, By(ioana_), week, "x"); });
  ExpectRefused(ErrorKind::kInvalidArgument, "empty",
                [&](Session& s) { return SetWeeklyAction(s, By(ioana_), week, " ", mihai_); });
  ExpectRefused(ErrorKind::kInvalidArgument, "agent",
                [&](Session& s) { return SetWeeklyAction(s, By(ioana_), week, "Print the chart", {}); });
  ExpectRefused(ErrorKind::kInvalidArgument, "too far ahead", [&](Session& s) {
    return SetWeeklyAction(s, By(ioana_), {1970, 3}, "Print the chart", mihai_);
  });
  Do([&](Session& s) { return SetWeeklyAction(s, By(ioana_), {1970, 2}, "Ask the courier", mihai_); });
  Do([&](Session& s) { return SetWeeklyAction(s, By(ioana_), week, "Print the chart", mihai_); });
  Do([&](Session& s) { return FinishWeeklyAction(s, By(mihai_, 9000), week, "half as many returns"); });
  Read([&](Session& s) {
    const auto action = *s.cases().ActionOf(week);
    EXPECT_EQ(action->owner, mihai_);
    EXPECT_EQ(action->done_at, Timestamp{9000});
    EXPECT_EQ(action->outcome, "half as many returns");
  });
  ExpectRefused(ErrorKind::kInvalidArgument, "done already",
                [&](Session& s) { return FinishWeeklyAction(s, By(mihai_, 9100), week, "x"); });
  Undo(mihai_, AuditAction::kActionDone, 9200);
  Read([&](Session& s) { EXPECT_FALSE((*s.cases().ActionOf(week))->done_at); });
}

TEST_F(CaseActions, AnIncidentIsOpenedThenClosed) {
  IncidentId id;
  Write([&](Session& s) { id = *s.cases().AddIncident({}); });
  const auto decide = [&](IncidentDecision decision, std::int64_t at) {
    return Try([&](Session& s) { return DecideIncident(s, By(ioana_, at), id, decision); });
  };
  const auto state = [&] {
    IncidentState now{};
    Read([&](Session& s) { now = (*s.cases().GetIncident(id))->state; });
    return now;
  };
  EXPECT_FALSE(decide(IncidentDecision::kClose, 5000).ok()) << "it is only proposed";
  ASSERT_TRUE(decide(IncidentDecision::kOpen, 5100).ok());
  EXPECT_EQ(state(), IncidentState::kOpen);
  EXPECT_FALSE(decide(IncidentDecision::kRefuse, 5200).ok());
  ASSERT_TRUE(decide(IncidentDecision::kClose, 5300).ok());
  EXPECT_EQ(state(), IncidentState::kClosed);
  Undo(ioana_, AuditAction::kIncidentClosed);
  EXPECT_EQ(state(), IncidentState::kOpen);
  Undo(ioana_, AuditAction::kIncidentOpened);
  EXPECT_EQ(state(), IncidentState::kProposed);
  ASSERT_TRUE(decide(IncidentDecision::kRefuse, 7000).ok());
  EXPECT_EQ(state(), IncidentState::kRefused);
}

}  // namespace
}  // namespace replywatch

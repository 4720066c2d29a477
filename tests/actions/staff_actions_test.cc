#include "shared/actions/staff_actions.h"

#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class Staffing : public StoreFixture {
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
  Wait OnlyWait() {
    std::vector<Wait> waits;
    Read([&](Session& s) { waits = *s.conversations().Waits(conversation_); });
    EXPECT_EQ(waits.size(), 1U);
    return waits.empty() ? Wait{} : waits.front();
  }
  Conversation Now() {
    Conversation c;
    Read([&](Session& s) { c = **s.conversations().Get(conversation_); });
    return c;
  }
  void Undo(AgentId agent, AuditAction expected) {
    Write([&](Session& s) {
      const auto undone = UndoLast(s, By(agent, 6000));
      ASSERT_TRUE(undone.ok()) << undone.error().text;
      EXPECT_EQ(*undone, expected);
    });
  }

  MessageId message_;
  ConversationId conversation_;
  AgentId ioana_;
  AgentId mihai_;
};

TEST_F(Staffing, DoneClosesTheWaitWithoutAnAnswer) {
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, By(ioana_), conversation_).ok()); });
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kClosed);
  EXPECT_EQ(OnlyWait().ended_at, Timestamp{5000});
  EXPECT_EQ(Now().status, ConversationStatus::kResolved);
}

TEST_F(Staffing, DoneClosesWhatWasSeenThoughThePlatformsClockRunsAhead) {
  Write([&](Session& s) {
    Message ahead = MessageOf("c2", "ana", "Alo?", 9000);
    ahead.fetched_at = {4000};
    ahead.conversation_id = conversation_;
    ahead.contact_id = (*s.messages().Get(message_))->contact_id;
    ahead.id = *s.messages().Insert(ahead);
    ASSERT_TRUE(WaitsAfterInsert(s, ahead).ok());
    ASSERT_TRUE(MarkDone(s, By(ioana_), conversation_).ok());
  });
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kClosed);
  EXPECT_EQ(OnlyWait().ended_at, Timestamp{9000});
}

TEST_F(Staffing, DoneLeavesOpenWhatArrivedAfterIt) {
  Write([&](Session& s) {
    ASSERT_TRUE(MarkDone(s, By(ioana_), conversation_).ok());
    Message late = MessageOf("c2", "ana", "Alo?", 4500);
    late.fetched_at = {5500};
    late.conversation_id = conversation_;
    late.contact_id = (*s.messages().Get(message_))->contact_id;
    late.id = *s.messages().Insert(late);
    ASSERT_TRUE(WaitsAfterInsert(s, late).ok());
  });
  Read([&](Session& s) {
    const std::vector<Wait> waits = *s.conversations().Waits(conversation_);
    ASSERT_EQ(waits.size(), 2U);
    EXPECT_EQ(waits.back().outcome, WaitOutcome::kOpen);
    EXPECT_EQ(waits.back().started_at, Timestamp{4500});
  });
}

TEST_F(Staffing, UndoOpensTheWaitAgainFromItsStart) {
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, By(ioana_), conversation_).ok()); });
  Undo(ioana_, AuditAction::kDone);
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kOpen);
  EXPECT_EQ(OnlyWait().started_at, Timestamp{1000});
  EXPECT_EQ(Now().status, ConversationStatus::kOpen);
}

TEST_F(Staffing, UndoTakesBackOneActionAtATimeAndOnlyTheAgentsOwn) {
  Write([&](Session& s) {
    ASSERT_TRUE(Assign(s, By(ioana_), conversation_, mihai_, "").ok());
    ASSERT_TRUE(Snooze(s, By(ioana_), conversation_, {9000}).ok());
    ASSERT_TRUE(Assign(s, By(mihai_), conversation_, ioana_, "She knows the order").ok());
  });
  Undo(ioana_, AuditAction::kSnoozed);
  EXPECT_EQ(Now().owner, ioana_);
  Undo(ioana_, AuditAction::kAssigned);
  EXPECT_FALSE(Now().owner);
  const Status nothing = store_->Write([&](Session& s) { return UndoLast(s, By(ioana_, 6000)).status(); });
  ASSERT_FALSE(nothing.ok());
  EXPECT_EQ(nothing.error().kind, ErrorKind::kNotFound);
}

TEST_F(Staffing, UndoDoesNotReachBackFurtherThanADay) {
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, By(ioana_), conversation_).ok()); });
  const Status late = store_->Write([&](Session& s) { return UndoLast(s, By(ioana_, 5000 + Duration::Days(2).ms)).status(); });
  EXPECT_FALSE(late.ok());
}

TEST_F(Staffing, SnoozeNeedsATimeAhead) {
  const Status past = store_->Write([&](Session& s) { return Snooze(s, By(ioana_), conversation_, {5000}); });
  EXPECT_FALSE(past.ok());
  Write([&](Session& s) { ASSERT_TRUE(Snooze(s, By(ioana_), conversation_, {5001}).ok()); });
  EXPECT_EQ(Now().status, ConversationStatus::kSnoozed);
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kOpen) << "the clock goes on";
}

TEST_F(Staffing, AHandoverNoteIsKept) {
  Write([&](Session& s) { ASSERT_TRUE(Assign(s, By(ioana_), conversation_, mihai_, "Depozitul sună mâine").ok()); });
  Read([&](Session& s) { EXPECT_EQ(s.conversations().Notes(conversation_)->front().text, "Depozitul sună mâine"); });
}

TEST_F(Staffing, AnEmptyNoteIsRefused) {
  EXPECT_FALSE(store_->Write([&](Session& s) { return AddNote(s, By(ioana_), conversation_, " \n"); }).ok());
}

TEST_F(Staffing, ACorrectionToPraiseMovesTheWaitToTheThanks) {
  FlagCorrection correction;
  correction.praise = true;
  Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, By(ioana_), message_, correction).ok()); });
  EXPECT_EQ(OnlyWait().kind, WaitKind::kThank);
  Read([&](Session& s) {
    EXPECT_EQ(s.messages().Corrections(message_)->size(), 1U);
    EXPECT_TRUE((*s.messages().Get(message_))->corrected);
  });
  Undo(ioana_, AuditAction::kFlagCorrected);
  EXPECT_EQ(OnlyWait().kind, WaitKind::kAnswer);
  Read([&](Session& s) {
    EXPECT_TRUE(s.messages().Corrections(message_)->empty()) << "nobody learns from what was taken back";
    EXPECT_FALSE((*s.messages().Get(message_))->corrected);
  });
}

TEST_F(Staffing, ACorrectionThatSomebodyElseCorrectedIsNotTakenBack) {
  FlagCorrection praise;
  praise.praise = true;
  FlagCorrection problem;
  problem.problem = true;
  Write([&](Session& s) {
    ASSERT_TRUE(CorrectFlags(s, By(ioana_), message_, praise).ok());
    ASSERT_TRUE(CorrectFlags(s, By(mihai_, 5500), message_, problem).ok());
  });
  const Status undone = store_->Write([&](Session& s) { return UndoLast(s, By(ioana_, 6000)).status(); });
  ASSERT_FALSE(undone.ok());
  EXPECT_EQ(undone.error().kind, ErrorKind::kInvalidArgument);
  Undo(mihai_, AuditAction::kFlagCorrected);
  Read([&](Session& s) {
    const Message m = **s.messages().Get(message_);
    EXPECT_TRUE(m.corrected) << "one correction remains";
    EXPECT_TRUE(m.classification.flags.Has(Flag::kPraise));
    EXPECT_FALSE(m.classification.flags.Has(Flag::kProblem));
  });
}

TEST_F(Staffing, UndoPassesOverAReplyThatLeftAWhileAgo) {
  Write([&](Session& s) { ASSERT_TRUE(Assign(s, By(ioana_, 4000), conversation_, mihai_, "").ok()); });
  OutboundMessage sent = ReplyTo(message_);
  sent.state = OutboundState::kSent;
  Write([&](Session& s) {
    const OutboundId id = *s.outbox().Add(sent);
    AuditEvent event;
    event.at = {5000};
    event.agent_id = ioana_;
    event.action = AuditAction::kReplyQueued;
    event.conversation_id = conversation_;
    event.detail = "reply=" + std::to_string(id.value);
    ASSERT_TRUE(s.staff().Record(event).ok());
  });
  const Status just_now = store_->Write([&](Session& s) { return UndoLast(s, By(ioana_, 6000)).status(); });
  EXPECT_FALSE(just_now.ok()) << "the person means the reply, and it is too late";
  Write([&](Session& s) {
    const auto undone = UndoLast(s, By(ioana_, 5001 + Duration::Minutes(1).ms));
    ASSERT_TRUE(undone.ok()) << undone.error().text;
    EXPECT_EQ(*undone, AuditAction::kAssigned);
  });
}

TEST_F(Staffing, NoAnswerNeededEndsTheWaitAltogether) {
  FlagCorrection correction;
  correction.needs_answer = false;
  Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, By(ioana_), message_, correction).ok()); });
  Read([&](Session& s) { EXPECT_TRUE(s.conversations().Waits(conversation_)->empty()); });
}

TEST_F(Staffing, OnlyHeldMessagesCanBeApproved) {
  EXPECT_FALSE(store_->Write([&](Session& s) { return QueueApproval(s, By(ioana_), message_).status(); }).ok());
  Write([&](Session& s) {
    Message held = **s.messages().Get(message_);
    held.item.publication = Publication::kHeld;
    held.item.abilities.approve = true;
    ASSERT_TRUE(s.messages().Update(held, {2000}).ok());
    EXPECT_TRUE(QueueApproval(s, By(ioana_), message_).ok());
    EXPECT_FALSE(QueueApproval(s, By(mihai_), message_).ok()) << "it is under way already";
  });
  Undo(ioana_, AuditAction::kApprovalQueued);
  Write([&](Session& s) { EXPECT_TRUE(QueueApproval(s, By(mihai_), message_).ok()); });
}

class Settling : public Staffing {
 protected:
  OutboundId Uncertain() {
    OutboundId id;
    OutboundMessage reply = ReplyTo(message_);
    reply.state = OutboundState::kUncertain;
    reply.first_attempt_at = Timestamp{3000};
    Write([&](Session& s) { id = *s.outbox().Add(reply); });
    return id;
  }
  OutboundState StateOf(OutboundId id) {
    OutboundState state{};
    Read([&](Session& s) { state = (*s.outbox().Get(id))->state; });
    return state;
  }
};

TEST_F(Settling, ArrivedStopsTheWaitWhenItWasSent) {
  const OutboundId id = Uncertain();
  Write([&](Session& s) { ASSERT_TRUE(SettleReply(s, By(ioana_), id, Settlement::kArrived).ok()); });
  EXPECT_EQ(StateOf(id), OutboundState::kSent);
  EXPECT_EQ(OnlyWait().ended_at, Timestamp{3000});
}

TEST_F(Settling, AgainQueuesItAndDropForgetsIt) {
  const OutboundId again = Uncertain();
  const OutboundId drop = Uncertain();
  Write([&](Session& s) {
    ASSERT_TRUE(SettleReply(s, By(ioana_), again, Settlement::kSendAgain).ok());
    ASSERT_TRUE(SettleReply(s, By(ioana_), drop, Settlement::kDrop).ok());
  });
  EXPECT_EQ(StateOf(again), OutboundState::kQueued);
  EXPECT_EQ(StateOf(drop), OutboundState::kCancelled);
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kOpen);
}

TEST_F(Settling, AgainCountsAsHavingSeenWhatArrivedMeanwhile) {
  const OutboundId id = Uncertain();
  const MessageId newest = Add("c2", "ana", "Alo?", 4000);
  Write([&](Session& s) {
    ASSERT_TRUE(SettleReply(s, By(ioana_), id, Settlement::kSendAgain).ok());
    EXPECT_EQ((*s.outbox().Get(id))->seen_message, newest);
  });
}

TEST_F(Settling, ArrivedThatWasReadBackAlreadyIsNotStoredTwice) {
  const OutboundId id = Uncertain();
  Write([&](Session& s) {
    Message native = MessageOf("r1", "shop", "@ana  " + ReplyTo(message_).text, 3500);  // as the platform shows it
    native.item.direction = Direction::kOutgoing;
    native.item.parent_source_id = "c1";
    native.conversation_id = conversation_;
    native.contact_id = (*s.messages().Get(message_))->contact_id;
    ASSERT_TRUE(s.messages().Insert(native).ok());
    ASSERT_TRUE(SettleReply(s, By(ioana_), id, Settlement::kArrived).ok());
    EXPECT_EQ(s.messages().OfConversation(conversation_)->size(), 2U);
    EXPECT_EQ((*s.outbox().Get(id))->result_source_id, "r1");
  });
}

TEST_F(Settling, OnlyFailedOrUncertainOnesCanBeSettled) {
  OutboundId id;
  Write([&](Session& s) { id = *s.outbox().Add(ReplyTo(message_)); });
  EXPECT_FALSE(store_->Write([&](Session& s) { return SettleReply(s, By(ioana_), id, Settlement::kDrop); }).ok());
  EXPECT_EQ(StateOf(id), OutboundState::kQueued);
}

TEST_F(Settling, AQueuedReplyCanBeTakenBackAndASendingOneNot) {
  OutboundMessage reply = ReplyTo(message_);
  Write([&](Session& s) {
    reply.id = *s.outbox().Add(reply);
    ASSERT_TRUE(CancelReply(s, By(ioana_), reply.id).ok());
  });
  EXPECT_EQ(StateOf(reply.id), OutboundState::kCancelled);
  OutboundMessage late = ReplyTo(message_);
  late.state = OutboundState::kSending;
  Write([&](Session& s) { late.id = *s.outbox().Add(late); });
  EXPECT_FALSE(store_->Write([&](Session& s) { return CancelReply(s, By(ioana_), late.id); }).ok());
}

}  // namespace
}  // namespace replywatch

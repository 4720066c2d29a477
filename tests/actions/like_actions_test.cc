// A like in the queue: who may be liked, what it closes, and how it is taken back.
#include "shared/actions/like_actions.h"

#include <algorithm>

#include "shared/actions/person_actions.h"
#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class LikeActions : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    Write([&](Session& s) {
      Inbox inbox = s.inboxes().All()->front();
      inbox.capabilities.like = true;
      ASSERT_TRUE(s.inboxes().Put(inbox).ok());
      ioana_ = *s.staff().Put({{}, "Ioana", AgentRole::kSupervisor, "", true});
    });
    message_ = AddLikeable("c1", 1000, Flag::kPraise);
  }

  MessageId AddLikeable(const std::string& source_id, std::int64_t at_ms, Flags flags) {
    const MessageId id = Add(source_id, "ana", "Superb, mulțumesc!", at_ms);
    Change(id, [&](Message& m) {
      m.item.abilities.like = true;
      m.classification.flags = flags;
    });
    return id;
  }
  void Change(MessageId id, const std::function<void(Message&)>& change) {
    Write([&](Session& s) {
      Message message = **s.messages().Get(id);
      change(message);
      ASSERT_TRUE(s.messages().Update(message, {3000}).ok());
      conversation_ = message.conversation_id;
      ASSERT_TRUE(WaitsAfterChange(s, conversation_).ok());
    });
  }
  Actor Ioana(std::int64_t at_ms = 5000) const { return {ioana_, {at_ms}}; }

  OutboundId Like(bool closes) {
    OutboundId id;
    Write([&](Session& s) {
      const auto queued = QueueLike(s, Ioana(), {message_, closes, {}});
      ASSERT_TRUE(queued.ok()) << queued.error().text;
      id = *queued;
    });
    return id;
  }
  std::string Refusal(bool closes = false) {
    const Status refused = store_->Write([&](Session& s) { return QueueLike(s, Ioana(), {message_, closes, {}}).status(); });
    EXPECT_FALSE(refused.ok());
    if (refused.ok()) return {};
    EXPECT_EQ(refused.error().kind, ErrorKind::kInvalidArgument);
    return refused.error().text;
  }
  void Undo() {
    Write([&](Session& s) {
      const auto undone = UndoLast(s, Ioana(6000));
      ASSERT_TRUE(undone.ok()) << undone.error().text;
      EXPECT_EQ(*undone, AuditAction::kLikeQueued);
    });
  }
  void Become(OutboundId id, OutboundState state) {
    Write([&](Session& s) {
      OutboundMessage like = **s.outbox().Get(id);
      const OutboundState from = std::exchange(like.state, state);
      ASSERT_TRUE(s.outbox().Move(like, from).ok());
    });
  }
  OutboundMessage Stored(OutboundId id) {
    OutboundMessage like;
    Read([&](Session& s) { like = **s.outbox().Get(id); });
    return like;
  }
  Wait OnlyWait() {
    std::vector<Wait> waits;
    Read([&](Session& s) { waits = *s.conversations().Waits(conversation_); });
    EXPECT_EQ(waits.size(), 1U);
    return waits.empty() ? Wait{} : waits.front();
  }
  ConversationStatus Status_() {
    ConversationStatus status{};
    Read([&](Session& s) { status = (*s.conversations().Get(conversation_))->status; });
    return status;
  }

  AgentId ioana_;
  MessageId message_;
  ConversationId conversation_;
};

TEST_F(LikeActions, QueueOneForTheCollector) {
  const OutboundMessage like = Stored(Like(false));
  EXPECT_EQ(like.kind, OutboundKind::kLike);
  EXPECT_EQ(like.state, OutboundState::kQueued);
  EXPECT_EQ(like.target, message_);
  EXPECT_EQ(like.agent_id, ioana_);
  EXPECT_EQ(like.text, "");
  EXPECT_EQ(like.not_before, Timestamp{5000});
}

TEST_F(LikeActions, EndNoWaitByThemselves) {
  Like(false);
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kOpen);
  EXPECT_EQ(Status_(), ConversationStatus::kOpen);
}

TEST_F(LikeActions, CloseInOneActionAndCountApart) {
  Like(true);
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kLiked);
  EXPECT_EQ(OnlyWait().ended_at, Timestamp{5000});
  EXPECT_EQ(Status_(), ConversationStatus::kResolved);
}

TEST_F(LikeActions, CloseNothingThatSomebodyAsksOrThatWasNotUnderstood) {
  for (const Flags flags : {Flags(), Flags(Flag::kProblem), Flags(Flag::kQuestion).With(Flag::kPraise, Flag::kPraise)}) {
    Change(message_, [&](Message& m) { m.classification.flags = flags; });
    EXPECT_NE(Refusal(/*closes=*/true).find("no answer here"), std::string::npos);
  }
}

TEST_F(LikeActions, AreTakenBackWithWhatTheyClosed) {
  const OutboundId id = Like(true);
  Undo();
  EXPECT_EQ(Stored(id).state, OutboundState::kCancelled);
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kOpen);
  EXPECT_FALSE(OnlyWait().ended_at);
  EXPECT_EQ(Status_(), ConversationStatus::kOpen);
  Like(true);
}

TEST_F(LikeActions, GiveBackASnoozeWhenTheyAreTakenBack) {
  Write([&](Session& s) { ASSERT_TRUE(Snooze(s, Ioana(4000), conversation_, {900'000}).ok()); });
  Like(true);
  Undo();
  EXPECT_EQ(Status_(), ConversationStatus::kSnoozed);
}

TEST_F(LikeActions, OpenWhatTheyClosedEvenWhenTheyLeft) {
  for (const OutboundState state : {OutboundState::kSending, OutboundState::kSent}) {
    const OutboundId id = Like(true);
    Become(id, state);
    for (const std::int64_t at_ms : {6000, 120'000}) {
      const Status undone = store_->Write([&](Session& s) -> Status {
        RW_ASSIGN_OR_RETURN(const AuditAction action, UndoLast(s, Ioana(at_ms)));
        EXPECT_EQ(action, AuditAction::kDone) << "the like stays";
        return at_ms == 6000 ? Status(MakeError(ErrorKind::kInternal, "once more, later")) : Status();
      });
      EXPECT_EQ(undone.ok(), at_ms != 6000);
    }
    EXPECT_EQ(Stored(id).state, state);
    EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kOpen);
    EXPECT_EQ(Status_(), ConversationStatus::kOpen);
    Become(id, OutboundState::kCancelled);
  }
}

TEST_F(LikeActions, AreNotCalledTakenBackWhenTheyMayStand) {
  const OutboundId id = Like(false);
  OutboundMessage like = Stored(id);
  like.error = ErrorKind::kUnknownOutcome;
  like.attempts = 1;
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Move(like, OutboundState::kQueued).ok()); });
  const Status late = store_->Write([&](Session& s) { return UndoLast(s, Ioana(6000)).status(); });
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().kind, ErrorKind::kNotFound);
}

TEST_F(LikeActions, OfAPersonWhoIsErasedGoNoMore) {
  const OutboundId id = Like(true);
  Write([&](Session& s) {
    const ContactId contact = (*s.conversations().Get(conversation_))->contact_id;
    ASSERT_TRUE(ErasePerson(s, Ioana(6000), contact).ok());
  });
  EXPECT_EQ(Stored(id).state, OutboundState::kCancelled);
  Write([&](Session& s) { ASSERT_TRUE(NoteLikeFailed(s, Ioana(7000), Stored(id)).ok()); });
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kClosed) << "nobody waits again who was erased";
}

TEST_F(LikeActions, OfAnInboxThatIsGoneFail) {
  const OutboundId id = Like(true);
  Write([&](Session& s) { ASSERT_TRUE(FailLikesOf(s, inbox_, MakeError(ErrorKind::kConfiguration, "gone"), {7000}).ok()); });
  EXPECT_EQ(Stored(id).state, OutboundState::kFailed);
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kOpen);
  Write([&](Session& s) {
    Inbox inbox = s.inboxes().All()->front();
    inbox.active = false;
    ASSERT_TRUE(s.inboxes().Put(inbox).ok());
  });
  EXPECT_NE(Refusal().find("cannot be liked from here"), std::string::npos);
}

TEST_F(LikeActions, CannotBeTakenBackOnceTheyLeft) {
  const OutboundId id = Like(false);
  Become(id, OutboundState::kSending);
  const Status late = store_->Write([&](Session& s) { return UndoLast(s, Ioana(6000)).status(); });
  ASSERT_FALSE(late.ok());
  EXPECT_EQ(late.error().kind, ErrorKind::kNotFound);
  EXPECT_NE(late.error().text.find("this like"), std::string::npos) << late.error().text;
}

TEST_F(LikeActions, AreRefusedTwice) {
  const OutboundId id = Like(false);
  EXPECT_EQ(Refusal(), "it is liked already; the platform shows it in a moment");
  Become(id, OutboundState::kSending);
  EXPECT_EQ(Refusal(), "it is liked already; the platform shows it in a moment");
  Write([&](Session& s) { ASSERT_TRUE(NoteLiked(s, Ioana(), message_).ok()); });
  Become(id, OutboundState::kSent);
  EXPECT_EQ(Refusal(), "it is liked already");
}

TEST_F(LikeActions, MayBeTriedAgainAfterAFailure) {
  Become(Like(false), OutboundState::kFailed);
  Like(false);
}

TEST_F(LikeActions, AreRefusedWhereNothingCanBeLiked) {
  const std::string cannot = "this message cannot be liked from here; answer it, or mark the conversation done";
  Change(message_, [](Message& m) { m.item.abilities.like = false; });
  EXPECT_EQ(Refusal(), cannot);
  Change(message_, [](Message& m) { m.item.abilities.like = true; });
  Write([&](Session& s) {
    Inbox inbox = s.inboxes().All()->front();
    inbox.capabilities.like = false;
    ASSERT_TRUE(s.inboxes().Put(inbox).ok());
  });
  EXPECT_EQ(Refusal(), cannot) << "what the account has lost counts at once";
}

TEST_F(LikeActions, AreRefusedForWhatNobodySees) {
  for (const Publication publication : {Publication::kHeld, Publication::kRemoved}) {
    Change(message_, [&](Message& m) { m.item.publication = publication; });
    EXPECT_NE(Refusal().find("nobody sees"), std::string::npos);
  }
}

TEST_F(LikeActions, CloseNothingWhereNobodyWaits) {
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, Ioana(4000), conversation_).ok()); });
  EXPECT_NE(Refusal(/*closes=*/true).find("nobody waits"), std::string::npos);
  Read([&](Session& s) { EXPECT_TRUE(s.outbox().OfConversation(conversation_)->empty()) << "all or nothing"; });
  Like(false);
}

TEST_F(LikeActions, ThatFailOpenWhatTheyClosed) {
  const OutboundId id = Like(true);
  Become(id, OutboundState::kFailed);
  Write([&](Session& s) { ASSERT_TRUE(NoteLikeFailed(s, Ioana(7000), Stored(id)).ok()); });
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kOpen);
  EXPECT_EQ(OnlyWait().started_at, Timestamp{1000}) << "the clock never stopped";
  EXPECT_EQ(Status_(), ConversationStatus::kOpen);
}

TEST_F(LikeActions, ThatFailLeaveWhatStaffClosedThemselves) {
  const OutboundId id = Like(false);
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, Ioana(6000), conversation_).ok()); });
  Become(id, OutboundState::kFailed);
  Write([&](Session& s) { ASSERT_TRUE(NoteLikeFailed(s, Ioana(7000), Stored(id)).ok()); });
  EXPECT_EQ(OnlyWait().outcome, WaitOutcome::kClosed);
  EXPECT_EQ(Status_(), ConversationStatus::kResolved);
}

TEST_F(LikeActions, ThatAPersonSawArriveAreLikes) {
  const OutboundId id = Like(false);
  Become(id, OutboundState::kFailed);
  Write([&](Session& s) { ASSERT_TRUE(SettleReply(s, Ioana(7000), id, Settlement::kArrived).ok()); });
  Read([&](Session& s) {
    EXPECT_EQ((*s.messages().Get(message_))->item.liked, true);
    EXPECT_EQ(s.messages().OfConversation(conversation_)->size(), 1U) << "a like is no message";
  });
}

TEST_F(LikeActions, AreNamedInTheHistory) {
  const OutboundId id = Like(true);
  Write([&](Session& s) { ASSERT_TRUE(NoteLiked(s, Ioana(6000), message_).ok()); });
  Read([&](Session& s) {
    std::vector<AuditAction> actions;
    for (const AuditEvent& event : *s.staff().EventsOf(conversation_)) {
      EXPECT_EQ(event.agent_id, ioana_);
      EXPECT_EQ(event.message_id, message_);
      actions.push_back(event.action);
    }
    std::sort(actions.begin(), actions.end());
    EXPECT_EQ(actions, (std::vector{AuditAction::kLikeQueued, AuditAction::kLiked}));
  });
  EXPECT_EQ(Stored(id).state, OutboundState::kQueued);
}

}  // namespace
}  // namespace replywatch

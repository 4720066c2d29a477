// What becomes of a reply for every way a platform can answer, and for every way it can be interrupted.
#include "tests/collector/delivery_fixture.h"

namespace replywatch {
namespace {

TEST_F(Delivery, StoresWhatWasSentAndWhoSentIt) {
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(Reply().state, OutboundState::kSent);
  EXPECT_EQ(Reply().result_source_id, "r1");
  EXPECT_EQ(Stored(), 2);
}

TEST_F(Delivery, StopsTheWait) {
  Write([&](Session& s) { ASSERT_TRUE(RefoldWaits(s, (*s.messages().Get(target_))->conversation_id).ok()); });
  Round();
  Read([&](Session& s) {
    EXPECT_EQ(s.conversations().Waits((*s.messages().Get(target_))->conversation_id)->front().outcome, WaitOutcome::kAnswered);
  });
}

// A mail host, say, that stamps what it takes by its own clock.
TEST_F(Delivery, StopsTheWaitThoughThePlatformsClockIsAhead) {
  ConversationId conversation;
  Write([&](Session& s) {
    Message target = **s.messages().Get(target_);
    target.item.created_at = clock_.Now() + Duration::Minutes(4);
    ASSERT_TRUE(s.messages().Update(target, clock_.Now()).ok());
    conversation = target.conversation_id;
    ASSERT_TRUE(RefoldWaits(s, conversation).ok());
  });
  ASSERT_EQ(Round().sent, 1);
  Read([&](Session& s) { EXPECT_EQ(s.conversations().Waits(conversation)->front().outcome, WaitOutcome::kAnswered); });
}

TEST_F(Delivery, SendsOnce) {
  Round();
  Round();
  EXPECT_EQ(platform_.sends, 1);
}

TEST_F(Delivery, AFinalRefusalFailsWithItsReason) {
  for (const ErrorKind kind : {ErrorKind::kTargetGone}) {
    Fails(kind);
    EXPECT_EQ(Round().failed, 1);
    EXPECT_EQ(Reply().state, OutboundState::kFailed);
    EXPECT_EQ(Reply().error, kind);
    EXPECT_EQ(Reply().error_text, "the platform's words");
  }
}

TEST_F(Delivery, WhatSurelyDidNotArriveIsTriedAgainLater) {
  Fails(ErrorKind::kBackOff);
  Round();
  EXPECT_EQ(Reply().state, OutboundState::kQueued);
  Round();
  EXPECT_EQ(platform_.sends, 1) << "not before its time";
  clock_.Advance(Duration::Minutes(1));
  platform_.on_send = FakeConnector().on_send;
  EXPECT_EQ(Round().sent, 1);
}

TEST_F(Delivery, LooksBeforeItTriesAgain) {
  Fails(ErrorKind::kBackOff);
  Round();
  clock_.Advance(Duration::Minutes(1));
  IsFound(FindOutcome::kFound);
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(platform_.sends, 1);
}

TEST_F(Delivery, GivesUpAfterItsAttempts) {
  Fails(ErrorKind::kBackOff);
  for (int i = 0; i < 5; ++i) {
    Round();
    clock_.Advance(Duration::Minutes(20));
  }
  EXPECT_EQ(platform_.sends, 3);
  EXPECT_EQ(Reply().state, OutboundState::kFailed);
  EXPECT_NE(Reply().error_text.find("given up after 3 attempts"), std::string::npos);
}

TEST_F(Delivery, IsTriedForDaysWhereThePlatformPutsThingsOff) {
  const int most = DeliverOptions().max_attempts;
  platform_.with_patience = Connector::Patience::kTwoDays;
  Fails(ErrorKind::kBackOff);
  const Timestamp first = clock_.Now();
  while (Reply().state == OutboundState::kQueued) {
    clock_.Advance(std::max(Duration{}, Reply().not_before - clock_.Now()));
    Round(most);
    ASSERT_LE(platform_.sends, most);
  }
  EXPECT_EQ(Reply().state, OutboundState::kFailed);
  EXPECT_GT(clock_.Now() - first, Duration::Hours(48));
  EXPECT_LT(clock_.Now() - first, Duration::Hours(60));
}

TEST_F(Delivery, GivenUpWithoutBeingAbleToLookIsInDoubt) {
  Fails(ErrorKind::kBackOff);
  Round();
  CannotLook(ErrorKind::kBackOff);
  for (int i = 0; i < 5; ++i) {
    clock_.Advance(Duration::Minutes(20));
    Round();
  }
  EXPECT_EQ(platform_.sends, 1);
  EXPECT_EQ(Reply().state, OutboundState::kUncertain) << "the first attempt may stand there";
}

TEST_F(Delivery, AnUnknownOutcomeIsNotBelievedBeforeItSettled) {
  Fails(ErrorKind::kUnknownOutcome);
  Round();
  EXPECT_EQ(Reply().state, OutboundState::kSending);
  Round();  // sees the doubt
  clock_.Advance(Duration::Seconds(19));
  Round();
  EXPECT_EQ(platform_.finds, 0);
  clock_.Advance(Duration::Seconds(1));
  IsFound(FindOutcome::kFound);
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(platform_.sends, 1);
}

TEST_F(Delivery, AnUnknownOutcomeThatIsNotThereIsSentAgain) {
  Fails(ErrorKind::kUnknownOutcome);
  Round();
  Round();
  clock_.Advance(kSettle);
  platform_.on_send = FakeConnector().on_send;
  Round();
  EXPECT_EQ(Reply().state, OutboundState::kQueued);
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(platform_.sends, 2);
}

TEST_F(Delivery, WhatNobodyCanTellIsUncertainAndNeverSentAgainByItself) {
  Fails(ErrorKind::kUnknownOutcome);
  IsFound(FindOutcome::kCannotTell);
  Round();
  Round();
  clock_.Advance(kSettle);
  EXPECT_EQ(Round().uncertain, 1);
  clock_.Advance(Duration::Days(1));
  Round();
  EXPECT_EQ(platform_.sends, 1);
  EXPECT_EQ(Reply().state, OutboundState::kUncertain);
}

TEST_F(Delivery, AlreadySentIsFoundAndCounted) {
  Fails(ErrorKind::kAlreadySent);
  IsFound(FindOutcome::kFound);
  EXPECT_EQ(Round().sent, 1);
}

TEST_F(Delivery, AlreadySentThatCannotBeFoundIsUncertain) {
  Fails(ErrorKind::kAlreadySent);
  EXPECT_EQ(Round().uncertain, 1);
}

TEST_F(Delivery, TheGateStopsItWithItsReason) {
  refusal_ = "answered_meanwhile: read that first";
  EXPECT_EQ(Round().failed, 1);
  EXPECT_EQ(platform_.sends, 0);
  EXPECT_EQ(Reply().error_text, refusal_);
}

TEST_F(Delivery, WhatArrivesBetweenTheLookAndTheGateIsOursNotSomebodyElses) {
  Fails(ErrorKind::kBackOff);
  Round();
  clock_.Advance(Duration::Minutes(1));
  refusal_ = "answered_meanwhile: read that first";
  platform_.on_find = [this](const SendRequest&) {
    return FindResult{platform_.finds == 1 ? FindOutcome::kNotThere : FindOutcome::kFound,
                      {"r1", "", Publication::kVisible, {}, {}}};
  };
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(platform_.sends, 1);
  EXPECT_EQ(Reply().state, OutboundState::kSent);
}

TEST_F(Delivery, ARefusedReplyThatIsNotThereHasFailed) {
  Fails(ErrorKind::kBackOff);
  Round();
  clock_.Advance(Duration::Minutes(1));
  refusal_ = "answered_meanwhile: read that first";
  EXPECT_EQ(Round().failed, 1);
  EXPECT_EQ(platform_.sends, 1);
  EXPECT_EQ(Reply().error_text, refusal_);
}

TEST_F(Delivery, ARefusedReplyOfWhichThePlatformCannotTellIsInDoubt) {
  Fails(ErrorKind::kBackOff);
  Round();
  clock_.Advance(Duration::Minutes(1));
  refusal_ = "answered_meanwhile: read that first";
  IsFound(FindOutcome::kCannotTell);
  EXPECT_EQ(Round().uncertain, 1);
  EXPECT_EQ(platform_.sends, 1);
}

TEST_F(Delivery, ARefusedReplyThatCannotBeLookedForIsTriedLater) {
  Fails(ErrorKind::kBackOff);
  Round();
  clock_.Advance(Duration::Minutes(1));
  refusal_ = "answered_meanwhile: read that first";
  platform_.on_find = [this](const SendRequest&) -> Result<FindResult> {
    if (platform_.finds == 1) return FindResult{FindOutcome::kNotThere, {}};
    return MakeError(ErrorKind::kBackOff, "the platform's words");
  };
  EXPECT_EQ(Round().waiting, 1);
  EXPECT_EQ(Reply().state, OutboundState::kQueued);
}

TEST_F(Delivery, AnInterruptedSendingIsLookedForFirst) {
  LeaveClaimed(clock_.Now());
  IsFound(FindOutcome::kFound);
  Round();
  clock_.Advance(kSettle);
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(platform_.sends, 0);
}

TEST_F(Delivery, TheSettlingBeginsWhenTheAnswerWasLost) {
  // The request itself takes longer than that, and may be carried out at its very end.
  platform_.on_send = [&](const SendRequest&) {
    clock_.Advance(kSettle + Duration::Seconds(10));
    return MakeError(ErrorKind::kUnknownOutcome, "out of time");
  };
  Round();
  Round();
  EXPECT_EQ(platform_.finds, 0);
  clock_.Advance(kSettle);
  Round();
  EXPECT_EQ(platform_.finds, 1);
}

TEST_F(Delivery, TheSettlingBeginsAnewWithTheProcess) {
  // Claimed 31 s before, but the request may have left a moment before the process was killed.
  LeaveClaimed(clock_.Now() - Duration::Seconds(31));
  Round();
  EXPECT_EQ(platform_.finds, 0);
  clock_.Advance(kSettle);
  Round();
  EXPECT_EQ(platform_.finds, 1);
}

TEST_F(Delivery, WhatWasClaimedLongAgoIsLookedForAtOnce) {
  LeaveClaimed(clock_.Now() - Duration::Hours(1));
  Round();
  EXPECT_EQ(platform_.finds, 1);
}

TEST_F(Delivery, ASetClockNeitherHastensNorDelaysTheSettling) {
  for (const Duration jump : {Duration::Hours(-2), Duration::Minutes(5)}) {
    platform_.finds = 0;
    watch_ = SettleWatch(kSettle);
    if (Reply().state == OutboundState::kQueued) LeaveClaimed(clock_.Now());
    IsFound(FindOutcome::kNotThere);
    clock_.Jump(jump);
    Round();
    EXPECT_EQ(platform_.finds, 0) << jump.ms;
    clock_.Advance(kSettle);
    Fails(ErrorKind::kBackOff);
    Round();
    EXPECT_EQ(platform_.finds, 1) << jump.ms;
  }
}

TEST_F(Delivery, ALimitOfThePlatformHoldsRepliesUntilItsInstant) {
  platform_.on_send = [](const SendRequest&) {
    Error error = MakeError(ErrorKind::kRetryAt, "slow down");
    error.retry_at = Timestamp{10'500'000};
    return error;
  };
  Round();
  EXPECT_EQ(Reply().not_before, Timestamp{10'500'000});
  EXPECT_EQ(budget_.ReplyAllowedAt({10'020'000}), Timestamp{10'500'000});
}

TEST_F(Delivery, ALimitMetWhileLookingHoldsEverythingUntilItsInstant) {
  LeaveClaimed(clock_.Now() - Duration::Minutes(11));
  const Timestamp allowed_at = clock_.Now() + Duration::Minutes(8);
  CannotLook(ErrorKind::kRetryAt, allowed_at);
  Round();
  EXPECT_EQ(budget_.ReplyAllowedAt(clock_.Now()), allowed_at);
  Round();
  EXPECT_EQ(platform_.finds, 1);
  clock_.Advance(Duration::Minutes(8));
  IsFound(FindOutcome::kFound);
  EXPECT_EQ(Round().sent, 1);
}

TEST_F(Delivery, WhatNoLaterLookCanMendIsUncertainAndSaysWhatToDo) {
  for (const ErrorKind kind : {ErrorKind::kInvalidArgument, ErrorKind::kNotFound, ErrorKind::kTargetGone, ErrorKind::kInternal}) {
    LeaveClaimed(clock_.Now() - Duration::Minutes(11));
    CannotLook(kind);
    EXPECT_EQ(Round().uncertain, 1) << ErrorKindName(kind);
    EXPECT_EQ(Reply().state, OutboundState::kUncertain);
    EXPECT_NE(Reply().error_text.find("the platform's words"), std::string::npos);
    EXPECT_NE(Reply().error_text.find("look there, then choose"), std::string::npos);
    id_ = Queue();
  }
}

TEST_F(Delivery, WhatCannotBeLookedForOverAnHourIsUncertain) {
  LeaveClaimed(clock_.Now());
  CannotLook(ErrorKind::kBackOff);
  Round();
  clock_.Advance(kSettle + Duration::Minutes(59));
  Round();
  EXPECT_EQ(Reply().state, OutboundState::kSending);
  EXPECT_EQ(Reply().error, ErrorKind::kBackOff);
  clock_.Advance(Duration::Minutes(1));
  EXPECT_EQ(Round().uncertain, 1);
  EXPECT_NE(Reply().error_text.find("look there, then choose"), std::string::npos);
}

TEST_F(Delivery, ARefusedAccountKeepsEveryReplyQueuedUntilItIsMended) {
  for (const ErrorKind kind : {ErrorKind::kReauthorize, ErrorKind::kPermission, ErrorKind::kConfiguration}) {
    const OutboundId first = id_;
    const OutboundId second = Queue();
    platform_.sends = 0;
    Fails(kind);
    const DeliverReport report = Round();
    EXPECT_EQ(report.failed, 0);
    ASSERT_TRUE(report.refused) << ErrorKindName(kind);
    EXPECT_EQ(report.refused->kind, kind);
    EXPECT_EQ(platform_.sends, 1);
    EXPECT_EQ(Reply().state, OutboundState::kQueued);
    EXPECT_EQ(Reply().error, kind);
    EXPECT_EQ(Reply().error_text, "the platform's words");
    EXPECT_EQ(Reply().not_before, clock_.Now() + Duration::Minutes(5));
    id_ = second;
    EXPECT_EQ(Reply().state, OutboundState::kQueued);
    EXPECT_EQ(Reply().attempts, 0);
    clock_.Advance(Duration::Minutes(5));
    platform_.on_send = FakeConnector().on_send;
    EXPECT_EQ(Round().sent, 2);
    id_ = first;
    EXPECT_EQ(Reply().state, OutboundState::kSent);
    EXPECT_FALSE(Reply().error);
    id_ = Queue();
  }
}

TEST_F(Delivery, ATokenMayBeRefusedForEverButAMissingPermissionGivesUp) {
  for (const ErrorKind kind : {ErrorKind::kReauthorize, ErrorKind::kPermission}) {
    Fails(kind);
    for (int i = 0; i < 20; ++i) {
      Round();
      clock_.Advance(Duration::Minutes(5));
    }
    EXPECT_EQ(Reply().state, kind == ErrorKind::kReauthorize ? OutboundState::kQueued : OutboundState::kFailed);
    Write([&](Session& s) { static_cast<void>(CancelReply(s, {{}, clock_.Now()}, id_).ok()); });
    id_ = Queue();
  }
}

TEST_F(Delivery, AReplyHeldForItsTokenPassesTheGateAgain) {
  Fails(ErrorKind::kReauthorize);
  Round();
  clock_.Advance(Duration::Minutes(5));
  refusal_ = "answered_meanwhile: read that first";
  EXPECT_EQ(Round().failed, 1);
  EXPECT_EQ(platform_.sends, 1);
}

TEST_F(Delivery, WhatARefusedAccountCannotLookForStaysUnsettled) {
  LeaveClaimed(clock_.Now() - Duration::Minutes(11));
  const OutboundId other = Queue();
  CannotLook(ErrorKind::kReauthorize);
  ASSERT_TRUE(Round().refused);
  EXPECT_EQ(Reply().state, OutboundState::kSending);
  EXPECT_EQ(Reply().error_text, "the platform's words");
  EXPECT_EQ(platform_.sends, 0) << "the others wait too";
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(platform_.finds, 1) << "not again at once";
  clock_.Advance(Duration::Minutes(5));
  IsFound(FindOutcome::kFound);
  EXPECT_EQ(Round().sent, 1);
  id_ = other;
  EXPECT_EQ(Reply().state, OutboundState::kSent);
}

TEST_F(Delivery, AHeldReplyIsSentButStopsNoWait) {
  platform_.on_send = [](const SendRequest&) { return SendReceipt{"r1", "", Publication::kHeld, {}, {}}; };
  Write([&](Session& s) { ASSERT_TRUE(RefoldWaits(s, (*s.messages().Get(target_))->conversation_id).ok()); });
  EXPECT_EQ(Round().sent, 1);
  Read([&](Session& s) {
    EXPECT_FALSE(s.conversations().Waits((*s.messages().Get(target_))->conversation_id)->front().ended_at);
  });
}

}  // namespace
}  // namespace replywatch

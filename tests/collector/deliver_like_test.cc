// What becomes of a like for every way a platform can answer, and of what it closed.
#include "collector/deliver.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/wait_keeper.h"
#include "tests/support/fake_connector.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_classifier.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class DeliverLike : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    message_ = Add("c1", "ana", "Superb!", 1000);
    Write([&](Session& s) {
      Inbox inbox = s.inboxes().All()->front();
      inbox.capabilities.like = true;
      ASSERT_TRUE(s.inboxes().Put(inbox).ok());
      Message message = **s.messages().Get(message_);
      message.item.abilities.like = true;
      message.classification.flags = Flag::kPraise;
      conversation_ = message.conversation_id;
      ASSERT_TRUE(s.messages().Update(message, {2000}).ok());
      ASSERT_TRUE(WaitsAfterChange(s, conversation_).ok());
      id_ = *QueueLike(s, {{}, clock_.Now()}, {message_, true, {}});
    });
  }

  DeliverReport Round() {
    DeliverOptions options;
    options.max_attempts = 3;
    options.jitter = 0;
    Deliverer deliverer(
        *store_, platform_, ingest_, {inbox_, "shop"},
        [](Session&, const OutboundMessage&, Timestamp) -> Result<std::string> { return std::string("no gate for likes"); },
        options);
    const auto report = deliverer.Round(watch_, budget_, clock_, CancelToken());
    EXPECT_TRUE(report.ok());
    return report.ok() ? *report : DeliverReport{};
  }
  void Answers(ErrorKind kind) {
    platform_.on_like = [kind](const std::string&) -> Status { return MakeError(kind, "the platform's words"); };
  }
  void AnswersWell() { platform_.on_like = FakeConnector().on_like; }
  OutboundMessage Like() {
    OutboundMessage like;
    Read([&](Session& s) { like = **s.outbox().Get(id_); });
    return like;
  }
  bool IsLiked() {
    bool liked = false;
    Read([&](Session& s) { liked = (*s.messages().Get(message_))->item.liked.value_or(false); });
    return liked;
  }
  WaitOutcome Outcome() {
    WaitOutcome outcome{};
    Read([&](Session& s) { outcome = s.conversations().Waits(conversation_)->front().outcome; });
    return outcome;
  }
  bool IsRecorded(AuditAction action) {
    bool found = false;
    Read([&](Session& s) {
      for (const AuditEvent& event : *s.staff().EventsOf(conversation_)) found = found || event.action == action;
    });
    return found;
  }

  ManualClock clock_{{10'000'000}};
  SettleWatch watch_{Duration::Seconds(20)};
  ScriptedClassifier classifier_;
  Ingest ingest_{classifier_, {}};
  FakeConnector platform_;
  RateBudget budget_;
  MessageId message_;
  ConversationId conversation_;
  OutboundId id_;
};

TEST_F(DeliverLike, IsCarriedOutOnceAndRemembered) {
  platform_.on_like = [](const std::string& id) {
    EXPECT_EQ(id, "c1");
    return Status();
  };
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(Like().state, OutboundState::kSent);
  EXPECT_TRUE(IsLiked());
  EXPECT_TRUE(IsRecorded(AuditAction::kLiked));
  EXPECT_EQ(Outcome(), WaitOutcome::kLiked);
  EXPECT_EQ(Round().sent, 0);
  EXPECT_EQ(platform_.likes, 1);
  EXPECT_EQ(platform_.sends + platform_.finds, 0) << "a like has no words to send or to look for";
}

TEST_F(DeliverLike, IsTriedAgainAfterEveryPassingTrouble) {
  for (const ErrorKind kind : {ErrorKind::kBackOff, ErrorKind::kUnknownOutcome}) {
    Answers(kind);
    EXPECT_EQ(Round().waiting, 1);
    EXPECT_EQ(Like().state, OutboundState::kQueued);
    EXPECT_EQ(Outcome(), WaitOutcome::kLiked) << "nothing is lost yet";
    clock_.Advance(Duration::Minutes(5));
  }
  AnswersWell();
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(Like().error_text, "");
  EXPECT_TRUE(IsLiked());
}

TEST_F(DeliverLike, ThatFailsForGoodTellsStaffAndOpensWhatItClosed) {
  for (const ErrorKind kind :
       {ErrorKind::kTargetGone, ErrorKind::kPermission, ErrorKind::kWindowClosed, ErrorKind::kInvalidArgument}) {
    Answers(kind);
    const DeliverReport report = Round();
    EXPECT_EQ(report.failed, 1) << ErrorKindName(kind);
    EXPECT_FALSE(report.refused) << "what stands behind a like goes on";
    EXPECT_EQ(Like().state, OutboundState::kFailed);
    EXPECT_EQ(Like().error_text, "the platform's words");
    EXPECT_EQ(Outcome(), WaitOutcome::kOpen);
    EXPECT_FALSE(IsLiked());
    EXPECT_TRUE(IsRecorded(AuditAction::kLikeFailed));
    clock_.Advance(Duration::Minutes(1));
    Write([&](Session& s) { id_ = *QueueLike(s, {{}, clock_.Now()}, {message_, true, {}}); });
  }
}

TEST_F(DeliverLike, OpensWhatItClosedWhenItIsGivenUp) {
  Answers(ErrorKind::kBackOff);
  for (int i = 0; i < 3; ++i) {
    EXPECT_EQ(Outcome(), WaitOutcome::kLiked);
    Round();
    clock_.Advance(Duration::Hours(1));
  }
  EXPECT_EQ(Like().state, OutboundState::kFailed);
  EXPECT_EQ(Outcome(), WaitOutcome::kOpen);
}

TEST_F(DeliverLike, IsGivenUpAfterADayWithoutAToken) {
  Answers(ErrorKind::kReauthorize);
  for (int i = 0; i < 24; ++i) {
    EXPECT_TRUE(Round().refused);
    EXPECT_EQ(Outcome(), WaitOutcome::kLiked);
    clock_.Advance(Duration::Hours(1));
  }
  EXPECT_EQ(Round().failed, 1);
  EXPECT_EQ(Outcome(), WaitOutcome::kOpen) << "nobody has answered";
}

TEST_F(DeliverLike, HoldsNothingBackWhenItIsThrottled) {
  platform_.on_like = [&](const std::string&) -> Status {
    Error error = MakeError(ErrorKind::kRetryAt, "too many likes");
    error.retry_at = clock_.Now() + Duration::Minutes(15);
    return error;
  };
  EXPECT_EQ(Round().waiting, 1);
  EXPECT_LE(budget_.ReplyAllowedAt(clock_.Now()), clock_.Now());
  EXPECT_EQ(Like().not_before, clock_.Now() + Duration::Minutes(15));
}

TEST_F(DeliverLike, WaitsForAToken) {
  Answers(ErrorKind::kReauthorize);
  for (int i = 0; i < 6; ++i) {
    EXPECT_TRUE(Round().refused);
    clock_.Advance(Duration::Minutes(10));
  }
  EXPECT_EQ(Like().state, OutboundState::kQueued);
  AnswersWell();
  EXPECT_EQ(Round().sent, 1);
}

// A process died after the claim: nobody knows whether the request had left, and it does not matter.
TEST_F(DeliverLike, IsSettledByLikingAgainAfterACrash) {
  OutboundMessage like = Like();
  like.state = OutboundState::kSending;
  like.attempts = 1;
  like.first_attempt_at = clock_.Now();
  like.not_before = clock_.Now() + Duration::Seconds(20);
  Write([&](Session& s) { ASSERT_TRUE(s.outbox().Move(like, OutboundState::kQueued).ok()); });
  EXPECT_EQ(Round().waiting, 1) << "the request may still be on its way";
  clock_.Advance(Duration::Seconds(20));
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(Like().state, OutboundState::kSent);
  EXPECT_EQ(platform_.likes, 1);
  EXPECT_EQ(platform_.finds, 0);
}

TEST_F(DeliverLike, DoesNotHoldBackAReplyWhenItMayNot) {
  Write([&](Session& s) {
    OutboundMessage reply;
    reply.target = message_;
    reply.conversation_id = conversation_;
    reply.inbox_id = inbox_;
    reply.kind = OutboundKind::kApproval;
    reply.idempotency_key = "k";
    reply.created_at = reply.not_before = clock_.Now();
    ASSERT_TRUE(s.outbox().Add(reply).ok());
  });
  Answers(ErrorKind::kPermission);
  const DeliverReport report = Round();
  EXPECT_EQ(report.failed, 1);
  EXPECT_EQ(report.sent, 1);
}

TEST_F(DeliverLike, StaysAsThePlatformToldIt) {
  ASSERT_EQ(Round().sent, 1);
  const auto read = [&](std::optional<bool> liked) {
    Item item = MessageOf("c1", "ana", "Superb!", 1000).item;
    item.abilities.like = true;
    item.liked = liked;
    Write([&](Session& s) { ASSERT_TRUE(Ingest::Apply(s, {inbox_, "shop"}, ingest_.Prepare({item}), clock_.Now()).ok()); });
  };
  read({});
  EXPECT_TRUE(IsLiked()) << "a reading that does not say changes nothing";
  read(false);
  EXPECT_FALSE(IsLiked()) << "taken back on the platform";
  read(true);
  EXPECT_TRUE(IsLiked());
}

}  // namespace
}  // namespace replywatch

// Delivery: one reply in the outbox, and a platform that answers as a test says.
#pragma once

#include "collector/deliver.h"
#include "tests/support/fake_connector.h"
#include "tests/support/manual_clock.h"
#include "tests/support/scripted_classifier.h"
#include "tests/support/store_fixture.h"

namespace replywatch {

inline constexpr Duration kSettle = Duration::Seconds(20);

class Delivery : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    target_ = Add("c1", "ana", "Q", 1000);
    id_ = Queue();
  }

  OutboundId Queue() {
    OutboundId id;
    OutboundMessage reply = ReplyTo(target_);
    reply.seen_message = target_;
    Write([&](Session& s) { id = *s.outbox().Add(reply); });
    return id;
  }

  OutboundId QueueApprovalOfHeld() {
    OutboundId id;
    Write([&](Session& s) {
      Message held = MessageOf("c2", "ion", "Q", 1500);
      held.item.publication = Publication::kHeld;
      held.item.abilities.approve = true;
      held.item.abilities.reply_public = false;
      held.contact_id = *s.contacts().Resolve(inbox_, held.item.author, {1500});
      held.conversation_id = *s.conversations().Resolve({inbox_, "post", Visibility::kPublic, "", ""}, held.contact_id, {1500});
      id = *QueueApproval(s, {{}, clock_.Now()}, *s.messages().Insert(held));
    });
    return id;
  }
  // No reply is queued any more.
  OutboundId ApproveOnly() {
    Write([&](Session& s) { ASSERT_TRUE(CancelReply(s, {{}, clock_.Now()}, id_).ok()); });
    return QueueApprovalOfHeld();
  }

  DeliverReport Round(int max_attempts = 3) {
    DeliverOptions options;
    options.settle = kSettle;
    options.max_attempts = max_attempts;
    Deliverer deliverer(
        *store_, platform_, ingest_, {inbox_, "shop"},
        [this](Session&, const OutboundMessage&, Timestamp) -> Result<std::string> { return refusal_; }, options);
    const auto report = deliverer.Round(watch_, budget_, clock_, CancelToken());
    EXPECT_TRUE(report.ok());
    return report.ok() ? *report : DeliverReport{};
  }
  OutboundMessage Reply() {
    OutboundMessage reply;
    Read([&](Session& s) { reply = **s.outbox().Get(id_); });
    return reply;
  }
  std::int64_t Stored() {
    std::int64_t n = 0;
    Read([&](Session& s) { n = *s.messages().Count({}); });
    return n;
  }
  void Fails(ErrorKind kind) {
    platform_.on_send = [kind](const SendRequest&) { return MakeError(kind, "the platform's words"); };
  }
  void CannotLook(ErrorKind kind, std::optional<Timestamp> retry_at = {}) {
    platform_.on_find = [kind, retry_at](const SendRequest&) { return Error{kind, "the platform's words", retry_at}; };
  }
  void IsFound(FindOutcome outcome) {
    platform_.on_find = [outcome](const SendRequest&) { return FindResult{outcome, {"r1", "", Publication::kVisible, {}, {}}}; };
  }

  // A process died after the claim at `claimed_at`.
  void LeaveClaimed(Timestamp claimed_at) {
    OutboundMessage reply = Reply();
    reply.state = OutboundState::kSending;
    reply.attempts = 1;
    reply.first_attempt_at = claimed_at;
    reply.not_before = claimed_at + kSettle;
    Write([&](Session& s) { ASSERT_TRUE(s.outbox().Move(reply, OutboundState::kQueued).ok()); });
  }

  ManualClock clock_{{10'000'000}};
  SettleWatch watch_{kSettle};
  ScriptedClassifier classifier_;
  Ingest ingest_{classifier_, {}};
  FakeConnector platform_;
  RateBudget budget_;
  std::string refusal_;
  MessageId target_;
  OutboundId id_;
};

}  // namespace replywatch

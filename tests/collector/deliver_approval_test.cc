// What becomes of the release of a held comment, and of what stands beside it in the outbox.
#include "tests/collector/delivery_fixture.h"

namespace replywatch {
namespace {

TEST_F(Delivery, ARefusedAccountKeepsApprovalsQueued) {
  id_ = ApproveOnly();
  platform_.on_approve = [](const std::string&) -> Status { return MakeError(ErrorKind::kReauthorize, "the platform's words"); };
  ASSERT_TRUE(Round().refused);
  EXPECT_EQ(Reply().state, OutboundState::kQueued);
  EXPECT_EQ(Reply().error_text, "the platform's words");
  clock_.Advance(Duration::Minutes(5));
  platform_.on_approve = FakeConnector().on_approve;
  EXPECT_EQ(Round().sent, 1);
  EXPECT_EQ(Reply().error_text, "");
}

TEST_F(Delivery, ALimitMetByAnApprovalHoldsRepliesToo) {
  ApproveOnly();
  Queue();
  const Timestamp allowed_at = clock_.Now() + Duration::Minutes(8);
  platform_.on_approve = [&](const std::string&) -> Status { return Error{ErrorKind::kRetryAt, "slow down", allowed_at}; };
  Round();
  EXPECT_EQ(platform_.sends, 0);
  EXPECT_EQ(budget_.ReplyAllowedAt(clock_.Now()), allowed_at);
}

TEST_F(Delivery, AnApprovedMessageCanBeAnsweredAtOnce) {
  QueueApprovalOfHeld();
  platform_.on_sweep = [this](const SweepRequest& request) {
    SweepResult result;
    result.items.push_back(MessageOf(request.source_ids.front(), "ion", "Q", 1500).item);
    return result;
  };
  EXPECT_EQ(Round().sent, 2);
  Read([&](Session& s) {
    const auto message = *s.messages().Find(inbox_, "c2");
    EXPECT_EQ(message->item.publication, Publication::kVisible);
    EXPECT_TRUE(message->item.abilities.reply_public);
    EXPECT_FALSE(message->item.abilities.approve);
  });
}

}  // namespace
}  // namespace replywatch

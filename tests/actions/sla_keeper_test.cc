#include "shared/actions/sla_keeper.h"

#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class SlaKeeping : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    policy_.first_response = Duration::Hours(4);
    policy_.next_response = Duration::Hours(8);
    policy_.resolution = Duration::Hours(48);
    message_ = Add("c1", "ana", "Unde e coletul?", 1000);
    Write([&](Session& s) {
      conversation_ = (*s.messages().Get(message_))->conversation_id;
      ASSERT_TRUE(WaitsAfterChange(s, conversation_).ok());
    });
  }
  void Compute() {
    const SlaKeeper keeper({policy_}, {});
    Write([&](Session& s) { ASSERT_TRUE(keeper.Begin(s).ok()); });
    const Status done = ComputeStaleClocks(*store_, keeper);
    ASSERT_TRUE(done.ok()) << done.error().text;
  }
  Wait TheWait() {
    Wait wait;
    Read([&](Session& s) { wait = s.conversations().Waits(conversation_)->back(); });
    return wait;
  }
  std::vector<StoredResolution> Matters() {
    std::vector<StoredResolution> out;
    Read([&](Session& s) { out = *s.clocks().Resolutions(conversation_); });
    return out;
  }

  SlaPolicy policy_;
  MessageId message_;
  ConversationId conversation_;
};

TEST_F(SlaKeeping, StoresWhenAnAnswerIsDue) {
  EXPECT_EQ(TheWait().sla.metric, SlaMetric::kNone);
  Compute();
  EXPECT_EQ(TheWait().sla.metric, SlaMetric::kFirstResponse);
  EXPECT_EQ(TheWait().sla.due_at, Timestamp{1000} + Duration::Hours(4));
  ASSERT_EQ(Matters().size(), 1U);
  EXPECT_EQ(Matters()[0].sla.due_at, Timestamp{1000} + Duration::Hours(48));
  Read([&](Session& s) {
    EXPECT_EQ(*s.clocks().CountDue(Timestamp{1001} + Duration::Hours(4)), 1);
    EXPECT_EQ(*s.clocks().CountDue(Timestamp{1000} + Duration::Hours(4)), 0) << "exclusive";
  });
}

TEST_F(SlaKeeping, LeavesNothingStale) {
  Compute();
  Read([&](Session& s) { EXPECT_TRUE(s.clocks().Stale(10)->empty()); });
}

TEST_F(SlaKeeping, ComputesOpenWaitsAgainWhenTargetsChange) {
  Compute();
  policy_.first_response = Duration::Hours(1);
  Compute();
  EXPECT_EQ(TheWait().sla.due_at, Timestamp{1000} + Duration::Hours(1));
}

TEST_F(SlaKeeping, DoneEndsTheMatterAndUndoBringsItBack) {
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, {{}, {9000}}, conversation_).ok()); });
  Compute();
  EXPECT_EQ(TheWait().shop, Duration{8000});
  ASSERT_EQ(Matters().size(), 1U);
  EXPECT_EQ(Matters()[0].resolution.last_resolved_at, Timestamp{9000});
  EXPECT_EQ(Matters()[0].spent, Duration{8000});
  EXPECT_FALSE(Matters()[0].sla.due_at);
  Write([&](Session& s) { ASSERT_TRUE(UndoLast(s, {{}, {9500}}).ok()); });
  Compute();
  EXPECT_FALSE(TheWait().shop);
  EXPECT_FALSE(Matters()[0].resolution.last_resolved_at);
}

TEST_F(SlaKeeping, MattersThatNoLongerExistGo) {
  Compute();
  Write([&](Session& s) {
    FlagCorrection correction;
    correction.praise = true;
    ASSERT_TRUE(CorrectFlags(s, {{}, {9000}}, message_, correction).ok());
  });
  Compute();
  EXPECT_TRUE(Matters().empty());
}

TEST_F(SlaKeeping, GoesOnWhereItStopped) {
  for (int i = 0; i < 7; ++i) {
    const MessageId id = Add("d" + std::to_string(i), "person" + std::to_string(i), "Alo?", 2000 + i);
    Write([&](Session& s) { ASSERT_TRUE(WaitsAfterChange(s, (*s.messages().Get(id))->conversation_id).ok()); });
  }
  const SlaKeeper keeper({policy_}, {});
  Write([&](Session& s) { EXPECT_EQ(*keeper.Compute(s, 3), 3); });
  Read([&](Session& s) { EXPECT_EQ(s.clocks().Stale(100)->size(), 5U); });
}

}  // namespace
}  // namespace replywatch

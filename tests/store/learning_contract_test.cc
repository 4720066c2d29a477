// What the store keeps of corrections and of tries to learn from them.
#include <gtest/gtest.h>

#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class LearningContract : public StoreFixture {
 protected:
  void Correct(MessageId id, bool problem, std::int64_t at) {
    FlagCorrection correction;
    correction.problem = problem;
    Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, {{}, {at}}, id, correction).ok()); });
  }
  static LearningTry Try(bool is_used, const std::string& layer) {
    LearningTry tried;
    tried.at = {5000};
    tried.corrections = 31;
    tried.confirmed = 70;
    tried.newest_correction = 3;
    tried.model = 0xFEDCBA98U;
    tried.held_out_before = 0.875;
    tried.held_out_after = 0.8775;
    tried.shop_before = 0.5;
    tried.shop_after = 0.625;
    tried.is_used = is_used;
    tried.layer = layer;
    return tried;
  }
};

TEST_F(LearningContract, TellsWhatWasCorrectedOldestFirst) {
  const MessageId first = Add("c1", "ana", "Unde e?", 1000);
  const MessageId second = Add("c2", "ion", "Super", 2000);
  Correct(second, true, 3000);
  Correct(first, true, 4000);
  Correct(second, false, 5000);
  Read([&](Session& s) {
    const std::vector<JudgedMessage> corrected = *s.learning().Corrected(10);
    ASSERT_EQ(corrected.size(), 2U);
    EXPECT_EQ(corrected[0].text, "Unde e?");
    EXPECT_TRUE(corrected[0].flags.Has(Flag::kProblem));
    EXPECT_EQ(corrected[1].text, "Super");
    EXPECT_FALSE(corrected[1].flags.Has(Flag::kProblem)) << "as it was left";
    EXPECT_EQ(s.learning().Corrected(1)->front().text, "Super") << "the latest";
    const CorrectionProgress progress = *s.learning().Progress(0);
    EXPECT_EQ(progress.messages, 2);
    EXPECT_EQ(progress.fresh, 2);
    EXPECT_EQ(s.learning().Progress(progress.newest)->fresh, 0);
    EXPECT_EQ(s.learning().Progress(progress.newest - 1)->fresh, 1);
  });
}

TEST_F(LearningContract, LeavesOutWhatWasTakenBackOrErased) {
  const MessageId taken_back = Add("c1", "ana", "Unde e?", 1000);
  const MessageId erased = Add("c2", "ion", "Super", 2000);
  Correct(taken_back, true, 3000);
  Correct(erased, true, 4000);
  Write([&](Session& s) {
    ASSERT_TRUE(s.messages().RemoveLatestCorrection(taken_back).ok());
    ASSERT_TRUE(s.contacts().Erase((*s.messages().Get(erased))->contact_id, {5000}).ok());
  });
  Read([&](Session& s) {
    EXPECT_TRUE(s.learning().Corrected(10)->empty());
    EXPECT_EQ(s.learning().Progress(0)->messages, 0);
  });
}

TEST_F(LearningContract, TellsWhatWasDealtWithAsItStood) {
  const MessageId done = Add("c1", "ana", "Unde e?", 1000);
  const MessageId corrected = Add("c2", "ion", "Cat costa?", 2000);
  Add("c3", "dan", "Alo?", 3000);
  Correct(corrected, true, 4000);
  Write([&](Session& s) {
    for (const MessageId id : {done, corrected}) {
      const ConversationId conversation = (*s.messages().Get(id))->conversation_id;
      ASSERT_TRUE(WaitsAfterChange(s, conversation).ok());
      ASSERT_TRUE(MarkDone(s, {{}, {9000}}, conversation).ok());
    }
  });
  Read([&](Session& s) {
    const std::vector<JudgedMessage> confirmed = *s.learning().Confirmed(10);
    ASSERT_EQ(confirmed.size(), 1U);
    EXPECT_EQ(confirmed[0].text, "Unde e?");
  });
}

TEST_F(LearningContract, KeepsTriesAndOneLayer) {
  const std::string bytes("\0\1layer\xFF", 8);
  Read([&](Session& s) { EXPECT_FALSE(*s.learning().Latest()); });
  Write([&](Session& s) {
    ASSERT_TRUE(s.learning().Add(Try(true, bytes)).ok());
    ASSERT_TRUE(s.learning().Add(Try(false, "")).ok());
  });
  std::int64_t used_id = 0;
  Read([&](Session& s) {
    const LearningTry used = **s.learning().Used();
    EXPECT_EQ(used.layer, bytes);
    EXPECT_EQ(used.model, 0xFEDCBA98U);
    EXPECT_EQ(used.confirmed, 70);
    EXPECT_EQ(used.shop_after, 0.625);
    EXPECT_EQ(used.held_out_after, 0.8775);
    used_id = *s.learning().UsedId();
    EXPECT_EQ(used_id, used.id);
    EXPECT_GT((**s.learning().Latest()).id, used.id) << "one that is not used leaves the other in its place";
  });
  Write([&](Session& s) { ASSERT_TRUE(s.learning().Add(Try(true, "second")).ok()); });
  Read([&](Session& s) {
    EXPECT_EQ((**s.learning().Used()).layer, "second");
    EXPECT_GT(*s.learning().UsedId(), used_id);
  });
  Write([&](Session& s) { ASSERT_TRUE(s.learning().ForgetLayers().ok()); });
  Read([&](Session& s) {
    EXPECT_FALSE(*s.learning().Used());
    EXPECT_EQ(*s.learning().UsedId(), 0);
  });
}

}  // namespace
}  // namespace replywatch

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
  static LearningTry Try(bool is_used) {
    LearningTry tried;
    tried.at = {5000};
    tried.corrections = 31;
    tried.confirmed = 70;
    tried.newest_correction = 3;
    tried.erasures = 2;
    tried.model = 0xFEDCBA98U;
    tried.held_out_before = 0.875;
    tried.held_out_after = 0.8775;
    tried.shop_before = 0.5;
    tried.shop_after = 0.625;
    tried.is_used = is_used;
    return tried;
  }
  std::int64_t Erasures() {
    std::int64_t erasures = 0;
    Read([&](Session& s) { erasures = s.learning().Progress(0)->erasures; });
    return erasures;
  }
};

TEST_F(LearningContract, TellsWhatWasCorrectedOldestFirst) {
  const MessageId first = Add("c1", "ana", "Unde e?", 1000);
  const MessageId second = Add("c2", "ion", "Super", 2000);
  Correct(second, true, 3000);
  Correct(first, true, 4000);
  FlagCorrection too;
  too.question = true;
  Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, {{}, {5000}}, second, too).ok()); });
  Read([&](Session& s) {
    const std::vector<JudgedMessage> corrected = *s.learning().Corrected(10);
    ASSERT_EQ(corrected.size(), 2U);
    EXPECT_EQ(corrected[0].text, "Unde e?");
    EXPECT_TRUE(corrected[0].flags.Has(Flag::kProblem));
    EXPECT_EQ(corrected[1].text, "Super");
    EXPECT_EQ(corrected[1].flags, Flag::kProblem | Flag::kQuestion) << "as it was left";
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

TEST_F(LearningContract, CountsErasuresOfContactsAlone) {
  Add("c1", "ana", "Unde e?", 1000);
  const MessageId second = Add("c2", "ion", "Super", 7000);
  Write([&](Session& s) { EXPECT_EQ(*s.contacts().EraseMessagesBefore(inbox_, {500}, {9000}), 0); });
  EXPECT_EQ(Erasures(), 0) << "nothing was old enough";
  Write([&](Session& s) { EXPECT_EQ(*s.contacts().EraseMessagesBefore(inbox_, {5000}, {9000}), 1); });
  EXPECT_EQ(Erasures(), 1);
  Write([&](Session& s) { ASSERT_TRUE(s.contacts().Erase((*s.messages().Get(second))->contact_id, {9000}).ok()); });
  EXPECT_EQ(Erasures(), 2);
  Write([&](Session& s) { EXPECT_EQ(*s.contacts().EraseMessagesBefore(inbox_, {9000}, {9500}), 0); });
  EXPECT_EQ(Erasures(), 2) << "all is erased already";
}

TEST_F(LearningContract, LeavesOutWhatWasPutBackOrTellsNothingOfTheFlagsLearnt) {
  const MessageId put_back = Add("c1", "ana", "Unde e?", 1000);
  const MessageId threat = Add("c2", "ion", "Super", 2000);
  const MessageId learnt = Add("c3", "dan", "Alo", 2500);
  Correct(learnt, true, 2600);
  Correct(put_back, true, 3000);
  Correct(put_back, false, 3500);
  FlagCorrection correction;
  correction.threat = true;
  Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, {{}, {4000}}, threat, correction).ok()); });
  Read([&](Session& s) {
    EXPECT_EQ(s.learning().Progress(0)->messages, 1);
    const std::vector<JudgedMessage> corrected = *s.learning().Corrected(1);
    ASSERT_EQ(corrected.size(), 1U) << "the limit is of what counts";
    EXPECT_EQ(corrected[0].text, "Alo");
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
  Read([&](Session& s) {
    EXPECT_FALSE(*s.learning().Latest());
    EXPECT_EQ(*s.learning().UsedLayer(), "");
  });
  Write([&](Session& s) {
    ASSERT_TRUE(s.learning().Add(Try(true), bytes).ok());
    ASSERT_TRUE(s.learning().Add(Try(false), {}).ok());
  });
  std::int64_t first = 0;
  Read([&](Session& s) {
    const LearningTry used = **s.learning().Used();
    EXPECT_EQ(*s.learning().UsedLayer(), bytes);
    EXPECT_EQ(used.model, 0xFEDCBA98U);
    EXPECT_EQ(used.confirmed, 70);
    EXPECT_EQ(used.erasures, 2);
    EXPECT_EQ(used.shop_after, 0.625);
    EXPECT_EQ(used.held_out_after, 0.8775);
    first = *s.learning().UsedId();
    EXPECT_EQ(first, used.id);
    EXPECT_GT((**s.learning().Latest()).id, used.id) << "one that is not used leaves the other in its place";
  });
  Write([&](Session& s) { ASSERT_TRUE(s.learning().Add(Try(true), "second").ok()); });
  std::int64_t second = 0;
  Read([&](Session& s) {
    EXPECT_EQ(*s.learning().UsedLayer(), "second");
    second = *s.learning().UsedId();
    EXPECT_GT(second, first);
  });
  Write([&](Session& s) { ASSERT_TRUE(s.learning().DropLayer(first, true).ok()); });
  Read([&](Session& s) {
    EXPECT_EQ(*s.learning().UsedId(), second) << "another is used by now";
    EXPECT_FALSE(s.learning().Progress(0)->is_due);
  });
  Write([&](Session& s) { ASSERT_TRUE(s.learning().DropLayer(second, false).ok()); });
  Read([&](Session& s) {
    EXPECT_FALSE(*s.learning().Used());
    EXPECT_EQ(*s.learning().UsedId(), 0);
    EXPECT_EQ(*s.learning().UsedLayer(), "");
    EXPECT_FALSE(s.learning().Progress(0)->is_due);
  });
}

TEST_F(LearningContract, RemembersThatADroppedLayerIsToBeLearntAgain) {
  Write([&](Session& s) {
    ASSERT_TRUE(s.learning().Add(Try(true), "layer").ok());
    ASSERT_TRUE(s.learning().DropLayer(*s.learning().UsedId(), true).ok());
  });
  Read([&](Session& s) { EXPECT_TRUE(s.learning().Progress(0)->is_due); });
  Write([&](Session& s) { ASSERT_TRUE(s.learning().Add(Try(false), {}).ok()); });
  Read([&](Session& s) { EXPECT_FALSE(s.learning().Progress(0)->is_due) << "it was tried"; });
}

}  // namespace
}  // namespace replywatch

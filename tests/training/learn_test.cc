// Learning from corrections: what a shop's staff know comes in, what the model knew stays, nonsense is refused.
#include "collector/training/learn.h"

#include <gtest/gtest.h>

#include "collector/training/judge.h"
#include "tests/support/small_corpus.h"

namespace replywatch {
namespace {

class Learning : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    lexicon_ = new Lexicon(*Lexicon::Load(std::filesystem::path(RW_TEST_CONFIG_DIR) / "languages"));
    model_ = (*TrainedModel::FromBytes(*TrainModel(SmallCorpus(), *lexicon_, {}), "small")).release();
  }
  static void TearDownTestSuite() {
    delete model_;
    delete lexicon_;
  }

  // What this shop's customers say when a thing is bad, and nobody else.
  static std::vector<LabelledText> ShopWords(std::array<bool, kHeads> labels) {
    std::vector<LabelledText> texts;
    for (const char* thing : {"vase", "bench", "stool", "clock", "frame", "bowl", "mug", "rug"}) {
      texts.push_back({std::string("zorbled ") + thing + " here", "en", "", labels});
      texts.push_back({std::string("the ") + thing + " came zorbled on monday", "en", "", labels});
      texts.push_back({std::string("yet another zorbled ") + thing, "en", "", labels});
    }
    return texts;
  }
  // Held out are messages of which none is learnt.
  static std::vector<LabelledText> HeldOut() {
    std::vector<LabelledText> texts;
    for (const char* thing : {"table", "sofa", "bed", "desk"}) {
      texts.push_back({std::string("the ") + thing + " does not work, broken", "en", "", {true, false, false}});
      texts.push_back({std::string("how much is that ") + thing + "?", "en", "", {false, true, false}});
      texts.push_back({std::string("thank you, i love the ") + thing, "en", "", {false, false, true}});
    }
    return texts;
  }
  static Learned Learn(const std::vector<LabelledText>& corrections, const std::vector<LabelledText>& confirmed = {},
                       const CorrectionLayer* current = nullptr) {
    const TrainingSet corpus = SmallCorpus();
    const std::vector<LabelledText> held_out = HeldOut();
    auto learned = LearnCorrections(*model_, *lexicon_, {corrections, confirmed, corpus.labelled, held_out, current});
    EXPECT_TRUE(learned.ok()) << (learned.ok() ? "" : learned.error().text);
    return *std::move(learned);
  }
  static bool IsProblem(const std::string& text, const CorrectionLayer& layer) {
    FoldedText folded;
    FeatureScratch scratch;
    Features features;
    FoldInto(text, folded);
    ReadFeatures(folded, *lexicon_, lexicon_->Find("en"), scratch, features);
    HeadScores scores = model_->Score(features, 0);
    layer.AddTo(*model_, features, scores);
    return scores[0] > 0;
  }

  static const Lexicon* lexicon_;
  static const TrainedModel* model_;
};
const Lexicon* Learning::lexicon_ = nullptr;
const TrainedModel* Learning::model_ = nullptr;

TEST_F(Learning, TakesInWhatAShopKnows) {
  ASSERT_FALSE(IsProblem("yet another zorbled kettle", {}));
  const Learned learned = Learn(ShopWords({true, false, false}));
  ASSERT_TRUE(learned.report.is_better);
  EXPECT_GT(learned.report.shop_after, learned.report.shop_before);
  EXPECT_EQ(learned.report.corrections, 24U);
  EXPECT_EQ(learned.report.replayed, 48U);
  EXPECT_TRUE(IsProblem("yet another zorbled kettle", learned.layer)) << "in a message that nobody corrected";
  EXPECT_FALSE(IsProblem("i love my kettle", learned.layer));
}

TEST_F(Learning, KeepsWhatTheModelKnew) {
  const Learned learned = Learn(ShopWords({true, false, false}));
  ASSERT_TRUE(learned.report.is_better);
  EXPECT_EQ(learned.report.held_out, 12U);
  EXPECT_EQ(learned.report.held_out_before, 1);
  EXPECT_EQ(learned.report.held_out_after, 1);
}

TEST_F(Learning, TakesALanguageForWhatTheModelTakesIt) {
  std::vector<LabelledText> unsure = ShopWords({true, false, false});
  for (LabelledText& text : unsure) text.language = "und";
  EXPECT_EQ(Learn(unsure).layer.Encode(), Learn(ShopWords({true, false, false})).layer.Encode());
}

TEST_F(Learning, RefusesWhatSpeaksAgainstMessagesDealtWithAsTheyStood) {
  std::vector<LabelledText> corrections;
  std::vector<LabelledText> confirmed;
  for (const char* thing : {"vase", "bench", "stool", "clock", "frame", "bowl", "mug", "rug"}) {
    for (const char* place : {"here", "there", "inside"})
      corrections.push_back({std::string("zorbled ") + thing + " " + place, "en", "", {true, false, false}});
    for (const char* place : {"here", "there", "inside", "outside", "upstairs", "downstairs"})
      confirmed.push_back({std::string("zorbled ") + thing + " " + place, "en", "", {false, false, false}});
  }
  EXPECT_TRUE(Learn(corrections).report.is_better);
  const Learned learned = Learn(corrections, confirmed);
  EXPECT_EQ(learned.report.confirmed, 48U);
  EXPECT_FALSE(learned.report.is_better) << "twice as many people left the same words as they were";
}

// Staff who saw what a layer said did not say that the model alone was wrong.
TEST_F(Learning, LearnsNothingOfAConfirmedFlagThatTheModelAloneWouldSetOtherwise) {
  std::vector<LabelledText> confirmed;
  for (const char* thing : {"lamp", "chair", "kettle", "shelf"})
    confirmed.push_back({std::string("the ") + thing + " arrived broken, it does not work", "en", "", {false, false, false}});
  const Learned learned = Learn(ShopWords({true, false, false}), confirmed);
  EXPECT_NEAR(learned.report.shop_before, (24 * 2 + 4 * 2) / (24 * 3 + 4 * 2.0), 1e-9);
  ASSERT_TRUE(learned.report.is_better);
  EXPECT_TRUE(IsProblem("the lamp arrived broken, it does not work", learned.layer));
}

TEST_F(Learning, TellsALayerInUseThatHarmsFromOneThatHelps) {
  const Learned good = Learn(ShopWords({true, false, false}));
  EXPECT_FALSE(Learn(ShopWords({true, false, false}), {}, &good.layer).report.current_harms);
  EXPECT_TRUE(Learn(ShopWords({false, false, true}), {}, &good.layer).report.current_harms) << "staff say otherwise by now";
  const CorrectionLayer all_problems(*model_, {20, 0, 0}, {});
  EXPECT_TRUE(Learn(ShopWords({true, false, false}), {}, &all_problems).report.current_harms) << "right here, wrong elsewhere";
}

// In a long message a shop's word is a small part: all of what was learnt makes a problem of it, half does not.
TEST_F(Learning, UsesAPartOfWhatItLearntWhereTheWholeWouldHarm) {
  std::vector<LabelledText> held_out = HeldOut();
  for (const char* thing : {"vase", "bench", "stool", "clock"})
    held_out.push_back({std::string("zorbled ") + thing + " in our hall near that big window", "en", "", {false, false, false}});
  std::vector<LabelledText> corrections;
  for (const char* thing : {"vase", "bench", "stool", "clock", "frame", "bowl", "mug", "rug"}) {
    for (const char* more :
         {"", " here", " there", " inside", " outside", " upstairs", " downstairs", " today", " again", " too"})
      corrections.push_back({std::string("zorbled ") + thing + more, "en", "", {true, false, false}});
  }
  const TrainingSet corpus = SmallCorpus();
  const Learned whole = Learn(corrections);
  ASSERT_TRUE(IsProblem(held_out.back().text, whole.layer));
  const auto part = LearnCorrections(*model_, *lexicon_, {corrections, {}, corpus.labelled, held_out});
  ASSERT_TRUE(part.ok());
  ASSERT_TRUE(part->report.is_better);
  EXPECT_FALSE(IsProblem(held_out.back().text, part->layer));
  EXPECT_TRUE(IsProblem("zorbled kettle", part->layer));
}

TEST_F(Learning, RefusesWhatWouldUnlearnTheRest) {
  std::vector<LabelledText> corrections;
  std::vector<LabelledText> held_out;
  for (int i = 0; i < 30; ++i) {
    const std::string text = "how much is the thing number " + std::to_string(i) + "?";
    corrections.push_back({text, "en", "", {false, false, true}});
    held_out.push_back({text, "en", "", {false, true, false}});
  }
  const TrainingSet corpus = SmallCorpus();
  const auto learned = LearnCorrections(*model_, *lexicon_, {corrections, {}, corpus.labelled, held_out});
  ASSERT_TRUE(learned.ok());
  EXPECT_FALSE(learned->report.is_better);
  EXPECT_TRUE(learned->layer.empty());
  EXPECT_GT(learned->report.shop_after, learned->report.shop_before) << "it would have been learnt";
  EXPECT_LT(learned->report.held_out_after, learned->report.held_out_before);
}

TEST_F(Learning, RefusesWhatFitsNoCorrectionItHasNotSeen) {
  std::vector<LabelledText> corrections;
  for (int i = 0; i < 40; ++i) corrections.push_back({"zorbled vase", "en", "", {i % 2 == 0, false, false}});
  EXPECT_FALSE(Learn(corrections).report.is_better) << "half say yes, half say no to the same words";
}

TEST_F(Learning, RefusesAGainThatMayBeChance) {
  std::vector<LabelledText> corrections = ShopWords({true, false, false});
  corrections.resize(2);
  for (int i = 0; corrections.size() < kFewestCorrections; ++i) {
    const std::string number(1, static_cast<char>('a' + i));
    corrections.push_back({"word" + number + number + number, "en", "", {i % 2 == 0, i % 3 == 0, false}});
  }
  EXPECT_FALSE(Learn(corrections).report.is_better);
}

TEST_F(Learning, GivesTheSameLayerForTheSameCorrections) {
  EXPECT_EQ(Learn(ShopWords({true, false, false})).layer.Encode(), Learn(ShopWords({true, false, false})).layer.Encode());
}

TEST_F(Learning, NeedsEnoughCorrections) {
  const std::vector<LabelledText> few(kFewestCorrections - 1, {"zorbled", "en", "", {true, false, false}});
  const auto learned = LearnCorrections(*model_, *lexicon_, {few, {}, {}, {}});
  ASSERT_FALSE(learned.ok());
  EXPECT_EQ(learned.error().kind, ErrorKind::kInvalidArgument);
}

}  // namespace
}  // namespace replywatch

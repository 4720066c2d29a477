// Training on a small invented set, and the sets that are read from files.
#include "collector/training/train.h"

#include <gtest/gtest.h>

#include "collector/training/judge.h"
#include "shared/base/file.h"
#include "tests/support/small_corpus.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

const Lexicon& ProjectLexicon() {
  static const Lexicon kLexicon = [] {
    auto loaded = Lexicon::Load(std::filesystem::path(RW_TEST_CONFIG_DIR) / "languages");
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().text);
    return std::move(loaded).value();
  }();
  return kLexicon;
}

TEST(TrainModel, GivesTheSameBytesForTheSameTexts) {
  const auto first = TrainModel(SmallCorpus(), ProjectLexicon(), {});
  const auto second = TrainModel(SmallCorpus(), ProjectLexicon(), {});
  ASSERT_TRUE(first.ok()) << first.error().text;
  EXPECT_EQ(*first, *second);
}

TEST(TrainModel, LearnsFlagsAndLanguages) {
  auto bytes = TrainModel(SmallCorpus(), ProjectLexicon(), {});
  ASSERT_TRUE(bytes.ok());
  const auto model = TrainedModel::FromBytes(*std::move(bytes), "test");
  ASSERT_TRUE(model.ok()) << model.error().text;
  const std::vector<LabelledText> texts{{"my vase arrived broken", "en", "", {true, false, false}},
                                        {"how much is the vase?", "en", "", {false, true, false}},
                                        {"i love my vase", "en", "", {false, false, true}},
                                        {"vaza a venit sparta", "ro", "", {true, false, false}}};
  const std::vector<JudgedText> judged = JudgeTexts(**model, ProjectLexicon(), texts, /*knows_language=*/false);
  for (std::size_t i = 0; i < texts.size(); ++i) {
    EXPECT_EQ(judged[i].language, texts[i].language) << texts[i].text;
    for (std::size_t head = 0; head < kHeads; ++head)
      EXPECT_EQ(judged[i].probabilities[head] > 0.5, texts[i].labels[head]) << texts[i].text << " " << head;
  }
}

TEST(TrainModel, ASetWithoutAnyProblemIsRefused) {
  TrainingSet set = SmallCorpus();
  for (LabelledText& text : set.labelled) text.labels[0] = false;
  const auto bytes = TrainModel(set, ProjectLexicon(), {});
  ASSERT_FALSE(bytes.ok());
  EXPECT_EQ(bytes.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(bytes.error().text.find("problem"), std::string::npos);
}

TEST(TrainModel, AShiftIsAddedToALanguagesScores) {
  TrainingOptions shifted;
  shifted.shifts["en"] = {2.0F, 0.0F, 0.0F};
  const auto plain = TrainedModel::FromBytes(*TrainModel(SmallCorpus(), ProjectLexicon(), {}), "plain");
  const auto moved = TrainedModel::FromBytes(*TrainModel(SmallCorpus(), ProjectLexicon(), shifted), "moved");
  const std::size_t en = (*plain)->info().languages[0] == "en" ? 0 : 1;
  EXPECT_NEAR((*moved)->info().language_biases[en][0] - (*plain)->info().language_biases[en][0], 2.0, 1e-6);
  EXPECT_EQ((*moved)->info().language_biases[1 - en], (*plain)->info().language_biases[1 - en]);
}

TEST(CrossJudge, JudgesEveryTextByAModelWithoutItsWriter) {
  TrainingSet set = SmallCorpus();
  // Only this writer says so; a model that had seen it would know.
  set.labelled.push_back({"zzyzx qwfpgj", "en", "x-9", {true, false, false}});
  TrainingOptions options;
  options.with_languages = false;
  const auto judged = CrossJudge(set, ProjectLexicon(), options, 5, /*balanced=*/false);
  ASSERT_TRUE(judged.ok()) << judged.error().text;
  ASSERT_EQ(judged->size(), set.labelled.size());
  EXPECT_LT(judged->back().probabilities[0], 0.6);
  EXPECT_GT(judged->front().probabilities[0], 0.5);
}

class Sets : public ::testing::Test {
 protected:
  void Put(const std::string& name, const std::string& content) {
    const std::filesystem::path path = folder_.path() / name;
    std::filesystem::create_directories(path.parent_path());
    ASSERT_TRUE(WriteFileAtomically(path, content).ok());
  }
  TempFolder folder_;
};

constexpr const char* kExample = R"({"writer":"x-1","kind":"review","text":"late","labels":["problem"]})";

TEST_F(Sets, ReadsExamplesByLanguageAndForeignTexts) {
  Put("en/examples.jsonl", std::string(kExample) + "\n");
  Put("ro/examples.jsonl", std::string(kExample) + "\n" + kExample + "\n");
  Put("foreign.jsonl", "{\"language\":\"de\",\"text\":\"Wann kommt es?\"}\n");
  const auto set = LoadTrainingSet(folder_.path());
  ASSERT_TRUE(set.ok()) << set.error().text;
  ASSERT_EQ(set->labelled.size(), 3U);
  EXPECT_EQ(set->labelled[0].language, "en");
  EXPECT_EQ(set->labelled[2].language, "ro");
  EXPECT_TRUE(set->labelled[0].labels[0]);
  ASSERT_EQ(set->spoken.size(), 1U);
  EXPECT_EQ(set->spoken[0].language, kOtherLanguage);
  ASSERT_EQ(set->sources.size(), 3U);
  EXPECT_EQ(set->sources[1].name, "ro/examples.jsonl");
  EXPECT_EQ(set->sources[1].examples, 2U);
  EXPECT_NE(set->sources[0].crc, set->sources[1].crc);
}

TEST_F(Sets, WithoutExamplesThereIsNothingToTrainOn) {
  EXPECT_EQ(LoadTrainingSet(folder_.path()).error().kind, ErrorKind::kNotFound);
}

TEST_F(Sets, AddsFurtherSetsWithTheirNames) {
  Put("tweets.jsonl",
      "{\"language\":\"en\",\"text\":\"gone\",\"labels\":[\"problem\",\"joy\"]}\n{\"language\":\"hu\",\"text\":\"köszönöm\"}\n");
  TrainingSet set;
  ASSERT_TRUE(AddExtraSets(folder_.path(), set).ok());
  ASSERT_EQ(set.labelled.size(), 1U);
  EXPECT_TRUE(set.labelled[0].labels[0]);
  EXPECT_FALSE(set.labelled[0].labels[2]);
  ASSERT_EQ(set.spoken.size(), 1U);
  EXPECT_EQ(set.spoken[0].language, "hu");
  EXPECT_EQ(set.sources.front().name, "tweets.jsonl");
}

TEST_F(Sets, AFolderWithoutSetsIsNotFound) {
  TrainingSet set;
  EXPECT_EQ(AddExtraSets(folder_.path(), set).error().kind, ErrorKind::kNotFound);
}

class BadLine : public Sets, public ::testing::WithParamInterface<const char*> {};

TEST_P(BadLine, IsToldWithItsNumber) {
  Put("a.jsonl", std::string("{\"language\":\"en\",\"text\":\"x\"}\n") + GetParam() + "\n");
  TrainingSet set;
  const Status status = AddExtraSets(folder_.path(), set);
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kConfiguration);
  EXPECT_NE(status.error().text.find("a.jsonl:2: "), std::string::npos) << status.error().text;
}

INSTANTIATE_TEST_SUITE_P(Table, BadLine,
                         ::testing::Values("{", "[]", R"({"text":"x"})", R"({"language":"en"})", R"({"language":"","text":"x"})",
                                           R"({"language":"en","text":5})",
                                           R"({"language":"en","text":"x","labels":"problem"})"));

}  // namespace
}  // namespace replywatch

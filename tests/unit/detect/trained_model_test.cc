// The model file: what is written is read, what is not right is refused.
#include "shared/detect/trained_model.h"

#include <gtest/gtest.h>

#include <cstring>

#include "shared/base/file.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

ModelInfo SmallInfo() {
  ModelInfo info;
  info.languages = {"en", "other", "ro"};
  info.classes = {"delay"};
  info.scales = {0.5F, 0.25F, 1.0F};
  info.biases = {-1.0F, 0.0F, 0.5F};
  info.language_biases = {{0.125F, 0, 0}, {0, 0, 0}, {0, 0, -0.25F}};
  info.language_scales = {1, 1, 1};
  info.language_starts = {0, 0, 0};
  info.sources = {{"en/examples.jsonl", 12, 3456}};
  return info;
}

// Four buckets for flags, two for languages.
std::string SmallModel() {
  return EncodeModel(SmallInfo(), {{4, 0, 0, 0}, {0, 8, 0, 0}, {0, 0, -6, 0}, {1, 1, 1, 0}}, {10, -10, -10, -10, 10, -10});
}

std::unique_ptr<const TrainedModel> Loaded() {
  auto model = TrainedModel::FromBytes(SmallModel(), "small");
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().text);
  return *std::move(model);
}

constexpr std::uint32_t InBucket(std::uint32_t bucket, std::uint32_t bits) { return bucket << (32U - bits); }

TEST(TrainedModel, ReadsWhatWasWritten) {
  const auto model = Loaded();
  EXPECT_EQ(model->info().languages, SmallInfo().languages);
  EXPECT_EQ(model->info().sources.front().name, "en/examples.jsonl");
  EXPECT_EQ(model->info().sources.front().crc, 3456U);
  EXPECT_FLOAT_EQ(model->WeightOf(InBucket(0, 2), 0), 2.0F);
  EXPECT_FLOAT_EQ(model->WeightOf(InBucket(1, 2), 1), 2.0F);
  EXPECT_FLOAT_EQ(model->WeightOf(InBucket(2, 2), 2), -6.0F);
}

TEST(TrainedModel, AScoreIsBiasPlusTheShareOfEachGroup) {
  const auto model = Loaded();
  Features features;
  features.forms = {{InBucket(0, 2), 0, 1}, {InBucket(0, 2) + 1, 0, 1}, {InBucket(1, 2), 0, 1}, {InBucket(3, 2), 0, 1}};
  const HeadScores scores = model->Score(features, std::nullopt);
  EXPECT_FLOAT_EQ(scores[0], -1.0F + 0.5F * 9 / 2);  // the root of four features
  EXPECT_FLOAT_EQ(scores[1], 0.25F * 9 / 2);
  EXPECT_FLOAT_EQ(scores[2], 0.5F + 1.0F / 2);
  EXPECT_FLOAT_EQ(model->Score(features, 0)[0], scores[0] + 0.125F);
  features.classes = {{InBucket(2, 2), 0, 1}};
  EXPECT_FLOAT_EQ(model->Score(features, std::nullopt)[2], 1.0F - 6.0F * kClassShare);
}

TEST(TrainedModel, TellsTheLikeliestLanguageOfOurs) {
  const auto model = Loaded();
  std::vector<float> probabilities;
  model->ScoreLanguages({InBucket(0, 1)}, probabilities);
  ASSERT_EQ(probabilities.size(), 3U);
  LikelyLanguage likely = model->Likeliest(probabilities);
  EXPECT_EQ(likely.ours, 0U);
  EXPECT_TRUE(likely.is_ours);
  EXPECT_GT(likely.probability, 0.99);
  model->ScoreLanguages({InBucket(1, 1)}, probabilities);
  likely = model->Likeliest(probabilities);
  EXPECT_FALSE(likely.is_ours) << "a foreign one";
  model->ScoreLanguages({}, probabilities);
  EXPECT_TRUE(probabilities.empty());
  EXPECT_FALSE(model->Likeliest(probabilities).ours);
}

TEST(TrainedModel, AMissingFileSaysSo) {
  EXPECT_EQ(TrainedModel::Load("/nowhere/replywatch.model").error().kind, ErrorKind::kNotFound);
}

TEST(TrainedModel, AFileIsReadWhereItLies) {
  const TempFolder folder;
  ASSERT_TRUE(WriteFileAtomically(folder.path() / "a.model", SmallModel()).ok());
  const auto model = TrainedModel::Load(folder.path() / "a.model");
  ASSERT_TRUE(model.ok()) << model.error().text;
  EXPECT_FLOAT_EQ((*model)->WeightOf(InBucket(0, 2), 0), 2.0F);
}

struct Damage {
  const char* name;
  std::string (*damage)(std::string);
  const char* says;
};

std::string PutU32(std::string bytes, std::size_t at, std::uint32_t value) {
  std::memcpy(bytes.data() + at, &value, sizeof value);
  return bytes;
}

class DamagedModel : public ::testing::TestWithParam<Damage> {};

TEST_P(DamagedModel, IsRefusedWithTheReason) {
  const auto model = TrainedModel::FromBytes(GetParam().damage(SmallModel()), "my.model");
  ASSERT_FALSE(model.ok());
  EXPECT_EQ(model.error().kind, ErrorKind::kConfiguration);
  EXPECT_NE(model.error().text.find("my.model: "), std::string::npos);
  EXPECT_NE(model.error().text.find(GetParam().says), std::string::npos) << model.error().text;
}

INSTANTIATE_TEST_SUITE_P(
    Table, DamagedModel,
    ::testing::Values(Damage{"Empty", [](std::string) { return std::string(); }, "is no model"},
                      Damage{"Foreign", [](std::string b) { return "PK" + b.substr(2); }, "is no model"},
                      Damage{"OtherFormat", [](std::string b) { return PutU32(b, 8, 99); }, "format 99"},
                      Damage{"Truncated", [](std::string b) { return b.substr(0, b.size() - 3); }, "damaged"},
                      Damage{"OneBitTurned",
                             [](std::string b) {
                               b[b.size() - 5] = static_cast<char>(b[b.size() - 5] ^ 4);
                               return b;
                             },
                             "checksum"},
                      Damage{"HugeTable", [](std::string b) { return PutU32(b, 20, 40); }, "sizes"},
                      Damage{"InfoBeyondTheEnd", [](std::string b) { return PutU32(b, 16, 0xFFFFFFF0U); }, "sizes"},
                      Damage{"OtherTableSize", [](std::string b) { return PutU32(b, 24, 3); }, "sizes"}),
    [](const auto& damage) { return std::string(damage.param.name); });

}  // namespace
}  // namespace replywatch

// What a shop's corrections add: read as written, refused where damaged or foreign, added where its rows stand.
#include "shared/detect/correction_layer.h"

#include <gtest/gtest.h>

#include <limits>

namespace replywatch {
namespace {

// Four buckets for flags, all weights nothing; `bias` tells one from another.
std::unique_ptr<const TrainedModel> Model(float bias = 0) {
  ModelInfo info;
  info.languages = {"en"};
  info.scales = {1, 1, 1};
  info.biases = {bias, 0, 0};
  info.language_biases = {{0, 0, 0}};
  info.language_scales = {1};
  info.language_starts = {0};
  auto model = TrainedModel::FromBytes(EncodeModel(info, {{}, {}, {}, {}}, {0, 0}), "small");
  EXPECT_TRUE(model.ok()) << (model.ok() ? "" : model.error().text);
  return *std::move(model);
}

constexpr std::uint32_t InBucket(std::uint32_t bucket) { return bucket << 30U; }

CorrectionLayer Layer(const TrainedModel& model) {
  return CorrectionLayer(model, {0.5F, 0, 0}, {{1, {2, 0, -1}}, {3, {0, 4, 0}}});
}

TEST(CorrectionLayer, AddsNothingWhenEmpty) {
  const auto model = Model();
  HeadScores scores{1, 2, 3};
  CorrectionLayer().AddTo(*model, {{{InBucket(1), 0, 1}}, {}, {}}, scores);
  EXPECT_EQ(scores, (HeadScores{1, 2, 3}));
  EXPECT_TRUE(CorrectionLayer().empty());
}

TEST(CorrectionLayer, AddsItsRowsSharedAmongTheGroup) {
  const auto model = Model();
  const CorrectionLayer layer = Layer(*model);
  Features features;
  for (const std::uint32_t bucket : {0U, 1U, 2U, 3U}) features.forms.push_back({InBucket(bucket), 0, 1});
  features.classes.push_back({InBucket(1), 0, 1});
  HeadScores scores{};
  layer.AddTo(*model, features, scores);
  EXPECT_FLOAT_EQ(scores[0], 0.5F + 2.0F / 2 + kClassShare * 2);
  EXPECT_FLOAT_EQ(scores[1], 4.0F / 2);
  EXPECT_FLOAT_EQ(scores[2], -1.0F / 2 - kClassShare);
  EXPECT_EQ(layer.WeightOf(*model, InBucket(3), 1), 4);
  EXPECT_EQ(layer.WeightOf(*model, InBucket(2), 1), 0);
}

TEST(CorrectionLayer, ReadsWhatWasWritten) {
  const auto model = Model();
  const std::string bytes = Layer(*model).Encode();
  const auto read = CorrectionLayer::FromBytes(bytes, *model);
  ASSERT_TRUE(read.ok()) << read.error().text;
  EXPECT_EQ(read->size(), 2U);
  EXPECT_EQ(read->Encode(), bytes);
}

TEST(CorrectionLayer, RefusesEveryDamagedByteAndLength) {
  const auto model = Model();
  const std::string bytes = Layer(*model).Encode();
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string damaged = bytes;
    damaged[i] = static_cast<char>(damaged[i] ^ 0x10);
    EXPECT_FALSE(CorrectionLayer::FromBytes(damaged, *model).ok()) << "byte " << i;
    EXPECT_FALSE(CorrectionLayer::FromBytes(bytes.substr(0, i), *model).ok()) << "cut at " << i;
  }
  EXPECT_FALSE(CorrectionLayer::FromBytes(bytes + "x", *model).ok());
}

TEST(CorrectionLayer, RefusesThatOfAnotherModel) {
  const auto read = CorrectionLayer::FromBytes(Layer(*Model()).Encode(), *Model(1));
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind, ErrorKind::kConfiguration);
  EXPECT_NE(read.error().text.find("another model"), std::string::npos);
}

TEST(CorrectionLayer, RefusesWeightsThatAreNoNumbersAndRowsOutOfOrder) {
  const auto model = Model();
  const CorrectionLayer endless(*model, {}, {{1, {std::numeric_limits<float>::infinity(), 0, 0}}});
  EXPECT_FALSE(CorrectionLayer::FromBytes(endless.Encode(), *model).ok());
  const CorrectionLayer disordered(*model, {}, {{3, {1, 0, 0}}, {1, {1, 0, 0}}});
  EXPECT_FALSE(CorrectionLayer::FromBytes(disordered.Encode(), *model).ok());
}

}  // namespace
}  // namespace replywatch

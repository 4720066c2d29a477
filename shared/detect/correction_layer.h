// CorrectionLayer: what one shop's own corrections add to the scores of the shipped model. The model stays as it is; the layer is
// a few weights beside it, so that it can be taken away again without a trace. Immutable; any thread.
//
// Its bytes, little-endian: "RWLAYER" and a zero byte; u32 format (1); u32 CRC-32 of everything after this field; u32 CRC-32 of
// the model it was made for; u32 number of rows; three f32 that are always added; then the rows by ascending bucket: u32 bucket,
// three f32 (problem, question, praise).
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/detect/features.h"
#include "shared/detect/trained_model.h"

namespace replywatch {

class CorrectionLayer {
 public:
  struct Row {
    std::uint32_t bucket = 0;  // TrainedModel::BucketOf
    HeadScores weights{};
    bool operator==(const Row&) const = default;
  };

  // Adds nothing.
  CorrectionLayer() = default;
  // `rows`: ascending by bucket, each once.
  CorrectionLayer(const TrainedModel& model, HeadScores biases, std::vector<Row> rows);

  // kConfiguration for bytes that are damaged, or made for another model than `model`.
  static Result<CorrectionLayer> FromBytes(std::string_view bytes, const TrainedModel& model);
  std::string Encode() const;

  bool empty() const { return rows_.empty() && biases_ == HeadScores{}; }
  std::size_t size() const { return rows_.size(); }

  // Adds to what `model` scored the same features; it must be the model the layer was made for.
  void AddTo(const TrainedModel& model, const Features& features, HeadScores& scores) const;
  // As TrainedModel::WeightOf, to be added to it.
  float WeightOf(const TrainedModel& model, std::uint32_t hash, std::size_t head) const;

 private:
  const Row* Find(std::uint32_t bucket) const;
  void Index();

  std::uint32_t model_crc_ = 0;
  HeadScores biases_{};
  std::vector<Row> rows_;
  std::vector<std::uint32_t> slots_;  // open addressing over rows_: index + 1, 0 for none; a power of two
};

}  // namespace replywatch

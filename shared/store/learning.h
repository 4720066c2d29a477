// Learning: what people corrected, to learn from, and what was learnt, try by try.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/classification.h"

namespace replywatch {

struct JudgedMessage {
  std::string text;
  std::string language;  // BCP 47 as the detector took it, or "und"
  Flags flags;           // as people left them, or as the detector set them
};

// How many messages stand corrected; erased ones are not counted.
struct CorrectionProgress {
  std::int64_t messages = 0;
  std::int64_t fresh = 0;   // of these, corrected behind the correction that was asked about
  std::int64_t newest = 0;  // the newest correction; 0: none
};

// One try to learn; figures as collector/training/learn.h says.
struct LearningTry {
  std::int64_t id = 0;
  Timestamp at;
  std::int64_t corrections = 0;
  std::int64_t confirmed = 0;
  std::int64_t newest_correction = 0;
  std::uint32_t model = 0;  // CRC of the model it was learnt beside
  double held_out_before = 0;
  double held_out_after = 0;
  double shop_before = 0;
  double shop_after = 0;
  bool is_used = false;
  std::string layer;  // bytes of a CorrectionLayer; empty when it was not better
};

class Learning {
 public:
  virtual ~Learning() = default;

  // `after`: LearningTry::newest_correction, or 0.
  virtual Result<CorrectionProgress> Progress(std::int64_t after) = 0;
  // The latest `limit` of them, oldest first.
  virtual Result<std::vector<JudgedMessage>> Corrected(int limit) = 0;
  // Likewise of those that staff answered or closed and whose flags nobody changed.
  virtual Result<std::vector<JudgedMessage>> Confirmed(int limit) = 0;

  // Keeps the try. One that is used takes the place of the one before, whose layer is dropped.
  virtual Status Add(const LearningTry& tried) = 0;
  virtual Result<std::optional<LearningTry>> Latest() = 0;
  virtual Result<std::optional<LearningTry>> Used() = 0;
  // Its id; 0: the shipped model alone is used. Cheap.
  virtual Result<std::int64_t> UsedId() = 0;
  // The shipped model alone, from now on.
  virtual Status ForgetLayers() = 0;
};

}  // namespace replywatch

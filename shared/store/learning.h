// Learning: what people corrected, to learn from, and what was learnt, try by try.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/classification.h"

namespace replywatch {

struct JudgedMessage {
  std::string text;
  Flags flags;  // as people left them, or as the detector set them
};

// Of the messages whose problem, question or praise stand otherwise than the detector said at first; erased ones are not counted.
struct CorrectionProgress {
  std::int64_t messages = 0;
  std::int64_t fresh = 0;     // of these, corrected behind the correction that was asked about
  std::int64_t newest = 0;    // the newest correction; 0: none
  std::int64_t erasures = 0;  // times that messages of contacts were erased, ever
  bool is_due = false;        // a layer was dropped that should be learnt again, Learning::DropLayer
};

// One try to learn; figures as collector/training/learn.h says.
struct LearningTry {
  std::int64_t id = 0;
  Timestamp at;
  std::int64_t corrections = 0;
  std::int64_t confirmed = 0;
  std::int64_t newest_correction = 0;
  std::int64_t erasures = 0;  // CorrectionProgress::erasures when it began
  std::uint32_t model = 0;    // CRC of the model it was learnt beside
  double held_out_before = 0;
  double held_out_after = 0;
  double shop_before = 0;
  double shop_after = 0;
  bool is_used = false;
};

class Learning {
 public:
  virtual ~Learning() = default;

  // `after`: LearningTry::newest_correction, or 0.
  virtual Result<CorrectionProgress> Progress(std::int64_t after) = 0;
  // The latest `limit` of what Progress counts, oldest first.
  virtual Result<std::vector<JudgedMessage>> Corrected(int limit) = 0;
  // Likewise of those that staff answered or closed and in which nobody changed anything.
  virtual Result<std::vector<JudgedMessage>> Confirmed(int limit) = 0;

  // Keeps the try; nothing is due then. `layer`: bytes of a CorrectionLayer, for one that is used. It takes the place of the one
  // before, whose bytes are dropped.
  virtual Status Add(const LearningTry& tried, std::string_view layer) = 0;
  virtual Result<std::optional<LearningTry>> Latest() = 0;
  virtual Result<std::optional<LearningTry>> Used() = 0;
  // The id of Used; 0: the shipped model alone is used. Cheap.
  virtual Result<std::int64_t> UsedId() = 0;
  // The bytes that came with Used; empty without one.
  virtual Result<std::string> UsedLayer() = 0;
  // The shipped model alone from now on, unless another than `id` is used by now. `learns_again`: the next look tries again, new
  // corrections or not.
  virtual Status DropLayer(std::int64_t id, bool learns_again) = 0;
};

}  // namespace replywatch

// Learner: from stored corrections to a layer beside the detector's model, when enough are new; what it comes to is stored, and
// used only where it is better. Not for several threads at once.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>

#include "shared/base/clock.h"
#include "shared/detect/classifier.h"
#include "shared/store/store.h"

namespace replywatch {

// So many newly corrected messages are worth another try.
inline constexpr std::int64_t kFreshCorrections = 20;

class Learner {
 public:
  // `data`: the data folder, with languages/*/examples.jsonl and model/held_out. Once `is_cancelled` says so (empty: never), a
  // learning ends with kCancelled and leaves nothing.
  Learner(Store& store, std::filesystem::path data, std::function<bool()> is_cancelled = {})
      : store_(store), data_(std::move(data)), is_cancelled_(std::move(is_cancelled)) {}

  // Learns when the corrections, or the model, have changed enough since the last try; nullopt: not now. Takes seconds then.
  Result<std::optional<LearningTry>> LearnIfDue(Timestamp now);
  // Learns in any case. kInvalidArgument for too few corrections; kNotFound without examples to hold on to.
  Result<LearningTry> Learn(Timestamp now);

 private:
  Store& store_;
  std::filesystem::path data_;
  std::function<bool()> is_cancelled_;
};

struct LearntClassifier {
  std::unique_ptr<Classifier> classifier;
  std::int64_t used = 0;  // Learning::UsedId
};
// The classifier with what was learnt here. A layer that was made for another model, or is damaged, is left out and forgotten.
Result<LearntClassifier> LoadLearntClassifier(Store& store, const std::filesystem::path& data);

}  // namespace replywatch

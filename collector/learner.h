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
// Retention erases messages every hour; so long may what was learnt from them outlive them (ErasePerson drops it at once).
inline constexpr Duration kErasedOutlived = Duration::Hours(24);

class Learner {
 public:
  // `data`: the data folder, with languages/*/examples.jsonl and model/held_out. Once `is_cancelled` says so (empty: never), a
  // learning ends with kCancelled and leaves nothing.
  Learner(Store& store, std::filesystem::path data, std::function<bool()> is_cancelled = {})
      : store_(store), data_(std::move(data)), is_cancelled_(std::move(is_cancelled)) {}

  // Learns when the corrections, or the model, have changed enough since the last try, or when what is used is kErasedOutlived
  // old and messages were erased meanwhile; nullopt: not now. Takes seconds then. Errors as Learn.
  Result<std::optional<LearningTry>> LearnIfDue(Timestamp now);
  // Learns in any case. What is used is taken out of use when messages were erased since it was learnt, even if nothing comes in
  // its place, and when the try finds that it harms. kInvalidArgument for too few corrections; kNotFound without examples to
  // hold on to; kCancelled; errors of the model's file (LoadModel) and of the store.
  Result<LearningTry> Learn(Timestamp now);
  // The shipped model alone, until newly corrected messages are worth another try. Errors of the store.
  Status Forget();

 private:
  // Drops what was learnt at or before `until`, if messages were erased since.
  Status DropErased(Timestamp until);
  // What was dropped leaves the log file, too; else tried again at the next call.
  Status ForgetDropped();

  Store& store_;
  std::filesystem::path data_;
  std::function<bool()> is_cancelled_;
  bool has_dropped_ = false;
};

struct LearntClassifier {
  std::unique_ptr<Classifier> classifier;
  std::int64_t used = 0;  // Learning::UsedId; 0 when the layer could not be used
};
// The classifier with what was learnt here. A layer that was made for another model, or is damaged, is left out, dropped, and
// learnt again at the next look. kConfiguration or kNotFound, naming the file, for the model; errors of the store.
Result<LearntClassifier> LoadLearntClassifier(Store& store, const std::filesystem::path& data);

}  // namespace replywatch

// Classifier: text -> Classification. The seam behind which a trained model replaces the
// word lists. Implementations are immutable and safe from any thread; they never throw on foreign
// text, however broken. A text alone is judged: repeat, went-public, talk among others and
// closing thanks need the conversation and are set by rules/.
#pragma once

#include <filesystem>
#include <memory>
#include <string_view>

#include "shared/base/result.h"
#include "shared/detect/word_lists.h"
#include "shared/model/classification.h"

namespace replywatch {

class CorrectionLayer;
struct LoadedModel;

class Classifier {
 public:
  virtual ~Classifier() = default;
  Classifier() = default;
  Classifier(const Classifier&) = delete;
  Classifier& operator=(const Classifier&) = delete;

  virtual Classification Classify(std::string_view text) const = 0;
};

std::unique_ptr<Classifier> MakeWordListClassifier(WordLists lists);

// What the programs use: the trained model for language, problem, question and praise, the word lists for threats, urgency and
// spam. `data`: the data folder (languages/, model/). kConfiguration or kNotFound, naming the file, when one of them cannot be
// used.
Result<std::unique_ptr<Classifier>> LoadClassifier(const std::filesystem::path& data);

// The same of a model that is loaded already, with what was learnt from a shop's corrections; `layer` must have been read for it.
std::unique_ptr<Classifier> MakeModelClassifier(LoadedModel loaded, CorrectionLayer layer);

// The word lists alone, the yardstick. From `languages`, the folder config/languages; errors as WordLists::Load.
Result<std::unique_ptr<Classifier>> LoadWordListClassifier(const std::filesystem::path& languages);

}  // namespace replywatch

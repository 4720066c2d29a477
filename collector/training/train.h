// Train: from labelled texts to the bytes of a model file. Regularised logistic regression (liblinear), one head a flag over all
// languages together, one a language. Deterministic: the same texts in the same order give the same bytes. Not for the program's
// daily work.
#pragma once

#include <array>
#include <cstdint>
#include <filesystem>
#include <map>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/detect/trained_model.h"

namespace replywatch {

struct LabelledText {
  std::string text;
  std::string language;  // tag
  std::string writer;    // for folds; empty: nobody's
  std::array<bool, kHeads> labels{};
};

struct SpokenText {
  std::string text;
  std::string language;  // tag, or kOtherLanguage
};

struct TrainingSet {
  std::vector<LabelledText> labelled;  // their languages are learnt from them, too
  std::vector<SpokenText> spoken;      // more for the language alone
  std::vector<ModelInfo::Source> sources;
};

struct TrainingOptions {
  double flag_cost = 10;  // liblinear's C: the higher, the closer to the examples
  double language_cost = 16;
  std::uint32_t flag_bits = 18;
  std::uint32_t language_bits = 16;
  bool with_languages = true;
  // By language tag: added to the scores of its heads. BalancedShifts finds them.
  std::map<std::string, std::array<float, kHeads>> shifts;
};

// kInvalidArgument when a head has no example for or none against.
Result<std::string> TrainModel(const TrainingSet& set, const Lexicon& lexicon, const TrainingOptions& options);

// Every <tag>/examples.jsonl of `languages`, and the texts of other languages in foreign.jsonl there. kNotFound without examples;
// kConfiguration with file and line for what is not as EXAMPLES.md says.
Result<TrainingSet> LoadTrainingSet(const std::filesystem::path& languages);

// Adds every *.jsonl of `folder`, by name: lines {"language": tag, "text": …, "labels": [problem, question, praise …]}; without
// "labels" for the language alone. kNotFound when there is none; kConfiguration with file and line.
Status AddExtraSets(const std::filesystem::path& folder, TrainingSet& set);

// <tag>/test.jsonl of every folder in `folder`, by name. Errors as LoadTrainingSet.
Result<std::vector<LabelledText>> LoadMeasuredTexts(const std::filesystem::path& folder);

}  // namespace replywatch

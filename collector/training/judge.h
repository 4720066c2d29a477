// What a model says of labelled texts: those it never saw, or each by a model that was made without its writer.
#pragma once

#include <array>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include "collector/training/measure.h"
#include "collector/training/train.h"

namespace replywatch {

struct JudgedText {
  std::array<double, kHeads> probabilities{};
  std::string language;  // empty: not sure enough
};

// One a text, in their order. `knows_language`: flags are judged with the language the text is filed under; else with the
// likeliest one of ours.
std::vector<JudgedText> JudgeTexts(const TrainedModel& model, const Lexicon& lexicon, std::span<const LabelledText> texts,
                                   bool knows_language);

// What has to be added to each language's scores so that saying "yes" from 0.5 on is where the macro-F1 of texts is highest whose
// writers the model does not know. Takes as long as training five times. Sets options.with_languages aside.
Result<std::map<std::string, std::array<float, kHeads>>> BalancedShifts(const TrainingSet& set, const Lexicon& lexicon,
                                                                        TrainingOptions options);

// The same for the set's own texts, each by a model trained on the folds its writer is not in; writers go into the folds
// in turn, those of one number together.
// `balanced`: every such model with shifts of its own.
Result<std::vector<JudgedText>> CrossJudge(const TrainingSet& set, const Lexicon& lexicon, const TrainingOptions& options,
                                           std::size_t folds, bool balanced);

}  // namespace replywatch

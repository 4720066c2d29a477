// Learn: from what people corrected to a layer beside the shipped model, and whether it may be used. Logistic regression over the
// model's scores, which stay as they are; examples of the corpus are learnt along with the corrections, so that what the model
// knew is not unlearnt. Deterministic. Time and memory grow with the texts, of which the latest kMostLearnt of either kind count
// (tests/bench/README.md has figures).
#pragma once

#include <array>
#include <cstdint>
#include <functional>
#include <span>
#include <string>
#include <vector>

#include "collector/training/train.h"
#include "shared/detect/correction_layer.h"

namespace replywatch {

// Fewer say too little about what is usual in a shop.
inline constexpr std::size_t kFewestCorrections = 20;

// So many of the latest corrected messages are learnt, and so many of the confirmed ones.
inline constexpr std::size_t kMostLearnt = 5000;

// What became of a try to learn; beside one another what the model says alone and what it says with the layer.
struct LearningReport {
  std::size_t corrections = 0;  // messages
  std::size_t confirmed = 0;    // messages that people dealt with and left as they were
  std::size_t replayed = 0;     // examples of the corpus learnt along with them
  std::size_t held_out = 0;     // messages of the corpus that nobody learnt
  // Mean macro-F1 over languages and flags, of the held-out messages.
  double held_out_before = 0;
  double held_out_after = 0;
  // Share of right flags of the corrected and the confirmed messages, each by a layer that did not learn it (five folds). Of a
  // confirmed message only the flags count in which the model alone says the same: nobody looked at what else it would have said.
  double shop_before = 0;
  double shop_after = 0;
  bool is_better = false;      // it may be used
  bool current_harms = false;  // LearningTexts::current mends no more of these flags than it breaks, or loses held-out ones
};

struct Learned {
  LearningReport report;
  CorrectionLayer layer;  // empty unless it is better
};

// Of the shop's own texts the language is what the model takes them for, as where they are judged; the one given is not looked
// at.
struct LearningTexts {
  std::span<const LabelledText> corrections;  // with the flags that people left them, oldest first
  // That were dealt with as they were flagged, likewise: without them only mistakes would be learnt.
  std::span<const LabelledText> confirmed;
  std::span<const LabelledText> examples;    // of the corpus
  std::span<const LabelledText> held_out;    // of the corpus, in none of the others
  const CorrectionLayer* current = nullptr;  // in use now
};

// kInvalidArgument for fewer than kFewestCorrections; kCancelled, within a fraction of a second, once `is_cancelled` says so
// (empty: never).
Result<Learned> LearnCorrections(const TrainedModel& model, const Lexicon& lexicon, const LearningTexts& texts,
                                 const std::function<bool()>& is_cancelled = {});

}  // namespace replywatch

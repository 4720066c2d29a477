// Verdict: from the scores of a text, and what its words signal, to flags, urgency, the reason why nobody need answer, and the
// words that decided. The rules that the word lists and the trained model share. Pure; any thread.
#pragma once

#include <vector>

#include "shared/detect/normalise.h"
#include "shared/detect/signals.h"
#include "shared/model/classification.h"

namespace replywatch {

// A flag is set where its score reaches this.
inline constexpr double kFlagThreshold = 0.5;

struct FlagScores {
  double problem = 0;  // 0..1, all three
  double question = 0;
  double praise = 0;
};

// Fills everything of `result` but the language. `evidence`: candidates for any flag; those of flags that are not set, or that
// overlap, are dropped.
void Conclude(const FoldedText& text, const Signals& signals, const FlagScores& scores, std::vector<Evidence> evidence,
              Classification& result);

}  // namespace replywatch

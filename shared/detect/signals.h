// Signals: what the matched words of one text add up to, before they become scores.
// Negation, overlap and clause borders are settled here. Pure; any thread.
#pragma once

#include <cstddef>
#include <optional>
#include <vector>

#include "shared/detect/normalise.h"
#include "shared/detect/word_lists.h"
#include "shared/model/classification.h"

namespace replywatch {

struct Signals {
  double problem = 0;  // sums of weights
  double praise = 0;
  double thanks = 0;
  double solved = 0;
  double question = 0;         // words that ask at the beginning of a clause
  double question_inside = 0;  // the same words elsewhere
  double threat = 0;           // the strongest
  double spam = 0;
  bool urgent = false;
  std::vector<Evidence> evidence;  // of every counted word, sorted by begin
};

// Keeps what counts: the words of `language` (all languages when nullopt), and of those inside one
// another the longest; reorders and shortens `matches`.
void SettleOverlaps(std::vector<WordMatch>& matches, std::optional<std::size_t> language);

// `matches` as SettleOverlaps left them.
Signals SumUp(const FoldedText& text, const std::vector<WordMatch>& matches);

}  // namespace replywatch

// Language identification for short social texts: function words, words of the lists, and
// letters that speak for or against a language. Rather "und" than wrong. Pure; any thread.
#pragma once

#include <optional>
#include <span>
#include <string>

#include "shared/detect/normalise.h"
#include "shared/detect/word_lists.h"

namespace replywatch {

struct LanguageGuess {
  std::optional<std::size_t> index;  // into WordLists::languages(); nullopt: "und"
  double confidence = 0;             // 0..1; 0 with nullopt
};

// `matches` as WordLists::FindMatches gave them for `text`.
LanguageGuess GuessLanguage(const WordLists& lists, const FoldedText& text, std::span<const WordMatch> matches);

}  // namespace replywatch

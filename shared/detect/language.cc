#include "shared/detect/language.h"

#include <algorithm>
#include <string_view>
#include <vector>

namespace replywatch {
namespace {

constexpr std::string_view kUnknown = "und";
constexpr double kFunctionWord = 1.0;
constexpr double kListWord = 0.6;
constexpr double kDistinctiveLetter = 0.8;
constexpr double kMaxLetters = 4.0;     // distinctive letters count this much at most
constexpr double kForeignLetter = 2.5;  // against the language
constexpr double kMinScore = 0.9;       // below: too little to go by
constexpr double kMinRatio = 1.35;      // best against second best
constexpr double kSmoothing = 0.6;
constexpr double kMinCoverage = 0.22;  // of a longer text must be known words
constexpr std::size_t kLongTokens = 6;

// Each token votes for every language that knows it; a word of many languages says little.
class Ballot {
 public:
  Ballot(std::size_t languages, std::size_t tokens, std::optional<std::size_t> unknown)
      : scores_(languages, 0.0), known_(languages, 0), best_(languages, 0.0), tokens_(tokens), unknown_(unknown) {}

  void Count(std::span<const WordMatch> matches) {
    for (std::size_t begin = 0; begin < matches.size();) {
      std::size_t end = begin;
      while (end < matches.size() && matches[end].first == matches[begin].first) ++end;
      CountToken(matches.subspan(begin, end - begin));
      begin = end;
    }
  }

  std::vector<double>& scores() { return scores_; }
  double Coverage(std::size_t language) const {
    return tokens_ == 0 ? 0 : static_cast<double>(known_[language]) / static_cast<double>(tokens_);
  }

 private:
  void CountToken(std::span<const WordMatch> matches) {
    std::fill(best_.begin(), best_.end(), 0.0);
    for (const WordMatch& match : matches) {
      const bool is_function = match.entry.word_class == WordClass::kFunction;
      const double length = static_cast<double>(match.last - match.first);
      double& best = best_[match.entry.language];
      best = std::max(best, is_function ? kFunctionWord : kListWord * length);
    }
    // What a known language lists does not speak for the unknown ones.
    if (unknown_ && std::any_of(best_.begin(), best_.end(), [&](const double& b) { return b > 0 && &b != &best_[*unknown_]; })) {
      best_[*unknown_] = 0;
    }
    const auto voters = std::count_if(best_.begin(), best_.end(), [](double b) { return b > 0; });
    for (std::size_t i = 0; i < best_.size(); ++i) {
      if (best_[i] == 0) continue;
      scores_[i] += best_[i] / static_cast<double>(voters * voters);
      ++known_[i];
    }
  }

  std::vector<double> scores_;
  std::vector<std::size_t> known_;
  std::vector<double> best_;
  std::size_t tokens_;
  std::optional<std::size_t> unknown_;  // index of "und"
};

double LetterScore(const LanguageWords& language, const FoldedText& text) {
  double own = 0;
  double foreign = 0;
  for (const char32_t c : text.marked) {
    if (language.distinctive.find(c) != std::u32string::npos) own += kDistinctiveLetter;
    if (language.foreign.find(c) != std::u32string::npos) foreign += kForeignLetter;
  }
  return std::min(own, kMaxLetters) - foreign;
}

bool WritesInScriptOf(const LanguageWords& language, const FoldedText& text) {
  return text.cyrillic > text.latin ? language.uses_cyrillic : language.uses_latin || text.latin == 0;
}

}  // namespace

LanguageGuess GuessLanguage(const WordLists& lists, const FoldedText& text, std::span<const WordMatch> matches) {
  const std::vector<LanguageWords>& languages = lists.languages();
  const auto und = std::find_if(languages.begin(), languages.end(), [](const LanguageWords& l) { return l.tag == kUnknown; });
  const auto unknown = und == languages.end() ? std::nullopt : std::optional<std::size_t>(und - languages.begin());
  Ballot ballot(languages.size(), text.tokens.size(), unknown);
  ballot.Count(matches);
  std::vector<double>& scores = ballot.scores();
  double best = 0;
  double second = 0;
  std::size_t winner = 0;
  for (std::size_t i = 0; i < languages.size(); ++i) {
    scores[i] = WritesInScriptOf(languages[i], text) ? scores[i] + LetterScore(languages[i], text) : 0.0;
    if (scores[i] > best) {
      second = best;
      best = scores[i];
      winner = i;
    } else {
      second = std::max(second, scores[i]);
    }
  }
  if (winner == unknown) return {};
  if (best < kMinScore || best < second * kMinRatio) return {};
  if (text.tokens.size() >= kLongTokens && ballot.Coverage(winner) < kMinCoverage) return {};
  return {winner, best / (best + std::max(second, 0.0) + kSmoothing)};
}

}  // namespace replywatch

#include "shared/detect/classifier.h"

#include <algorithm>
#include <cmath>
#include <utility>
#include <vector>

#include "shared/detect/language.h"
#include "shared/detect/normalise.h"
#include "shared/detect/signals.h"
#include "shared/detect/verdict.h"

namespace replywatch {
namespace {

constexpr double kSteepness = 1.2;  // one good word (0.6) reaches the threshold
constexpr double kPraiseAgainstProblem = 0.45;
constexpr double kProblemAgainstPraise = 0.8;
constexpr double kSolvedAlone = 0.15;      // "it came today, broken" is no solution …
constexpr double kSolvedWithThanks = 0.7;  // … "it came today, thank you" is
constexpr double kSolvedAsPraise = 0.25;
constexpr double kThanksAsPraise = 0.9;
constexpr double kAngryEmoji = 0.6;
constexpr double kGladEmoji = 0.35;
constexpr double kQuestionMark = 0.75;
constexpr double kRhetorical = 0.45;  // weight of a bare "?" within a complaint
constexpr double kAskingWordInside = 0.25;

double Score(double sum) { return sum <= 0 ? 0.0 : 1.0 - std::exp(-kSteepness * sum); }

struct Sums {
  double problem = 0;
  double praise = 0;
  double question = 0;
};

double QuestionSum(const FoldedText& text, const Signals& signals, double problem) {
  const bool has_mark = !text.question_marks.empty();
  const double words = signals.question + kAskingWordInside * signals.question_inside;
  if (!has_mark) return 0.85 * words * (Score(problem) >= kFlagThreshold ? 0.5 : 1.0);
  const bool is_complaint = Score(problem) >= kFlagThreshold;
  return is_complaint ? kRhetorical + 0.3 * words : kQuestionMark + words;
}

Sums Weigh(const FoldedText& text, const Signals& signals) {
  const double good = signals.praise + kThanksAsPraise * signals.thanks + kSolvedAsPraise * signals.solved +
                      kGladEmoji * static_cast<double>(std::min<std::size_t>(text.glad_emoji, 2));
  const double bad = signals.problem + kAngryEmoji * static_cast<double>(std::min<std::size_t>(text.angry_emoji, 2));
  Sums sums;
  const bool is_thankful = signals.praise + signals.thanks > 0.6;
  const double solved = signals.solved * (is_thankful ? kSolvedWithThanks : kSolvedAlone);
  sums.problem = bad - kPraiseAgainstProblem * good - solved;
  sums.praise = good - kProblemAgainstPraise * std::max(0.0, bad - solved);
  sums.question = QuestionSum(text, signals, sums.problem);
  if (!text.question_marks.empty() && signals.praise < 0.5) sums.praise -= 0.4;  // "…? Thanks" asks, it does not praise
  return sums;
}

class WordListClassifier final : public Classifier {
 public:
  explicit WordListClassifier(WordLists lists) : lists_(std::move(lists)) {}

  Classification Classify(std::string_view text) const override {
    thread_local FoldedText folded;
    thread_local std::vector<WordMatch> matches;
    FoldInto(text, folded);
    matches.clear();
    lists_.FindMatches(folded, matches);
    Classification result;
    const LanguageGuess guess = GuessLanguage(lists_, folded, matches);
    if (guess.index) {
      result.language = lists_.languages()[*guess.index].tag;
      result.language_confidence = guess.confidence;
    }
    SettleOverlaps(matches, guess.index);
    Signals signals = SumUp(folded, matches);
    Conclude(folded, signals, ScoresOf(folded, signals), std::move(signals.evidence), result);
    return result;
  }

 private:
  static FlagScores ScoresOf(const FoldedText& text, const Signals& signals) {
    const Sums sums = Weigh(text, signals);
    const bool has_words = !text.tokens.empty();
    FlagScores scores;
    scores.problem = has_words ? Score(sums.problem) : 0.0;
    scores.question = has_words || !text.question_marks.empty() ? Score(sums.question) : 0.0;
    scores.praise = has_words ? Score(sums.praise) : 0.0;
    return scores;
  }

  WordLists lists_;
};

}  // namespace

std::unique_ptr<Classifier> MakeWordListClassifier(WordLists lists) {
  return std::make_unique<WordListClassifier>(std::move(lists));
}

Result<std::unique_ptr<Classifier>> LoadWordListClassifier(const std::filesystem::path& languages) {
  RW_ASSIGN_OR_RETURN(WordLists lists, WordLists::Load(languages));
  return MakeWordListClassifier(std::move(lists));
}

}  // namespace replywatch

#include "shared/detect/signals.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>

namespace replywatch {
namespace {

constexpr std::uint32_t kNegationReach = 2;  // words between a negation and what it negates
constexpr double kNegatedProblem = 0.35;     // "no problem at all" is faint praise
constexpr double kNegatedPraise = 0.7;       // "not happy" is a problem
constexpr double kNegatedSolved = 0.5;
constexpr double kOneOpeningWord = 0.7;  // "when …" may ask or tell
constexpr float kStrongThreat = 1.0F;
constexpr double kStrongThreatAsProblem = 0.8;
constexpr double kThreatAsProblem = 0.3;
constexpr std::size_t kMaxEvidence = 64;

// Threats and urgency live beside the other classes: "reclamație la ANPC" is a problem and a threat.
bool StandsBeside(WordClass word_class) { return word_class == WordClass::kThreat || word_class == WordClass::kUrgencyHigh; }

bool IsBefore(const WordMatch& a, const WordMatch& b) {
  if (a.first != b.first) return a.first < b.first;
  if (a.last != b.last) return a.last > b.last;
  return a.entry.weight > b.entry.weight;
}

bool SameSpan(const WordMatch& a, const WordMatch& b) { return a.first == b.first && a.last == b.last; }

class Summer {
 public:
  Summer(const FoldedText& text, const std::vector<WordMatch>& matches, Signals& out)
      : text_(text), matches_(matches), out_(out) {}

  void Run() {
    for (std::size_t i = 0; i < matches_.size(); ++i) {
      if (IsCounted(i) && IsNew(matches_[i])) Count(matches_[i]);
      if (matches_[i].entry.word_class == WordClass::kNegation) negation_end_ = matches_[i].last;
    }
  }

 private:
  // One span counts once per class, also where several languages list it.
  bool IsCounted(std::size_t i) const {
    for (std::size_t k = i; k > 0 && SameSpan(matches_[k - 1], matches_[i]); --k) {
      if (matches_[k - 1].entry.word_class == matches_[i].entry.word_class) return false;
    }
    return true;
  }

  // Saying one thing three times is still one thing.
  bool IsNew(const WordMatch& match) {
    if (std::find(seen_.begin(), seen_.begin() + static_cast<std::ptrdiff_t>(seen_count_), match.id) !=
        seen_.begin() + static_cast<std::ptrdiff_t>(seen_count_)) {
      return false;
    }
    if (seen_count_ < seen_.size()) seen_[seen_count_++] = match.id;
    return true;
  }

  bool IsNegated(const WordMatch& match) const {
    if (negation_end_ == 0 || match.first < negation_end_ || match.first - negation_end_ > kNegationReach) return false;
    for (std::uint32_t t = negation_end_; t <= match.first; ++t) {
      if (text_.tokens[t].starts_clause) return false;
    }
    return true;
  }

  void Count(const WordMatch& match) {
    const double weight = match.entry.weight;
    switch (match.entry.word_class) {
      case WordClass::kProblem: CountEither(match, out_.problem, Flag::kProblem, out_.praise, kNegatedProblem); return;
      case WordClass::kPraise: CountEither(match, out_.praise, Flag::kPraise, out_.problem, weight * kNegatedPraise); return;
      case WordClass::kSolved:
        IsNegated(match) ? static_cast<void>(out_.problem += kNegatedSolved) : static_cast<void>(out_.solved += weight);
        return;
      case WordClass::kThanks:
        out_.thanks += weight;
        if (weight > 0.1) Note(match, Flag::kPraise);
        return;
      case WordClass::kQuestion: CountQuestion(match); return;
      case WordClass::kThreat:
        out_.threat = std::max(out_.threat, weight);
        out_.problem += match.entry.weight >= kStrongThreat ? kStrongThreatAsProblem : kThreatAsProblem;
        Note(match, Flag::kThreat);
        return;
      case WordClass::kUrgencyHigh: out_.urgent = true; return;
      case WordClass::kSpam: out_.spam += weight; return;
      case WordClass::kNeutral:
      case WordClass::kNegation:
      case WordClass::kFunction: return;
    }
  }

  void CountEither(const WordMatch& match, double& plain, Flag flag, double& negated, double negated_weight) {
    // "no refund" and "not my money back" complain all the more; only single words are taken back.
    const bool can_be_negated = flag == Flag::kPraise || match.last - match.first == 1;
    if (can_be_negated && IsNegated(match)) {
      negated += negated_weight;
      return;
    }
    plain += match.entry.weight;
    Note(match, flag);
  }

  void CountQuestion(const WordMatch& match) {
    const bool is_phrase = match.last - match.first > 1;
    const bool opens = is_phrase || text_.tokens[match.first].starts_clause;
    double& sum = opens ? out_.question : out_.question_inside;
    sum += match.entry.weight * (is_phrase || !opens ? 1.0 : kOneOpeningWord);
    if (opens) Note(match, Flag::kQuestion);
  }

  void Note(const WordMatch& match, Flag flag) {
    if (out_.evidence.size() >= kMaxEvidence) return;
    out_.evidence.push_back({text_.tokens[match.first].begin, text_.tokens[match.last - 1].end, flag});
  }

  const FoldedText& text_;
  const std::vector<WordMatch>& matches_;
  Signals& out_;
  std::uint32_t negation_end_ = 0;
  std::array<std::uint32_t, 48> seen_{};
  std::size_t seen_count_ = 0;
};

}  // namespace

void SettleOverlaps(std::vector<WordMatch>& matches, std::optional<std::size_t> language) {
  std::erase_if(matches, [&](const WordMatch& match) {
    return match.entry.word_class == WordClass::kFunction || (language && match.entry.language != *language);
  });
  std::sort(matches.begin(), matches.end(), IsBefore);
  std::size_t kept = 0;
  std::array<WordMatch, 2> covers;  // the accepted match that reaches farthest: [0] of all but questions, [1] of questions
  for (const WordMatch& match : matches) {
    if (!StandsBeside(match.entry.word_class)) {
      // "where is my money" is a complaint as a whole, and still asks where.
      WordMatch& cover = covers.at(match.entry.word_class == WordClass::kQuestion ? 1 : 0);
      if (match.last <= cover.last && !SameSpan(match, cover)) continue;
      if (match.last > cover.last) cover = match;
    }
    matches[kept++] = match;
  }
  matches.resize(kept);
}

Signals SumUp(const FoldedText& text, const std::vector<WordMatch>& matches) {
  Signals signals;
  Summer(text, matches, signals).Run();
  return signals;
}

}  // namespace replywatch

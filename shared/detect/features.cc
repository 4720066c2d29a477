#include "shared/detect/features.h"

#include <malloc.h>

#include <algorithm>
#include <array>
#include <bit>
#include <string_view>
#include <tuple>

namespace replywatch {
namespace {

constexpr std::size_t kMostFeatures = 16'384;
constexpr std::size_t kShortestRun = 3;
constexpr std::size_t kLongestRun = 5;
constexpr std::uint32_t kNegationReach = 2;  // words behind a negation that it turns
constexpr int kMostLengthClass = 6;
constexpr std::size_t kShortestShout = 9;  // letters
constexpr double kShoutShare = 0.7;
constexpr std::array<double, 6> kSteps{0.0, 0.35, 0.55, 0.9, 1.4, 2.2};
constexpr std::size_t kMostSignals = 64;

// One a kind of feature, so that "no" the word and "no" the run differ.
enum Seed : std::uint32_t {
  kWord = 0x9E3779B9U,
  kNumber = 0x85EBCA6BU,
  kMark = 0xC2B2AE35U,
  kEdge = 0x27D4EB2FU,
  kPair = 0x165667B1U,
  kRun = 0xD3A2646CU,
  kLength = 0xFD7046C5U,
  kWhole = 0xB55A4F09U,
  kClass = 0x2545F491U,
  kNotClass = 0x5BD1E995U,
  kClassPair = 0x1B873593U,
  kAsked = 0xCC9E2D51U,
  kOpening = 0x38B34AE5U,
  kClosing = 0xA1E38B93U,
  kOrdered = 0x94D049BBU,
  kSignal = 0xBF58476DU
};

constexpr std::uint32_t Mix(std::uint32_t h) {
  h ^= h >> 16U;
  h *= 0x7FEB352DU;
  h ^= h >> 15U;
  h *= 0x846CA68BU;
  return h ^ (h >> 16U);
}
constexpr std::uint32_t Join(std::uint32_t seed, std::uint32_t a, std::uint32_t b = 0) {
  return Mix(seed ^ Mix(a + 0x9E3779B9U * b));
}

std::uint32_t HashOf(std::string_view letters) {
  std::uint32_t h = 2166136261U;
  for (const char c : letters) h = (h ^ static_cast<unsigned char>(c)) * 16777619U;
  return h;
}

bool IsNumber(std::string_view word) {
  return std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

class FormReader {
 public:
  FormReader(const FoldedText& text, FeatureScratch& seen, std::vector<Feature>& out) : text_(text), seen_(seen), out_(out) {}

  void Run() {
    std::size_t mark = 0;
    const auto count = static_cast<std::uint32_t>(text_.tokens.size());
    for (std::uint32_t token = 0; token < count; ++token) {
      for (; mark < text_.marks.size() && text_.marks[mark].before <= token; ++mark) PutMark(text_.marks[mark], token);
      PutWord(token);
    }
    for (; mark < text_.marks.size(); ++mark) PutMark(text_.marks[mark], count);
    Next(Join(kEdge, 2), count, count);
    OfTheWhole();
  }

 private:
  void Put(std::uint32_t hash, std::uint32_t first, std::uint32_t last) {
    if (seen_.IsNew(hash)) out_.push_back({hash, first, last});
  }

  void PutWord(std::uint32_t token) {
    const std::string_view word = text_.Folded(text_.tokens[token]);
    const bool is_number = IsNumber(word);
    const std::uint32_t hash =
        is_number ? Join(kNumber, static_cast<std::uint32_t>(std::min<std::size_t>(word.size(), 5))) : Join(kWord, HashOf(word));
    Put(hash, token, token + 1);
    Next(hash, token, token + 1);
    if (!is_number) PutRuns(word, token);
  }

  void PutMark(const Mark& mark, std::uint32_t token) {
    const std::uint32_t hash = Join(kMark, mark.sign);
    Put(hash, token, token);
    Next(hash, token, token);
  }

  // The pair that ends with this.
  void Next(std::uint32_t hash, std::uint32_t first, std::uint32_t last) {
    Put(Join(kPair, previous_, hash), previous_last_ > previous_first_ ? previous_first_ : first, last);
    previous_ = hash;
    previous_first_ = first;
    previous_last_ = last;
  }

  // Runs of bytes of the folded word with its edges; folded words are ASCII but for scripts that nobody folds.
  void PutRuns(std::string_view word, std::uint32_t token) {
    const std::size_t length = word.size() + 2;
    const auto at = [&](std::size_t i) {
      return i == 0 || i == length - 1 ? static_cast<unsigned char>('_') : static_cast<unsigned char>(word[i - 1]);
    };
    for (std::size_t begin = 0; begin + kShortestRun <= length; ++begin) {
      std::uint32_t h = kRun;
      const std::size_t most = std::min(kLongestRun, length - begin);
      for (std::size_t n = 0; n < most; ++n) {
        h = (h ^ at(begin + n)) * 16777619U;
        if (n + 1 >= kShortestRun) Put(Mix(h), token, token + 1);
      }
    }
  }

  void OfTheWhole() {
    const int length_class = std::min(kMostLengthClass, static_cast<int>(std::bit_width(text_.tokens.size())));
    Put(Join(kLength, static_cast<std::uint32_t>(length_class)), 0, 0);
    if (!text_.question_marks.empty()) Put(Join(kWhole, 1), 0, 0);
    if (!text_.marks.empty() && text_.marks.back().sign == '?' && text_.marks.back().before == text_.tokens.size())
      Put(Join(kWhole, 2), 0, 0);
    const std::size_t letters = text_.latin + text_.cyrillic;
    if (letters >= kShortestShout && static_cast<double>(text_.capitals) > kShoutShare * static_cast<double>(letters))
      Put(Join(kWhole, 3), 0, 0);
  }

  const FoldedText& text_;
  FeatureScratch& seen_;
  std::vector<Feature>& out_;
  std::uint32_t previous_ = Join(kEdge, 1);
  std::uint32_t previous_first_ = 0;
  std::uint32_t previous_last_ = 0;
};

// Of those inside one another the longest.
void KeepLongest(std::vector<ClassMatch>& matches) {
  const auto by_place = [](const ClassMatch& m) { return std::tuple(m.first, ~m.last, m.class_id); };
  std::sort(matches.begin(), matches.end(), [&](const ClassMatch& a, const ClassMatch& b) { return by_place(a) < by_place(b); });
  std::size_t kept = 0;
  ClassMatch widest;  // the one that reaches farthest so far, of the earliest begin
  for (const ClassMatch& match : matches) {
    const bool is_inside = match.last <= widest.last && match.last - match.first < widest.last - widest.first;
    const bool is_twice = kept > 0 && by_place(matches[kept - 1]) == by_place(match);
    if (is_inside || is_twice) continue;
    if (match.last > widest.last || widest.last == 0) widest = match;
    matches[kept++] = match;
  }
  matches.resize(kept);
}

class ClassReader {
 public:
  ClassReader(const FoldedText& text, const SemanticClasses& classes, FeatureScratch& scratch, Features& out)
      : text_(text), classes_(classes), scratch_(scratch), out_(out) {}

  void Run() {
    KeepLongest(scratch_.matches);
    std::uint32_t clause = 0;
    scratch_.clause_of.clear();
    for (const Token& token : text_.tokens) {
      if (token.starts_clause) ++clause;
      scratch_.clause_of.push_back(clause);
    }
    std::uint32_t negation_end = 0;
    bool is_negating = false;
    in_clause_.clear();
    std::uint32_t open_clause = 0;
    for (const ClassMatch& match : scratch_.matches) {
      if (scratch_.clause_of[match.first] != open_clause) {
        in_clause_.clear();
        open_clause = scratch_.clause_of[match.first];
        is_negating = false;
      }
      const bool is_negation = match.class_id == classes_.negation();
      const bool is_negated =
          !is_negation && is_negating && match.first >= negation_end && match.first - negation_end <= kNegationReach;
      Put(match, is_negated);
      if (is_negation) {
        is_negating = true;
        negation_end = match.last;
      }
    }
  }

 private:
  struct Seen {
    std::uint32_t hash;
    std::uint32_t first;
    std::uint32_t last;
  };

  void Put(const ClassMatch& match, bool is_negated) {
    const std::uint32_t hash = Join(is_negated ? kNotClass : kClass, match.class_id);
    PutOne(out_.classes, hash, match.first, match.last);
    if (match.first == 0) PutOne(out_.classes, Join(kOpening, hash), match.first, match.last);
    if (match.last == text_.tokens.size()) PutOne(out_.classes, Join(kClosing, hash), match.first, match.last);
    if (!text_.question_marks.empty()) PutOne(out_.classes, Join(kAsked, hash), match.first, match.last);
    if (previous_ != 0) PutOne(out_.pairs, Join(kOrdered, previous_, hash), match.first, match.last);
    previous_ = hash;
    for (const Seen& other : in_clause_) {
      if (other.hash == hash) return;  // a class twice in a clause is there
      PutOne(out_.pairs, Join(kClassPair, std::min(hash, other.hash), std::max(hash, other.hash)),
             std::min(other.first, match.first), std::max(other.last, match.last));
    }
    in_clause_.push_back({hash, match.first, match.last});
  }

  void PutOne(std::vector<Feature>& group, std::uint32_t hash, std::uint32_t first, std::uint32_t last) {
    if (scratch_.IsNew(hash)) group.push_back({hash, first, last});
  }

  const FoldedText& text_;
  const SemanticClasses& classes_;
  FeatureScratch& scratch_;
  Features& out_;
  std::uint32_t previous_ = 0;
  std::vector<Seen> in_clause_;
};

// How loud each signal is, in steps: a louder one has the quieter steps, too.
void PutSignals(FeatureScratch& scratch, std::vector<Feature>& out) {
  const Signals& s = scratch.signals;
  const std::array<double, 9> sums{
      s.problem, s.praise, s.thanks, s.solved, s.question, s.question_inside, s.threat, s.spam, s.urgent ? 1.0 : 0.0};
  for (std::uint32_t signal = 0; signal < sums.size(); ++signal) {
    for (std::uint32_t step = 0; step < kSteps.size() && sums[signal] > kSteps[step]; ++step) {
      const std::uint32_t hash = Join(kSignal, signal, step);
      if (scratch.IsNew(hash)) out.push_back({hash, 0, 0});
    }
  }
}

}  // namespace

void FeatureScratch::Begin(std::size_t most) {
  room_ = std::min(most, kMostFeatures);
  const std::size_t wanted = std::bit_ceil(room_ * 2 + 1);
  if (slots_.size() < wanted) slots_.resize(wanted);
  mask_ = wanted - 1;
  if (++stamp_ == 0) {
    std::fill(slots_.begin(), slots_.end(), Slot());
    stamp_ = 1;
  }
}

bool FeatureScratch::IsNew(std::uint32_t hash) {
  if (room_ == 0) return false;
  for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
    Slot& slot = slots_[at];
    if (slot.stamp != stamp_) {
      slot = {hash, stamp_};
      --room_;
      return true;
    }
    if (slot.hash == hash) return false;
  }
}

Result<Lexicon> Lexicon::Load(const std::filesystem::path& languages, const CompiledWordsByName& compiled,
                              const std::vector<std::string>& compiled_classes) {
  RW_ASSIGN_OR_RETURN(WordLists lists, WordLists::Load(languages, compiled));
  RW_ASSIGN_OR_RETURN(SemanticClasses classes, SemanticClasses::Load(languages, compiled, compiled_classes));
  ::malloc_trim(0);  // a file's text and JSON are many times what is kept of them, and glibc would hold on to it
  return Lexicon(std::move(lists), std::move(classes));
}

Lexicon::Place Lexicon::Find(const std::string& tag) const {
  Place place;
  const auto& lists = lists_.languages();
  const auto list = std::find_if(lists.begin(), lists.end(), [&](const LanguageWords& words) { return words.tag == tag; });
  if (list != lists.end()) place.list = static_cast<std::size_t>(list - lists.begin());
  const auto& tags = classes_.languages();
  const auto classes = std::find(tags.begin(), tags.end(), tag);
  if (classes != tags.end()) place.classes = static_cast<std::size_t>(classes - tags.begin());
  return place;
}

void ReadFeatures(const FoldedText& text, const Lexicon& lexicon, Lexicon::Place language, FeatureScratch& scratch,
                  Features& out) {
  out.forms.clear();
  out.classes.clear();
  out.pairs.clear();
  scratch.Begin(text.letters.size() * 3 + text.tokens.size() * 6 + text.marks.size() * 2 + 8);
  FormReader(text, scratch, out.forms).Run();
  scratch.words.clear();
  lexicon.lists().FindMatches(text, language.list, scratch.words);
  SettleOverlaps(scratch.words, language.list);
  scratch.signals = SumUp(text, scratch.words);
  scratch.matches.clear();
  lexicon.classes().Find(text, language.classes, scratch.matches);
  scratch.Begin(scratch.matches.size() * (scratch.matches.size() + 6) + kMostSignals);
  ClassReader(text, lexicon.classes(), scratch, out).Run();
  PutSignals(scratch, out.classes);
}

}  // namespace replywatch

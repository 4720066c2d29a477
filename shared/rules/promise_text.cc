#include "shared/rules/promise_text.h"

#include <algorithm>

#include "shared/base/fold.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

bool IsDigit(char32_t c) { return c >= U'0' && c <= U'9'; }
bool IsApostrophe(char32_t c) { return c == U'\'' || c == U'\u2019' || c == U'\u2018'; }
bool EndsSentence(char32_t c) { return c == U'.' || c == U'!' || c == U'?' || c == U';' || c == U'\n' || c == U'\u2026'; }
bool EndsClause(char32_t c) { return c == U',' || c == U':' || c == U'(' || c == U')' || c == U'\u2013' || c == U'\u2014'; }

class Reader {
 public:
  Reader(std::string_view text, const PromiseWords& words) : text_(text), words_(words) {}

  PromiseText Read() && {
    for (std::size_t pos = 0; pos < text_.size();) {
      const std::size_t at = pos;
      const char32_t c = DecodeUtf8(text_, pos);
      if (IsWordCharacter(c) || (JoinsDigits(c, at, pos))) {
        word_.append(text_.substr(at, pos - at));
        continue;
      }
      if (IsApostrophe(c) && !word_.empty()) continue;
      EndWord();
      if (EndsClause(c)) EndClause();
      if (EndsSentence(c) && !IsAbbreviation(c, pos)) EndSentence(pos, c == U'?');
    }
    EndWord();
    EndSentence(text_.size(), false);
    return std::move(out_);
  }

 private:
  // The ':' of "17:30", the '.' or '/' of "27.11".
  bool JoinsDigits(char32_t c, std::size_t at, std::size_t after) const {
    if (c != U':' && c != U'.' && c != U'/') return false;
    return at > 0 && !word_.empty() && IsDigit(static_cast<unsigned char>(text_[at - 1])) && after < text_.size() &&
           IsDigit(static_cast<unsigned char>(text_[after]));
  }

  // "godz. 17": a short word and a full stop before a number.
  bool IsAbbreviation(char32_t c, std::size_t after) const {
    if (c != U'.' || out_.words.empty() || out_.words.back().size() > 4) return false;
    const std::size_t next = text_.find_first_not_of(' ', after);
    return next != std::string_view::npos && next > after && IsDigit(static_cast<unsigned char>(text_[next]));
  }

  void Push(std::string word) {
    if (out_.words.size() == clause_first_) clause_had_word_ = true;
    out_.words.push_back(std::move(word));
    out_.clause_of.push_back(out_.clauses.size());
  }

  void EndWord() {
    if (word_.empty()) return;
    std::string folded = FoldForSearch(word_);
    word_.clear();
    // "24h", "17ч": a number and its unit; "6te" stays what it is.
    const std::size_t letters = folded.find_first_not_of("0123456789:.");
    if (letters != std::string::npos && letters > 0 && IsUnit(folded.substr(letters))) {
      Push(folded.substr(0, letters));
      folded.erase(0, letters);
    }
    Push(std::move(folded));
  }

  bool IsUnit(const std::string& word) const {
    const std::vector<std::string> one{word};
    const auto units = {PromiseWord::kMinutes, PromiseWord::kHours, PromiseWord::kClockHours,
                        PromiseWord::kDays,    PromiseWord::kAm,    PromiseWord::kPm};
    return std::any_of(units.begin(), units.end(), [&](PromiseWord unit) { return words_.Match(unit, one, 0) == 1; });
  }

  void EndClause() {
    if (!clause_had_word_) return;
    out_.clauses.push_back({clause_first_, out_.words.size(), out_.sentences.size()});
    clause_first_ = out_.words.size();
    clause_had_word_ = false;
  }

  void EndSentence(std::size_t end, bool asks) {
    EndClause();
    const bool has_clause = !out_.clauses.empty() && out_.clauses.back().sentence == out_.sentences.size();
    if (has_clause) out_.sentences.push_back({sentence_begin_, end, asks});
    sentence_begin_ = end;
  }

  std::string_view text_;
  const PromiseWords& words_;
  PromiseText out_;
  std::string word_;
  std::size_t clause_first_ = 0;
  bool clause_had_word_ = false;
  std::size_t sentence_begin_ = 0;
};

}  // namespace

PromiseText TakeApart(std::string_view text, const PromiseWords& words) { return Reader(text, words).Read(); }

}  // namespace replywatch

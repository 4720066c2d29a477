#include "shared/rules/promise_words.h"

#include <algorithm>

#include "shared/base/fold.h"

namespace replywatch {
namespace {

constexpr std::array<std::string_view, static_cast<std::size_t>(PromiseWord::kCount)> kNames{
    "commit",      "never", "by",          "from", "today",        "tomorrow", "day_after_tomorrow",
    "end_of_week", "noon",  "next",        "at",   "at_after_day", "within",   "within_after",
    "minutes",     "hours", "clock_hours", "days", "working_days", "weeks",    "filler",
    "am",          "pm"};

}  // namespace

std::string_view PromiseWordName(PromiseWord word) { return kNames.at(static_cast<std::size_t>(word)); }

void PromiseWords::AddTo(Phrases& phrases, const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    Phrase phrase;
    for (std::size_t pos = 0; pos < pattern.size();) {
      const std::size_t end = std::min(pattern.find(' ', pos), pattern.size());
      std::string part = pattern.substr(pos, end - pos);
      const bool is_stem = part.ends_with('*');
      if (is_stem) part.pop_back();
      std::erase(part, '\'');
      if (!part.empty()) phrase.push_back({FoldForSearch(part), is_stem});
      pos = end + 1;
    }
    if (!phrase.empty()) phrases.push_back(std::move(phrase));
  }
}

void PromiseWords::Add(PromiseWord word, const std::vector<std::string>& patterns) {
  AddTo(lists_.at(static_cast<std::size_t>(word)), patterns);
}

void PromiseWords::AddWeekday(int day, const std::vector<std::string>& patterns, bool is_short) {
  AddTo((is_short ? short_weekdays_ : weekdays_).at(static_cast<std::size_t>(day)), patterns);
}

void PromiseWords::AddMonth(int month, const std::vector<std::string>& patterns) {
  AddTo(months_.at(static_cast<std::size_t>(month - 1)), patterns);
}

void PromiseWords::AddNumber(const std::string& word, int value) { numbers_[FoldForSearch(word)] = value; }

std::size_t PromiseWords::Longest(const Phrases& phrases, const std::vector<std::string>& words, std::size_t at) {
  std::size_t longest = 0;
  for (const Phrase& phrase : phrases) {
    if (phrase.size() <= longest || at + phrase.size() > words.size()) continue;
    bool fits = true;
    for (std::size_t i = 0; fits && i < phrase.size(); ++i) {
      const std::string& word = words[at + i];
      fits = phrase[i].is_stem ? word.starts_with(phrase[i].text) : word == phrase[i].text;
    }
    if (fits) longest = phrase.size();
  }
  return longest;
}

std::size_t PromiseWords::Match(PromiseWord word, const std::vector<std::string>& words, std::size_t at) const {
  return Longest(lists_.at(static_cast<std::size_t>(word)), words, at);
}

std::pair<int, std::size_t> PromiseWords::MatchWeekday(const std::vector<std::string>& words, std::size_t at,
                                                       bool with_short) const {
  std::pair<int, std::size_t> best{-1, 0};
  for (int day = 0; day < 7; ++day) {
    const auto i = static_cast<std::size_t>(day);
    const std::size_t n =
        std::max(Longest(weekdays_.at(i), words, at), with_short ? Longest(short_weekdays_.at(i), words, at) : 0);
    if (n > best.second) best = {day, n};
  }
  return best;
}

std::pair<int, std::size_t> PromiseWords::MatchMonth(const std::vector<std::string>& words, std::size_t at) const {
  for (int month = 1; month <= 12; ++month) {
    if (const std::size_t n = Longest(months_.at(static_cast<std::size_t>(month - 1)), words, at); n > 0) return {month, n};
  }
  return {-1, 0};
}

std::optional<int> PromiseWords::NumberOf(const std::string& word) const {
  const bool is_number =
      !word.empty() && word.size() <= 4 && std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
  if (is_number) return std::stoi(word);
  const auto found = numbers_.find(word);
  return found == numbers_.end() ? std::nullopt : std::optional(found->second);
}

}  // namespace replywatch

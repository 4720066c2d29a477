// Promise words (O6): finds in an answer of ours what it promises and by when ("we answer by Friday", "в рамките на 24 часа"),
// and reads a due time that a person types. Words are data, one set a language, compared without case, diacritics and script.
// Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/rules/business_hours.h"

namespace replywatch {

// Lists of words and phrases; names as in languages/<tag>/promises.json.
enum class PromiseWord : std::uint8_t {
  kCommit,  // "we answer": the clause promises something
  kNever,   // "if you", "valid": the clause promises nothing
  kBy,      // "by", "no later than"
  kFrom,    // "since": the day after it tells when something was
  kToday,
  kTomorrow,
  kDayAfterTomorrow,
  kEndOfWeek,
  kNoon,         // "noon", "morning": over at 12:00
  kNext,         // "next" Friday: in the next calendar week
  kAt,           // "at": a number after it is an hour
  kAtAfterDay,   // the same, but only after a day
  kWithin,       // "within", before a number and a unit
  kWithinAfter,  // the same behind them: "3 napon belül"
  kMinutes,
  kHours,
  kClockHours,  // after "by" and a number of 6 to 23 they make an hour of the day
  kDays,
  kWorkingDays,
  kWeeks,
  kFiller,  // may stand between the parts
  kAm,
  kPm,
  kCount
};
std::string_view PromiseWordName(PromiseWord word);

class PromiseWords {
 public:
  // A pattern is one or more words; '*' at the end of a word makes it a stem.
  void Add(PromiseWord word, const std::vector<std::string>& patterns);
  // 0 = Monday. A short form ("fri") is read only where a person types a due time.
  void AddWeekday(int day, const std::vector<std::string>& patterns, bool is_short);
  void AddMonth(int month, const std::vector<std::string>& patterns);  // 1..12
  void AddNumber(const std::string& word, int value);

  // How many words of `words` from `at` on belong to a pattern; 0: none. The longest counts.
  std::size_t Match(PromiseWord word, const std::vector<std::string>& words, std::size_t at) const;
  // The same with which day or month it is; -1 with 0 words.
  std::pair<int, std::size_t> MatchWeekday(const std::vector<std::string>& words, std::size_t at, bool with_short) const;
  std::pair<int, std::size_t> MatchMonth(const std::vector<std::string>& words, std::size_t at) const;
  std::optional<int> NumberOf(const std::string& word) const;
  bool empty() const { return lists_[0].empty(); }

 private:
  struct Part {
    std::string text;
    bool is_stem = false;
  };
  using Phrase = std::vector<Part>;
  using Phrases = std::vector<Phrase>;
  static void AddTo(Phrases& phrases, const std::vector<std::string>& patterns);
  static std::size_t Longest(const Phrases& phrases, const std::vector<std::string>& words, std::size_t at);

  std::array<Phrases, static_cast<std::size_t>(PromiseWord::kCount)> lists_;
  std::array<Phrases, 7> weekdays_;
  std::array<Phrases, 7> short_weekdays_;
  std::array<Phrases, 12> months_;
  std::map<std::string, int> numbers_;
};

using PromiseWordBook = std::map<std::string, PromiseWords, std::less<>>;  // by language tag

struct FoundPromise {
  std::size_t begin = 0;  // bytes [begin, end) of the text: its sentence
  std::size_t end = 0;
  Timestamp due;  // after `now`
  bool operator==(const FoundPromise&) const = default;
};

// In text order. A day is over at the shop's closing, or at midnight where it does not open; "within N hours" counts by the
// calendar, "N working days" in days on which the shop opens; a weekday's own name never means today.
std::vector<FoundPromise> FindPromises(std::string_view text, const PromiseWords& words, const BusinessHours& hours,
                                       Timestamp now);

// In the first of `languages` that finds any, then in any other language; the earliest due. nullopt: none.
std::optional<FoundPromise> OfferedPromise(std::string_view text, const std::vector<std::string>& languages,
                                           const PromiseWordBook& book, const BusinessHours& hours, Timestamp now);

// What a person types into the field: "fri", "17:00", "tomorrow", "4h", "mâine la 12". Any language of the book; RFC 3339 and
// durations as in settings. nullopt: not understood, or not after `now`.
std::optional<Timestamp> ParseDue(std::string_view typed, const PromiseWordBook& book, const BusinessHours& hours, Timestamp now);

struct TypedPromise {
  Timestamp due;
  std::string text;  // what is promised, as typed after the time; may be empty
};

// Such a time, then what is promised: "fri 17:00 a new mug", "mâine: o cană nouă". The time is as long as it can be read.
// nullopt: no time that lies ahead begins it.
std::optional<TypedPromise> ParseTypedPromise(std::string_view typed, const PromiseWordBook& book, const BusinessHours& hours,
                                              Timestamp now);

}  // namespace replywatch

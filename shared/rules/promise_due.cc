// The grammar of due times: [by] day [at time] | [by] time | within number unit | number unit within.
#include <algorithm>
#include <charconv>

#include "shared/rules/promise_text.h"
#include "shared/rules/promise_words.h"

namespace replywatch {
namespace {

constexpr int kNoon = 12 * 60;
constexpr int kEndOfDay = 24 * 60 - 1;  // its last minute: midnight would read as the day after

// "17:30" -> {17, 30, ':'}; nullopt for anything else.
struct NumberPair {
  int first = 0;
  int second = 0;
  char separator = ':';
};
std::optional<NumberPair> ReadPair(const std::string& word) {
  NumberPair pair;
  const char* const end = word.data() + word.size();
  auto [middle, first_error] = std::from_chars(word.data(), end, pair.first);
  if (first_error != std::errc() || middle == end) return std::nullopt;
  pair.separator = *middle;
  const bool is_clock = pair.separator == ':';
  auto [rest, second_error] = std::from_chars(middle + 1, end, pair.second);
  if (second_error != std::errc() || rest == middle + 1) return std::nullopt;
  if (is_clock && (rest != end || rest - middle != 3)) return std::nullopt;
  // "27.11.2026": the year follows.
  if (rest != end && (*rest != pair.separator || end - rest > 5)) return std::nullopt;
  return pair;
}

bool IsWithin(int value, int first, int last) { return first <= value && value <= last; }

// When what is promised for `day` is due: as the shop closes, and within that day.
Timestamp EndOf(LocalDay day, const BusinessHours& hours) {
  const Timestamp last = hours.zone().At(day, kEndOfDay);
  return std::min(hours.ClosingOf(day).value_or(last), last);
}

struct Due {
  Timestamp at;
  std::size_t next = 0;          // the word after it
  bool is_bare_weekday = false;  // a day's name without "by"
};

class DueReader {
 public:
  DueReader(const std::vector<std::string>& words, std::size_t last, const PromiseWords& lists, const BusinessHours& hours,
            Timestamp now, bool is_typed)
      : words_(words), last_(last), lists_(lists), hours_(hours), now_(now), today_(hours.zone().DayOf(now)), typed_(is_typed) {}

  std::optional<Due> ReadAt(std::size_t at) const {
    if (auto due = Within(at)) return due;
    const std::size_t by = Skip(PromiseWord::kBy, at);
    const bool has_by = by > at;
    std::size_t pos = SkipAll(PromiseWord::kFiller, by);
    if (has_by) {
      if (auto due = Length(pos, true, true)) return due;
    }
    if (auto due = DayThenTime(pos, has_by)) return due;
    if (auto minute = Time(pos, has_by || typed_ ? TimeForm::kWritten : TimeForm::kAfterAt))
      return Due{Today(minute->first), minute->second};
    return std::nullopt;
  }

  std::size_t Skip(PromiseWord word, std::size_t at) const {
    const std::size_t n = lists_.Match(word, words_, at);
    return at + n <= last_ ? at + n : at;
  }

 private:
  enum class TimeForm : std::uint8_t {
    kAfterAt,   // only behind "at"
    kWritten,   // or as "17:30", "5 pm", "17 h"
    kAfterDay,  // or a number behind a looser "at", or a number of a typed text
  };

  std::size_t SkipAll(PromiseWord word, std::size_t at) const {
    std::size_t pos = at;
    for (std::size_t next = Skip(word, pos); next > pos; next = Skip(word, pos)) pos = next;
    return pos;
  }
  std::optional<int> NumberAt(std::size_t at) const { return at < last_ ? lists_.NumberOf(words_[at]) : std::nullopt; }
  const Zone& zone() const { return hours_.zone(); }

  Timestamp CloseOf(LocalDay day) const {
    const Timestamp closing = EndOf(day, hours_);
    return closing > now_ ? closing : zone().At(day, kEndOfDay);
  }
  Timestamp Today(int minute) const {
    const Timestamp at = zone().At(today_, minute);
    return at > now_ ? at : zone().At(today_ + 1, minute);
  }

  // "within 24-48 hours": the later number.
  std::optional<Due> Within(std::size_t at) const {
    std::size_t pos = Skip(PromiseWord::kWithin, at);
    const bool has_within = pos > at;
    if (has_within) pos = SkipAll(PromiseWord::kFiller, pos);
    return Length(pos, has_within || typed_, false);
  }

  // A number and a unit. Without a word before it only working days are one.
  std::optional<Due> Length(std::size_t at, bool is_led, bool is_after_by) const {
    const std::size_t pos = SkipAll(PromiseWord::kFiller, SkipAll(PromiseWord::kWithin, at));
    std::optional<int> number = NumberAt(pos);
    std::size_t unit = number ? pos + 1 : pos;
    if (const auto later = NumberAt(unit); number && later) {
      number = later;
      ++unit;
    }
    unit = SkipAll(PromiseWord::kFiller, unit);
    const int n = number.value_or(1);
    if (!IsWithin(n, 1, 365)) return std::nullopt;
    const auto match = [&](PromiseWord word) { return Skip(word, unit); };
    const auto until = [&](Timestamp due, std::size_t next) { return Due{due, Skip(PromiseWord::kWithinAfter, next)}; };
    const auto is_closed = [&](std::size_t next) { return next > unit && Skip(PromiseWord::kWithinAfter, next) > next; };
    if (const auto next = match(PromiseWord::kWorkingDays); next > unit && (number || is_led || is_closed(next)))
      return until(AfterWorkingDays(n), next);
    // "in week 2" and the like are none: a unit alone needs its number.
    if (!number) return std::nullopt;
    const auto is_one = [&](std::size_t next) { return next > unit && (is_led || is_closed(next)); };
    // "до 17 часа" is five o'clock, "до 24 часа" a day.
    const bool is_clock = is_after_by && IsWithin(n, 6, 23) && match(PromiseWord::kClockHours) > unit;
    if (is_clock && !is_closed(match(PromiseWord::kHours))) return std::nullopt;
    if (const auto next = match(PromiseWord::kMinutes); is_one(next)) return until(now_ + Duration::Minutes(n), next);
    if (const auto next = match(PromiseWord::kHours); is_one(next)) return until(now_ + Duration::Hours(n), next);
    if (const auto next = match(PromiseWord::kDays); is_one(next)) return until(CloseOf(today_ + n), next);
    if (const auto next = match(PromiseWord::kWeeks); is_one(next)) return until(CloseOf(today_ + 7 * n), next);
    return std::nullopt;
  }

  Timestamp AfterWorkingDays(int n) const {
    LocalDay day = today_;
    for (int left = n, looked = 0; left > 0 && looked < 4000; ++looked) {
      ++day;
      const bool counts = hours_.IsAlwaysOpen() ? WeekdayOf(day) < 5 : hours_.ClosingOf(day).has_value();
      if (counts) --left;
    }
    return CloseOf(day);
  }

  std::optional<Due> DayThenTime(std::size_t at, bool has_by) const {
    bool is_weekday = false;
    const auto day = Day(at, is_weekday);
    if (!day) return std::nullopt;
    const std::size_t filled = SkipAll(PromiseWord::kFiller, day->second);
    for (const std::size_t pos :
         {day->second, Skip(PromiseWord::kBy, day->second), SkipAll(PromiseWord::kFiller, Skip(PromiseWord::kBy, filled))}) {
      if (const auto time = Time(pos, TimeForm::kAfterDay))
        return Due{zone().At(day->first, time->first), time->second, is_weekday && !has_by};
    }
    return Due{CloseOf(day->first), day->second, is_weekday && !has_by};
  }

  // Which day, and the word after it.
  std::optional<std::pair<LocalDay, std::size_t>> Day(std::size_t at, bool& is_weekday) const {
    if (const auto next = Skip(PromiseWord::kDayAfterTomorrow, at); next > at) return std::pair(today_ + 2, next);
    if (const auto next = Skip(PromiseWord::kToday, at); next > at) return std::pair(today_, next);
    if (const auto next = Skip(PromiseWord::kTomorrow, at); next > at) return std::pair(today_ + 1, next);
    if (const auto next = Skip(PromiseWord::kEndOfWeek, at); next > at) return std::pair(EndOfWeek(), next);
    const std::size_t name = Skip(PromiseWord::kNext, at);
    const auto [weekday, n] = lists_.MatchWeekday(words_, name, typed_);
    if (weekday >= 0 && name + n <= last_) {
      is_weekday = true;
      const std::size_t after = Skip(PromiseWord::kNext, name + n);
      const bool is_next = name > at || after > name + n;
      return std::pair(DayNamed(weekday, is_next), after);
    }
    return Date(at);
  }

  LocalDay DayNamed(int weekday, bool is_next) const {
    const LocalDay monday = today_ - WeekdayOf(today_);
    if (is_next) return monday + 7 + weekday;
    const LocalDay day = monday + weekday;
    return day > today_ ? day : day + 7;
  }

  LocalDay EndOfWeek() const {
    const LocalDay sunday = today_ - WeekdayOf(today_) + 6;
    if (hours_.IsAlwaysOpen()) return sunday;
    for (LocalDay day = sunday; day >= today_; --day) {
      if (hours_.ClosingOf(day) && *hours_.ClosingOf(day) > now_) return day;
    }
    return sunday;
  }

  // "27 noiembrie", "november 27", "27.11", "27/11/2026".
  std::optional<std::pair<LocalDay, std::size_t>> Date(std::size_t at) const {
    if (at >= last_) return std::nullopt;
    if (const auto pair = ReadPair(words_[at])) {
      const bool is_date =
          pair->separator != ':' && IsWithin(pair->first, 1, 31) && IsWithin(pair->second, 1, 12) && !IsHourWord(at + 1);
      return is_date ? InYear(pair->second, pair->first, at + 1) : std::nullopt;
    }
    const auto [month, n] = lists_.MatchMonth(words_, at);
    if (month > 0) {
      const auto day = NumberAt(at + n);
      return day ? InYear(month, *day, at + n + 1) : std::nullopt;
    }
    const auto day = NumberAt(at);
    if (!day) return std::nullopt;
    const auto [later, words] = lists_.MatchMonth(words_, at + 1);
    return later > 0 && at + 1 + words <= last_ ? InYear(later, *day, at + 1 + words) : std::nullopt;
  }

  // The next such date, today included.
  std::optional<std::pair<LocalDay, std::size_t>> InYear(int month, int day, std::size_t next) const {
    const int year = std::stoi(FormatLocalDay(today_).substr(0, 4));
    for (const int y : {year, year + 1}) {
      const auto two = [](int v) { return std::string(v < 10 ? "0" : "") + std::to_string(v); };
      const auto parsed = ParseLocalDay(std::to_string(y) + "-" + two(month) + "-" + two(day));
      if (parsed && *parsed >= today_) return std::pair(*parsed, next);
    }
    return std::nullopt;
  }

  bool IsHourWord(std::size_t at) const {
    return Skip(PromiseWord::kClockHours, at) > at || Skip(PromiseWord::kAm, at) > at || Skip(PromiseWord::kPm, at) > at;
  }

  // Minutes since midnight, and the word after it.
  std::optional<std::pair<int, std::size_t>> Time(std::size_t at, TimeForm form) const {
    if (const auto next = Skip(PromiseWord::kNoon, at); next > at && form != TimeForm::kAfterAt) return std::pair(kNoon, next);
    std::size_t pos = SkipAll(PromiseWord::kFiller, Skip(PromiseWord::kAt, at));
    const bool has_at = pos > at;
    if (!has_at && form == TimeForm::kAfterDay) pos = Skip(PromiseWord::kAtAfterDay, at);
    const bool takes_number = has_at || typed_ || (form == TimeForm::kAfterDay && pos > at);
    if (pos >= last_) return std::nullopt;
    if (const auto next = Skip(PromiseWord::kNoon, pos); next > pos) return std::pair(kNoon, next);
    if (const auto pair = ReadPair(words_[pos])) {
      const bool is_clock = IsWithin(pair->first, 0, 23) && IsWithin(pair->second, 0, 59) && pair->separator != '/';
      if (!is_clock || (form == TimeForm::kAfterAt && !has_at)) return std::nullopt;
      return OfHalf(pair->first, pair->second, pos + 1);
    }
    const auto hour = NumberAt(pos);
    if (!hour || !IsWithin(*hour, 0, 23)) return std::nullopt;
    if (!takes_number && (form == TimeForm::kAfterAt || !IsHourWord(pos + 1))) return std::nullopt;
    if (takes_number && !has_at && !typed_ && form != TimeForm::kAfterDay) return std::nullopt;
    return OfHalf(*hour, 0, pos + 1);
  }

  std::optional<std::pair<int, std::size_t>> OfHalf(int hour, int minute, std::size_t next) const {
    if (const auto after = Skip(PromiseWord::kPm, next); after > next)
      return hour <= 12 ? std::optional(std::pair((hour % 12 + 12) * 60 + minute, after)) : std::nullopt;
    if (const auto after = Skip(PromiseWord::kAm, next); after > next)
      return hour <= 12 ? std::optional(std::pair(hour % 12 * 60 + minute, after)) : std::nullopt;
    return std::pair(hour * 60 + minute, Skip(PromiseWord::kClockHours, next));
  }

  const std::vector<std::string>& words_;
  std::size_t last_;
  const PromiseWords& lists_;
  const BusinessHours& hours_;
  Timestamp now_;
  LocalDay today_;
  bool typed_;
};

bool Says(const PromiseText& text, const PromiseText::Clause& clause, const PromiseWords& lists, PromiseWord word) {
  for (std::size_t at = clause.first; at < clause.last; ++at) {
    const std::size_t n = lists.Match(word, text.words, at);
    if (n > 0 && at + n <= clause.last) return true;
  }
  return false;
}

// Does a word just before `at` say that the day is past ("your order from Friday")?
bool TellsThePast(const PromiseText& text, const PromiseText::Clause& clause, const PromiseWords& lists, std::size_t at) {
  for (std::size_t n = 1; n <= 3 && at >= clause.first + n; ++n) {
    if (lists.Match(PromiseWord::kFrom, text.words, at - n) == n) return true;
  }
  return false;
}

}  // namespace

std::vector<FoundPromise> FindPromises(std::string_view text, const PromiseWords& lists, const BusinessHours& hours,
                                       Timestamp now) {
  const PromiseText parts = TakeApart(text, lists);
  std::vector<bool> commits(parts.sentences.size(), false);
  for (const PromiseText::Clause& clause : parts.clauses) {
    if (Says(parts, clause, lists, PromiseWord::kCommit) && !Says(parts, clause, lists, PromiseWord::kNever))
      commits[clause.sentence] = true;
  }
  std::vector<FoundPromise> found;
  for (const PromiseText::Clause& clause : parts.clauses) {
    const PromiseText::Sentence& sentence = parts.sentences[clause.sentence];
    if (sentence.asks || !commits[clause.sentence] || Says(parts, clause, lists, PromiseWord::kNever)) continue;
    const bool commits_here = Says(parts, clause, lists, PromiseWord::kCommit);
    const DueReader reader(parts.words, clause.last, lists, hours, now, false);
    for (std::size_t at = clause.first; at < clause.last; ++at) {
      const auto due = reader.ReadAt(at);
      if (!due) continue;
      const bool is_meant = due->at > now && (commits_here || !due->is_bare_weekday) && !TellsThePast(parts, clause, lists, at);
      if (is_meant) found.push_back({sentence.begin, sentence.end, due->at});
      at = due->next - 1;
    }
  }
  for (FoundPromise& promise : found) {
    while (promise.begin < promise.end && (text[promise.begin] == ' ' || text[promise.begin] == '\n')) ++promise.begin;
    while (promise.end > promise.begin && (text[promise.end - 1] == ' ' || text[promise.end - 1] == '\n')) --promise.end;
  }
  return found;
}

std::optional<FoundPromise> OfferedPromise(std::string_view text, const std::vector<std::string>& languages,
                                           const PromiseWordBook& book, const BusinessHours& hours, Timestamp now) {
  const auto earliest = [&](const PromiseWords& words) -> std::optional<FoundPromise> {
    const std::vector<FoundPromise> found = FindPromises(text, words, hours, now);
    const auto first =
        std::min_element(found.begin(), found.end(), [](const FoundPromise& a, const FoundPromise& b) { return a.due < b.due; });
    return first == found.end() ? std::nullopt : std::optional(*first);
  };
  for (const std::string& language : languages) {
    const auto words = book.find(language);
    if (words == book.end()) continue;
    if (auto found = earliest(words->second)) return found;
  }
  for (const auto& [tag, words] : book) {
    if (auto found = earliest(words)) return found;
  }
  return std::nullopt;
}

std::optional<Timestamp> ParseDue(std::string_view typed, const PromiseWordBook& book, const BusinessHours& hours,
                                  Timestamp now) {
  const auto ahead = [now](Timestamp t) { return t > now ? std::optional(t) : std::nullopt; };
  if (const auto duration = ParseDuration(typed)) return ahead(now + *duration);
  // "2026-11-27" alone is a day, not its first instant.
  if (const auto day = ParseLocalDay(typed)) return ahead(EndOf(*day, hours));
  if (typed.size() > 11 && typed[10] == ' ' && ParseLocalDay(typed.substr(0, 10))) {
    const PromiseText clock = TakeApart(typed.substr(11), book.begin()->second);
    const auto time = clock.words.size() == 1 ? ReadPair(clock.words[0]) : std::nullopt;
    if (time && time->separator == ':' && IsWithin(time->first, 0, 23) && IsWithin(time->second, 0, 59))
      return ahead(hours.zone().At(*ParseLocalDay(typed.substr(0, 10)), time->first * 60 + time->second));
  }
  if (typed.size() > 10) {
    if (const auto instant = ParseRfc3339(typed)) return ahead(*instant);
  }
  for (const auto& [tag, words] : book) {
    const PromiseText parts = TakeApart(typed, words);
    if (parts.words.empty()) return std::nullopt;
    const auto due = DueReader(parts.words, parts.words.size(), words, hours, now, true).ReadAt(0);
    if (due && due->next == parts.words.size() && due->at > now) return due->at;
  }
  return std::nullopt;
}

namespace {

constexpr std::string_view kSpaces = " \t";

// May what is typed be cut before byte `at`? Colons and dashes only where a space follows: "17:00" and "27-11" are one.
bool IsBorder(std::string_view typed, std::size_t at) {
  if (at == typed.size() || kSpaces.find(typed[at]) != std::string_view::npos) return true;
  const bool is_mark = typed[at] == ',' || typed[at] == ';' || typed[at] == ':' || typed[at] == '-';
  return is_mark && (at + 1 == typed.size() || kSpaces.find(typed[at + 1]) != std::string_view::npos);
}

// "2", "15%", "20€", "două": a number and no unit of time.
bool IsBareNumber(std::string_view word, const PromiseWordBook& book) {
  if (word.empty()) return false;
  if (word.front() >= '0' && word.front() <= '9')
    return std::none_of(word.begin(), word.end(), [](char c) {
      return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '.' || c == '/' || c == '-';
    });
  return std::any_of(book.begin(), book.end(), [&](const auto& entry) {
    const PromiseText parts = TakeApart(word, entry.second);
    return parts.words.size() == 1 && entry.second.NumberOf(parts.words[0]).has_value();
  });
}

// What stands between the time and what is promised, a dash of any length among it.
std::string_view WithoutLead(std::string_view rest) {
  for (bool is_again = true; is_again;) {
    is_again = false;
    for (const std::string_view lead : {" ", "\t", ",", ";", ":", "-", "–", "—"}) {
      if (!rest.starts_with(lead)) continue;
      rest.remove_prefix(lead.size());
      is_again = true;
    }
  }
  return rest.substr(0, rest.find_last_not_of(kSpaces) + 1);
}

// "16:00 refund": a time that could not be read along with the day must not become part of the text.
bool BeginsWithTime(std::string_view rest) {
  std::size_t digits = 0;
  while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') ++digits;
  return digits > 0 && digits <= 2 && digits < rest.size() && rest[digits] == ':';
}

}  // namespace

std::optional<TypedPromise> ParseTypedPromise(std::string_view typed, const PromiseWordBook& book, const BusinessHours& hours,
                                              Timestamp now) {
  constexpr std::size_t kLongestTime = 60;  // bytes; no way to say a time is longer
  const auto due_of = [&](std::string_view text) { return ParseDue(text, book, hours, now); };
  for (std::size_t end = std::min(typed.size(), kLongestTime); end > 0; --end) {
    if (!IsBorder(typed, end) || IsBorder(typed, end - 1)) continue;
    const std::string_view time = typed.substr(0, end);
    const auto due = due_of(time);
    if (!due) continue;
    const std::string_view rest = WithoutLead(typed.substr(end));
    // "fri 2 mugs" and "fri 15% off": a number that a shorter time can do without counts things.
    const std::size_t last = time.find_last_of(kSpaces);
    const std::string_view word = last == std::string_view::npos ? time : time.substr(last + 1);
    const bool is_clock = word.find(':') != std::string_view::npos;
    const bool counts = IsBareNumber(word, book) && (last == std::string_view::npos || due_of(time.substr(0, last)).has_value());
    if (!rest.empty() && !is_clock && counts) continue;
    if (BeginsWithTime(rest)) return std::nullopt;
    return TypedPromise{*due, std::string(rest)};
  }
  return std::nullopt;
}

}  // namespace replywatch

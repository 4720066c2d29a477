#include "shared/settings/shop_hours.h"

#include <algorithm>
#include <array>

#include "shared/base/zone.h"

namespace replywatch {
namespace {

std::optional<int> ParseMinute(std::string_view text) {
  if (text.size() != 5 || text[2] != ':') return std::nullopt;
  int digits[4] = {};
  constexpr std::array<std::size_t, 4> kAt{0, 1, 3, 4};
  for (std::size_t i = 0; i < kAt.size(); ++i) {
    const char c = text[kAt.at(i)];
    if (c < '0' || c > '9') return std::nullopt;
    digits[i] = c - '0';
  }
  const int hour = digits[0] * 10 + digits[1];
  const int minute = digits[2] * 10 + digits[3];
  if (minute > 59 || hour > 24 || (hour == 24 && minute > 0)) return std::nullopt;
  return hour * 60 + minute;
}

std::optional<int> ParseWeekday(std::string_view text) {
  constexpr std::array<std::string_view, 7> kDays{"mon", "tue", "wed", "thu", "fri", "sat", "sun"};
  const auto* it = std::find(kDays.begin(), kDays.end(), text);
  if (it == kDays.end()) return std::nullopt;
  return static_cast<int>(it - kDays.begin());
}

// False when two of a day overlap.
bool AddIntervals(const std::vector<DayInterval>& intervals, std::vector<DayInterval>& day) {
  day.insert(day.end(), intervals.begin(), intervals.end());
  std::sort(day.begin(), day.end(), [](const DayInterval& a, const DayInterval& b) { return a.begin < b.begin; });
  const auto overlap =
      std::adjacent_find(day.begin(), day.end(), [](const DayInterval& a, const DayInterval& b) { return b.begin < a.end; });
  return overlap == day.end();
}

// "2026-12-25", or both ends of a closing, "2026-08-03/2026-08-14".
std::optional<DaySpan> ParseDaySpan(std::string_view text) {
  const std::size_t slash = text.find('/');
  const auto first = ParseLocalDay(text.substr(0, slash));
  const auto last = slash == std::string_view::npos ? first : ParseLocalDay(text.substr(slash + 1));
  if (!first || !last || *last < *first) return std::nullopt;
  return DaySpan{*first, *last};
}

}  // namespace

std::optional<DayInterval> ParseDayInterval(std::string_view text, bool over_midnight) {
  if (text.size() != 11 || text[5] != '-') return std::nullopt;
  const auto begin = ParseMinute(text.substr(0, 5));
  const auto end = ParseMinute(text.substr(6));
  if (!begin || !end || *begin == *end || (*begin > *end && !over_midnight)) return std::nullopt;
  return DayInterval{*begin, *end};
}

std::vector<int> ParseWeekdays(std::string_view text) {
  const std::size_t dash = text.find('-');
  const auto first = ParseWeekday(text.substr(0, dash));
  const auto last = dash == std::string_view::npos ? first : ParseWeekday(text.substr(dash + 1));
  if (!first || !last) return {};
  std::vector<int> days;
  for (int day = *first;; day = (day + 1) % 7) {
    days.push_back(day);
    if (day == *last) return days;
  }
}

namespace {

std::vector<DayInterval> ReadIntervals(SettingsReader::Object& hours, const std::string& key) {
  std::vector<DayInterval> intervals;
  for (const std::string& text : hours.Texts(key)) {
    const auto interval = ParseDayInterval(text, false);
    if (interval) intervals.push_back(*interval);
    if (!interval) hours.WrongItem(key, text, "an interval of one day such as \"09:00-13:00\"");
  }
  return intervals;
}

}  // namespace

void ReadShopHours(SettingsReader::Object& shop, ShopSettings& out) {
  if (auto hours = shop.Child("hours")) {
    bool is_ever_open = false;
    for (const std::string& key : hours->UnaskedKeys()) {
      const std::vector<int> days = ParseWeekdays(key);
      if (days.empty()) {
        hours->Unfit(key, "week days such as \"mon\", \"mon-fri\" or \"sat\"");
        is_ever_open = true;
        continue;
      }
      const std::vector<DayInterval> intervals = ReadIntervals(*hours, key);
      for (const int day : days) {
        if (AddIntervals(intervals, out.hours.week.at(static_cast<std::size_t>(day)))) continue;
        hours->Unfit(key, "intervals such as [\"09:00-13:00\", \"14:00-18:00\"] that do not overlap on any day");
        break;
      }
      is_ever_open = is_ever_open || !intervals.empty() || !hours->Find(key)->empty();
    }
    if (!is_ever_open)
      shop.Unfit("hours",
                 "an opening such as { \"mon-fri\": [\"09:00-18:00\"] }; leave \"hours\" out for a shop that is always open");
  }
  for (const std::string& text : shop.Texts("holidays")) {
    const auto span = ParseDaySpan(text);
    if (span) out.hours.closed.push_back(*span);
    if (!span) shop.WrongItem("holidays", text, "days such as \"2026-12-25\", or \"2026-08-03/2026-08-14\" for a longer closing");
  }
}

}  // namespace replywatch

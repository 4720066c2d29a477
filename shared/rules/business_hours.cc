#include "shared/rules/business_hours.h"

#include <algorithm>
#include <utility>

namespace replywatch {
namespace {

constexpr LocalDay kHorizonDays = 3653;  // ten years
const std::vector<DayInterval> kClosed;

}  // namespace

BusinessHours::BusinessHours(Zone zone, OpeningHours hours) : zone_(zone), hours_(std::move(hours)) {
  always_open_ =
      std::all_of(hours_.week.begin(), hours_.week.end(), [](const auto& day) { return day.empty(); }) && hours_.closed.empty();
  const bool no_week = std::all_of(hours_.week.begin(), hours_.week.end(), [](const auto& day) { return day.empty(); });
  if (no_week) {
    for (auto& day : hours_.week) day = {{0, 1440}};
  }
}

std::string BusinessHours::Describe() const {
  if (always_open_) return "always";
  std::string text = zone_.Name();
  for (const auto& day : hours_.week) {
    text += "|";
    for (const DayInterval& i : day) text += std::to_string(i.begin) + "-" + std::to_string(i.end) + ",";
  }
  for (const DaySpan& span : hours_.closed) text += "|" + std::to_string(span.first) + "-" + std::to_string(span.last);
  return text;
}

bool BusinessHours::IsClosedDay(LocalDay day) const {
  return std::any_of(hours_.closed.begin(), hours_.closed.end(),
                     [day](const DaySpan& span) { return span.first <= day && day <= span.last; });
}

const std::vector<DayInterval>& BusinessHours::HoursOf(LocalDay day) const {
  return IsClosedDay(day) ? kClosed : hours_.week.at(static_cast<std::size_t>(WeekdayOf(day)));
}

bool BusinessHours::IsOpen(Timestamp t) const {
  if (always_open_) return true;
  const LocalDay day = zone_.DayOf(t);
  const auto& intervals = HoursOf(day);
  return std::any_of(intervals.begin(), intervals.end(),
                     [&](const DayInterval& i) { return zone_.At(day, i.begin) <= t && t < zone_.At(day, i.end); });
}

Duration BusinessHours::Between(Timestamp from, Timestamp to) const {
  if (to <= from) return {};
  if (always_open_) return to - from;
  Duration sum;
  const LocalDay last = zone_.DayOf(to);
  for (LocalDay day = zone_.DayOf(from); day <= last; ++day) {
    for (const DayInterval& interval : HoursOf(day)) {
      const Timestamp begin = std::max(from, zone_.At(day, interval.begin));
      const Timestamp end = std::min(to, zone_.At(day, interval.end));
      if (begin < end) sum = sum + (end - begin);
    }
  }
  return sum;
}

std::optional<Timestamp> BusinessHours::After(Timestamp from, Duration worked) const {
  if (always_open_) return from + worked;
  if (worked.ms <= 0) return from;
  const LocalDay first = zone_.DayOf(from);
  for (LocalDay day = first; day <= first + kHorizonDays; ++day) {
    for (const DayInterval& interval : HoursOf(day)) {
      const Timestamp begin = std::max(from, zone_.At(day, interval.begin));
      const Timestamp end = zone_.At(day, interval.end);
      if (end <= begin) continue;
      if (end - begin >= worked) return begin + worked;
      worked = worked - (end - begin);
    }
  }
  return std::nullopt;
}

std::optional<Timestamp> BusinessHours::ClosingOf(LocalDay day) const {
  const auto& intervals = HoursOf(day);
  if (intervals.empty()) return std::nullopt;
  return zone_.At(day, intervals.back().end);
}

std::optional<Timestamp> BusinessHours::NextOpening(Timestamp t) const {
  if (IsOpen(t)) return t;
  const LocalDay first = zone_.DayOf(t);
  for (LocalDay day = first; day <= first + kHorizonDays; ++day) {
    for (const DayInterval& interval : HoursOf(day)) {
      const Timestamp begin = zone_.At(day, interval.begin);
      if (begin >= t && begin < zone_.At(day, interval.end)) return begin;
    }
  }
  return std::nullopt;
}

}  // namespace replywatch

#include "shared/base/zone.h"

#include <date/tz.h>

#include <charconv>
#include <cstdio>

namespace replywatch {
namespace {

constexpr std::int64_t kDayMs = 86'400'000;

// The instant of 00:00 UTC on a civil day.
Timestamp MidnightUtc(LocalDay day) { return {day * kDayMs}; }

std::int64_t FloorDiv(std::int64_t a, std::int64_t b) { return a / b - (a % b < 0 ? 1 : 0); }

Duration OffsetAt(const date::time_zone& zone, Timestamp t) {
  const date::sys_time<std::chrono::milliseconds> at{std::chrono::milliseconds(t.ms)};
  return Duration::Seconds(zone.get_info(date::floor<std::chrono::seconds>(at)).offset.count());
}

std::optional<int> ReadDigits(std::string_view text) {
  int value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || text.empty() || text.front() == '-') return std::nullopt;
  return value;
}

}  // namespace

Zone::Zone() : zone_(date::locate_zone("Etc/UTC")) {}

Result<Zone> Zone::Find(const std::string& name) {
  try {
    return Zone(date::locate_zone(name == "UTC" ? "Etc/UTC" : name));
  } catch (const std::runtime_error&) {
    return MakeError(ErrorKind::kConfiguration,
                     "nobody knows the time zone \"" + name + "\"; write a name such as \"Europe/Bucharest\"");
  }
}

const std::string& Zone::Name() const { return zone_->name(); }

LocalDay Zone::DayOf(Timestamp t) const { return FloorDiv((t + OffsetAt(*zone_, t)).ms, kDayMs); }

int Zone::MinuteOf(Timestamp t) const {
  const std::int64_t local = (t + OffsetAt(*zone_, t)).ms;
  return static_cast<int>((local - FloorDiv(local, kDayMs) * kDayMs) / 60'000);
}

Timestamp Zone::At(LocalDay day, int minute) const {
  const std::int64_t local_seconds = MidnightUtc(day).ms / 1000 + std::int64_t{minute} * 60;
  const date::local_info info = zone_->get_info(date::local_seconds(std::chrono::seconds(local_seconds)));
  const auto instant = [&](std::chrono::seconds offset) { return Timestamp{(local_seconds - offset.count()) * 1000}; };
  if (info.result == date::local_info::nonexistent) return Timestamp{info.second.begin.time_since_epoch().count() * 1000};
  return instant(info.first.offset);
}

int WeekdayOf(LocalDay day) {
  const std::int64_t since_thursday = day % 7;  // 1970-01-01 was a Thursday
  return static_cast<int>((since_thursday + 7 + 3) % 7);
}

IsoWeek WeekOf(LocalDay day) {
  const LocalDay thursday = day - WeekdayOf(day) + 3;
  const date::year_month_day civil{date::sys_days(date::days(static_cast<int>(thursday)))};
  const int year = static_cast<int>(civil.year());
  const LocalDay new_year = date::sys_days(civil.year() / 1 / 1).time_since_epoch().count();
  return {year, static_cast<int>((thursday - new_year) / 7) + 1};
}

LocalDay MondayOf(IsoWeek week) {
  const LocalDay fourth = date::sys_days(date::year(week.year) / 1 / 4).time_since_epoch().count();  // always in week 1
  return fourth - WeekdayOf(fourth) + 7 * (week.week - 1);
}

std::optional<IsoWeek> ParseIsoWeek(std::string_view text) {
  if (text.size() != 8 || text.substr(4, 2) != "-W") return std::nullopt;
  const auto year = ReadDigits(text.substr(0, 4));
  const auto number = ReadDigits(text.substr(6));
  if (!year || !number || *number < 1 || *number > 53) return std::nullopt;
  const IsoWeek week{*year, *number};
  if (WeekOf(MondayOf(week)) != week) return std::nullopt;
  return week;
}

std::string FormatIsoWeek(IsoWeek week) {
  char text[16];
  std::snprintf(text, sizeof text, "%04d-W%02d", week.year % 10'000, week.week % 100);
  return text;
}

std::optional<LocalDay> ParseLocalDay(std::string_view text) {
  if (text.size() != 10) return std::nullopt;
  const auto midnight = ParseRfc3339(std::string(text) + "T00:00:00Z");
  if (!midnight) return std::nullopt;
  return FloorDiv(midnight->ms, kDayMs);
}

std::string FormatLocalDay(LocalDay day) { return FormatRfc3339(MidnightUtc(day)).substr(0, 10); }

}  // namespace replywatch

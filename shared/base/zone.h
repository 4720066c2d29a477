// Zone: local days and wall-clock times of an IANA time zone, daylight saving included.
// The tz library lives in zone.cc. A value; any thread.
#pragma once

#include <compare>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace date {
class time_zone;
}

namespace replywatch {

// Days since 1970-01-01 in local reckoning.
using LocalDay = std::int64_t;

class Zone {
 public:
  // UTC.
  Zone();
  // kConfiguration when the system's time zone database does not know the name.
  static Result<Zone> Find(const std::string& name);

  const std::string& Name() const;
  LocalDay DayOf(Timestamp t) const;
  // Minutes since local midnight by the wall clock, 0..1439.
  int MinuteOf(Timestamp t) const;
  // The instant of a wall-clock time; `minute` 0..1440. A time that the clock skips is the instant of the change; one that comes
  // twice is the first.
  Timestamp At(LocalDay day, int minute) const;

 private:
  explicit Zone(const date::time_zone* zone) : zone_(zone) {}

  const date::time_zone* zone_;  // owned by the tz library, lives as long as the process
};

// 0 = Monday.
int WeekdayOf(LocalDay day);

// Year and ISO week of a day: weeks begin on Monday; week 1 holds the year's first Thursday.
struct IsoWeek {
  int year = 1970;
  int week = 1;  // 1..53
  auto operator<=>(const IsoWeek&) const = default;
};
IsoWeek WeekOf(LocalDay day);
LocalDay MondayOf(IsoWeek week);
// "2026-W47"; nullopt for anything else, a week 53 that the year does not have included.
std::optional<IsoWeek> ParseIsoWeek(std::string_view text);
std::string FormatIsoWeek(IsoWeek week);

// "2026-11-22"; nullopt for anything else.
std::optional<LocalDay> ParseLocalDay(std::string_view text);
std::string FormatLocalDay(LocalDay day);

}  // namespace replywatch

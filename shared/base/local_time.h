// LocalTime: instants in a person's words: the shop's time zone, the language of the
// screen. ICU lives in local_time.cc. Not thread-safe: one a thread.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "shared/base/timestamp.h"

namespace replywatch {

class LocalTime {
 public:
  // `zone`: an IANA name; UTC when nobody knows it.
  LocalTime(std::string_view language, std::string_view zone);
  ~LocalTime();
  LocalTime(const LocalTime&) = delete;
  LocalTime& operator=(const LocalTime&) = delete;
  LocalTime(LocalTime&&) noexcept;
  LocalTime& operator=(LocalTime&&) noexcept;

  std::string ClockTime(Timestamp t) const;                  // "14:02"
  std::string Day(Timestamp t) const;                        // "Thursday, 19 November"
  std::string Date(Timestamp t) const;                       // "19 Nov 2026"
  std::string ShortWeekday(Timestamp t) const;               // "Thu"
  std::string Dates(Timestamp first, Timestamp last) const;  // "16–22 November 2026"
  std::int64_t DayNumber(Timestamp t) const;                 // local days since 1970-01-01
  int Weekday(Timestamp t) const;                            // 0 = Monday

  // `hour`:00 local time, `days` days after the day of `t`.
  Timestamp AtHour(Timestamp t, int days, int hour) const;

 private:
  struct Parts;
  std::unique_ptr<Parts> parts_;
};

}  // namespace replywatch

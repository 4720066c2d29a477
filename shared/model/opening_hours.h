// Opening hours as a shop writes them: intervals for each week day and days on which it is
// closed. Values; rules/business_hours counts in them.
#pragma once

#include <array>
#include <cstdint>
#include <vector>

namespace replywatch {

// Minutes since local midnight, [begin, end); 1440 is the day's end.
struct DayInterval {
  int begin = 0;
  int end = 0;
  bool operator==(const DayInterval&) const = default;
};

// Whole local days (since 1970-01-01), both included.
struct DaySpan {
  std::int64_t first = 0;
  std::int64_t last = 0;
  bool operator==(const DaySpan&) const = default;
};

struct OpeningHours {
  std::array<std::vector<DayInterval>, 7> week;  // Monday first, each day ordered and without overlap; all empty: always open
  std::vector<DaySpan> closed;                   // holidays and longer closings
};

}  // namespace replywatch

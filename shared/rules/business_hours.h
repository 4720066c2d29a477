// Business hours: how much of the shop's opening time lies between two instants, and when a
// given amount of it has gone by. Local days of 23 and 25 hours count as they are. Pure; any thread.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/timestamp.h"
#include "shared/base/zone.h"
#include "shared/model/opening_hours.h"

namespace replywatch {

class BusinessHours {
 public:
  // Always open, in UTC.
  BusinessHours() = default;
  BusinessHours(Zone zone, OpeningHours hours);

  const Zone& zone() const { return zone_; }
  const OpeningHours& hours() const { return hours_; }
  // No opening hours are written: business time is calendar time.
  bool IsAlwaysOpen() const { return always_open_; }
  bool IsOpen(Timestamp t) const;
  // The same text for the same hours: what results depend on.
  std::string Describe() const;

  // Opening time within [from, to); 0 when `to` is not after `from`.
  Duration Between(Timestamp from, Timestamp to) const;

  // The first instant at or after `from` by which `worked` (>= 0) of opening time has gone by. nullopt when the shop does not
  // open for so long within the next ten years.
  std::optional<Timestamp> After(Timestamp from, Duration worked) const;

  // When the shop closes on that day for the last time; nullopt when it does not open.
  std::optional<Timestamp> ClosingOf(LocalDay day) const;

  // `t` itself while open; nullopt as above.
  std::optional<Timestamp> NextOpening(Timestamp t) const;

 private:
  bool IsClosedDay(LocalDay day) const;
  const std::vector<DayInterval>& HoursOf(LocalDay day) const;

  Zone zone_;
  OpeningHours hours_;
  bool always_open_ = true;
};

}  // namespace replywatch

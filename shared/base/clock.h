// Clock: the one seam through which time enters. Decisions take `now` as an
// argument; only loops and outer edges own a Clock. Thread-safe.
#pragma once

#include "shared/base/timestamp.h"

namespace replywatch {

class Clock {
 public:
  virtual ~Clock() = default;
  // Wall clock, for deadlines and what is stored. May jump either way.
  virtual Timestamp Now() const = 0;
  // Since an arbitrary start, never backwards; for intervals.
  virtual Duration Steady() const = 0;
};

class SystemClock final : public Clock {
 public:
  Timestamp Now() const override;
  Duration Steady() const override;
};

}  // namespace replywatch

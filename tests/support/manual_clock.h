// A clock that stands still until it is moved.
#pragma once

#include <atomic>

#include "shared/base/clock.h"

namespace replywatch {

class ManualClock final : public Clock {
 public:
  explicit ManualClock(Timestamp start) : now_ms_(start.ms) {}
  Timestamp Now() const override { return {now_ms_.load()}; }
  Duration Steady() const override { return {steady_ms_.load()}; }
  void Advance(Duration d) {
    now_ms_ += d.ms;
    steady_ms_ += d.ms;
  }
  // A jump of the wall clock, as after a correction by hand; the steady clock stays.
  void Jump(Duration d) { now_ms_ += d.ms; }

 private:
  std::atomic<std::int64_t> now_ms_;
  std::atomic<std::int64_t> steady_ms_{0};
};

}  // namespace replywatch

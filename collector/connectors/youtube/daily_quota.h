// DailyQuota: the units of YouTube's daily quota, counted here because no answer tells them. A day begins at
// midnight Pacific time. The count is kept on disk before the request that it pays for, and the last part of the
// day's units is kept for replies. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>

#include "collector/connectors/connector.h"
#include "shared/base/zone.h"

namespace replywatch::youtube {

// Units a project may use a day, unless Google granted more; what is kept of them for replies (fact sheet, 2026).
inline constexpr std::int64_t kDefaultUnitsPerDay = 10'000;
inline constexpr std::int64_t kReplyReserve = 2'000;  // some 35 replies with what is read around them

enum class Purpose : std::uint8_t { kReading, kReplying };

class DailyQuota {
 public:
  // `state` outlives this. kConfiguration when the system does not know Pacific time.
  static Result<DailyQuota> Make(StateKeeper* state, std::int64_t units_per_day);

  // Takes `units` from the day's, or none: kRetryAt at the next Pacific midnight (only_reading where replies may still go).
  // kPermission or kBackOff when the count cannot be kept: nothing may be asked then.
  Status Charge(std::int64_t units, Purpose purpose, Timestamp now);
  // The platform says that nothing is left today: so be it. The kRetryAt to answer with.
  Error NoteExhausted(Timestamp now);

  // As of the last charge.
  Throttle throttle() const;

 private:
  DailyQuota(StateKeeper* state, Zone zone, std::int64_t units_per_day);
  Status Begin(LocalDay today);
  Status Keep();
  Error Refusal(bool only_reading) const;

  StateKeeper* state_;
  Zone zone_;
  std::int64_t limit_;
  std::int64_t reserve_;
  std::optional<LocalDay> day_;  // absent: not loaded yet
  std::int64_t used_ = 0;
};

}  // namespace replywatch::youtube

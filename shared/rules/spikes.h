// Spikes (D7): unusually many people with a problem in a short time. The usual is the same hour of the earlier weeks, taken
// robustly, so that one bad week does not hide the next. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/timestamp.h"
#include "shared/base/zone.h"
#include "shared/model/promise.h"

namespace replywatch {

inline constexpr Duration kSpikeWindow = Duration::Hours(1);
inline constexpr int kSpikeWeeks = 8;
// A small shop is not alarmed by fewer.
inline constexpr int kFewestPeople = 5;
// A spell is over when nobody reported a problem for longer.
inline constexpr Duration kSpellGap = Duration::Hours(2);

struct Spike {
  int people = 0;
  int usual = 0;      // median of the same hour in earlier weeks, rounded up
  int threshold = 0;  // from so many people on it is one
  bool operator==(const Spike&) const = default;
};

// `people` in the window now, `usual` in the same window of each earlier week. The threshold is the median and four robust
// deviations (1.4826 MAD, at least 1), never fewer than kFewestPeople nor than twice the median.
std::optional<Spike> FindSpike(int people, std::vector<int> usual);

// Ends of the same window in the kSpikeWeeks weeks before, by the wall clock of `zone`.
std::vector<Timestamp> SameHourBefore(const Zone& zone, Timestamp now);

// `told_at`: when problems were reported since `opened_at`, ascending. Has there been no pause of more than kSpellGap until
// `now`?
bool SpellGoesOn(std::span<const Timestamp> told_at, Timestamp opened_at, Timestamp now);

// A problem told at `at` in `inbox`, of a matter with `cause` (empty: none noted): does it belong to the incident? From one
// window before it was proposed until it was closed; never to a refused one.
bool FallsInto(const Incident& incident, Timestamp at, InboxId inbox, std::string_view cause);

// "people=9 usual=2 threshold=6 minutes=60".
std::string SpikeFacts(const Spike& spike);

}  // namespace replywatch

// WaitFigures: how long a set of waits took by the end of a week, open ones counted in, and how they spread over the reference
// lines. Closed, liked or withdrawn without an answer: censored at that instant, and counted apart. Pure; any thread.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <span>
#include <vector>

#include "shared/rules/business_hours.h"
#include "shared/rules/metrics.h"
#include "shared/rules/review_input.h"

namespace replywatch {

// Lines worth drawing; the first is what one large platform calls very responsive.
inline constexpr std::array<Duration, 4> kReferenceLines{Duration::Minutes(15), Duration::Hours(1), Duration::Hours(4),
                                                         Duration::Hours(24)};

// Lengths of time on an axis with about equal room between 0, the reference lines and kAxisEnd. 0..1; longer is 1.
inline constexpr Duration kAxisEnd = Duration::Days(7);
double AxisShare(Duration d);

// [from, to); waits are censored at `to`.
struct WeekBounds {
  Timestamp from;
  Timestamp to;
};

// How long a set of waits took.
struct WaitFigures {
  std::int64_t count = 0;
  std::int64_t answered = 0;   // by the week's end
  std::int64_t waiting = 0;    // open at the week's end
  std::int64_t closed = 0;     // by staff, without an answer or a like
  std::int64_t liked = 0;      // by staff, with a like
  std::int64_t withdrawn = 0;  // the person removed what they had written
  std::optional<Quantile> median;
  std::optional<Quantile> p90;
  std::optional<double>
      in_target;  // counted as each target says, but by opening time in WeekFigures::shop; absent: none had a target
  std::vector<Observation> cases;  // each, shortest first, where there are few
};

// Problem comes before question; praise is the waits of those to thank.
enum class Topic : std::uint8_t { kProblem, kQuestion, kPraise, kOther };
inline constexpr std::size_t kTopics = 4;
Topic TopicOf(const ReviewWait& wait);

// Of the waits that were answered or open, one place each: up to 15 min, 1 h, 4 h, 24 h (each inclusive), longer, waiting at the
// week's end.
struct Distribution {
  std::array<std::int64_t, 6> counts{};
  std::array<std::int64_t, 5> later{};  // of those waiting: how long it took in the end
  std::int64_t total = 0;
};

inline constexpr std::size_t kWaitingPlace = 5;

// How long a wait had lasted when the week ended, and whether it was open then.
Observation ObservationOf(const ReviewWait& wait, Timestamp week_end);
bool WasWaiting(const ReviewWait& wait, Timestamp week_end);

// The bar of the distribution: of a length that ended, and of a wait; nullopt for one that ended without an answer.
std::size_t PlaceOf(Duration lasted);
std::optional<std::size_t> PlaceOf(const ReviewWait& wait, Timestamp week_end);

// Figures of the waits, by the calendar. Those that began at or after `week_end` must not be among them.
WaitFigures FiguresOf(std::span<const ReviewWait* const> waits, Timestamp week_end);
// The same in opening time; the share in target measures opening time against the target as written.
WaitFigures ShopFiguresOf(std::span<const ReviewWait* const> waits, Timestamp week_end, const BusinessHours& hours);
SurvivalCurve CurveOf(std::span<const ReviewWait* const> waits, Timestamp week_end);
Distribution DistributionOf(std::span<const ReviewWait* const> waits, Timestamp week_end);

}  // namespace replywatch

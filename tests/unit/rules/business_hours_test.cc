#include "shared/rules/business_hours.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <cstdlib>
#include <ctime>
#include <random>

namespace replywatch {
namespace {

Timestamp At(const char* text) { return *ParseRfc3339(text); }
LocalDay Day(const char* text) { return *ParseLocalDay(text); }

OpeningHours ShopWeek() {
  OpeningHours hours;
  for (std::size_t day = 0; day < 5; ++day) hours.week.at(day) = {{540, 780}, {840, 1080}};
  hours.week[5] = {{600, 840}};
  return hours;
}

BusinessHours Bucharest(OpeningHours hours = ShopWeek()) { return {*Zone::Find("Europe/Bucharest"), std::move(hours)}; }

TEST(BusinessHours, WithoutHoursAreTheCalendar) {
  const BusinessHours hours = Bucharest({});
  EXPECT_TRUE(hours.IsAlwaysOpen());
  EXPECT_EQ(hours.Between({1000}, {5000}), Duration{4000});
  EXPECT_EQ(hours.After({1000}, {4000}), Timestamp{5000});
}

TEST(BusinessHours, LeaveOutTheLunchTheNightAndTheWeekend) {
  const BusinessHours hours = Bucharest();
  // Friday 17:30 to Monday 09:30 local: half an hour, Saturday's four, half an hour.
  EXPECT_EQ(hours.Between(At("2026-11-20T15:30:00Z"), At("2026-11-23T07:30:00Z")), Duration::Hours(5));
  EXPECT_EQ(hours.Between(At("2026-11-20T10:30:00Z"), At("2026-11-20T12:30:00Z")), Duration::Hours(1));
  EXPECT_EQ(hours.After(At("2026-11-20T15:30:00Z"), Duration::Hours(5)), At("2026-11-23T07:30:00Z"));
}

TEST(BusinessHours, EndAtTheLastMillisecondOfAnInterval) {
  const BusinessHours hours = Bucharest();
  EXPECT_EQ(hours.After(At("2026-11-20T15:30:00Z"), Duration::Minutes(30)), At("2026-11-20T16:00:00Z"));
  EXPECT_FALSE(hours.IsOpen(At("2026-11-20T16:00:00Z")));
  EXPECT_TRUE(hours.IsOpen({At("2026-11-20T16:00:00Z").ms - 1}));
}

TEST(BusinessHours, AreNoneOnHolidaysAndInLongClosings) {
  OpeningHours week = ShopWeek();
  week.closed = {{Day("2026-12-25"), Day("2026-12-25")}, {Day("2026-08-03"), Day("2026-08-28")}};
  const BusinessHours hours = Bucharest(week);
  EXPECT_EQ(hours.Between(At("2026-12-25T00:00:00Z"), At("2026-12-25T20:00:00Z")), Duration{});
  EXPECT_EQ(hours.NextOpening(At("2026-08-02T12:00:00Z")), At("2026-08-29T07:00:00Z"));
}

TEST(BusinessHours, OfADayAreAsLongAsTheDay) {
  OpeningHours week;
  for (auto& day : week.week) day = {{0, 1440}};
  week.closed = {{0, 0}};
  const BusinessHours hours = Bucharest(week);
  const auto day_length = [&](const char* day) {
    return hours.Between(hours.zone().At(Day(day), 0), hours.zone().At(Day(day) + 1, 0));
  };
  EXPECT_EQ(day_length("2026-03-29"), Duration::Hours(23));
  EXPECT_EQ(day_length("2026-10-25"), Duration::Hours(25));
  EXPECT_EQ(day_length("2026-10-26"), Duration::Hours(24));
}

TEST(BusinessHours, OfAShopThatNeverOpensNeverPass) {
  OpeningHours week = ShopWeek();
  week.closed = {{0, 100'000}};
  const BusinessHours hours = Bucharest(week);
  EXPECT_EQ(hours.After(At("2026-11-20T15:30:00Z"), Duration::Minutes(1)), std::nullopt);
  EXPECT_EQ(hours.NextOpening(At("2026-11-20T15:30:00Z")), std::nullopt);
}

// Random shops, half-hour grid, in zones with different daylight-saving rules.
struct RandomShop {
  explicit RandomShop(std::uint32_t seed) : random(seed) {
    for (auto& day : hours.week) {
      int minute = 0;
      while (random() % 3 != 0 && minute < 1440) {
        const int begin = minute + static_cast<int>(random() % 16) * 30;
        const int end = begin + 30 + static_cast<int>(random() % 20) * 30;
        if (begin >= 1440) break;
        day.push_back({begin, std::min(end, 1440)});
        minute = end;
      }
    }
    for (int i = 0; i < 3; ++i) {
      const LocalDay first = Day("2026-01-01") + static_cast<LocalDay>(random() % 365);
      hours.closed.push_back({first, first + static_cast<LocalDay>(random() % 10)});
    }
  }
  Timestamp Instant() { return {At("2026-01-01T00:00:00Z").ms + static_cast<std::int64_t>(random() % (365ULL * 86'400)) * 1000}; }

  std::mt19937 random;
  OpeningHours hours;
};

constexpr const char* kZones[] = {"Europe/Bucharest",    "Europe/Warsaw",     "Europe/Sofia", "America/New_York",
                                  "Australia/Lord_Howe", "Africa/Casablanca", "UTC"};

TEST(BusinessHoursProperty, AreAdditiveAndMonotone) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    RandomShop shop(seed);
    const BusinessHours hours(*Zone::Find(kZones[seed % std::size(kZones)]), shop.hours);
    Timestamp t[3] = {shop.Instant(), shop.Instant(), shop.Instant()};
    std::sort(std::begin(t), std::end(t));
    EXPECT_EQ(hours.Between(t[0], t[1]) + hours.Between(t[1], t[2]), hours.Between(t[0], t[2])) << seed;
    EXPECT_LE(hours.Between(t[0], t[1]), hours.Between(t[0], t[2])) << seed;
    EXPECT_LE(hours.Between(t[0], t[1]), t[1] - t[0]) << seed;
    EXPECT_EQ(hours.Between(t[1], t[0]), Duration{}) << seed;
  }
}

TEST(BusinessHoursProperty, AfterIsTheFirstInstantByWhichSoMuchHasPassed) {
  for (std::uint32_t seed = 0; seed < 400; ++seed) {
    RandomShop shop(seed);
    const BusinessHours hours(*Zone::Find(kZones[seed % std::size(kZones)]), shop.hours);
    const Timestamp from = shop.Instant();
    const Duration worked = Duration::Seconds(1 + static_cast<std::int64_t>(shop.random() % 400'000));
    const auto at = hours.After(from, worked);
    if (!at) continue;
    EXPECT_EQ(hours.Between(from, *at), worked) << seed;
    EXPECT_LT(hours.Between(from, {at->ms - 1}), worked) << seed;
  }
}

// The C library's local time, minute by minute: shares neither code nor data structures with ours.
class MinuteReference {
 public:
  MinuteReference(const char* zone, const OpeningHours& hours) : hours_(hours) {
    setenv("TZ", zone, 1);
    tzset();
  }
  ~MinuteReference() {
    unsetenv("TZ");
    tzset();
  }
  MinuteReference(const MinuteReference&) = delete;
  MinuteReference& operator=(const MinuteReference&) = delete;
  MinuteReference(MinuteReference&&) = delete;
  MinuteReference& operator=(MinuteReference&&) = delete;

  Duration Between(Timestamp from, Timestamp to) const {
    Duration sum;
    for (Timestamp t = from; t < to; t = t + Duration::Minutes(1)) sum = sum + (IsOpen(t) ? Duration::Minutes(1) : Duration{});
    return sum;
  }

 private:
  bool IsOpen(Timestamp t) const {
    const std::time_t seconds = t.ms / 1000;
    std::tm local{};
    localtime_r(&seconds, &local);
    char date[16];
    std::snprintf(date, sizeof date, "%04d-%02d-%02d", (local.tm_year + 1900) % 10'000, (local.tm_mon + 1) % 100,
                  local.tm_mday % 100);
    for (const DaySpan& span : hours_.closed) {
      if (FormatLocalDay(span.first) <= date && date <= FormatLocalDay(span.last)) return false;
    }
    const int minute = local.tm_hour * 60 + local.tm_min;
    for (const DayInterval& i : hours_.week.at(static_cast<std::size_t>((local.tm_wday + 6) % 7))) {
      if (i.begin <= minute && minute < i.end) return true;
    }
    return false;
  }

  const OpeningHours& hours_;
};

// Wall-clock minutes agree except where an interval's end falls into the hour that comes twice: there the interval ends at
// the first, and the reference counts both. Such shops are left out by shifting ends out of the small hours.
OpeningHours OutOfTheSmallHours(OpeningHours hours) {
  for (auto& day : hours.week) {
    std::erase_if(day, [](const DayInterval& i) { return i.begin < 300 || (i.end < 300); });
  }
  return hours;
}

TEST(BusinessHoursProperty, EqualsCountingMinutes) {
  for (std::uint32_t seed = 0; seed < 60; ++seed) {
    RandomShop shop(seed);
    const OpeningHours hours = OutOfTheSmallHours(shop.hours);
    const char* zone = kZones[seed % std::size(kZones)];
    const BusinessHours ours(*Zone::Find(zone), hours);
    if (ours.IsAlwaysOpen()) continue;
    // Around the changes of the clock, and anywhere.
    const Timestamp from = seed % 2 == 0 ? At("2026-03-27T12:34:00Z") : Timestamp{shop.Instant().ms / 60'000 * 60'000};
    const Timestamp to = from + Duration::Minutes(static_cast<std::int64_t>(shop.random() % 40'000));
    const bool no_hours = std::all_of(hours.week.begin(), hours.week.end(), [](const auto& day) { return day.empty(); });
    if (no_hours) continue;
    const MinuteReference reference(zone, hours);
    EXPECT_EQ(ours.Between(from, to), reference.Between(from, to)) << "seed " << seed << " " << zone;
  }
}

}  // namespace
}  // namespace replywatch

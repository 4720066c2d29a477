#include "shared/base/zone.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

Timestamp At(const char* text) { return *ParseRfc3339(text); }
LocalDay Day(const char* text) { return *ParseLocalDay(text); }

TEST(Zone, RefusesANameThatNobodyKnows) {
  const auto found = Zone::Find("Europe/Nowhere");
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().kind, ErrorKind::kConfiguration);
}

TEST(Zone, KnowsSummerAndWinter) {
  const Zone bucharest = *Zone::Find("Europe/Bucharest");
  EXPECT_EQ(bucharest.At(Day("2026-11-22"), 9 * 60), At("2026-11-22T07:00:00Z"));
  EXPECT_EQ(bucharest.At(Day("2026-07-22"), 9 * 60), At("2026-07-22T06:00:00Z"));
  EXPECT_EQ(bucharest.DayOf(At("2026-11-21T22:00:00Z")), Day("2026-11-22"));
  EXPECT_EQ(bucharest.MinuteOf(At("2026-11-21T22:05:59Z")), 5);
}

TEST(Zone, ATimeThatTheClockSkipsIsTheChange) {
  const Zone bucharest = *Zone::Find("Europe/Bucharest");
  EXPECT_EQ(bucharest.At(Day("2026-03-29"), 3 * 60 + 30), At("2026-03-29T01:00:00Z"));
}

TEST(Zone, ATimeThatComesTwiceIsTheFirst) {
  const Zone bucharest = *Zone::Find("Europe/Bucharest");
  EXPECT_EQ(bucharest.At(Day("2026-10-25"), 3 * 60 + 30), At("2026-10-25T00:30:00Z"));
}

TEST(IsoWeeks, BeginOnMondayAndBelongToTheYearOfTheirThursday) {
  EXPECT_EQ(WeekOf(Day("2026-11-22")), (IsoWeek{2026, 47}));
  EXPECT_EQ(WeekOf(Day("2026-11-23")), (IsoWeek{2026, 48}));
  EXPECT_EQ(WeekOf(Day("2027-01-01")), (IsoWeek{2026, 53}));
  EXPECT_EQ(WeekOf(Day("2024-12-30")), (IsoWeek{2025, 1}));
  EXPECT_EQ(MondayOf({2026, 47}), Day("2026-11-16"));
}

TEST(IsoWeeks, AreReadBackAsWritten) {
  for (LocalDay day = Day("1969-12-01"); day < Day("2100-01-20"); day += 7)
    EXPECT_EQ(ParseIsoWeek(FormatIsoWeek(WeekOf(day))), WeekOf(day)) << day;
}

TEST(IsoWeeks, RefuseWhatIsNone) {
  for (const char* text : {"2025-W53", "2026-W00", "2026-W54", "2026W47", "2026-47", "", "2026-W4x", "-026-W12"})
    EXPECT_FALSE(ParseIsoWeek(text)) << text;
}

TEST(LocalDays, AreReadBackAsWritten) {
  EXPECT_EQ(FormatLocalDay(Day("2026-02-28") + 1), "2026-03-01");
  EXPECT_EQ(WeekdayOf(Day("2026-11-22")), 6);
  EXPECT_EQ(WeekdayOf(Day("1969-12-29")), 0);
  EXPECT_FALSE(ParseLocalDay("2026-02-30"));
}

}  // namespace
}  // namespace replywatch

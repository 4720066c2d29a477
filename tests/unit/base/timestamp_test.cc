#include "shared/base/timestamp.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

TEST(ParseRfc3339, ReadsMillisecondsInUtc) {
  EXPECT_EQ(ParseRfc3339("2026-11-22T08:00:00.123Z"), Timestamp{1795334400123});
  EXPECT_EQ(ParseRfc3339("1970-01-01T00:00:00Z"), Timestamp{0});
}

TEST(ParseRfc3339, CutsFractionsBeyondMilliseconds) {
  EXPECT_EQ(ParseRfc3339("2026-08-01T15:00:00.754511Z"), ParseRfc3339("2026-08-01T15:00:00.754Z"));
}

TEST(ParseRfc3339, AppliesTheOffset) {
  EXPECT_EQ(ParseRfc3339("2026-11-22T10:00:00+02:00"), ParseRfc3339("2026-11-22T08:00:00Z"));
  EXPECT_EQ(ParseRfc3339("2026-11-22T03:00:00-0500"), ParseRfc3339("2026-11-22T08:00:00Z"));
}

TEST(ParseRfc3339, ReadsNoZoneAsUtc) { EXPECT_EQ(ParseRfc3339("2026-11-22 08:00:00"), ParseRfc3339("2026-11-22T08:00:00Z")); }

TEST(ParseRfc3339, RefusesImpossibleDates) {
  for (const char* text : {"2026-02-29T00:00:00Z", "2026-13-01T00:00:00Z", "2026-00-10T00:00:00Z", "2026-01-01T24:00:00Z",
                           "2026-01-01", "", "yesterday", "2026-01-01T00:00:00Zjunk", "2026-01-01T00:00:00.Z"}) {
    EXPECT_EQ(ParseRfc3339(text), std::nullopt) << text;
  }
}

TEST(FormatRfc3339, IsTheInverseOfParsing) {
  for (const std::int64_t ms :
       {0LL, 1LL, -1LL, 951'782'400'000LL, 1'795'334'400'123LL, 4'102'444'799'999LL, -2'208'988'800'000LL}) {
    EXPECT_EQ(ParseRfc3339(FormatRfc3339({ms})), Timestamp{ms}) << ms;
  }
}

TEST(FormatRfc3339, ClampsToFourDigitYears) {
  EXPECT_EQ(FormatRfc3339({INT64_MAX}), "9999-12-31T23:59:59.999Z");
  EXPECT_EQ(FormatRfc3339({INT64_MIN}), "0000-01-01T00:00:00.000Z");
}

TEST(ParseDuration, ReadsEveryUnit) {
  EXPECT_EQ(ParseDuration("90s"), Duration::Seconds(90));
  EXPECT_EQ(ParseDuration("15m"), Duration::Minutes(15));
  EXPECT_EQ(ParseDuration("4h"), Duration::Hours(4));
  EXPECT_EQ(ParseDuration("2w"), Duration::Days(14));
  EXPECT_EQ(ParseDuration("3y"), Duration::Days(1095));
}

TEST(ParseDuration, RefusesWhatHasNoUnitOrIsTooLong) {
  for (const char* text : {"", "s", "15", "1.5h", "-3m", "15 m", "101y", "99999999999999999999h"}) {
    EXPECT_EQ(ParseDuration(text), std::nullopt) << text;
  }
}

TEST(FormatDuration, UsesTheLargestWholeUnit) {
  EXPECT_EQ(FormatDuration(Duration::Seconds(90)), "90s");
  EXPECT_EQ(FormatDuration(Duration::Hours(4)), "4h");
  EXPECT_EQ(FormatDuration(Duration::Days(3)), "3d");
  EXPECT_EQ(FormatDuration({0}), "0s");
}

}  // namespace
}  // namespace replywatch

#include <gtest/gtest.h>

#include "shared/base/graphemes.h"
#include "shared/base/local_time.h"
#include "shared/base/plural.h"

namespace replywatch {
namespace {

using Breaks = std::vector<std::uint32_t>;

TEST(GraphemeBreaks, CountEveryAsciiByte) { EXPECT_EQ(GraphemeBreaks("ab"), (Breaks{0, 1, 2})); }
TEST(GraphemeBreaks, AreOnlyZeroForAnEmptyText) { EXPECT_EQ(GraphemeBreaks(""), (Breaks{0})); }
TEST(GraphemeBreaks, KeepALetterAndItsAccentTogether) { EXPECT_EQ(GraphemeBreaks("a\u0306b"), (Breaks{0, 3, 4})); }
TEST(GraphemeBreaks, KeepAFamilyTogether) { EXPECT_EQ(GraphemeBreaks("👩‍👧"), (Breaks{0, 11})); }
TEST(GraphemeBreaks, KeepAFlagTogether) { EXPECT_EQ(GraphemeBreaks("🇷🇴!"), (Breaks{0, 8, 9})); }

TEST(LineBreaks, StandBehindSpaces) { EXPECT_EQ(LineBreakOpportunities("un doi"), (Breaks{3, 6})); }
TEST(LineBreaks, EndWithTheText) { EXPECT_EQ(LineBreakOpportunities(""), (Breaks{0})); }

TEST(Words, EndBehindTheNextWord) { EXPECT_EQ(NextWordEnd("un  doi trei", 2), 7U); }
TEST(Words, EndWithTheTextBehindTheLast) { EXPECT_EQ(NextWordEnd("un ...", 2), 6U); }
TEST(Words, StartBeforeThePreviousWord) { EXPECT_EQ(PreviousWordStart("un doi trei", 7), 3U); }
TEST(Words, StartAtZeroBeforeTheFirst) { EXPECT_EQ(PreviousWordStart("  un", 2), 0U); }
TEST(Words, AroundAPlaceInCyrillic) { EXPECT_EQ(WordAround("да не", 2), (std::pair<std::size_t, std::size_t>{0, 4})); }

TEST(EmojiGrapheme, IsAFace) { EXPECT_TRUE(IsEmojiGrapheme("🙂")); }
TEST(EmojiGrapheme, IsAHeartOnlyWithItsSelector) {
  EXPECT_TRUE(IsEmojiGrapheme("❤️"));
  EXPECT_FALSE(IsEmojiGrapheme("❤"));
}
TEST(EmojiGrapheme, IsNoDigit) { EXPECT_FALSE(IsEmojiGrapheme("7")); }
TEST(ComposedGrapheme, IsOneLetter) { EXPECT_EQ(ComposeGrapheme("a\u0306"), "ă"); }

TEST(Plural, HasThreeFormsInPolish) {
  EXPECT_EQ(PluralForm("pl", 1), "one");
  EXPECT_EQ(PluralForm("pl", 3), "few");
  EXPECT_EQ(PluralForm("pl", 12), "many");
  EXPECT_EQ(PluralForm("pl", 22), "few");
}
TEST(Plural, HasThreeFormsInRomanian) {
  EXPECT_EQ(PluralForm("ro", 1), "one");
  EXPECT_EQ(PluralForm("ro", 19), "few");
  EXPECT_EQ(PluralForm("ro", 20), "other");
  EXPECT_EQ(PluralForm("ro", 101), "few");
}
TEST(Plural, ListsTheFormsOfALanguage) { EXPECT_EQ(PluralForms("bg"), (std::vector<std::string>{"one", "other"})); }

constexpr Timestamp kNoon{1'795'348'800'000};  // 2026-11-22T12:00:00Z, a Sunday

TEST(LocalTime, FollowsTheZone) { EXPECT_EQ(LocalTime("ro", "Europe/Bucharest").ClockTime(kNoon), "14:00"); }
TEST(LocalTime, NamesTheDayInTheLanguage) { EXPECT_EQ(LocalTime("pl", "Europe/Warsaw").Day(kNoon), "niedziela, 22 listopada"); }
TEST(LocalTime, KnowsTheWeekday) { EXPECT_EQ(LocalTime("en", "UTC").Weekday(kNoon), 6); }
TEST(LocalTime, CountsDaysByLocalMidnight) {
  const LocalTime sofia("bg", "Europe/Sofia");
  const Timestamp late = sofia.AtHour(kNoon, 0, 23) + Duration::Minutes(59);
  EXPECT_EQ(sofia.DayNumber(late) + 1, sofia.DayNumber(late + Duration::Minutes(1)));
}
TEST(LocalTime, FindsTheHourOfAnotherDay) {
  EXPECT_EQ(FormatRfc3339(LocalTime("ro", "Europe/Bucharest").AtHour(kNoon, 1, 9)), "2026-11-23T07:00:00.000Z");
}

}  // namespace
}  // namespace replywatch

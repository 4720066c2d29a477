#include "shared/rules/reply_length.h"

#include <gtest/gtest.h>

#include <cstdint>
#include <string>

namespace replywatch {
namespace {

LengthRule Rule(LengthUnit unit, std::int64_t max = 0) {
  LengthRule rule;
  rule.unit = unit;
  rule.max = max;
  return rule;
}

TEST(ReplyLength, CountsInTheUnitOfThePlatform) {
  const char* text = "ș👨‍👩‍👧";  // one letter, one family of three people
  EXPECT_EQ(ReplyLength(text, Rule(LengthUnit::kCodePoints)), 6);
  EXPECT_EQ(ReplyLength(text, Rule(LengthUnit::kGraphemes)), 2);
  EXPECT_EQ(ReplyLength(text, Rule(LengthUnit::kBytes)), 20);
  EXPECT_EQ(ReplyLength(text, Rule(LengthUnit::kUtf16Units)), 9);
}

TEST(ReplyLength, UrlsCountAsThePlatformSays) {
  LengthRule rule = Rule(LengthUnit::kCodePoints);
  rule.url_length = 23;
  EXPECT_EQ(ReplyLength("see https://a.example/with/a/very/long/path?and=more now", rule), 4 + 23 + 4);
  EXPECT_EQ(ReplyLength("https://a.example", rule), 23);
}

TEST(ReplyLength, FarMentionsCountWithoutTheirHost) {
  LengthRule rule = Rule(LengthUnit::kCodePoints);
  rule.short_mentions = true;
  EXPECT_EQ(ReplyLength("@ana@social.example da", rule), 7);
  EXPECT_EQ(ReplyLength("@ana da", rule), 7);
}

TEST(ReplyExcess, IsZeroWithoutALimit) { EXPECT_EQ(ReplyExcess(std::string(100'000, 'x'), LengthRule{}), 0); }

TEST(NearestBound, IsTheBrokenOneOrTheOneThatWillBe) {
  struct Case {
    LengthRule rule;
    std::string text;
    LengthUnit unit;
    std::int64_t length, max, excess;
  };
  const LengthRule bytes_alone{0, LengthUnit::kCodePoints, 0, false, 10};
  const LengthRule both{4, LengthUnit::kGraphemes, 0, false, 10};
  const Case cases[] = {
      {{}, "abc", LengthUnit::kCodePoints, 3, 0, 0},
      {bytes_alone, "abcdefg", LengthUnit::kCodePoints, 7, 0, 0},
      {bytes_alone, "abcdefgh", LengthUnit::kBytes, 8, 10, 0},
      {bytes_alone, "șșșșșș", LengthUnit::kBytes, 12, 10, 2},
      {both, "abc", LengthUnit::kGraphemes, 3, 4, 0},
      {both, "abcde", LengthUnit::kGraphemes, 5, 4, 1},
      {both, "👍🏽", LengthUnit::kBytes, 8, 10, 0},
      {both, "👍🏽👍🏽", LengthUnit::kBytes, 16, 10, 6},
      {both, "👍🏽👍🏽👍🏽👍🏽👍🏽", LengthUnit::kGraphemes, 5, 4, 1},
  };
  for (const Case& one : cases) {
    const ReplyBound bound = NearestBound(one.text, one.rule);
    EXPECT_EQ(bound.unit, one.unit) << one.text;
    EXPECT_EQ(bound.length, one.length) << one.text;
    EXPECT_EQ(bound.max, one.max) << one.text;
    EXPECT_EQ(bound.excess, one.excess) << one.text;
  }
}

TEST(ReplyExcess, HoldsTheSecondBoundInBytesToo) {
  LengthRule rule = Rule(LengthUnit::kGraphemes, 300);
  rule.max_bytes = 4;
  EXPECT_EQ(ReplyExcess("șșș", rule), 2);
  EXPECT_EQ(ReplyExcess("șș", rule), 0);
}

}  // namespace
}  // namespace replywatch

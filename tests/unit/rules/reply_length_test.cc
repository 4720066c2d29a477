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

TEST(ReplyExcess, HoldsTheSecondBoundInBytesToo) {
  LengthRule rule = Rule(LengthUnit::kGraphemes, 300);
  rule.max_bytes = 4;
  EXPECT_EQ(ReplyExcess("șșș", rule), 2);
  EXPECT_EQ(ReplyExcess("șș", rule), 0);
}

}  // namespace
}  // namespace replywatch

#include "shared/base/phone_number.h"

#include <gtest/gtest.h>

namespace replywatch {
namespace {

std::string Of(std::string_view text, std::string_view code = {}) {
  const auto number = NormalisePhoneNumber(text, code);
  return number.ok() ? *number : "refused";
}

TEST(PhoneNumber, LosesWhatStandsBetweenTheDigits) {
  for (const char* written : {"+40722000111", "+40 722 000 111", "+40-722-000-111", "+40.722.000.111", "(+40) 722 000 111",
                              "+40/722/000/111", "+40\u00A0722\u202F000\u2013111", "tel:+40-722-000-111", " +40722000111 "}) {
    EXPECT_EQ(Of(written), "+40722000111") << written;
  }
}

TEST(PhoneNumber, KnowsTheTwoZeroesBeforeACountrysCodeAndTheZeroBehindIt) {
  EXPECT_EQ(Of("0040 722 000 111"), "+40722000111");
  EXPECT_EQ(Of("+40 (0)722 000 111"), "+40722000111");
  EXPECT_EQ(Of("0040 (0)722 000 111", "+40"), "+400722000111") << "only behind a plus";
}

TEST(PhoneNumber, IsOneCallerWithinTheShopsCountry) {
  EXPECT_EQ(Of("0722 000 111", "+40"), "+40722000111");
  EXPECT_EQ(Of("601 200 300", "+48"), "+48601200300");
  EXPECT_EQ(Of("+48 601 200 300", "+40"), "+48601200300");
  EXPECT_EQ(Of("0722 000 111"), "0722000111") << "no country is known";
}

TEST(PhoneNumber, LeavesShortNumbersAsTheyAre) {
  EXPECT_EQ(Of("112", "+40"), "112");
  EXPECT_EQ(Of("204 118", "+40"), "204118");
  EXPECT_EQ(Of("204 1189", "+40"), "+402041189") << "from seven digits on";
}

TEST(PhoneNumber, IsThreeToFifteenDigits) {
  EXPECT_EQ(Of("123"), "123");
  EXPECT_EQ(Of("12"), "refused");
  EXPECT_EQ(Of("+123456789012345"), "+123456789012345");
  EXPECT_EQ(Of("+1234567890123456"), "refused");
  EXPECT_EQ(Of("12345678901234", "+40"), "refused") << "sixteen with the code";
}

TEST(PhoneNumber, IsNothingElse) {
  for (const char* written : {"", " ", "+", "Ana", "0722 000 111 ext. 12", "0722+000111", "++40722000111", "+0722000111",
                              "0722\n000111", "0722 000 11\xFF", "\u0660\u0661\u0662\u0663", "0722000111;0722000112"}) {
    EXPECT_EQ(Of(written, "+40"), "refused") << written;
  }
  EXPECT_EQ(Of(std::string(100000, ' ') + "0722000111"), "refused");
}

TEST(PhoneNumber, SaysWhatToWriteInstead) {
  const auto number = NormalisePhoneNumber("call me");
  ASSERT_FALSE(number.ok());
  EXPECT_EQ(number.error().kind, ErrorKind::kInvalidArgument);
  EXPECT_NE(number.error().text.find("+40 722 000 111"), std::string::npos);
}

TEST(CountryCode, IsAPlusAndOneToThreeDigits) {
  for (const char* code : {"+1", "+40", "+359"}) EXPECT_TRUE(IsCountryCode(code)) << code;
  for (const char* code : {"", "+", "40", "+040", "+0", "+4000", "+4x", "+ 40", "0040"})
    EXPECT_FALSE(IsCountryCode(code)) << code;
}

}  // namespace
}  // namespace replywatch

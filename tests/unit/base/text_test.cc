#include <gtest/gtest.h>

#include "shared/base/fold.h"
#include "shared/base/log.h"
#include "shared/base/secret.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

using namespace std::string_literals;

TEST(CleanText, KeepsWellFormedText) { EXPECT_EQ(CleanText("Mulțumim! 🙂\nȘi noi.", 100), "Mulțumim! 🙂\nȘi noi."); }

TEST(CleanText, ReplacesAnInvalidRunOnce) { EXPECT_EQ(CleanText("a\xff\xfe\xc3z", 100), "a\xEF\xBF\xBDz"); }

TEST(CleanText, DropsNulAndUnifiesLineEnds) { EXPECT_EQ(CleanText("a\0b\r\nc\rd"s, 100), "ab\nc\nd"); }

TEST(CleanText, CutsBetweenCodePoints) {
  EXPECT_EQ(CleanText("ăăă", 5), "ăă");
  EXPECT_EQ(CleanText("\xff\xff", 2), "");
}

TEST(CleanText, RefusesSurrogatesAndOverlongForms) {
  EXPECT_FALSE(IsValidUtf8("\xED\xA0\x80"));
  EXPECT_FALSE(IsValidUtf8("\xC0\xAF"));
  EXPECT_TRUE(IsValidUtf8("\xF4\x8F\xBF\xBF"));
  EXPECT_FALSE(IsValidUtf8("\xF4\x90\x80\x80"));
}

TEST(CleanLine, FoldsWhiteSpaceAndDropsOverrides) { EXPECT_EQ(CleanLine("  a \n\t b\u202Ec\u00A0 ", 100), "a bc"); }

TEST(CountUtf16Units, CountsAstralCodePointsTwice) {
  EXPECT_EQ(CountUtf16Units("a🙂ș"), 4U);
  EXPECT_EQ(CountCodePoints("a🙂ș"), 3U);
}

TEST(FoldForSearch, DropsCaseAndDiacritics) {
  EXPECT_EQ(FoldForSearch("ȘTIȚI Şi Ţară"), "stiti si tara");
  EXPECT_EQ(FoldForSearch("Łódź ŻÓŁĆ"), "lodz zolc");
  EXPECT_EQ(FoldForSearch("e\u0301"), "e");
}

TEST(FoldForSearch, BringsCyrillicToLatin) {
  EXPECT_EQ(FoldForSearch("Весела Щерева, ѝ"), "vesela shtereva, i");
  EXPECT_EQ(FoldForSearch("поръчка"), "porachka");
}

TEST(FoldForSearch, SurvivesHostileText) {
  std::string zalgo = "a";
  for (int i = 0; i < 1000; ++i) zalgo += "\u0335";
  EXPECT_EQ(FoldForSearch(zalgo), "a");
  EXPECT_EQ(FoldForSearch("\xff"), "\xEF\xBF\xBD");
}

TEST(FormatLogLine, QuotesAndKeepsOneLine) {
  EXPECT_EQ(FormatLogLine("poll", {{"inbox", "blog"}, {"n", 3}, {"text", "a \"b\"\nc"}}),
            R"(poll inbox=blog n=3 text="a \"b\" c")");
}

TEST(Redact, HidesEveryOccurrence) {
  EXPECT_EQ(Redact("x hunter22 y hunter22", Secret("hunter22")), "x [secret] y [secret]");
  EXPECT_EQ(Redact("nothing", Secret("")), "nothing");
  EXPECT_EQ(Redact("cut in abcdefgh", Secret("abcdefghijkl")), "cut in [secret]");
  EXPECT_EQ(Redact("abcdefghijklabcdefghijk", Secret("abcdefghijkl")), "[secret][secret]");
  EXPECT_EQ(Redact("cut in abcdefg", Secret("abcdefghijkl")), "cut in abcdefg") << "a word may begin like that";
}

}  // namespace
}  // namespace replywatch

#include "shared/detect/normalise.h"

#include <gtest/gtest.h>

#include <string>

namespace replywatch {
namespace {

FoldedText Fold(std::string_view text) {
  FoldedText folded;
  FoldInto(text, folded);
  return folded;
}

TEST(Normalise, MeetsWithAndWithoutDiacritics) {
  EXPECT_EQ(FoldWord("întârziere"), FoldWord("INTARZIERE"));
  EXPECT_EQ(FoldWord("łódź"), FoldWord("lodz"));
  EXPECT_EQ(FoldWord("şţ"), FoldWord("ȘȚ"));  // cedilla and comma below
}

TEST(Normalise, MeetsCyrillicAndItsHomeMadeTransliterations) {
  EXPECT_EQ(FoldWord("защо"), FoldWord("zashto"));
  EXPECT_EQ(FoldWord("защо"), FoldWord("za6to"));
  EXPECT_EQ(FoldWord("нищо"), FoldWord("ni6to"));
  EXPECT_EQ(FoldWord("вече"), FoldWord("ve4e"));
  EXPECT_EQ(FoldWord("няма"), FoldWord("nqma"));
  EXPECT_EQ(FoldWord("какво"), FoldWord("kakwo"));
  EXPECT_EQ(FoldWord("може"), FoldWord("moje"));
}

TEST(Normalise, LeavesNumbersAlone) { EXPECT_EQ(FoldWord("4616"), "4616"); }

TEST(Normalise, ShortensLongRuns) {
  EXPECT_EQ(FoldWord("suuuuper"), "super");
  EXPECT_EQ(FoldWord("ssuper"), "ssuper");
}

TEST(Normalise, JoinsApostropheAndHyphenWithinAWord) {
  EXPECT_EQ(FoldWord("n-am"), "nam");
  EXPECT_EQ(FoldWord("doesn\u2019t"), FoldWord("doesn't"));
}

TEST(Normalise, SeesWordsWrittenInMathematicalLetters) { EXPECT_EQ(FoldWord("𝐛𝐢𝐭𝐜𝐨𝐢𝐧"), "bitcoin"); }

TEST(Normalise, MapsTokensBackToOriginalBytes) {
  const std::string text = "Încă  „n-am” primit, 😡 пратката!";
  const FoldedText folded = Fold(text);
  ASSERT_EQ(folded.tokens.size(), 4U);
  const auto original = [&](std::size_t i) {
    return text.substr(folded.tokens[i].begin, folded.tokens[i].end - folded.tokens[i].begin);
  };
  EXPECT_EQ(original(0), "Încă");
  EXPECT_EQ(original(1), "n-am");
  EXPECT_EQ(original(2), "primit");
  EXPECT_EQ(original(3), "пратката");
}

TEST(Normalise, MarksTheBeginningOfClauses) {
  const FoldedText folded = Fold("one two, three");
  ASSERT_EQ(folded.tokens.size(), 3U);
  EXPECT_TRUE(folded.tokens[0].starts_clause);
  EXPECT_FALSE(folded.tokens[1].starts_clause);
  EXPECT_TRUE(folded.tokens[2].starts_clause);
}

TEST(Normalise, CountsMentionsAndUrlsInsteadOfReadingThem) {
  const FoldedText folded = Fold("@ana.pop vezi https://exemplu.example/a?b=defect acum");
  EXPECT_EQ(folded.mentions, 1U);
  EXPECT_TRUE(folded.mention_first);
  EXPECT_EQ(folded.urls, 1U);
  EXPECT_EQ(folded.tokens.size(), 2U);
  EXPECT_TRUE(folded.question_marks.empty());
}

TEST(Normalise, IgnoresZeroWidthAndDirectionControls) {
  EXPECT_EQ(FoldWord("de\u200Bfe\u202Ect"), "defect");
  EXPECT_EQ(FoldWord("defe\u0301ct"), "defect");
}

TEST(Normalise, SurvivesInvalidBytes) {
  const FoldedText folded = Fold(std::string_view("ab\xFF\xC3(\0cd\xF0\x9F", 10));
  EXPECT_EQ(folded.Folded(folded.tokens.front()), "ab");
  for (const Token& token : folded.tokens) EXPECT_LE(token.end, 10U);
}

}  // namespace
}  // namespace replywatch

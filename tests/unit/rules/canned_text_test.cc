#include "shared/rules/canned_text.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <vector>

namespace replywatch {
namespace {

TEST(FillPlaceholders, PutsValuesInAsTheyAre) {
  const FilledText filled = FillPlaceholders("Bună, {name}. Comanda {order}.", {{"name", "Ana {order}"}, {"order", "4417"}});
  EXPECT_EQ(filled.text, "Bună, Ana {order}. Comanda 4417.");
  EXPECT_TRUE(filled.missing.empty());
}

TEST(FillPlaceholders, ReportsMissingOnesAndLeavesNoBraces) {
  const FilledText filled = FillPlaceholders("Bună ziua, {name}. Scrieți la {responsible_email}, {name}!", {});
  EXPECT_EQ(filled.text, "Bună ziua. Scrieți la!");
  EXPECT_EQ(filled.missing, (std::vector<std::string>{"name", "responsible_email"}));
}

TEST(FillPlaceholders, MissingNameAtTheBeginningTakesItsCommaAlong) {
  EXPECT_EQ(FillPlaceholders("{name}, thank you!", {}).text, "thank you!");
}

TEST(FillPlaceholders, EmptyValueIsMissing) { EXPECT_EQ(FillPlaceholders("a {name} b", {{"name", ""}}).missing.size(), 1U); }

TEST(FillPlaceholders, OtherBracesAreText) {
  EXPECT_EQ(FillPlaceholders("{} { name } {X} {", {}).text, "{} { name } {X} {");
  EXPECT_TRUE(FillPlaceholders("{} { name } {X} {", {}).missing.empty());
}

TEST(FirstNameOf, TakesNamesAndLeavesHandles) {
  EXPECT_EQ(FirstNameOf("Andreea Munteanu"), "Andreea");
  EXPECT_EQ(FirstNameOf("Żaneta"), "Żaneta");
  EXPECT_EQ(FirstNameOf("Десислава Колева"), "Десислава");
  EXPECT_EQ(FirstNameOf("Ana-Maria Pop"), "Ana-Maria");
  EXPECT_EQ(FirstNameOf("florin_z"), "");
  EXPECT_EQ(FirstNameOf("shopper93"), "");
  EXPECT_EQ(FirstNameOf("florin"), "");
  EXPECT_EQ(FirstNameOf(""), "");
}

const std::vector<ThankYouLine>& Lines() {
  static const std::vector<ThankYouLine> kLines{
      {"{name}, thank you!", "Thank you!"}, {"How kind, {name}!", "How kind!"}, {"Thanks a lot, {name}.", "Thanks a lot."}};
  return kLines;
}

TEST(ChooseThankYou, SameSeedSameLine) {
  for (std::uint64_t seed = 0; seed < 20; ++seed) {
    EXPECT_EQ(ChooseThankYou(Lines(), "Ana Pop", {}, seed)->text, ChooseThankYou(Lines(), "Ana Pop", {}, seed)->text);
  }
}

TEST(ChooseThankYou, SeedsReachEveryLine) {
  std::set<std::size_t> seen;
  for (std::uint64_t seed = 0; seed < 50; ++seed) seen.insert(ChooseThankYou(Lines(), "", {}, seed)->line);
  EXPECT_EQ(seen.size(), Lines().size());
}

TEST(ChooseThankYou, IsPersonalWhereThereIsAName) {
  const std::string text = ChooseThankYou(Lines(), "Ana Pop", {}, 1)->text;
  EXPECT_NE(text.find("Ana"), std::string::npos);
  EXPECT_EQ(text.find("Pop"), std::string::npos);
  EXPECT_EQ(ChooseThankYou(Lines(), "x_93", {}, 1)->text.find('{'), std::string::npos);
}

TEST(ChooseThankYou, NeverALineUsedUnderTheSamePost) {
  std::vector<std::string> used;
  for (const char* name : {"Ana Pop", "Ion Dan", ""}) {
    const auto choice = ChooseThankYou(Lines(), name, used, 7);
    ASSERT_TRUE(choice);
    used.push_back("@someone " + choice->text);
  }
  EXPECT_FALSE(ChooseThankYou(Lines(), "Eva", used, 7));  // all are used
}

TEST(ChooseThankYou, WithoutLinesThereIsNone) { EXPECT_FALSE(ChooseThankYou({}, "Ana", {}, 1)); }

}  // namespace
}  // namespace replywatch

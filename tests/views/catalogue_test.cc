// Texts of the screen: complete in every language, and nothing on the screen bypasses them.
#include <gtest/gtest.h>

#include <filesystem>
#include <fstream>
#include <regex>
#include <set>
#include <sstream>

#include "dashboard/catalogue_file.h"
#include "dashboard/ui/theme.h"
#include "shared/base/plural.h"
#include "shared/rules/reply_check.h"

namespace replywatch {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Phrases PhrasesOf(const std::string& language) {
  auto phrases = ParsePhrases(ReadAll(fs::path(RW_TEST_CONFIG_DIR) / "languages" / language / "interface.json"), language);
  EXPECT_TRUE(phrases.ok());
  return phrases.ok() ? *phrases : Phrases();
}

std::set<std::string> PlaceholdersOf(const Phrase& phrase) {
  std::string all = phrase.text;
  for (const auto& [form, text] : phrase.forms) all += text;
  static const std::regex kPlaceholder("\\{([a-z_]+)\\}");
  std::set<std::string> names;
  for (std::sregex_iterator it(all.begin(), all.end(), kPlaceholder), end; it != end; ++it) names.insert((*it)[1]);
  names.erase("n");  // a form for one may go without the number
  return names;
}

class EveryLanguage : public ::testing::TestWithParam<const char*> {};

TEST_P(EveryLanguage, HasTheKeysOfEnglish) {
  const Phrases english = PhrasesOf("en");
  const Phrases own = PhrasesOf(GetParam());
  for (const auto& [key, phrase] : english) EXPECT_TRUE(own.contains(key)) << key;
  for (const auto& [key, phrase] : own) EXPECT_TRUE(english.contains(key)) << key;
}

TEST_P(EveryLanguage, LeavesNothingEmpty) {
  for (const auto& [key, phrase] : PhrasesOf(GetParam())) {
    EXPECT_TRUE(!phrase.text.empty() || !phrase.forms.empty()) << key;
    for (const auto& [form, text] : phrase.forms) EXPECT_FALSE(text.empty()) << key << "/" << form;
  }
}

TEST_P(EveryLanguage, HasEveryPluralFormAndNoOther) {
  const std::vector<std::string> forms = PluralForms(GetParam());
  for (const auto& [key, phrase] : PhrasesOf(GetParam())) {
    if (phrase.forms.empty()) continue;
    for (const std::string& form : forms) EXPECT_TRUE(phrase.forms.contains(form)) << key << " lacks " << form;
    for (const auto& [form, text] : phrase.forms) {
      EXPECT_TRUE(form == "other" || std::find(forms.begin(), forms.end(), form) != forms.end()) << key << " has " << form;
    }
  }
}

TEST_P(EveryLanguage, UsesThePlaceholdersOfEnglish) {
  const Phrases english = PhrasesOf("en");
  for (const auto& [key, phrase] : PhrasesOf(GetParam())) {
    const auto in_english = english.find(key);
    EXPECT_TRUE(in_english == english.end() || PlaceholdersOf(phrase) == PlaceholdersOf(in_english->second)) << key;
  }
}

TEST_P(EveryLanguage, DescribesEveryRuleOfTheReplyCheck) {
  const Phrases own = PhrasesOf(GetParam());
  for (int rule = 0; rule <= static_cast<int>(ReplyRule::kWrongLanguage); ++rule) {
    const std::string key = "finding." + std::string(ReplyRuleName(static_cast<ReplyRule>(rule)));
    EXPECT_TRUE(own.contains(key)) << key;
  }
}

INSTANTIATE_TEST_SUITE_P(All, EveryLanguage, ::testing::Values("en", "ro", "pl", "bg"));

std::vector<fs::path> ScreenSources() {
  std::vector<fs::path> files;
  for (const char* folder : {"views", "view_models", "ui"}) {
    for (const auto& entry : fs::directory_iterator(fs::path(RW_TEST_SOURCE_DIR) / "dashboard" / folder)) {
      if (entry.path().extension() == ".cc" || entry.path().extension() == ".h") files.push_back(entry.path());
    }
  }
  return files;
}

// String literals of a source, without comments and includes.
std::vector<std::string> LiteralsOf(const fs::path& file) {
  std::vector<std::string> literals;
  std::istringstream lines(ReadAll(file));
  static const std::regex kLiteral("\"((?:[^\"\\\\]|\\\\.)*)\"");
  for (std::string line; std::getline(lines, line);) {
    if (line.starts_with("#include")) continue;
    static const std::regex kComment("(^|[ ;{}])//.*$");
    line = std::regex_replace(line, kComment, "");
    for (std::sregex_iterator it(line.begin(), line.end(), kLiteral), end; it != end; ++it) literals.push_back((*it)[1]);
  }
  return literals;
}

TEST(ScreenSources, UseOnlyKeysThatExist) {
  const Phrases english = PhrasesOf("en");
  static const std::regex kKey("[a-z]+\\.[a-z_]+");
  for (const fs::path& file : ScreenSources()) {
    for (const std::string& literal : LiteralsOf(file)) {
      EXPECT_TRUE(!std::regex_match(literal, kKey) || english.contains(literal)) << file.filename() << ": " << literal;
    }
  }
}

TEST(ScreenSources, LeaveNoKeyUnused) {
  std::string all;
  for (const fs::path& file : ScreenSources()) all += ReadAll(file);
  static const std::regex kMade("(finding|kind|placeholder)\\..*");
  for (const auto& [key, phrase] : PhrasesOf("en")) {
    EXPECT_TRUE(std::regex_match(key, kMade) || all.find('"' + key + '"') != std::string::npos) << key;
  }
}

// What is written on the screen comes from the catalogue: a literal is a key, an id, the name of a key of the keyboard,
// punctuation, or the program's own name; never words.
TEST(ScreenSources, WriteNoWordsOfTheirOwn) {
  static const std::regex kAllowed("[a-z0-9_.:/]*|[^A-Za-z]*|[ -]*[A-Za-z?/]|UTC| \\\\t\\\\n|Ctrl\\+[A-Za-z=-]+|Enter|ReplyWatch|und|/usr/share/.*|\\\\[a-z0]|@|[^A-Za-z]* [^A-Za-z]*");
  for (const fs::path& file : ScreenSources()) {
    if (file.filename() == "fonts.cc" || file.filename() == "theme.cc") continue;
    for (const std::string& literal : LiteralsOf(file)) EXPECT_TRUE(std::regex_match(literal, kAllowed)) << file.filename() << ": \"" << literal << '"';
  }
}

TEST(Catalogue, ShowsAMissingKeyAsItself) { EXPECT_EQ(Catalogue().Text("some.key"), "some.key"); }

TEST(Catalogue, FallsBackToEnglish) {
  Phrases english;
  english["a.b"].text = "hello";
  EXPECT_EQ(Catalogue("pl", {}, english).Text("a.b"), "hello");
}

TEST(Catalogue, ChoosesTheFormOfTheLanguage) {
  const auto polish = LoadCatalogue(RW_TEST_CONFIG_DIR, "pl");
  EXPECT_EQ(polish->Count("health.trouble", 5), "5 odpowiedzi czeka na decyzję");
  EXPECT_EQ(polish->Count("health.trouble", 2), "2 odpowiedzi czekają na decyzję");
}

TEST(Catalogue, RefusesAListOfTexts) { EXPECT_FALSE(ParsePhrases("[1]", "x.json").ok()); }

class EveryTheme : public ::testing::TestWithParam<bool> {};

TEST_P(EveryTheme, KeepsAContrastOfFourAndAHalf) {
  for (const TextPair& pair : TextPairs(GetParam() ? DarkTheme() : LightTheme())) EXPECT_GE(Contrast(pair.ink, pair.ground), 4.5) << pair.name;
}

INSTANTIATE_TEST_SUITE_P(Both, EveryTheme, ::testing::Bool());

TEST(Contrast, IsTwentyOneForBlackOnWhite) { EXPECT_NEAR(Contrast(0x000000, 0xFFFFFF), 21.0, 0.001); }

}  // namespace
}  // namespace replywatch

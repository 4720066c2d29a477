// Texts of the screen: complete in every language, and nothing on the screen bypasses them.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "dashboard/ui/theme.h"
#include "shared/base/plural.h"
#include "shared/rules/reply_check.h"
#include "shared/settings/catalogue_file.h"

namespace replywatch {
namespace {

namespace fs = std::filesystem;

std::string ReadAll(const fs::path& file) {
  std::ifstream in(file);
  std::stringstream text;
  text << in.rdbuf();
  return text.str();
}

Phrases PhrasesOf(const std::string& language, const std::string& file = "interface.json") {
  auto phrases = ParsePhrases(ReadAll(fs::path(RW_TEST_CONFIG_DIR) / "languages" / language / file), language);
  EXPECT_TRUE(phrases.ok());
  return phrases.ok() ? *phrases : Phrases();
}

std::set<std::string> PlaceholdersOf(const Phrase& phrase) {
  std::string all = phrase.text;
  for (const auto& [form, text] : phrase.forms) all += text;
  std::set<std::string> names;
  for (std::size_t open = all.find('{'); open != std::string::npos; open = all.find('{', open + 1)) {
    const std::size_t close = all.find('}', open);
    if (close != std::string::npos) names.insert(all.substr(open + 1, close - open - 1));
  }
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

bool IsLower(char c) { return c >= 'a' && c <= 'z'; }
bool IsLetter(char c) { return IsLower(c) || (c >= 'A' && c <= 'Z'); }

// "list.new": lower-case letters, a dot, lower-case letters and underscores.
bool LooksLikeAKey(const std::string& text) {
  const std::size_t dot = text.find('.');
  if (dot == 0 || dot == std::string::npos || dot + 1 == text.size()) return false;
  const auto is_part = [](char c) { return IsLower(c) || c == '_'; };
  return std::all_of(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(dot), IsLower) &&
         std::all_of(text.begin() + static_cast<std::ptrdiff_t>(dot) + 1, text.end(), is_part);
}

// String literals of one line, comments left out.
void CollectLiterals(const std::string& line, std::vector<std::string>& out) {
  for (std::size_t i = 0; i < line.size(); ++i) {
    if (line.compare(i, 2, "//") == 0) return;
    if (line[i] == '\'') {
      i = line.find('\'', i + (i + 1 < line.size() && line[i + 1] == '\\' ? 3 : 1));
      if (i == std::string::npos) return;
      continue;
    }
    if (line[i] != '"') continue;
    std::string literal;
    for (++i; i < line.size() && line[i] != '"'; ++i) {
      if (line[i] == '\\') literal += line[i++];
      if (i < line.size()) literal += line[i];
    }
    out.push_back(std::move(literal));
  }
}

std::vector<std::string> LiteralsOf(const fs::path& file) {
  std::vector<std::string> literals;
  std::istringstream lines(ReadAll(file));
  for (std::string line; std::getline(lines, line);) {
    if (!line.starts_with("#include")) CollectLiterals(line, literals);
  }
  return literals;
}

// A literal on the screen is a key, an id, the name of a key of the keyboard, punctuation, or the program's own name;
// never words.
bool IsNoWording(const std::string& literal) {
  for (const char* known :
       {"ReplyWatch", "UTC", "Enter", "Ctrl+Enter", "Ctrl+K", "Ctrl+=", "Ctrl+-", "Esc", "@", " \\t\\n", "\\n"}) {
    if (literal == known) return true;
  }
  const bool is_id = std::all_of(literal.begin(), literal.end(), [](char c) {
    return IsLower(c) || (c >= '0' && c <= '9') || std::string_view("_.:/").find(c) != std::string_view::npos;
  });
  return is_id || std::none_of(literal.begin(), literal.end(), IsLetter);
}

TEST(ScreenSources, UseOnlyKeysThatExist) {
  const Phrases english = PhrasesOf("en");
  const Phrases review = PhrasesOf("en", "review.json");
  for (const fs::path& file : ScreenSources()) {
    const bool words_a_review = file.filename().string().starts_with("review_") && file.parent_path().filename() == "view_models";
    for (const std::string& literal : LiteralsOf(file)) {
      EXPECT_TRUE(!LooksLikeAKey(literal) || (words_a_review ? review : english).contains(literal))
          << file.filename() << ": " << literal;
    }
  }
}

TEST(ScreenSources, LeaveNoKeyUnused) {
  std::string all;
  for (const fs::path& file : ScreenSources()) all += ReadAll(file);
  for (const char* shared : {"span_words.cc", "alert_words.cc"})
    all += ReadAll(fs::path(RW_TEST_SOURCE_DIR) / "shared/settings" / shared);
  for (const auto& [key, phrase] : PhrasesOf("en")) {
    // Of the first two ErrorKeys.AreAllReached takes care, of the alerts' AlertWords.
    const bool is_made = key.starts_with("error.") || key.starts_with("refused.") || key.starts_with("finding.") ||
                         key.starts_with("alert.") || key.starts_with("alerts.kind.") || key.starts_with("kind.") ||
                         key.starts_with("placeholder.") || key.starts_with("promise_state.");
    EXPECT_TRUE(is_made || all.find('"' + key + '"') != std::string::npos) << key;
  }
}

TEST(ScreenSources, WriteNoWordsOfTheirOwn) {
  for (const fs::path& file : ScreenSources()) {
    if (file.filename() == "fonts.cc" || file.filename() == "theme.cc") continue;  // file names, names of colour pairs
    for (const std::string& literal : LiteralsOf(file))
      EXPECT_TRUE(IsNoWording(literal)) << file.filename() << ": \"" << literal << '"';
  }
}

// The text of an error is English or the platform's own.
TEST(ScreenSources, LeaveTheTextsOfErrorsToOneFile) {
  for (const fs::path& file : ScreenSources()) {
    if (file.filename() == "error_words.cc" || file.filename() == "failure_words.cc") continue;
    const std::string source = ReadAll(file);
    for (const char* direct : {"error_text", "error().text", "last_error->text"})
      EXPECT_EQ(source.find(direct), std::string::npos) << file.filename() << ": " << direct;
  }
}

TEST(ScreenSources, WouldShowWordsToTheScan) {
  std::vector<std::string> literals;
  CollectLiterals(R"(Text(ui, x, "Hello there"); // "not this")", literals);
  ASSERT_EQ(literals.size(), 1U);
  EXPECT_FALSE(IsNoWording(literals[0]));
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
  for (const TextPair& pair : TextPairs(GetParam() ? DarkTheme() : LightTheme()))
    EXPECT_GE(Contrast(pair.ink, pair.ground), 4.5) << pair.name;
}

INSTANTIATE_TEST_SUITE_P(Both, EveryTheme, ::testing::Bool());

TEST(Contrast, IsTwentyOneForBlackOnWhite) { EXPECT_NEAR(Contrast(0x000000, 0xFFFFFF), 21.0, 0.001); }

}  // namespace
}  // namespace replywatch

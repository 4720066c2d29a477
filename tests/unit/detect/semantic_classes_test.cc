// Classes that mean the same in every language: how their files are read, and that they find what people write.
#include "shared/detect/semantic_classes.h"

#include <gtest/gtest.h>

#include <algorithm>

#include "shared/base/file.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

const std::filesystem::path kLanguages = std::filesystem::path(RW_TEST_CONFIG_DIR) / "languages";

// Of two languages, "aa" and "bb"; an empty text leaves the file out.
Result<SemanticClasses> Load(const std::string& first, const std::string& second = "") {
  const TempFolder folder;
  for (const auto& [tag, text] : {std::pair("aa", first), std::pair("bb", second)}) {
    std::filesystem::create_directories(folder.path() / tag);
    if (text.empty()) continue;
    EXPECT_TRUE(WriteFileAtomically(folder.path() / tag / "classes.json", text).ok());
  }
  return SemanticClasses::Load(folder.path());
}

std::vector<std::string> ClassesIn(const SemanticClasses& classes, const std::string& language, const std::string& text) {
  FoldedText folded;
  FoldInto(text, folded);
  std::vector<ClassMatch> matches;
  classes.Find(folded, std::nullopt, matches);
  std::vector<std::string> names;
  for (const ClassMatch& match : matches) {
    EXPECT_LT(match.first, match.last);
    EXPECT_LE(match.last, folded.tokens.size());
    if (classes.languages().at(match.language) == language) names.push_back(classes.names().at(match.class_id));
  }
  return names;
}

bool Finds(const SemanticClasses& classes, const std::string& language, const std::string& text, const std::string& name) {
  const std::vector<std::string> names = ClassesIn(classes, language, text);
  return std::find(names.begin(), names.end(), name) != names.end();
}

TEST(SemanticClasses, FindsWordsStemsAndPhrases) {
  const auto classes = Load(R"({"language":"aa","classes":{"delay":["late","overdu*"],"no_answer":["left on read"]}})",
                            R"({"language":"bb","classes":{"no_answer":["fără răspuns"],"delay":["târziu","late"]}})");
  ASSERT_TRUE(classes.ok()) << classes.error().text;
  EXPECT_EQ(classes->names(), (std::vector<std::string>{"delay", "no_answer"}));
  EXPECT_EQ(classes->languages(), (std::vector<std::string>{"aa", "bb"}));
  EXPECT_EQ(ClassesIn(*classes, "aa", "LATE and Overdue, left on read!"),
            (std::vector<std::string>{"delay", "delay", "no_answer"}));
  EXPECT_EQ(ClassesIn(*classes, "bb", "fara raspuns, tarziu"), (std::vector<std::string>{"no_answer", "delay"}));
  EXPECT_EQ(ClassesIn(*classes, "bb", "late"), std::vector<std::string>{"delay"}) << "a word of two languages is found for both";
  EXPECT_TRUE(ClassesIn(*classes, "aa", "on read").empty());
  EXPECT_TRUE(ClassesIn(*classes, "aa", "").empty());
}

TEST(SemanticClasses, TellsWhatIsWrongWithAFile) {
  const std::string good = R"({"language":"aa","classes":{"delay":["late"]}})";
  const auto mistake = [&](const std::string& first, const std::string& second = "") {
    const auto classes = Load(first, second);
    EXPECT_FALSE(classes.ok()) << first << second;
    if (classes.ok()) return std::string();
    EXPECT_EQ(classes.error().kind, ErrorKind::kConfiguration);
    return classes.error().text;
  };
  EXPECT_NE(mistake("{").find("expected {"), std::string::npos);
  EXPECT_NE(mistake(R"({"language":"aa","classes":{}})").find("1 to 1000"), std::string::npos);
  EXPECT_NE(mistake(R"({"language":"xx","classes":{"delay":["late"]}})").find("the folder's name"), std::string::npos);
  EXPECT_NE(mistake(R"({"language":"aa","classes":{"delay":[]}})").find("list of patterns"), std::string::npos);
  EXPECT_NE(mistake(R"({"language":"aa","classes":{"delay":["l*te"]}})").find("'*' only"), std::string::npos);
  EXPECT_NE(mistake(R"({"language":"aa","classes":{"delay":[5]}})").find("'*' only"), std::string::npos);
  EXPECT_NE(mistake(good, R"({"language":"bb","classes":{"refund":["money"]}})").find("\"delay\" is missing"), std::string::npos);
  EXPECT_NE(mistake(good, R"({"language":"bb","classes":{"delay":["late"],"refund":["money"]}})").find("no other language"),
            std::string::npos);
  EXPECT_NE(mistake("", "").find("expected folders"), std::string::npos);
}

TEST(SemanticClasses, OfTheProjectMeanTheSameInEveryLanguage) {
  const auto classes = SemanticClasses::Load(kLanguages);
  ASSERT_TRUE(classes.ok()) << classes.error().text;
  EXPECT_GE(classes->names().size(), 100U);
  EXPECT_EQ(classes->languages(), (std::vector<std::string>{"bg", "en", "hu", "pl", "ro"}));
  struct Row {
    const char* language;
    const char* text;
    const char* name;
  };
  for (const Row& row :
       {Row{"en", "third week and the parcel is still delayed", "delay"}, Row{"en", "no one replies to my emails", "no_answer"},
        Row{"en", "i want my money back", "refund"}, Row{"ro", "coletul intarzie de o saptamana", "delay"},
        Row{"ro", "nu îmi răspunde nimeni la telefon", "no_answer"}, Row{"ro", "vreau banii înapoi", "refund"},
        Row{"pl", "paczka spóźnia się już tydzień", "delay"}, Row{"pl", "nikt nie odpisuje", "no_answer"},
        Row{"pl", "chce zwrot pieniedzy", "refund"}, Row{"bg", "пратката закъснява с две седмици", "delay"},
        Row{"bg", "nikoi ne mi otgovarq", "no_answer"}, Row{"bg", "искам си парите обратно", "refund"},
        Row{"hu", "két hete késik a csomag", "delay"}, Row{"hu", "senki sem válaszol az emailekre", "no_answer"},
        Row{"hu", "kerem vissza a penzemet", "refund"}}) {
    EXPECT_TRUE(Finds(*classes, row.language, row.text, row.name)) << row.text;
  }
}

}  // namespace
}  // namespace replywatch

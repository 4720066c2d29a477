#include "shared/detect/word_lists.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>

#include "shared/detect/classifier.h"
#include "shared/detect/pattern_variants.h"

namespace replywatch {
namespace {

namespace fs = std::filesystem;

class WordListsFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) /
            (std::string("word_lists_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(root_);
    fs::create_directories(root_);
  }
  void TearDown() override { fs::remove_all(root_); }

  void Write(const std::string& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  std::string ErrorOf() const {
    const auto lists = WordLists::Load(root_);
    return lists.ok() ? "" : lists.error().text;
  }

  fs::path root_;
};

constexpr const char* kCzech =
    R"({"tag":"cs","scripts":["Latn"],"function_words":["je","jsem","kde","moje"],"distinctive_letters":"ěřů"})";

TEST_F(WordListsFolder, NewFolderIsANewLanguage) {
  Write("cs/language.json", kCzech);
  Write("cs/words.json", R"({"problem":[{"t":"nedorazil*","w":0.9}]})");
  auto lists = WordLists::Load(root_);
  ASSERT_TRUE(lists.ok()) << lists.error().text;
  const Classification result = MakeWordListClassifier(std::move(lists).value())->Classify("Kde je moje zásilka? Nedorazila.");
  EXPECT_EQ(result.language, "cs");
  EXPECT_TRUE(result.flags.Has(Flag::kProblem));
}

TEST_F(WordListsFolder, EmptyFolderTellsWhatIsExpected) {
  EXPECT_NE(ErrorOf().find("language.json and words.json"), std::string::npos);
}

TEST_F(WordListsFolder, BrokenJsonNamesTheFile) {
  Write("cs/language.json", "{");
  EXPECT_NE(ErrorOf().find("cs/language.json: expected one JSON object"), std::string::npos);
}

TEST_F(WordListsFolder, MissingWordsFileIsAnError) {
  Write("cs/language.json", kCzech);
  EXPECT_NE(ErrorOf().find("words.json"), std::string::npos);
}

TEST_F(WordListsFolder, EveryMistakeOfAFileIsListed) {
  Write("cs/language.json", kCzech);
  Write("cs/words.json", R"({"problem":[{"t":"a*b","w":0.9},{"t":"x","w":7},"y"]})");
  const std::string error = ErrorOf();
  EXPECT_NE(error.find("problem[0]"), std::string::npos);
  EXPECT_NE(error.find("problem[1]"), std::string::npos);
  EXPECT_NE(error.find("problem[2]"), std::string::npos);
}

TEST_F(WordListsFolder, WrongTypesAreMistakesNotCrashes) {
  Write("cs/language.json", R"({"tag":7,"scripts":"Latn","function_words":{"a":1}})");
  Write("cs/words.json", R"({"problem":{"t":"x"},"praise":[{"t":["x"],"w":"1"}]})");
  const std::string error = ErrorOf();
  EXPECT_NE(error.find("\"tag\" must be \"cs\""), std::string::npos);
  EXPECT_NE(error.find("\"function_words\""), std::string::npos);
  EXPECT_NE(error.find("praise[0]"), std::string::npos);
}

TEST(PatternKeys, KeepsStemsAndSeveralWords) {
  EXPECT_EQ(PatternKeys("bani înapoi"), std::vector<std::string>{"bani inapoi"});
  EXPECT_EQ(PatternKeys("defect*"), std::vector<std::string>{"defect*"});
}

TEST(PatternKeys, RefusesWhatIsNoPattern) {
  EXPECT_TRUE(PatternKeys("").empty());
  EXPECT_TRUE(PatternKeys("*").empty());
  EXPECT_TRUE(PatternKeys("a*b").empty());
  EXPECT_TRUE(PatternKeys("a b c d e f g h i").empty());
}

TEST(PatternKeys, FollowsTheHabitsOfLatinBulgarian) {
  const auto keys = PatternKeys("поръчка");
  EXPECT_NE(std::find(keys.begin(), keys.end(), "porachka"), keys.end());
  EXPECT_NE(std::find(keys.begin(), keys.end(), "poruchka"), keys.end());
  EXPECT_NE(std::find(keys.begin(), keys.end(), "porichka"), keys.end());  // "porychka": y folds to i
}

}  // namespace
}  // namespace replywatch

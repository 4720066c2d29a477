#include "shared/settings/language_pack.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <set>
#include <string>

#include "shared/base/utf8.h"
#include "shared/rules/reply_check.h"

namespace replywatch {
namespace {

namespace fs = std::filesystem;

const LanguagePacks& Shipped() {
  static const LanguagePacks kPacks = [] {
    auto packs = LoadLanguagePacks(RW_TEST_CONFIG_DIR);
    EXPECT_TRUE(packs.ok()) << (packs.ok() ? "" : packs.error().text);
    return packs.ok() ? std::move(packs).value() : LanguagePacks{};
  }();
  return kPacks;
}

TEST(ShippedLanguages, AreTheAgreedFourAndHungarian) {
  std::vector<std::string> tags;
  for (const auto& [tag, pack] : Shipped()) tags.push_back(tag);
  EXPECT_EQ(tags, (std::vector<std::string>{"bg", "en", "hu", "pl", "ro"}));
}

TEST(ShippedLanguages, HaveAtLeast25ShortThankYouLinesNoTwoAlike) {
  for (const auto& [tag, pack] : Shipped()) {
    EXPECT_GE(pack.thank_you.size(), 25U) << tag;
    std::set<std::string> seen;
    for (const ThankYouLine& line : pack.thank_you) {
      EXPECT_LT(CountCodePoints(line.with_name), 200U);
      EXPECT_TRUE(seen.insert(line.with_name).second) << line.with_name;
      EXPECT_TRUE(seen.insert(line.without_name).second) << line.without_name;
    }
  }
}

TEST(ShippedLanguages, HaveTheSameCannedResponses) {
  std::set<std::string> expected;
  for (const CannedResponse& response : Shipped().at("en").canned_responses) expected.insert(response.id);
  EXPECT_GE(expected.size(), 15U);
  for (const auto& [tag, pack] : Shipped()) {
    std::set<std::string> ids;
    for (const CannedResponse& response : pack.canned_responses) ids.insert(response.id);
    EXPECT_EQ(ids, expected) << tag;
  }
}

// What we put into people's mouths must itself pass our reply check.
TEST(ShippedLanguages, CannedResponsesPassTheReplyCheck) {
  const ReplyPhraseBook book = PhraseBookOf(Shipped());
  const std::set<std::string> answers{"in-stock-question", "size-advice", "delivery-cost", "return-steps", "solved-follow-up"};
  for (const auto& [tag, pack] : Shipped()) {
    for (const CannedResponse& response : pack.canned_responses) {
      ReplyDraft draft;
      draft.text = FillPlaceholders(response.text, {{"name", "Andreea"}}).text;
      draft.language = tag;
      ReplyContext context;
      context.contact_name = "Andreea Munteanu";
      context.contact_language = tag;
      context.waiting = answers.count(response.id) > 0 ? Flags(Flag::kQuestion) : Flags(Flag::kProblem);
      for (const ReplyFinding& finding : CheckReply(draft, context, book, Timestamp{})) {
        ADD_FAILURE() << tag << " " << response.id << ": " << ReplyRuleName(finding.rule) << " " << finding.words;
      }
    }
  }
}

class LanguagePackFolder : public ::testing::Test {
 protected:
  void SetUp() override {
    root_ = fs::path(::testing::TempDir()) /
            (std::string("packs_") + ::testing::UnitTest::GetInstance()->current_test_info()->name());
    fs::remove_all(root_);
    Write("languages/cs/language.json", R"({"tag":"cs","english_name":"Czech","own_name":"čeština"})");
  }
  void TearDown() override { fs::remove_all(root_); }
  void Write(const std::string& path, const std::string& text) const {
    fs::create_directories((root_ / path).parent_path());
    std::ofstream(root_ / path) << text;
  }
  std::string ErrorOf() const {
    const auto packs = LoadLanguagePacks(root_);
    return packs.ok() ? "" : packs.error().text;
  }
  fs::path root_;
};

TEST_F(LanguagePackFolder, NewFolderIsANewLanguageAndPartsMayBeMissing) {
  const auto packs = LoadLanguagePacks(root_);
  ASSERT_TRUE(packs.ok()) << packs.error().text;
  EXPECT_EQ(packs->at("cs").own_name, "čeština");
  EXPECT_TRUE(packs->at("cs").thank_you.empty());
}

TEST_F(LanguagePackFolder, MistakesComeWithFileAndLine) {
  Write("languages/cs/thank_you.json", "{\"lines\": [\n {\"with_name\": \"Díky!\", \"without_name\": \"Díky!\"}\n]}");
  Write("canned_responses/cs.json", "{\"responses\": [\n {\"id\": \"a\", \"title\": \"A\",\n \"text\": \"{nmae}\"}]}");
  const std::string error = ErrorOf();
  EXPECT_NE(error.find("thank_you.json:2: lines/0"), std::string::npos) << error;
  EXPECT_NE(error.find("only known placeholders, not {nmae}"), std::string::npos) << error;
}

TEST_F(LanguagePackFolder, WrongTypesAreMistakesNotCrashes) {
  Write("languages/cs/reply_check.json", R"({"thanks": "díky", "blame": [1]})");
  Write("languages/cs/thank_you.json", R"({"lines": [null, 3, {"with_name": []}]})");
  Write("canned_responses/cs.json", R"({"responses": {"id": 1}})");
  const std::string error = ErrorOf();
  EXPECT_NE(error.find("thanks: expected a list"), std::string::npos) << error;
  EXPECT_NE(error.find("blame: expected a list"), std::string::npos);
  EXPECT_NE(error.find("lines/1"), std::string::npos);
  EXPECT_NE(error.find("responses: expected a list"), std::string::npos);
}

TEST_F(LanguagePackFolder, MissingFolderTellsWhatIsExpected) {
  fs::remove_all(root_);
  EXPECT_NE(ErrorOf().find("expected a folder per language"), std::string::npos);
}

}  // namespace
}  // namespace replywatch

#include "shared/settings/causes.h"

#include <gtest/gtest.h>

#include <fstream>

#include "shared/settings/language_pack.h"
#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

Result<CauseList> Load(const std::string& text) {
  const TempFolder folder;
  std::ofstream(folder.path() / "causes.json") << text;
  return LoadCauses(folder.path());
}

TEST(Causes, EveryLanguageHasWordsForEveryCause) {
  const auto causes = LoadCauses(RW_TEST_CONFIG_DIR);
  ASSERT_TRUE(causes.ok()) << causes.error().text;
  EXPECT_GE(causes->size(), 8U);
  EXPECT_LE(causes->size(), 16U) << "a short list";
  const auto packs = LoadLanguagePacks(RW_TEST_CONFIG_DIR);
  ASSERT_TRUE(packs.ok()) << packs.error().text;
  for (const auto& [tag, pack] : *packs) {
    for (const std::string& key : *causes) EXPECT_TRUE(pack.causes.contains(key)) << tag << " has no words for " << key;
  }
}

TEST(Causes, KeepTheirOrder) { EXPECT_EQ(*Load(R"({"causes": ["b", "a_1"]} // comment)"), (CauseList{"b", "a_1"})); }

TEST(Causes, AreKeysAndStandOnce) {
  for (const char* text : {R"({"causes": ["A"]})", R"({"causes": ["a b"]})", R"({"causes": [""]})", R"({"causes": [3]})",
                           R"({"causes": ["a", "a"]})", R"({"causes": 1})", "[]", "{"}) {
    const auto causes = Load(text);
    ASSERT_FALSE(causes.ok()) << text;
    EXPECT_EQ(causes.error().kind, ErrorKind::kConfiguration);
    EXPECT_NE(causes.error().text.find("causes.json:1: expected"), std::string::npos) << causes.error().text;
  }
}

}  // namespace
}  // namespace replywatch

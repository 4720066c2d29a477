// The sample.json of each connector's folder is what an inbox looks like: taken as it stands, it has no mistake.
#include <gtest/gtest.h>

#include "collector/connectors/registry.h"
#include "collector/connectors/settings_check.h"
#include "shared/base/file.h"

namespace replywatch {
namespace {

TEST(PlatformSamples, AreTakenAsTheyStand) {
  const std::filesystem::path connectors = std::filesystem::path(RW_TEST_SOURCE_DIR) / "collector/connectors";
  for (const PlatformInfo& platform : Platforms()) {
    const auto sample = ReadFile(connectors / std::string(platform.name) / "sample.json", 1U << 16U);
    ASSERT_TRUE(sample.ok()) << sample.error().text;
    LoadedSettings loaded = ParseSettings("{\"database\": \"sqlite:x.db\", \"inboxes\": [" + *sample + "]}", "sample.json");
    AddPlatformMistakes(loaded);
    EXPECT_TRUE(loaded.mistakes.empty()) << platform.name << ": " << DescribeMistakes("sample.json", loaded.mistakes);
    EXPECT_EQ(loaded.settings.inboxes.front().platform, platform.name);
  }
}

TEST(PlatformSamples, APasswordInAnAddressIsNotShown) {
  LoadedSettings loaded = ParseSettings(
      R"({"database":"sqlite:x.db","inboxes":[{"name":"a","platform":"mastodon","base_url":"https://user:hunter2@social.example","token":{"env":"X"}}]})",
      "s.json");
  AddPlatformMistakes(loaded);
  const std::string said = DescribeMistakes("s.json", loaded.mistakes);
  EXPECT_NE(said.find("base_url"), std::string::npos) << said;
  EXPECT_EQ(said.find("hunter2"), std::string::npos) << said;
}

}  // namespace
}  // namespace replywatch

// Answers that the real Bot API gave, where they are at hand: nothing in them is lost.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "collector/connectors/telegram/telegram_json.h"
#include "shared/base/file.h"

namespace replywatch::telegram {
namespace {

TEST(RecordedTelegram, IsReadWithoutLoss) {
  const std::filesystem::path folder = std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded/telegram";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded answers beside the project";
  int lists = 0;
  int messages = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const auto content =
        entry.path().extension() == ".json" ? ReadFile(entry.path(), 4 << 20) : Result<std::string>(std::string());
    ASSERT_TRUE(content.ok());
    const auto json = ParseForeignJson(*content);
    if (!json.ok() || !BoolMember(*json, "ok")) continue;
    const Json& result = Member(*json, "result");
    if (result.is_array() && !result.empty() && result.front().contains("update_id")) {
      const auto updates = ReadUpdates(result);
      ASSERT_TRUE(updates.ok()) << entry.path();
      const auto read = static_cast<std::int64_t>(updates->messages.size() + updates->set_aside.size()) + updates->other_types;
      EXPECT_EQ(read, static_cast<std::int64_t>(result.size())) << entry.path();
      EXPECT_TRUE(updates->set_aside.empty()) << entry.path() << ": " << updates->set_aside.front().reason;
      ++lists;
    } else if (result.is_object() && result.contains("message_id")) {
      const auto message = ReadMessage(result);
      EXPECT_TRUE(message.ok()) << entry.path() << ": " << message.error().text;
      ++messages;
    }
  }
  EXPECT_GE(lists, 5);
  EXPECT_GE(messages, 3);
}

}  // namespace
}  // namespace replywatch::telegram

// Answers that the real Graph API gave for professional accounts, where they are at hand: nothing in them is lost.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "collector/connectors/instagram/instagram_json.h"
#include "collector/protocols/graph_api.h"
#include "shared/base/file.h"

namespace replywatch::instagram {
namespace {

const Account kAccount{"1", "2", "shop", false};
const Media kMedia{"5", "", "", std::nullopt};

struct Tally {
  std::size_t comments = 0;
  std::size_t messages = 0;
  std::size_t media = 0;
  std::size_t errors = 0;
};

bool IsComment(const Json& json) { return json.is_object() && json.contains("text") && json.contains("timestamp"); }
bool IsMessage(const Json& json) { return json.is_object() && json.contains("message") && json.contains("created_time"); }
bool IsMedia(const Json& json) { return json.is_object() && json.contains("comments_count"); }

std::size_t CommentsIn(const Json& list) {
  std::size_t count = 0;
  for (const Json& comment : list) {
    const Json& replies = graph::DataOf(Member(comment, "replies"));
    count += 1 + (replies.is_array() ? replies.size() : 0);
  }
  return count;
}

void ReadOne(const Json& json, Tally& tally) {
  const bool is_comment = IsComment(json);
  if (is_comment || IsMessage(json)) {
    const Json listing{{"data", Json::array({json})}};
    const CommentList comments = is_comment ? ReadComments(listing, kMedia, kAccount) : CommentList();
    const MessageList messages = is_comment ? MessageList() : ReadMessages(listing, kAccount);
    EXPECT_EQ(comments.items.size() + comments.set_aside.size(), is_comment ? CommentsIn(listing["data"]) : 0U);
    EXPECT_EQ(messages.size(), is_comment ? 0U : 1U);
    tally.comments += comments.items.size();
    tally.messages += messages.items.size();
  }
  if (IsMedia(json) && ReadMedia(json).ok()) ++tally.media;
}

// Lists of comments at once, everything else one by one.
void Walk(const Json& json, Tally& tally) {
  if (graph::ReadRefusal(json)) {
    EXPECT_NE(graph::KindOf(*graph::ReadRefusal(json), false), ErrorKind::kInternal);
    ++tally.errors;
  }
  const Json& data = graph::DataOf(json);
  if (data.is_array() && !data.empty() && IsComment(data.front())) {
    const CommentList list = ReadComments(json, kMedia, kAccount);
    EXPECT_EQ(list.items.size() + list.set_aside.size(), CommentsIn(data));
    EXPECT_TRUE(list.set_aside.empty());
    tally.comments += list.items.size();
    return;
  }
  ReadOne(json, tally);
  if (!json.is_structured() || IsComment(json)) return;
  for (const Json& value : json) Walk(value, tally);
}

TEST(RecordedInstagram, IsReadWithoutLoss) {
  const std::filesystem::path folder = std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded/instagram";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded answers beside the project";
  Tally tally;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto content = ReadFile(entry.path(), 4 << 20);
    ASSERT_TRUE(content.ok());
    const auto json = ParseForeignJson(*content);
    ASSERT_TRUE(json.ok());
    Walk(*json, tally);
  }
  EXPECT_GE(tally.comments, 10U);
  EXPECT_GE(tally.messages, 1U);
  EXPECT_GE(tally.media, 4U);
  EXPECT_GE(tally.errors, 1U);
}

}  // namespace
}  // namespace replywatch::instagram

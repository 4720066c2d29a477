// Answers that the real Graph API gave, where they are at hand: nothing in them is lost.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "collector/connectors/facebook/facebook_json.h"
#include "collector/protocols/graph_api.h"
#include "shared/base/file.h"

namespace replywatch::facebook {
namespace {

const PageInfo kPage{"1", false};

// Every list below "comments" and "messages", wherever it stands.
struct Lists {
  int lists = 0;
  int read = 0;
  int set_aside = 0;

  void Take(const ItemList& list, std::size_t size, const std::string& name) {
    EXPECT_EQ(list.items.size() + list.set_aside.size(), size) << name;
    ++lists;
    read += static_cast<int>(list.items.size());
    set_aside += static_cast<int>(list.set_aside.size());
  }
  void Walk(const Json& json, const std::string& file) {
    if (json.is_object()) {
      for (const auto& [name, value] : json.items()) {
        const Json& data = graph::DataOf(value);
        if (name == "comments" && data.is_array()) Take(ReadComments(data, {"5", "", "", {}}, kPage), data.size(), file);
        if (name == "messages" && data.is_array()) Take(ReadMessages(data, kPage), data.size(), file);
        Walk(value, file);
      }
    } else if (json.is_array()) {
      for (const Json& value : json) Walk(value, file);
    }
  }
};

TEST(RecordedFacebook, IsReadWithoutLoss) {
  const std::filesystem::path folder = std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded/facebook";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded answers beside the project";
  Lists lists;
  int singles = 0;
  int errors = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    const std::string file = entry.path().filename().string();
    const auto content =
        entry.path().extension() == ".json" ? ReadFile(entry.path(), 4 << 20) : Result<std::string>(std::string());
    ASSERT_TRUE(content.ok());
    const auto json = ParseForeignJson(*content);
    if (!json.ok()) continue;
    lists.Walk(*json, file);
    if (graph::ReadRefusal(*json)) {
      EXPECT_NE(graph::KindOf(*graph::ReadRefusal(*json), false), ErrorKind::kInternal) << file;
      ++errors;
    }
    if (file.find("_comment_") == std::string::npos || !json->is_object() || !json->contains("created_time")) continue;
    const auto comment = ReadComment(*json, {"5", "", "", {}}, kPage);
    EXPECT_TRUE(comment.ok()) << file << ": " << comment.error().text;
    ++singles;
  }
  EXPECT_GE(lists.lists, 5);
  EXPECT_GE(lists.read, 10);
  EXPECT_GE(singles, 1);
  EXPECT_GE(errors, 3);
  RecordProperty("elements_read", lists.read);
  RecordProperty("set_aside", lists.set_aside);
}

}  // namespace
}  // namespace replywatch::facebook

// Answers recorded from real servers, where they lie beside the source; they are not part of the project.
#include <gtest/gtest.h>

#include <algorithm>
#include <filesystem>
#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/post_json.h"
#include "collector/connectors/bluesky/record_names.h"
#include "shared/base/file.h"

namespace replywatch::bluesky {
namespace {

// Some recordings had their names and times replaced by placeholders; these are put where real ones stood.
Json ReadRecorded(const std::filesystem::path& path) {
  const std::string text = ReadFile(path, 4 << 20).value();
  std::string out;
  for (std::size_t at = 0; at < text.size();) {
    constexpr std::string_view kRecord = "record(";
    constexpr std::string_view kLongAgo = "1970-01-01T";
    const std::string_view rest = std::string_view(text).substr(at);
    const std::size_t digits = rest.starts_with(kRecord) ? rest.find_first_not_of("0123456789", kRecord.size()) : 0;
    if (rest.starts_with(kLongAgo)) {
      out += "2026-01-01T";
      at += kLongAgo.size();
    } else if (digits > kRecord.size() && digits < rest.size() && rest[digits] == ')') {
      out.append("at://did:plc:placeholder/app.bsky.feed.post/").append(rest.substr(kRecord.size(), digits - kRecord.size()));
      at += digits + 1;
    } else {
      out += text[at++];
    }
  }
  return Json::parse(out);
}

bool IsWanted(const Json& notification) {
  const std::string reason = LineMember(notification, "reason", 60);
  return reason == "reply" || reason == "mention" || reason == "quote";
}

// Posts in a thread, the parents above the asked one left out, as they are not asked for.
std::size_t CountPosts(const Json& node) {
  std::size_t count = Member(node, "post").is_object() ? 1 : 0;
  for (const Json& reply : node.value("replies", Json::array())) count += CountPosts(reply);
  return count;
}

// Some were written by hand, without what a server always tells.
bool IsIncomplete(const SetAside& element) {
  const Json post = Json::parse(element.raw);
  return IdMember(Member(post, "author"), "did").empty() || !ParsePostUri(IdMember(post, "uri"));
}

struct Expected {
  std::size_t posts = 0;
  Result<PostList> list = PostList{};
};

Expected Read(const std::string& name, const Json& body) {
  Expected out;
  if (name.find("_notifications_") != std::string::npos) {
    const Json& notifications = body.is_array() ? body : Member(body, "notifications");
    if (!notifications.is_array()) return out;
    out.posts = static_cast<std::size_t>(std::count_if(notifications.begin(), notifications.end(), IsWanted));
    out.list = ReadNotifications({{"notifications", notifications}});
  } else if (body.contains("reason") && body.contains("post")) {
    out.list = ReadFeed({{"feed", Json::array({body})}});  // a repost
  } else if (body.contains("thread") || body.contains("post") || body.contains("notFound") || body.contains("blocked")) {
    const Json thread = body.contains("thread") ? body : Json{{"thread", body}};
    out.posts = CountPosts(thread["thread"]);
    out.list = ReadThread(thread);
  } else if (body.contains("record") && body.contains("author")) {
    out.posts = 1;
    out.list = ReadPosts({{"posts", Json::array({body})}});
  }
  return out;
}

TEST(BlueskyRecorded, IsReadWithoutLoss) {
  const std::filesystem::path folder = std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded/bluesky";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded answers in " << folder;
  std::size_t posts = 0;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const Json recorded = ReadRecorded(entry.path());
    const std::string name = entry.path().filename().string();
    const Expected expected = Read(name, recorded.contains("body_json") ? recorded["body_json"] : recorded);
    ASSERT_TRUE(expected.list.ok()) << name;
    EXPECT_EQ(expected.list->posts.size() + expected.list->set_aside.size(), expected.posts) << name;
    for (const SetAside& element : expected.list->set_aside) EXPECT_TRUE(IsIncomplete(element)) << name << ": " << element.reason;
    for (const Post& post : expected.list->posts) {
      const Item item = ToItem(post, {}, "did:plc:nobody");
      EXPECT_FALSE(item.permalink.empty()) << name;
      EXPECT_FALSE(item.text.empty() && item.attachments.empty()) << name;
    }
    posts += expected.list->posts.size();
  }
  EXPECT_GT(posts, 30U);
}

}  // namespace
}  // namespace replywatch::bluesky

// Answers recorded from the real API: every element is read, or set aside and counted.
#include <gtest/gtest.h>

#include <filesystem>
#include <nlohmann/json.hpp>

#include "collector/connectors/youtube/youtube_json.h"
#include "shared/base/file.h"

namespace replywatch::youtube {
namespace {

constexpr std::size_t kMaxFileBytes = 4 << 20;

struct Tally {
  std::size_t threads = 0;
  std::size_t comments = 0;
  std::size_t videos = 0;
  std::size_t channels = 0;
};

// Any kind of answer as a list: what an insert answers is one element.
Json AsList(const Json& body) { return Member(body, "items").is_array() ? body : Json{{"items", Json::array({body})}}; }

void ReadThreadFile(const Json& list, Tally& tally) {
  std::size_t elements = 0;
  for (const Json& thread : list["items"]) elements += 1 + Member(Member(thread, "replies"), "comments").size();
  const auto threads = ReadThreads(list);
  ASSERT_TRUE(threads.ok());
  std::size_t read = 0;
  for (const YtThread& thread : threads->threads) {
    read += (thread.top ? 1 : 0) + thread.replies.size();
    if (!thread.top) continue;
    const Item item = ToItem(*thread.top, {thread.video_id, thread.channel_id, "", "", true}, {"UC1", "", ""});
    EXPECT_FALSE(item.text.empty());
    EXPECT_FALSE(item.author.source_id.empty());
    EXPECT_TRUE(item.root_source_id.starts_with("video:") || item.root_source_id.starts_with("channel:")) << item.root_source_id;
  }
  EXPECT_EQ(read + threads->set_aside.size(), elements);
  EXPECT_TRUE(threads->set_aside.empty());
  tally.threads += threads->threads.size();
}

void ReadCommentFile(const Json& list, Tally& tally) {
  const auto comments = ReadComments(list);
  ASSERT_TRUE(comments.ok());
  EXPECT_EQ(comments->comments.size() + comments->set_aside.size(), list["items"].size());
  EXPECT_TRUE(comments->set_aside.empty());
  for (const YtComment& comment : comments->comments) {
    const bool is_reply = comment.id.find('.') != std::string::npos;
    EXPECT_EQ(comment.IsReply(), is_reply);
    EXPECT_EQ(comment.thread_id, ThreadIdOf(comment.id));
  }
  tally.comments += comments->comments.size();
}

void ReadAnswer(const Json& body, Tally& tally) {
  const std::string kind = LineMember(body, "kind", 60);
  if (kind.starts_with("youtube#commentThread")) {
    ReadThreadFile(AsList(body), tally);
  } else if (kind.starts_with("youtube#comment")) {
    ReadCommentFile(AsList(body), tally);
  } else if (kind == "youtube#videoListResponse") {
    const auto videos = ReadVideos(body);
    ASSERT_TRUE(videos.ok());
    EXPECT_EQ(videos->size(), body["items"].size());
    for (const auto& [id, video] : *videos) EXPECT_FALSE(video.title.empty() || video.channel_id.empty()) << id;
    tally.videos += videos->size();
  } else if (kind == "youtube#channelListResponse") {
    const auto channel = ReadOwnChannel(body);
    ASSERT_TRUE(channel.ok());
    EXPECT_FALSE(channel->id.empty() || channel->title.empty() || channel->handle.empty());
    ++tally.channels;
  }
}

TEST(YouTubeRecorded, IsReadWithoutLoss) {
  const std::filesystem::path folder = std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded/youtube";
  if (!std::filesystem::exists(folder)) GTEST_SKIP() << "no recorded answers in " << folder;
  Tally tally;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    SCOPED_TRACE(entry.path().filename().string());
    const auto content = ReadFile(entry.path(), kMaxFileBytes);
    ASSERT_TRUE(content.ok());
    const auto body = ParseForeignJson(*content);
    ASSERT_TRUE(body.ok());
    ReadAnswer(*body, tally);
  }
  EXPECT_GT(tally.threads, 10U);
  EXPECT_GT(tally.comments, 5U);
  EXPECT_GT(tally.videos, 0U);
  EXPECT_GT(tally.channels, 0U);
}

}  // namespace
}  // namespace replywatch::youtube

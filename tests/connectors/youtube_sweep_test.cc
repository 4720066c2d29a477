// YouTube's sweeps: what cannot be read costs itself alone, what waits for approval is neither published nor gone.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/youtube/youtube.h"
#include "tests/connectors/support/youtube_bench.h"

namespace replywatch::youtube {
namespace {

using replywatch::testing::GoogleError;
using replywatch::testing::YouTubeBench;
using ::testing::UnorderedElementsAre;

// Every call that names one of `ids` is refused as a whole.
void KeepFromUs(YouTubeBench& bench, std::vector<std::string> ids) {
  bench.client.doctor = [ids = std::move(ids)](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    const auto is_named = [&](const std::string& id) { return request.url.find(id) != std::string::npos; };
    if (std::none_of(ids.begin(), ids.end(), is_named)) return std::nullopt;
    return Result<HttpResponse>(GoogleError(403, "forbidden"));
  };
}

// A mention under somebody else's video, which is private now.
TEST(YouTubeSweep, SetsAsideWhatIsKeptFromUsAndReadsTheRest) {
  YouTubeBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (int i = 0; i < 20; ++i) ids.push_back(bench.SourceId(bench.world.AddComment("ana", post, "Mug " + std::to_string(i))));
  KeepFromUs(bench, {ids[3], ids[4], ids[17]});
  const auto swept = bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok()) << swept.error().text;
  EXPECT_EQ(swept->items.size(), 17U);
  EXPECT_TRUE(swept->gone.empty());
  std::vector<std::string> set_aside;
  for (const SetAside& element : swept->set_aside) set_aside.push_back(element.source_id);
  EXPECT_THAT(set_aside, UnorderedElementsAre(ids[3], ids[4], ids[17]));
}

TEST(YouTubeSweep, AsksForWhatIsKeptFromUsOnceADay) {
  YouTubeBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::vector<std::string> ids{bench.SourceId(bench.world.AddComment("ana", post, "How much?")),
                                     bench.SourceId(bench.world.AddComment("jan", post, "And plates?"))};
  KeepFromUs(bench, {ids[0]});
  ASSERT_TRUE(bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel).ok());
  const int before = bench.client.Count(HttpMethod::kGet, ids[0]);
  ASSERT_TRUE(bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel).ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, ids[0]), before);
  bench.world.Pass(Duration::Hours(24));
  bench.client.doctor = nullptr;
  EXPECT_EQ(bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel)->items.size(), 2U);
}

TEST(YouTubeStreams, ReadOnWhenTheRepliesOfAThreadAreKeptFromUs) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  for (int i = 0; i < 9; ++i) bench.world.AddComment("jan", question, "Me too " + std::to_string(i));
  bench.RefuseWhat("parentId=", GoogleError(403, "forbidden"));
  ASSERT_TRUE(bench.FetchStream("published").ok());
  EXPECT_EQ(bench.items.size(), 6U) << "with those that the thread carries";
}

TEST(YouTubeStreams, AreReadWithoutTitlesWhenTheseAreRefused) {
  YouTubeBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string question = bench.world.AddComment("ana", post, "How much?");
  bench.RefuseWhat("/videos", GoogleError(403, "forbidden"));
  ASSERT_TRUE(bench.FetchStream("published").ok());
  ASSERT_NE(bench.Find(question), nullptr);
  EXPECT_EQ(bench.Find(question)->root_title, "");
  bench.client.doctor = nullptr;
  ASSERT_TRUE(bench.FetchStream("published").ok());
  EXPECT_EQ(bench.Find(question)->root_title, "New mugs") << "asked for again";
}

// Google's reference (2026) gives it to the lists of comments alone; elsewhere it is an unexpected parameter.
TEST(YouTubeCalls, NameATextFormatOnlyWhereThereIsOne) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(bench.FetchAll().ok());
  ASSERT_TRUE(bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel).ok());
  ASSERT_TRUE(bench.connector->Sweep({{bench.SourceId(question)}, bench.world.Now()}, bench.cancel).ok());
  for (const HttpRequest& request : bench.client.requests) {
    const bool lists_comments = request.method == HttpMethod::kGet && request.url.find("/comment") != std::string::npos;
    EXPECT_EQ(request.url.find("textFormat=plainText") != std::string::npos, lists_comments) << request.url;
  }
}

}  // namespace
}  // namespace replywatch::youtube

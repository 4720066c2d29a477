// What an account does with answers that Meta refuses, in part or as a whole.
#include <gmock/gmock.h>

#include <utility>

#include "tests/connectors/support/instagram_bench.h"

namespace replywatch::instagram {
namespace {

using nlohmann::json;
using replywatch::testing::InstagramBench;
using ::testing::IsEmpty;

TEST(InstagramRefusals, LooksTwiceBeforeACommentIsGone) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string comment = bench.world.AddComment("ana", post, "How much?");
  int batches = 0;
  bench.client.doctor = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.method != HttpMethod::kPost || ++batches > 1) return std::nullopt;
    const json refusal{{"error", {{"code", 100}, {"error_subcode", 33}, {"message", "Not now"}}}};
    HttpResponse response;
    response.status = 200;
    response.body = json::array({{{"code", 400}, {"body", refusal.dump()}}}).dump();
    return Result<HttpResponse>(response);
  };
  const auto swept = bench.connector->Sweep({{bench.SourceId(comment)}, bench.world.Now()}, bench.cancel);
  EXPECT_THAT(swept->gone, IsEmpty());
  EXPECT_EQ(swept->items.size(), 1U);
}

TEST(InstagramRefusals, AsksForLessWhereAnAnswerIsTooLarge) {
  InstagramBench bench;
  bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.client.doctor = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("/media") == std::string::npos || request.url.find("limit=10") == std::string::npos) return std::nullopt;
    HttpResponse response;
    response.status = 500;
    response.body =
        R"({"error":{"code":1,"message":"Please reduce the amount of data you're asking for, then retry your request"}})";
    return Result<HttpResponse>(response);
  };
  EXPECT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(bench.items.size(), 1U);
}

TEST(InstagramRefusals, ReadsTheOthersWhereOnePostIsTooLarge) {
  InstagramBench bench;
  const std::string quiet = bench.world.AddPost("New mugs");
  const std::string viral = bench.world.AddPost("Everybody talks of this");
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  const std::string one = bench.world.AddComment("ana", quiet, "How much?");
  for (int i = 0; i < 30; ++i) bench.world.AddComment("person" + std::to_string(i), viral, "Me too " + std::to_string(i));
  bench.RefuseParts([&](const std::string& url) {
    const bool is_viral = url.find(bench.SourceId(viral)) != std::string::npos;
    return is_viral && url.find("limit%2810%29") == std::string::npos ? 1 : 0;
  });
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_NE(bench.Find(one), nullptr);
  EXPECT_EQ(bench.items.size(), 31U);
}

TEST(InstagramRefusals, LetsNoRefusedObjectHideTheOthers) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (int i = 0; i < 4; ++i) ids.push_back(bench.SourceId(bench.world.AddComment("ana", post, "Q " + std::to_string(i))));
  bench.RefuseParts([&](const std::string& url) { return url.find(ids[1]) == std::string::npos ? 0 : 10; });
  const auto swept = bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok()) << swept.error().text;
  EXPECT_EQ(swept->items.size(), 3U);
  EXPECT_THAT(swept->gone, IsEmpty());
  bench.RefuseParts([&](const std::string& url) { return url.find(bench.SourceId(post)) == std::string::npos ? 0 : 10; });
  EXPECT_TRUE(bench.FetchStream("comments").ok()) << "of the first reading there is no batch";
  bench.world.AddComment("ana", post, "One more");
  EXPECT_TRUE(bench.FetchStream("comments").ok()) << "of that post alone";
}

TEST(InstagramRefusals, BelievesNothingGoneWhereAllIsMissingAtOnce) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(bench.SourceId(bench.world.AddComment("ana", post, "Q " + std::to_string(i))));
  bench.RefuseParts([](const std::string&) { return 100; });
  const auto swept = bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok()) << swept.error().text;
  EXPECT_THAT(swept->gone, IsEmpty()) << "rights that were lost look the same, and what is gone is erased";
}

TEST(InstagramRefusals, AsksThriceForTheRestOfAListThatIsRefused) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  for (int i = 0; i < 70; ++i) bench.world.AddComment("ana", post, "Q " + std::to_string(i));
  int asked = 0;
  bench.client.doctor = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("/comments") == std::string::npos) return std::nullopt;
    ++asked;
    HttpResponse response;
    response.status = 400;
    response.body = R"({"error":{"code":100,"error_subcode":33,"message":"Not now"}})";
    return Result<HttpResponse>(response);
  };
  for (int round = 0; round < 6; ++round) ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(asked, 3);
  EXPECT_LT(bench.items.size(), 70U);
}

TEST(InstagramRefusals, ReadsAgainWhatWasRefusedBelowAnOldPost) {
  InstagramBench bench;
  const std::string old = bench.world.AddPost("Old mugs");
  for (int i = 0; i < 70; ++i) bench.world.AddComment("ana", old, "Q " + std::to_string(i));
  for (int i = 0; i < 60; ++i) bench.world.AddPost("Post " + std::to_string(i));
  bool is_first = true;
  bench.client.doctor = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("/comments") == std::string::npos || !std::exchange(is_first, false)) return std::nullopt;
    HttpResponse response;
    response.status = 400;
    response.body = R"({"error":{"code":100,"error_subcode":33,"message":"Not now"}})";
    return Result<HttpResponse>(response);
  };
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_LT(bench.items.size(), 70U);
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_EQ(bench.items.size(), 70U);
  EXPECT_EQ(bench.cursors["comments"].find("refused"), std::string::npos);
}

TEST(InstagramRefusals, ReadsOneByOneWhereItsHostTakesNoBatches) {
  InstagramBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  const std::string comment = bench.world.AddComment("ana", post, "How much?");
  bench.client.doctor = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.method != HttpMethod::kPost) return std::nullopt;
    HttpResponse response;
    response.status = 400;
    response.body = R"({"error":{"code":100,"message":"Unsupported post request"}})";
    return Result<HttpResponse>(response);
  };
  ASSERT_TRUE(bench.FetchStream("comments").ok());
  EXPECT_NE(bench.Find(comment), nullptr);
  const auto swept = bench.connector->Sweep({{bench.SourceId(comment)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_EQ(swept->items.size(), 1U);
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, ""), 1) << "asked once";
}

}  // namespace
}  // namespace replywatch::instagram

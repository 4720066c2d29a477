// What the Reddit connector sees when it reads comments again.
#include <gtest/gtest.h>

#include "tests/connectors/support/reddit_bench.h"

namespace replywatch {
namespace {

using testing::AnswerOf;
using testing::RedditBench;

TEST(RedditSweep, TellsRemovalByModeratorsFromDeletion) {
  RedditBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string removed = bench.world.AddComment("ana", post, "Buy there!");
  const std::string deleted = bench.world.AddComment("jan", post, "Soon gone.");
  ASSERT_TRUE(bench.FetchAll().ok());
  bench.world.Remove(removed, RemovedBy::kPage);
  bench.world.Remove(deleted, RemovedBy::kAuthor);
  const auto swept =
      bench.connector->Sweep({{bench.SourceId(removed), bench.SourceId(deleted)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_EQ(swept->gone, std::vector<std::string>{bench.SourceId(deleted)});
  ASSERT_EQ(swept->items.size(), 1U);
  EXPECT_EQ(swept->items.front().publication, Publication::kRemoved);
  EXPECT_EQ(swept->items.front().removed_by, RemovedBy::kPage);
}

TEST(RedditSweep, CountsADeletedAccountsCommentsAsGone) {
  RedditBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.ChangeWhat("/api/info", [](nlohmann::json& body) {
    for (auto& child : body["data"]["children"]) child["data"]["author"] = "[deleted]";
  });
  const auto swept = bench.connector->Sweep({{bench.SourceId(comment)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_EQ(swept->gone, std::vector<std::string>{bench.SourceId(comment)});
}

TEST(RedditSweep, AsksAgainForWhatAShortAnswerLeftOut) {
  RedditBench bench({"answers_in_part"});
  const std::string post = bench.world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (int i = 0; i < 60; ++i) ids.push_back(bench.SourceId(bench.world.AddComment("ana", post, "Comment.")));
  const auto swept = bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_EQ(swept->items.size(), 60U);
  EXPECT_TRUE(swept->gone.empty());
}

TEST(RedditSweep, DoesNotBelieveThatManyAreGoneAtOnce) {
  RedditBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (int i = 0; i < 5; ++i) ids.push_back(bench.SourceId(bench.world.AddComment("ana", post, "Comment.")));
  bench.AnswerTo("/api/info", AnswerOf(200, R"({"kind":"Listing","data":{"children":[]}})"));
  const auto swept = bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_TRUE(swept->gone.empty());
  ids.pop_back();
  EXPECT_EQ(bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel)->gone.size(), 4U) << "so few may be";
}

TEST(RedditSweep, DoesNotBelieveOneEmptyAnswer) {
  RedditBench bench({"finds_things_late"});
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const auto swept = bench.connector->Sweep({{bench.SourceId(comment)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_TRUE(swept->gone.empty());
  EXPECT_EQ(swept->items.size(), 1U);
}

TEST(RedditSweep, SeesARemovalThatTellsNoAuthor) {
  RedditBench bench({"omits_authors"});
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "Buy there!");
  bench.world.Remove(comment, RemovedBy::kPage);
  const auto swept = bench.connector->Sweep({{bench.SourceId(comment)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  ASSERT_EQ(swept->items.size(), 1U);
  EXPECT_EQ(swept->items.front().publication, Publication::kRemoved);
}

TEST(RedditSweep, LeavesMessagesAlone) {
  RedditBench bench;
  const std::string message = bench.world.AddPrivate("ana", "Where is it?");
  const auto swept = bench.connector->Sweep({{bench.SourceId(message)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_TRUE(swept->gone.empty());
  EXPECT_TRUE(swept->items.empty());
}

TEST(RedditSweep, SeesThatAPostWasLocked) {
  RedditBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_TRUE(bench.Find(comment)->abilities.reply_public);
  bench.ChangeWhat("/api/info", [](nlohmann::json& body) {
    for (auto& child : body["data"]["children"]) child["data"]["locked"] = child["kind"] == "t3";
  });
  const auto swept = bench.connector->Sweep({{bench.SourceId(comment)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  ASSERT_EQ(swept->items.size(), 1U);
  EXPECT_FALSE(swept->items.front().abilities.reply_public);
}

TEST(RedditSweep, KeepsAMentionAMention) {
  RedditBench bench;
  const std::string mention = bench.world.AddMention("jan", "Ask u/atelier.");
  ASSERT_TRUE(bench.FetchAll().ok());
  ASSERT_NE(bench.Find(mention), nullptr);
  EXPECT_EQ(bench.Find(mention)->kind, MessageKind::kMention);
  EXPECT_EQ(bench.Find(mention)->root_title, "Shops worth a visit");
  const auto swept = bench.connector->Sweep({{bench.SourceId(mention)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_EQ(swept->items.front().kind, MessageKind::kMention);
  EXPECT_TRUE(swept->items.front().mentions_us);
}

}  // namespace
}  // namespace replywatch

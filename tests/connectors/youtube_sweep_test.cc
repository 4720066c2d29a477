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
using replywatch::testing::With;
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

SweepResult SweepOf(YouTubeBench& bench, const std::vector<std::string>& ids) {
  Result<SweepResult> swept = bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel);
  EXPECT_TRUE(swept.ok()) << (swept.ok() ? "" : swept.error().text);
  return swept.ok() ? *swept : SweepResult();
}

// By id no moderation status is told.
TEST(YouTubeSweep, TakesNothingHeldForPublished) {
  for (const char* quirk : {"none", "holds_as_spam", "hides_held_threads", "hides_held_by_id"}) {
    YouTubeBench bench(With(quirk));
    const std::string post = bench.world.AddPost("New mugs");
    const std::string open = bench.world.AddComment("ana", post, "How much?");
    const std::string held = bench.world.AddHeld("iva", post, "See https://plates.example");
    const std::string held_reply = bench.world.AddHeld("iva", open, "Cheaper at https://plates.example");
    const std::vector<std::string> ids{bench.SourceId(held), bench.SourceId(held_reply), bench.SourceId(open)};
    for (const bool was_listed : {true, false}) {
      if (was_listed) {
        ASSERT_TRUE(bench.FetchAll().ok());
      } else {
        bench.StartAgain();
        ASSERT_TRUE(bench.Check().ok());
      }
      const SweepResult swept = SweepOf(bench, ids);
      EXPECT_TRUE(swept.gone.empty()) << quirk;
      ASSERT_EQ(swept.items.size(), 3U) << quirk;
      for (const Item& item : swept.items) {
        const bool is_held = item.source_id != ids[2];
        EXPECT_EQ(item.publication, is_held ? Publication::kHeld : Publication::kVisible) << quirk;
        EXPECT_EQ(item.abilities.approve, is_held) << quirk;
        EXPECT_EQ(item.root_title, "New mugs");
      }
    }
  }
}

TEST(YouTubeSweep, SeesWhatWasReleasedInTheStudio) {
  for (const char* quirk : {"none", "hides_held_by_id"}) {
    YouTubeBench bench(With(quirk));
    const std::string open = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    const std::string held = bench.world.AddHeld("iva", open, "Cheaper at https://plates.example");
    const std::vector<std::string> ids{bench.SourceId(held)};
    ASSERT_EQ(SweepOf(bench, ids).items.size(), 1U);
    bench.world.SetPublication(held, Publication::kVisible, RemovedBy::kNobody);
    bench.world.Pass(Duration::Minutes(31));
    const SweepResult swept = SweepOf(bench, ids);
    ASSERT_EQ(swept.items.size(), 1U);
    EXPECT_EQ(swept.items[0].publication, Publication::kVisible);
  }
}

TEST(YouTubeSweep, SeesAtOnceWhatWasReleasedFromHere) {
  YouTubeBench bench;
  const std::string open = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const std::string held = bench.world.AddHeld("iva", open, "Cheaper at https://plates.example");
  const std::vector<std::string> ids{bench.SourceId(held)};
  ASSERT_EQ(SweepOf(bench, ids).items.front().publication, Publication::kHeld);
  ASSERT_TRUE(bench.connector->Approve(ids[0], bench.world.Now(), bench.cancel).ok());
  EXPECT_EQ(SweepOf(bench, ids).items.front().publication, Publication::kVisible);
}

TEST(YouTubeSweep, ReadsTheQueuesEveryHalfHourAndWhenSomethingIsMissing) {
  YouTubeBench bench;
  const std::string open = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const std::string reply = bench.world.AddComment("jan", open, "Me too.");
  const std::vector<std::string> ids{bench.SourceId(open), bench.SourceId(reply)};
  for (int i = 0; i < 5; ++i) EXPECT_EQ(SweepOf(bench, ids).items.size(), 2U);
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "moderationStatus="), 2);
  bench.world.Pass(Duration::Minutes(31));
  EXPECT_EQ(SweepOf(bench, ids).items.size(), 2U);
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "moderationStatus="), 4);
  bench.world.Remove(reply, RemovedBy::kAuthor);
  EXPECT_EQ(SweepOf(bench, ids).gone, std::vector<std::string>{ids[1]});
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "moderationStatus="), 6);
}

// Where a queue is longer than is read, or carries a thread without all of its replies, nobody can tell.
TEST(YouTubeSweep, SaysNothingOfWhatMayWaitUnseenInAQueue) {
  YouTubeBench bench(With("hides_held_by_id"));
  const std::string open = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  std::vector<std::string> ids;
  for (int i = 0; i < 7; ++i) ids.push_back(bench.SourceId(bench.world.AddHeld("iva", open, "Cheaper " + std::to_string(i))));
  const SweepResult swept = SweepOf(bench, ids);
  EXPECT_EQ(swept.items.size(), 5U) << "those that the thread carries";
  EXPECT_TRUE(swept.gone.empty());
  PracticeOptions short_pages = With("hides_held_by_id");
  short_pages.max_per_page = 1;
  YouTubeBench long_queue(short_pages);
  const std::string post = long_queue.world.AddPost("New mugs");
  const std::string removed = long_queue.SourceId(long_queue.world.AddHeld("iva", post, "See https://plates.example"));
  for (int i = 0; i < 15; ++i) long_queue.world.AddHeld("iva", post, "Cheaper " + std::to_string(i));
  EXPECT_TRUE(SweepOf(long_queue, {removed}).gone.empty());
}

TEST(YouTubeSweep, DoesNotBelieveThatManyAreGoneAtOnce) {
  YouTubeBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  std::vector<std::string> ids;
  for (int i = 0; i < 6; ++i) ids.push_back(bench.SourceId(bench.world.AddComment("ana", post, "Mug " + std::to_string(i))));
  bench.ChangeWhat("&id=", [](Json& body) { body["items"] = Json::array(); });
  EXPECT_TRUE(SweepOf(bench, ids).gone.empty());
  ids.resize(4);
  EXPECT_EQ(SweepOf(bench, ids).gone.size(), 4U);
}

// Its writer is not shown it either; and a program that starts anew knows of it.
TEST(YouTubeSweep, NeverTakesOurHeldReplyForGone) {
  for (const char* quirk : {"hides_own_held", "hides_held_by_id", "none"}) {
    YouTubeBench bench(With(quirk));
    const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    bench.world.HoldAnswers(true);
    const auto receipt = bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel);
    ASSERT_TRUE(receipt.ok());
    ASSERT_EQ(receipt->publication, Publication::kHeld) << quirk;
    for (const bool is_restarted : {false, true}) {
      if (is_restarted) bench.StartAgain();
      ASSERT_TRUE(bench.Check().ok());
      const SweepResult swept = SweepOf(bench, {receipt->source_id});
      EXPECT_TRUE(swept.gone.empty()) << quirk;
      for (const Item& item : swept.items) EXPECT_EQ(item.publication, Publication::kHeld) << quirk;
    }
    const std::string reply = bench.world.messages().back().id;
    bench.world.SetPublication(reply, Publication::kVisible, RemovedBy::kNobody);
    bench.world.Pass(Duration::Minutes(31));
    const SweepResult released = SweepOf(bench, {receipt->source_id});
    ASSERT_EQ(released.items.size(), 1U) << quirk;
    EXPECT_EQ(released.items[0].publication, Publication::kVisible);
    bench.world.Remove(reply, RemovedBy::kPage);
    EXPECT_EQ(SweepOf(bench, {receipt->source_id}).gone, std::vector<std::string>{receipt->source_id}) << quirk;
  }
}

TEST(YouTubeSend, SaysThatTheCommentWaitsThoughItIsNotShownById) {
  YouTubeBench bench(With("hides_held_by_id"));
  const std::string held = bench.world.AddHeld("ana", bench.world.AddPost("New mugs"), "How much?");
  const auto receipt = bench.connector->Send(bench.ReplyTo(held, "Ten."), bench.cancel);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().kind, ErrorKind::kInvalidArgument) << receipt.error().text;
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, "/comments"), 0);
}

TEST(YouTubeSend, BelievesItsReplyPublishedBesideHeldOnesOnlyWhenItIsListed) {
  for (const bool is_held : {false, true}) {
    YouTubeBench bench;
    const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    bench.world.AddHeld("iva", question, "Cheaper elsewhere");
    bench.world.HoldAnswers(is_held);
    if (is_held) {
      // Its thread carries another in its place.
      bench.ChangeWhat("moderationStatus=heldForReview", [](Json& body) {
        for (Json& thread : body["items"]) thread["replies"]["comments"].erase(0);
      });
    }
    const auto receipt = bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel);
    ASSERT_TRUE(receipt.ok());
    EXPECT_EQ(receipt->publication, is_held ? Publication::kHeld : Publication::kVisible);
  }
}

TEST(YouTubeSend, LooksIntoOurQueuesThoughOnlyTheVideoTellsThatTheyAreOurs) {
  for (const bool is_ours : {true, false}) {
    YouTubeBench bench;
    const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    bench.world.HoldAnswers(true);
    bench.ChangeWhat("/commentThreads", [&](Json& body) {
      for (Json& thread : body["items"]) {
        if (is_ours) {
          thread["snippet"].erase("channelId");
        } else {
          thread["snippet"]["channelId"] = "UCelsewhere";
        }
      }
    });
    const auto receipt = bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel);
    ASSERT_TRUE(receipt.ok());
    EXPECT_EQ(receipt->publication, is_ours ? Publication::kHeld : Publication::kVisible);
    EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "moderationStatus="), is_ours ? 2 : 0);
  }
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

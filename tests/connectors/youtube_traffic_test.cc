// YouTube's streams, sweeps and replies: three queues, replies below old threads, what the filter holds, and the reserve.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "collector/connectors/youtube/youtube.h"
#include "tests/connectors/support/youtube_bench.h"

namespace replywatch::youtube {
namespace {

using replywatch::testing::GoogleError;
using replywatch::testing::With;
using replywatch::testing::YouTubeBench;
using ::testing::HasSubstr;

// The world's own clock: afternoon in Europe, the 21st on both sides.
const Timestamp kNextMidnight = *ParseRfc3339("2026-09-22T07:00:00Z");

TEST(YouTubeStreams, ReadAllThreeQueues) {
  for (const bool is_spam : {false, true}) {
    YouTubeBench bench(is_spam ? With("holds_as_spam") : PracticeOptions{});
    const std::string post = bench.world.AddPost("New mugs");
    const std::string open = bench.world.AddComment("ana", post, "How much?");
    const std::string held = bench.world.AddHeld("jan", post, "See https://plates.example");
    const std::string held_reply = bench.world.AddHeld("iva", open, "Cheaper at https://plates.example");
    ASSERT_TRUE(bench.FetchStream("published").ok());
    EXPECT_EQ(bench.items.size(), 1U);
    ASSERT_TRUE(bench.FetchStream(is_spam ? "held" : "spam").ok());
    EXPECT_EQ(bench.items.size(), 1U);
    ASSERT_TRUE(bench.FetchStream(is_spam ? "spam" : "held").ok());
    ASSERT_NE(bench.Find(held), nullptr);
    ASSERT_NE(bench.Find(held_reply), nullptr);
    EXPECT_EQ(bench.Find(held)->publication, Publication::kHeld);
    EXPECT_EQ(bench.Find(held_reply)->publication, Publication::kHeld);
    EXPECT_TRUE(bench.Find(held_reply)->abilities.approve);
    EXPECT_EQ(bench.Find(open)->publication, Publication::kVisible);
  }
}

TEST(YouTubeStreams, ReadMoreRepliesThanAThreadCarries) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  std::vector<std::string> replies;
  for (int i = 0; i < 250; ++i) replies.push_back(bench.world.AddComment("jan", question, "Me too " + std::to_string(i)));
  ASSERT_TRUE(bench.FetchStream("published").ok());
  EXPECT_EQ(bench.items.size(), 251U);
  for (const std::string& reply : replies) ASSERT_NE(bench.Find(reply), nullptr);
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "parentId="), 3);
  EXPECT_EQ(bench.Find(replies[0])->root_title, "New mugs");
}

TEST(YouTubeStreams, FindRepliesBelowOldThreadsByTheirCount) {
  YouTubeBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string question = bench.world.AddComment("ana", post, "How much?");
  const std::string quiet = bench.world.AddComment("iva", post, "Nice.");
  for (int i = 0; i < 8; ++i) {
    bench.world.AddComment("jan", question, "Me too " + std::to_string(i));
    bench.world.AddComment("jan", quiet, "Yes " + std::to_string(i));
  }
  ASSERT_TRUE(bench.FetchAll().ok());
  bench.world.Pass(Duration::Days(3));
  const std::string late = bench.world.AddComment("ana", question, "I still wait.");
  for (int i = 0; i < 6; ++i) bench.world.AddComment("jan", question, "And I " + std::to_string(i));  // pushes it off the thread
  ASSERT_TRUE(bench.FetchStream("published").ok());
  EXPECT_EQ(bench.Find(late), nullptr);
  const int before = bench.client.Count(HttpMethod::kGet, "parentId=");
  ASSERT_TRUE(bench.FetchStream("replies").ok());
  ASSERT_NE(bench.Find(late), nullptr);
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "parentId="), before + 1) << "of the other thread the count is as it was";
  ASSERT_TRUE(bench.FetchStream("replies").ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "parentId="), before + 1);
}

// A reply is counted before it is listed; and some are counted that never are.
TEST(YouTubeStreams, ReadAThreadAgainWhenFewerRepliesAreListedThanCounted) {
  YouTubeBench bench(With("lists_replies_late"));
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  for (int i = 0; i < 8; ++i) bench.world.AddComment("jan", question, "Me too " + std::to_string(i));
  bench.world.Pass(Duration::Hours(3));
  ASSERT_TRUE(bench.FetchAll().ok());
  const std::string late = bench.world.AddComment("ana", question, "I still wait.");
  for (int i = 0; i < 6; ++i) bench.world.AddComment("jan", question, "And I " + std::to_string(i));  // pushes it off the thread
  ASSERT_TRUE(bench.FetchStream("replies").ok());
  EXPECT_EQ(bench.Find(late), nullptr);
  bench.world.Pass(Duration::Minutes(10));
  ASSERT_TRUE(bench.FetchStream("replies").ok());
  EXPECT_NE(bench.Find(late), nullptr);
  const int before = bench.client.Count(HttpMethod::kGet, "parentId=");
  ASSERT_TRUE(bench.FetchStream("replies").ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "parentId="), before) << "all is read";
  bench.ChangeWhat("/commentThreads", [](Json& body) { body["items"][0]["snippet"]["totalReplyCount"] = 99; });
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(bench.FetchStream("replies").ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "parentId="), before + 3);
}

// It keeps its id and its time: behind what the queue of published ones has read.
TEST(YouTubeStreams, FindWhatIsReleasedInThePast) {
  YouTubeBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string early = bench.world.AddHeld("ana", post, "How much?");
  bench.world.Pass(Duration::Hours(4));
  const std::string recent = bench.world.AddHeld("jan", post, "And plates?");
  bench.world.Pass(Duration::Minutes(20));
  for (int i = 0; i < 110; ++i) bench.world.AddComment("iva", post, "Nice " + std::to_string(i));
  ASSERT_TRUE(bench.FetchStream("published").ok());
  bench.world.SetPublication(early, Publication::kVisible, RemovedBy::kNobody);
  bench.world.SetPublication(recent, Publication::kVisible, RemovedBy::kNobody);
  ASSERT_TRUE(bench.FetchStream("published").ok());
  EXPECT_NE(bench.Find(recent), nullptr) << "within the overlap";
  bench.items.clear();
  ASSERT_TRUE(bench.FetchStream("replies").ok());
  EXPECT_NE(bench.Find(early), nullptr);
}

TEST(YouTubeStreams, EndTheFirstRoundWithAGapBeforeItEatsTheDaysUnits) {
  PracticeOptions options;
  options.max_per_page = 2;
  YouTubeBench bench(options, "40");
  const std::string post = bench.world.AddPost("New mugs");
  for (int i = 0; i < 60; ++i) bench.world.AddComment("ana", post, "Comment " + std::to_string(i));
  std::string token;
  Page last;
  for (int i = 0; i < 50; ++i) {
    last = *bench.Fetch("published", "", token);
    token = last.next_page_token;
    if (token.empty()) break;
  }
  EXPECT_TRUE(last.gap);
  EXPECT_EQ(last.cursor, std::to_string(bench.world.Now().ms)) << "the next round goes on from the newest";
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "/commentThreads"), 10);
}

TEST(YouTubeStreams, HideNothingBehindATimeToCome) {
  YouTubeBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  bench.world.AddComment("ana", post, "From the future");
  bench.ChangeWhat("/commentThreads", [](Json& body) {
    body["items"][0]["snippet"]["topLevelComment"]["snippet"]["publishedAt"] = "2098-01-01T00:00:00Z";
  });
  ASSERT_TRUE(bench.FetchStream("published").ok());
  EXPECT_EQ(bench.cursors["published"], std::to_string(bench.world.Now().ms));
}

TEST(YouTubeStreams, BeginAnewWhenThePageTokenHasExpired) {
  YouTubeBench bench;
  const auto page = bench.Fetch("published", "", "3 3 0 expired");
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().kind, ErrorKind::kBackOff);
  EXPECT_THAT(page.error().text, HasSubstr("begins anew"));
}

TEST(YouTubeStreams, TellWhatIsLeftOfTheDay) {
  YouTubeBench bench;
  const auto page = bench.Fetch("published");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->throttle.limit, 10'000);
  EXPECT_EQ(page->throttle.remaining, 10'000 - 2) << "the account check and this";
  EXPECT_EQ(page->throttle.resets_at, kNextMidnight);
}

TEST(YouTubeReserve, IsForRepliesAlone) {
  YouTubeBench bench({}, "500");  // 100 of them are kept
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  Status status;
  for (int i = 0; i < 500 && status.ok(); ++i) status = bench.Fetch("spam").status();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kRetryAt);
  EXPECT_TRUE(status.error().only_reading);
  EXPECT_EQ(status.error().retry_at, kNextMidnight);
  const auto swept = bench.connector->Sweep({{bench.SourceId(question)}, bench.world.Now()}, bench.cancel);
  ASSERT_FALSE(swept.ok());
  EXPECT_TRUE(swept.error().only_reading);
  const SendRequest request = bench.ReplyTo(question, "Ten.");
  EXPECT_TRUE(bench.connector->Send(request, bench.cancel).ok());
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kFound);
  const auto second = bench.connector->Send(request, bench.cancel);
  ASSERT_FALSE(second.ok());
  EXPECT_EQ(second.error().kind, ErrorKind::kRetryAt) << "less than a reply costs is left";
  EXPECT_FALSE(second.error().only_reading);
  EXPECT_EQ(bench.world.CountAnswers(question, request.text), 1);
  bench.StartAgain();
  bench.world.MoveTo(kNextMidnight);
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_TRUE(bench.Fetch("spam").ok());
}

TEST(YouTubeReserve, IsGoneWhenThePlatformSaysSo) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.RefuseWhat("/commentThreads", GoogleError(403, "quotaExceeded", "The request <a>cannot</a> be completed"));
  const auto page = bench.Fetch("published");
  ASSERT_FALSE(page.ok());
  EXPECT_EQ(page.error().kind, ErrorKind::kRetryAt);
  EXPECT_FALSE(page.error().only_reading);
  EXPECT_EQ(page.error().retry_at, kNextMidnight);
  const std::size_t before = bench.client.requests.size();
  const auto receipt = bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().retry_at, kNextMidnight);
  EXPECT_EQ(bench.client.requests.size(), before) << "nothing more is asked today";
}

TEST(YouTubeLimits, OfTheMinuteAreWaitedFor) {
  YouTubeBench bench;
  HttpResponse refusal = GoogleError(403, "rateLimitExceeded");
  bench.RefuseWhat("/commentThreads", refusal);
  EXPECT_EQ(bench.Fetch("published").error().kind, ErrorKind::kBackOff);
  refusal.headers.push_back({"Retry-After", "30"});
  bench.RefuseWhat("/commentThreads", refusal);
  const auto page = bench.Fetch("published");
  EXPECT_EQ(page.error().kind, ErrorKind::kRetryAt);
  EXPECT_EQ(page.error().retry_at, bench.world.Now() + Duration::Seconds(30));
}

TEST(YouTubeSweep, ReadsRepliesAndTheirPlace) {
  for (const char* quirk : {"none", "missing_fails_all", "hides_held_threads"}) {
    YouTubeBench bench(With(quirk));
    const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    const std::string reply = bench.world.AddComment("jan", question, "Me too.");
    const std::string gone = bench.world.AddComment("iva", question, "Soon gone.");
    const std::vector<std::string> ids{bench.SourceId(reply), bench.SourceId(gone)};
    bench.world.Remove(gone, RemovedBy::kAuthor);
    const auto swept = bench.connector->Sweep({ids, bench.world.Now()}, bench.cancel);
    ASSERT_TRUE(swept.ok());
    ASSERT_EQ(swept->items.size(), 1U);
    EXPECT_EQ(swept->items[0].parent_source_id, bench.SourceId(question));
    EXPECT_EQ(swept->items[0].root_title, "New mugs");
    EXPECT_EQ(swept->gone, std::vector<std::string>{ids[1]});
  }
}

// An answer that is empty for once must not have everything erased.
TEST(YouTubeSweep, AsksAgainBeforeAnythingIsGone) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const std::string reply = bench.world.AddComment("jan", question, "Me too.");
  int answers = 0;
  bench.ChangeWhat("/youtube/v3/comments", [&](Json& body) {
    if (answers++ == 0) body["items"] = Json::array();
  });
  const auto swept = bench.connector->Sweep({{bench.SourceId(reply)}, bench.world.Now()}, bench.cancel);
  ASSERT_TRUE(swept.ok());
  EXPECT_EQ(swept->items.size(), 1U);
  EXPECT_TRUE(swept->gone.empty());
}

TEST(YouTubeSend, AnswersAReplyInItsThread) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const std::string reply = bench.world.AddComment("jan", question, "Me too.");
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.Find(reply)->reply_target_id, bench.SourceId(question));
  SendRequest request = bench.ReplyTo(reply, "Ten.");
  request.target_id = bench.SourceId(reply);  // even so
  const auto receipt = bench.connector->Send(request, bench.cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(receipt->item->parent_source_id, bench.SourceId(question));
  EXPECT_EQ(receipt->item->parent_author_id, bench.Find(question)->author.source_id);
  EXPECT_EQ(bench.world.CountAnswers(question, request.text), 1);
  const auto& requests = bench.client.requests;
  const auto post = std::find_if(requests.rbegin(), requests.rend(), [](const auto& r) { return r.method == HttpMethod::kPost; });
  const Json draft = Json::parse(post->body);
  EXPECT_EQ(draft["snippet"]["parentId"], bench.SourceId(question));
}

TEST(YouTubeSend, TellsAnAcceptedReplyThatNobodySees) {
  for (const char* quirk : {"none", "holds_as_spam", "hides_own_held"}) {
    YouTubeBench bench(With(quirk));
    const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    bench.world.HoldAnswers(true);
    const auto receipt = bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel);
    ASSERT_TRUE(receipt.ok());
    EXPECT_EQ(receipt->publication, Publication::kHeld) << quirk;
    EXPECT_EQ(receipt->item->publication, Publication::kHeld);
    EXPECT_FALSE(receipt->source_id.empty());
  }
}

TEST(YouTubeSend, HasSentThoughItCannotBeReadBack) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.server->AddFault({PracticeFaultKind::kServerError, "GET", "/v3/comments", 1, 1});
  const auto receipt = bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_EQ(receipt->publication, Publication::kVisible);
}

TEST(YouTubeSend, SaysWhenCommentsAreClosed) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.client.doctor = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.method != HttpMethod::kPost) return std::nullopt;
    return Result<HttpResponse>(GoogleError(403, "commentsDisabled"));
  };
  const SendRequest request = bench.ReplyTo(question, "Ten.");
  EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kWindowClosed);
  const int writes = bench.client.Count(HttpMethod::kPost, "/comments");
  bench.ChangeWhat("/commentThreads", [](Json& body) { body["items"][0]["snippet"]["canReply"] = false; });
  EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kWindowClosed);
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, "/comments"), writes) << "a refusal that is known costs no reply";
}

TEST(YouTubeSend, TriesAFailedProcessingOnceMore) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.client.doctor = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.method != HttpMethod::kPost) return std::nullopt;
    return Result<HttpResponse>(GoogleError(400, "processingFailure"));
  };
  SendRequest request = bench.ReplyTo(question, "Ten.");
  EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kBackOff);
  request.now = request.now + Duration::Seconds(10);
  EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kContentRejected);
}

// When all that was sent is listed.
SendRequest Later(YouTubeBench& bench, SendRequest request) {
  bench.world.Pass(Duration::Minutes(1));
  request.now = bench.world.Now();
  return request;
}

// A reply whose answer was lost.
struct LostReply {
  explicit LostReply(YouTubeBench& bench, bool is_held) {
    question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    bench.world.HoldAnswers(is_held);
    request = bench.ReplyTo(question, "Ten.");
    bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "/comments", 1, 0});
    EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kUnknownOutcome);
    request = Later(bench, request);
  }
  std::string question;
  SendRequest request;
};

TEST(YouTubeFindSent, FindsWhatTheFilterHolds) {
  for (const char* quirk : {"none", "holds_as_spam"}) {
    YouTubeBench bench(With(quirk));
    const LostReply lost(bench, true);
    const auto found = bench.connector->FindSent(lost.request, bench.cancel);
    ASSERT_TRUE(found.ok());
    ASSERT_EQ(found->outcome, FindOutcome::kFound) << quirk;
    EXPECT_EQ(found->receipt.publication, Publication::kHeld);
    EXPECT_EQ(found->receipt.source_id, bench.SourceId(bench.world.messages().back().id));
  }
}

TEST(YouTubeFindSent, TakesWhatStandsInAQueueForHeld) {
  YouTubeBench bench;
  const LostReply lost(bench, true);
  bench.ChangeWhat("moderationStatus=heldForReview", [](Json& body) {
    for (Json& reply : body["items"][0]["replies"]["comments"]) reply["snippet"].erase("moderationStatus");
  });
  const auto found = bench.connector->FindSent(lost.request, bench.cancel);
  ASSERT_TRUE(found.ok());
  ASSERT_EQ(found->outcome, FindOutcome::kFound);
  EXPECT_EQ(found->receipt.publication, Publication::kHeld);
}

// A reply that the filter holds may be shown to nobody: to send it again might publish it twice.
TEST(YouTubeFindSent, NeverSaysThatNothingIsThere) {
  for (const char* quirk : {"none", "hides_own_held"}) {
    YouTubeBench bench(With(quirk));
    const LostReply lost(bench, quirk != std::string("none"));
    if (quirk == std::string("none")) bench.world.Remove(bench.world.messages().back().id, RemovedBy::kPage);
    const auto found = bench.connector->FindSent(lost.request, bench.cancel);
    ASSERT_TRUE(found.ok());
    EXPECT_EQ(found->outcome, FindOutcome::kCannotTell) << quirk;
  }
}

TEST(YouTubeFindSent, GivesTheListingAMinute) {
  YouTubeBench bench(With("lists_replies_late"));
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  SendRequest request = bench.ReplyTo(question, "Ten.");
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "/comments", 1, 0});
  ASSERT_FALSE(bench.connector->Send(request, bench.cancel).ok());
  const std::size_t before = bench.client.requests.size();
  for (const std::int64_t seconds : {20, 30, 59}) {
    request.now = request.first_attempt_at + Duration::Seconds(seconds);
    const auto found = bench.connector->FindSent(request, bench.cancel);
    ASSERT_FALSE(found.ok());
    EXPECT_EQ(found.error().kind, ErrorKind::kBackOff);
  }
  EXPECT_EQ(bench.client.requests.size(), before + 6) << "two calls a look";
  EXPECT_EQ(bench.connector->FindSent(Later(bench, request), bench.cancel)->outcome, FindOutcome::kFound);
}

TEST(YouTubeFindSent, FindsWhatIsHeldBesideOthersOfItsThread) {
  YouTubeBench bench;
  const LostReply lost(bench, true);
  bench.world.AddHeld("iva", lost.question, "Cheaper elsewhere");
  EXPECT_EQ(bench.connector->FindSent(lost.request, bench.cancel)->outcome, FindOutcome::kFound);
}

TEST(YouTubeFindSent, KnowsThatWithTheThreadAllIsGone) {
  YouTubeBench bench;
  const LostReply lost(bench, false);
  bench.world.Remove(lost.question, RemovedBy::kAuthor);
  const auto found = bench.connector->FindSent(lost.request, bench.cancel);
  ASSERT_FALSE(found.ok());
  EXPECT_EQ(found.error().kind, ErrorKind::kTargetGone);
}

TEST(YouTubeFindSent, ReadsLongTalksToTheEnd) {
  PracticeOptions options;
  options.max_per_page = 3;
  YouTubeBench bench(options);
  const LostReply lost(bench, false);
  for (int i = 0; i < 20; ++i) bench.world.AddComment("jan", lost.question, "Me too " + std::to_string(i));
  EXPECT_EQ(bench.connector->FindSent(lost.request, bench.cancel)->outcome, FindOutcome::kFound);
}

}  // namespace
}  // namespace replywatch::youtube

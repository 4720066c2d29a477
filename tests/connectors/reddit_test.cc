// What the Reddit connector does beyond the rules that all keep.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connectors/support/reddit_bench.h"

namespace replywatch {
namespace {

using testing::AnswerOf;
using ::testing::HasSubstr;
using testing::ListedError;
using ::testing::Not;
using testing::RedditBench;

TEST(Reddit, SaysWhoseAppItIsWithEveryCall) {
  RedditBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(bench.FetchAll().ok());
  ASSERT_TRUE(bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel).ok());
  for (const HttpRequest& request : bench.client.requests)
    EXPECT_EQ(FindHeader(request.headers, "User-Agent"), "linux:replywatch-practice-client:v1 (by /u/atelier)") << request.url;
}

TEST(Reddit, AsksForTextAsWrittenAndNeverWithAPositionThatMayBeGone) {
  RedditBench bench;
  bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  ASSERT_TRUE(bench.FetchAll().ok());
  ASSERT_TRUE(bench.FetchAll().ok());
  for (const HttpRequest& request : bench.client.requests) {
    EXPECT_TRUE(request.method != HttpMethod::kGet || request.url.find("raw_json=1") != std::string::npos) << request.url;
    EXPECT_THAT(request.url, Not(HasSubstr("before=")));
  }
}

TEST(Reddit, SpeaksToItsOwnHostsUnlessToldAnotherAddress) {
  RedditBench bench;
  bench.inbox.base_url.clear();
  bench.StartAgain();
  std::vector<std::string> urls;
  bench.client.doctor = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    urls.push_back(request.url);
    return Result<HttpResponse>(AnswerOf(200, R"({"access_token":"x","name":"atelier","data":{"children":[]}})"));
  };
  EXPECT_TRUE(bench.Check().ok());
  EXPECT_EQ(urls, (std::vector<std::string>{"https://www.reddit.com/api/v1/access_token",
                                            "https://oauth.reddit.com/api/v1/me?raw_json=1",
                                            "https://oauth.reddit.com/message/messages?limit=1&raw_json=1"}));
}

TEST(Reddit, TellsWhatIsLeftOfTheWindow) {
  RedditBench bench;
  const auto page = bench.Fetch("inbox");
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->throttle.remaining, 999);
  EXPECT_EQ(page->throttle.limit, 1000);
  ASSERT_TRUE(page->throttle.resets_at);
  EXPECT_GT(*page->throttle.resets_at, bench.world.Now());
  EXPECT_LE(*page->throttle.resets_at, bench.world.Now() + Duration::Minutes(10));
}

TEST(Reddit, WaitsAMinuteWhereAThrottledRequestIsToldNothing) {
  RedditBench bench;
  bench.AnswerTo("/message/inbox", AnswerOf(429, R"({"message":"Too Many Requests","error":429})"));
  EXPECT_EQ(bench.Fetch("inbox").error().retry_at, bench.world.Now() + Duration::Minutes(1));
  bench.AnswerTo("/message/inbox", AnswerOf(429, "{}", {{"X-Ratelimit-Reset", "7"}}));
  EXPECT_EQ(bench.Fetch("inbox").error().retry_at, bench.world.Now() + Duration::Seconds(7));
}

TEST(RedditThreads, AreReadToTheirDeepestBranch) {
  RedditBench bench;
  std::string parent = bench.world.AddPost("New mugs");
  for (int i = 0; i < 35; ++i) parent = bench.world.AddComment(i % 2 == 0 ? "ana" : "jan", parent, "Deeper.", false);
  ASSERT_TRUE(bench.FetchStream("threads").ok());
  EXPECT_EQ(bench.items.size(), 35U);
  EXPECT_NE(bench.Find(parent), nullptr);
}

TEST(RedditThreads, AreReadAgainOnlyWhenTheirCountChanges) {
  RedditBench bench;
  const std::string quiet = bench.world.AddPost("Plates");
  const std::string busy = bench.world.AddPost("New mugs");
  const std::string first = bench.world.AddComment("ana", quiet, "Nice.");
  const std::string second = bench.world.AddComment("ana", busy, "How much?");
  ASSERT_TRUE(bench.FetchStream("threads").ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "/comments/w"), 2);
  bench.world.AddComment("jan", second, "I ask too.", false);
  ASSERT_TRUE(bench.FetchStream("threads").ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "/comments/w"), 3);
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "/comments/" + bench.SourceId(quiet).substr(3)), 1);
}

TEST(RedditThreads, GoOnWhenOneIsGoneMeanwhile) {
  RedditBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("Plates"), "Nice.");
  const std::string lost = bench.world.AddPost("New mugs");
  bench.world.AddComment("ana", lost, "How much?");
  for (const int status : {403, 404}) {
    bench.AnswerTo("/comments/" + bench.SourceId(lost).substr(3), AnswerOf(status, R"({"message":"x","error":1})"));
    bench.items.clear();
    bench.cursors.clear();
    ASSERT_TRUE(bench.FetchStream("threads").ok());
    EXPECT_NE(bench.Find(comment), nullptr);
  }
}

TEST(RedditThreads, AreTriedAgainWhenTheyWereClosedToUs) {
  RedditBench bench;
  const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.AnswerTo("/comments/w", AnswerOf(403, R"({"message":"Forbidden","reason":"private","error":403})"));
  ASSERT_TRUE(bench.FetchStream("threads").ok());
  EXPECT_EQ(bench.Find(comment), nullptr);
  bench.client.doctor = nullptr;
  ASSERT_TRUE(bench.FetchStream("threads").ok());
  EXPECT_NE(bench.Find(comment), nullptr);
}

TEST(RedditThreads, DoNotGoInCirclesWhereTheServerDoes) {
  RedditBench bench;
  bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const auto more = [](const char* parent, nlohmann::json ids) {
    return nlohmann::json{{"kind", "more"}, {"data", {{"parent_id", parent}, {"children", std::move(ids)}}}};
  };
  bench.ChangeWhat("/comments/w", [&](nlohmann::json& body) {
    body[1]["data"]["children"].push_back(more("t1_w1002", nlohmann::json::array()));
  });
  EXPECT_TRUE(bench.FetchStream("threads").ok());
  bench.AnswerTo("/api/morechildren", AnswerOf(302, ""));
  EXPECT_TRUE(bench.FetchStream("threads").ok()) << "nothing is new";
}

// What the collector does in one window of the limits: every stream in its order, until a tenth is left.
void UseWindow(RedditBench& bench, bool& has_gap) {
  for (const StreamInfo& stream : bench.connector->streams()) {
    std::string token;
    do {
      const auto page = bench.Fetch(stream.name, bench.cursors[stream.name], token);
      ASSERT_TRUE(page.ok()) << page.error().text;
      for (const Item& item : page->items) bench.items[item.source_id] = item;
      if (!page->cursor.empty()) bench.cursors[stream.name] = page->cursor;
      has_gap = has_gap || page->gap;
      token = page->next_page_token;
      if (*page->throttle.remaining <= *page->throttle.limit / 10) return;
    } while (!token.empty());
  }
}

TEST(RedditThreads, AreReadInAsManyWindowsAsItTakesWhileTheInboxGoesOn) {
  RedditBench bench({"small_window"});
  std::vector<std::string> answers;
  for (int i = 0; i < 150; ++i) {
    const std::string comment = bench.world.AddComment("ana", bench.world.AddPost("Mug " + std::to_string(i)), "How much?");
    answers.push_back(bench.world.AddComment("jan", comment, "I ask too.", false));
  }
  bool has_gap = false;
  for (int windows = 0; windows < 8; ++windows) {
    const std::string mention = bench.world.AddMention("iva", "Ask u/atelier.");
    bench.world.Pass(Duration::Minutes(10));
    bench.StartAgain();
    ASSERT_TRUE(bench.Check().ok());
    UseWindow(bench, has_gap);
    EXPECT_NE(bench.Find(mention), nullptr) << "in window " << windows;
  }
  for (const std::string& answer : answers) EXPECT_NE(bench.Find(answer), nullptr);
  EXPECT_FALSE(has_gap);
  const int before = bench.client.Count(HttpMethod::kGet, "/comments/w");
  bench.world.Pass(Duration::Minutes(10));
  UseWindow(bench, has_gap);
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "/comments/w"), before) << "all were read";
}

TEST(RedditThreads, ThatNoWindowHoldsAreAGapAndKeepNoOthersWaiting) {
  RedditBench bench({"small_window"}, 5);
  const std::string small = bench.world.AddComment("ana", bench.world.AddPost("Plates"), "Nice.");
  const std::string answer = bench.world.AddComment("jan", small, "I think so, too.", false);
  const std::string post = bench.world.AddPost("New mugs");
  const std::string comment = bench.world.AddComment("ana", post, "How much?");
  for (int i = 0; i < 200; ++i) bench.world.AddComment("jan", comment, "I ask too.", false);
  bool has_gap = false;
  for (int windows = 0; windows < 4; ++windows) {
    bench.world.Pass(Duration::Minutes(10));
    UseWindow(bench, has_gap);
  }
  EXPECT_TRUE(has_gap);
  EXPECT_NE(bench.Find(answer), nullptr);
}

TEST(RedditThreads, ReadWhatIsAskedForByPostWithoutDoubt) {
  RedditBench bench({}, 5);
  const std::string post = bench.world.AddPost("New mugs");
  for (int i = 0; i < 12; ++i) bench.world.AddComment("ana", post, "Comment.");
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "morechildren", 1, 0});
  const Status status = bench.FetchStream("threads");
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kBackOff);
}

TEST(RedditInbox, SaysWhenTheListingEndedBeforeTheCursor) {
  RedditBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  bench.world.AddComment("ana", post, "First.");
  ASSERT_TRUE(bench.FetchStream("inbox").ok());
  const std::string cursor = bench.cursors["inbox"];
  for (int i = 0; i < 1100; ++i) bench.world.AddComment("ana", post, "Comment.");
  auto page = bench.Fetch("inbox", cursor);
  int pages = 1;
  for (; page.ok() && !page->next_page_token.empty(); ++pages) {
    EXPECT_FALSE(page->gap);
    page = bench.Fetch("inbox", cursor, page->next_page_token);
  }
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(pages, 10);
  EXPECT_TRUE(page->gap);
  EXPECT_GT(page->cursor, cursor);
}

TEST(RedditInbox, HasNoGapWhenNothingIsMissing) {
  RedditBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  bench.world.AddComment("ana", post, "First.");
  const auto first = bench.Fetch("inbox");
  ASSERT_TRUE(first.ok());
  EXPECT_FALSE(first->gap) << "nothing was known before";
  bench.world.AddComment("ana", post, "Second.");
  const auto second = bench.Fetch("inbox", first->cursor);
  EXPECT_FALSE(second->gap);
  EXPECT_EQ(second->items.size(), 2U);
}

TEST(RedditInbox, HasNoGapWhenAllThatWasKnownIsGone) {
  RedditBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string known = bench.world.AddComment("ana", post, "First.");
  ASSERT_TRUE(bench.FetchStream("inbox").ok());
  bench.world.Remove(known, RemovedBy::kAuthor);
  bench.world.AddComment("ana", post, "Second.");
  const auto page = bench.Fetch("inbox", bench.cursors["inbox"]);
  ASSERT_TRUE(page.ok());
  EXPECT_EQ(page->items.size(), 1U);
  EXPECT_FALSE(page->gap) << "the listing ended by itself";
}

TEST(RedditInbox, GoesOnBehindAPageThatAFilterEmptied) {
  RedditBench bench({"filters_pages"}, 3);
  const std::string post = bench.world.AddPost("New mugs");
  const std::string first = bench.world.AddComment("ana", post, "First.");
  for (int i = 0; i < 7; ++i) bench.world.Remove(bench.world.AddComment("jan", post, "Spam."), RemovedBy::kPage);
  ASSERT_TRUE(bench.FetchStream("inbox").ok());
  EXPECT_NE(bench.Find(first), nullptr);
}

TEST(RedditInbox, LeavesOutWhatNobodyWroteAnyMore) {
  RedditBench bench;
  bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.ChangeWhat("/message/inbox", [](nlohmann::json& body) { body["data"]["children"][0]["data"]["author"] = "[deleted]"; });
  const auto page = bench.Fetch("inbox");
  ASSERT_TRUE(page.ok());
  EXPECT_TRUE(page->items.empty());
  EXPECT_TRUE(page->set_aside.empty());
}

TEST(RedditMessages, AreDoneWithoutWhereRedditNoLongerShowsThem) {
  const std::vector<HttpResponse> answers{AnswerOf(302, "", {{"Location", "https://www.reddit.com/login"}}),
                                          AnswerOf(200, "<html>Log in</html>", {{"Content-Type", "text/html; charset=UTF-8"}}),
                                          AnswerOf(403, R"({"message":"Forbidden","error":403})"), AnswerOf(404, "{}")};
  for (const HttpResponse& answer : answers) {
    RedditBench bench;
    const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
    bench.AnswerTo("/message/messages", answer);
    EXPECT_TRUE(bench.Fetch("messages").ok()) << "before the next check";
    const auto check = bench.Check();
    ASSERT_TRUE(check.ok()) << check.error().text;
    ASSERT_EQ(check->warnings.size(), 1U);
    EXPECT_THAT(check->warnings.front(), HasSubstr("reddit.com"));
    EXPECT_FALSE(bench.connector->capabilities().reply_private);
    EXPECT_TRUE(bench.FetchAll().ok());
    EXPECT_NE(bench.Find(question), nullptr);
    bench.client.doctor = nullptr;
    ASSERT_TRUE(bench.Check().ok());
    EXPECT_TRUE(bench.connector->capabilities().reply_private) << "they are back";
  }
}

TEST(RedditMessages, AreNotDoneWithoutForAPassingFault) {
  RedditBench bench;
  bench.AnswerTo("/message/messages", AnswerOf(503, "<html></html>", {{"Content-Type", "text/html"}}));
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kBackOff);
  EXPECT_EQ(bench.Fetch("messages").error().kind, ErrorKind::kBackOff);
  EXPECT_TRUE(bench.connector->capabilities().reply_private);
}

TEST(RedditMessages, AreOutThoughOnlyAPlaceholderNamesThem) {
  RedditBench bench({"placeholder_ids"});
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  const SendRequest request = bench.ReplyTo(question, "On its way.");
  const auto receipt = bench.connector->Send(request, bench.cancel);
  ASSERT_TRUE(receipt.ok()) << receipt.error().text;
  EXPECT_TRUE(receipt->source_id.empty());
  EXPECT_FALSE(receipt->item);
  EXPECT_EQ(bench.world.CountAnswers(question, request.text), 1);
}

TEST(RedditMessages, ThatWereInterruptedAreFoundInTheirTalkOrLeftToAPerson) {
  RedditBench bench;
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  ASSERT_TRUE(bench.FetchAll().ok());
  const SendRequest request = bench.ReplyTo(question, "On its way.");
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kCannotTell) << "it may be a chat";
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "", 1, 0});
  EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kUnknownOutcome);
  const auto found = bench.connector->FindSent(request, bench.cancel);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->outcome, FindOutcome::kFound);
  EXPECT_EQ(found->receipt.source_id, bench.SourceId(bench.world.messages().back().id));
  bench.AnswerTo("/message/messages", AnswerOf(302, ""));
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kCannotTell);
}

TEST(RedditMessages, AreNotTakenForTheInterruptedOneThatAnswersSomethingElse) {
  RedditBench bench;
  const std::string question = bench.world.AddPrivate("ana", "Where is it?");
  const SendRequest earlier = bench.ReplyTo(question, "On its way.");
  const auto answer = bench.world.Answer(question, earlier.text, Visibility::kPrivate);
  const std::string again = bench.world.AddPrivate("ana", "And the other one?", answer->id);
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.connector->FindSent(bench.ReplyTo(again, "On its way."), bench.cancel)->outcome, FindOutcome::kCannotTell);
  EXPECT_EQ(bench.connector->FindSent(earlier, bench.cancel)->outcome, FindOutcome::kCannotTell) << "its talk is not named";
  const SendRequest repeated = bench.ReplyTo(question, "On its way.");
  EXPECT_EQ(bench.connector->FindSent(repeated, bench.cancel)->outcome, FindOutcome::kFound);
  bench.ChangeWhat("/message/messages", [](nlohmann::json& body) {
    for (auto& below : body["data"]["children"][0]["data"]["replies"]["data"]["children"]) below["data"]["parent_id"] = nullptr;
  });
  EXPECT_EQ(bench.connector->FindSent(repeated, bench.cancel)->outcome, FindOutcome::kCannotTell) << "a chat tells no parent";
}

TEST(RedditSend, SortsRefusalsInsideSuccess) {
  RedditBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const SendRequest request = bench.ReplyTo(question, "Ten.");
  for (const auto& [code, kind] :
       {std::pair{"TOO_OLD", ErrorKind::kWindowClosed}, std::pair{"THREAD_LOCKED", ErrorKind::kWindowClosed},
        std::pair{"DELETED_COMMENT", ErrorKind::kTargetGone}, std::pair{"TOO_LONG", ErrorKind::kContentRejected},
        std::pair{"USER_REQUIRED", ErrorKind::kReauthorize}}) {
    bench.AnswerTo("/api/comment", ListedError(code));
    EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, kind) << code;
  }
}

TEST(RedditSend, WaitsAsLongAsTheContentLimitLasts) {
  RedditBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const SendRequest request = bench.ReplyTo(question, "Ten.");
  for (const auto& [text, wait] : {std::pair{"Take a break for 9 minutes before trying again.", Duration::Minutes(9)},
                                   std::pair{"Slow down.", Duration::Minutes(10)}}) {
    bench.AnswerTo("/api/comment", ListedError("RATELIMIT", text));
    const auto receipt = bench.connector->Send(request, bench.cancel);
    EXPECT_EQ(receipt.error().kind, ErrorKind::kRetryAt);
    EXPECT_TRUE(receipt.error().only_this) << "reading goes on";
    EXPECT_EQ(receipt.error().retry_at, request.now + wait);
  }
}

TEST(RedditSend, DoesNotKnowWhatBecameOfAReplyThatIsNotShown) {
  RedditBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const SendRequest request = bench.ReplyTo(question, "Ten.");
  for (const char* body : {R"({"json":{"errors":[],"data":{"things":[]}}})", R"({"json":{"errors":[]}})", "{}", "<html>"}) {
    bench.AnswerTo("/api/comment", AnswerOf(200, body));
    EXPECT_EQ(bench.connector->Send(request, bench.cancel).error().kind, ErrorKind::kUnknownOutcome) << body;
  }
}

TEST(RedditSend, KeepsPublicAndPrivateApart) {
  RedditBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  const std::string message = bench.world.AddPrivate("ana", "Where is it?");
  SendRequest to_comment = bench.ReplyTo(question, "Ten.");
  to_comment.visibility = Visibility::kPrivate;
  SendRequest to_message = bench.ReplyTo(message, "On its way.");
  to_message.visibility = Visibility::kPublic;
  const int before = bench.server->writes();
  EXPECT_EQ(bench.connector->Send(to_comment, bench.cancel).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(bench.connector->Send(to_message, bench.cancel).error().kind, ErrorKind::kInvalidArgument);
  EXPECT_EQ(bench.server->writes(), before);
}

TEST(RedditSend, LooksBackOnlyToTheAnsweredComment) {
  RedditBench bench({}, 5);
  const std::string post = bench.world.AddPost("New mugs");
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(bench.world.Answer(post, "Before.", Visibility::kPublic).ok());
  const std::string question = bench.world.AddComment("ana", post, "How much?");
  for (int i = 0; i < 3; ++i) ASSERT_TRUE(bench.world.Answer(post, "Behind.", Visibility::kPublic).ok());
  const auto found = bench.connector->FindSent(bench.ReplyTo(question, "Ten."), bench.cancel);
  ASSERT_TRUE(found.ok());
  EXPECT_EQ(found->outcome, FindOutcome::kNotThere);
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, "/user/atelier/comments"), 1);
}

TEST(RedditSend, CannotTellWhereTheListingMayHideTheReply) {
  RedditBench bench;
  const std::string post = bench.world.AddPost("New mugs");
  const std::string question = bench.world.AddComment("ana", post, "How much?");
  const SendRequest request = bench.ReplyTo(question, "Ten.");
  ASSERT_TRUE(bench.world.Answer(post, "Unreadable.", Visibility::kPublic).ok());
  bench.ChangeWhat("/user/atelier/comments",
                   [](nlohmann::json& body) { body["data"]["children"][0]["data"]["created_utc"] = "soon"; });
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kCannotTell);
  bench.client.doctor = nullptr;
  for (int i = 0; i < 1000; ++i) ASSERT_TRUE(bench.world.Answer(post, "Behind.", Visibility::kPublic).ok());
  EXPECT_EQ(bench.connector->FindSent(request, bench.cancel)->outcome, FindOutcome::kCannotTell) << "a listing cut off";
}

TEST(RedditCheck, WarnsOfASuspendedAccount) {
  RedditBench bench;
  bench.ChangeWhat("/api/v1/me", [](nlohmann::json& body) { body["is_suspended"] = true; });
  const auto check = bench.Check();
  ASSERT_TRUE(check.ok());
  ASSERT_EQ(check->warnings.size(), 1U);
  EXPECT_THAT(check->warnings.front(), HasSubstr("suspended"));
}

TEST(RedditCheck, NeedsAnAccountWithAName) {
  RedditBench bench;
  for (const char* body : {"{}", "[]", R"({"name":"a/../b"})", R"({"name":5})"}) {
    bench.AnswerTo("/api/v1/me", AnswerOf(200, body));
    EXPECT_EQ(bench.Check().error().kind, ErrorKind::kBackOff) << body;
  }
}

TEST(Reddit, RefusesIncompleteSettings) {
  RedditBench bench;
  const auto refuses = [&](const InboxConfig& inbox) {
    const auto connector = FindPlatform("reddit")->make({&bench.client, inbox, bench.state});
    return !connector.ok() && connector.error().kind == ErrorKind::kConfiguration;
  };
  for (const char* missing : {"client_id", "user", "client_secret", "refresh_token"}) {
    InboxConfig inbox = bench.inbox;
    inbox.options.erase(missing);
    inbox.secrets.erase(missing);
    EXPECT_TRUE(refuses(inbox)) << missing;
  }
  for (const char* user : {"u/atelier", "ate lier", "x\r\nHost: evil"}) {
    InboxConfig inbox = bench.inbox;
    inbox.options["user"] = user;
    EXPECT_TRUE(refuses(inbox)) << user;
  }
  InboxConfig inbox = bench.inbox;
  inbox.options["client_id"] = "a b";
  EXPECT_TRUE(refuses(inbox));
  inbox = bench.inbox;
  inbox.base_url = "practice.example";
  EXPECT_TRUE(refuses(inbox));
}

}  // namespace
}  // namespace replywatch

// What only YouTube does: its JSON, its reasons, its tokens, and units that are counted here.
#include "collector/connectors/youtube/youtube.h"

#include <gmock/gmock.h>

#include "tests/connectors/support/youtube_bench.h"

namespace replywatch::youtube {
namespace {

using replywatch::testing::GoogleError;
using replywatch::testing::YouTubeBench;
using ::testing::HasSubstr;
using ::testing::Not;

const YtChannel kOwn{"UCshop", "Shop", "shop"};

Timestamp At(const char* text) { return *ParseRfc3339(text); }

Json Sample() {
  return Json::parse(R"({"kind":"youtube#comment","etag":"e","id":"UgAna.r1","snippet":{"authorDisplayName":"@ana",
    "authorChannelUrl":"http://www.youtube.com/@ana","authorChannelId":{"value":"UCana"},"videoId":"v1","parentId":"UgAna",
    "textDisplay":"Shown","textOriginal":"Written & <b>\nso","moderationStatus":"published","likeCount":0,"canRate":true,
    "viewerRating":"none","publishedAt":"2026-10-01T10:00:00Z","updatedAt":"2026-10-01T10:05:00.5Z"}})");
}

TEST(YouTubeComment, IsReadWhole) {
  const auto comment = ReadComment(Sample());
  ASSERT_TRUE(comment.ok()) << comment.error().text;
  const Item item = ToItem(*comment, {"v1", kOwn.id, "New mugs", "UCiva", true}, kOwn);
  EXPECT_EQ(item.source_id, "UgAna.r1");
  EXPECT_EQ(item.parent_source_id, "UgAna");
  EXPECT_EQ(item.parent_author_id, "UCiva");
  EXPECT_EQ(item.reply_target_id, "UgAna") << "the platform takes no reply to a reply";
  EXPECT_EQ(item.root_source_id, "video:v1");
  EXPECT_EQ(item.root_title, "New mugs");
  EXPECT_EQ(item.root_permalink, "https://www.youtube.com/watch?v=v1");
  EXPECT_EQ(item.permalink, "https://www.youtube.com/watch?v=v1&lc=UgAna.r1");
  EXPECT_EQ(item.text, "Written & <b>\nso");
  EXPECT_EQ(item.author.source_id, "UCana");
  EXPECT_EQ(item.author.handle, "ana");
  EXPECT_EQ(item.author.name, "@ana");
  EXPECT_EQ(item.created_at, At("2026-10-01T10:00:00Z"));
  EXPECT_EQ(item.edited_at, At("2026-10-01T10:05:00.5Z"));
  EXPECT_TRUE(item.abilities.reply_public);
  EXPECT_FALSE(item.abilities.approve);
}

TEST(YouTubeComment, IsShownTextWhereTheWrittenOneIsNotTold) {
  Json element = Sample();
  element["snippet"].erase("textOriginal");
  EXPECT_EQ(ReadComment(element)->text, "Shown");
}

TEST(YouTubeComment, KnowsSomebodyWithoutAChannelByName) {
  Json element = Sample();
  element["snippet"].erase("authorChannelId");
  EXPECT_EQ(ReadComment(element)->author.source_id, "name:@ana");
  element["snippet"]["authorDisplayName"] = "Ana Pop";
  EXPECT_EQ(ReadComment(element)->author.handle, "");
}

TEST(YouTubeComment, TellsItsPublication) {
  const std::map<std::string, Publication> words{{"published", Publication::kVisible},
                                                 {"heldForReview", Publication::kHeld},
                                                 {"likelySpam", Publication::kHeld},
                                                 {"rejected", Publication::kRemoved}};
  for (const auto& [word, publication] : words) {
    Json element = Sample();
    element["snippet"]["moderationStatus"] = word;
    const Item item = ToItem(*ReadComment(element), {"v1", kOwn.id, "", "", true}, kOwn);
    EXPECT_EQ(item.publication, publication) << word;
    EXPECT_EQ(item.abilities.approve, publication == Publication::kHeld) << word;
    EXPECT_EQ(item.abilities.reply_public, publication == Publication::kVisible) << word;
    EXPECT_EQ(item.removed_by, publication == Publication::kRemoved ? RemovedBy::kPage : RemovedBy::kNobody) << word;
  }
}

TEST(YouTubeComment, NamesUsByOurHandleAsAWholeWord) {
  for (const auto& [text, names] :
       {std::pair{"@shop hi", true}, std::pair{"thanks @Shop.", true}, std::pair{"(@shop)", true}, std::pair{"@shopping", false},
        std::pair{"mail me@shop", false}, std::pair{"@shop.ro", false}, std::pair{"shop", false}}) {
    Json element = Sample();
    element["snippet"]["textOriginal"] = text;
    EXPECT_EQ(ToItem(*ReadComment(element), {}, kOwn).mentions_us, names) << text;
  }
}

TEST(YouTubeComment, SurvivesEveryMemberBeingWrong) {
  const std::vector<Json> wrong{
      nullptr, 5, -1, 1.5, 1e300, true, "", "x", Json::array(), Json::object(), Json::array({nullptr, 5, "x", Json::object()})};
  for (const bool is_snippet : {false, true}) {
    const Json sample = is_snippet ? Sample()["snippet"] : Sample();
    for (const auto& [name, value] : sample.items()) {
      for (const Json& replacement : wrong) {
        Json element = Sample();
        (is_snippet ? element["snippet"] : element)[name] = replacement;
        const auto comment = ReadComment(element);
        EXPECT_TRUE(!comment.ok() || !ToItem(*comment, {}, kOwn).root_source_id.empty()) << name;
      }
    }
  }
}

TEST(YouTubeThreads, KeepTheRepliesOfAFirstCommentThatCannotBeRead) {
  Json top = Sample();
  top["id"] = "UgAna";
  top["snippet"]["publishedAt"] = "soon";
  const Json thread{
      {"id", "UgAna"}, {"snippet", {{"topLevelComment", top}, {"videoId", "v1"}}}, {"replies", {{"comments", {Sample(), 5}}}}};
  const auto list = ReadThreads(Json{{"items", {thread, nullptr, Json{{"id", "x"}}}}});
  ASSERT_TRUE(list.ok());
  ASSERT_EQ(list->threads.size(), 1U);
  EXPECT_FALSE(list->threads[0].top);
  EXPECT_EQ(list->threads[0].replies.size(), 1U);
  EXPECT_EQ(list->set_aside.size(), 4U);
}

TEST(YouTubeThreads, AreAListOrTheAnswerIsAFault) {
  EXPECT_TRUE(ReadThreads(Json::parse(R"({"kind":"x","pageInfo":{"totalResults":0}})"))->threads.empty()) << "an empty list";
  for (const char* body : {"{}", "[]", "5", "null", R"({"items":{}})", R"({"error":{"code":403}})"}) {
    const auto list = ReadThreads(Json::parse(body));
    ASSERT_FALSE(list.ok()) << body;
    EXPECT_EQ(list.error().kind, ErrorKind::kBackOff);
  }
}

TEST(YouTubeErrors, AreSortedByReason) {
  constexpr auto kRead = CallKind::kRead;
  constexpr auto kWrite = CallKind::kWrite;
  EXPECT_EQ(KindOfRefusal(403, "quotaExceeded", kRead), ErrorKind::kRetryAt);
  EXPECT_EQ(KindOfRefusal(403, "dailyLimitExceeded", kWrite), ErrorKind::kRetryAt);
  EXPECT_EQ(KindOfRefusal(403, "userRateLimitExceeded", kWrite), ErrorKind::kBackOff);
  EXPECT_EQ(KindOfRefusal(429, "", kRead), ErrorKind::kBackOff);
  EXPECT_EQ(KindOfRefusal(403, "SERVICE_UNAVAILABLE", kRead), ErrorKind::kBackOff) << "recorded so";
  EXPECT_EQ(KindOfRefusal(503, "backendError", kRead), ErrorKind::kBackOff);
  EXPECT_EQ(KindOfRefusal(503, "backendError", kWrite), ErrorKind::kUnknownOutcome);
  EXPECT_EQ(KindOfRefusal(401, "authError", kRead), ErrorKind::kReauthorize);
  EXPECT_EQ(KindOfRefusal(401, "UNAUTHENTICATED", kRead), ErrorKind::kReauthorize);
  EXPECT_EQ(KindOfRefusal(403, "insufficientPermissions", kRead), ErrorKind::kPermission);
  EXPECT_EQ(KindOfRefusal(403, "ineligibleAccount", kWrite), ErrorKind::kPermission);
  EXPECT_EQ(KindOfRefusal(403, "something new", kWrite), ErrorKind::kPermission);
  EXPECT_EQ(KindOfRefusal(403, "", kWrite), ErrorKind::kBackOff) << "a firewall's page";
  EXPECT_EQ(KindOfRefusal(403, "commentsDisabled", kWrite), ErrorKind::kWindowClosed);
  EXPECT_EQ(KindOfRefusal(400, "operationNotSupported", kWrite), ErrorKind::kWindowClosed);
  EXPECT_EQ(KindOfRefusal(400, "commentTextTooLong", kWrite), ErrorKind::kContentRejected);
  EXPECT_EQ(KindOfRefusal(400, "parentCommentIsPrivate", kWrite), ErrorKind::kInvalidArgument);
  EXPECT_EQ(KindOfRefusal(404, "parentCommentNotFound", kWrite), ErrorKind::kTargetGone);
  EXPECT_EQ(KindOfRefusal(404, "commentNotFound", kRead), ErrorKind::kNotFound);
  EXPECT_EQ(KindOfRefusal(400, "keyInvalid", kRead), ErrorKind::kConfiguration);
  EXPECT_EQ(KindOfRefusal(403, "accessNotConfigured", kRead), ErrorKind::kConfiguration);
  EXPECT_EQ(KindOfRefusal(404, "", kRead), ErrorKind::kConfiguration) << "not the API at all";
  EXPECT_EQ(KindOfRefusal(302, "", kRead), ErrorKind::kConfiguration);
}

TEST(YouTubeErrors, TryAFailedProcessingOnceMore) {
  EXPECT_EQ(KindOfRefusal(400, "processingFailure", CallKind::kWrite), ErrorKind::kBackOff);
  EXPECT_EQ(KindOfRefusal(400, "processingFailure", CallKind::kRepeatedWrite), ErrorKind::kContentRejected);
}

DailyQuota Quota(StateKeeper& state, std::int64_t units = kDefaultUnitsPerDay) {
  return std::move(DailyQuota::Make(&state, units)).value();
}

TEST(YouTubeQuota, KeepsAReserveForReplies) {
  MemoryStateKeeper state;
  DailyQuota quota = Quota(state);
  const Timestamp now = At("2026-07-01T12:00:00Z");
  ASSERT_TRUE(quota.Charge(8000, Purpose::kReading, now).ok());
  const Status read = quota.Charge(1, Purpose::kReading, now);
  ASSERT_FALSE(read.ok());
  EXPECT_EQ(read.error().kind, ErrorKind::kRetryAt);
  EXPECT_TRUE(read.error().only_reading);
  EXPECT_EQ(read.error().retry_at, At("2026-07-02T07:00:00Z"));
  ASSERT_TRUE(quota.Charge(1960, Purpose::kReplying, now).ok());
  EXPECT_EQ(quota.throttle().remaining, 40);
  EXPECT_EQ(quota.throttle().limit, 10'000);
  EXPECT_EQ(quota.throttle().resets_at, At("2026-07-02T07:00:00Z"));
  const Status reply = quota.Charge(50, Purpose::kReplying, now);
  ASSERT_FALSE(reply.ok());
  EXPECT_FALSE(reply.error().only_reading);
  EXPECT_TRUE(quota.Charge(50, Purpose::kReading, At("2026-07-02T07:00:00Z")).ok()) << "another day";
}

TEST(YouTubeQuota, EndsItsDayAtPacificMidnightWhateverTheClocksDo) {
  for (const auto& [now, midnight] :
       {std::pair{"2026-07-01T06:59:59Z", "2026-07-01T07:00:00Z"}, std::pair{"2026-12-31T23:00:00Z", "2027-01-01T08:00:00Z"},
        std::pair{"2026-03-08T09:00:00Z", "2026-03-09T07:00:00Z"},     // 23 hours
        std::pair{"2026-11-01T08:30:00Z", "2026-11-02T08:00:00Z"}}) {  // 25 hours
    MemoryStateKeeper state;
    DailyQuota quota = Quota(state);
    EXPECT_EQ(quota.NoteExhausted(At(now)).retry_at, At(midnight)) << now;
  }
}

TEST(YouTubeQuota, IsRememberedAcrossARestart) {
  MemoryStateKeeper state;
  const Timestamp now = At("2026-07-01T12:00:00Z");
  DailyQuota before = Quota(state);
  ASSERT_TRUE(before.Charge(7990, Purpose::kReading, now).ok());
  DailyQuota after = Quota(state);
  EXPECT_FALSE(after.Charge(50, Purpose::kReading, now).ok());
  DailyQuota next_day = Quota(state);
  EXPECT_TRUE(next_day.Charge(50, Purpose::kReading, now + Duration::Days(1)).ok());
}

TEST(YouTubeQuota, StartsAnewFromWhatCannotBeRead) {
  for (const char* kept : {"", "x", "[]", R"({"day":"2026-07-01","units":"many"})", R"({"day":"2026-07-01","units":-5000})"}) {
    MemoryStateKeeper state;
    ASSERT_TRUE(state.Keep("quota", Secret(kept)).ok());
    DailyQuota quota = Quota(state);
    EXPECT_TRUE(quota.Charge(1, Purpose::kReading, At("2026-07-01T12:00:00Z")).ok()) << kept;
    EXPECT_EQ(quota.throttle().remaining, 9999);
  }
}

TEST(YouTubeQuota, KeepsAFifthOfASmallOne) {
  MemoryStateKeeper state;
  DailyQuota quota = Quota(state, 100);
  EXPECT_TRUE(quota.Charge(80, Purpose::kReading, {}).ok());
  EXPECT_FALSE(quota.Charge(1, Purpose::kReading, {}).ok());
}

class BrokenKeeper final : public StateKeeper {
 public:
  Result<Secret> Load(const std::string& /*key*/) override { return Secret(); }
  Status Keep(const std::string& /*key*/, const Secret& /*value*/) override {
    return MakeError(ErrorKind::kDiskFull, "no space");
  }
};

TEST(YouTubeQuota, PaysOnDiskBeforeItAsks) {
  YouTubeBench bench;
  BrokenKeeper keeper;
  const auto connector = std::move(FindPlatform("youtube")->make({&bench.client, bench.inbox, &keeper})).value();
  const int before = bench.client.Count(HttpMethod::kGet, "");
  const auto check = connector->Check(bench.world.Now(), bench.cancel);
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kBackOff) << "not asked, try again";
  EXPECT_EQ(bench.client.Count(HttpMethod::kGet, ""), before);
}

TEST(YouTubeTokens, AreFetchedOnceAndRenewedShortlyBeforeTheirEnd) {
  YouTubeBench bench;
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, "/token"), 1);
  bench.world.Pass(Duration::Minutes(57));
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, "/token"), 1);
  bench.world.Pass(Duration::Minutes(2));
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, "/token"), 2);
}

TEST(YouTubeTokens, AreReplacedOnceWhenRefused) {
  YouTubeBench bench;
  bench.server->AddFault({PracticeFaultKind::kUnauthorized, "GET", "", 1, 0});
  EXPECT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, "/token"), 2);
  bench.server->AddFault({PracticeFaultKind::kUnauthorized, "GET", "", 2, 0});
  EXPECT_EQ(bench.FetchAll().error().kind, ErrorKind::kReauthorize);
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, "/token"), 3);
}

TEST(YouTubeTokens, SayWhatToDoWhenTheSignInHasEnded) {
  YouTubeBench bench;
  bench.StartAgain();
  HttpResponse refusal;
  refusal.status = 400;
  refusal.body = R"({"error":"invalid_grant","error_description":"Token has been expired or revoked."})";
  bench.RefuseWhat("/token", refusal);
  const auto ended = bench.Check();
  ASSERT_FALSE(ended.ok());
  EXPECT_EQ(ended.error().kind, ErrorKind::kReauthorize);
  EXPECT_THAT(ended.error().text, HasSubstr("sign in again"));
  EXPECT_THAT(ended.error().text, HasSubstr("\"Testing\""));
  refusal.status = 401;
  refusal.body = R"({"error":"invalid_client"})";
  bench.RefuseWhat("/token", refusal);
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kConfiguration);
  refusal.status = 403;
  refusal.body = R"({"error":"org_internal"})";
  bench.RefuseWhat("/token", refusal);
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kPermission);
  refusal.status = 200;
  refusal.body = R"({"access_token":5})";
  bench.RefuseWhat("/token", refusal);
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kBackOff);
}

TEST(YouTubeTokens, AreNeverAnUnclearOutcomeOfAReply) {
  YouTubeBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.world.Pass(Duration::Hours(2));
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "/token", 1, 0});
  const auto receipt = bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().kind, ErrorKind::kBackOff) << "not sent, try again";
}

TEST(YouTube, NeverQuotesASecret) {
  YouTubeBench bench;
  const std::string token = "ya29.practice-";
  bench.client.doctor = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find("/token") != std::string::npos) return std::nullopt;
    const auto authorization = FindHeader(request.headers, "Authorization");
    return Result<HttpResponse>(GoogleError(403, "forbidden", "refused: " + std::string(authorization.value_or(""))));
  };
  const auto page = bench.Fetch("published");
  ASSERT_FALSE(page.ok());
  EXPECT_THAT(page.error().text, HasSubstr("refused"));
  EXPECT_THAT(page.error().text, Not(HasSubstr(token)));
  for (const HttpRequest& request : bench.client.requests) EXPECT_THAT(request.url, Not(HasSubstr("practice-")));
}

TEST(YouTube, SpeaksToGoogleUnlessToldAnotherAddress) {
  YouTubeBench bench;
  bench.inbox.base_url.clear();
  bench.StartAgain();
  std::vector<std::string> urls;
  bench.client.doctor = [&](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    urls.push_back(request.url);
    HttpResponse response;
    response.status = 200;
    response.body = R"({"access_token":"invented","items":[{"id":"UC1","snippet":{"title":"Shop"}}]})";
    return Result<HttpResponse>(response);
  };
  EXPECT_TRUE(bench.Check().ok());
  EXPECT_EQ(urls, (std::vector<std::string>{"https://oauth2.googleapis.com/token",
                                            "https://www.googleapis.com/youtube/v3/channels?part=snippet&mine=true"}));
}

TEST(YouTubeCheck, RefusesAnotherChannelThanTheOneInTheSettings) {
  YouTubeBench bench;
  const std::string own_id = bench.Check()->account_id;
  for (const auto& [channel, is_taken] : {std::pair{own_id, true}, std::pair{std::string("@atelier"), true},
                                          std::pair{std::string("@somebody"), false}, std::pair{std::string("UCother"), false}}) {
    bench.inbox.options["channel"] = channel;
    bench.StartAgain();
    const auto check = bench.Check();
    EXPECT_EQ(check.ok(), is_taken) << channel;
    if (!check.ok()) {
      EXPECT_EQ(check.error().kind, ErrorKind::kReauthorize);
    }
  }
}

TEST(YouTubeCheck, AsksForASignInAsAChannel) {
  YouTubeBench bench;
  bench.ChangeWhat("/channels", [](Json& body) { body.erase("items"); });
  const auto check = bench.Check();
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kReauthorize);
  EXPECT_THAT(check.error().text, HasSubstr("choose the shop's channel"));
}

TEST(YouTube, RefusesIncompleteSettings) {
  YouTubeBench bench;
  const auto refuses = [&](const InboxConfig& inbox) {
    const auto connector = FindPlatform("youtube")->make({&bench.client, inbox, &bench.state});
    return !connector.ok() && connector.error().kind == ErrorKind::kConfiguration;
  };
  for (const char* missing : {"client_id", "client_secret", "refresh_token"}) {
    InboxConfig inbox = bench.inbox;
    inbox.options.erase(missing);
    inbox.secrets.erase(missing);
    EXPECT_TRUE(refuses(inbox)) << missing;
  }
  for (const char* units : {"", "0", "-5", "many", "10000 a day", "99999999999999999999"}) {
    InboxConfig inbox = bench.inbox;
    inbox.options["units_per_day"] = units;
    EXPECT_TRUE(refuses(inbox)) << units;
  }
  InboxConfig inbox = bench.inbox;
  inbox.base_url = "practice.example";
  EXPECT_TRUE(refuses(inbox));
}

}  // namespace
}  // namespace replywatch::youtube

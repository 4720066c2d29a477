// Reddit's access: renewed in time, rotated refresh tokens kept before use, refusals that look like success.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/connectors/support/reddit_bench.h"

namespace replywatch {
namespace {

using testing::AnswerOf;
using ::testing::HasSubstr;
using ::testing::Not;
using testing::RedditBench;

constexpr const char* kToken = "/api/v1/access_token";

// Refuses to keep anything.
class FullDisk final : public StateKeeper {
 public:
  Result<Secret> Load(const std::string& /*key*/) override { return Secret(); }
  Status Keep(const std::string& /*key*/, const Secret& /*value*/) override {
    return MakeError(ErrorKind::kDiskFull, "no space left");
  }
};

TEST(RedditTokens, AreFetchedOnceAndRenewedShortlyBeforeTheirEnd) {
  RedditBench bench;
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, kToken), 1);
  bench.world.Pass(Duration::Hours(23));
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, kToken), 1);
  bench.world.Pass(Duration::Minutes(59));
  ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, kToken), 2);
}

TEST(RedditTokens, EndWhenTheAnswerSays) {
  RedditBench bench;
  bench.StartAgain();
  bench.ChangeWhat(kToken, [](nlohmann::json& body) { body["expires_in"] = 600; });
  ASSERT_TRUE(bench.Check().ok());
  bench.world.Pass(Duration::Minutes(9));
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, kToken), 3) << "the bench's own, and two more";
}

TEST(RedditTokens, AreReplacedOnceWhenRefused) {
  RedditBench bench;
  bench.server->AddFault({PracticeFaultKind::kUnauthorized, "GET", "", 1, 0});
  EXPECT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, kToken), 2);
  bench.server->AddFault({PracticeFaultKind::kUnauthorized, "GET", "", 2, 0});
  EXPECT_EQ(bench.FetchAll().error().kind, ErrorKind::kReauthorize);
  EXPECT_EQ(bench.client.Count(HttpMethod::kPost, kToken), 3);
}

TEST(RedditTokens, RotatedOnesAreFoundAgainAfterARestart) {
  RedditBench bench({"rotates_tokens"});
  for (int i = 0; i < 4; ++i) {
    bench.StartAgain();
    ASSERT_TRUE(bench.Check().ok()) << i;
  }
  EXPECT_THAT(bench.client.requests.back().url, HasSubstr("/message/messages"));
}

TEST(RedditTokens, RotatedOnesAreKeptBeforeAnythingIsDone) {
  RedditBench bench({"rotates_tokens"});
  FullDisk disk;
  bench.state = &disk;
  bench.inbox.secrets["refresh_token"] = Secret("practice-refresh-tokenx");
  bench.StartAgain();
  const auto before = bench.client.requests.size();
  const auto check = bench.Check();
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kDiskFull);
  EXPECT_EQ(bench.client.requests.size(), before + 1) << "nothing but the request for the token";
}

TEST(RedditTokens, OneThatIsChangedInTheSettingsWins) {
  RedditBench bench({"rotates_tokens"});
  bench.inbox.secrets["refresh_token"] = Secret("given-out-later");
  bench.StartAgain();
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kReauthorize);
  EXPECT_THAT(bench.client.requests.back().body, HasSubstr("given-out-later"));
}

TEST(RedditTokens, SurviveNonsenseInTheState) {
  for (const char* kept : {"x", "[]", "{}", R"({"instead_of":5,"token":"y"})", R"({"instead_of":"other","token":"y"})"}) {
    RedditBench bench;
    ASSERT_TRUE(bench.memory.Keep("refresh_token", Secret(kept)).ok());
    bench.StartAgain();
    EXPECT_TRUE(bench.Check().ok()) << kept;
  }
}

TEST(RedditTokens, AreToldByTheTokenAndNotByTheStatus) {
  struct Case {
    int status;
    const char* body;
    ErrorKind kind;
  };
  for (const auto& [status, body, kind] :
       {Case{400, R"({"error":400})", ErrorKind::kReauthorize},
        Case{400, R"({"error":"invalid_grant"})", ErrorKind::kReauthorize},
        Case{200, R"({"error":"invalid_grant"})", ErrorKind::kReauthorize},
        Case{200, R"({"error":"unauthorized_client"})", ErrorKind::kConfiguration},
        Case{401, R"({"message":"Unauthorized","error":401})", ErrorKind::kReauthorize},
        Case{403, R"({"message":"Forbidden","error":403})", ErrorKind::kPermission},
        Case{403, "<html>blocked</html>", ErrorKind::kBackOff},
        Case{429, R"({"message":"Too Many Requests","error":429})", ErrorKind::kRetryAt},
        Case{503, "<html>sorry</html>", ErrorKind::kBackOff}, Case{200, R"({"access_token":5})", ErrorKind::kBackOff},
        Case{302, "", ErrorKind::kConfiguration}}) {
    RedditBench bench;
    bench.StartAgain();
    bench.AnswerTo(kToken, AnswerOf(status, body));
    const auto check = bench.Check();
    ASSERT_FALSE(check.ok()) << status << body;
    EXPECT_EQ(check.error().kind, kind) << status << body;
    EXPECT_EQ(check.error().retry_at.has_value(), kind == ErrorKind::kRetryAt);
  }
}

TEST(RedditTokens, WaitAsLongAsAThrottledRequestIsTold) {
  RedditBench bench;
  bench.StartAgain();
  bench.AnswerTo(kToken, AnswerOf(429, "<html></html>", {{"Retry-After", "4"}}));
  EXPECT_EQ(bench.Check().error().retry_at, bench.world.Now() + Duration::Seconds(4));
}

TEST(RedditTokens, AreNeverAnUnclearOutcomeOfAReply) {
  RedditBench bench;
  const std::string question = bench.world.AddComment("ana", bench.world.AddPost("New mugs"), "How much?");
  bench.world.Pass(Duration::Days(2));
  bench.server->AddFault({PracticeFaultKind::kAnswerLost, "POST", "access_token", 1, 0});
  const auto receipt = bench.connector->Send(bench.ReplyTo(question, "Ten."), bench.cancel);
  ASSERT_FALSE(receipt.ok());
  EXPECT_EQ(receipt.error().kind, ErrorKind::kBackOff) << "not sent, try again";
}

TEST(RedditTokens, StandInNoAddressAndInNoError) {
  RedditBench bench;
  bench.client.doctor = [](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
    if (request.url.find(kToken) != std::string::npos) return std::nullopt;
    const std::string authorization(FindHeader(request.headers, "Authorization").value_or(""));
    return Result<HttpResponse>(AnswerOf(403, nlohmann::json{{"message", "refused: " + authorization}}.dump()));
  };
  const auto page = bench.Fetch("inbox");
  ASSERT_FALSE(page.ok());
  EXPECT_THAT(page.error().text, HasSubstr("refused"));
  EXPECT_THAT(page.error().text, Not(HasSubstr("practice-access-")));
  for (const HttpRequest& request : bench.client.requests) EXPECT_THAT(request.url, Not(HasSubstr("practice-access-")));
}

}  // namespace
}  // namespace replywatch

// A mailbox that is entered with OAuth tokens: fetched once, renewed in time, replaced when refused, rotated ones kept before
// use.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <algorithm>

#include "collector/http/url.h"
#include "tests/connectors/support/connector_fixture.h"
#include "tests/connectors/support/doctored_http_client.h"

namespace replywatch::email {
namespace {

using replywatch::testing::ConnectorBench;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kToken = "/token";

const PracticeInfo& Info() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "email") return info;
  }
  throw std::logic_error("not built in");
}

// Refuses to keep anything.
class FullDisk final : public StateKeeper {
 public:
  Result<Secret> Load(const std::string& /*key*/) override { return Secret(); }
  Status Keep(const std::string& /*key*/, const Secret& /*value*/) override {
    return MakeError(ErrorKind::kDiskFull, "no space left");
  }
};

class EmailOAuth : public ::testing::Test {
 protected:
  EmailOAuth() { StartAgain(); }
  void StartAgain() { bench_.connector = std::move(Make(bench_.inbox)).value(); }
  Result<std::unique_ptr<Connector>> Make(const InboxConfig& inbox) {
    return FindPlatform("email")->make({&client_, inbox, bench_.state});
  }
  void ExpectMistake(const InboxConfig& inbox, const std::string& words) {
    const auto made = Make(inbox);
    ASSERT_FALSE(made.ok()) << words;
    EXPECT_EQ(made.error().kind, ErrorKind::kConfiguration);
    EXPECT_THAT(made.error().text, HasSubstr(words));
  }
  int Fetched() const { return client_.Count(HttpMethod::kPost, kToken); }
  std::string TokenUsedLast() const {
    std::string token;
    for (const HttpRequest& request : client_.requests) {
      if (request.url.find(kToken) == std::string::npos) continue;
      for (const auto& [name, value] : ParseQuery(request.body)) {
        if (name == "refresh_token") token = value;
      }
    }
    return token;
  }
  void AnswerTokenRequests(int status, const std::string& body) {
    client_.doctor = [status, body](const HttpRequest& request) -> std::optional<Result<HttpResponse>> {
      if (request.url.find(kToken) == std::string::npos) return std::nullopt;
      HttpResponse answer;
      answer.status = status;
      answer.body = body;
      return Result<HttpResponse>(answer);
    };
  }

  ConnectorBench bench_{Info(), {0, false, {"oauth"}}};
  testing::DoctoredHttpClient client_{bench_.http.get()};
};

TEST_F(EmailOAuth, FetchesATokenOnceAndAnotherShortlyBeforeItsEnd) {
  const std::string question = bench_.world.AddPrivate("ana", "How much?");
  ASSERT_TRUE(bench_.Check().ok());
  ASSERT_TRUE(bench_.FetchAll().ok());
  const auto sent = bench_.connector->Send(bench_.ReplyTo(question, "Ten."), bench_.cancel);
  ASSERT_TRUE(sent.ok()) << sent.error().text;
  EXPECT_EQ(Fetched(), 1);
  bench_.world.Pass(Duration::Minutes(59));
  EXPECT_TRUE(bench_.Check().ok());
  EXPECT_EQ(Fetched(), 2) << "two minutes before the end it is too late for a long reading";
  for (const HttpRequest& request : client_.requests) {
    EXPECT_THAT(request.url, Not(HasSubstr("practice-refresh")));
    EXPECT_THAT(request.url, Not(HasSubstr("practice-access")));
  }
}

TEST_F(EmailOAuth, ReplacesARefusedTokenOnce) {
  const std::string question = bench_.world.AddPrivate("ana", "How much?");
  ASSERT_TRUE(bench_.Check().ok());
  ASSERT_TRUE(bench_.FetchAll().ok());
  bench_.server->AddFault({PracticeFaultKind::kUnauthorized, "GET", "/imap", 1, 0});
  EXPECT_TRUE(bench_.Check().ok());
  EXPECT_EQ(Fetched(), 2);
  bench_.server->AddFault({PracticeFaultKind::kUnauthorized, "POST", "/smtp", 1, 0});
  EXPECT_TRUE(bench_.connector->Send(bench_.ReplyTo(question, "Ten."), bench_.cancel).ok()) << "a refused sign-in sent nothing";
  EXPECT_EQ(Fetched(), 3);
  const std::vector<PracticeMessage> all = bench_.world.messages();
  EXPECT_EQ(std::count_if(all.begin(), all.end(), [](const PracticeMessage& m) { return m.is_ours; }), 1);
  bench_.server->AddFault({PracticeFaultKind::kUnauthorized, "GET", "/imap", 2, 0});
  EXPECT_EQ(bench_.Check().error().kind, ErrorKind::kReauthorize);
  EXPECT_EQ(Fetched(), 4) << "two refusals mean it";
}

TEST_F(EmailOAuth, FindsRotatedRefreshTokensAgainAfterARestart) {
  for (int i = 0; i < 4; ++i) {
    ASSERT_TRUE(bench_.Check().ok()) << i;
    StartAgain();
  }
  EXPECT_EQ(Fetched(), 4);
  EXPECT_EQ(TokenUsedLast(), "practice-refresh-3") << "each use gave out the next one";
  InboxConfig other = bench_.inbox;
  other.secrets.insert_or_assign("refresh_token", Secret("another"));
  bench_.connector = std::move(Make(other)).value();
  EXPECT_EQ(bench_.Check().error().kind, ErrorKind::kReauthorize) << "the one in the settings counts as soon as it is changed";
}

TEST_F(EmailOAuth, UsesNothingThatCameWithARefreshTokenThatCouldNotBeKept) {
  FullDisk full;
  bench_.state = &full;
  StartAgain();
  EXPECT_EQ(bench_.Check().error().kind, ErrorKind::kDiskFull);
  for (const HttpRequest& request : client_.requests) EXPECT_THAT(request.url, HasSubstr(kToken)) << "nobody was signed in";
}

TEST_F(EmailOAuth, SaysWhatToDoWhenTheSignInHasEnded) {
  AnswerTokenRequests(400, R"({"error":"invalid_grant","error_description":"AADSTS700082: expired practice-refresh-0"})");
  const auto ended = bench_.Check();
  ASSERT_FALSE(ended.ok());
  EXPECT_EQ(ended.error().kind, ErrorKind::kReauthorize);
  EXPECT_THAT(ended.error().text, HasSubstr("sign in to the mailbox again"));
  EXPECT_THAT(ended.error().text, Not(HasSubstr("practice-refresh")));
  AnswerTokenRequests(400, R"({"error":"interaction_required"})");
  EXPECT_EQ(bench_.Check().error().kind, ErrorKind::kReauthorize);
  AnswerTokenRequests(401, R"({"error":"invalid_client"})");
  EXPECT_EQ(bench_.Check().error().kind, ErrorKind::kConfiguration);
  AnswerTokenRequests(400, R"({"error":"invalid_request","error_description":"client_secret is missing."})");
  EXPECT_EQ(bench_.Check().error().kind, ErrorKind::kConfiguration) << "waiting mends no mistake";
  for (const char* body : {"", "<html>", "{}", R"({"access_token":5})", R"({"access_token":"two words"})"}) {
    AnswerTokenRequests(200, body);
    EXPECT_EQ(bench_.Check().error().kind, ErrorKind::kBackOff) << body;
  }
  AnswerTokenRequests(503, "");
  EXPECT_EQ(bench_.Check().error().kind, ErrorKind::kBackOff);
  client_.doctor = nullptr;
  EXPECT_TRUE(bench_.Check().ok());
}

TEST_F(EmailOAuth, AsksTheProvidersThatItKnows) {
  InboxConfig inbox = bench_.inbox;
  inbox.options["oauth"] = "microsoft";
  inbox.secrets.emplace("client_secret", Secret("of-the-app"));
  bench_.connector = std::move(Make(inbox)).value();
  EXPECT_FALSE(bench_.Check().ok());
  ASSERT_FALSE(client_.requests.empty());
  EXPECT_EQ(client_.requests.back().url, "https://login.microsoftonline.com/common/oauth2/v2.0/token");
  EXPECT_THAT(client_.requests.back().body, HasSubstr("SMTP.Send%20offline_access"));
  EXPECT_THAT(client_.requests.back().body, HasSubstr("client_secret=of-the-app"));
  inbox.options["oauth"] = "google";
  bench_.connector = std::move(Make(inbox)).value();
  EXPECT_FALSE(bench_.Check().ok());
  EXPECT_EQ(client_.requests.back().url, "https://oauth2.googleapis.com/token");
}

TEST_F(EmailOAuth, RefusesSettingsThatCannotWork) {
  InboxConfig inbox = bench_.inbox;
  inbox.options["oauth"] = "yahoo";
  ExpectMistake(inbox, "neither \"google\" nor \"microsoft\"");
  inbox.options["oauth"] = "http://login.example/token";
  ExpectMistake(inbox, "https://");
  inbox = bench_.inbox;
  inbox.options.erase("client_id");
  ExpectMistake(inbox, "client_id");
  inbox = bench_.inbox;
  inbox.secrets.erase("refresh_token");
  ExpectMistake(inbox, "refresh token");
  inbox = bench_.inbox;
  inbox.options["oauth"] = "google";
  ExpectMistake(inbox, "secret");
}

}  // namespace
}  // namespace replywatch::email

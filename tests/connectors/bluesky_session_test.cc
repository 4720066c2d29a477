// Bluesky's sessions: rotated tokens kept before use, an app password used seldom, and an account that is not what it was.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "tests/connectors/support/connector_fixture.h"

namespace replywatch {
namespace {

using testing::ConnectorBench;
using ::testing::Contains;
using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kSignIn = "createSession";
constexpr const char* kRefresh = "refreshSession";

const PracticeInfo& BlueskyInfo() {
  for (const PracticeInfo& info : PracticePlatforms()) {
    if (info.platform == "bluesky") return info;
  }
  throw std::logic_error("not built in");
}

PracticeOptions WithQuirks(std::set<std::string> quirks) {
  PracticeOptions options;
  options.quirks = std::move(quirks);
  return options;
}

std::string Bearer(const HttpRequest& request) { return std::string(FindHeader(request.headers, "Authorization").value_or("")); }

// Refuses to keep anything from the moment it is told to.
class FullDisk final : public StateKeeper {
 public:
  Result<Secret> Load(const std::string& key) override { return kept_.Load(key); }
  Status Keep(const std::string& key, const Secret& value) override {
    return is_full ? Status(MakeError(ErrorKind::kDiskFull, "no space left")) : kept_.Keep(key, value);
  }
  bool is_full = false;

 private:
  MemoryStateKeeper kept_;
};

TEST(BlueskySession, IsFoundAgainAfterARestart) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  ASSERT_TRUE(bench.Check().ok());
  for (int i = 0; i < 5; ++i) {
    bench.Restart();
    ASSERT_TRUE(bench.Check().ok());
    ASSERT_TRUE(bench.FetchAll().ok());
  }
  EXPECT_EQ(bench.http->Count(kSignIn), 1);
  EXPECT_EQ(bench.http->Count(kRefresh), 0);
}

TEST(BlueskySession, IsRenewedWithoutThePassword) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({"short_tokens"}));
  ASSERT_TRUE(bench.Check().ok());
  for (int i = 0; i < 30; ++i) ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_EQ(bench.http->Count(kSignIn), 1);
  EXPECT_GE(bench.http->Count(kRefresh), 4);
}

TEST(BlueskySession, KeepsARotatedPairBeforeItIsUsed) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({"short_tokens"}));
  int uses = 0;
  bench.http->before_sending = [&](const HttpRequest& request) {
    const std::string bearer = Bearer(request);
    if (!bearer.starts_with("Bearer access-")) return;
    ++uses;
    EXPECT_THAT(bench.memory.Load("session")->Reveal(), HasSubstr("\"" + bearer.substr(7) + "\""));
  };
  ASSERT_TRUE(bench.Check().ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(bench.FetchAll().ok());
  EXPECT_GT(uses, 20);
}

TEST(BlueskySession, UsesNoPairThatCouldNotBeKept) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({"short_tokens"}));
  FullDisk disk;
  bench.state = &disk;
  bench.Restart();
  ASSERT_TRUE(bench.Check().ok());
  disk.is_full = true;
  Status status;
  for (int i = 0; i < 30 && status.ok(); ++i) status = bench.FetchAll();
  ASSERT_FALSE(status.ok());
  EXPECT_EQ(status.error().kind, ErrorKind::kDiskFull);
  for (const HttpRequest& request : bench.http->sent) EXPECT_THAT(Bearer(request), Not(HasSubstr("access-2")));
}

TEST(BlueskySession, TakesThePairThatAnotherProcessHasKept) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({"short_tokens"}));
  ASSERT_TRUE(bench.Check().ok());
  const auto daemon = std::move(bench.connector);
  bench.Restart();
  ASSERT_TRUE(bench.Check().ok());
  for (int i = 0; i < 5; ++i) ASSERT_TRUE(bench.FetchAll().ok());  // the other one renews it
  const int renewals = bench.http->Count(kRefresh);
  EXPECT_GE(renewals, 1);
  ASSERT_TRUE(daemon->Fetch({"own", "", "", bench.world.Now()}, {}).ok());
  EXPECT_LE(bench.http->Count(kRefresh), renewals + 1);
  EXPECT_EQ(bench.http->Count(kSignIn), 1);
}

TEST(BlueskySession, SignsInWhenNoKeptTokenIsAnyGood) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  ASSERT_TRUE(bench.Check().ok());
  std::string kept = bench.memory.Load("session")->Reveal();
  for (const char* token : {"access-1", "refresh-1"}) kept.replace(kept.find(token), std::string(token).size(), "old");
  ASSERT_TRUE(bench.memory.Keep("session", Secret(kept)).ok());
  bench.Restart();
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_EQ(bench.http->Count(kRefresh), 1);
  EXPECT_EQ(bench.http->Count(kSignIn), 2);
}

TEST(BlueskySession, SurvivesNonsenseInWhatWasKept) {
  for (const char* kept : {"", "x", "[]", "5", "{\"did\":5}", "{\"access\":\"a b\"}", "\xff"}) {
    ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
    ASSERT_TRUE(bench.memory.Keep("session", Secret(kept)).ok());
    ASSERT_TRUE(bench.memory.Keep("sign_ins", Secret(kept)).ok());
    EXPECT_TRUE(bench.Check().ok()) << kept;
    EXPECT_EQ(bench.http->Count(kSignIn), 1);
  }
}

TEST(BlueskySession, IsNotAnotherAccounts) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  ASSERT_TRUE(bench.Check().ok());
  bench.inbox.options["handle"] = "other.practice.example";
  bench.Restart();
  const auto check = bench.Check();
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kReauthorize);
  EXPECT_EQ(bench.http->Count(kSignIn), 2);
}

TEST(BlueskySession, IsNotAnotherPasswords) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  ASSERT_TRUE(bench.Check().ok());
  const std::string kept = bench.memory.Load("session")->Reveal();
  EXPECT_THAT(kept, Not(HasSubstr("abcd-efgh")));
  bench.inbox.secrets["password"] = Secret("wrong");
  bench.Restart();
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kReauthorize);
  EXPECT_EQ(bench.memory.Load("session")->Reveal(), kept) << "what worked stands";
  bench.inbox.secrets["password"] = Secret("abcd-efgh-ijkl-mnop");
  bench.Restart();
  EXPECT_TRUE(bench.Check().ok());
  EXPECT_EQ(bench.http->Count(kSignIn), 2);
}

TEST(BlueskySession, OfAnEarlierVersionIsTakenOverOnce) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  ASSERT_TRUE(bench.Check().ok());
  auto json = nlohmann::json::parse(bench.memory.Load("session")->Reveal());
  const std::string origin = json["from"];
  json.erase("from");
  ASSERT_TRUE(bench.memory.Keep("session", Secret(json.dump())).ok());
  bench.Restart();
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_EQ(bench.http->Count(kSignIn), 1);
  EXPECT_THAT(bench.memory.Load("session")->Reveal(), HasSubstr(origin));
}

TEST(BlueskySession, TriesAWrongPasswordOnceAnHourAndTheMendedOneAtOnce) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  bench.inbox.secrets["password"] = Secret("wrong");
  std::string text;
  for (int i = 0; i < 60 * 24; ++i) {
    bench.Restart();  // as often as somebody starts the program
    const auto check = bench.Check();
    ASSERT_FALSE(check.ok());
    EXPECT_EQ(check.error().kind, ErrorKind::kReauthorize) << "a person must see to it";
    EXPECT_THAT(check.error().text, Not(HasSubstr("wrong")));
    EXPECT_TRUE(i == 0 || check.error().text == text) << text;
    text = check.error().text;
    bench.world.Pass(Duration::Minutes(1));
  }
  EXPECT_EQ(bench.http->Count(kSignIn), 24);
  bench.inbox.secrets["password"] = Secret("abcd-efgh-ijkl-mnop");
  bench.Restart();
  EXPECT_TRUE(bench.Check().ok());
}

TEST(BlueskySession, TakesAMendedHandleForNewCredentials) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  const std::string handle = bench.inbox.options["handle"];
  bench.inbox.options["handle"] = "atelir.practice.example";
  bench.Restart();
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kReauthorize);
  bench.inbox.options["handle"] = handle;
  bench.Restart();
  EXPECT_TRUE(bench.Check().ok());
}

// The server is in trouble, and gives no session that could be kept.
TEST(BlueskySession, SignsInAHundredTimesADayAtMostWithOnePassword) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  bench.server->AddFault({PracticeFaultKind::kServerError, "", kSignIn, 10'000, 0});
  bench.Restart();
  for (int i = 0; i < 100; ++i) {
    EXPECT_EQ(bench.Check().error().kind, ErrorKind::kBackOff);
    bench.world.Pass(Duration::Minutes(5));
  }
  const auto check = bench.Check();
  EXPECT_EQ(check.error().kind, ErrorKind::kRetryAt);
  EXPECT_EQ(*check.error().retry_at, Timestamp{1'790'000'000'000} + Duration::Days(1));
  bench.inbox.secrets["password"] = Secret("another");
  bench.Restart();
  EXPECT_EQ(bench.Check().error().kind, ErrorKind::kBackOff) << "it is not that one's fault";
}

TEST(BlueskySession, PausesAfterTenQuickAttempts) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  for (int i = 0; i < 10; ++i) {
    bench.inbox.secrets["password"] = Secret("wrong " + std::to_string(i));
    bench.Restart();
    EXPECT_EQ(bench.Check().error().kind, ErrorKind::kReauthorize);
  }
  bench.inbox.secrets["password"] = Secret("wrong again");
  bench.Restart();
  const auto check = bench.Check();
  EXPECT_EQ(check.error().kind, ErrorKind::kRetryAt);
  EXPECT_EQ(*check.error().retry_at, bench.world.Now() + Duration::Minutes(5));
}

TEST(BlueskySession, BelongsToTheAccountsOwnServer) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  bench.inbox.base_url.clear();
  bench.Restart();
  ASSERT_TRUE(bench.Check().ok());
  ASSERT_TRUE(bench.FetchAll().ok());
  for (const HttpRequest& request : bench.http->sent) {
    const bool is_sign_in = request.url.find(kSignIn) != std::string::npos;
    EXPECT_TRUE(request.url.starts_with(is_sign_in ? "https://bsky.social/" : "https://elsewhere.example/")) << request.url;
  }
}

TEST(BlueskySession, StaysOnAServerThatIsConfigured) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  ASSERT_TRUE(bench.Check().ok());
  ASSERT_TRUE(bench.FetchAll().ok());
  for (const HttpRequest& request : bench.http->sent) EXPECT_TRUE(request.url.starts_with("https://practice.example/"));
}

TEST(BlueskySession, TellsNoTokenInAnAddress) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({"short_tokens"}));
  ASSERT_TRUE(bench.Check().ok());
  for (int i = 0; i < 10; ++i) ASSERT_TRUE(bench.FetchAll().ok());
  for (const HttpRequest& request : bench.http->sent) {
    for (const char* secret : {"access-", "refresh-", "abcd-efgh"}) EXPECT_EQ(request.url.find(secret), std::string::npos);
  }
}

TEST(BlueskyCheck, WarnsOfAPasswordWithoutTheRightToMessages) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({"no_direct_messages"}));
  const auto check = bench.Check();
  ASSERT_TRUE(check.ok());
  EXPECT_THAT(check->warnings, Contains(HasSubstr("may not use direct messages")));
  EXPECT_FALSE(bench.connector->capabilities().reply_private);
  for (const StreamInfo& stream : bench.connector->streams()) EXPECT_NE(stream.name, "chat");
  EXPECT_EQ(bench.http->Count(kRefresh), 0) << "a new token would have the same rights";
}

TEST(BlueskyCheck, DoesWithoutAChatServiceInTrouble) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({}));
  bench.server->AddFault({PracticeFaultKind::kServerError, "", "chat.bsky.convo", 1, 0});
  ASSERT_TRUE(bench.Check().ok());
  EXPECT_TRUE(bench.connector->capabilities().reply_private);
}

TEST(BlueskyCheck, TellsAnInactiveAccount) {
  ConnectorBench bench(BlueskyInfo(), WithQuirks({"inactive"}));
  const auto check = bench.Check();
  ASSERT_FALSE(check.ok());
  EXPECT_EQ(check.error().kind, ErrorKind::kPermission);
}

TEST(BlueskySettings, AreRefusedWithWhatToDo) {
  const PlatformInfo* platform = FindPlatform("bluesky");
  MemoryStateKeeper state;
  InboxConfig inbox;
  EXPECT_THAT(platform->make({nullptr, inbox, &state}).error().text, HasSubstr("handle"));
  inbox.options["handle"] = "@shop.example";
  EXPECT_THAT(platform->make({nullptr, inbox, &state}).error().text, HasSubstr("app password"));
  inbox.secrets["password"] = Secret("x");
  EXPECT_TRUE(platform->make({nullptr, inbox, &state}).ok());
  for (const char* url : {"pds.example", "https://pds.example/xrpc", "ftp://pds.example"}) {
    inbox.base_url = url;
    EXPECT_THAT(platform->make({nullptr, inbox, &state}).error().text, HasSubstr("base_url")) << url;
  }
}

}  // namespace
}  // namespace replywatch

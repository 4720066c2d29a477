// Adding an inbox by command: nothing is written before the account works, and then the collector reads it.
#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include <sys/stat.h>
#include <unistd.h>

#include <mutex>
#include <nlohmann/json.hpp>

#include "collector/connectors/registry.h"
#include "collector/connectors/state_keeper.h"
#include "shared/base/clock.h"
#include "shared/base/file.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using nlohmann::json;
using ::testing::HasSubstr;
using ::testing::Not;

// The practice server of any platform, on loopback.
class ServedPlatform {
 public:
  explicit ServedPlatform(std::string_view name) : world_(SystemClock().Now() - Duration::Hours(1)) {
    for (const PracticeInfo& info : PracticePlatforms()) {
      if (info.platform == name) practice_ = info.make(&world_, {});
    }
    auto started = HttpServer::Start({}, [this](const HttpServerRequest& request) {
      const std::scoped_lock hold(mutex_);
      return practice_->Handle(request);
    });
    if (!started.ok()) throw std::runtime_error(started.error().text);
    http_ = std::move(started).value();
    inbox_ = practice_->Inbox(http_->url());
  }
  const InboxConfig& inbox() const { return inbox_; }

 private:
  std::mutex mutex_;
  MemoryWorld world_;
  std::unique_ptr<PracticeServer> practice_;
  std::unique_ptr<HttpServer> http_;
  InboxConfig inbox_;
};

class ConnectCommand : public ::testing::Test {
 protected:
  std::string Settings() const { return *ReadFile(shop_.config(), 1 << 20); }
  std::string Answers(const std::string& token) { return json{{"base_url", shop_.platform().url()}, {"token", token}}.dump(); }
  CommandResult Connect(const std::string& name, const std::string& input) const {
    return shop_.Run({"connect", "mastodon", "--json", "--name", name}, input);
  }
  // What is remembered for an inbox beside the database; empty: nothing.
  std::string State(const std::string& inbox, const std::string& key) const {
    const auto text = ReadFile(StateFile(shop_.folder() / "replywatch.db.state", inbox, key), 1 << 16);
    return text.ok() ? *text : std::string();
  }
  // As somebody wrote it there, with a file for each secret.
  void AddToSettings(const ServedPlatform& platform, const std::string& name) {
    json settings = json::parse(Settings(), nullptr, true, true);
    json inbox{{"name", name}, {"platform", platform.inbox().platform}, {"base_url", platform.inbox().base_url}};
    for (const auto& [key, value] : platform.inbox().options) inbox[key] = value;
    for (const auto& [key, secret] : platform.inbox().secrets) {
      const std::string file = name + "." + key;
      WriteText(shop_.folder() / file, secret.Reveal(), std::filesystem::perms(0600));
      inbox[key] = {{"file", file}};
    }
    settings["inboxes"].push_back(inbox);
    shop_.WriteSettings(settings.dump(2));
  }
  CommandResult Again(const std::string& name, const std::string& input) const {
    return shop_.Run({"connect", "--again", name, "--json"}, input);
  }
  Shop shop_;
};

TEST_F(ConnectCommand, WritesTheInboxAndItsSecretOnceTheAccountWorks) {
  const CommandResult done = Connect("Second account", Answers("practice-token"));
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(json::parse(done.out)["inbox"], "Second account");
  EXPECT_THAT(done.out + done.err, Not(HasSubstr("practice-token")));
  const json settings = json::parse(Settings(), nullptr, false, true);
  ASSERT_EQ(settings["inboxes"].size(), 2U);
  EXPECT_EQ(settings["inboxes"][1]["token"]["file"], "secrets/second-account.token");
  const auto secret = shop_.folder() / "secrets/second-account.token";
  EXPECT_EQ(*ReadFile(secret, 100), "practice-token\n");
  EXPECT_TRUE(IsReadableByOwnerOnly(secret));
  EXPECT_EQ(shop_.Run({"check"}).status, 0);
}

TEST_F(ConnectCommand, LeavesALinkAndTheRightsOfTheSettings) {
  const auto real = shop_.folder() / "real.json";
  std::filesystem::rename(shop_.config(), real);
  std::filesystem::create_symlink("real.json", shop_.config());
  std::filesystem::permissions(real, std::filesystem::perms(0640));
  ASSERT_EQ(Connect("Second account", Answers("practice-token")).status, 0);
  EXPECT_TRUE(std::filesystem::is_symlink(shop_.config()));
  EXPECT_EQ(std::filesystem::status(real).permissions(), std::filesystem::perms(0640));
  EXPECT_THAT(Settings(), HasSubstr("Second account"));
}

TEST_F(ConnectCommand, WritesNothingWhenTheAccountDoesNotWork) {
  const std::string before = Settings();
  const CommandResult refused = Connect("Second account", Answers("stolen"));
  EXPECT_EQ(refused.status, 3);
  EXPECT_THAT(refused.err, HasSubstr("nothing was written"));
  EXPECT_THAT(refused.err, Not(HasSubstr("stolen")));
  EXPECT_EQ(Settings(), before);
  EXPECT_FALSE(std::filesystem::exists(shop_.folder() / "secrets"));
}

TEST_F(ConnectCommand, RefusesInOneLineWhatCannotWork) {
  const std::string before = Settings();
  const std::string right = Answers("practice-token");
  for (const auto& [name, input] :
       std::vector<std::pair<std::string, std::string>>{{"social", right},                                     // taken
                                                        {"b", "{"},                                            // no JSON
                                                        {"b", "{}"},                                           // nothing answered
                                                        {"b", R"({"base_url": 5})"},                           // no text
                                                        {"b", R"({"colour": "red"})"},                         // not asked for
                                                        {"b", R"({"base_url": "nowhere", "token": "x"})"}}) {  // no address
    const CommandResult refused = Connect(name, input);
    EXPECT_EQ(refused.status, 2) << input << refused.err;
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
  }
  EXPECT_EQ(shop_.Run({"connect", "nowhere"}).status, 2);
  EXPECT_EQ(Settings(), before);
}

TEST_F(ConnectCommand, AsksOneAfterTheOther) {
  const CommandResult done = shop_.Run({"connect", "mastodon"}, shop_.platform().url() + "/\n\npractice-token\nLut\n");
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_THAT(done.out, HasSubstr("1. Sign in to your server"));
  EXPECT_THAT(done.out, HasSubstr("This one is needed."));
  EXPECT_THAT(done.out, HasSubstr("It works"));
  EXPECT_THAT(Settings(), HasSubstr("\"Lut\""));
  const CommandResult stopped = shop_.Run({"connect", "mastodon"}, "https://x.example\n");
  EXPECT_NE(stopped.status, 0);
  EXPECT_THAT(stopped.err, HasSubstr("nothing was written"));
}

TEST_F(ConnectCommand, IsTakenUpByARunningCollector) {
  const auto collector = shop_.StartCollector();
  ASSERT_TRUE(Eventually(kPatience, [&] { return collector->err().find(" started inboxes=1") != std::string::npos; }));
  const ServedPlatform other("mastodon");  // another server, whose accounts are others of the same number
  const CommandResult done =
      Connect("Second account", json{{"base_url", other.inbox().base_url}, {"token", "practice-token"}}.dump());
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(json::parse(done.out)["collector_told"], true);
  EXPECT_TRUE(Eventually(kPatience, [&] { return collector->err().find(" started inboxes=2") != std::string::npos; }))
      << collector->err();
}

TEST_F(ConnectCommand, BeginsTheSettingsWhereThereAreNone) {
  std::filesystem::remove(shop_.config());
  const CommandResult done = Connect("Lut", Answers("practice-token"));
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(shop_.Run({"once"}).status, 0);
  EXPECT_EQ(json::parse(shop_.Run({"status", "--json"}).out)["inboxes"].size(), 1U);
}

TEST_F(ConnectCommand, TellsOfEveryPlatformWhatToDoAndAsksWhatItNeeds) {
  const json platforms = json::parse(shop_.Run({"connect", "--json"}).out);
  EXPECT_GE(platforms.size(), 7U);
  for (const json& platform : platforms) {
    EXPECT_GE(platform["steps"].size(), 2U) << platform["platform"];
    int secrets = 0;
    for (const json& question : platform["questions"]) secrets += question["secret"] == true ? 1 : 0;
    EXPECT_EQ(secrets == 0, platform["written_here"] == true)
        << platform["platform"] << ": only what has no account needs no secret";
  }
}

TEST_F(ConnectCommand, RenewsTheSecretOfAnInboxAndNothingElse) {
  const std::string before = Settings();
  shop_.WriteToken("worn-out");
  const CommandResult done = shop_.Run({"connect", "--again", "social", "--json"}, R"({"token": "practice-token"})");
  ASSERT_EQ(done.status, 0) << done.err;
  EXPECT_EQ(json::parse(done.out)["inbox"], "social");
  EXPECT_EQ(*ReadFile(shop_.folder() / "token", 100), "practice-token\n");
  EXPECT_TRUE(IsReadableByOwnerOnly(shop_.folder() / "token"));
  EXPECT_EQ(Settings(), before);
}

TEST_F(ConnectCommand, LeavesTheSecretWhenTheNewOneDoesNotWork) {
  for (const auto& [name, input] :
       std::vector<std::pair<std::string, std::string>>{{"social", R"({"token": "stolen"})"},
                                                        {"social", "{}"},
                                                        {"social", R"({"base_url": "https://other.example"})"},
                                                        {"nobody", R"({"token": "practice-token"})"}}) {
    const CommandResult refused = shop_.Run({"connect", "--again", name, "--json"}, input);
    EXPECT_NE(refused.status, 0) << input;
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
    EXPECT_EQ(*ReadFile(shop_.folder() / "token", 100), "practice-token\n") << input;
  }
}

TEST_F(ConnectCommand, RenewsNothingThatStandsInTheEnvironment) {
  std::string text = Settings();
  const std::string file = R"({ "file": "token" })";
  shop_.WriteSettings(text.replace(text.find(file), file.size(), R"({ "env": "SHOP_TOKEN" })"));
  const CommandResult refused = shop_.Run({"connect", "--again", "social", "--json"}, R"({"token": "practice-token"})");
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("SHOP_TOKEN"));
}

TEST_F(ConnectCommand, KeepsTheHistoryToOneAccount) {
  shop_.CollectOnce();
  const Status changed = shop_.store().Write([&](Session& s) -> Status {
    RW_ASSIGN_OR_RETURN(std::vector<Inbox> inboxes, s.inboxes().All());
    inboxes.front().account_id = "another";
    inboxes.front().account_name = "Somebody else";
    return s.inboxes().Put(inboxes.front()).status();
  });
  ASSERT_TRUE(changed.ok()) << changed.error().text;
  shop_.WriteToken("worn-out");
  const CommandResult refused = shop_.Run({"connect", "--again", "social", "--json"}, R"({"token": "practice-token"})");
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("Somebody else"));
  EXPECT_EQ(*ReadFile(shop_.folder() / "token", 100), "worn-out\n");
}

TEST_F(ConnectCommand, ARefusedTryLeavesTheTokensOfTheInboxAlone) {
  const ServedPlatform instagram("instagram");
  AddToSettings(instagram, "Pictures");
  EXPECT_NE(Again("Pictures", R"({"token": "stolen"})").status, 0);
  EXPECT_FALSE(std::filesystem::exists(shop_.folder() / "replywatch.db.state"));
  const std::string token = instagram.inbox().secrets.at("token").Reveal();
  const CommandResult done = Again("Pictures", json{{"token", token}}.dump());
  ASSERT_EQ(done.status, 0) << done.err;
  const std::string kept = State("Pictures", "token");
  EXPECT_THAT(kept, HasSubstr(token));
  EXPECT_NE(Again("Pictures", R"({"token": "stolen"})").status, 0);
  EXPECT_EQ(State("Pictures", "token"), kept);
}

TEST_F(ConnectCommand, ANewPasswordIsTriedThoughTheOldSessionLives) {
  const ServedPlatform bluesky("bluesky");
  AddToSettings(bluesky, "Sky");
  shop_.CollectOnce();
  const std::string session = State("Sky", "session");
  EXPECT_FALSE(session.empty());
  const CommandResult refused = Again("Sky", R"({"password": "wrong"})");
  EXPECT_EQ(json::parse(refused.out)["error"]["class"], "reauthorize");
  EXPECT_EQ(State("Sky", "session"), session);
}

TEST_F(ConnectCommand, AnAccountIsReadByOneInbox) {
  shop_.CollectOnce();
  const CommandResult refused = Connect("Once more", Answers("practice-token"));
  EXPECT_EQ(refused.status, 2);
  EXPECT_THAT(refused.err, HasSubstr("--again \"social\""));
  EXPECT_THAT(Settings(), Not(HasSubstr("Once more")));
}

TEST_F(ConnectCommand, OnlyAMailboxMayBeReadInParts) {
  for (const PlatformInfo& platform : Platforms())
    EXPECT_EQ(platform.many_inboxes_per_account, platform.name == "email") << platform.name;
}

TEST_F(ConnectCommand, ADatabaseThatCannotBeReadVouchesForNoAccount) {
  shop_.WriteToken("worn-out");
  WriteText(shop_.folder() / "replywatch.db", std::string(8192, 'x'), std::filesystem::perms(0600));
  const CommandResult refused = shop_.Run({"connect", "--again", "social", "--json"}, R"({"token": "practice-token"})");
  EXPECT_EQ(json::parse(refused.out)["error"]["class"], "database_damaged");
  EXPECT_EQ(*ReadFile(shop_.folder() / "token", 100), "worn-out\n");
}

TEST_F(ConnectCommand, RootLeavesASecretToItsOwner) {
  if (::geteuid() != 0) GTEST_SKIP() << "needs root";
  const auto token = shop_.folder() / "token";
  constexpr ::uid_t kCollector = 65534;  // nobody
  ASSERT_EQ(::chown(token.c_str(), kCollector, kCollector), 0);
  const CommandResult done = shop_.Run({"connect", "--again", "social", "--json"}, R"({"token": "practice-token"})");
  ASSERT_EQ(done.status, 0) << done.err;
  struct ::stat facts {};
  ASSERT_EQ(::stat(token.c_str(), &facts), 0);
  EXPECT_EQ(facts.st_uid, kCollector);
  EXPECT_EQ(facts.st_gid, kCollector);
}

TEST_F(ConnectCommand, SettingsThatCannotBeReadAreNoMissingPermissionOfThePlatform) {
  std::filesystem::remove(shop_.config());
  std::filesystem::create_directory(shop_.config());
  const CommandResult refused = Connect("Second account", Answers("practice-token"));
  EXPECT_EQ(json::parse(refused.out)["error"]["class"], "configuration");
}

TEST_F(ConnectCommand, AFolderThatTakesNothingIsNoMissingPermissionOfThePlatform) {
  WriteText(shop_.folder() / "secrets", "a file", std::filesystem::perms(0600));
  const std::string before = Settings();
  const CommandResult refused = Connect("Second account", Answers("practice-token"));
  const json error = json::parse(refused.out)["error"];
  EXPECT_EQ(error["class"], "configuration");
  EXPECT_THAT(error["text"].get<std::string>(), HasSubstr("secrets"));
  EXPECT_EQ(Settings(), before);
}

TEST_F(ConnectCommand, TellsAFormWhichAnswerIsWrong) {
  const auto answer_of = [&](const std::string& name, const json& input) {
    const CommandResult refused = Connect(name, input.dump());
    EXPECT_NE(refused.status, 0) << input;
    const json error = json::parse(refused.out)["error"];
    EXPECT_EQ(error["text"].get<std::string>() + "\n", refused.err);
    return error["class"].get<std::string>() + " " + error["answer"].get<std::string>();
  };
  const std::string url = shop_.platform().url();
  EXPECT_EQ(answer_of("social", {{"base_url", url}, {"token", "practice-token"}}), "invalid_argument name");
  EXPECT_EQ(answer_of("b", {{"base_url", url}}), "invalid_argument token");
  EXPECT_EQ(answer_of("b", {{"base_url", "nowhere"}, {"token", "x"}}), "invalid_argument base_url");
  EXPECT_EQ(answer_of("b", {{"base_url", url}, {"token", "stolen"}}), "reauthorize token");
}

TEST_F(ConnectCommand, SpeaksTheLanguageThatIsAskedFor) {
  const json english = json::parse(shop_.Run({"connect", "--json"}).out);
  const json romanian = json::parse(shop_.Run({"connect", "--json", "--language", "ro"}).out);
  EXPECT_EQ(json::parse(shop_.Run({"connect", "--json", "--language", "../ro"}).out), english);
  EXPECT_EQ(json::parse(shop_.Run({"connect", "--json", "--language", "xx"}).out), english);
  ASSERT_EQ(romanian.size(), english.size());
  for (std::size_t i = 0; i < english.size(); ++i) {
    ASSERT_EQ(romanian[i]["questions"].size(), english[i]["questions"].size());
    for (std::size_t k = 0; k < english[i]["questions"].size(); ++k)
      EXPECT_NE(romanian[i]["questions"][k]["what"], english[i]["questions"][k]["what"]) << english[i]["platform"];
  }
}

}  // namespace
}  // namespace replywatch::testing

// `practice` as a process: the demo, the training ground and its switches.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "collector/practice/cast.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using Json = nlohmann::json;

// A practice process, and a collector's settings and database for it.
class PracticeRun {
 public:
  explicit PracticeRun(std::vector<std::string> switches, int port = 0) {
    ChildOptions options;
    options.command = {RW_TEST_COLLECTOR, "practice", "--port", std::to_string(port)};
    options.command.insert(options.command.end(), switches.begin(), switches.end());
    process_ = std::make_unique<ChildProcess>(options);
    const bool ready = Eventually(kPatience, [&] { return process_->out().find('\n') != std::string::npos; });
    if (!ready) throw std::runtime_error("practice did not start: " + process_->err());
    const std::string out = process_->out();
    url_ = out.substr(out.find("http://"));
    url_.resize(url_.find('\n'));
    std::string text = shop_.SettingsText();
    text.replace(text.find(shop_.platform().url()), shop_.platform().url().size(), url_);
    shop_.WriteSettings(text);
  }
  Shop& shop() { return shop_; }
  ChildProcess& process() { return *process_; }
  int port() const { return std::stoi(url_.substr(url_.rfind(':') + 1)); }
  std::vector<Json> List(std::vector<std::string> more = {}) const {
    std::vector<std::string> arguments{"list", "--json", "--limit", "10000"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    std::vector<Json> rows;
    std::istringstream in(shop_.Run(arguments).out);
    for (std::string line; std::getline(in, line);) rows.push_back(Json::parse(line));
    return rows;
  }
  // What is on the platform, without our own numbers.
  std::multiset<std::string> Messages() const {
    std::multiset<std::string> messages;
    for (const Json& row : List())
      messages.insert(row["created_at"].get<std::string>() + " " + row["contact"]["name"].get<std::string>() + ": " +
                      row["text"].get<std::string>());
    return messages;
  }

 private:
  Shop shop_;
  std::unique_ptr<ChildProcess> process_;
  std::string url_;
};

TEST(PracticeCommand, HasACastWorthPlayingWith) {
  const auto cast = LoadCast(std::filesystem::path(RW_TEST_CONFIG_DIR) / "practice");
  ASSERT_TRUE(cast.ok()) << cast.error().text;
  std::set<std::string> handles;
  std::set<std::string> languages;
  std::set<std::string> lines;
  for (const CastMember& member : cast->members) {
    handles.insert(member.handle);
    languages.insert(member.language);
    for (const Scene& scene : member.scenes) {
      lines.insert(scene.opening.text);
      for (const Line& line : scene.ignored) lines.insert(line.text);
      for (const Line& line : scene.answered) lines.insert(line.text);
    }
  }
  EXPECT_GE(handles.size(), 40U);
  EXPECT_GE(lines.size(), 300U);
  EXPECT_EQ(languages, (std::set<std::string>{"bg", "en", "pl", "ro"}));
}

TEST(PracticeCommand, PeopleWaitInFourLanguagesFromTheStart) {
  PracticeRun run({});
  run.shop().CollectOnce();
  std::set<std::int64_t> people;
  std::set<std::string> languages;
  for (const Json& row : run.List({"--waiting"})) {
    people.insert(row["contact"]["id"].get<std::int64_t>());
    languages.insert(row["language"]);
  }
  EXPECT_GE(people.size(), 10U);
  for (const char* language : {"bg", "en", "pl", "ro"}) EXPECT_TRUE(languages.contains(language)) << language;
  EXPECT_FALSE(run.List({"--to-thank"}).empty());
}

TEST(PracticeCommand, SameSeedSamePeople) {
  const auto texts = [](const std::string& seed) {
    PracticeRun run({"--seed", seed, "--rate", "0"});
    run.shop().CollectOnce();
    std::multiset<std::string> out;
    for (const Json& row : run.List()) out.insert(row["text"]);
    return out;
  };
  const auto first = texts("7");
  EXPECT_EQ(first, texts("7"));
  EXPECT_NE(first, texts("8"));
}

TEST(PracticeCommand, ItsStateOutlivesTheProcess) {
  TempFolder folder;
  const std::string state = (folder.path() / "state.json").string();
  int port = 0;
  std::multiset<std::string> before;
  for (const int signal : {SIGTERM, SIGKILL}) {
    PracticeRun run({"--state", state, "--rate", "0"}, port);
    port = run.port();
    run.shop().CollectOnce();
    EXPECT_TRUE(before.empty() || run.Messages() == before);
    const std::string waiting = std::to_string(run.List({"--waiting"}).front()["id"].get<std::int64_t>());
    ASSERT_EQ(run.shop().Run({"reply", waiting, "--text", "Thank you for writing, it is on its way!", "--force"}).status, 0);
    run.shop().CollectOnce();
    before = run.Messages();
    run.process().Signal(signal);
    ASSERT_TRUE(run.process().Wait(std::chrono::seconds(5)).has_value());
  }
  PracticeRun run({"--state", state, "--rate", "0"}, port);
  run.shop().CollectOnce();
  EXPECT_EQ(run.Messages(), before);
}

TEST(PracticeCommand, AFileThatIsNoStateIsRefusedAndKept) {
  TempFolder folder;
  const auto state = folder.path() / "letter.txt";
  WriteText(state, "Dear Ana", std::filesystem::perms::owner_all);
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "practice", "--state", state.string()};
  const CommandResult refused = RunCommandLine(options);
  EXPECT_EQ(refused.status, 2) << refused.err;
  EXPECT_EQ(std::filesystem::file_size(state), 8U);
}

TEST(PracticeCommand, TheClockHastensStories) {
  PracticeRun run({"--clock", "50000", "--rate", "0"});
  run.shop().CollectOnce();
  const std::size_t before = run.List().size();
  EXPECT_TRUE(Eventually(kPatience, [&] {
    run.shop().CollectOnce();
    return run.List().size() > before;
  })) << "who is ignored writes again within hours, here within seconds";
}

TEST(PracticeCommand, FaultsReachTheCollector) {
  struct Case {
    std::string fault;
    std::string words;
    int status = 1;
  };
  const std::vector<Case> faults = {{"401:1", "not accepted", 3},
                                    {"403:1", "", 3},
                                    {"404:1", "no Mastodon server", 2},
                                    {"410:1", "no Mastodon server", 2},
                                    {"422:1", "answered 422", 3},
                                    {"429:1", "too many requests"},
                                    {"500:1", "answered 500"},
                                    {"503:1", "answered 503"},
                                    {"page:1", ""},
                                    {"unreachable:1", ""},
                                    {"truncated:1", ""},
                                    {"lost:1", ""}};
  for (const auto& [fault, words, status] : faults) {
    PracticeRun run({"--fault", fault, "--rate", "0"});
    const CommandResult once = run.shop().Run({"once"});
    EXPECT_EQ(once.status, status) << fault << ": " << once.err;
    EXPECT_NE(once.err.find(words), std::string::npos) << fault << ": " << once.err;
  }
}

TEST(PracticeCommand, DuplicatesAndDisorderLeaveEachMessageOnce) {
  PracticeRun plain({"--seed", "5", "--rate", "0"});
  PracticeRun disturbed({"--seed", "5", "--rate", "0", "--fault", "duplicates:1", "--fault", "out_of_order:1"});
  const auto texts = [](PracticeRun& run) {
    run.shop().CollectOnce();
    run.shop().CollectOnce();
    std::multiset<std::string> out;
    for (const Json& row : run.List()) out.insert(row["text"]);
    return out;
  };
  EXPECT_EQ(texts(disturbed), texts(plain));
}

TEST(PracticeCommand, ItsServersDifferAsTheQuirksSay) {
  ChildOptions options;
  options.command = {RW_TEST_COLLECTOR, "practice", "--platform", "bluesky", "--quirk", "earthquake"};
  const CommandResult refused = RunCommandLine(options);
  EXPECT_EQ(refused.status, 2) << refused.err;
  const std::string names = refused.err.substr(refused.err.rfind(": ") + 2);
  EXPECT_NE(names.find(", "), std::string::npos) << refused.err << ": it says which there are";
  options.command.back() = names.substr(0, names.find(','));
  ChildProcess practice(options);
  EXPECT_TRUE(Eventually(kPatience, [&] { return practice.out().find("http://") != std::string::npos; })) << practice.err();
}

TEST(PracticeCommand, UnknownFaultsAreRefused) {
  for (const char* fault : {"earthquake", "429:2", "429:x"}) {
    ChildOptions options;
    options.command = {RW_TEST_COLLECTOR, "practice", "--fault", fault};
    EXPECT_EQ(RunCommandLine(options).status, 2) << fault;
  }
}

}  // namespace
}  // namespace replywatch::testing

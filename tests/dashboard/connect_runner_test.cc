// The dashboard's runner of `connect`: against the real command with a practice server, and against programs that answer
// badly, late or never.
#include "dashboard/connect_runner.h"

#include <gmock/gmock.h>
#include <gtest/gtest.h>
#include <signal.h>

#include <optional>

#include "shared/base/file.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using ::testing::HasSubstr;
using ::testing::Not;

constexpr const char* kToken = "practice-token";

ConnectOrder ListOrder(std::int64_t number = 1) {
  ConnectOrder order;
  order.number = number;
  order.language = "en";
  return order;
}

ConnectOrder TryOrder(const std::string& answers, const std::string& platform = "mastodon") {
  ConnectOrder order;
  order.kind = ConnectOrder::Kind::kConnect;
  order.number = 2;
  order.platform = platform;
  order.answers = Secret(answers);
  return order;
}

ConnectOrder StopOrder() {
  ConnectOrder order;
  order.kind = ConnectOrder::Kind::kStop;
  return order;
}

// The next report.
std::optional<ConnectReport> Wait(ConnectRunner& runner) {
  std::vector<ConnectReport> reports;
  Eventually(kPatience, [&] {
    reports = runner.TakeReports();
    return !reports.empty();
  });
  if (reports.empty()) return std::nullopt;
  return std::move(reports.front());
}

class ConnectRun : public ::testing::Test {
 protected:
  std::string Answers(const std::string& name, const std::string& token) {
    return R"({"base_url":")" + shop_.platform().url() + R"(","token":")" + token + R"(","name":")" + name + R"("})";
  }
  Shop shop_;
  ConnectRunner runner_{RW_TEST_COLLECTOR, shop_.config().string(), [] {}};
};

// A program in place of the collector.
class FakeProgram : public ::testing::Test {
 protected:
  std::filesystem::path Program(const std::string& script) {
    const std::filesystem::path file = folder_.path() / "program";
    WriteText(file, "#!/bin/sh\n" + script + "\n", std::filesystem::perms::owner_all);
    return file;
  }
  // What comes of listing or trying with it; one line for a person.
  ConnectFailure FailureOf(const std::string& script, const ConnectOrder& order, ConnectPatience patience = {}) {
    ConnectRunner runner(
        Program(script), Config(), [] {}, patience);
    runner.Post(order);
    const auto report = Wait(runner);
    if (!report || !std::holds_alternative<ConnectFailure>(report->what)) {
      ADD_FAILURE() << script << ": no failure";
      return {};
    }
    const auto& failure = std::get<ConnectFailure>(report->what);
    EXPECT_EQ(failure.text.find('\n'), std::string::npos) << failure.text;
    EXPECT_LT(failure.text.size(), 2100U);
    return failure;
  }
  std::string Config() const { return (folder_.path() / "replywatch.json").string(); }
  std::string Read(const std::string& name) const {
    const auto text = ReadFile(folder_.path() / name, 1 << 20);
    return text.ok() ? *text : std::string();
  }
  TempFolder folder_;
};

TEST_F(ConnectRun, ListsWhatTheCommandKnows) {
  runner_.Post(ListOrder());
  const auto report = Wait(runner_);
  ASSERT_TRUE(report && std::holds_alternative<std::vector<ConnectPlatform>>(report->what));
  const auto& platforms = std::get<std::vector<ConnectPlatform>>(report->what);
  EXPECT_GE(platforms.size(), 7U);
  for (const ConnectPlatform& platform : platforms) {
    EXPECT_FALSE(platform.display_name.empty());
    EXPECT_GE(platform.steps.size(), 2U) << platform.platform;
    EXPECT_FALSE(platform.questions.empty()) << platform.platform;
  }
}

TEST_F(ConnectRun, ConnectsAnInboxThatTheCollectorThenReads) {
  runner_.Post(TryOrder(Answers("Second account", kToken)));
  const auto report = Wait(runner_);
  ASSERT_TRUE(report && std::holds_alternative<Connected>(report->what));
  const auto& connected = std::get<Connected>(report->what);
  EXPECT_EQ(report->number, 2);
  EXPECT_EQ(connected.inbox, "Second account");
  EXPECT_FALSE(connected.account.empty());
  EXPECT_FALSE(connected.is_collector_told);
  EXPECT_EQ(*ReadFile(shop_.folder() / "secrets/second-account.token", 100), std::string(kToken) + "\n");
  shop_.CollectOnce();
}

TEST_F(ConnectRun, TellsWhatIsWrongWithTheAnswers) {
  runner_.Post(TryOrder(Answers("Second account", "stolen")));
  auto report = Wait(runner_);
  ASSERT_TRUE(report && std::holds_alternative<ConnectFailure>(report->what));
  const auto refused = std::get<ConnectFailure>(report->what);
  EXPECT_EQ(refused.kind, ErrorKind::kReauthorize);
  EXPECT_EQ(refused.answer, "token");
  EXPECT_FALSE(refused.is_of_ours);
  EXPECT_THAT(refused.text, Not(HasSubstr("stolen")));
  runner_.Post(TryOrder(Answers("social", kToken)));
  report = Wait(runner_);
  ASSERT_TRUE(report && std::holds_alternative<ConnectFailure>(report->what));
  EXPECT_EQ(std::get<ConnectFailure>(report->what).answer, "name");
}

TEST_F(ConnectRun, RenewsTheAccessOfAnInbox) {
  shop_.WriteToken("worn-out");
  ConnectOrder order = TryOrder(R"({"token":"practice-token"})", "");
  order.again = "social";
  runner_.Post(std::move(order));
  const auto report = Wait(runner_);
  ASSERT_TRUE(report && std::holds_alternative<Connected>(report->what));
  EXPECT_EQ(*ReadFile(shop_.folder() / "token", 100), std::string(kToken) + "\n");
}

TEST_F(ConnectRun, ConnectsATelephoneByItsName) {
  runner_.Post(TryOrder(R"({"name":"Shop phone"})", "phone"));
  const auto report = Wait(runner_);
  ASSERT_TRUE(report && std::holds_alternative<Connected>(report->what));
  EXPECT_EQ(std::get<Connected>(report->what).inbox, "Shop phone");
}

TEST_F(ConnectRun, BeginsTheSettingsWhereThereAreNone) {
  std::filesystem::remove(shop_.config());
  runner_.Post(TryOrder(Answers("First", kToken)));
  const auto report = Wait(runner_);
  ASSERT_TRUE(report && std::holds_alternative<Connected>(report->what));
  EXPECT_TRUE(std::filesystem::exists(shop_.config()));
}

// The program is caught while it has the answers: nothing of them stands where other programs look.
TEST_F(FakeProgram, ShowsNoSecretToOtherPrograms) {
  const auto told = folder_.path() / "told";
  const std::string script = "tr '\\0' ' ' < /proc/$$/cmdline > " + told.string() +
                             ".cmdline\ntr '\\0' ' ' < /proc/$$/environ > " + told.string() + ".environ\ncat > " + told.string() +
                             ".input\necho '{}'";
  FailureOf(script, TryOrder(R"({"token":"hunter-two"})"));
  EXPECT_EQ(Read("told.input"), R"({"token":"hunter-two"})") << "it got them";
  EXPECT_THAT(Read("told.cmdline"), HasSubstr("connect --json"));
  EXPECT_THAT(Read("told.cmdline"), Not(HasSubstr("hunter-two")));
  EXPECT_THAT(Read("told.environ"), HasSubstr("PATH="));
  EXPECT_THAT(Read("told.environ"), Not(HasSubstr("hunter-two")));
}

TEST_F(FakeProgram, ThatAnswersBadlyIsOnePlainLine) {
  for (const ConnectOrder& order : {ListOrder(), TryOrder("{}")}) {
    for (const char* script :
         {"echo hello", "true", "printf '[{\"platform\": \"a'", "echo '[]'", "echo '{}'", "echo '[[[1]]]'", "printf '\\377\\376'",
          "exit 1", "echo 'one\ntwo' >&2; exit 2", "kill -SEGV $$", "kill -KILL $$"}) {
      const ConnectFailure failure = FailureOf(script, order);
      EXPECT_EQ(failure.kind, ErrorKind::kInternal) << script;
      EXPECT_TRUE(failure.is_of_ours);
    }
  }
}

TEST_F(FakeProgram, ThatIsNotThereIsSaid) {
  ConnectRunner runner({}, Config(), [] {});
  runner.Post(ListOrder());
  const auto report = Wait(runner);
  ASSERT_TRUE(report);
  EXPECT_EQ(std::get<ConnectFailure>(report->what).kind, ErrorKind::kNotFound);
}

TEST_F(FakeProgram, ThatNeverStopsTalkingIsEnded) {
  EXPECT_EQ(FailureOf("exec yes", ListOrder()).kind, ErrorKind::kTooLarge);
  EXPECT_EQ(FailureOf("exec yes >&2", ListOrder(), {std::chrono::milliseconds(300), std::chrono::milliseconds(300)}).kind,
            ErrorKind::kBackOff);
}

TEST_F(FakeProgram, ThatNeverAnswersIsEnded) {
  const ConnectPatience hurry{std::chrono::milliseconds(200), std::chrono::milliseconds(200)};
  EXPECT_EQ(FailureOf("exec sleep 600", ListOrder(), hurry).kind, ErrorKind::kBackOff);
  EXPECT_EQ(FailureOf("exec >&- 2>&-; exec sleep 600", TryOrder("{}"), hurry).kind, ErrorKind::kBackOff) << "silent, but there";
}

TEST_F(FakeProgram, ThatHadToBeKilledMayHaveWritten) {
  constexpr std::chrono::milliseconds kHurry{200};
  const char* deaf = "trap '' TERM; while :; do sleep 0.05; done";
  EXPECT_EQ(FailureOf(deaf, TryOrder("{}"), {kHurry, kHurry, kHurry}).kind, ErrorKind::kUnknownOutcome);
}

TEST_F(FakeProgram, HasLongerToWriteThanADatabaseMayKeepItWaiting) {
  EXPECT_GT(ConnectPatience().writing, std::chrono::seconds(10));
}

TEST_F(FakeProgram, IsStoppedByItsNumber) {
  const auto started = folder_.path() / "pid";
  ConnectRunner runner(
      Program("echo $$ > " + started.string() + ".new; mv " + started.string() + ".new " + started.string() + "; exec sleep 600"),
      Config(), [] {});
  runner.Post(TryOrder("{}"));
  ASSERT_TRUE(Eventually(kPatience, [&] { return std::filesystem::exists(started); }));
  const pid_t pid = std::stoi(Read("pid"));
  EXPECT_EQ(::kill(pid, 0), 0);
  runner.Post(StopOrder());
  const auto report = Wait(runner);
  ASSERT_TRUE(report);
  EXPECT_EQ(std::get<ConnectFailure>(report->what).kind, ErrorKind::kCancelled);
  EXPECT_NE(::kill(pid, 0), 0) << "it is gone and reaped";
  runner.Post(ListOrder(7));
  ASSERT_TRUE(Eventually(kPatience, [&] { return Read("pid") != std::to_string(pid) + "\n"; })) << "the next one runs";
}

TEST_F(FakeProgram, ThatIsDoneByThenCountsAsDone) {
  const auto started = folder_.path() / "started";
  ConnectRunner runner(Program("trap 'echo \"{\\\"inbox\\\": \\\"A\\\"}\"; exit 0' TERM; touch " + started.string() +
                               "; while :; do sleep 0.01; done"),
                       Config(), [] {});
  runner.Post(TryOrder("{}"));
  ASSERT_TRUE(Eventually(kPatience, [&] { return std::filesystem::exists(started); }));
  runner.Post(StopOrder());
  const auto report = Wait(runner);
  ASSERT_TRUE(report);
  EXPECT_TRUE(std::holds_alternative<Connected>(report->what));
}

TEST_F(FakeProgram, EndsWithTheRunner) {
  const auto started = folder_.path() / "pid";
  pid_t pid = 0;
  {
    ConnectRunner runner(Program("echo $$ > " + started.string() + ".new; mv " + started.string() + ".new " + started.string() +
                                 "; exec sleep 600"),
                         Config(), [] {});
    runner.Post(TryOrder("{}"));
    ASSERT_TRUE(Eventually(kPatience, [&] { return std::filesystem::exists(started); }));
    pid = std::stoi(Read("pid"));
  }
  EXPECT_NE(::kill(pid, 0), 0);
}

}  // namespace
}  // namespace replywatch::testing

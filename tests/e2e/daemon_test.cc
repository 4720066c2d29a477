// The daemon as a process: signals, settings read again, one collector a database, exit statuses.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using json = nlohmann::json;

class Daemon : public ::testing::Test {
 protected:
  std::unique_ptr<ChildProcess> Start() {
    auto collector = shop_.StartCollector();
    EXPECT_TRUE(Logs(*collector, " started ")) << collector->err();
    return collector;
  }
  static bool Logs(ChildProcess& collector, const std::string& words, int times = 1) {
    return Eventually(kPatience, [&] {
      const std::string log = collector.err();
      int n = 0;
      for (std::size_t at = log.find(words); at != std::string::npos; at = log.find(words, at + 1)) ++n;
      return n >= times;
    });
  }
  static void ExpectEndsCleanly(ChildProcess& collector, int signal) {
    collector.Signal(signal);
    const auto end = collector.Wait(std::chrono::seconds(5));
    ASSERT_TRUE(end.has_value()) << "still running after 5 s";
    EXPECT_EQ(end->status, 0) << collector.err();
  }
  bool HasAgent(const std::string& name) {
    bool found = false;
    EXPECT_TRUE(shop_.store()
                    .Read([&](Session& s) -> Status {
                      RW_ASSIGN_OR_RETURN(const auto agent, s.staff().FindAgent(name));
                      found = agent.has_value() && agent->active;
                      return {};
                    })
                    .ok());
    return found;
  }

  Shop shop_;
};

TEST_F(Daemon, EndsCleanlyWhenAsked) {
  for (const int signal : {SIGTERM, SIGINT}) {
    const auto collector = Start();
    ExpectEndsCleanly(*collector, signal);
  }
}

TEST_F(Daemon, EndsInTimeThoughAnAnswerIsAwaited) {
  const std::string question = shop_.world().AddMention("ana", "Where is my order?");
  shop_.CollectOnce();
  const OutboundId reply = shop_.Queue(question, "@ana It comes today.");
  shop_.platform().Hold(Window::kAccepted);
  const auto collector = shop_.StartCollector();
  ASSERT_TRUE(shop_.platform().WaitUntilHeld(kPatience)) << collector->err();
  ExpectEndsCleanly(*collector, SIGTERM);
  EXPECT_EQ(shop_.Reply(reply).state, OutboundState::kSending);
  shop_.platform().Hold(Window::kNone);
  const auto next = shop_.StartCollector();
  EXPECT_TRUE(shop_.WaitForState(reply, OutboundState::kSent, kPatience)) << next->err();
  EXPECT_EQ(shop_.world().CountAnswers(question, "@ana It comes today."), 1);
}

TEST_F(Daemon, SaysWhetherItRuns) {
  shop_.CollectOnce();
  EXPECT_EQ(nlohmann::json::parse(shop_.Run({"status", "--json"}).out)["collector"]["running"], false);
  const auto collector = Start();
  const auto running = nlohmann::json::parse(shop_.Run({"status", "--json"}).out)["collector"];
  EXPECT_EQ(running["running"], true);
  EXPECT_TRUE(running["since"].is_string());
  // Dead without a word: nobody may believe that it still runs.
  collector->Kill();
  EXPECT_EQ(nlohmann::json::parse(shop_.Run({"status", "--json"}).out)["collector"]["running"], false);
}

TEST_F(Daemon, IsAloneOnItsDatabase) {
  const auto collector = Start();
  for (const char* command : {"run", "once"}) {
    const CommandResult second = shop_.Run({command});
    EXPECT_EQ(second.status, 4) << command;
    EXPECT_NE(second.err.find("process " + std::to_string(collector->pid())), std::string::npos) << second.err;
  }
  EXPECT_TRUE(collector->IsRunning());
}

TEST_F(Daemon, ReadsItsSettingsAgain) {
  const auto collector = Start();
  std::string text = shop_.SettingsText();
  text.replace(text.find("Mihai"), 5, "Elena");
  shop_.WriteSettings(text);
  collector->Signal(SIGHUP);
  EXPECT_TRUE(Eventually(kPatience, [&] { return HasAgent("Elena"); })) << collector->err();
  EXPECT_FALSE(HasAgent("Mihai"));
  ExpectEndsCleanly(*collector, SIGTERM);
}

TEST_F(Daemon, KeepsItsSettingsWhenTheNewOnesAreWrong) {
  const auto collector = Start();
  shop_.world().AddMention("ana", "Where is my order?");
  shop_.WriteSettings(shop_.SettingsText("\"colour\": \"red\","));
  collector->Signal(SIGHUP);
  ASSERT_TRUE(Logs(*collector, "settings_refused")) << collector->err();
  EXPECT_NE(collector->err().find("colour"), std::string::npos);
  ASSERT_TRUE(Logs(*collector, " started ", 2));
  EXPECT_TRUE(Eventually(kPatience, [&] { return shop_.OpenWaits() == 1; })) << collector->err();
  ExpectEndsCleanly(*collector, SIGTERM);
}

TEST_F(Daemon, GoesOnAfterATokenWasReplaced) {
  shop_.WriteToken("stolen");
  const auto collector = Start();
  ASSERT_TRUE(Logs(*collector, "inbox_trouble"));
  shop_.world().AddMention("ana", "Where is my order?");
  shop_.WriteToken("practice-token");
  collector->Signal(SIGHUP);
  EXPECT_TRUE(Eventually(kPatience, [&] { return shop_.OpenWaits() == 1; })) << collector->err();
}

TEST_F(Daemon, NoticesAMendedSecretByItself) {
  shop_.WriteToken("stolen");
  const auto collector = Start();
  ASSERT_TRUE(Logs(*collector, "inbox_trouble"));
  shop_.world().AddMention("ana", "Where is my order?");
  shop_.WriteToken("practice-token");
  EXPECT_TRUE(Eventually(kPatience, [&] { return shop_.OpenWaits() == 1; })) << collector->err();
  ExpectEndsCleanly(*collector, SIGTERM);
}

TEST_F(Daemon, KeepsItsSettingsWhenANumberIsTooLarge) {
  const auto collector = Start();
  shop_.WriteSettings(shop_.SettingsText("\"targets\": [{\"first_response\": 1e999}],"));
  collector->Signal(SIGHUP);
  ASSERT_TRUE(Logs(*collector, "settings_refused")) << collector->err();
  ASSERT_TRUE(Logs(*collector, " started ", 2));
  ExpectEndsCleanly(*collector, SIGTERM);
}

TEST_F(Daemon, TakesWhatIsWrittenInSeveralMessagesTogether) {
  const auto problems_after_a_cycle = [&] {
    EXPECT_EQ(shop_.Run({"once"}).status, 0);
    return json::parse(shop_.Run({"status", "--json"}).out)["problems"].get<int>();
  };
  const std::string first = shop_.world().AddPrivate("ana", "My parcel never came!!");
  EXPECT_EQ(problems_after_a_cycle(), 1);
  shop_.world().AddPrivate("ana", "Ah wait, the neighbour had it, all good now, problem solved", first);
  EXPECT_EQ(problems_after_a_cycle(), 0);
  EXPECT_EQ(shop_.OpenWaits(), 1) << "somebody still waits for a word";
}

TEST_F(Daemon, TellsByItsExitStatusHowOneCycleWent) {
  EXPECT_EQ(shop_.Run({"once"}).status, 0);
  shop_.WriteToken("stolen");
  const CommandResult refused = shop_.Run({"once"});
  EXPECT_EQ(refused.status, 3);
  EXPECT_NE(refused.err.find("token"), std::string::npos) << refused.err;
  EXPECT_EQ(refused.err.find("stolen"), std::string::npos) << "a secret was shown";
  shop_.WriteToken("practice-token");
  shop_.platform().Stop();
  const CommandResult away = shop_.Run({"once"});
  EXPECT_EQ(away.status, 1) << away.err;
  shop_.platform().Start();
  EXPECT_EQ(shop_.Run({"once"}).status, 0);
}

}  // namespace
}  // namespace replywatch::testing

// Calls that staff note with the program itself: beside a running collector and without one, twice, at once, and killed.
#include <gtest/gtest.h>

#include <algorithm>
#include <csignal>
#include <nlohmann/json.hpp>
#include <thread>

#include "tests/e2e/support/shop.h"
#include "tests/e2e/support/write_lock.h"

namespace replywatch::testing {
namespace {

using Json = nlohmann::json;

class PhoneCommand : public ::testing::Test {
 protected:
  void SetUp() override {
    std::string settings = shop_.SettingsText();
    const std::size_t list = settings.find("\"inboxes\"");
    const std::size_t begin = settings.find('[', list);
    ASSERT_NE(begin, std::string::npos) << settings;
    settings.insert(begin + 1, R"({ "name": "Shop phone", "platform": "phone", "country_code": "+40" }, )");
    shop_.WriteSettings(settings);
    shop_.CollectOnce();
  }
  CommandResult Run(std::vector<std::string> arguments) { return shop_.Run(std::move(arguments)); }
  Json Note(std::vector<std::string> arguments) {
    arguments.insert(arguments.begin(), {"phone", "--json"});
    const CommandResult result = Run(arguments);
    EXPECT_EQ(result.status, 0) << result.err;
    return Json::parse(result.out, nullptr, false);
  }
  void ExpectRefused(std::vector<std::string> arguments, const std::string& words, int status = 2) {
    arguments.insert(arguments.begin(), "phone");
    const CommandResult result = Run(arguments);
    EXPECT_EQ(result.status, status) << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(result.out, "");
  }
  Json InboxStatus() {
    const Json status = Json::parse(Run({"status", "--json"}).out, nullptr, false);
    for (const Json& inbox : status["inboxes"]) {
      if (inbox["name"] == "Shop phone") return inbox;
    }
    return {};
  }
  std::size_t Waiting() {
    const std::string out = Run({"list", "--waiting", "--inbox", "Shop phone", "--json"}).out;
    return static_cast<std::size_t>(std::count(out.begin(), out.end(), '\n'));
  }

  Shop shop_;
};

TEST_F(PhoneCommand, NotesACallThatWaitsAndACallBackThatEndsIt) {
  const Json call =
      Note({"--caller", "Ana Pop", "--number", "0722 000 111", "--text", "The mug came broken", "--agent", "Ioana"});
  EXPECT_EQ(call["stored"], true);
  EXPECT_EQ(call["waits"], true);
  const Json row = Json::parse(Run({"list", "--waiting", "--inbox", "Shop phone", "--json"}).out, nullptr, false);
  EXPECT_EQ(row["id"], call["message"]);
  EXPECT_EQ(row["kind"], "phone");
  EXPECT_EQ(row["visibility"], "private");
  EXPECT_EQ(row["state"], "waiting");
  EXPECT_EQ(row["contact"]["name"], "Ana Pop");
  EXPECT_EQ(InboxStatus()["waiting"], 1);

  const CommandResult reply =
      Run({"reply", std::to_string(call["message"].get<int>()), "--text", "We are sorry, thank you!", "--force"});
  EXPECT_NE(reply.status, 0);
  EXPECT_NE(reply.err.find("call back"), std::string::npos) << reply.err;
  EXPECT_NE(Run({"thank", std::to_string(call["message"].get<int>())}).status, 0);

  const Json back = Note({"--outgoing", "--number", "+40 722-000-111", "--text", "A new one goes out", "--agent", "Ioana"});
  EXPECT_EQ(back["conversation"], call["conversation"]);
  EXPECT_EQ(back["waits"], false);
  EXPECT_EQ(Waiting(), 0U);
  const Json shown = Json::parse(Run({"show", std::to_string(call["message"].get<int>()), "--json"}).out, nullptr, false);
  EXPECT_NE(shown.dump().find("A new one goes out"), std::string::npos);
  EXPECT_NE(shown.dump().find("call_noted"), std::string::npos) << "in the history of what was done";
}

TEST_F(PhoneCommand, SpeaksPlainly) {
  EXPECT_EQ(Run({"phone", "--help"}).status, 0);
  const std::vector<std::string> call{"phone", "--contact", "Jan Nowak", "--text", "Wants the size chart", "--key", "k1"};
  const std::string first = Run(call).out;
  EXPECT_NE(first.find("; waits for a call back\n"), std::string::npos) << first;
  EXPECT_EQ(Run(call).out.substr(0, 12), "noted before");
  const CommandResult settled = Run({"phone", "--caller", "Iva", "--text", "Opening hours", "--settled", "--at", "20m"});
  EXPECT_EQ(settled.out.find("waits"), std::string::npos) << settled.out;
}

TEST_F(PhoneCommand, CorrectsWhatWasNoted) {
  const Json call = Note({"--caller", "Ana Pop", "--number", "0722 000 111", "--text", "The mug came broken"});
  const std::string id = std::to_string(call["message"].get<int>());
  const CommandResult corrected = Run({"phone", "--correct", id, "--text", "The plate came broken", "--agent", "Ioana"});
  EXPECT_EQ(corrected.out, "corrected message " + id + "; waits for a call back\n") << corrected.err;
  EXPECT_EQ(Run({"phone", "--correct", id, "--text", "The plate came broken"}).out,
            "nothing to correct in message " + id + "; waits for a call back\n");
  const std::string shown = Run({"show", id, "--json"}).out;
  EXPECT_NE(shown.find("The plate came broken"), std::string::npos);
  EXPECT_NE(shown.find("The mug came broken"), std::string::npos) << "the earlier words stay";
  EXPECT_NE(shown.find("call_corrected"), std::string::npos);
  const CommandResult form = shop_.Run({"phone", "--form", "--json"}, R"({"message": ")" + id + R"(", "text": "Two plates"})");
  ASSERT_EQ(form.status, 0) << form.err;
  EXPECT_EQ(Json::parse(form.out)["stored"], true);
  ExpectRefused({"--correct", "9999", "--text", "x"}, "there is no message 9999");
  ExpectRefused({"--correct", "the last", "--text", "x"}, "expected the id of a noted call");
  ExpectRefused({"--correct", id, "--text", " "}, "the note is empty");
  ExpectRefused({"--correct", id, "--text", "x", "--settled"}, "leave all but --text and --agent out");
  ExpectRefused({"--correct", id, "--text", "x", "--number", "0722000111"}, "leave all but --text and --agent out");
  shop_.world().AddComment("jan", shop_.world().AddPost("New mugs"), "How much?");
  shop_.CollectOnce();
  const std::string others = Run({"list", "--inbox", "social", "--limit", "1", "--json"}).out;
  ExpectRefused({"--correct", std::to_string(Json::parse(others)["id"].get<int>()), "--text", "x"}, "is no call");
}

TEST_F(PhoneCommand, TakesAFormFromTheStandardInput) {
  const std::string form =
      R"({"caller": "Ana Pop", "number": "0722 000 111", "text": "Unde e coletul?", "settled": false, "key": "f"})";
  const CommandResult noted = shop_.Run({"phone", "--form", "--json"}, form);
  ASSERT_EQ(noted.status, 0) << noted.err;
  const Json call = Json::parse(noted.out);
  EXPECT_EQ(call["waits"], true);
  const std::string contact = std::to_string(call["contact"].get<int>());
  const CommandResult back =
      shop_.Run({"phone", "--form", "--json"}, R"({"contact": ")" + contact + R"(", "text": "Vine mâine", "outgoing": true})");
  ASSERT_EQ(back.status, 0) << back.err;
  EXPECT_EQ(Json::parse(back.out)["conversation"], call["conversation"]);
  EXPECT_EQ(Waiting(), 0U);
  for (const char* wrong :
       {"", "[]", "{", R"({"text": 5})", R"({"settled": "yes"})", R"({"colour": "red"})", "{\"text\": \"\xFF\"}"}) {
    const CommandResult refused = shop_.Run({"phone", "--form"}, wrong);
    EXPECT_EQ(refused.status, 2) << wrong;
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 1) << refused.err;
  }
  EXPECT_EQ(shop_.Run({"phone", "--form"}, std::string(100'000, ' ')).status, 2);
}

TEST_F(PhoneCommand, SaysInOneLineWhatIsWrong) {
  ExpectRefused({"--text", "x"}, "--caller");
  ExpectRefused({"--caller", "Ana"}, "write what the call was about");
  ExpectRefused({"--caller", "Ana", "--text", " "}, "empty");
  ExpectRefused({"--caller", "Ana", "--text", std::string(20000, 'x')}, "too long");
  ExpectRefused({"--caller", "Ana", "--text", "x", "--number", "at home"}, "telephone number");
  ExpectRefused({"--caller", "Ana", "--text", "x", "--at", "2099-01-01T00:00:00Z"}, "ahead");
  ExpectRefused({"--caller", "Ana", "--text", "x", "--at", "2y"}, "year");
  ExpectRefused({"--caller", "Ana", "--text", "x", "--at", "25:00"}, "\"10:40\"");
  ExpectRefused({"--caller", "Ana", "--text", "x", "--inbox", "social"}, "\"Shop phone\"");
  ExpectRefused({"--caller", "Ana", "--text", "x", "--inbox", "nowhere"}, "\"Shop phone\"");
  ExpectRefused({"--contact", "999999", "--text", "x"}, "there is no contact 999999");
  ExpectRefused({"--contact", "99999999999999999999", "--text", "x"}, "--number");
  ExpectRefused({"--caller", "Ana", "--text", "x", "--agent", "Nobody"}, "Nobody");
  ExpectRefused({"--caller", "Ana", "--text", "bad \xFF text"}, "UTF-8");
  EXPECT_EQ(InboxStatus()["stored"], 0);
}

TEST_F(PhoneCommand, WorksForAnInboxThatNoCollectorHasSeen) {
  std::string settings = shop_.SettingsText();
  const std::size_t begin = settings.find('[', settings.find("\"inboxes\""));
  settings.insert(begin + 1, R"({ "name": "Workshop", "platform": "phone" }, { "name": "Shop phone", "platform": "phone" }, )");
  shop_.WriteSettings(settings);
  ExpectRefused({"--caller", "Ana", "--text", "x"}, "--inbox");
  EXPECT_EQ(Note({"--inbox", "Workshop", "--caller", "Ana Pop", "--text", "Asks for the kiln"})["waits"], true);
  shop_.CollectOnce();
  EXPECT_EQ(Note({"--inbox", "Workshop", "--number", "0722000111", "--text", "Asks again"})["waits"], true);
}

TEST_F(PhoneCommand, WithoutATelephoneSaysWhereToAddOne) {
  shop_.WriteSettings(shop_.SettingsText());
  ExpectRefused({"--caller", "Ana", "--text", "x"}, "connect");
}

TEST_F(PhoneCommand, StandsBesideARunningCollectorWhichIsNeverBlindForIt) {
  const std::unique_ptr<ChildProcess> collector = shop_.StartCollector();
  ASSERT_TRUE(Eventually(kPatience, [&] {
    const Json status = Json::parse(Run({"status", "--json"}).out, nullptr, false);
    return status.is_object() && status["collector"]["running"] == true;
  }));
  EXPECT_EQ(Note({"--caller", "Ana Pop", "--number", "0722 000 111", "--text", "Where is my order?"})["waits"], true);
  // The due time is the collector's to compute.
  EXPECT_TRUE(Eventually(kPatience, [&] {
    const Json row = Json::parse(Run({"list", "--waiting", "--inbox", "Shop phone", "--json"}).out, nullptr, false);
    return row.is_object() && !row["waiting_since"].is_null();
  }));
  const Json inbox = InboxStatus();
  EXPECT_EQ(inbox["state"], "ok");
  EXPECT_TRUE(inbox["last_error"].is_null());
  EXPECT_TRUE(inbox["blind_since"].is_null());
  collector->Signal(SIGTERM);
  EXPECT_TRUE(collector->Wait(kPatience));
  EXPECT_EQ(collector->err().find("inbox_trouble"), std::string::npos) << collector->err();
}

TEST_F(PhoneCommand, StoresOneKeyOnceFromManyProcesses) {
  constexpr int kAtOnce = 4;
  std::vector<CommandResult> results(kAtOnce);
  {
    std::vector<std::thread> threads;
    for (CommandResult& result : results) {
      threads.emplace_back([&] {
        result =
            Run({"phone", "--json", "--caller", "Ana Pop", "--number", "0722 000 111", "--text", "Hello?", "--key", "form-1"});
      });
    }
    for (std::thread& thread : threads) thread.join();
  }
  int stored = 0;
  for (const CommandResult& result : results) {
    ASSERT_EQ(result.status, 0) << result.err;
    stored += Json::parse(result.out)["stored"] == true ? 1 : 0;
  }
  EXPECT_EQ(stored, 1);
  EXPECT_EQ(InboxStatus()["stored"], 1);
  ExpectRefused({"--caller", "Ana Pop", "--text", "Something else", "--key", "form-1"}, "new key");
}

TEST_F(PhoneCommand, KilledStoresAllOrNothingAndIsRepeatedWithItsKey) {
  const std::vector<std::string> call{"phone",  "--caller", "Ana Pop", "--number", "0722 000 111",
                                      "--text", "Hello?",   "--key",   "k"};
  {
    const WriteBlocker blocker(shop_.store());
    ChildOptions options;
    options.command = {RW_TEST_COLLECTOR, "--config", shop_.config().string()};
    options.command.insert(options.command.end(), call.begin(), call.end());
    ChildProcess child(options);
    EXPECT_FALSE(child.Wait(std::chrono::milliseconds(700))) << "it waits for the database";
    child.Kill();
  }
  EXPECT_EQ(InboxStatus()["stored"], 0);
  EXPECT_EQ(Run(call).status, 0);
  EXPECT_EQ(Run(call).status, 0);
  EXPECT_EQ(InboxStatus()["stored"], 1);
  EXPECT_EQ(Waiting(), 1U);
}

TEST_F(PhoneCommand, CountsInTheReviewAsAnyInbox) {
  EXPECT_EQ(Note({"--caller", "Ana Pop", "--number", "0722 000 111", "--text", "The mug came broken"})["waits"], true);
  for (const char* format : {"json", "csv", "html"}) {
    const CommandResult review = Run({"review", "--format", format});
    EXPECT_EQ(review.status, 0) << review.err;
  }
  EXPECT_EQ(Run({"status"}).status, 0);
  EXPECT_EQ(Run({"check"}).status, 0) << Run({"check"}).err;
}

}  // namespace
}  // namespace replywatch::testing

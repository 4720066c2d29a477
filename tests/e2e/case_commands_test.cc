// What scripts rely on: causes, promises, the week's action, incidents, scenarios.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using Json = nlohmann::json;

class CaseCommands : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shop_ = std::make_unique<Shop>();
    id_ = shop_->world().AddMention("ana", "@atelier my parcel has not arrived, where is it?");
    shop_->CollectOnce();
  }
  static void TearDownTestSuite() { shop_.reset(); }
  static CommandResult Run(std::vector<std::string> arguments) { return shop_->Run(std::move(arguments)); }
  static std::string Id() { return std::to_string(shop_->Find(id_).id.value); }
  static std::string Cause() {
    std::string cause;
    const ConversationId conversation = shop_->Find(id_).conversation_id;
    const Status read = shop_->store().Read([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(cause, s.cases().CauseOf(conversation));
      return {};
    });
    EXPECT_TRUE(read.ok());
    return cause;
  }
  static std::vector<Json> Lines(const std::string& text) {
    std::vector<Json> lines;
    std::istringstream in(text);
    for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
    return lines;
  }
  static void Do(const std::vector<std::string>& arguments) {
    const CommandResult result = Run(arguments);
    EXPECT_EQ(result.status, 0) << arguments.front() << ": " << result.err;
  }
  static void ExpectRefused(const std::vector<std::string>& arguments, const std::string& words) {
    const CommandResult result = Run(arguments);
    EXPECT_EQ(result.status, 2) << arguments.front() << ": " << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << arguments.front() << ": " << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(result.out, "");
  }

  static std::unique_ptr<Shop> shop_;
  static std::string id_;
};
std::unique_ptr<Shop> CaseCommands::shop_;
std::string CaseCommands::id_;

TEST_F(CaseCommands, EachHasHelp) {
  for (const char* command : {"cause", "reopen", "promise", "promises", "promise-kept", "promise-withdrawn", "action",
                              "incidents", "incident", "check"}) {
    EXPECT_EQ(Run({command, "--help"}).status, 0) << command;
  }
}

TEST_F(CaseCommands, ACauseIsSetAndTakenBack) {
  Do({"cause", Id(), "late_delivery", "--agent", "Ioana"});
  EXPECT_EQ(Cause(), "late_delivery");
  ExpectRefused({"cause", Id(), "weather"}, "late_delivery");
  ExpectRefused({"cause", "999999", "damaged"}, "999999");
  Do({"cause", Id(), "none"});
  EXPECT_EQ(Cause(), "");
}

TEST_F(CaseCommands, APromiseIsMadeListedAndKept) {
  Do({"promise", Id(), "--text", "A new mug by then", "--due", "4h", "--agent", "Ioana"});
  Do({"promise", Id(), "--text", "Made by mistake", "--due", "2 days"});
  const std::vector<Json> all = Lines(Run({"promises", "--json"}).out);
  ASSERT_EQ(all.size(), 2U);
  std::set<std::string> keys;
  for (const auto& [key, value] : all[0].items()) keys.insert(key);
  EXPECT_EQ(keys, (std::set<std::string>{"id", "conversation", "contact", "text", "made_at", "due_at", "state", "agent"}));
  EXPECT_EQ(all[0]["text"], "A new mug by then") << "earliest first";
  EXPECT_EQ(all[0]["state"], "open");
  EXPECT_EQ(all[0]["agent"], "Ioana");
  EXPECT_EQ(all[0]["due_at"].get<std::string>().back(), 'Z');
  EXPECT_EQ(Lines(Run({"promises", "--json", "--due-before", "5h"}).out).size(), 1U);
  Do({"promise-kept", std::to_string(all[0]["id"].get<int>())});
  Do({"promise-withdrawn", std::to_string(all[1]["id"].get<int>())});
  EXPECT_EQ(Run({"promises"}).out, "");
  ExpectRefused({"promise-kept", std::to_string(all[0]["id"].get<int>())}, "kept already");
  ExpectRefused({"promise-withdrawn", "999999"}, "999999");
  ExpectRefused({"promise", Id(), "--text", "x", "--due", "someday"}, "\"fri\"");
  ExpectRefused({"promise", Id(), "--text", " ", "--due", "4h"}, "empty");
  EXPECT_EQ(Run({"promise", Id(), "--text", "x"}).status, 2);
}

TEST_F(CaseCommands, AHandoverNeedsANote) {
  Do({"assign", Id(), "--to", "Ioana"});
  ExpectRefused({"assign", Id(), "--to", "Mihai"}, "note");
  Do({"assign", Id(), "--to", "Mihai", "--note", "knows the courier"});
  const CommandResult second = Run({"assign", Id(), "--to", "Ioana", "--note", "back from holiday"});
  EXPECT_EQ(second.status, 0) << second.err;
  EXPECT_NE(second.out.find("responsible"), std::string::npos) << second.out;
}

TEST_F(CaseCommands, WhatIsDoneIsReopened) {
  ExpectRefused({"reopen", Id()}, "not done");
  Do({"done", Id()});
  Do({"reopen", Id(), "--agent", "Mihai"});
  EXPECT_EQ(Json::parse(Run({"show", Id(), "--json"}).out)["status"], "open");
  EXPECT_EQ(Run({"undo", "--agent", "Mihai"}).out, "undone: reopened\n");
}

TEST_F(CaseCommands, TheWeeksActionIsSetShownAndDone) {
  ExpectRefused({"action", "--week", "2026-W47", "--done", "--outcome", "x"}, "no action");
  Do({"action", "--week", "2026-W47", "--text", "Print the size chart", "--owner", "Mihai"});
  EXPECT_EQ(Run({"action", "--week", "2026-W47"}).out, "2026-W47  Mihai  Print the size chart\n");
  Do({"action", "--week", "2026-W47", "--done", "--outcome", "Half as many returns"});
  EXPECT_NE(Run({"action", "--week", "2026-W47"}).out.find("Half as many returns"), std::string::npos);
  ExpectRefused({"action", "--week", "2026-W99"}, "2026-W47");
  ExpectRefused({"action", "--text", "x"}, "agent");
  ExpectRefused({"action", "--text", "x", "--owner", "Nobody"}, "Nobody");
  ExpectRefused({"action", "--text", "x", "--owner", "Mihai", "--done"}, "either");
  ExpectRefused({"action", "--week", "2026-W47", "--done"}, "done already");
}

TEST_F(CaseCommands, AnIncidentIsDecided) {
  IncidentId id;
  const Status added = shop_->store().Write([&](Session& s) -> Status {
    Incident incident;
    incident.facts = "people=7 usual=2 threshold=7 minutes=60";
    incident.opened_at = {1000};
    RW_ASSIGN_OR_RETURN(id, s.cases().AddIncident(incident));
    return {};
  });
  ASSERT_TRUE(added.ok());
  const std::string number = std::to_string(id.value);
  ExpectRefused({"incident", number}, "--open");
  ExpectRefused({"incident", number, "--open", "--close"}, "one of");
  ExpectRefused({"incident", number, "--close"}, "proposed");
  Do({"incident", number, "--open"});
  const std::vector<Json> all = Lines(Run({"incidents", "--json"}).out);
  ASSERT_EQ(all.size(), 1U);
  EXPECT_EQ(all[0]["state"], "open");
  EXPECT_EQ(all[0]["cause"], nullptr);
  EXPECT_EQ(all[0]["inbox"], nullptr);
  EXPECT_TRUE(all[0]["decided_at"].is_string());
  Do({"incident", number, "--close"});
  EXPECT_NE(Run({"incidents"}).out.find("closed"), std::string::npos);
}

TEST_F(CaseCommands, ScenariosNeedNoSettings) {
  const std::string folder = std::string(RW_TEST_SOURCE_DIR) + "/tests/scenarios";
  const CommandResult played = Run({"check", "--scenarios", folder});
  EXPECT_EQ(played.status, 0) << played.out << played.err;
  const std::filesystem::path own = shop_->folder() / "scenarios";
  std::filesystem::create_directory(own);
  WriteText(
      own / "a.json",
      R"({ "steps": [ { "at": "2026-11-23 10:00", "do": "comment", "id": "m1", "by": "ana" }, { "at": "2026-11-23 11:00", "expect": { "waiting": 0 } } ] })",
      std::filesystem::perms::owner_all);
  const CommandResult differs = Run({"check", "--scenarios", own.string()});
  EXPECT_EQ(differs.status, 1);
  EXPECT_NE(differs.out.find("a.json: step 2: waiting: expected 0, got 1\n"), std::string::npos) << differs.out;
  WriteText(own / "a.json", "{", std::filesystem::perms::owner_all);
  ExpectRefused({"check", "--scenarios", own.string()}, "a.json:1: not readable");
  ExpectRefused({"check", "--scenarios", (own / "none").string()}, "no such folder");
}

}  // namespace
}  // namespace replywatch::testing

// What scripts rely on: JSON keys, exit statuses and error lines of the commands beside the daemon.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using Json = nlohmann::json;
using Keys = std::set<std::string>;

Keys KeysOf(const Json& json) {
  Keys keys;
  for (const auto& [key, value] : json.items()) keys.insert(key);
  return keys;
}

std::vector<Json> Lines(const std::string& text) {
  std::vector<Json> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(Json::parse(line));
  return lines;
}

// One collected world for all tests: each works on a person of its own.
class Cli : public ::testing::Test {
 protected:
  static void SetUpTestSuite() {
    shop_ = std::make_unique<Shop>();
    MemoryWorld& world = shop_->world();
    for (const char* handle : {"reply", "note", "assign", "done", "snooze", "flag", "undo", "erase", "limits"}) {
      ids_[handle] = world.AddMention(handle, "@atelier my parcel has not arrived, where is it?");
    }
    ids_["thank"] = world.AddMention("thank", "@atelier thank you, the mugs are wonderful!");
    ids_["private"] = world.AddPrivate("private", "Nu am primit coletul, unde este?");
    ids_["hostile"] =
        world.AddMention("hostile", std::string("@atelier \x1b[31mred\x1b[0m {} %s %n '; DROP TABLE messages; -- \xE2\x80\xAE"
                                                "\n2026-11-22T00:00:00Z error fake"));
    shop_->CollectOnce();
  }
  static void TearDownTestSuite() { shop_.reset(); }

  static CommandResult Run(std::vector<std::string> arguments, std::string input = "") {
    return shop_->Run(std::move(arguments), std::move(input));
  }
  static std::string Id(const std::string& who) { return std::to_string(shop_->Find(ids_[who]).id.value); }
  static Json Show(const std::string& who) { return Json::parse(Run({"show", Id(who), "--json"}).out); }
  static Json RowOf(const std::string& who) {
    for (const Json& row : Lines(Run({"list", "--json", "--limit", "1000"}).out)) {
      if (row["id"] == shop_->Find(ids_[who]).id.value) return row;
    }
    return nullptr;
  }
  // Refused with one line that says what, and nothing on standard output.
  static void ExpectRefused(const std::vector<std::string>& arguments, int status, const std::string& words) {
    const CommandResult result = Run(arguments);
    EXPECT_EQ(result.status, status) << arguments.front() << ": " << result.err;
    EXPECT_NE(result.err.find(words), std::string::npos) << arguments.front() << ": " << result.err;
    EXPECT_EQ(std::count(result.err.begin(), result.err.end(), '\n'), 1) << result.err;
    EXPECT_EQ(result.out, "") << arguments.front();
  }

  static std::unique_ptr<Shop> shop_;
  static std::map<std::string, std::string> ids_;
};

std::unique_ptr<Shop> Cli::shop_;
std::map<std::string, std::string> Cli::ids_;

TEST_F(Cli, StatusHasItsKeys) {
  const CommandResult result = Run({"status", "--json"});
  ASSERT_EQ(result.status, 0);
  const Json status = Json::parse(result.out);
  EXPECT_EQ(KeysOf(status),
            (Keys{"collector", "inboxes", "waiting", "problems", "to_thank", "notifiers", "corrections", "learning", "outbox"}));
  EXPECT_EQ(KeysOf(status["corrections"]), (Keys{"messages", "problem", "question", "praise", "threat"}));
  EXPECT_EQ(KeysOf(status["corrections"]["problem"]), (Keys{"precision", "recall", "hits", "false_alarms", "misses"}));
  EXPECT_EQ(KeysOf(status["collector"]), (Keys{"running", "since"}));
  EXPECT_EQ(KeysOf(status["inboxes"][0]), (Keys{"name", "platform", "state", "last_success", "last_error", "blind_since",
                                                "stored", "waiting", "set_aside", "completeness", "webhooks", "warnings"}));
  EXPECT_EQ(KeysOf(status["waiting"]), (Keys{"public", "private", "oldest_since"}));
  EXPECT_EQ(KeysOf(status["outbox"]), (Keys{"queued", "sending", "sent", "failed", "uncertain"}));
  EXPECT_EQ(status["inboxes"][0]["state"], "ok");
  EXPECT_EQ(status["waiting"]["private"], 1);
  EXPECT_GE(status["to_thank"], 1);
}

TEST_F(Cli, ListHasItsKeysAndOneObjectALine) {
  const std::vector<Json> rows = Lines(Run({"list", "--json"}).out);
  ASSERT_EQ(rows.size(), ids_.size());
  for (const Json& row : rows) {
    EXPECT_EQ(KeysOf(row),
              (Keys{"id",      "inbox",         "platform",   "kind",       "visibility", "direction",  "conversation",
                    "contact", "text",          "created_at", "fetched_at", "language",   "flags",      "urgency",
                    "state",   "waiting_since", "due_at",     "owner",      "permalink",  "publication"}));
    EXPECT_EQ(KeysOf(row["contact"]), (Keys{"id", "name"}));
    EXPECT_TRUE(row["id"].is_number_integer());
    EXPECT_TRUE(ParseRfc3339(row["created_at"].get<std::string>()).has_value());
    EXPECT_EQ(row["created_at"].get<std::string>().back(), 'Z');
  }
}

TEST_F(Cli, WaitingShowsTheLongestFirstAndDueTimes) {
  const std::vector<Json> rows = Lines(Run({"list", "--waiting", "--json"}).out);
  ASSERT_GT(rows.size(), 5U);
  for (std::size_t i = 0; i < rows.size(); ++i) {
    EXPECT_EQ(rows[i]["state"], "waiting");
    EXPECT_LE(rows[i == 0 ? 0 : i - 1]["waiting_since"], rows[i]["waiting_since"]);
    const auto flags = rows[i]["flags"];
    const bool is_problem = std::find(flags.begin(), flags.end(), "problem") != flags.end();  // half the target
    const auto since = ParseRfc3339(rows[i]["waiting_since"].get<std::string>());
    EXPECT_EQ(ParseRfc3339(rows[i]["due_at"].get<std::string>()), *since + Duration::Hours(is_problem ? 2 : 4));
  }
  for (const Json& row : Lines(Run({"list", "--to-thank", "--json"}).out)) EXPECT_EQ(row["state"], "to_thank");
  EXPECT_EQ(Lines(Run({"list", "--json", "--limit", "3"}).out).size(), 3U);
  ExpectRefused({"list", "--inbox", "nowhere"}, 2, "nowhere");
  EXPECT_EQ(Run({"list", "--limit", "0"}).status, 2);
}

TEST_F(Cli, ShowTellsTheWholeConversation) {
  const Json shown = Show("private");
  EXPECT_EQ(KeysOf(shown), (Keys{"conversation", "messages", "notes", "waits", "replies", "events", "status", "post"}));
  ASSERT_EQ(shown["messages"].size(), 1U);
  EXPECT_EQ(shown["messages"][0]["visibility"], "private");
  EXPECT_EQ(shown["messages"][0]["language"], "ro");
  EXPECT_EQ(shown["messages"][0]["flags"][0], "problem");
  EXPECT_FALSE(shown["messages"][0]["evidence"].empty());
  ExpectRefused({"show", "999999"}, 2, "999999");
  EXPECT_EQ(Run({"show", "abc"}).status, 2);
}

TEST_F(Cli, ReplyIsCheckedThenQueued) {
  const CommandResult refused = Run({"reply", Id("reply"), "--text", "https://atelier.example/faq"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("link_only"), std::string::npos) << refused.err;
  EXPECT_NE(refused.err.find("--force"), std::string::npos);
  const CommandResult queued =
      Run({"reply", Id("reply"), "--text", "Sorry for the wait, it comes today. Thank you!", "--agent", "Ioana", "--force"});
  EXPECT_EQ(queued.status, 0) << queued.err;
  const Json reply = Show("reply")["replies"][0];
  EXPECT_EQ(reply["state"], "queued");
  EXPECT_EQ(reply["agent"], "Ioana");
  EXPECT_EQ(reply["text"].get<std::string>().rfind("@reply ", 0), 0U);
  ExpectRefused({"reply", Id("note"), "--text", "Hi", "--agent", "Nobody"}, 2, "Nobody");
}

TEST_F(Cli, ForceOverridesNoLimit) {
  const CommandResult refused = Run({"reply", Id("limits"), "--text", std::string(600, 'x'), "--force"});
  EXPECT_EQ(refused.status, 1);
  EXPECT_NE(refused.err.find("too_long (limit)"), std::string::npos) << refused.err;
  EXPECT_TRUE(Show("limits")["replies"].empty());
}

TEST_F(Cli, ThankQueuesAPersonalLine) {
  const CommandResult thanked = Run({"thank", Id("thank"), "--agent", "Mihai"});
  ASSERT_EQ(thanked.status, 0) << thanked.err;
  EXPECT_EQ(Show("thank")["replies"][0]["state"], "queued");
  ExpectRefused({"thank", Id("thank"), "--agent", "Mihai"}, 1, "thanked for already");
  ExpectRefused({"thank", Id("limits"), "--agent", "Mihai"}, 1, "waits for an answer");
  ExpectRefused({"reply", Id("limits"), "--agent", "Mihai", "--text", "bad \xFF text"}, 2, "UTF-8");
}

TEST_F(Cli, StaffActionsLeaveTheirEvents) {
  ASSERT_EQ(Run({"note", Id("note"), "--text", "Called the courier", "--agent", "Ioana"}).status, 0);
  EXPECT_EQ(Show("note")["notes"][0]["text"], "Called the courier");
  ASSERT_EQ(Run({"assign", Id("assign"), "--to", "Mihai", "--note", "knows her"}).status, 0);
  EXPECT_EQ(RowOf("assign")["owner"], "Mihai");
  ASSERT_EQ(Run({"done", Id("done")}).status, 0);
  EXPECT_EQ(RowOf("done")["state"], "closed");
  ASSERT_EQ(Run({"snooze", Id("snooze"), "--until", "4h"}).status, 0);
  EXPECT_EQ(Show("snooze")["status"], "snoozed");
  for (const char* who : {"note", "assign", "done", "snooze"}) EXPECT_FALSE(Show(who)["events"].empty()) << who;
  ExpectRefused({"note", Id("note"), "--text", "  "}, 2, "empty");
  ExpectRefused({"assign", Id("assign"), "--to", "Nobody"}, 2, "Nobody");
  ExpectRefused({"snooze", Id("note"), "--until", "yesterday"}, 2, "duration");
  ExpectRefused({"snooze", Id("note"), "--until", "2001-01-01T00:00:00Z"}, 2, "ahead");
  ExpectRefused({"approve", Id("note")}, 2, "held");
  ExpectRefused({"resolve-send", "999999", "--drop"}, 2, "999999");
}

TEST_F(Cli, AFlagIsCorrectedAndTakenBack) {
  ASSERT_EQ(Run({"flag", Id("flag"), "--problem", "no", "--question", "no", "--needs-answer", "no", "--agent", "Mihai"}).status,
            0);
  EXPECT_EQ(RowOf("flag")["state"], "closed");
  EXPECT_EQ(Show("flag")["messages"][0]["corrected"], true);
  const CommandResult undone = Run({"undo", "--agent", "Mihai"});
  ASSERT_EQ(undone.status, 0) << undone.err;
  EXPECT_EQ(undone.out, "undone: flag corrected\n");
  EXPECT_EQ(RowOf("flag")["state"], "waiting");
  ExpectRefused({"flag", Id("flag"), "--problem", "perhaps"}, 2, "yes or no");
  ExpectRefused({"flag", Id("flag")}, 2, "--problem");
}

TEST_F(Cli, AContactIsExportedAndErased) {
  const std::string contact = std::to_string(RowOf("erase")["contact"]["id"].get<std::int64_t>());
  const Json exported = Json::parse(Run({"contact", "export", contact}).out);
  EXPECT_EQ(KeysOf(exported), (Keys{"id", "name", "language", "first_seen", "erased_at", "merged_with", "accounts",
                                    "conversations", "unread_answers"}));
  EXPECT_EQ(KeysOf(exported["conversations"][0]),
            (Keys{"post", "visibility", "status", "messages", "waits", "notes", "replies", "drafts", "promises", "cause"}));
  EXPECT_TRUE(exported["conversations"][0]["messages"][0].contains("flags"));
  EXPECT_TRUE(exported["conversations"][0]["messages"][0].contains("corrections"));
  EXPECT_NE(exported.dump().find("parcel"), std::string::npos);
  const std::filesystem::path file = shop_->folder() / "export.json";
  ASSERT_EQ(Run({"contact", "export", contact, "--out", file.string()}).status, 0);
  EXPECT_EQ(std::filesystem::status(file).permissions() & std::filesystem::perms::all,
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const Json before = RowOf("erase");
  WriteText(shop_->folder() / "replywatch.db.before-1", "x",
            std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
  const CommandResult erased = Run({"contact", "erase", contact});
  ASSERT_EQ(erased.status, 0);
  EXPECT_NE(erased.out.find("replywatch.db.before-1"), std::string::npos) << "the copy that a migration left is named";
  const Json after = RowOf("erase");
  EXPECT_EQ(after["text"].get<std::string>().find("parcel"), std::string::npos);
  EXPECT_NE(after["contact"]["name"], before["contact"]["name"]);
  EXPECT_EQ(after["created_at"], before["created_at"]) << "timings stay";
  ExpectRefused({"contact", "erase", "999999"}, 2, "999999");
}

TEST_F(Cli, ContactsAreMergedSeparatedAndSuggestedNoMore) {
  const std::string one = std::to_string(RowOf("note")["contact"]["id"].get<std::int64_t>());
  const std::string other = std::to_string(RowOf("reply")["contact"]["id"].get<std::int64_t>());
  ASSERT_NE(one, other);
  EXPECT_EQ(Run({"contact", "merge", one, other}).status, 0);
  EXPECT_EQ(Json::parse(Run({"contact", "export", one}).out)["merged_with"], Json::array({std::stoll(other)}));
  ExpectRefused({"contact", "merge", one, other}, 2, "one person already");
  EXPECT_EQ(Run({"undo"}).status, 0);
  EXPECT_EQ(Json::parse(Run({"contact", "export", one}).out)["merged_with"], Json::array());
  ExpectRefused({"contact", "separate", one, other}, 2, "were not merged");
  EXPECT_EQ(Run({"contact", "refuse", one, other}).status, 0);
  EXPECT_EQ(Json::parse(Run({"contact", "alike", one, "--json"}).out), Json::array());
  ExpectRefused({"contact", "merge", one, "999999"}, 2, "999999");
}

TEST_F(Cli, HostileTextStaysText) {
  const CommandResult table = Run({"list"});
  EXPECT_EQ(table.out.find('\x1b'), std::string::npos);
  EXPECT_EQ(static_cast<std::size_t>(std::count(table.out.begin(), table.out.end(), '\n')), ids_.size()) << "one row a message";
  EXPECT_EQ(Run({"show", Id("hostile")}).out.find('\x1b'), std::string::npos);
  EXPECT_NE(Show("hostile")["messages"][0]["text"].get<std::string>().find("DROP TABLE"), std::string::npos);
  ExpectRefused({"list", "--inbox", "\x1b[31m'; DROP TABLE inboxes; --\n{}"}, 2, "DROP TABLE");
  EXPECT_EQ(Run({"list", "--search", "\"'; ) OR * NEAR( ^ \x80\xFF"}).status, 0);
}

TEST_F(Cli, ClassifyKeepsOrderAndGoesOnAfterABadLine) {
  const CommandResult result = Run({"classify"},
                                   "{\"id\":1,\"text\":\"Nu am primit comanda\"}\nnonsense\n{\"id\":\"x\",\"text\":\"Дякую, "
                                   "благодаря много!\"}\n{\"id\":3}\n{\"text\":\"\"}\n");
  ASSERT_EQ(result.status, 0);
  const std::vector<Json> lines = Lines(result.out);
  ASSERT_EQ(lines.size(), 5U);
  EXPECT_EQ(KeysOf(lines[0]),
            (Keys{"id", "language", "language_confidence", "problem", "question", "praise", "flags", "urgency", "evidence"}));
  EXPECT_EQ(lines[0]["id"], 1);
  EXPECT_EQ(lines[0]["language"], "ro");
  EXPECT_EQ(lines[0]["flags"], Json::array({"problem"}));
  EXPECT_EQ(lines[1]["line"], 2);
  EXPECT_TRUE(lines[1]["error"].is_string());
  EXPECT_EQ(lines[2]["id"], "x");
  EXPECT_EQ(lines[3]["line"], 4);
  EXPECT_EQ(lines[4]["id"], nullptr);
}

TEST_F(Cli, BackupAndRestoreBringBackWhatWasThere) {
  Shop shop;
  shop.world().AddMention("ana", "Where is it?");
  shop.CollectOnce();
  const std::string file = (shop.folder() / "copy.db").string();
  ASSERT_EQ(shop.Run({"backup", file}).status, 0);
  EXPECT_EQ(shop.Run({"backup", file}).status, 2) << "an existing file is not overwritten";
  shop.world().AddMention("ion", "And mine?");
  shop.CollectOnce();
  ASSERT_EQ(Lines(shop.Run({"list", "--json"}).out).size(), 2U);
  {
    const auto collector = shop.StartCollector();
    ASSERT_TRUE(Eventually(kPatience, [&] { return collector->err().find(" started ") != std::string::npos; }));
    EXPECT_EQ(shop.Run({"restore", file}).status, 4) << "the collector runs";
  }
  const CommandResult restored = shop.Run({"restore", file});
  ASSERT_EQ(restored.status, 0) << restored.err;
  EXPECT_NE(restored.out.find("kept as"), std::string::npos) << restored.out;
  EXPECT_EQ(Lines(shop.Run({"list", "--json"}).out).size(), 1U);
  WriteText(shop.folder() / "no.db", std::string(5000, 'x'), std::filesystem::perms::owner_all);
  EXPECT_EQ(shop.Run({"restore", (shop.folder() / "no.db").string()}).status, 4);
  EXPECT_EQ(Lines(shop.Run({"list", "--json"}).out).size(), 1U);
}

TEST_F(Cli, WrongUsageIsTwo) {
  for (const std::vector<std::string>& arguments :
       std::vector<std::vector<std::string>>{{}, {"dance"}, {"reply"}, {"list", "--colour"}, {"contact"}})
    EXPECT_EQ(Run(arguments).status, 2);
  ExpectRefused({"dance"}, 2, "there is no command \"dance\"");
  ExpectRefused({"--colour"}, 2, "there is no option \"--colour\"");
  ExpectRefused({"reply", "first", "--text", "x"}, 2, "MESSAGE_ID = first is not a number");
  EXPECT_EQ(Run({"--help"}).status, 0);
  EXPECT_EQ(Run({"--version"}).status, 0);
}

}  // namespace
}  // namespace replywatch::testing

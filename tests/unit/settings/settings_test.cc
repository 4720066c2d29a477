#include "shared/settings/settings.h"

#include <gtest/gtest.h>
#include <sys/stat.h>

#include <cstdlib>
#include <fstream>

#include "tests/support/temp_folder.h"

namespace replywatch {
namespace {

std::string Mistakes(std::string_view text) { return DescribeMistakes("s.json", ParseSettings(text, "/shop/s.json").mistakes); }

constexpr std::string_view kWhole = R"({
  // one database
  "database": "sqlite:data/replywatch.db",
  "shop": { "name": "Atelier", "time_zone": "Europe/Bucharest", "languages": ["ro", "en"],
    "hours": { "mon-fri": ["14:00-18:00", "09:00-13:00"], "sat": ["10:00-14:00"] }, "holidays": ["2026-12-25"],
    "responsible": { "name": "Ioana Pop", "email": "ioana@atelier.example", "phone": "+40 700 000 000", "deputy": "Mihai" } },
  "agents": [ { "name": "Ioana", "role": "supervisor", "email": "ioana@atelier.example" } ],
  "inboxes": [
    { "name": "blog", "platform": "somewhere", "base_url": "https://shop.example/api/", "user": "shop", "password": { "env": "RW_TEST_SECRET" }, "poll": "90s" } ],
  "targets": [ { "match": { "flag": "problem" }, "first_response": "2h" }, { "first_response": "4h", "count": "shop_hours" } ],
  "alerts": { "quiet": ["20:00-09:00"], "manager": "Mihai", "notify": [ { "kind": "desktop" } ] },
  "mail": { "smtp": "smtps://mail.example:465", "user": "u", "password": { "file": "secrets/mail" } },
  "webhooks": { "listen": "127.0.0.1:8090" }, "retention": { "default": "3y" }, "review": { "folder": "reviews", "formats": ["html", "csv"] }, "auto_replies": ["Revenim*"]
})";

std::string ResponsibleOf(const ResponsiblePerson& person) {
  Settings settings;
  settings.shop.responsible = person;
  for (const auto& [name, email] :
       {std::pair("Ioana", "ioana@atelier.example"), std::pair("Mihai", ""), std::pair("Elena", "")}) {
    Agent agent;
    agent.name = name;
    agent.email = email;
    settings.agents.push_back(agent);
  }
  return ResponsibleAgent(settings);
}

TEST(ResponsibleAgent, IsTheAgentOfThatName) {
  EXPECT_EQ(ResponsibleOf({"Elena", "ioana@atelier.example", "", "Mihai"}), "Elena");
}
TEST(ResponsibleAgent, IsElseTheAgentOfThatAddress) {
  EXPECT_EQ(ResponsibleOf({"Ioana Pop", "ioana@atelier.example", "", "Mihai"}), "Ioana");
}
TEST(ResponsibleAgent, IsElseTheDeputy) { EXPECT_EQ(ResponsibleOf({"Somebody", "", "", "Mihai"}), "Mihai"); }
TEST(ResponsibleAgent, IsNobodyWhereNoAgentFits) { EXPECT_EQ(ResponsibleOf({"Somebody", "", "", ""}), ""); }

TEST(NamedButNoAgents, TellsEachOnce) {
  Settings settings;
  settings.agents.emplace_back().name = "Ioana";
  settings.shop.responsible.deputy = "Mihai";
  settings.alerts.manager = "Mihai";
  EXPECT_EQ(NamedButNoAgents(settings), std::vector<std::string>{"Mihai"});
  settings.alerts.manager = "Ioana";
  settings.shop.responsible.deputy = "";
  EXPECT_TRUE(NamedButNoAgents(settings).empty());
}

TEST(ParseSettings, RefusesLanguagesWithoutTexts) {
  constexpr std::string_view kText = R"({ "database": "sqlite:x.db",
  "shop": { "languages": ["ro",
    "xx"] },
  "alerts": { "language": "de" },
  "review": { "folder": "r", "language": "fr" } })";
  EXPECT_EQ(DescribeMistakes("s.json", ParseSettings(kText, "/shop/s.json", {"en", "ro"}).mistakes),
            "s.json:3: there are no texts in the language \"xx\", expected one of \"en\", \"ro\"\n"
            "s.json:4: there are no texts in the language \"de\", expected one of \"en\", \"ro\"\n"
            "s.json:5: there are no texts in the language \"fr\", expected one of \"en\", \"ro\"\n");
  EXPECT_EQ(DescribeMistakes("s.json", ParseSettings(kText, "/shop/s.json").mistakes), "") << "nothing to compare with";
}

TEST(ParseSettings, ReadsAWholeFile) {
  const LoadedSettings loaded = ParseSettings(kWhole, "/shop/s.json");
  EXPECT_EQ(DescribeMistakes("s.json", loaded.mistakes), "");
  const Settings& s = loaded.settings;
  EXPECT_EQ(s.database, "sqlite:/shop/data/replywatch.db");
  EXPECT_EQ(s.shop.time_zone, "Europe/Bucharest");
  ASSERT_EQ(s.shop.hours.week[0].size(), 2U);
  EXPECT_EQ(s.shop.hours.week[0][0], (DayInterval{540, 780}));
  EXPECT_EQ(s.shop.hours.week[5][0], (DayInterval{600, 840}));
  EXPECT_TRUE(s.shop.hours.week[6].empty());
  EXPECT_EQ(s.agents.at(0).role, AgentRole::kSupervisor);
  ASSERT_EQ(s.inboxes.size(), 1U);
  EXPECT_EQ(s.inboxes[0].base_url, "https://shop.example/api");
  EXPECT_EQ(s.inboxes[0].poll, Duration::Seconds(90));
  EXPECT_EQ(s.inboxes[0].options.at("user"), "shop");
  EXPECT_EQ(s.inboxes[0].secrets.at("password").name, "RW_TEST_SECRET");
  EXPECT_EQ(s.targets[1].shop_hours, true);
  EXPECT_EQ(s.mail->password->name, "/shop/secrets/mail");
  EXPECT_EQ(s.retention, Duration::Days(1095));
  EXPECT_EQ(s.review.folder, "/shop/reviews");
  EXPECT_EQ(s.review.language, "ro") << "the shop's first";
  EXPECT_EQ(s.review.formats, (std::vector<std::string>{"html", "csv"}));
}

TEST(ParseSettings, RefusesAReviewThatCannotBeMade) {
  EXPECT_NE(Mistakes(R"({ "database": "sqlite:x", "review": { "language": "ro" } })").find("folder"), std::string::npos);
  EXPECT_NE(Mistakes(R"({ "database": "sqlite:x", "review": { "mail": ["ioana"] }, "mail": { "smtp": "smtp://localhost" } })")
                .find("e-mail addresses"),
            std::string::npos);
  EXPECT_NE(Mistakes(R"({ "database": "sqlite:x", "review": { "mail": ["ioana@shop.example"] } })").find("a mail server"),
            std::string::npos);
  EXPECT_NE(Mistakes(R"({ "database": "sqlite:x", "review": { "folder": "r", "formats": ["pdf"] } })").find("formats"),
            std::string::npos);
  EXPECT_NE(Mistakes(R"({ "database": "sqlite:x", "review": { "folder": "r", "formats": [] } })").find("formats"),
            std::string::npos);
  EXPECT_NE(Mistakes(R"({ "database": "sqlite:x", "review": { "folder": "r", "colour": "red" } })")
                .find("folder, mail, language, formats"),
            std::string::npos);
}

TEST(ParseSettings, ListsEveryMistakeWithItsLine) {
  EXPECT_EQ(Mistakes(R"({
  "database": "postgres:x",
  "colour": "red",
  "agents": [ { "name": "A" },
              { "name": "A", "role": "boss" } ],
  "inboxes": [ { "name": "x", "platform": "p", "poll": "soon" } ]
})"),
            "s.json:2: \"database\" is \"postgres:x\", expected \"sqlite:FILE\"\n"
            "s.json:3: \"colour\" is unknown here, expected one of database, shop, agents, inboxes, targets, alerts, review, "
            "mail, webhooks, retention, auto_replies, delivery, ca_file\n"
            "s.json:5: \"role\" is \"boss\", expected \"agent\" or \"supervisor\"\n"
            "s.json:5: \"name\" is \"A\", expected a name that no other agent has\n"
            "s.json:6: \"poll\" is \"soon\", expected a duration such as \"90s\", \"15m\", \"4h\" or \"3d\"\n");
}

TEST(ParseSettings, TellsWhyAnEmptyNameAndAnEmptySpanWillNotDo) {
  EXPECT_EQ(Mistakes(R"({ "database": "sqlite:x", "inboxes": [ { "name": "", "platform": "p", "poll": "0s" } ] })"),
            "s.json:1: \"name\" is \"\", expected a text that is not empty\n"
            "s.json:1: \"poll\" is \"0s\", expected a duration above nothing, such as \"90s\"\n");
}

TEST(ParseSettings, TellsWhereTheJsonBreaks) {
  EXPECT_EQ(Mistakes("{\n \"database\": \"sqlite:x\"\n \"shop\": {}\n}"),
            "s.json:3: not readable as JSON here; look for a missing comma, quote or bracket\n");
  EXPECT_EQ(Mistakes(" \n"), "s.json:1: the file is empty; expected an object { … }\n");
  EXPECT_EQ(Mistakes(std::string("\xFF\xFE{\0}\0", 6)), "s.json:1: the file is UTF-16; save it as UTF-8\n");
  EXPECT_EQ(Mistakes("{\"database\": \"sqlite:\xE9\"}"), "s.json:1: the file is not UTF-8; save it as UTF-8\n");
  EXPECT_EQ(Mistakes("{\n\"targets\": [{\"first_response\":\n -1e999}]}"), "s.json:3: a number there is too large for any use\n");
  EXPECT_EQ(Mistakes(R"({"database": "sqlite::memory:"})"),
            "s.json:1: \"database\" is \"sqlite::memory:\", expected \"sqlite:FILE\"\n");
  EXPECT_EQ(Mistakes("[]"), "s.json:1: expected an object { … }\n");
}

TEST(ParseSettings, NeverQuotesWhatMayBeASecret) {
  const std::string text = Mistakes(
      R"({"database": "sqlite:x", "mail": {"smtp": "s", "password": "hunter2-plain"}, "inboxes": [{"name": "a", "platform": "p", "token": {"env": "A", "value": "tok-1234"}}]})");
  EXPECT_EQ(text.find("hunter2"), std::string::npos) << text;
  EXPECT_EQ(text.find("tok-1234"), std::string::npos) << text;
  EXPECT_NE(text.find("password"), std::string::npos);
  EXPECT_NE(text.find("token"), std::string::npos);
}

TEST(ParseSettings, RefusesAKeyThatStandsTwice) {
  EXPECT_EQ(Mistakes("{\"database\": \"sqlite:x\",\n\"database\": \"sqlite:y\"}"),
            "s.json:2: \"database\" stands twice, expected once\n");
}

TEST(ParseSettings, RefusesDuplicateInboxesAndOverlappingHours) {
  const std::string text = Mistakes(R"({"database": "sqlite:x",
    "shop": {"hours": {"mon": ["09:00-12:00", "11:00-14:00"], "someday": []}, "holidays": ["2026-02-30"]},
    "inboxes": [{"name": "a", "platform": "p"},
                {"name": "a", "platform": "p"}]})");
  EXPECT_NE(text.find("s.json:2: \"mon\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"someday\""), std::string::npos) << text;
  EXPECT_NE(text.find("\"holidays\""), std::string::npos) << text;
  EXPECT_NE(text.find("s.json:4: \"name\" is \"a\", expected a name that no other inbox has"), std::string::npos) << text;
}

TEST(ParseSettings, NamesWhatIsWrongInAList) {
  const std::string text = Mistakes(R"({"database": "sqlite:x",
    "shop": {"hours": {"mon-fri": ["09:00-13:00", "14-18"]}, "holidays": ["2026-12-25", "2026-02-30"]},
    "alerts": {"quiet": ["20-9"]}})");
  EXPECT_EQ(text,
            "s.json:2: \"mon-fri\" holds \"14-18\", expected an interval of one day such as \"09:00-13:00\"\n"
            "s.json:2: \"holidays\" holds \"2026-02-30\", expected days such as \"2026-12-25\", or \"2026-08-03/2026-08-14\" for "
            "a longer closing\n"
            "s.json:3: \"quiet\" holds \"20-9\", expected intervals such as \"20:00-09:00\"\n");
}

TEST(ParseSettings, RefusesHoursWithoutAnOpening) {
  EXPECT_NE(Mistakes(R"({"database": "sqlite:x", "shop": {"hours": {"mon-sun": []}}})").find("always open"), std::string::npos)
      << "closed all week would count as always open";
  EXPECT_EQ(Mistakes(R"({"database": "sqlite:x", "shop": {"hours": {"mon-sat": ["09:00-18:00"], "sun": []}}})"), "");
}

TEST(ParseSettings, RefusesATargetForWhatNothingIs) {
  const auto match = [](const std::string& what) {
    return Mistakes(R"({"database": "sqlite:x", "inboxes": [{"name": "blog", "platform": "p"}], "targets": [{"match": {)" + what +
                    R"(}, "first_response": "1h"}]})");
  };
  EXPECT_EQ(match(R"("flag": "probelm")"),
            "s.json:1: \"flag\" is \"probelm\", expected one of \"problem\", \"question\", \"praise\", \"threat\", \"repeat\", "
            "\"went_public\"\n");
  EXPECT_EQ(match(R"("inbox": "blgo")"), "s.json:1: \"inbox\" is \"blgo\", expected one of \"blog\"\n");
  EXPECT_NE(match(R"("kind": "tweet")"), "");
  EXPECT_NE(match(R"("visibility": "secret")"), "");
  EXPECT_NE(match(R"("language": "Romanian")"), "");
  EXPECT_EQ(match(R"("inbox": "blog", "kind": "email", "visibility": "private", "flag": "went_public", "language": "und")"), "");
}

TEST(ParseSettings, RefusesAlertsThatCannotArrive) {
  const auto alerts = [](const std::string& what, const std::string& more = "") {
    return Mistakes(R"({"database": "sqlite:x", "alerts": {)" + what + "}" + more + "}");
  };
  const auto webhook = [&](const std::string& url) {
    return alerts(R"("notify": [{"kind": "webhook", "url": ")" + url + R"("}])");
  };
  for (const char* url :
       {"nonsense", "ftp://chat.example/x", "http://chat.example/x", "https://", "http://localhost.example/x"}) {
    EXPECT_NE(webhook(url).find("https://"), std::string::npos) << url;
  }
  EXPECT_EQ(webhook("http://chat.example/s3cret").find("s3cret"), std::string::npos)
      << "the address of a channel is its password";
  for (const char* url : {"https://chat.example/x", "http://127.0.0.1:8080/x", "http://localhost/x", "http://[::1]:8080"})
    EXPECT_EQ(webhook(url), "") << url;
  EXPECT_NE(alerts(R"("heartbeat": {"url": "nonsense"})"), "");
  EXPECT_NE(alerts(R"("notify": [{"kind": "email"}])").find("mail server"), std::string::npos);
  EXPECT_EQ(alerts(R"("notify": [{"kind": "email"}])", R"(, "mail": {"smtp": "smtps://mail.example"})"), "");
  EXPECT_NE(alerts(R"("notify": [{"kind": "email", "to": "a@b\r\nBcc: c@d"}])", R"(, "mail": {"smtp": "smtps://mail.example"})"),
            "");
}

TEST(ParseSettings, SurvivesHostileInput) {
  std::string deep(5000, '[');
  EXPECT_NE(Mistakes(deep), "");
  EXPECT_NE(Mistakes(std::string("{\"database\": \"sqlite:\xff\"}")), "");
  EXPECT_NE(Mistakes("{\"database\": 12, \"inboxes\": {}, \"agents\": [1, null], \"shop\": []}"), "");
}

TEST(LoadSettings, AFolderIsAMistakeInTheUsage) {
  const auto loaded = LoadSettings("/");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().kind, ErrorKind::kConfiguration);
  EXPECT_NE(loaded.error().text.find("--config FILE"), std::string::npos) << loaded.error().text;
}

TEST(LoadSettings, SaysWhenThereIsNoFile) {
  const auto loaded = LoadSettings("/nonexistent/replywatch.json");
  ASSERT_FALSE(loaded.ok());
  EXPECT_EQ(loaded.error().kind, ErrorKind::kNotFound);
}

class SecretFile : public testing::Test {
 protected:
  SecretRef Write(const std::string& content, mode_t mode) {
    const std::string path = (folder_.path() / "secret").string();
    std::ofstream(path) << content;
    ::chmod(path.c_str(), mode);
    return {SecretRef::Source::kFile, path, 1};
  }
  TempFolder folder_;
};

TEST_F(SecretFile, IsReadWithoutItsLineEnd) { EXPECT_EQ(ReadSecret(Write("s3cret \n", 0600))->Reveal(), "s3cret"); }

TEST_F(SecretFile, IsRefusedWhenOthersMayReadIt) {
  const auto secret = ReadSecret(Write("s3cret", 0640));
  ASSERT_FALSE(secret.ok());
  EXPECT_EQ(secret.error().kind, ErrorKind::kConfiguration);
  EXPECT_NE(secret.error().text.find("chmod 600"), std::string::npos);
  EXPECT_EQ(secret.error().text.find("s3cret"), std::string::npos);
}

TEST_F(SecretFile, IsRefusedWhenEmptyOrMissing) {
  EXPECT_FALSE(ReadSecret(Write(" \n", 0600)).ok());
  EXPECT_FALSE(ReadSecret({SecretRef::Source::kFile, "/nonexistent/secret", 1}).ok());
}

TEST(ReadSecret, SaysWhichVariableIsMissing) {
  ::unsetenv("RW_TEST_UNSET");
  const auto secret = ReadSecret({SecretRef::Source::kEnvironment, "RW_TEST_UNSET", 1});
  ASSERT_FALSE(secret.ok());
  EXPECT_NE(secret.error().text.find("RW_TEST_UNSET"), std::string::npos);
}

}  // namespace
}  // namespace replywatch

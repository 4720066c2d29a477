// What the program says about settings, secrets and databases that are wrong.
#include <gtest/gtest.h>

#include "tests/e2e/support/alert_receiver.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using std::filesystem::perms;

class Trouble : public ::testing::Test {
 protected:
  // The line of the settings on which `words` stand.
  static std::string LineOf(const std::string& text, const std::string& words) {
    const std::size_t at = text.find(words);
    return std::to_string(1 + std::count(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(at), '\n'));
  }
  Shop shop_;
};

TEST_F(Trouble, EveryMistakeIsListedWithFileAndLine) {
  std::string text = shop_.SettingsText("\"colour\": \"red\",\n  \"retention\": { \"default\": \"soon\" },");
  text.replace(text.find("\"1s\" }"), 4, "\"0s\"");
  text.replace(text.find("{ \"name\": \"Mihai\" }"), 19, "\n  { \"name\": \"Ioana\" }");
  shop_.WriteSettings(text);
  for (const char* command : {"run", "once", "check", "status", "list"}) {
    const CommandResult refused = shop_.Run({command});
    EXPECT_EQ(refused.status, 2) << command;
    EXPECT_EQ(std::count(refused.err.begin(), refused.err.end(), '\n'), 4) << refused.err;
    const std::string file = shop_.config().string() + ":";
    for (const char* words : {"\"colour\"", "\"soon\"", "\"0s\"", "{ \"name\": \"Ioana\" }"}) {
      EXPECT_NE(refused.err.find(file + LineOf(text, words) + ": "), std::string::npos) << words << "\n" << refused.err;
    }
  }
}

TEST_F(Trouble, TextThatIsNoJsonIsOneMistake) {
  shop_.WriteSettings("{\n  \"database\": \"sqlite:x.db\"\n  \"shop\": {}\n}");
  const CommandResult refused = shop_.Run({"status"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find(shop_.config().string() + ":3: "), std::string::npos) << refused.err;
}

TEST_F(Trouble, NoSettingsAtAllIsTwo) {
  std::filesystem::remove(shop_.config());
  const CommandResult refused = shop_.Run({"status"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("no such file"), std::string::npos);
}

TEST_F(Trouble, APlainSecretIsRefusedAndNotRepeated) {
  std::string text = shop_.SettingsText();
  text.replace(text.find("{ \"file\": \"token\" }"), 19, "\"hunter2hunter2\"");
  shop_.WriteSettings(text);
  const CommandResult refused = shop_.Run({"once"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_EQ((refused.err + refused.out).find("hunter2"), std::string::npos) << refused.err;
}

TEST_F(Trouble, ASecretThatOthersMayReadIsRefused) {
  std::filesystem::permissions(shop_.folder() / "token", perms::owner_read | perms::owner_write | perms::others_read);
  for (const char* command : {"once", "check"}) {
    const CommandResult refused = shop_.Run({command});
    EXPECT_EQ(refused.status, 2) << command;
    EXPECT_NE(refused.err.find("chmod 600"), std::string::npos) << refused.err;
    EXPECT_EQ(refused.err.find("practice-token"), std::string::npos);
  }
}

TEST_F(Trouble, AMissingSecretIsNamed) {
  std::filesystem::remove(shop_.folder() / "token");
  const CommandResult refused = shop_.Run({"once"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find((shop_.folder() / "token").string()), std::string::npos) << refused.err;
}

TEST_F(Trouble, CheckSaysWhatWorks) {
  const CommandResult fine = shop_.Run({"check"});
  EXPECT_EQ(fine.status, 0) << fine.err;
  EXPECT_NE(fine.out.find("as atelier"), std::string::npos) << fine.out;
  shop_.WriteToken("stolen");
  const CommandResult refused = shop_.Run({"check"});
  EXPECT_EQ(refused.status, 3);
  EXPECT_NE(refused.out.find("FAILED"), std::string::npos);
  EXPECT_EQ((refused.out + refused.err).find("stolen"), std::string::npos);
}

TEST_F(Trouble, CheckTriesTheWaysOfAlertsWhenAsked) {
  AlertReceiver channel;
  const std::string nobody = "http://127.0.0.1:1/hook";
  const auto notify = [&](const std::string& url) {
    shop_.WriteSettings(shop_.SettingsText(R"("alerts": { "notify": [ { "kind": "webhook", "url": ")" + url + R"(" } ] },)"));
  };
  notify(channel.url());
  EXPECT_EQ(shop_.Run({"check"}).out.find("webhook:1"), std::string::npos) << "only when asked";
  EXPECT_TRUE(channel.deliveries().empty());
  const CommandResult fine = shop_.Run({"check", "--notify"});
  EXPECT_EQ(fine.status, 0) << fine.err << fine.out;
  EXPECT_NE(fine.out.find("a test was sent"), std::string::npos) << fine.out;
  EXPECT_EQ(channel.deliveries().size(), 1U);
  notify(nobody);
  const CommandResult failed = shop_.Run({"check", "--notify"});
  EXPECT_EQ(failed.status, 1) << failed.err;
  EXPECT_NE(failed.out.find("FAILED"), std::string::npos) << failed.out;
  EXPECT_NE(failed.err.find("webhook:1"), std::string::npos) << failed.err;
}

TEST_F(Trouble, NoDatabaseYetSaysWhatToDo) {
  const CommandResult refused = shop_.Run({"list"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("start the collector"), std::string::npos) << refused.err;
}

TEST_F(Trouble, ADamagedDatabaseIsFour) {
  WriteText(shop_.folder() / "replywatch.db", std::string(8192, 'x'), perms::owner_read | perms::owner_write);
  for (const char* command : {"run", "once", "list", "status"}) {
    const CommandResult refused = shop_.Run({command});
    EXPECT_EQ(refused.status, 4) << command << ": " << refused.err;
    EXPECT_NE(refused.err.find("restore"), std::string::npos) << refused.err;
  }
}

}  // namespace
}  // namespace replywatch::testing

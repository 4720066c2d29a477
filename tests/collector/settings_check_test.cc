// What only a platform knows to be wrong in the settings: told with the file's line, before anything is started.
#include <gtest/gtest.h>

#include "collector/connectors/registry.h"
#include "collector/connectors/settings_check.h"

namespace replywatch {
namespace {

std::string Mistakes(std::string_view text) {
  LoadedSettings loaded = ParseSettings(text, "/shop/s.json");
  AddPlatformMistakes(loaded);
  return DescribeMistakes("s.json", loaded.mistakes);
}

TEST(PlatformMistakes, NoneInAWholeInbox) {
  EXPECT_EQ(Mistakes(R"({ "database": "sqlite:x.db", "inboxes": [
    { "name": "social", "platform": "mastodon", "base_url": "https://social.example", "token": { "env": "T" } } ] })"),
            "");
}

TEST(PlatformMistakes, AnAddressThatIsNoneIsToldWithItsLine) {
  EXPECT_EQ(Mistakes(R"({ "database": "sqlite:x.db", "inboxes": [
    { "name": "social", "platform": "mastodon",
      "base_url": "social example", "token": { "env": "T" } } ] })"),
            "s.json:3: \"base_url\" is \"social example\", expected an address such as \"https://mastodon.example\"\n");
}

TEST(PlatformMistakes, AMissingAddressIsToldWithTheInbox) {
  EXPECT_EQ(Mistakes(R"({ "database": "sqlite:x.db", "inboxes": [
    { "name": "blog", "platform": "wordpress", "user": "shop", "password": { "env": "P" } } ] })"),
            "s.json:2: \"base_url\" of \"blog\" is missing, expected an address such as \"https://shop.example\"\n");
}

TEST(PlatformMistakes, AllOfThemAtOnce) {
  std::string platforms;
  for (const PlatformInfo& platform : Platforms()) platforms.append(platforms.empty() ? "" : ", ").append(platform.name);
  EXPECT_EQ(
      Mistakes(R"({ "database": "sqlite:x.db", "inboxes": [
    { "name": "a", "platform": "mastodon", "base_url": "https://social.example", "colour": "red" },
    { "name": "b", "platform": "nowhere" } ] })"),
      std::string("s.json:2: \"colour\" is unknown here, expected one of name, platform, base_url, poll, retention, token\n") +
          "s.json:2: inbox \"a\": \"token\" is missing, expected {\"env\": NAME} or {\"file\": PATH}\n"
          "s.json:3: \"platform\" is unknown, expected one of " +
          platforms + "\n");
}

}  // namespace
}  // namespace replywatch

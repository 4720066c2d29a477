// Webhooks that Meta really sent, where they are at hand: each update is heard once.
#include <gtest/gtest.h>

#include <filesystem>

#include "collector/connectors/facebook/facebook_webhook.h"
#include "collector/connectors/instagram/instagram_webhook.h"
#include "shared/base/file.h"

namespace replywatch::graph {
namespace {

std::size_t Updates(const Json& body) {
  std::size_t n = 0;
  for (const Json& entry : body["entry"]) {
    for (const char* list : {"changes", "messaging", "standby"}) n += entry.contains(list) ? entry[list].size() : 0;
  }
  return n;
}

std::set<std::string> Accounts(const Json& body) {
  std::set<std::string> accounts;
  for (const Json& entry : body["entry"]) accounts.insert(IdMember(entry, "id"));
  return accounts;
}

struct Counts {
  int bodies = 0;
  std::size_t looks = 0;
  std::size_t told = 0;
  std::size_t set_aside = 0;
};

Counts HearFolder(const std::filesystem::path& folder, std::string_view object,
                  const std::function<Heard(const Update&, const std::string& account)>& hear) {
  Counts counts;
  for (const auto& entry : std::filesystem::directory_iterator(folder)) {
    if (entry.path().extension() != ".json") continue;
    const auto content = ReadFile(entry.path(), 4 << 20);
    const auto body = ParseForeignJson(content.ok() ? *content : "");
    if (!body.ok() || !body->is_object() || LineMember(*body, "object", 20) != object) continue;
    EventReading reading;
    const std::set<std::string> accounts = Accounts(*body);
    const auto looks = HearAll(
        {*content, {1'790'000'000'000}}, object, accounts, [&](const Update& update) { return hear(update, *accounts.begin()); },
        reading);
    const std::size_t told = reading.items.size() + reading.told.size() + reading.removed.size();
    EXPECT_EQ(looks.size() + told + reading.set_aside.size() + static_cast<std::size_t>(reading.unneeded), Updates(*body))
        << entry.path().filename();
    ++counts.bodies;
    counts.looks += looks.size();
    counts.told += told;
    counts.set_aside += reading.set_aside.size();
  }
  return counts;
}

std::filesystem::path Folder(const char* platform) {
  return std::filesystem::path(RW_TEST_SOURCE_DIR) / "../shared/recorded" / platform;
}

TEST(RecordedWebhooks, OfPagesAreHeardWithoutLoss) {
  if (!std::filesystem::exists(Folder("facebook"))) GTEST_SKIP() << "no recorded webhooks beside the project";
  const Counts counts = HearFolder(Folder("facebook"), "page", [](const Update& update, const std::string& account) {
    return facebook::HearUpdate(update, {account, false});
  });
  EXPECT_GE(counts.bodies, 60);
  EXPECT_GE(counts.looks, 20U);
  EXPECT_GE(counts.told, 3U);
  // Fields that nobody subscribes to here (3), words of Meta about the page (2).
  EXPECT_LE(counts.set_aside, 6U);
}

TEST(RecordedWebhooks, OfAccountsAreHeardWithoutLoss) {
  if (!std::filesystem::exists(Folder("instagram"))) GTEST_SKIP() << "no recorded webhooks beside the project";
  const Counts counts = HearFolder(Folder("instagram"), "instagram", [](const Update& update, const std::string& account) {
    return instagram::HearUpdate(update, {account, "", "shop", false});
  });
  EXPECT_GE(counts.bodies, 5);
  EXPECT_GE(counts.looks, 4U);
  EXPECT_EQ(counts.set_aside, 0U);
}

}  // namespace
}  // namespace replywatch::graph

// The collector is killed (SIGKILL) in every moment of alerting, over and over. Afterwards every alert was told at least once to a receiver on a
// real socket, and none twice within its interval: what is delivered again carries the key of the first time.
#include <gtest/gtest.h>

#include <iostream>
#include <map>
#include <mutex>
#include <nlohmann/json.hpp>
#include <random>
#include <thread>

#include "collector/http/server.h"
#include "shared/actions/new_key.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

constexpr int kPeople = 24;
constexpr int kKills = 40;

// Keeps every delivery by its key.
class Receiver {
 public:
  Receiver() {
    server_ = std::move(HttpServer::Start({}, [this](const HttpServerRequest& request) {
                const auto json = nlohmann::json::parse(request.body);
                const std::scoped_lock hold(mutex_);
                const std::string key = json["key"];
                ++deliveries_;
                if (keys_[key]++ == 0) {
                  for (const auto& alert : json["alerts"]) ++told_[alert.get<std::int64_t>()];
                }
                return HttpServerResponse{};
              })).value();
  }
  std::string url() const { return server_->url() + "/alerts"; }
  std::map<std::int64_t, int> told() const {
    const std::scoped_lock hold(mutex_);
    return told_;
  }
  int deliveries() const {
    const std::scoped_lock hold(mutex_);
    return deliveries_;
  }

 private:
  mutable std::mutex mutex_;
  std::map<std::string, int> keys_;
  std::map<std::int64_t, int> told_;  // by distinct key
  int deliveries_ = 0;
  std::unique_ptr<HttpServer> server_;
};

TEST(AlertingUnderKill, LosesNoneAndRepeatsNone) {
  Receiver receiver;
  Shop shop;
  // Each person writes under a post of their own, so that each alert is a group of its own; due at once.
  std::string settings = shop.SettingsText(R"("alerts": { "notify": [ { "kind": "webhook", "url": ")" + receiver.url() + R"(" } ] },)");
  settings.replace(settings.find("4h"), 2, "1s");
  shop.WriteSettings(settings);
  for (int i = 0; i < kPeople; ++i) {
    const std::string post = shop.world().AddPost("Post " + std::to_string(i));
    shop.world().AddComment("person" + std::to_string(i), post, "Where is my order " + std::to_string(i) + "?");
  }
  shop.CollectOnce();
  std::mt19937 random(7);
  const auto open_alerts = [&] {
    std::vector<AlertRow> rows;
    const Status read = shop.store().Read([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(rows, s.alerts().List(1000));
      return {};
    });
    EXPECT_TRUE(read.ok());
    return rows;
  };
  for (int kill = 0; kill < kKills; ++kill) {
    // The groups' half minutes pass in no time: what holds an alert is moved into the past, as a clock does.
    ASSERT_TRUE(shop.store().Write([&](Session& s) -> Status {
      RW_ASSIGN_OR_RETURN(const std::vector<AlertRow> rows, s.alerts().List(1000));
      for (const AlertRow& row : rows) {
        if (row.alert.sent_count > 0 || random() % 6 != 0) continue;  // a few at a time
        Alert alert = row.alert;
        alert.next_at = Timestamp{0};
        alert.hold = AlertHold::kQuietHours;  // told with the next digest, whatever its group
        RW_RETURN_IF_ERROR(s.alerts().Put(alert));
      }
      return {};
    }).ok());
    const auto collector = shop.StartCollector();
    std::this_thread::sleep_for(std::chrono::milliseconds(80 + random() % 700));
    collector->Kill();
  }
  // Left alone it tells the rest.
  const auto collector = shop.StartCollector();
  const auto all_told = [&] {
    for (const AlertRow& row : open_alerts()) {
      if (row.alert.sent_count == 0 || !receiver.told().contains(row.alert.id.value)) return false;
    }
    return true;
  };
  EXPECT_TRUE(Eventually(std::chrono::seconds(60), all_told));
  EXPECT_GE(open_alerts().size(), static_cast<std::size_t>(kPeople));
  for (const auto& [alert, times] : receiver.told()) EXPECT_EQ(times, 1) << "alert " << alert << " was told twice under different keys";
  RecordProperty("deliveries", receiver.deliveries());
  std::cout << "alerts told: " << receiver.told().size() << " after " << kKills << " kills, in " << receiver.deliveries() << " deliveries\n";
}

}  // namespace
}  // namespace replywatch::testing

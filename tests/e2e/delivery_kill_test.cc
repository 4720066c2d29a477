// The collector is killed (SIGKILL) at every point of a delivery, over and over. Afterwards each reply must be on the
// platform exactly once and `sent`, or `uncertain` for a person to see; and nobody answered still waits.
#include <gtest/gtest.h>

#include <iostream>

#include "tests/e2e/support/shop.h"
#include "tests/e2e/support/write_lock.h"

namespace replywatch::testing {
namespace {

// Two modes, five windows: 300 kills, 60 in each window.
constexpr int kKillsPerWindow = 30;
constexpr int kRandomKills = 25;

struct Delivery {
  std::string message_id;  // in the world
  std::string text;
  OutboundId reply;
};

class DeliveryUnderKill : public ::testing::TestWithParam<bool> {
 protected:
  DeliveryUnderKill() : shop_(OptionsOf(GetParam())) {}

  static PracticeOptions OptionsOf(bool ignores_key) {
    PracticeOptions options;
    options.ignores_key = ignores_key;
    return options;
  }

  // So many people ask, and are collected.
  void Ask(int people) {
    const std::string post = shop_.world().AddPost("New mugs");
    for (int i = 0; i < people; ++i) {
      const std::string handle = "person" + std::to_string(i);
      asked_.push_back({shop_.world().AddComment(handle, post, "Where is my order " + std::to_string(i) + "?"),
                        "@" + handle + " Parcel " + std::to_string(i) + " comes today.",
                        {}});
    }
    shop_.CollectOnce();
    ASSERT_EQ(shop_.OpenWaits(), people);
  }

  // One delivery, held and killed in `window`.
  void KillIn(Window window, Delivery& delivery) {
    std::optional<WriteBlocker> blocker;
    delivery.reply = shop_.Queue(delivery.message_id, delivery.text);
    shop_.platform().Hold(window, [&] {
      if (window == Window::kBeforeCommit) blocker.emplace(shop_.store());
    });
    const auto collector = shop_.StartCollector();
    ASSERT_TRUE(shop_.platform().WaitUntilHeld(kPatience)) << WindowName(window) << "\n" << collector->err();
    EXPECT_EQ(shop_.Reply(delivery.reply).state, OutboundState::kSending) << WindowName(window);
    EXPECT_EQ(collector->Kill().signal, SIGKILL);
    // Every second one that had only arrived is carried out after the restart, the others never.
    const bool is_late = window == Window::kBytesSent && ++arrived_ % 2 == 0;
    shop_.platform().NoteKill(delivery.text, std::chrono::milliseconds(is_late ? 50 + 45 * (arrived_ % 20) : 0));
  }

  // Runs undisturbed until nothing is on its way; ends when asked.
  void Settle() {
    const auto collector = shop_.StartCollector();
    EXPECT_TRUE(shop_.WaitUntilSettled(std::chrono::minutes(1))) << collector->err();
    ASSERT_TRUE(Eventually(kPatience, [&] { return collector->err().find(" started ") != std::string::npos; }));
    collector->Signal(SIGTERM);
    const auto end = collector->Wait(std::chrono::seconds(5));
    ASSERT_TRUE(end.has_value()) << "SIGTERM was not followed within 5 s";
    EXPECT_EQ(end->status, 0) << collector->err();
  }

  void ExpectEachOnce() {
    shop_.platform().CarryOutLate(true);
    int uncertain = 0;
    for (const Delivery& delivery : asked_) {
      const OutboundMessage reply = shop_.Reply(delivery.reply);
      const int there = shop_.world().CountAnswers(delivery.message_id, delivery.text);
      EXPECT_LE(there, 1) << delivery.text;
      if (reply.state == OutboundState::kUncertain) {
        ++uncertain;
        EXPECT_FALSE(reply.error_text.empty());
        continue;
      }
      EXPECT_EQ(reply.state, OutboundState::kSent) << delivery.text << ": " << reply.error_text;
      EXPECT_EQ(there, 1) << delivery.text;
    }
    EXPECT_EQ(shop_.OpenWaits(), uncertain);
    RecordProperty("uncertain", uncertain);
    std::cout << "uncertain: " << uncertain << " of " << asked_.size()
              << ", carried out late: " << shop_.platform().late_executions() << "\n";
  }

  Shop shop_;
  std::vector<Delivery> asked_;
  int arrived_ = 0;
};

TEST_P(DeliveryUnderKill, LeavesEachReplyExactlyOnceOrUncertain) {
  ASSERT_NO_FATAL_FAILURE(Ask(kKillsPerWindow * static_cast<int>(std::size(kWindows))));
  std::size_t next = 0;
  for (const Window window : kWindows) {
    for (int i = 0; i < kKillsPerWindow; ++i) ASSERT_NO_FATAL_FAILURE(KillIn(window, asked_[next++]));
    ASSERT_NO_FATAL_FAILURE(Settle());
  }
  for (const auto& [window, kills] : shop_.platform().KillsByWindow()) {
    std::cout << WindowName(window) << ": " << kills << " kills\n";
    RecordProperty(WindowName(window), kills);
  }
  for (const Window window : kWindows) EXPECT_EQ(shop_.platform().KillsByWindow()[window], kKillsPerWindow) << WindowName(window);
  EXPECT_GE(shop_.platform().late_executions(), kKillsPerWindow / 2);
  ExpectEachOnce();
}

// Kills at any moment, those while an earlier interruption is being looked into among them.
TEST_P(DeliveryUnderKill, SurvivesKillsWhileItSettles) {
  ASSERT_NO_FATAL_FAILURE(Ask(kRandomKills));
  std::mt19937 random(7);
  for (Delivery& delivery : asked_) {
    delivery.reply = shop_.Queue(delivery.message_id, delivery.text);
    const auto collector = shop_.StartCollector();
    const auto moment = std::chrono::milliseconds(std::uniform_int_distribution<int>(20, 1400)(random));
    EXPECT_FALSE(collector->Wait(moment).has_value()) << collector->err();
    EXPECT_EQ(collector->Kill().signal, SIGKILL);
  }
  ASSERT_NO_FATAL_FAILURE(Settle());
  ExpectEachOnce();
}

INSTANTIATE_TEST_SUITE_P(Modes, DeliveryUnderKill, ::testing::Values(false, true),
                         [](const auto& mode) { return mode.param ? "ServerForgetsKeys" : "ServerKeepsKeys"; });

}  // namespace
}  // namespace replywatch::testing

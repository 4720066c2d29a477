// Webhooks through the whole program: what is told arrives though nothing is polled, once, in whatever order, and survives a
// kill.
#include <gtest/gtest.h>
#include <signal.h>

#include <nlohmann/json.hpp>

#include "tests/e2e/support/shop.h"
#include "tests/e2e/support/told_shop.h"

namespace replywatch::testing {
namespace {

using json = nlohmann::json;

class Webhooks : public ::testing::Test {
 protected:
  void SetUp() override {
    post_ = shop_.world().AddPost("New mugs");
    shop_.Start();
  }
  bool Appears(const std::string& id) {
    return Eventually(kPatience, [&] { return shop_.Find(id).has_value(); });
  }
  bool Waits(std::int64_t n) {
    return Eventually(kPatience, [&] { return shop_.InboxStatus()["webhooks"]["waiting"] == n; });
  }
  std::string Asked(const std::string& text) { return shop_.world().AddComment("ana", post_, text); }

  ToldShop shop_;
  std::string post_;
};

TEST_F(Webhooks, BringWhatIsNotPolled) {
  const std::string question = Asked("Where is my order?");
  EXPECT_EQ(shop_.Tell(shop_.CommentEvent(question, "add")), 200);
  ASSERT_TRUE(Appears(question)) << shop_.collector().err();
  const Message message = *shop_.Find(question);
  EXPECT_EQ(message.item.text, "Where is my order?");
  EXPECT_EQ(message.item.root_source_id, "777000_" + post_) << "as the poll would have it";
  EXPECT_TRUE(message.conversation_id);
  EXPECT_TRUE(Waits(0));
  EXPECT_TRUE(shop_.InboxStatus()["webhooks"]["last_received"].is_string());
}

TEST_F(Webhooks, AreShakenHandsOn) {
  const HttpResponse answer = shop_.Ask("a long word of ours");
  EXPECT_EQ(answer.status, 200);
  EXPECT_EQ(answer.body, "1158201444");
  EXPECT_EQ(shop_.Ask("another word").status, 403);
}

TEST_F(Webhooks, AreRefusedWithoutTheRightSignature) {
  const std::string question = Asked("Where is my order?");
  const std::string event = shop_.CommentEvent(question, "add");
  EXPECT_EQ(shop_.Tell(event, "sha256=" + std::string(64, '0')), 403);
  EXPECT_EQ(shop_.Tell(event, "sha1=" + std::string(40, '0')), 403);
  EXPECT_EQ(shop_.Tell(event, "", "elsewhere"), 404);
  EXPECT_TRUE(Eventually(kPatience, [&] { return shop_.InboxStatus()["webhooks"]["refused"] == 2; }));
  EXPECT_FALSE(shop_.Find(question).has_value());
  const std::string log = shop_.collector().err();
  EXPECT_NE(log.find("webhook_refused"), std::string::npos);
  EXPECT_EQ(log.find("Where is my order"), std::string::npos) << "no words of people in a log";
}

TEST_F(Webhooks, MeanTheSameInAnyOrderAndHoweverOften) {
  const std::string question = Asked("Where is my order?");
  const std::string added = shop_.CommentEvent(question, "add");
  shop_.world().Edit(question, "Where is my order 7?");
  EXPECT_EQ(shop_.Tell(shop_.CommentEvent(question, "edited")), 200);
  ASSERT_TRUE(Appears(question));
  for (int i = 0; i < 3; ++i) EXPECT_EQ(shop_.Tell(added), 200);
  EXPECT_TRUE(Waits(0));
  EXPECT_EQ(shop_.Find(question)->item.text, "Where is my order 7?") << "the late news is old news";
  EXPECT_EQ(shop_.Stored(), 1);
}

TEST_F(Webhooks, TellOfRemovalsBeforeAndAfter) {
  const std::string seen = Asked("Where is my order?");
  EXPECT_EQ(shop_.Tell(shop_.CommentEvent(seen, "add")), 200);
  ASSERT_TRUE(Appears(seen));
  const std::string unseen = Asked("Never mind.");
  const std::string added = shop_.CommentEvent(unseen, "add");
  for (const std::string& id : {seen, unseen}) {
    shop_.world().Remove(id, RemovedBy::kAuthor);
    EXPECT_EQ(shop_.Tell(shop_.CommentEvent(id, "remove")), 200);
  }
  EXPECT_EQ(shop_.Tell(added), 200);
  EXPECT_TRUE(Eventually(kPatience, [&] { return shop_.Find(seen)->item.publication == Publication::kRemoved; }));
  EXPECT_EQ(shop_.Find(seen)->item.text, "Where is my order?") << "kept";
  EXPECT_TRUE(Waits(1)) << "it might only be too early to read it";
  EXPECT_FALSE(shop_.Find(unseen).has_value());
}

TEST_F(Webhooks, SurviveAKillBeforeTheyAreRead) {
  shop_.LoseLookUps(true);
  const std::string question = Asked("Where is my order?");
  const std::string event = shop_.CommentEvent(question, "add");
  EXPECT_EQ(shop_.Tell(event), 200);
  shop_.collector().Kill();
  EXPECT_FALSE(shop_.Find(question).has_value());
  shop_.world().Remove(question, RemovedBy::kAuthor);  // so that no poll finds it
  shop_.LoseLookUps(false);
  shop_.Start();
  EXPECT_EQ(shop_.Tell(event), 200) << "the platform tells it once more";
  EXPECT_EQ(shop_.InboxStatus()["webhooks"]["waiting"], 1);
  shop_.world().SetPublication(question, Publication::kVisible, RemovedBy::kNobody);
  shop_.collector().Kill();
  shop_.Start();
  EXPECT_TRUE(Appears(question)) << shop_.collector().err();
  EXPECT_EQ(shop_.Stored(), 1);
}

TEST_F(Webhooks, EndWithTheProgramWhileSomebodyTalks) {
  const std::string question = Asked("Where is my order?");
  for (int i = 0; i < 20; ++i) EXPECT_EQ(shop_.Tell(shop_.CommentEvent(question, "edited") + std::string(i, ' ')), 200);
  shop_.collector().Signal(SIGTERM);
  const auto end = shop_.collector().Wait(std::chrono::seconds(5));
  ASSERT_TRUE(end.has_value());
  EXPECT_EQ(end->status, 0) << shop_.collector().err();
}

}  // namespace
}  // namespace replywatch::testing

// `like`, from the command to the platform and back; and likes of a collector that is killed over and over.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>
#include <random>

#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using Json = nlohmann::json;

constexpr int kKills = 20;

class LikeCommand : public ::testing::Test {
 protected:
  // What somebody wrote, collected; its id in the world.
  std::string Collect(const std::string& handle, const std::string& text) {
    const std::string id = shop_.world().AddComment(handle, shop_.world().AddPost("New mugs"), text);
    shop_.CollectOnce();
    return id;
  }
  std::string IdOf(const std::string& world_id) { return std::to_string(shop_.Find(world_id).id.value); }
  int LikesOf(const std::string& world_id) {
    for (const PracticeMessage& message : shop_.world().messages()) {
      if (message.id == world_id) return message.likes;
    }
    return -1;
  }
  Json Show(const std::string& world_id) { return Json::parse(shop_.Run({"show", IdOf(world_id), "--json"}).out); }
  static bool HasEvent(const Json& shown, const std::string& action) {
    const Json& events = shown["events"];
    return std::any_of(events.begin(), events.end(), [&](const Json& event) { return event["action"] == action; });
  }

  Shop shop_;
};

TEST_F(LikeCommand, LikesOnceAndSaysSoInTheHistory) {
  const std::string glad = Collect("ana", "@atelier thank you, the mugs are wonderful!");
  const CommandResult liked = shop_.Run({"like", IdOf(glad), "--agent", "Ioana"});
  ASSERT_EQ(liked.status, 0) << liked.err;
  EXPECT_EQ(liked.out, "like 1 queued\n");
  const CommandResult again = shop_.Run({"like", IdOf(glad)});
  EXPECT_EQ(again.status, 2);
  EXPECT_NE(again.err.find("it is liked already"), std::string::npos) << again.err;
  EXPECT_EQ(LikesOf(glad), 0) << "only the collector talks to platforms";
  shop_.CollectOnce();
  EXPECT_EQ(LikesOf(glad), 1);
  const Json shown = Show(glad);
  EXPECT_EQ(shown["messages"][0]["liked"], true);
  EXPECT_EQ(shown["messages"][0]["state"], "to_thank") << "a like by itself ends no wait";
  EXPECT_EQ(shown["replies"][0]["kind"], "like");
  EXPECT_EQ(shown["replies"][0]["state"], "sent");
  EXPECT_TRUE(HasEvent(shown, "like_queued"));
  EXPECT_TRUE(HasEvent(shown, "liked"));
  EXPECT_NE(shop_.Run({"show", IdOf(glad)}).out.find("Ioana: liked"), std::string::npos);
  EXPECT_NE(shop_.Run({"like", IdOf(glad)}).err.find("it is liked already"), std::string::npos);
  shop_.CollectOnce();
  EXPECT_EQ(LikesOf(glad), 1);
}

TEST_F(LikeCommand, ClosesByTheLikeAndIsTakenBackWithIt) {
  const std::string glad = Collect("ana", "@atelier thank you, the mugs are wonderful!");
  const CommandResult liked = shop_.Run({"like", IdOf(glad), "--close", "--agent", "Ioana"});
  ASSERT_EQ(liked.status, 0) << liked.err;
  EXPECT_EQ(liked.out, "like 1 queued, conversation closed\n");
  EXPECT_EQ(Show(glad)["waits"][0]["outcome"], "liked");
  EXPECT_EQ(Show(glad)["messages"][0]["state"], "closed");
  const CommandResult undone = shop_.Run({"undo", "--agent", "Ioana"});
  EXPECT_EQ(undone.out, "undone: like queued\n") << undone.err;
  EXPECT_EQ(Show(glad)["waits"][0]["outcome"], "open");
  shop_.CollectOnce();
  EXPECT_EQ(LikesOf(glad), 0);
}

TEST_F(LikeCommand, ThatThePlatformRefusesLeavesThePersonWaiting) {
  const std::string glad = Collect("ana", "@atelier thank you, the mugs are wonderful!");
  ASSERT_EQ(shop_.Run({"like", IdOf(glad), "--close"}).status, 0);
  EXPECT_EQ(Show(glad)["waits"][0]["outcome"], "liked");
  shop_.platform().AddFault({PracticeFaultKind::kForbidden, "POST", "/favourite", 1, 0});
  shop_.Run({"once"});
  const Json shown = Show(glad);
  EXPECT_EQ(shown["replies"][0]["state"], "failed");
  EXPECT_NE(shown["replies"][0]["error"].get<std::string>().find("not allowed"), std::string::npos);
  EXPECT_EQ(shown["messages"][0]["state"], "to_thank");
  EXPECT_EQ(shown["messages"][0]["liked"], false);
  EXPECT_TRUE(HasEvent(shown, "like_failed"));
  EXPECT_EQ(shown["waits"][0]["outcome"], "open");
}

TEST_F(LikeCommand, ClosesNoQuestion) {
  const std::string asks = Collect("ana", "@atelier my parcel has not arrived, where is it?");
  const CommandResult refused = shop_.Run({"like", IdOf(asks), "--close"});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("a like is no answer here"), std::string::npos) << refused.err;
  EXPECT_EQ(shop_.OpenWaits(), 1);
}

TEST_F(LikeCommand, RefusesWhatCannotBeLiked) {
  const std::string letter = shop_.world().AddPrivate("ana", "Thank you so much!");
  shop_.CollectOnce();
  const CommandResult refused = shop_.Run({"like", IdOf(letter)});
  EXPECT_EQ(refused.status, 2);
  EXPECT_NE(refused.err.find("cannot be liked from here"), std::string::npos) << refused.err;
  EXPECT_EQ(shop_.Run({"like", "999999"}).status, 2);
}

// Killed at any moment, and once more while it settles what the kill left: each like stands there, and once.
TEST_F(LikeCommand, LeavesEachLikeExactlyOnceWhateverIsKilled) {
  const std::string post = shop_.world().AddPost("New mugs");
  std::vector<std::string> glad;
  for (int i = 0; i < kKills; ++i)
    glad.push_back(shop_.world().AddComment("person" + std::to_string(i), post, "Wonderful mugs, thank you!"));
  shop_.CollectOnce();
  std::mt19937 random(11);
  for (const std::string& id : glad) {
    ASSERT_EQ(shop_.Run({"like", IdOf(id), "--close"}).status, 0);
    const auto collector = shop_.StartCollector();
    const auto moment = std::chrono::milliseconds(std::uniform_int_distribution<int>(20, 900)(random));
    EXPECT_FALSE(collector->Wait(moment).has_value()) << collector->err();
    EXPECT_EQ(collector->Kill().signal, SIGKILL);
  }
  const auto collector = shop_.StartCollector();
  EXPECT_TRUE(shop_.WaitUntilSettled(std::chrono::minutes(1))) << collector->err();
  collector->Signal(SIGTERM);
  ASSERT_TRUE(collector->Wait(std::chrono::seconds(5)).has_value());
  for (const std::string& id : glad) EXPECT_EQ(LikesOf(id), 1) << id;
  EXPECT_EQ(shop_.Counts().sent, kKills);
  EXPECT_EQ(shop_.OpenWaits(), 0);
}

}  // namespace
}  // namespace replywatch::testing

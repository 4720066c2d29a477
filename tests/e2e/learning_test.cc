// What staff correct teaches the running collector: by command, and by itself.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "shared/actions/staff_actions.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using nlohmann::json;

// A learning collects thousands of examples; debug builds and sanitizers take their time.
constexpr std::chrono::seconds kLearning{240};
// Mastodon's mentions are asked for every 30 s: one written just after a poll is seen at the next.
constexpr std::chrono::seconds kNextPoll = std::chrono::seconds(30) + kPatience;

class Learning : public ::testing::Test {
 protected:
  // A word that only this shop's customers know; the shipped model has no idea that it is bad.
  static std::string Complaint(int i) {
    const char* things[] = {"vase", "bench", "stool", "clock", "frame", "bowl", "mug", "rug", "shelf", "kettle"};
    return "Zorbled " + std::string(things[i % 10]) + " here, number " + std::to_string(i) + ".";
  }
  // Messages from `from` to before `to` arrive, and staff call each a problem.
  void CorrectSome(int from, int to) {
    for (int i = from; i < to; ++i) ids_.push_back(shop_.world().AddMention("ana" + std::to_string(i), Complaint(i)));
    shop_.CollectOnce();
    for (int i = from; i < to; ++i) {
      const Message message = shop_.Find(ids_.at(static_cast<std::size_t>(i)));
      ASSERT_FALSE(message.classification.flags.Has(Flag::kProblem)) << message.item.text;
      FlagCorrection correction;
      correction.problem = true;
      ASSERT_TRUE(shop_.store()
                      .Write([&](Session& s) {
                        return CorrectFlags(s, {{}, message.item.created_at}, message.id, correction);
                      })
                      .ok());
    }
  }
  json LearningStatus() { return json::parse(shop_.Run({"status", "--json"}).out)["learning"]; }
  // Whether the collector that runs flags a new message as a problem.
  bool FlagsANewOne(const std::string& person, const ChildProcess& collector) {
    const std::string id = shop_.world().AddMention(person, "Zorbled lamp here, number 7.");
    bool is_problem = false;
    EXPECT_TRUE(Eventually(kNextPoll, [&] {
      bool is_there = false;
      EXPECT_TRUE(shop_.store()
                      .Read([&](Session& s) -> Status {
                        RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, s.inboxes().All());
                        RW_ASSIGN_OR_RETURN(const auto found, s.messages().Find(inboxes.front().id, id));
                        is_there = found.has_value();
                        if (found) is_problem = found->classification.flags.Has(Flag::kProblem);
                        return {};
                      })
                      .ok());
      return is_there;
    })) << collector.err();
    return is_problem;
  }

  Shop shop_;
  std::vector<std::string> ids_;
};

TEST_F(Learning, StartsByItselfAndCanBeTakenBack) {
  CorrectSome(0, 24);
  const auto collector = shop_.StartCollector();
  ASSERT_TRUE(Eventually(kLearning, [&] { return !LearningStatus()["latest"].is_null(); })) << collector->err();
  const json learnt = LearningStatus();
  const json& in_use = learnt["in_use"];
  ASSERT_EQ(in_use, learnt["latest"]) << learnt.dump();
  EXPECT_EQ(in_use["corrections"], 24);
  EXPECT_GT(in_use["shop_after"], in_use["shop_before"]);
  EXPECT_EQ(learnt["since"]["messages"], 0);
  // The collector that runs takes it up by itself.
  ASSERT_TRUE(Eventually(kPatience, [&] { return collector->err().find("detector_changed") != std::string::npos; }))
      << collector->err();
  EXPECT_TRUE(FlagsANewOne("ion", *collector));

  EXPECT_EQ(shop_.Run({"learn", "--forget"}).status, 0);
  ASSERT_TRUE(Eventually(kPatience, [&] {
    const std::string log = collector->err();
    return log.find("detector_changed") != log.rfind("detector_changed");
  })) << collector->err();
  EXPECT_FALSE(FlagsANewOne("maria", *collector));
}

TEST_F(Learning, NeedsEnoughCorrections) {
  CorrectSome(0, 3);
  const CommandResult learn = shop_.Run({"learn"});
  EXPECT_EQ(learn.status, 2) << learn.err;
  EXPECT_NE(learn.err.find("3 messages were corrected; 20 are needed"), std::string::npos) << learn.err;
  EXPECT_TRUE(LearningStatus()["latest"].is_null());
}

}  // namespace
}  // namespace replywatch::testing

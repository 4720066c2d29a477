// Replies through a platform and a network that misbehave, through commands, and through restarts.
#include <gtest/gtest.h>

#include <nlohmann/json.hpp>

#include "shared/base/clock.h"
#include "tests/e2e/support/shop.h"

namespace replywatch::testing {
namespace {

using Carry = std::function<HttpServerResponse()>;

HttpServerResponse Page(int status) {
  HttpServerResponse response;
  response.status = status;
  response.content_type = "text/html";
  response.body = "<p>Sorry</p>";
  return response;
}

HttpServerResponse Throttled() {
  HttpServerResponse response;
  response.status = 429;
  response.body = R"({"error":"Too many requests"})";
  response.headers = {{"X-RateLimit-Limit", "300"},
                      {"X-RateLimit-Remaining", "0"},
                      {"X-RateLimit-Reset", FormatRfc3339(SystemClock().Now() + Duration::Seconds(1))}};
  return response;
}

class Replies : public ::testing::Test {
 protected:
  // A person asks and is collected; returns the world's id of the question.
  std::string Ask(const std::string& handle) {
    const std::string id = shop_.world().AddMention(handle, "Where is my order?");
    shop_.CollectOnce();
    return id;
  }
  static std::string AnswerFor(const std::string& handle) { return "@" + handle + " Thank you, it comes today."; }
  OutboundId QueueFor(const std::string& question, const std::string& handle) { return shop_.Queue(question, AnswerFor(handle)); }
  int There(const std::string& question, const std::string& handle) {
    return shop_.world().CountAnswers(question, AnswerFor(handle));
  }
  std::string IdOf(const std::string& question) { return std::to_string(shop_.Find(question).id.value); }
  void Doubt(OutboundId id) {
    OutboundMessage reply = shop_.Reply(id);
    reply.state = OutboundState::kUncertain;
    reply.attempts = 1;
    reply.first_attempt_at = reply.created_at;
    ASSERT_TRUE(shop_.store().Write([&](Session& s) { return s.outbox().Move(reply, OutboundState::kQueued); }).ok());
  }

  Shop shop_;
};

TEST_F(Replies, GoOutOnceWhateverTheAnswerWas) {
  const std::vector<std::pair<std::string, WatchedPlatform::Meeting>> meetings = {
      {"refused_after_acceptance",
       [](const Carry& carry_out) {
         carry_out();
         return Page(500);
       }},
      {"refused", [](const Carry&) { return Page(503); }},
      {"lost",
       [](const Carry& carry_out) {
         HttpServerResponse response = carry_out();
         response.is_dropped = true;
         return response;
       }},
      {"truncated",
       [](const Carry& carry_out) {
         HttpServerResponse response = carry_out();
         response.truncate_body_at = response.body.size() / 2;
         return response;
       }},
      {"unreachable",
       [](const Carry&) {
         HttpServerResponse response;
         response.is_dropped = true;
         return response;
       }},
      {"a_page",
       [](const Carry& carry_out) {
         carry_out();
         return Page(200);
       }},
      {"throttled", [](const Carry&) { return Throttled(); }},
  };
  std::vector<std::string> questions;
  for (const auto& [name, meeting] : meetings) questions.push_back(shop_.world().AddMention(name, "Where is my order?"));
  shop_.CollectOnce();
  std::vector<OutboundId> replies;
  for (std::size_t i = 0; i < meetings.size(); ++i) {
    shop_.platform().OnNextPost(meetings[i].second);
    replies.push_back(QueueFor(questions[i], meetings[i].first));
  }
  const auto collector = shop_.StartCollector();
  EXPECT_TRUE(shop_.WaitUntilSettled(std::chrono::minutes(1))) << collector->err();
  for (std::size_t i = 0; i < meetings.size(); ++i) {
    EXPECT_EQ(shop_.Reply(replies[i]).state, OutboundState::kSent) << meetings[i].first;
    EXPECT_EQ(There(questions[i], meetings[i].first), 1) << meetings[i].first;
  }
  EXPECT_EQ(shop_.OpenWaits(), 0);
}

TEST_F(Replies, WaitForAPlatformThatIsAway) {
  const std::string question = Ask("ana");
  shop_.platform().Stop();
  const OutboundId reply = QueueFor(question, "ana");
  const auto collector = shop_.StartCollector();
  ASSERT_TRUE(Eventually(kPatience, [&] { return collector->err().find("inbox_trouble") != std::string::npos; }))
      << collector->err();
  EXPECT_EQ(shop_.Reply(reply).state, OutboundState::kQueued);
  shop_.platform().Start();
  EXPECT_TRUE(shop_.WaitForState(reply, OutboundState::kSent, kPatience)) << collector->err();
  EXPECT_EQ(There(question, "ana"), 1);
}

TEST_F(Replies, QueuedWithoutACollectorGoOutWhenItStarts) {
  const std::string question = Ask("ana");
  const CommandResult queued =
      shop_.Run({"reply", IdOf(question), "--text",
                 "Ana, thank you for asking! Your order comes today. Sorry for the wait; write to us any time.", "--force"});
  ASSERT_EQ(queued.status, 0) << queued.err;
  EXPECT_EQ(shop_.Counts().queued, 1);
  const auto collector = shop_.StartCollector();
  EXPECT_TRUE(Eventually(kPatience, [&] { return shop_.Counts().sent == 1; })) << collector->err();
  EXPECT_EQ(shop_.OpenWaits(), 0);
}

TEST_F(Replies, QueuedBesideARunningCollectorGoOutWithinSeconds) {
  const std::string question = Ask("ana");
  const auto collector = shop_.StartCollector();
  ASSERT_TRUE(Eventually(kPatience, [&] { return collector->err().find(" started ") != std::string::npos; }));
  ASSERT_EQ(shop_.Run({"reply", IdOf(question), "--text", "Ana, thank you! It comes today.", "--force"}).status, 0);
  EXPECT_TRUE(Eventually(std::chrono::seconds(5), [&] { return shop_.Counts().sent == 1; })) << collector->err();
}

TEST_F(Replies, TakenBackInTimeNeverGoOut) {
  const std::string question = Ask("ana");
  ASSERT_EQ(
      shop_.Run({"reply", IdOf(question), "--agent", "Ioana", "--text", "Ana, thank you! It comes today.", "--force"}).status, 0);
  const CommandResult undone = shop_.Run({"undo", "--agent", "Ioana"});
  ASSERT_EQ(undone.status, 0) << undone.err;
  ASSERT_EQ(shop_.Run({"once"}).status, 0);
  EXPECT_EQ(shop_.Counts().sent, 0);
  EXPECT_EQ(shop_.Counts().queued, 0);
  EXPECT_EQ(shop_.OpenWaits(), 1);
  const CommandResult again = shop_.Run({"undo", "--agent", "Ioana"});
  EXPECT_EQ(again.status, 2);
  EXPECT_FALSE(again.err.empty());
}

TEST_F(Replies, OnesThatArrivedAreSettledByHand) {
  const OutboundId reply = QueueFor(Ask("ana"), "ana");
  Doubt(reply);
  EXPECT_EQ(nlohmann::json::parse(shop_.Run({"status", "--json"}).out)["outbox"]["uncertain"], 1);
  ASSERT_EQ(shop_.Run({"resolve-send", std::to_string(reply.value), "--arrived"}).status, 0);
  EXPECT_EQ(shop_.Reply(reply).state, OutboundState::kSent);
  EXPECT_EQ(shop_.OpenWaits(), 0);
}

TEST_F(Replies, SentAgainByHandGoOutOnlyIfTheyAreNotThere) {
  const std::string absent = Ask("ana");
  const std::string present = Ask("ion");
  const OutboundId first = QueueFor(absent, "ana");
  const OutboundId second = QueueFor(present, "ion");
  ASSERT_NO_FATAL_FAILURE(Doubt(first));
  ASSERT_NO_FATAL_FAILURE(Doubt(second));
  ASSERT_TRUE(shop_.world().Answer(present, AnswerFor("ion"), Visibility::kPublic).ok());
  for (const OutboundId id : {first, second})
    ASSERT_EQ(shop_.Run({"resolve-send", std::to_string(id.value), "--again"}).status, 0);
  shop_.CollectOnce();
  EXPECT_EQ(There(absent, "ana"), 1);
  EXPECT_EQ(There(present, "ion"), 1);
  EXPECT_EQ(shop_.Counts().sent, 2);
  EXPECT_EQ(shop_.OpenWaits(), 0);
}

TEST_F(Replies, DroppedByHandAreForgotten) {
  const std::string question = Ask("ana");
  const OutboundId reply = QueueFor(question, "ana");
  Doubt(reply);
  ASSERT_EQ(shop_.Run({"resolve-send", std::to_string(reply.value), "--drop"}).status, 0);
  shop_.CollectOnce();
  EXPECT_EQ(shop_.Reply(reply).state, OutboundState::kCancelled);
  EXPECT_EQ(There(question, "ana"), 0);
  EXPECT_EQ(shop_.OpenWaits(), 1);
  EXPECT_EQ(shop_.Run({"resolve-send", std::to_string(reply.value), "--again"}).status, 2);
}

TEST_F(Replies, AreStoppedWhenSomebodyElseAnsweredMeanwhile) {
  const std::string question = Ask("ana");
  const OutboundId reply = QueueFor(question, "ana");
  ASSERT_TRUE(shop_.world().Answer(question, "@ana Written in the app.", Visibility::kPublic).ok());
  // The answer from the app is read only after this round's delivery unless it was read before: collect with nothing due.
  OutboundMessage later = shop_.Reply(reply);
  later.not_before = SystemClock().Now() + Duration::Hours(1);
  ASSERT_TRUE(shop_.store().Write([&](Session& s) { return s.outbox().Move(later, OutboundState::kQueued); }).ok());
  shop_.CollectOnce();
  later.not_before = SystemClock().Now();
  ASSERT_TRUE(shop_.store().Write([&](Session& s) { return s.outbox().Move(later, OutboundState::kQueued); }).ok());
  EXPECT_EQ(shop_.Run({"once"}).status, 0);
  EXPECT_EQ(shop_.Reply(reply).state, OutboundState::kFailed);
  EXPECT_EQ(There(question, "ana"), 0);
  EXPECT_EQ(shop_.OpenWaits(), 0);
}

}  // namespace
}  // namespace replywatch::testing

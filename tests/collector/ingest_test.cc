// What ingest makes of single items that meet something stored.
#include "collector/ingest.h"

#include "shared/actions/staff_actions.h"
#include "tests/support/scripted_classifier.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class Ingesting : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    target_ = Add("c1", "ana", "Q", 1000);
  }

  void Arrives(const Item& item) {
    Write([&](Session& s) { ASSERT_TRUE(Ingest::Apply(s, {inbox_, "shop"}, ingest_.Prepare({item}), {9000}).ok()); });
  }
  // A person settled that this reply to "c1" arrived; the platform has not shown it yet.
  void AssumeArrived(const std::string& text) {
    OutboundMessage reply = ReplyTo(target_);
    reply.text = text;
    reply.state = OutboundState::kUncertain;
    Write([&](Session& s) {
      reply_ = *s.outbox().Add(reply);
      ASSERT_TRUE(SettleReply(s, {{}, {3000}}, reply_, Settlement::kArrived).ok());
    });
  }
  static Item OurAnswer(const std::string& text) {
    Item item;
    item.source_id = "r1";
    item.parent_source_id = "c1";
    item.root_source_id = "post";
    item.direction = Direction::kOutgoing;
    item.author.source_id = "shop";
    item.text = text;
    item.created_at = {2500};
    return item;
  }
  std::int64_t Stored() {
    std::int64_t n = 0;
    Read([&](Session& s) { n = *s.messages().Count({}); });
    return n;
  }

  ScriptedClassifier classifier_;
  Ingest ingest_{classifier_, {}};
  MessageId target_;
  OutboundId reply_;
};

TEST_F(Ingesting, RecognisesAReplyThatWasTakenForArrivedHoweverItIsShown) {
  AssumeArrived("@ana@m.example Da,\n\n\"mâine\"");
  Arrives(OurAnswer("@ana Da, “mâine”"));
  EXPECT_EQ(Stored(), 2);
  Read([&](Session& s) {
    EXPECT_TRUE(*s.messages().FindStub(inbox_, "r1"));
    EXPECT_EQ((*s.outbox().Get(reply_))->result_source_id, "r1");
  });
}

TEST_F(Ingesting, AnEditKeepsCorrectedFlagsWithEvidenceOfTheNewText) {
  Item question = MessageOf("c2", "ana", "Q Mulțumesc, dar unde e coletul?", 1500).item;
  Arrives(question);
  Write([&](Session& s) {
    const MessageId id = (*s.messages().FindStub(inbox_, "c2"))->id;
    ASSERT_TRUE(
        CorrectFlags(s, {{}, {3000}}, id, {.problem = true, .question = false, .praise = {}, .threat = {}, .needs_answer = {}})
            .ok());
  });
  question.text = "PQ";
  Arrives(question);
  Read([&](Session& s) {
    const Classification now = (*s.messages().Find(inbox_, "c2"))->classification;
    EXPECT_EQ(now.flags, Flags(Flag::kProblem));
    EXPECT_EQ(now.evidence, (std::vector<Evidence>{{0, 1, Flag::kProblem}})) << "the question was corrected away";
  });
  question.text = "nimic";
  Arrives(question);
  Read([&](Session& s) { EXPECT_TRUE((*s.messages().Find(inbox_, "c2"))->classification.evidence.empty()); });
}

TEST_F(Ingesting, ErasesWhatWasRemovedWhereTheTermsDemandIt) {
  const auto text_of = [&](const char* id) {
    std::string text;
    Read([&](Session& s) { text = (*s.messages().Find(inbox_, id))->item.text; });
    return text;
  };
  Add("c3", "ion", "Q", 1600);
  Add("c4", "ion", "Q", 1700);
  Write([&](Session& s) {
    ASSERT_TRUE(Ingest::ApplyGone(s, {inbox_, "shop", true}, {"c3"}, {9000}).ok());
    ASSERT_TRUE(Ingest::ApplyGone(s, {inbox_, "shop", false}, {"c4"}, {9000}).ok());
    Item trashed = MessageOf("c1", "ana", "Q", 1000).item;
    trashed.publication = Publication::kRemoved;
    ASSERT_TRUE(Ingest::Apply(s, {inbox_, "shop", true}, ingest_.Prepare({trashed}), {9000}).ok());
  });
  EXPECT_EQ(text_of("c3"), "");
  EXPECT_EQ(text_of("c4"), "Q");
  EXPECT_EQ(text_of("c1"), "");
  Read([&](Session& s) {
    const Message erased = **s.messages().Find(inbox_, "c3");
    EXPECT_EQ(erased.item.created_at, Timestamp{1600}) << "timings stay";
    EXPECT_EQ(erased.item.publication, Publication::kRemoved);
  });
  // Shown again, it does not come back.
  Arrives(MessageOf("c3", "ion", "Q", 1600).item);
  EXPECT_EQ(text_of("c3"), "");
}

// Nobody saw it: the person goes on waiting, whether the platform says that it was rejected or it is only looked for in vain.
TEST_F(Ingesting, TakesNoReplyForAnAnswerThatWasHeldUntilItWasRemoved) {
  const auto wait = [&] {
    Wait first;
    Read([&](Session& s) {
      const auto conversation = (*s.messages().Get(target_))->conversation_id;
      first = (*s.conversations().Waits(conversation)).front();
    });
    return first;
  };
  const auto takes = [&](Publication publication, Timestamp now) {
    Item answer = OurAnswer("Da");
    answer.publication = publication;
    Write([&](Session& s) { ASSERT_TRUE(Ingest::Apply(s, {inbox_, "shop"}, ingest_.Prepare({answer}), now).ok()); });
  };
  Write([&](Session& s) { ASSERT_TRUE(RefoldWaits(s, (*s.messages().Get(target_))->conversation_id).ok()); });
  takes(Publication::kHeld, {3000});
  EXPECT_FALSE(wait().ended_at);
  takes(Publication::kRemoved, {4000});
  EXPECT_FALSE(wait().ended_at);
  takes(Publication::kHeld, {5000});
  Write([&](Session& s) { ASSERT_TRUE(Ingest::ApplyGone(s, {inbox_, "shop"}, {"r1"}, {6000}).ok()); });
  EXPECT_FALSE(wait().ended_at);
  takes(Publication::kVisible, {7000});
  EXPECT_EQ(wait().ended_at, Timestamp{7000}) << "seen from then on";
  takes(Publication::kRemoved, {8000});
  EXPECT_EQ(wait().ended_at, Timestamp{7000}) << "it had been seen";
}

TEST_F(Ingesting, TakesNoOtherAnswerForTheOneThatWasTakenForArrived) {
  AssumeArrived("Da, mâine");
  Arrives(OurAnswer("Da, azi"));
  EXPECT_EQ(Stored(), 3);
}

}  // namespace
}  // namespace replywatch

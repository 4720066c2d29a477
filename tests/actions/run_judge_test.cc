// Runs of messages judged as one text, with a classifier that writes down what it was asked.
#include "shared/actions/run_judge.h"

#include "shared/actions/sla_keeper.h"
#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

class Recorder final : public Classifier {
 public:
  Classification Classify(std::string_view text) const override {
    texts.emplace_back(text);
    Classification out;
    out.flags = says | Flag::kThanks;
    return out;
  }
  Flags says;
  mutable std::vector<std::string> texts;
};

class RunJudging : public StoreFixture {
 protected:
  MessageId Write(const std::string& text, std::int64_t minute, Flags flags = Flag::kQuestion) {
    MessageId id;
    StoreFixture::Write([&](Session& s) {
      Message m = MessageOf("c" + std::to_string(++count_), "ana", text, minute * 60'000);
      m.classification.flags = flags;
      m.contact_id = *s.contacts().Resolve(inbox_, m.item.author, m.item.created_at);
      m.conversation_id =
          *s.conversations().Resolve({inbox_, "post", Visibility::kPublic, "", ""}, m.contact_id, m.item.created_at);
      conversation_ = m.conversation_id;
      m.id = id = *s.messages().Insert(m);
      ASSERT_TRUE(WaitsAfterInsert(s, m).ok());
    });
    return id;
  }
  void Judge() {
    StoreFixture::Write([&](Session& s) { ASSERT_TRUE(JudgeRun(s, classifier_, conversation_).ok()); });
  }
  Flags FlagsOfWait() {
    Flags flags;
    Read([&](Session& s) { flags = s.conversations().LoadWaits(conversation_)->state.answer->flags; });
    return flags;
  }

  Recorder classifier_;
  ConversationId conversation_;
  int count_ = 0;
};

TEST_F(RunJudging, GivesTheWaitWhatItsMessagesSayTogether) {
  classifier_.says = Flag::kProblem;
  Write("I ordered two", 1);
  Judge();
  EXPECT_TRUE(classifier_.texts.empty()) << "one message is judged already";
  Write("one came", 2, {});
  EXPECT_EQ(FlagsOfWait(), Flag::kQuestion);
  Judge();
  EXPECT_EQ(classifier_.texts, std::vector<std::string>{"I ordered two\none came"});
  EXPECT_EQ(FlagsOfWait(), Flag::kProblem);
  Judge();
  EXPECT_EQ(FlagsOfWait(), Flag::kProblem) << "again, and the same";
  Read([&](Session& s) {
    const std::vector<Message> messages = *s.messages().OfConversation(conversation_);
    EXPECT_EQ(messages[0].classification.flags, Flag::kQuestion) << "each keeps its own";
    EXPECT_EQ(messages[1].together, Flags(Flag::kProblem));
  });
  Write("hello?", 3);
  Judge();
  EXPECT_EQ(classifier_.texts.back(), "I ordered two\none came\nhello?");
}

TEST_F(RunJudging, StandsWhenTheWaitsAreFoldedAnew) {
  classifier_.says = Flag::kProblem;
  Write("I ordered two", 1);
  Write("one came", 2, {});
  Judge();
  StoreFixture::Write([&](Session& s) { ASSERT_TRUE(WaitsAfterChange(s, conversation_).ok()); });
  EXPECT_EQ(FlagsOfWait(), Flag::kProblem);
}

TEST_F(RunJudging, LeavesOutWhatIsRemovedOrNeedsNoAnswer) {
  Write("first", 1);
  const MessageId removed = Write("second", 2);
  const MessageId emoji = Write(":)", 3);
  Write("fourth", 4);
  StoreFixture::Write([&](Session& s) {
    Message m = **s.messages().Get(removed);
    m.removed_at = Timestamp{300'000};
    ASSERT_TRUE(s.messages().Update(m, {300'000}).ok());
    m = **s.messages().Get(emoji);
    m.classification.no_answer = NoAnswerReason::kEmojiOnly;
    ASSERT_TRUE(s.messages().Update(m, {300'000}).ok());
    ASSERT_TRUE(WaitsAfterChange(s, conversation_).ok());
  });
  Judge();
  EXPECT_EQ(classifier_.texts, std::vector<std::string>{"first\nfourth"});
}

TEST_F(RunJudging, IsTakenBackWhenWhatSolvedItIsRemoved) {
  Write("third week!", 1, Flag::kProblem);
  const MessageId second = Write("sorry, it just came", 2, {});
  Judge();
  EXPECT_EQ(FlagsOfWait(), Flags());
  StoreFixture::Write([&](Session& s) {
    Message m = **s.messages().Get(second);
    m.removed_at = Timestamp{300'000};
    ASSERT_TRUE(s.messages().Update(m, {300'000}).ok());
    ASSERT_TRUE(WaitsAfterChange(s, conversation_).ok());
  });
  Judge();
  EXPECT_EQ(FlagsOfWait(), Flag::kProblem);
}

TEST_F(RunJudging, AnAnswerOfOursThatArrivesLateEndsWhatWasBeforeIt) {
  classifier_.says = Flag::kProblem;
  Write("it arrived broken", 1, Flag::kProblem);
  Write("how long does it take?", 3);
  Write("hello?", 4);
  Judge();
  StoreFixture::Write([&](Session& s) {
    Message m = MessageOf("ours", "shop", "We send another.", 2 * 60'000);
    m.item.direction = Direction::kOutgoing;
    m.visible_at = m.item.created_at;
    m.conversation_id = conversation_;
    m.id = *s.messages().Insert(m);
    ASSERT_TRUE(WaitsAfterInsert(s, m).ok());
  });
  classifier_.says = Flag::kQuestion;
  Judge();
  EXPECT_EQ(classifier_.texts.back(), "how long does it take?\nhello?");
  EXPECT_EQ(FlagsOfWait(), Flag::kQuestion);
}

TEST_F(RunJudging, StaffCanSayNoToWhatOnlyTheRunSays) {
  classifier_.says = Flag::kProblem;
  Write("I ordered two", 1, {});
  const MessageId second = Write("one came", 2, {});
  Judge();
  FlagCorrection no;
  no.problem = false;
  StoreFixture::Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, {{}, {200'000}}, second, no).ok()); });
  EXPECT_EQ(FlagsOfWait(), Flags());
  Judge();
  EXPECT_EQ(FlagsOfWait(), Flags()) << "a person's word stands";
}

TEST_F(RunJudging, JudgesOnlyTheNewestOfALongRun) {
  Write("m0", 0, Flag::kProblem);
  for (int i = 1; i < 15; ++i) Write("m" + std::to_string(i), i);
  Judge();
  EXPECT_EQ(FlagsOfWait(), Flag::kProblem | Flag::kQuestion) << "what is left out speaks for itself";
  ASSERT_EQ(classifier_.texts.size(), 1U);
  EXPECT_EQ(classifier_.texts[0].substr(0, 6), "m3\nm4\n");
  EXPECT_EQ(classifier_.texts[0].substr(classifier_.texts[0].size() - 4), "\nm14");
}

TEST_F(RunJudging, APersonsWordEndsIt) {
  classifier_.says = Flag::kProblem;
  const MessageId first = Write("I ordered two", 1);
  Write("one came", 2, {});
  Judge();
  FlagCorrection correction;
  correction.praise = true;
  StoreFixture::Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, {{}, {200'000}}, first, correction).ok()); });
  EXPECT_EQ(FlagsOfWait(), Flag::kQuestion | Flag::kPraise) << "each speaks for itself";
  Judge();
  EXPECT_EQ(classifier_.texts.size(), 1U);
}

TEST_F(RunJudging, IsDoneAgainWhenAnEarlierMessageArrivesLate) {
  Write("second", 5);
  Write("third", 6);
  Judge();
  Write("first", 1);
  Judge();
  ASSERT_EQ(classifier_.texts.size(), 2U);
  EXPECT_EQ(classifier_.texts.back(), "first\nsecond\nthird");
}

TEST_F(RunJudging, HappensBeforeTheClocksAreComputed) {
  classifier_.says = Flag::kProblem;
  SlaPolicy policy;
  policy.first_response = Duration::Hours(4);
  policy.problem_factor = 0.5;
  Write("I ordered two", 0);
  Write("one came", 1, {});
  const Status done = ComputeStaleClocks(*store_, SlaKeeper({policy}, {}),
                                         [&](Session& s, ConversationId id) { return JudgeRun(s, classifier_, id); });
  ASSERT_TRUE(done.ok()) << done.error().text;
  Read([&](Session& s) {
    EXPECT_EQ(s.conversations().Waits(conversation_)->back().sla.due_at, Timestamp{} + Duration::Hours(2));
    EXPECT_TRUE(s.clocks().Stale(10)->empty());
  });
}

}  // namespace
}  // namespace replywatch

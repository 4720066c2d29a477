// From corrections in the store to a classifier that has learnt them, with a data folder of its own.
#include "collector/learner.h"

#include <gtest/gtest.h>

#include <utility>

#include "collector/training/train.h"
#include "shared/base/file.h"
#include "tests/support/small_corpus.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

namespace fs = std::filesystem;

class Learning : public StoreFixture {
 protected:
  void SetUp() override {
    StoreFixture::SetUp();
    data_ = folder_.path() / "data";
    for (const char* tag : {"en", "ro", "und"}) {
      fs::create_directories(data_ / "languages" / tag);
      for (const char* file : {"language.json", "words.json", "classes.json"}) {
        const fs::path from = fs::path(RW_TEST_CONFIG_DIR) / "languages" / tag / file;
        if (fs::exists(from)) fs::copy_file(from, data_ / "languages" / tag / file);
      }
    }
    const TrainingSet corpus = SmallCorpus();
    for (const char* tag : {"en", "ro"}) {
      std::string lines;
      for (const LabelledText& text : corpus.labelled) {
        if (text.language == tag) lines += Line(text) + "\n";
      }
      fs::create_directories(data_ / "model" / "held_out" / tag);
      ASSERT_TRUE(WriteFileAtomically(data_ / "languages" / tag / "examples.jsonl", lines).ok());
      ASSERT_TRUE(WriteFileAtomically(data_ / "model" / "held_out" / tag / "test.jsonl", lines).ok());
    }
    const auto lexicon = Lexicon::Load(data_ / "languages");
    ASSERT_TRUE(lexicon.ok()) << lexicon.error().text;
    ASSERT_TRUE(WriteFileAtomically(data_ / "model" / kModelFile, *TrainModel(corpus, *lexicon, {})).ok());
  }

  static std::string Line(const LabelledText& text) {
    const char* label = text.labels[0] ? "problem" : text.labels[1] ? "question" : "praise";
    return R"({"writer":")" + text.writer + R"(","kind":"comment","text":")" + text.text + R"(","labels":[")" + label + "\"]}";
  }
  // What this shop's customers say when a thing is bad, and nobody else.
  void CorrectSome(int from, int to, Flags flags = Flag::kProblem) {
    const char* things[] = {"vase", "bench", "stool", "clock", "frame", "bowl", "mug", "rug"};
    for (int i = from; i < to; ++i) {
      const MessageId id = Add("c" + std::to_string(i), "person" + std::to_string(i),
                               "yet another zorbled " + std::string(things[i % 8]), 1000 + i);
      Write([&](Session& s) {
        Message message = **s.messages().Get(id);
        Correction correction{id, {}, {3000}, {}, flags, NoAnswerReason::kNone, NoAnswerReason::kNone};
        message.classification.flags = flags;
        ASSERT_TRUE(s.messages().Correct(correction, message.classification).ok());
      });
    }
  }
  void Erase(const std::string& source_id) {
    Write([&](Session& s) {
      const ContactId contact = (*s.messages().Find(inbox_, source_id))->contact_id;
      ASSERT_TRUE(s.contacts().Erase(contact, {5500}).ok());
    });
  }
  bool IsProblem(const std::string& text) {
    const auto learnt = LoadLearntClassifier(*store_, data_);
    EXPECT_TRUE(learnt.ok()) << (learnt.ok() ? "" : learnt.error().text);
    return learnt.ok() && learnt->classifier->Classify(text).flags.Has(Flag::kProblem);
  }

  static constexpr Timestamp kDayLater{5000 + kErasedOutlived.ms};

  fs::path data_;
};

TEST_F(Learning, WaitsForEnoughThenLearnsAndIsUsed) {
  Learner learner(*store_, data_);
  CorrectSome(0, 19);
  EXPECT_FALSE(*learner.LearnIfDue({5000})) << "nineteen are too few";
  EXPECT_FALSE(IsProblem("the zorbled kettle"));
  CorrectSome(19, 24);
  const auto tried = learner.LearnIfDue({6000});
  ASSERT_TRUE(tried.ok()) << tried.error().text;
  ASSERT_TRUE(*tried);
  EXPECT_TRUE((*tried)->is_used);
  EXPECT_EQ((*tried)->corrections, 24);
  EXPECT_TRUE(IsProblem("yet another zorbled kettle"));
  EXPECT_FALSE(*learner.LearnIfDue({7000})) << "nothing new";
  CorrectSome(24, 43);
  EXPECT_FALSE(*learner.LearnIfDue({8000}));
  CorrectSome(43, 44);
  EXPECT_TRUE(*learner.LearnIfDue({9000})) << "twenty new ones";
}

TEST_F(Learning, ALayerOfAnotherModelIsForgottenAndLearntAgain) {
  CorrectSome(0, 24);
  Learner learner(*store_, data_);
  ASSERT_TRUE(*learner.LearnIfDue({5000}));
  TrainingSet other = SmallCorpus();
  other.labelled.pop_back();
  ASSERT_TRUE(
      WriteFileAtomically(data_ / "model" / kModelFile, *TrainModel(other, *Lexicon::Load(data_ / "languages"), {})).ok());
  EXPECT_FALSE(IsProblem("yet another zorbled kettle")) << "the new model alone";
  Read([&](Session& s) { EXPECT_EQ(*s.learning().UsedId(), 0); });
  EXPECT_TRUE(*learner.LearnIfDue({6000})) << "the model is another";
  EXPECT_TRUE(IsProblem("yet another zorbled kettle"));
}

TEST_F(Learning, ADamagedLayerIsDroppedAndLearntAgain) {
  CorrectSome(0, 24);
  Learner learner(*store_, data_);
  LearningTry damaged = **learner.LearnIfDue({5000});
  Write([&](Session& s) { ASSERT_TRUE(s.learning().Add(damaged, "damaged").ok()); });
  EXPECT_FALSE(IsProblem("yet another zorbled kettle"));
  Read([&](Session& s) { EXPECT_EQ(*s.learning().UsedId(), 0); });
  EXPECT_TRUE(*learner.LearnIfDue({6000})) << "though nothing is new";
  EXPECT_TRUE(IsProblem("yet another zorbled kettle"));
}

TEST_F(Learning, AModelThatCannotBeReadLeavesTheLayerAlone) {
  CorrectSome(0, 24);
  ASSERT_TRUE(*Learner(*store_, data_).LearnIfDue({5000}));
  fs::rename(data_ / "model" / kModelFile, data_ / "away");
  EXPECT_FALSE(LoadLearntClassifier(*store_, data_).ok());
  fs::rename(data_ / "away", data_ / "model" / kModelFile);
  EXPECT_TRUE(IsProblem("yet another zorbled kettle"));
}

TEST_F(Learning, WhatWasLearntFromErasedMessagesIsLearntAnewWithoutThem) {
  CorrectSome(0, 24);
  Learner learner(*store_, data_);
  const LearningTry first = **learner.LearnIfDue({5000});
  Erase("c0");
  EXPECT_FALSE(*learner.LearnIfDue({6000})) << "once a day is enough";
  const auto second = learner.LearnIfDue(kDayLater);
  ASSERT_TRUE(second.ok()) << second.error().text;
  ASSERT_TRUE(*second);
  EXPECT_EQ((*second)->corrections, 23);
  EXPECT_TRUE((*second)->is_used);
  Read([&](Session& s) { EXPECT_GT(*s.learning().UsedId(), first.id); });
  EXPECT_FALSE(*learner.LearnIfDue(kDayLater + kErasedOutlived)) << "that is done";
}

TEST_F(Learning, WhatWasLearntGoesWhenTooLittleOfItIsLeft) {
  CorrectSome(0, 24);
  Learner learner(*store_, data_);
  ASSERT_TRUE((*learner.LearnIfDue({5000}))->is_used);
  for (int i = 0; i < 5; ++i) Erase("c" + std::to_string(i));
  EXPECT_FALSE(*learner.LearnIfDue(kDayLater));
  Read([&](Session& s) { EXPECT_EQ(*s.learning().UsedId(), 0); });
  EXPECT_FALSE(IsProblem("yet another zorbled kettle"));
  CorrectSome(24, 25);
  EXPECT_TRUE(*learner.LearnIfDue(kDayLater)) << "there are twenty again";
}

TEST_F(Learning, WhatStaffSpeakAgainstByNowIsDropped) {
  CorrectSome(0, 24);
  Learner learner(*store_, data_);
  ASSERT_TRUE((*learner.LearnIfDue({5000}))->is_used);
  for (int i = 0; i < 24; ++i) Erase("c" + std::to_string(i));
  // The layer stays, as if nothing had been erased.
  Write([&](Session& s) {
    LearningTry same = **s.learning().Used();
    same.erasures = s.learning().Progress(0)->erasures;
    ASSERT_TRUE(s.learning().Add(same, *s.learning().UsedLayer()).ok());
  });
  CorrectSome(24, 44, Flag::kPraise);
  // Half of them say this and half say that: nothing is to be learnt.
  CorrectSome(44, 64, Flag::kQuestion);
  const auto tried = learner.LearnIfDue({9000});
  ASSERT_TRUE(tried.ok()) << tried.error().text;
  ASSERT_TRUE(*tried);
  EXPECT_FALSE((*tried)->is_used);
  Read([&](Session& s) { EXPECT_EQ(*s.learning().UsedId(), 0); });
}

TEST_F(Learning, IsTakenBackUntilMoreIsCorrected) {
  CorrectSome(0, 24);
  Learner learner(*store_, data_);
  ASSERT_TRUE((*learner.LearnIfDue({5000}))->is_used);
  ASSERT_TRUE(learner.Forget().ok());
  EXPECT_FALSE(IsProblem("yet another zorbled kettle"));
  EXPECT_FALSE(*learner.LearnIfDue({6000}));
  CorrectSome(24, 44);
  EXPECT_TRUE(*learner.LearnIfDue({7000}));
}

TEST_F(Learning, StopsInTheMiddleAndLeavesNothing) {
  CorrectSome(0, 24);
  int asked = 0;
  const auto tried = Learner(*store_, data_, [&] { return ++asked > 10; }).LearnIfDue({5000});
  ASSERT_FALSE(tried.ok());
  EXPECT_EQ(tried.error().kind, ErrorKind::kCancelled);
  EXPECT_LT(asked, 100) << "it went on";
  Read([&](Session& s) { EXPECT_FALSE(*s.learning().Latest()); });
}

TEST_F(Learning, WhatIsErasedWhileItIsLearntIsNotUsed) {
  CorrectSome(0, 24);
  bool has_erased = false;
  const auto erase_once = [&] {
    if (!std::exchange(has_erased, true)) Erase("c0");
    return false;
  };
  EXPECT_FALSE(Learner(*store_, data_, erase_once).LearnIfDue({5000}).ok());
  ASSERT_TRUE(has_erased);
  Read([&](Session& s) { EXPECT_EQ(*s.learning().UsedId(), 0); });
  EXPECT_EQ((*Learner(*store_, data_).LearnIfDue({6000}))->corrections, 23);
}

TEST_F(Learning, WithoutExamplesNothingIsLearnt) {
  CorrectSome(0, 24);
  for (const char* tag : {"en", "ro"}) fs::remove(data_ / "languages" / tag / "examples.jsonl");
  const auto tried = Learner(*store_, data_).Learn({5000});
  ASSERT_FALSE(tried.ok());
  EXPECT_EQ(tried.error().kind, ErrorKind::kNotFound);
  EXPECT_FALSE(IsProblem("yet another zorbled kettle"));
}

}  // namespace
}  // namespace replywatch

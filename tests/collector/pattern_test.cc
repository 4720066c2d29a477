// Patterns as they are stored.
#include "collector/ingest.h"
#include "shared/actions/case_actions.h"
#include "shared/actions/pattern_keeper.h"
#include "tests/support/store_fixture.h"

namespace replywatch {
namespace {

constexpr std::int64_t kHourMs = 3'600'000;

class Patterns : public StoreFixture {
 protected:
  MessageId Arrives(const std::string& id, const std::string& who, std::int64_t at_ms, Visibility visibility, Flags flags,
                    const std::string& root = "") {
    PreparedItem prepared;
    prepared.item = MessageOf(id, who, "x", at_ms).item;
    prepared.item.visibility = visibility;
    prepared.item.root_source_id = !root.empty() ? root : visibility == Visibility::kPublic ? "post" : "talk-" + who;
    prepared.classification.flags = flags;
    return Apply(prepared);
  }
  MessageId WeAnswer(const std::string& id, const std::string& to, std::int64_t at_ms, Visibility visibility) {
    PreparedItem prepared;
    prepared.item = MessageOf(id, "shop", "y", at_ms).item;
    prepared.item.visibility = visibility;
    prepared.item.direction = Direction::kOutgoing;
    prepared.item.root_source_id = visibility == Visibility::kPublic ? "post" : "talk-ana";
    prepared.item.parent_source_id = to;
    return Apply(prepared);
  }
  MessageId Apply(const PreparedItem& prepared) {
    MessageId id;
    Write([&](Session& s) {
      ASSERT_TRUE(Ingest::Apply(s, {inbox_, "shop"}, {prepared}, prepared.item.created_at + Duration::Seconds(1)).ok());
      id = (*s.messages().FindStub(inbox_, prepared.item.source_id))->id;
    });
    return id;
  }
  Flags FlagsOf(MessageId id) {
    Flags flags;
    Read([&](Session& s) { flags = (*s.messages().Get(id))->classification.flags; });
    return flags;
  }
  Flags WaitFlagsOf(MessageId id) {
    Flags flags;
    Read([&](Session& s) {
      for (const Wait& wait : *s.conversations().Waits((*s.messages().Get(id))->conversation_id)) flags = flags | wait.flags;
    });
    return flags;
  }
};

TEST_F(Patterns, GoingPublicAfterSilenceIsFlaggedOnMessageAndWait) {
  Arrives("dm", "ana", 0, Visibility::kPrivate, Flag::kQuestion);
  const MessageId comment = Arrives("c", "ana", 24 * kHourMs, Visibility::kPublic, Flag::kProblem);
  EXPECT_TRUE(FlagsOf(comment).Has(Flag::kWentPublic));
  EXPECT_TRUE(WaitFlagsOf(comment).Has(Flag::kWentPublic));
  EXPECT_FALSE(FlagsOf(comment).Has(Flag::kRepeat)) << "the question was no problem";
  EXPECT_FALSE(FlagsOf(Arrives("d", "ion", 24 * kHourMs, Visibility::kPublic, Flag::kProblem)).Has(Flag::kWentPublic))
      << "somebody else";
  EXPECT_FALSE(FlagsOf(Arrives("q", "ana", 25 * kHourMs, Visibility::kPublic, Flag::kQuestion)).Has(Flag::kWentPublic))
      << "no complaint";
}

TEST_F(Patterns, WhatIsReadLateStillTells) {
  const MessageId comment = Arrives("c", "ana", 24 * kHourMs, Visibility::kPublic, Flag::kProblem);
  Arrives("dm", "ana", 0, Visibility::kPrivate, Flag::kQuestion);
  EXPECT_TRUE(FlagsOf(comment).Has(Flag::kWentPublic));
  WeAnswer("r", "dm", kHourMs, Visibility::kPrivate);
  EXPECT_FALSE(FlagsOf(comment).Has(Flag::kWentPublic)) << "we had answered in the platform's own app";
  EXPECT_FALSE(WaitFlagsOf(comment).Has(Flag::kWentPublic));
}

TEST_F(Patterns, TheSamePersonAgainWithTheSameMatter) {
  const MessageId first = Arrives("c1", "ana", 0, Visibility::kPublic, Flag::kProblem);
  WeAnswer("r1", "c1", kHourMs, Visibility::kPublic);
  const MessageId again = Arrives("c2", "ana", 24 * kHourMs, Visibility::kPublic, Flag::kProblem);
  EXPECT_FALSE(FlagsOf(first).Has(Flag::kRepeat));
  EXPECT_TRUE(FlagsOf(again).Has(Flag::kRepeat));
  EXPECT_TRUE(WaitFlagsOf(again).Has(Flag::kRepeat));
}

TEST_F(Patterns, WhatWasSolvedIsNotRepeatedByAnotherMatterButByTheSameCause) {
  const MessageId first = Arrives("c1", "ana", 0, Visibility::kPublic, Flag::kProblem);
  Write([&](Session& s) { ASSERT_TRUE(MarkDone(s, {{}, {kHourMs}}, (*s.messages().Get(first))->conversation_id).ok()); });
  const MessageId other = Arrives("c2", "ana", 24 * kHourMs, Visibility::kPublic, Flag::kProblem, "post2");
  EXPECT_FALSE(FlagsOf(other).Has(Flag::kRepeat));
  for (const MessageId id : {first, other}) {
    Write([&](Session& s) {
      ASSERT_TRUE(
          SetCause(s, {AgentId{1}, {25 * kHourMs}}, (*s.messages().Get(id))->conversation_id, "damaged", {"damaged"}).ok());
    });
  }
  EXPECT_TRUE(FlagsOf(other).Has(Flag::kRepeat));
  Write([&](Session& s) { ASSERT_TRUE(UndoLast(s, {AgentId{1}, {26 * kHourMs}}).ok()); });
  EXPECT_FALSE(FlagsOf(other).Has(Flag::kRepeat));
}

TEST_F(Patterns, APersonsCorrectionStands) {
  Arrives("dm", "ana", 0, Visibility::kPrivate, Flag::kQuestion);
  const MessageId comment = Arrives("c", "ana", 24 * kHourMs, Visibility::kPublic, Flag::kProblem);
  Write([&](Session& s) {
    FlagCorrection no_problem;
    no_problem.problem = false;
    ASSERT_TRUE(CorrectFlags(s, {{}, {25 * kHourMs}}, comment, no_problem).ok());
  });
  EXPECT_TRUE(FlagsOf(comment).empty());
  Arrives("dm2", "ana", 2 * kHourMs, Visibility::kPrivate, Flag::kProblem);
  EXPECT_TRUE(FlagsOf(comment).empty());
}

TEST_F(Patterns, WhatAPersonFlaggedAsAProblemIsRepeatedToo) {
  const MessageId first = Arrives("c1", "ana", 0, Visibility::kPublic, Flag::kQuestion);
  FlagCorrection correction;
  correction.problem = true;
  Write([&](Session& s) { ASSERT_TRUE(CorrectFlags(s, {{}, {kHourMs}}, first, correction).ok()); });
  EXPECT_TRUE(FlagsOf(Arrives("c2", "ana", 24 * kHourMs, Visibility::kPublic, Flag::kProblem)).Has(Flag::kRepeat));
}

TEST_F(Patterns, ASpikeIsProposedOnceASpell) {
  std::int64_t now = 100 * 24 * kHourMs;
  const auto live = [&] {
    std::vector<Incident> incidents;
    Read([&](Session& s) { incidents = *s.cases().LiveIncidents(); });
    return incidents;
  };
  const auto people = [&](int n) {
    for (int i = 0; i < n; ++i)
      Arrives("m" + std::to_string(now + i), "p" + std::to_string(now + i), now - 1000 * i, Visibility::kPublic, Flag::kProblem);
  };
  people(4);
  ASSERT_TRUE(ProposeIncidents(*store_, Zone(), {now}).ok());
  EXPECT_TRUE(live().empty());
  Arrives("fifth", "fifth", now, Visibility::kPublic, Flag::kProblem);
  ASSERT_TRUE(ProposeIncidents(*store_, Zone(), {now + 61'000}).ok());
  ASSERT_EQ(live().size(), 1U);
  EXPECT_EQ(live()[0].state, IncidentState::kProposed);
  EXPECT_EQ(live()[0].facts, "people=5 usual=0 threshold=5 minutes=60");
  EXPECT_EQ(live()[0].inbox_id, inbox_);
  Write([&](Session& s) { ASSERT_TRUE(DecideIncident(s, {{}, {now + 70'000}}, live()[0].id, IncidentDecision::kRefuse).ok()); });
  now += kHourMs;
  people(6);
  ASSERT_TRUE(ProposeIncidents(*store_, Zone(), {now}).ok());
  EXPECT_TRUE(live().empty()) << "the spell that was refused goes on";
  now += 5 * kHourMs;
  people(6);
  ASSERT_TRUE(ProposeIncidents(*store_, Zone(), {now}).ok());
  EXPECT_EQ(live().size(), 1U) << "another spell";
}

TEST_F(Patterns, OnePersonWritingOftenIsNoSpike) {
  for (int i = 0; i < 20; ++i) Arrives("m" + std::to_string(i), "ana", 100 * kHourMs + i, Visibility::kPublic, Flag::kProblem);
  Read([&](Session& s) { EXPECT_FALSE(*FindIncident(s, Zone(), {100 * kHourMs + 20})); });
}

}  // namespace
}  // namespace replywatch

// Causes, promises, handovers and live figures on the screen.
#include "dashboard/ui/commands.h"
#include "shared/actions/case_actions.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

class CaseScreen : public ViewBench {
 protected:
  AgentId OtherAgent() const {
    for (const Agent& agent : snapshot_.agents) {
      if (agent.active && agent.id != desk_.agent) return agent.id;
    }
    return {};
  }
  AgentId OwnerOf(ConversationId id) {
    AgentId owner;
    Read([&](Session& s) { owner = (*s.conversations().Get(id))->owner; });
    return owner;
  }
  std::vector<Promise> PromisesOf(ConversationId id) {
    std::vector<Promise> promises;
    Read([&](Session& s) { promises = *s.cases().PromisesOf(id); });
    return promises;
  }
};

TEST_F(CaseScreen, SetsTheCauseByC) {
  Open("Joan Miller");
  const ConversationId id = desk_.selected;
  Press(Key::kC);
  Click("cause:damaged");
  Read([&](Session& s) { EXPECT_EQ(*s.cases().CauseOf(id), "damaged"); });
  EXPECT_TRUE(Shows("Arrived damaged"));
  Press(Key::kZ);
  Read([&](Session& s) { EXPECT_EQ(*s.cases().CauseOf(id), ""); });
}

TEST_F(CaseScreen, AsksForANoteWhereSomebodyElseHasIt) {
  Open("Joan Miller");
  const ConversationId id = desk_.selected;
  if (OwnerOf(id) != desk_.agent) Press(Key::kO);
  if (desk_.overlay == Overlay::kHandover) {
    Type("mine now");
    Press(Key::kEnter);
  }
  ASSERT_EQ(OwnerOf(id), desk_.agent);
  Press(Key::kA);
  Click("assign:" + std::to_string(OtherAgent().value));
  EXPECT_EQ(OwnerOf(id), desk_.agent) << "not before the note";
  ASSERT_EQ(desk_.overlay, Overlay::kHandover);
  Press(Key::kEnter);
  EXPECT_EQ(OwnerOf(id), desk_.agent) << "an empty note is none";
  Type("Waits for the courier");
  Press(Key::kEnter);
  EXPECT_EQ(OwnerOf(id), OtherAgent());
  EXPECT_TRUE(Shows("Waits for the courier"));
}

TEST_F(CaseScreen, RecordsAPromiseWithATypedTime) {
  Open("Joan Miller");
  const ConversationId id = desk_.selected;
  Click("contact:promise");
  Type("4h");
  Press(Key::kEnter);
  const auto promises = PromisesOf(id);
  ASSERT_EQ(promises.size(), 1U);
  EXPECT_EQ(promises[0].due_at - promises[0].made_at, Duration::Hours(4));
  EXPECT_TRUE(Shows("Due "));
  Click("kept:" + std::to_string(promises[0].id.value));
  EXPECT_TRUE(PromisesOf(id)[0].kept_at);
  EXPECT_TRUE(Shows("Kept in time"));
}

TEST_F(CaseScreen, RecordsWhatIsPromisedBehindTheTime) {
  Open("Joan Miller");
  Press(Key::kD);
  Type("4h a new mug, for free");
  Press(Key::kEnter);
  const auto promises = PromisesOf(desk_.selected);
  ASSERT_EQ(promises.size(), 1U);
  EXPECT_EQ(promises[0].text, "a new mug, for free");
  EXPECT_EQ(promises[0].due_at - promises[0].made_at, Duration::Hours(4));
}

TEST_F(CaseScreen, SaysHowATimeIsReadBeforeItIsRecorded) {
  Open("Joan Miller");
  Press(Key::kD);
  Type("fri 17:00 a new mug");
  Settle();
  EXPECT_TRUE(Shows("By Friday, 27 November, 17:00 · a new mug"));
  Type(" and more");
  EXPECT_TRUE(Shows("a new mug and more"));
  Press(Key::kEscape);
  Press(Key::kD);
  Type("someday");
  Settle();
  EXPECT_TRUE(Shows("Begin with a time that lies ahead"));
  EXPECT_TRUE(PromisesOf(desk_.selected).empty());
}

TEST_F(CaseScreen, OffersWhatTheReplyPromisesAndRecordsItWithTheReply) {
  Open("Joan Miller");
  const ConversationId id = desk_.selected;
  Press(snapshot_.detail->public_target ? Key::kR : Key::kP);
  Type("I am sorry, Joan! We will answer by Friday. Thank you, and tell me if I can help with more.");
  Settle();
  ASSERT_TRUE(Has("composer:promise"));
  Click("composer:promise");
  Press(Key::kEnter, true);
  if (PromisesOf(id).empty()) Press(Key::kEnter, true);  // past a warning
  const auto promises = PromisesOf(id);
  ASSERT_EQ(promises.size(), 1U);
  EXPECT_EQ(promises[0].text, "We will answer by Friday.");
  EXPECT_FALSE(promises[0].kept_at);
}

TEST_F(CaseScreen, SaysWhenATimeIsNotUnderstood) {
  Open("Joan Miller");
  Click("contact:promise");
  Type("someday");
  Press(Key::kEnter);
  EXPECT_TRUE(PromisesOf(desk_.selected).empty());
  EXPECT_TRUE(Shows("That is not a time that lies ahead"));
}

TEST_F(CaseScreen, OpensTheListOfAFigureByAClick) {
  Click("top:problems");
  EXPECT_EQ(desk_.filter.kind, ListKind::kProblems);
  Click("top:to_thank");
  EXPECT_EQ(desk_.filter.kind, ListKind::kToThank);
  Click("top:due");
  EXPECT_EQ(desk_.filter.kind, ListKind::kDue);
  EXPECT_EQ(static_cast<std::int64_t>(desk_.rows.size()), snapshot_.figures.due_soon);
  for (const ListRow& row : desk_.rows) EXPECT_LT(*row.due, snapshot_.at + kDueWithin);
  Click("top:waiting");
  EXPECT_EQ(desk_.filter.kind, ListKind::kWaiting);
}

TEST_F(CaseScreen, ReopensWhatIsDone) {
  Open("Joan Miller");
  const ConversationId id = desk_.selected;
  Press(Key::kE);
  Click("filter:all");
  Open("Joan Miller");
  ASSERT_EQ(desk_.selected, id);
  Press(Key::kK, true);
  Type("Reopen");
  Press(Key::kEnter);
  Read([&](Session& s) { EXPECT_EQ((*s.conversations().Get(id))->status, ConversationStatus::kOpen); });
}

}  // namespace
}  // namespace replywatch

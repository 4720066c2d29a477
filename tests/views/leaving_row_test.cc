// A row that leaves the list: it fades where it stood, for a tenth of a second, and nothing moves after that.
#include "dashboard/what_to_load.h"
#include "tests/views/view_bench.h"

namespace replywatch {
namespace {

class LeavingRowTest : public ViewBench {
 protected:
  // As when the store tells that nobody waits there any more.
  void Vanish(ConversationId id) {
    std::erase_if(snapshot_.rows, [&](const ListRow& row) { return row.conversation == id; });
    ++snapshot_.generation;
    Draw();
  }
  void PressOnce(Key key) {
    input_.keys.push_back({key, false, false, false, false});
    Draw();
  }
  float TopOf(ConversationId id) const { return RectOf("row:" + std::to_string(id.value)).y; }
};

TEST_F(LeavingRowTest, FadesForATenthOfASecond) {
  const ConversationId done = desk_.rows[0].conversation;
  const std::string name = desk_.rows[0].name;
  const ConversationId next = desk_.rows[1].conversation;
  const float top = TopOf(done);
  const float below = TopOf(next);
  PressOnce(Key::kE);
  EXPECT_FLOAT_EQ(TopOf(next), below);
  EXPECT_TRUE(Shows(name));
  Advance(Duration::Milliseconds(50));
  Draw();
  EXPECT_FLOAT_EQ(TopOf(next), top + (below - top) / 2);
  Advance(Duration::Milliseconds(50));
  Draw();
  EXPECT_FLOAT_EQ(TopOf(next), top);
}

TEST_F(LeavingRowTest, IsNoRowThatWasNotLoaded) {
  snapshot_.total = static_cast<std::int64_t>(snapshot_.rows.size());
  PressOnce(Key::kE);
  Advance(kFadeTime);
  Draw();
  EXPECT_FALSE(Shows("and 1 more"));
}

TEST_F(LeavingRowTest, TakesNoClicksWhileItFades) {
  const ConversationId done = desk_.selected;
  PressOnce(Key::kE);
  Draw();
  EXPECT_FALSE(Has("row:" + std::to_string(done.value)));
}

TEST_F(LeavingRowTest, GivesTheSelectionToItsNeighbourAtOnce) {
  const ConversationId next = desk_.rows[1].conversation;
  PressOnce(Key::kE);
  EXPECT_EQ(desk_.selected, next);
}

TEST_F(LeavingRowTest, GivesTheSelectionUpwardsAtTheEnd) {
  const std::size_t last = desk_.rows.size() - 1;
  const ConversationId above = desk_.rows[last - 1].conversation;
  Select(desk_, desk_.rows[last].conversation);
  PressOnce(Key::kE);
  EXPECT_EQ(desk_.selected, above);
}

TEST_F(LeavingRowTest, LeavesNothingThatMoves) {
  desk_.toasts.clear();
  Vanish(desk_.rows[2].conversation);
  EXPECT_LT(NextWake(desk_, clock_.Now()), Duration::Milliseconds(20));
  Advance(kFadeTime);
  Draw();
  EXPECT_TRUE(desk_.leaving.empty());
  EXPECT_EQ(NextWake(desk_, clock_.Now()), kIdle);
}

TEST_F(LeavingRowTest, EndsWhenTheClockIsSetBack) {
  Vanish(desk_.rows[2].conversation);
  Advance(Duration::Hours(-1));
  Draw();
  EXPECT_TRUE(desk_.leaving.empty());
}

TEST_F(LeavingRowTest, FadesWhatWasAnsweredElsewhere) {
  const ConversationId answered = desk_.rows[2].conversation;
  const ConversationId below = desk_.rows[3].conversation;
  const float top = TopOf(answered);
  Vanish(answered);
  ASSERT_EQ(desk_.leaving.size(), 1U);
  Draw();
  EXPECT_GT(TopOf(below), top);
  Advance(kFadeTime);
  Draw();
  EXPECT_FLOAT_EQ(TopOf(below), top);
}

// Nobody's eyes are moved; the next key goes on from where the row stood.
TEST_F(LeavingRowTest, KeepsThePlaceOfAnOpenConversationThatWasAnswered) {
  const ConversationId open = desk_.rows[3].conversation;
  const ConversationId above = desk_.rows[2].conversation;
  const ConversationId below = desk_.rows[4].conversation;
  Select(desk_, open);
  Vanish(open);
  EXPECT_EQ(desk_.selected, open);
  PressOnce(Key::kJ);
  EXPECT_EQ(desk_.selected, below);
  PressOnce(Key::kK);
  EXPECT_EQ(desk_.selected, above);
}

TEST_F(LeavingRowTest, DoesNotFadeWhenAnotherListIsOpened) {
  Click("filter:to_thank");
  EXPECT_TRUE(desk_.leaving.empty());
}

TEST_F(LeavingRowTest, IsDrawnOnceWhenItComesBack) {
  const ConversationId done = desk_.selected;
  PressOnce(Key::kE);
  desk_.hidden_until.clear();
  desk_.merged_generation = -1;
  Draw();
  EXPECT_TRUE(desk_.leaving.empty());
  EXPECT_LT(IndexOf(desk_.rows, done), desk_.rows.size());
}

TEST_F(LeavingRowTest, LeavesTheListBeforeItsKindWordsCome) {
  while (desk_.rows.size() > 1) desk_.rows.pop_back();
  PressOnce(Key::kE);
  Draw();
  EXPECT_FALSE(Shows("Nobody is waiting."));
  Advance(kFadeTime);
  Draw();
  EXPECT_TRUE(Shows("Nobody is waiting."));
}

}  // namespace
}  // namespace replywatch

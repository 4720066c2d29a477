#include "dashboard/view_models/edit_buffer.h"

#include <gtest/gtest.h>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

EditBuffer With(std::string_view text) {
  EditBuffer buffer;
  buffer.Reset(text);
  return buffer;
}

TEST(EditBuffer, InsertsAtTheCursor) {
  EditBuffer b = With("ac");
  b.Move(Motion::kLeft, false);
  b.Insert("b");
  EXPECT_EQ(b.text(), "abc");
}

TEST(EditBuffer, ErasesAWholeEmojiAtOnce) {
  EditBuffer b = With("x👩‍👧");
  b.Backspace();
  EXPECT_EQ(b.text(), "x");
}

TEST(EditBuffer, ErasesALetterWithItsAccent) {
  EditBuffer b = With("xa\u0306");
  b.Backspace();
  EXPECT_EQ(b.text(), "x");
}

TEST(EditBuffer, StepsOverAFlagInOneGo) {
  EditBuffer b = With("🇷🇴🇵🇱");
  b.Move(Motion::kLeft, false);
  EXPECT_EQ(b.cursor(), 8U);
}

TEST(EditBuffer, DeletesForward) {
  EditBuffer b = With("🙂b");
  b.Move(Motion::kTextStart, false);
  b.Delete();
  EXPECT_EQ(b.text(), "b");
}

TEST(EditBuffer, ReplacesTheSelection) {
  EditBuffer b = With("hello world");
  b.SelectWordAt(7);
  b.Insert("shop");
  EXPECT_EQ(b.text(), "hello shop");
}

TEST(EditBuffer, SelectsAWordInCyrillic) {
  EditBuffer b = With("моля, кажете");
  b.SelectWordAt(12);
  EXPECT_EQ(b.SelectedText(), "кажете");
}

TEST(EditBuffer, JumpsByWords) {
  EditBuffer b = With("unu doi trei");
  b.Move(Motion::kWordLeft, false);
  EXPECT_EQ(b.cursor(), 8U);
}

TEST(EditBuffer, ErasesTheWordBefore) {
  EditBuffer b = With("unu doi");
  b.DeleteWordLeft();
  EXPECT_EQ(b.text(), "unu ");
}

TEST(EditBuffer, ExtendsTheSelectionWithMoves) {
  EditBuffer b = With("abc");
  b.Move(Motion::kLeft, true);
  b.Move(Motion::kLeft, true);
  EXPECT_EQ(b.SelectedText(), "bc");
}

TEST(EditBuffer, CollapsesASelectionToItsSide) {
  EditBuffer b = With("abc");
  b.SelectAll();
  b.Move(Motion::kLeft, false);
  EXPECT_EQ(b.cursor(), 0U);
  EXPECT_FALSE(b.HasSelection());
}

TEST(EditBuffer, UndoesAWordAtATime) {
  EditBuffer b;
  for (const char* letter : {"a", "b", " ", "c", "d"}) b.Insert(letter);
  b.Undo();
  EXPECT_EQ(b.text(), "ab ");
  b.Undo();
  b.Undo();
  EXPECT_EQ(b.text(), "");
}

TEST(EditBuffer, RedoesWhatWasUndone) {
  EditBuffer b;
  b.Insert("hello there");
  b.Undo();
  b.Redo();
  EXPECT_EQ(b.text(), "hello there");
}

TEST(EditBuffer, ForgetsTheRedoAfterATyping) {
  EditBuffer b;
  b.Insert("one two");
  b.Undo();
  b.Insert("x");
  b.Redo();
  EXPECT_EQ(b.text(), "x");
}

TEST(EditBuffer, NeverGrowsBeyondItsBound) {
  EditBuffer b(5);
  b.Insert("ăăăă");
  EXPECT_EQ(b.text(), "ăă");
}

TEST(EditBuffer, CleansWhatIsPasted) {
  EditBuffer b;
  b.Insert(std::string_view("a\0b\r\nc\xFF", 7));
  EXPECT_EQ(b.text(), "ab\nc\uFFFD");
}

TEST(EditBuffer, PutsTheCursorBetweenCharactersOnly) {
  EditBuffer b = With("ă🙂");
  b.MoveTo(4, false);
  EXPECT_EQ(b.cursor(), 2U);
}

TEST(EditBuffer, StaysValidUtf8UnderEveryEdit) {
  EditBuffer b = With("Z̷̢̛a̸̧͠l̶̨͝ 👩‍👩‍👧‍👦 ăîșț 🇧🇬 \u202Ex");
  for (int i = 0; i < 60; ++i) {
    if (i % 7 == 3) b.Insert("ș🙂");
    if (i % 3 == 0) b.Move(Motion::kLeft, i % 2 == 0);
    if (i % 5 == 4) b.Delete();
    b.Backspace();
    if (i % 11 == 10) b.Undo();
    ASSERT_TRUE(IsValidUtf8(b.text()));
    ASSERT_LE(b.cursor(), b.text().size());
  }
}

TEST(EditBuffer, StepsThroughALongTextWithoutSpaces) {
  std::string text;
  for (int i = 0; i < 3000; ++i) text += "ж";
  EditBuffer b = With(text);
  for (int i = 0; i < 10; ++i) b.Move(Motion::kLeft, false);
  EXPECT_EQ(b.cursor(), text.size() - 20);
}

}  // namespace
}  // namespace replywatch

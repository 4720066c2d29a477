#include "dashboard/ui/text_layout.h"

#include <gtest/gtest.h>
#include <imgui.h>

namespace replywatch {
namespace {

class TextLayoutTest : public ::testing::Test {
 protected:
  static Fonts& TheFonts() {
    static ImFontAtlas atlas;
    static Fonts* fonts = [] {
      auto* made = new Fonts();
      made->Build(atlas, 1);
      return made;
    }();
    return *fonts;
  }
  static TextLayout Lay(std::string_view text, float wrap) { return LayOutText(TheFonts(), Face::kText, text, wrap); }
  static void ExpectInside(const TextLayout& layout, float wrap) {
    for (const TextLine& line : layout.lines) {
      // Spaces may hang over; a single character may be wider than the line.
      for (std::uint32_t i = line.first; i < line.first + line.count; ++i) {
        const PlacedCharacter& c = layout.characters[i];
        EXPECT_TRUE(c.x + c.advance <= wrap + 0.5F || c.glyph_count == 0 || i == line.first || c.glyphs[0] == ' ');
      }
    }
  }
};

TEST_F(TextLayoutTest, BreaksBetweenWords) {
  const TextLayout layout = Lay("unu doi trei patru cinci", 70);
  ASSERT_GT(layout.lines.size(), 1U);
  EXPECT_EQ(layout.lines[1].begin % 4, 0U);
  ExpectInside(layout, 70);
}

TEST_F(TextLayoutTest, BreaksAWordThatIsWiderThanTheLine) {
  const std::string text(400, 'a');
  const TextLayout layout = Lay(text, 120);
  EXPECT_GT(layout.lines.size(), 10U);
  ExpectInside(layout, 120);
}

TEST_F(TextLayoutTest, KeepsEveryByteOnOneLine) {
  const std::string text = "Bună ziua! 👩‍👧 zażółć gęślą jaźń, благодаря 🇷🇴 …";
  const TextLayout layout = Lay(text, 90);
  std::uint32_t at = 0;
  for (const PlacedCharacter& c : layout.characters) {
    EXPECT_EQ(c.begin, at);
    at = c.end;
  }
  EXPECT_EQ(at, text.size());
}

TEST_F(TextLayoutTest, HasALineForEveryLineFeed) { EXPECT_EQ(Lay("a\n\nb\n", 100).lines.size(), 4U); }

TEST_F(TextLayoutTest, HasOneEmptyLineForAnEmptyText) { EXPECT_EQ(Lay("", 100).lines.size(), 1U); }

TEST_F(TextLayoutTest, DrawsNoDirectionControls) {
  for (const PlacedCharacter& c : Lay("a\u202E\u2066b", 0).characters) {
    EXPECT_EQ(c.glyph_count, c.end - c.begin == 3 ? 0 : 1);
  }
}

TEST_F(TextLayoutTest, CutsPilesOfAccents) {
  std::string text = "Z";
  for (int i = 0; i < 200; ++i) text += "\u0337";
  for (const PlacedCharacter& c : Lay(text, 0).characters) EXPECT_LE(c.glyph_count, 3);
}

TEST_F(TextLayoutTest, ComposesALetterAndItsAccent) {
  const TextLayout layout = Lay("a\u0306", 0);
  ASSERT_EQ(layout.characters.size(), 1U);
  EXPECT_EQ(layout.characters[0].glyphs[0], 0x103);
}

TEST_F(TextLayoutTest, ShowsABoxForPicturesOfOurs) {
  const TextLayout layout = Lay("\uF071", 0);
  EXPECT_EQ(layout.characters.at(0).glyphs[0], 0x25A1);
}

TEST_F(TextLayoutTest, KnowsTheLettersOfAllFourLanguages) {
  const std::string letters = "ăâîșțşţĂÂÎȘȚąćęłńóśźżĄĆĘŁŃÓŚŹŻабвгдежзийклмнопрстуфхцчшщъьюяѝ„“”‚‘’«»–—…€₴";
  for (const Face face : {Face::kText, Face::kStrong, Face::kSmall, Face::kSmallStrong, Face::kHeading}) {
    for (const PlacedCharacter& c : LayOutText(TheFonts(), face, letters, 0).characters) {
      if (face != Face::kText && c.begin > letters.find("ѝ")) continue;
      EXPECT_NE(c.glyphs[0], 0x25A1) << letters.substr(c.begin, c.end - c.begin) << " in face " << static_cast<int>(face);
    }
  }
}

TEST_F(TextLayoutTest, PaintsEmojiFlagsAndFamilies) {
  for (const char* emoji : {"🙂", "❤️", "🇷🇴", "👩‍👧", "👍🏽"})
    EXPECT_TRUE(TheFonts().Emoji(emoji).is_known) << emoji;
}

TEST_F(TextLayoutTest, FindsTheOffsetUnderAPoint) {
  const TextLayout layout = Lay("abc\ndef", 200);
  EXPECT_EQ(OffsetAt(layout, 0, layout.line_height * 1.5F), 4U);
  EXPECT_EQ(OffsetAt(layout, 1000, 1), 3U);
  EXPECT_EQ(OffsetAt(layout, 1000, 1000), 7U);
}

TEST_F(TextLayoutTest, PutsTheCaretOfASoftBreakOnTheLaterLine) {
  const TextLayout layout = Lay("unu doi trei patru cinci", 70);
  EXPECT_EQ(CaretAt(layout, layout.lines[1].begin).line, 1U);
  EXPECT_EQ(CaretAt(layout, layout.lines[1].begin).x, 0);
}

TEST_F(TextLayoutTest, LaysOutALongHostileTextInItsBox) {
  std::string text;
  while (text.size() < 60'000) text += "a\u0336\u202Eжж👩‍👩‍👧‍👦\u200F\uFFFDعربي";
  ExpectInside(Lay(text, 300), 300);
}

}  // namespace
}  // namespace replywatch

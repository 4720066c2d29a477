// Text layout: UTF-8 to lines of placed characters, wrapped where the language allows it and, where a
// word is wider than the line, anywhere. Hostile text stays in its box: direction controls are not obeyed, piles of
// accents are cut, unknown characters show as a box. Byte offsets of the original are kept. UI thread.
#pragma once

#include <cstdint>
#include <list>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "dashboard/ui/fonts.h"

namespace replywatch {

struct PlacedCharacter {
  std::uint32_t begin = 0;  // bytes [begin, end) of the text
  std::uint32_t end = 0;
  float x = 0;
  float advance = 0;
  ImWchar glyphs[3] = {0, 0, 0};
  std::uint8_t glyph_count = 0;  // 0: invisible
  bool is_emoji = false;
};

struct TextLine {
  std::uint32_t begin = 0;  // bytes [begin, end), without the line feed
  std::uint32_t end = 0;
  std::uint32_t first = 0;  // index of its first character
  std::uint32_t count = 0;
  float width = 0;
};

struct TextLayout {
  std::vector<PlacedCharacter> characters;
  std::vector<TextLine> lines;  // at least one
  float line_height = 0;
  float width = 0;  // of the widest line
  float Height() const { return line_height * static_cast<float>(lines.size()); }
};

// `wrap` in pixels; 0: one line, line feeds shown as spaces.
TextLayout LayOutText(const Fonts& fonts, Face face, std::string_view text, float wrap);

struct Caret {
  std::size_t line = 0;
  float x = 0;
};
// Where a cursor at byte `offset` stands; at a soft break, on the later line.
Caret CaretAt(const TextLayout& layout, std::size_t offset);
// The character boundary nearest to a point relative to the layout's top left.
std::size_t OffsetAt(const TextLayout& layout, float x, float y);
std::size_t OffsetInLine(const TextLayout& layout, std::size_t line, float x);

// Keeps layouts of recent frames, so that what did not change costs nothing.
class LayoutCache {
 public:
  // Valid until the next call of EndFrame.
  const TextLayout& Get(const Fonts& fonts, Face face, std::string_view text, float wrap);
  void EndFrame();
  void Clear() { entries_.clear(); }
  std::size_t size() const { return entries_.size(); }

 private:
  struct Entry {
    TextLayout layout;
    std::int64_t used_in = 0;
  };
  std::unordered_map<std::string, Entry> entries_;
  std::int64_t frame_ = 0;
};

}  // namespace replywatch

// EmojiSheet: colour emoji painted from Noto Color Emoji, each when it is first needed, into a
// part of the font texture. Flags and joined emoji follow the font's own ligatures. UI thread.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <string_view>

namespace replywatch {

// Where a picture stands in the sheet, in pixels.
struct EmojiCell {
  int x = 0;
  int y = 0;
  bool is_known = false;
};

class EmojiSheet {
 public:
  // Without the font every emoji is unknown.
  explicit EmojiSheet(const std::string& font_file);
  ~EmojiSheet();
  EmojiSheet(const EmojiSheet&) = delete;
  EmojiSheet& operator=(const EmojiSheet&) = delete;

  static constexpr int kSheetSize = 512;

  // RGBA memory of `stride` pixels a line into which cells of `cell` pixels are painted; forgets what was there.
  void SetTarget(std::uint32_t* pixels, int stride, int cell);

  // Paints the character if it is new. Unknown when the font lacks it or the sheet is full.
  EmojiCell Find(std::string_view grapheme);

  // True once after something was painted.
  bool TakeDirty();

 private:
  struct Font;
  bool Paint(std::uint32_t glyph, int x, int y);

  std::unique_ptr<Font> font_;
  std::map<std::string, EmojiCell, std::less<>> cells_;
  std::uint32_t* pixels_ = nullptr;
  int stride_ = 0;
  int cell_ = 0;
  int used_ = 0;
  bool dirty_ = false;
};

}  // namespace replywatch

#include "dashboard/ui/text_layout.h"

#include <algorithm>
#include <cmath>

#include "shared/base/graphemes.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr ImWchar kBox = 0x25A1;
constexpr std::size_t kMostEntries = 3000;
constexpr std::int64_t kFramesKept = 120;

// Characters without a picture of their own, the direction controls among them.
bool IsInvisible(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0xAD || c == 0x61C || (c >= 0x200B && c <= 0x200F) ||
         (c >= 0x2028 && c <= 0x202E) || (c >= 0x2060 && c <= 0x206F) || (c >= 0xFE00 && c <= 0xFE0F) || c == 0xFEFF ||
         (c >= 0xE0000 && c <= 0xE0FFF);
}

// Foreign text must not show pictures of ours.
bool IsPrivateUse(char32_t c) { return c >= 0xE000 && c <= 0xF8FF; }

class Builder {
 public:
  Builder(const Fonts& fonts, Face face, std::string_view text)
      : fonts_(fonts), font_(*fonts.Of(face)), face_(face), text_(text) {}

  PlacedCharacter Place(std::uint32_t begin, std::uint32_t end) const {
    PlacedCharacter c;
    c.begin = begin;
    c.end = end;
    const std::string_view bytes = text_.substr(begin, end - begin);
    if (bytes.size() == 1 && static_cast<unsigned char>(bytes[0]) < 0x80) {
      AddAscii(c, bytes[0]);
    } else if (IsEmojiGrapheme(bytes)) {
      c.is_emoji = true;
      c.glyph_count = 1;
      c.advance = std::ceil(fonts_.EmojiWidth(face_));
    } else {
      AddComposed(c, bytes);
    }
    return c;
  }

 private:
  void AddAscii(PlacedCharacter& c, char byte) const {
    if (byte == '\t' || byte == '\n') {
      c.advance = font_.GetCharAdvance(' ') * (byte == '\t' ? 4.0F : 1.0F);
    } else if (static_cast<unsigned char>(byte) >= 0x20 && byte != 0x7F) {
      AddGlyph(c, static_cast<char32_t>(byte));
    }
  }

  void AddComposed(PlacedCharacter& c, std::string_view bytes) const {
    std::string composed;
    std::size_t pos = 0;
    DecodeUtf8(bytes, pos);
    if (pos < bytes.size()) {
      composed = ComposeGrapheme(bytes.substr(0, 64));
      bytes = composed;
    }
    for (pos = 0; pos < bytes.size() && c.glyph_count < 3;) {
      const char32_t code = DecodeUtf8(bytes, pos);
      if (!IsInvisible(code)) AddGlyph(c, code);
    }
  }

  void AddGlyph(PlacedCharacter& c, char32_t code) const {
    const bool is_known =
        code <= 0xFFFF && !IsPrivateUse(code) && font_.FindGlyphNoFallback(static_cast<ImWchar>(code)) != nullptr;
    if (!is_known && c.glyph_count > 0) return;  // an accent nobody can draw
    const ImWchar glyph = is_known ? static_cast<ImWchar>(code) : kBox;
    c.glyphs[c.glyph_count++] = glyph;
    const float advance =
        is_known || font_.FindGlyphNoFallback(kBox) != nullptr ? font_.GetCharAdvance(glyph) : font_.FallbackAdvanceX;
    c.advance = std::max(c.advance, advance);
  }

  const Fonts& fonts_;
  const ImFont& font_;
  Face face_;
  std::string_view text_;
};

// Cuts the characters into lines; x positions are set on the way.
class Wrapper {
 public:
  Wrapper(TextLayout& out, std::string_view text, float wrap) : out_(out), text_(text), wrap_(wrap) {}

  void Run() {
    if (wrap_ > 0) breaks_ = LineBreakOpportunities(text_);
    for (std::uint32_t i = 0; i < out_.characters.size(); ++i) Take(i);
    EndLine(static_cast<std::uint32_t>(out_.characters.size()), static_cast<std::uint32_t>(text_.size()));
  }

 private:
  void Take(std::uint32_t i) {
    PlacedCharacter& c = out_.characters[i];
    if (wrap_ > 0 && text_[c.begin] == '\n') {
      c.advance = 0;
      c.x = x_;
      EndLine(i + 1, c.begin);
      return;
    }
    if (wrap_ > 0 && IsOpportunity(c.begin)) break_ = i;
    const bool is_space = text_[c.begin] == ' ';
    if (wrap_ > 0 && x_ + c.advance > wrap_ && !is_space && i > first_) Break(i);
    c.x = x_;
    x_ += c.advance;
  }

  bool IsOpportunity(std::uint32_t offset) {
    while (next_break_ < breaks_.size() && breaks_[next_break_] < offset) ++next_break_;
    return next_break_ < breaks_.size() && breaks_[next_break_] == offset && offset > 0;
  }

  // Ends the line before character `i`, at the last opportunity if there is one in it.
  void Break(std::uint32_t i) {
    const std::uint32_t at = break_ > first_ ? break_ : i;
    const float shift = at < i ? out_.characters[at].x : x_;
    EndLine(at, out_.characters[at].begin);
    for (std::uint32_t k = at; k < i; ++k) {
      out_.characters[k].x -= shift;
      x_ = out_.characters[k].x + out_.characters[k].advance;
    }
  }

  void EndLine(std::uint32_t next, std::uint32_t end) {
    TextLine line;
    line.first = first_;
    line.count = next - first_;
    line.begin = begin_;
    line.end = end;
    for (std::uint32_t k = first_; k < next; ++k)
      line.width = std::max(line.width, out_.characters[k].x + out_.characters[k].advance);
    out_.width = std::max(out_.width, line.width);
    out_.lines.push_back(line);
    first_ = next;
    break_ = next;
    begin_ = next < out_.characters.size() ? out_.characters[next].begin : static_cast<std::uint32_t>(text_.size());
    x_ = 0;
  }

  TextLayout& out_;
  std::string_view text_;
  float wrap_;
  std::vector<std::uint32_t> breaks_;
  std::size_t next_break_ = 0;
  std::uint32_t first_ = 0;
  std::uint32_t break_ = 0;
  std::uint32_t begin_ = 0;
  float x_ = 0;
};

}  // namespace

TextLayout LayOutText(const Fonts& fonts, Face face, std::string_view text, float wrap) {
  TextLayout layout;
  layout.line_height = fonts.LineHeight(face);
  const std::vector<std::uint32_t> breaks = GraphemeBreaks(text);
  layout.characters.reserve(breaks.size());
  const Builder builder(fonts, face, text);
  for (std::size_t i = 0; i + 1 < breaks.size(); ++i) layout.characters.push_back(builder.Place(breaks[i], breaks[i + 1]));
  Wrapper(layout, text, wrap).Run();
  return layout;
}

Caret CaretAt(const TextLayout& layout, std::size_t offset) {
  std::size_t line = layout.lines.size() - 1;
  while (line > 0 && layout.lines[line].begin > offset) --line;
  const TextLine& l = layout.lines[line];
  const auto begin = layout.characters.begin() + l.first;
  const auto end = begin + l.count;
  const auto at = std::lower_bound(begin, end, offset, [](const PlacedCharacter& c, std::size_t o) { return c.begin < o; });
  if (at != end) return {line, at->x};
  return {line, l.width};
}

std::size_t OffsetInLine(const TextLayout& layout, std::size_t line, float x) {
  const TextLine& l = layout.lines[std::min(line, layout.lines.size() - 1)];
  for (std::uint32_t i = l.first; i < l.first + l.count; ++i) {
    const PlacedCharacter& c = layout.characters[i];
    if (c.begin >= l.end) return l.end;
    if (x < c.x + c.advance / 2) return c.begin;
  }
  // Behind the last character of a wrapped line means before the break, not on the next line.
  const bool is_wrapped = line + 1 < layout.lines.size() && layout.lines[line + 1].begin == l.end;
  if (is_wrapped && l.count > 0) return layout.characters[l.first + l.count - 1].begin;
  return l.end;
}

std::size_t OffsetAt(const TextLayout& layout, float x, float y) {
  const float line = std::floor(y / layout.line_height);
  if (line < 0) return 0;
  const auto index = static_cast<std::size_t>(line);
  if (index >= layout.lines.size()) return layout.lines.back().end;
  return OffsetInLine(layout, index, x);
}

const TextLayout& LayoutCache::Get(const Fonts& fonts, Face face, std::string_view text, float wrap) {
  std::string key(text);
  key += '\0';
  key += static_cast<char>('0' + static_cast<int>(face));
  key += std::to_string(static_cast<int>(wrap));
  auto found = entries_.find(key);
  if (found == entries_.end()) found = entries_.emplace(std::move(key), Entry{LayOutText(fonts, face, text, wrap), 0}).first;
  found->second.used_in = frame_;
  return found->second.layout;
}

void LayoutCache::EndFrame() {
  ++frame_;
  const bool is_due = frame_ % kFramesKept == 0 || entries_.size() > kMostEntries;
  if (is_due) std::erase_if(entries_, [&](const auto& entry) { return entry.second.used_in < frame_ - kFramesKept / 4; });
}

}  // namespace replywatch

#include "dashboard/ui/emoji.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include FT_TRUETYPE_TABLES_H
#include FT_TRUETYPE_TAGS_H

#include <algorithm>
#include <utility>

#include "dashboard/ui/glyph_ligatures.h"
#include "shared/base/utf8.h"

namespace replywatch {

struct EmojiSheet::Font {
  Font() = default;
  ~Font() {
    if (face != nullptr) FT_Done_Face(face);
    if (library != nullptr) FT_Done_FreeType(library);
  }
  Font(const Font&) = delete;
  Font& operator=(const Font&) = delete;

  FT_Library library = nullptr;
  FT_Face face = nullptr;
  GlyphLigatures ligatures;
};

namespace {

GlyphLigatures LoadLigatures(FT_Face face) {
  FT_ULong size = 0;
  if (FT_Load_Sfnt_Table(face, TTAG_GSUB, 0, nullptr, &size) != 0 || size == 0 || size > (8U << 20U)) return {};
  std::vector<std::uint8_t> bytes(size);
  if (FT_Load_Sfnt_Table(face, TTAG_GSUB, 0, bytes.data(), &size) != 0) return {};
  return GlyphLigatures(bytes);
}

struct Sum {
  std::uint32_t b = 0, g = 0, r = 0, a = 0, n = 0;
};

// The average of the source pixels under one target pixel; premultiplied BGRA in, straight RGBA out.
std::uint32_t Straight(const Sum& s) {
  if (s.n == 0 || s.a == 0) return 0;
  const auto channel = [&](std::uint32_t v) { return std::min<std::uint32_t>(255, v * 255 / s.a); };
  return channel(s.r) | channel(s.g) << 8U | channel(s.b) << 16U | (s.a / s.n) << 24U;
}

Sum Average(const FT_Bitmap& bitmap, int x0, int x1, int y0, int y1) {
  Sum sum;
  for (int y = y0; y < std::max(y1, y0 + 1); ++y) {
    for (int x = x0; x < std::max(x1, x0 + 1); ++x) {
      const unsigned char* p = bitmap.buffer + static_cast<std::ptrdiff_t>(y) * bitmap.pitch + static_cast<std::ptrdiff_t>(x) * 4;
      sum.b += p[0];
      sum.g += p[1];
      sum.r += p[2];
      sum.a += p[3];
      ++sum.n;
    }
  }
  return sum;
}

// A variation selector paints nothing of its own.
bool IsInvisible(char32_t c) { return c == 0xFE0F || c == 0xFE0E; }

}  // namespace

EmojiSheet::EmojiSheet(const std::string& font_file) : font_(std::make_unique<Font>()) {
  if (FT_Init_FreeType(&font_->library) != 0) return;
  if (FT_New_Face(font_->library, font_file.c_str(), 0, &font_->face) != 0) {
    font_->face = nullptr;
    return;
  }
  if (font_->face->num_fixed_sizes > 0) FT_Select_Size(font_->face, 0);
  font_->ligatures = LoadLigatures(font_->face);
}

EmojiSheet::~EmojiSheet() = default;

void EmojiSheet::SetTarget(std::uint32_t* pixels, int stride, int cell) {
  pixels_ = pixels;
  stride_ = stride;
  cell_ = cell;
  used_ = 0;
  cells_.clear();
}

bool EmojiSheet::TakeDirty() { return std::exchange(dirty_, false); }

bool EmojiSheet::Paint(std::uint32_t glyph, int x, int y) {
  if (FT_Load_Glyph(font_->face, glyph, FT_LOAD_COLOR) != 0) return false;
  const FT_Bitmap& bitmap = font_->face->glyph->bitmap;
  if (bitmap.pixel_mode != FT_PIXEL_MODE_BGRA || bitmap.width == 0 || bitmap.rows == 0) return false;
  const int w = static_cast<int>(bitmap.width);
  const int h = static_cast<int>(bitmap.rows);
  const int size = cell_ - 2;  // a free border, so that neighbours do not bleed
  const int out_w = w >= h ? size : size * w / h;
  const int out_h = w >= h ? size * h / w : size;
  const int left = 1 + (size - out_w) / 2;
  const int top = 1 + (size - out_h) / 2;
  for (int row = 0; row < out_h; ++row) {
    for (int column = 0; column < out_w; ++column) {
      const Sum sum = Average(bitmap, column * w / out_w, (column + 1) * w / out_w, row * h / out_h, (row + 1) * h / out_h);
      pixels_[static_cast<std::ptrdiff_t>(y + top + row) * stride_ + x + left + column] = Straight(sum);
    }
  }
  return true;
}

EmojiCell EmojiSheet::Find(std::string_view grapheme) {
  if (const auto known = cells_.find(grapheme); known != cells_.end()) return known->second;
  EmojiCell cell;
  const int per_line = cell_ > 0 ? kSheetSize / cell_ : 0;
  if (per_line == 0 || font_->face == nullptr || pixels_ == nullptr || used_ >= per_line * per_line) return cell;
  std::vector<std::uint32_t> glyphs;
  for (std::size_t pos = 0; pos < grapheme.size() && glyphs.size() < 12;) {
    const char32_t c = DecodeUtf8(grapheme, pos);
    if (IsInvisible(c)) continue;
    if (const FT_UInt glyph = FT_Get_Char_Index(font_->face, c); glyph != 0) glyphs.push_back(glyph);
  }
  glyphs = font_->ligatures.Join(std::move(glyphs));
  if (!glyphs.empty()) {
    cell.x = used_ % per_line * cell_;
    cell.y = used_ / per_line * cell_;
    cell.is_known = Paint(glyphs.front(), cell.x, cell.y);
  }
  if (cell.is_known) ++used_;
  dirty_ = dirty_ || cell.is_known;
  cells_.emplace(grapheme, cell);
  return cell;
}

}  // namespace replywatch

#include "dashboard/ui/glyph_ligatures.h"

#include <algorithm>

namespace replywatch {
namespace {

constexpr std::size_t kMaxLigatures = 20'000;

// Big-endian numbers of a table; 0 beyond its end.
class Table {
 public:
  explicit Table(std::span<const std::uint8_t> bytes) : bytes_(bytes) {}
  std::uint32_t U16(std::size_t at) const {
    return at + 2 <= bytes_.size() ? static_cast<std::uint32_t>(bytes_[at] << 8U | bytes_[at + 1]) : 0;
  }
  std::uint32_t U32(std::size_t at) const { return U16(at) << 16U | U16(at + 2); }

 private:
  std::span<const std::uint8_t> bytes_;
};

std::vector<std::uint32_t> CoveredGlyphs(const Table& t, std::size_t at) {
  std::vector<std::uint32_t> glyphs;
  const std::uint32_t count = t.U16(at + 2);
  if (t.U16(at) == 1) {
    for (std::uint32_t i = 0; i < count; ++i) glyphs.push_back(t.U16(at + 4 + 2 * i));
    return glyphs;
  }
  for (std::uint32_t i = 0; i < count; ++i) {
    const std::uint32_t last = t.U16(at + 4 + 6 * i + 2);
    for (std::uint32_t g = t.U16(at + 4 + 6 * i); g <= last && glyphs.size() < kMaxLigatures; ++g) glyphs.push_back(g);
  }
  return glyphs;
}

using Ligatures = std::map<std::vector<std::uint32_t>, std::uint32_t>;

void ReadLigatureSubtable(const Table& t, std::size_t at, Ligatures& out) {
  if (t.U16(at) != 1) return;
  const std::vector<std::uint32_t> first = CoveredGlyphs(t, at + t.U16(at + 2));
  const std::uint32_t sets = t.U16(at + 4);
  for (std::uint32_t i = 0; i < sets && i < first.size(); ++i) {
    const std::size_t set = at + t.U16(at + 6 + 2 * i);
    const std::uint32_t count = t.U16(set);
    for (std::uint32_t k = 0; k < count && out.size() < kMaxLigatures; ++k) {
      const std::size_t ligature = set + t.U16(set + 2 + 2 * k);
      std::vector<std::uint32_t> parts{first[i]};
      const std::uint32_t components = std::min<std::uint32_t>(t.U16(ligature + 2), 16);
      for (std::uint32_t c = 1; c < components; ++c) parts.push_back(t.U16(ligature + 2 + 2 * c));
      if (components > 1) out.emplace(std::move(parts), t.U16(ligature));
    }
  }
}

}  // namespace

GlyphLigatures::GlyphLigatures(std::span<const std::uint8_t> gsub_table) {
  constexpr std::uint32_t kLigature = 4;
  constexpr std::uint32_t kExtension = 7;
  const Table t(gsub_table);
  const std::size_t lookups = t.U16(8);
  const std::uint32_t lookup_count = t.U16(lookups);
  for (std::uint32_t i = 0; i < lookup_count; ++i) {
    const std::size_t lookup = lookups + t.U16(lookups + 2 + 2 * i);
    const std::uint32_t type = t.U16(lookup);
    const std::uint32_t subtables = t.U16(lookup + 4);
    for (std::uint32_t k = 0; k < subtables; ++k) {
      const std::size_t subtable = lookup + t.U16(lookup + 6 + 2 * k);
      if (type == kLigature) ReadLigatureSubtable(t, subtable, ligatures_);
      if (type == kExtension && t.U16(subtable + 2) == kLigature)
        ReadLigatureSubtable(t, subtable + t.U32(subtable + 4), ligatures_);
    }
  }
  for (const auto& [parts, glyph] : ligatures_) longest_ = std::max(longest_, parts.size());
}

std::vector<std::uint32_t> GlyphLigatures::Join(std::vector<std::uint32_t> glyphs) const {
  for (int round = 0; round < 2; ++round) {
    std::vector<std::uint32_t> out;
    for (std::size_t i = 0; i < glyphs.size();) {
      std::size_t length = std::min(longest_, glyphs.size() - i);
      for (; length > 1; --length) {
        const auto begin = glyphs.begin() + static_cast<std::ptrdiff_t>(i);
        const auto found = ligatures_.find({begin, begin + static_cast<std::ptrdiff_t>(length)});
        if (found == ligatures_.end()) continue;
        out.push_back(found->second);
        break;
      }
      if (length <= 1) out.push_back(glyphs[i]);
      i += std::max<std::size_t>(length, 1);
    }
    if (out == glyphs) break;
    glyphs = std::move(out);
  }
  return glyphs;
}

}  // namespace replywatch

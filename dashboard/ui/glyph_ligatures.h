// GlyphLigatures: the ligature substitutions (GSUB lookup type 4) of a font, enough to join the
// parts of an emoji into one picture. Reads bytes of a font file and believes none of them. Pure.
#pragma once

#include <cstdint>
#include <map>
#include <span>
#include <vector>

namespace replywatch {

class GlyphLigatures {
 public:
  GlyphLigatures() = default;
  explicit GlyphLigatures(std::span<const std::uint8_t> gsub_table);

  // Joins the longest sequences from the left, once more over what came out.
  std::vector<std::uint32_t> Join(std::vector<std::uint32_t> glyphs) const;

 private:
  std::map<std::vector<std::uint32_t>, std::uint32_t> ligatures_;
  std::size_t longest_ = 0;
};

}  // namespace replywatch

#include "shared/detect/language_features.h"

#include <array>

#include "shared/base/utf8.h"
#include "shared/detect/code_points.h"

namespace replywatch {
namespace {

constexpr std::size_t kMostCharacters = 2000;
constexpr std::size_t kLongestWord = 40;
constexpr std::size_t kLongestRun = 4;
constexpr std::uint32_t kPrime = 16777619U;
constexpr std::uint32_t kOffset = 2166136261U;
constexpr std::uint32_t kWhole = 0x9E3779B9U;
constexpr char32_t kEdge = '_';

std::uint32_t Mix(std::uint32_t h) {
  h ^= h >> 16U;
  h *= 0x7FEB352DU;
  return h ^ (h >> 15U);
}

// Cedilla or comma below: people type either for the same Romanian letters.
char32_t OneRomanian(char32_t c) {
  if (c == 0x15F) return 0x219;
  return c == 0x163 ? 0x21B : c;
}

}  // namespace

void ReadLanguageFeatures(std::string_view text, const FoldedText& folded, std::vector<std::uint32_t>& out) {
  out.clear();
  std::array<char32_t, kLongestWord + 2> word{};
  std::size_t characters = 0;
  for (const Token& token : folded.tokens) {
    if (characters >= kMostCharacters) return;
    std::size_t length = 0;
    word[length++] = kEdge;
    bool has_digit = false;
    std::uint32_t whole = kWhole;
    for (std::size_t pos = token.begin; pos < token.end && length <= kLongestWord;) {
      const char32_t c = OneRomanian(LowerOf(DecodeUtf8(text, pos)));
      if (KindOf(c) == CodePointKind::kIgnored) continue;
      has_digit = has_digit || (c >= '0' && c <= '9');
      word[length++] = c;
      whole = (whole ^ c) * kPrime;
    }
    characters += length;
    word[length++] = kEdge;
    if (has_digit) continue;
    out.push_back(Mix(whole));
    for (std::size_t begin = 0; begin < length; ++begin) {
      std::uint32_t h = kOffset;
      for (std::size_t n = 0; n < kLongestRun && begin + n < length; ++n) {
        h = (h ^ word[begin + n]) * kPrime;
        if (n > 0 || word[begin] != kEdge) out.push_back(Mix(h + static_cast<std::uint32_t>(n)));
      }
    }
  }
}

}  // namespace replywatch

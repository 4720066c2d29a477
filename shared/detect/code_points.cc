#include "shared/detect/code_points.h"

#include <algorithm>
#include <array>
#include <string_view>
#include <vector>

#include "shared/base/fold.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr char32_t kTableEnd = 0x530;  // Latin, combining marks, Greek, Cyrillic

struct Entry {
  CodePointKind kind = CodePointKind::kPunctuation;
  std::uint8_t size = 0;
  std::array<char, 6> folded{};
};

bool IsAsciiAlnum(char32_t c) { return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z'); }

CodePointKind LowKind(char32_t c) {
  if (IsAsciiAlnum(c)) return CodePointKind::kLetter;
  if (c == '\'' || c == '-' || c == '`' || c == 0xB4 || c == 0x2BC) return CodePointKind::kJoiner;
  if (c == ' ' || c == '\t' || c == 0xA0) return CodePointKind::kSpace;
  if (c == 0xAD || (c >= 0x300 && c < 0x370) || (c >= 0x483 && c < 0x48A)) return CodePointKind::kIgnored;
  if (c == 0xA9 || c == 0xAE) return CodePointKind::kEmoji;
  if (c < 0xC0 || c == 0xD7 || c == 0xF7 || c == 0x37E || c == 0x482) return CodePointKind::kPunctuation;
  return CodePointKind::kLetter;
}

std::string FoldedOf(char32_t c) {
  std::string text;
  AppendUtf8(text, c);
  return FoldForSearch(text);
}

const std::array<Entry, kTableEnd>& Table() {
  static const std::array<Entry, kTableEnd> kTable = [] {
    std::array<Entry, kTableEnd> table;
    for (char32_t c = 0; c < kTableEnd; ++c) {
      Entry& entry = table.at(c);
      entry.kind = LowKind(c);
      if (entry.kind != CodePointKind::kLetter) continue;
      const std::string folded = FoldedOf(c);
      entry.size = static_cast<std::uint8_t>(std::min(folded.size(), entry.folded.size()));
      std::copy_n(folded.begin(), entry.size, entry.folded.begin());
      if (entry.size == 0) entry.kind = CodePointKind::kIgnored;
    }
    return table;
  }();
  return kTable;
}

bool IsWithin(char32_t c, char32_t first, char32_t last) { return c >= first && c <= last; }

CodePointKind HighKind(char32_t c) {
  if (c == 0x2019 || c == 0x2018 || c == 0x2010 || c == 0x2011) return CodePointKind::kJoiner;
  if (IsWithin(c, 0x2000, 0x200A) || c == 0x202F || c == 0x205F || c == 0x3000) return CodePointKind::kSpace;
  if (IsWithin(c, 0x200B, 0x200F) || IsWithin(c, 0x202A, 0x202E) || IsWithin(c, 0x2060, 0x206F) || c == 0xFEFF ||
      IsWithin(c, 0xFE00, 0xFE0F) || IsWithin(c, 0x20D0, 0x20FF) || IsWithin(c, 0xE0000, 0xE0FFF)) {
    return CodePointKind::kIgnored;
  }
  if (IsWithin(c, 0x1F000, 0x1FBFF) || IsWithin(c, 0x2600, 0x27BF) || IsWithin(c, 0x2B00, 0x2BFF) ||
      IsWithin(c, 0x2190, 0x21FF) || IsWithin(c, 0x2300, 0x23FF) || c == 0x203C || c == 0x2049 || c == 0x2122) {
    return CodePointKind::kEmoji;
  }
  if (IsWithin(c, 0x2000, 0x2BFF) || IsWithin(c, 0x3001, 0x303F) || IsWithin(c, 0xE000, 0xF8FF) || IsWithin(c, 0xFFF0, 0xFFFF) ||
      IsWithin(c, 0xFF01, 0xFF0F) || IsWithin(c, 0xFF1A, 0xFF20) || IsWithin(c, 0xD800, 0xDFFF)) {
    return CodePointKind::kPunctuation;
  }
  return CodePointKind::kLetter;
}

// No formatting: it does not settle where emoji make a line long.
// clang-format off
constexpr std::u32string_view kGlad =
    U"😀😃😄😁😊🙂☺🥰😍😘🤗🤩🥹❤♥💕💖💗💙💚💛💜🧡🖤🤍"
    U"💓💞💝👍👏🙏🙌💪🎉🎊✨🌟⭐🌹🌸💐🌺😻🔥💯🫶🤝😋👌🥳";
// clang-format on
constexpr std::u32string_view kAngry = U"😡😠🤬👎💩😤😒🙄😞😟😢😭🤮🤢😩😫🤦💔";
constexpr std::u32string_view kMoney = U"💸💰🤑💵💶💷📈";

}  // namespace

CodePointKind KindOf(char32_t c) { return c < kTableEnd ? Table()[c].kind : HighKind(c); }

EmojiMood MoodOf(char32_t c) {
  if (kGlad.find(c) != std::u32string_view::npos) return EmojiMood::kGlad;
  if (kAngry.find(c) != std::u32string_view::npos) return EmojiMood::kAngry;
  return kMoney.find(c) != std::u32string_view::npos ? EmojiMood::kMoney : EmojiMood::kNone;
}

char32_t LowerOf(char32_t c) {
  if (IsWithin(c, 0x410, 0x42F)) return c + 0x20;
  if (IsWithin(c, 0x400, 0x40F)) return c + 0x50;
  if (IsWithin(c, 0x391, 0x3A9) || (IsWithin(c, 0xC0, 0xDE) && c != 0xD7)) return c + 0x20;
  if (IsWithin(c, 0x139, 0x148) || IsWithin(c, 0x179, 0x17E)) return c % 2 == 1 ? c + 1 : c;
  if (IsWithin(c, 0x100, 0x137) || IsWithin(c, 0x14A, 0x177) || IsWithin(c, 0x218, 0x21B) || IsWithin(c, 0x460, 0x4BF))
    return c | 1U;
  return c;
}

void AppendFolded(char32_t c, std::string& out) {
  if (c < kTableEnd) {
    const Entry& entry = Table()[c];
    out.append(entry.folded.data(), entry.size);
  } else if (IsWithin(c, 0x1D400, 0x1D7FF) || IsWithin(c, 0xFF10, 0xFF5A) || IsWithin(c, 0x1E00, 0x1FFF) ||
             IsWithin(c, 0xFB00, 0xFB06)) {
    out += FoldedOf(c);
  } else {
    AppendUtf8(out, c);
  }
}

}  // namespace replywatch

#include "shared/base/fold.h"

#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>

#include <array>
#include <vector>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

// Transliteration Act (Bulgaria, State Gazette 19/2009), letters а to я.
constexpr std::array<std::string_view, 32> kCyrillic{"a",  "b",  "v",  "g",   "d", "e", "zh", "z", "i",  "y", "k",
                                                     "l",  "m",  "n",  "o",   "p", "r", "s",  "t", "u",  "f", "h",
                                                     "ts", "ch", "sh", "sht", "a", "y", "y",  "e", "yu", "ya"};

// Letters that no decomposition takes apart.
std::string_view SpecialFold(char32_t c) {
  switch (c) {
    case U'ł': return "l";
    case U'đ': return "d";
    case U'ø': return "o";
    case U'æ': return "ae";
    case U'œ': return "oe";
    case U'ı': return "i";
    case U'ѝ': return "i";
    case U'ђ': return "dj";
    case U'ѓ': return "gj";
    case U'є': return "ye";
    case U'ѕ': return "dz";
    case U'і': return "i";
    case U'ї': return "yi";
    case U'ј': return "j";
    case U'љ': return "lj";
    case U'њ': return "nj";
    case U'ћ': return "c";
    case U'ќ': return "kj";
    case U'џ': return "dzh";
    case U'ґ': return "g";
    case U'ё': return "yo";
    default: break;
  }
  if (c >= U'а' && c <= U'я') return kCyrillic.at(c - U'а');
  return {};
}

// One code point by ICU: compatibility decomposition, case folding, marks dropped.
std::string FoldSlow(char32_t c) {
  static const icu::Normalizer2* const kNfkcFold = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFKCCasefoldInstance(status);
  }();
  static const icu::Normalizer2* const kNfkd = [] {
    UErrorCode status = U_ZERO_ERROR;
    return icu::Normalizer2::getNFKDInstance(status);
  }();
  std::string out;
  if (kNfkcFold == nullptr || kNfkd == nullptr) {  // ICU without its data
    AppendUtf8(out, c);
    return out;
  }
  UErrorCode status = U_ZERO_ERROR;
  const icu::UnicodeString folded = kNfkcFold->normalize(icu::UnicodeString(static_cast<UChar32>(c)), status);
  std::vector<char32_t> parts;
  for (int32_t i = 0; i < folded.length(); i = folded.moveIndex32(i, 1)) {
    const UChar32 lower = folded.char32At(i);
    if (const std::string_view special = SpecialFold(static_cast<char32_t>(lower)); !special.empty()) {
      out += special;
      continue;
    }
    const icu::UnicodeString split = kNfkd->normalize(icu::UnicodeString(lower), status);
    for (int32_t k = 0; k < split.length(); k = split.moveIndex32(k, 1)) {
      const UChar32 part = split.char32At(k);
      if (u_charType(part) == U_NON_SPACING_MARK || u_charType(part) == U_ENCLOSING_MARK) continue;
      const std::string_view special = SpecialFold(static_cast<char32_t>(part));
      special.empty() ? AppendUtf8(out, static_cast<char32_t>(part)) : static_cast<void>(out += special);
    }
  }
  return out;
}

constexpr char32_t kTableEnd = 0x530;  // Latin, combining marks, Greek, Cyrillic

const std::vector<std::string>& Table() {
  static const std::vector<std::string> kTable = [] {
    std::vector<std::string> table(kTableEnd);
    for (char32_t c = 0x80; c < kTableEnd; ++c) table[c] = FoldSlow(c);
    return table;
  }();
  return kTable;
}

}  // namespace

bool IsWordCharacter(char32_t code_point) {
  // Letters beyond the basic plane are newer than some indexes know them to be letters.
  if (code_point > 0xFFFF) return false;
  switch (u_charType(static_cast<UChar32>(code_point))) {
    case U_UPPERCASE_LETTER:
    case U_LOWERCASE_LETTER:
    case U_TITLECASE_LETTER:
    case U_MODIFIER_LETTER:
    case U_OTHER_LETTER:
    case U_DECIMAL_DIGIT_NUMBER:
    case U_LETTER_NUMBER:
    case U_OTHER_NUMBER: return true;
    default: return false;
  }
}

std::string FoldForSearch(std::string_view text) {
  const std::vector<std::string>& table = Table();
  std::string out;
  out.reserve(text.size());
  for (std::size_t pos = 0; pos < text.size();) {
    const auto byte = static_cast<unsigned char>(text[pos]);
    if (byte < 0x80) {
      out += static_cast<char>(byte >= 'A' && byte <= 'Z' ? byte + 32 : byte);
      ++pos;
      continue;
    }
    const char32_t c = DecodeUtf8(text, pos);
    out += c < kTableEnd ? table[c] : FoldSlow(c);
  }
  return out;
}

}  // namespace replywatch

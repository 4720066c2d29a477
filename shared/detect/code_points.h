// What a code point is to the detector, by table and ranges: letter, white space,
// emoji. ICU is asked once at start (through base/fold) and for rare letters. Any thread.
#pragma once

#include <cstdint>
#include <string>

#include "shared/detect/normalise.h"

namespace replywatch {

enum class CodePointKind : std::uint8_t {
  kLetter,  // letters and digits of every script
  kSpace,
  kPunctuation,  // ends a clause; symbols too
  kJoiner,       // apostrophes and hyphens: part of a word between two letters
  kEmoji,
  kIgnored,  // combining marks, zero-width and direction controls
};

CodePointKind KindOf(char32_t c);
EmojiMood MoodOf(char32_t c);
// Lower case for Latin, Greek and Cyrillic; others as they are.
char32_t LowerOf(char32_t c);
// Appends the folded form of a letter (base/fold), UTF-8.
void AppendFolded(char32_t c, std::string& out);

}  // namespace replywatch

// Text as a person sees it: characters (a flag, a family emoji, a letter with its accents), words, and where a
// line may be broken. Offsets are bytes. Expects UTF-8; invalid bytes count one each. ICU lives in graphemes.cc; any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace replywatch {

// Invalid bytes count one each.
std::size_t CountGraphemes(std::string_view text);

// Where one character ends and the next begins: ascending, 0 first, text.size() last ({0} for an empty text).
std::vector<std::uint32_t> GraphemeBreaks(std::string_view text);

// Where a line may end, ascending, text.size() last; after a line feed it must.
std::vector<std::uint32_t> LineBreakOpportunities(std::string_view text);

// End of the word at or after `pos`; text.size() behind the last one.
std::size_t NextWordEnd(std::string_view text, std::size_t pos);
// Start of the word before `pos`; 0 before the first one.
std::size_t PreviousWordStart(std::string_view text, std::size_t pos);
// [begin, end) of the word, or run of other characters, around `pos`.
std::pair<std::size_t, std::size_t> WordAround(std::string_view text, std::size_t pos);

// Is this one character shown as a picture? True for emoji and for characters that U+FE0F turns into one.
bool IsEmojiGrapheme(std::string_view grapheme);

// One character, or a whole text, composed (NFC): "a" + U+0306 becomes "ă".
std::string ComposeGrapheme(std::string_view grapheme);

}  // namespace replywatch

// Words of headers in other character sets (RFC 2047), and base64 as mail has it. Our own: GMime loses what follows a padded
// word, and many programs write every word with its padding. Linear; pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

namespace replywatch {

// UTF-8; raw UTF-8 (RFC 6532) and raw 8-bit text understood. Characters may be split between neighbouring words. What only
// resembles a word stays as it is.
std::string DecodeWords(std::string_view text);

// Foreign characters are skipped, padding may be missing or stand within.
std::string DecodeBase64(std::string_view text);

}  // namespace replywatch

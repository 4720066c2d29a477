// Graphemes: what a person counts as one character (a flag, a family emoji, a letter with its
// accents). ICU lives in graphemes.cc; any thread.
#pragma once

#include <cstddef>
#include <string_view>

namespace replywatch {

// Invalid bytes count one each.
std::size_t CountGraphemes(std::string_view text);

}  // namespace replywatch

// What tells the language of a text: runs of one to four characters of its words, lower case, as they are written, with the
// words' edges; and whole words. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>
#include <vector>

#include "shared/detect/normalise.h"

namespace replywatch {

// Hashes, as often as they occur, of the first 2,000 characters of words. `text` is what `folded` was made of. Replaces the
// content of `out`. Words with a digit say nothing of the language and are left out; no hash at all when nothing else is there.
void ReadLanguageFeatures(std::string_view text, const FoldedText& folded, std::vector<std::uint32_t>& out);

}  // namespace replywatch

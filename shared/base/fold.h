// Folding for search: case, diacritics (ł and đ included) and script go away, so
// that "poręczna", "PORECZNA" and "ручка", "rachka" meet. Cyrillic becomes Latin by the
// Bulgarian Transliteration Act (2009). ICU lives in fold.cc; any thread.
#pragma once

#include <string>
#include <string_view>

namespace replywatch {

// Lower-case letters and digits as they are after folding; everything else that is
// not a combining mark stays. Expects valid UTF-8; invalid bytes become U+FFFD.
std::string FoldForSearch(std::string_view text);

// Letters and digits of any script, as full-text search takes words apart.
bool IsWordCharacter(char32_t code_point);

}  // namespace replywatch

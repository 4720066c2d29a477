// Message-IDs in the headers of mail (RFC 5322, 3.6.4). Pure functions, any thread.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace replywatch {

inline constexpr std::size_t kMaxMailIdBytes = 400;  // without brackets; a longer one counts as none
inline constexpr std::size_t kMaxMailIds = 100;      // of one field: the first and the last ones

// Printable, without white space, brackets and NUL, valid UTF-8, 1 to kMaxMailIdBytes long.
bool IsUsableMailId(std::string_view id);

// The ids of a Message-ID, In-Reply-To or References field, without brackets, comments and white space; those that are not usable
// are left out. Where nothing stands in brackets, words with an '@' count.
std::vector<std::string> ReadMailIds(std::string_view value);

}  // namespace replywatch

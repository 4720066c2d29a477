// SHA-256 as platforms sign with it and as we know bodies by, and the comparison that such values need. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace replywatch {

// 64 lower-case hexadecimal digits.
std::string HmacSha256Hex(std::string_view key, std::string_view message);
std::string Sha256Hex(std::string_view message);

// How long it takes tells nothing of where two texts of the same length differ.
bool IsEqualInConstantTime(std::string_view a, std::string_view b);

}  // namespace replywatch

// HMAC-SHA256, as platforms sign with it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

namespace replywatch {

// 64 lower-case hexadecimal digits.
std::string HmacSha256Hex(std::string_view key, std::string_view message);

}  // namespace replywatch

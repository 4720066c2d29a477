// Values of mail headers as they are written (RFC 5322, RFC 2047). Pure functions, any thread.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/timestamp.h"

namespace replywatch {

// `text`, one line of UTF-8, as it stands when it is short and plain; else as encoded words of at most 75 characters, each of
// whole code points, folded by CR LF and a space.
std::string HeaderText(std::string_view text);

// "05 May 2026 10:00:00 +0000", always in UTC.
std::string HeaderDate(Timestamp at);

}  // namespace replywatch

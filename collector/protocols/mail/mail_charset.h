// Text of mail in any character set to UTF-8. What a mail declares is a hint: UTF-8 is recognised whatever is declared, and
// undeclared or wrongly declared 8-bit text is taken for the Cyrillic or Central European set that its bytes resemble.
// Linear; any thread.
#pragma once

#include <string>
#include <string_view>

namespace replywatch {

// Valid UTF-8; what has no meaning in the set becomes U+FFFD. `charset` may be empty, unknown, or a lie.
std::string MailTextToUtf8(std::string_view bytes, std::string_view charset);

}  // namespace replywatch

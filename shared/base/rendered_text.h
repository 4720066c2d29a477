// Rendered text: a platform shows a text otherwise than it was sent. Pure; any thread.
#pragma once

#include <string_view>

namespace replywatch {

// May a platform have made one of these of the other? White space, composition (NFC), the shape of quotes, dashes and dots, and
// the host and case of a mention do not count; mentions at the very beginning may be missing on one side. Two mentions that each
// name another host are two people, and every other difference is a difference. Expects UTF-8 without markup; symmetric.
bool IsSameRendered(std::string_view a, std::string_view b);

}  // namespace replywatch

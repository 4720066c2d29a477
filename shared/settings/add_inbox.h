// Adds an inbox to the text of a settings file and leaves everything else, comments too,
// as the person wrote it. Pure; any thread.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.h"

namespace replywatch {

// `inbox`: a JSON object on one line. It becomes the last of "inboxes", which is made when there is none. kInvalidArgument when
// the text is no JSON object (comments allowed), or "inboxes" is no list.
Result<std::string> AddInbox(std::string_view settings, std::string_view inbox);

}  // namespace replywatch

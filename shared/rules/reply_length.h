// Reply length in a platform's own unit. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/model/capabilities.h"

namespace replywatch {

// How long `text` is to the platform: URLs ("http://…", "https://…") and far mentions
// ("@name@host") count as `rule` says.
std::int64_t ReplyLength(std::string_view text, const LengthRule& rule);

// By how much `text` is too long, in the rule's unit (or in bytes, where only that bound is broken); 0: it fits.
std::int64_t ReplyExcess(std::string_view text, const LengthRule& rule);

}  // namespace replywatch

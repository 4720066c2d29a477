// Reply length in a platform's own unit. Pure; any thread.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/model/capabilities.h"

namespace replywatch {

// How long `text` is to the platform: URLs ("http://…", "https://…") and far mentions
// ("@name@host") count as `rule` says.
std::int64_t ReplyLength(std::string_view text, const LengthRule& rule);

// How `text` stands to one of the rule's two bounds.
struct ReplyBound {
  std::int64_t length = 0;  // of the text, in `unit`
  std::int64_t max = 0;     // 0: no bound
  std::int64_t excess = 0;  // by how much it is too long; 0: it fits
  LengthUnit unit = LengthUnit::kCodePoints;
};

// The bound that is broken; else the one in bytes where it is the nearer one and four fifths of it are used; else the one in the
// rule's unit.
ReplyBound NearestBound(std::string_view text, const LengthRule& rule);

// By how much `text` breaks its nearest bound, in the unit of that; 0: it fits.
std::int64_t ReplyExcess(std::string_view text, const LengthRule& rule);

}  // namespace replywatch

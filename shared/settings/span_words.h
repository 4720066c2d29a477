// Spans of time in words. Pure.
#pragma once

#include <string>

#include "shared/base/timestamp.h"
#include "shared/rules/catalogue.h"

namespace replywatch {

// "now", "4 min", "6 h 12 min", "14 h" (without minutes from ten hours on), "3 days" (from two days on).
std::string SpanInWords(Duration span, const Catalogue& words);

}  // namespace replywatch

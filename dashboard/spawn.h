// Other programs: the collector and the browser, started detached so that they outlive the
// dashboard. No shell is involved. Any thread.
#pragma once

#include <string>

#include "shared/base/result.h"

namespace replywatch {

// Runs `replywatch-collector --config FILE run` from beside this program. kNotFound when it is not installed there.
Status StartCollector(const std::string& config);

// Only http and https; kInvalidArgument otherwise.
Status OpenLink(const std::string& url);

// May this address be opened?
bool IsWebAddress(const std::string& url);

}  // namespace replywatch

// What `replywatch-collector connect --json` says, as values. The program may be another version, or broken: everything is
// bounded, a platform that cannot be read costs itself alone. Pure; any thread.
#pragma once

#include <string_view>
#include <vector>

#include "dashboard/view_models/connect.h"
#include "shared/base/result.h"

namespace replywatch {

// kInternal when it is no list, or nothing in it can be read.
Result<std::vector<ConnectPlatform>> ReadConnectPlatforms(std::string_view json);

// What a try came to: Connected after `is_done`, else why not. Without an object that says so, a failure of ours.
std::variant<ConnectFailure, Connected> ReadConnectOutcome(std::string_view json, bool is_done);

}  // namespace replywatch

// Other programs: the collector and the browser, started detached so that they outlive the
// dashboard. No shell is involved. Any thread.
#pragma once

#include <filesystem>
#include <string>

#include "dashboard/ui/action.h"
#include "shared/base/result.h"

namespace replywatch {

// The collector's program, installed beside this one; empty: it is not there.
std::filesystem::path FindCollector();

// Runs `replywatch-collector --config FILE run` from beside this program. kNotFound when it is not installed there.
Status StartCollector(const std::string& config);

// Has `replywatch-collector phone` note the call, and waits until it has; what is typed goes through a pipe, where no list of
// processes shows it. Errors are that command's: kInvalidArgument, kDatabaseBusy for trouble with the database, kInternal;
// kNotFound when it is not installed beside this program; kBackOff when it does not end within half a minute.
Status NoteCall(const std::string& config, const CallAction& call);

// Only http and https; kInvalidArgument otherwise.
Status OpenLink(const std::string& url);

// May this address be opened?
bool IsWebAddress(const std::string& url);

}  // namespace replywatch

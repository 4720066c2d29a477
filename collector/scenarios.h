// Scenarios: operators' time-line files (README in tests/scenarios) played through ingest, staff actions and the clocks as the
// program runs them, and compared with what the file expects. Each plays inside a transaction of a scratch
// database that is rolled back, so nothing is left. No clock but the file's.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

#include "shared/store/store.h"

namespace replywatch {

struct ScenarioReport {
  int files = 0;
  std::vector<std::string> differences;  // "FILE: step N: expected …, got …"
  std::vector<std::string> malformed;    // what is wrong with a file that could not be played; the others were
};

// Plays one file's text and adds what differs. kInvalidArgument, with the file and step, when it is malformed: what differed
// in the steps before is told nevertheless.
Status PlayScenario(Store& scratch, const std::string& file, std::string_view text, std::vector<std::string>& differences);

// All *.json files of a folder, by name. kInvalidArgument when there are none; kNotFound without the folder.
Result<ScenarioReport> PlayScenarios(const std::filesystem::path& folder);

}  // namespace replywatch

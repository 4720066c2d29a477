// The platforms this program was built with: one per folder named in the list in
// collector/CMakeLists.txt, which generates registry.cc.
#pragma once

#include <string_view>
#include <vector>

#include "collector/connectors/connector.h"

namespace replywatch {

// Sorted by name; lives as long as the program.
const std::vector<PlatformInfo>& Platforms();

// nullptr for an unknown name.
const PlatformInfo* FindPlatform(std::string_view name);

}  // namespace replywatch

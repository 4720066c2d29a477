// Where a server of ours may listen: on this computer alone. Pure; any thread.
#pragma once

#include <optional>
#include <string_view>

namespace replywatch {

// The port of "127.0.0.1:8090" or "localhost:8090"; 0: any free one. nullopt for anything else.
std::optional<int> LoopbackPort(std::string_view address);

}  // namespace replywatch

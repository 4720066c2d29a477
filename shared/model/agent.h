// Agent: a member of staff. A value.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "shared/base/id.h"

namespace replywatch {

enum class AgentRole : std::uint8_t { kAgent, kSupervisor };

struct Agent {
  AgentId id;
  std::string name;
  AgentRole role = AgentRole::kAgent;
  std::string email;
  bool active = true;
};

std::string_view AgentRoleName(AgentRole role);

}  // namespace replywatch

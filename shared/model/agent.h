// Agent: a member of staff. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"

namespace replywatch {

enum class AgentRole : std::uint8_t { kAgent, kSupervisor };

struct Agent {
  AgentId id;
  std::string name;
  AgentRole role = AgentRole::kAgent;
  std::string email;
  bool active = true;
  std::optional<Timestamp> away_until = {};  // told of nothing before; others stand in

  bool IsAway(Timestamp now) const { return away_until && now < *away_until; }
};

std::string_view AgentRoleName(AgentRole role);

}  // namespace replywatch

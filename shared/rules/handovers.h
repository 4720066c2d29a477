// Handovers (S0, O2): how often a conversation went from one named person to another. Pure.
#pragma once

#include <cstdint>
#include <span>

#include "shared/base/id.h"

namespace replywatch {

// One change of owner, as the audit trail has it; what was undone is left out. 0: nobody.
struct OwnerChange {
  AgentId from;
  AgentId to;
};

bool IsHandover(const OwnerChange& change);

// Given away and then taken by somebody else is one, too; taken back by the same person is none. `changes` oldest first.
std::int64_t CountHandovers(std::span<const OwnerChange> changes);

// From this one on the responsible person is asked.
inline constexpr std::int64_t kHandoversUntilAsked = 2;

}  // namespace replywatch

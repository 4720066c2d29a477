#include "shared/rules/handovers.h"

namespace replywatch {

bool IsHandover(const OwnerChange& change) { return change.from && change.to && change.from != change.to; }

std::int64_t CountHandovers(std::span<const OwnerChange> changes) {
  std::int64_t count = 0;
  AgentId last;  // who had it last, nobody left out
  for (const OwnerChange& change : changes) {
    if (change.from) last = change.from;
    if (IsHandover({last, change.to})) ++count;
    if (change.to) last = change.to;
  }
  return count;
}

}  // namespace replywatch

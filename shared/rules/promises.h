// How a promise stands, and what keeps one. Pure.
#pragma once

#include <cstdint>
#include <string_view>

#include "shared/model/promise.h"

namespace replywatch {

enum class PromiseState : std::uint8_t {
  kOpen,
  kBroken,    // due, and neither kept nor withdrawn: from the millisecond after due_at on
  kKept,      // by due_at, that instant included
  kKeptLate,  // kept after all
  kWithdrawn,
};

// Withdrawn says more than kept: it was never meant.
PromiseState StateOf(const Promise& promise, Timestamp now);

// Does an answer of ours that the person sees since `visible_at` keep it? `is_its_own`: the very answer that made the promise.
bool IsKeptBy(const Promise& promise, Timestamp visible_at, bool is_its_own);

// "open", "broken", "kept", "kept_late", "withdrawn".
std::string_view PromiseStateName(PromiseState state);

}  // namespace replywatch

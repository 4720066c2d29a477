#include "shared/rules/promises.h"

namespace replywatch {

PromiseState StateOf(const Promise& promise, Timestamp now) {
  if (promise.withdrawn_at) return PromiseState::kWithdrawn;
  if (promise.kept_at) return *promise.kept_at <= promise.due_at ? PromiseState::kKept : PromiseState::kKeptLate;
  return now > promise.due_at ? PromiseState::kBroken : PromiseState::kOpen;
}

bool IsKeptBy(const Promise& promise, Timestamp visible_at, bool is_its_own) {
  return !promise.kept_at && !promise.withdrawn_at && !is_its_own && visible_at > promise.made_at;
}

std::string_view PromiseStateName(PromiseState state) {
  switch (state) {
    case PromiseState::kOpen: return "open";
    case PromiseState::kBroken: return "broken";
    case PromiseState::kKept: return "kept";
    case PromiseState::kKeptLate: return "kept_late";
    case PromiseState::kWithdrawn: return "withdrawn";
  }
  return "open";
}

}  // namespace replywatch

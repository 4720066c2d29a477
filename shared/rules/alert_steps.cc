#include "shared/rules/alert_steps.h"

#include <algorithm>

namespace replywatch {
namespace {

constexpr Duration kBroken = Duration::Milliseconds(1);  // due at an instant means broken from the next millisecond on

}  // namespace

std::optional<Timestamp> FirstAlertStep(const Wait& wait, const SlaInstants& sla) {
  if (wait.kind != WaitKind::kAnswer) return std::nullopt;
  if (wait.flags.Has(Flag::kThreat)) return wait.started_at;
  return sla.warn_at;
}

std::optional<Timestamp> NextAlertStep(const SlaInstants& sla, Timestamp now) {
  std::optional<Timestamp> next;
  const auto consider = [&](std::optional<Timestamp> at, Duration later) {
    if (at && *at + later > now) next = std::min(next.value_or(*at + later), *at + later);
  };
  consider(sla.warn_at, {});
  consider(sla.due_at, kBroken);
  consider(sla.escalate_at, kBroken);
  return next;
}

std::optional<AlertStep> StepAt(const SlaInstants& sla, Timestamp now) {
  if (sla.escalate_at && now > *sla.escalate_at) return AlertStep::kManager;
  if (sla.due_at && now > *sla.due_at) return AlertStep::kResponsible;
  if (sla.warn_at && now >= *sla.warn_at) return AlertStep::kOwner;
  return std::nullopt;
}

std::optional<AlertStep> StepAt(const Promise& promise, Timestamp now) {
  if (promise.kept_at || promise.withdrawn_at) return std::nullopt;
  if (now > promise.due_at) return AlertStep::kResponsible;
  // A promise for soon is no news to who has just made it.
  const Timestamp reminder =
      std::max(promise.due_at - kPromiseReminder, promise.made_at + Duration{(promise.due_at - promise.made_at).ms / 2});
  return now >= reminder ? std::optional(AlertStep::kOwner) : std::nullopt;
}

}  // namespace replywatch

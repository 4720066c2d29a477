// Alert steps: at which instants of a wait, matter or promise somebody is told, and to which step that belongs. Pure.
#pragma once

#include <optional>

#include "shared/model/alert.h"
#include "shared/model/promise.h"
#include "shared/model/sla.h"
#include "shared/model/wait.h"

namespace replywatch {

// Somebody who promised is reminded so long before.
inline constexpr Duration kPromiseReminder = Duration::Hours(1);

// When alerting first has to look at an open wait: at once for a threat, else at the warning.
std::optional<Timestamp> FirstAlertStep(const Wait& wait, const SlaInstants& sla);

// The next instant after `now` at which a step begins.
std::optional<Timestamp> NextAlertStep(const SlaInstants& sla, Timestamp now);

// The step that is on at `now`, absent before the warning. Each step ends the one before it and tells everybody whom that told:
// of one case nobody has two alerts at a time.
std::optional<AlertStep> StepAt(const SlaInstants& sla, Timestamp now);

// Likewise for an open promise: its owner is reminded, once broken the responsible person is told.
std::optional<AlertStep> StepAt(const Promise& promise, Timestamp now);

}  // namespace replywatch

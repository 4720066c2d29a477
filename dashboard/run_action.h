// RunAction: one action of the screen on the store, in one write transaction. Any thread that owns
// the backend.
#pragma once

#include "dashboard/backend.h"
#include "dashboard/ui/action.h"

namespace replywatch {

// For everything but links and the collector, which need no store.
ActionResult RunAction(Backend& backend, const Actor& actor, const Action& action);

}  // namespace replywatch

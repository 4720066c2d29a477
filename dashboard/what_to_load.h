// What the screen needs next, and when, from what is chosen and typed. Pure.
#pragma once

#include "dashboard/load_snapshot.h"
#include "dashboard/ui/desk.h"

namespace replywatch {

// A text is checked when the typing pauses for this long.
inline constexpr Duration kCheckPause = Duration::Milliseconds(400);

LoadRequest WhatToLoad(const Desk& desk, const Snapshot& snapshot, Timestamp now);

// How long the window may sleep if nothing happens.
Duration NextWake(const Desk& desk, Timestamp now);
inline constexpr Duration kIdle = Duration::Seconds(10);

}  // namespace replywatch

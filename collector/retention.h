// Retention: what is older than an inbox keeps is pseudonymised, as an erasure does it;
// timings stay.
#pragma once

#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

// Applies every inbox's period (its own, else the default; without either everything is kept). Returns how many messages changed.
Result<std::int64_t> ApplyRetention(Store& store, const Settings& settings, Timestamp now);

}  // namespace replywatch

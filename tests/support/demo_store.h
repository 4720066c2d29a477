// A database with some forty invented conversations in four languages: open waits of every age,
// problems, praise, threats, held, removed and edited messages, notes, stuck replies, linked private talks.
#pragma once

#include "shared/base/timestamp.h"
#include "shared/detect/classifier.h"
#include "shared/store/store.h"

namespace replywatch::testing {

// Fills an empty store; `now` is when people look at it.
Status FillDemoStore(Store& store, const Classifier& classifier, Timestamp now);

// Settings that fit it: targets, agents, shop hours. `database` as in settings.
std::string DemoSettings(const std::string& database);

}  // namespace replywatch::testing

// Waits and spans of time in words ("6 h 12 m · overdue", "due in 8 min"), with how urgent they
// are. Pure.
#pragma once

#include <optional>
#include <string>

#include "shared/base/timestamp.h"
#include "shared/model/wait.h"
#include "shared/settings/span_words.h"

namespace replywatch {

enum class Waiting : std::uint8_t {
  kCalm,     // time is left, or no target applies
  kDueSoon,  // a quarter of the target or less is left
  kOverdue,
  kThank,  // nobody waits; somebody said something nice
};

struct WaitWords {
  Waiting state = Waiting::kCalm;
  std::string text;
};

// `due` is the instant of the target, overdue from then on.
Waiting StateOfWait(const Wait& wait, std::optional<Timestamp> due, Timestamp now);
WaitWords DescribeWait(const Wait& wait, std::optional<Timestamp> due, Timestamp now, const Catalogue& words);

}  // namespace replywatch

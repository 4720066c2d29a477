// What people's corrections say of the detector.
#pragma once

#include <cstdint>

namespace replywatch {

// How the detector's word about one flag stands against people's, over the messages of which people corrected anything.
struct FlagTally {
  std::int64_t hits = 0;          // set, and left so
  std::int64_t false_alarms = 0;  // set, taken away
  std::int64_t misses = 0;        // not set, put there
};

struct CorrectionTally {
  std::int64_t messages = 0;
  FlagTally problem;
  FlagTally question;
  FlagTally praise;
  FlagTally threat;
};

}  // namespace replywatch

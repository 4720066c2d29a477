// Aftermath: what people did after their problem had been solved (W7). Counted as cases, never as shares: they are few. Pure; any
// thread.
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"
#include "shared/model/classification.h"
#include "shared/model/item.h"

namespace replywatch {

// How long after the solution somebody is followed.
inline constexpr Duration kAftermath = Duration::Days(7);

struct Said {
  Timestamp at;
  Visibility visibility = Visibility::kPublic;
  Flags flags;
  NoAnswerReason no_answer = NoAnswerReason::kNone;
};

// A matter with a problem in it, and what its person wrote afterwards, here or elsewhere.
struct SolvedCase {
  Timestamp solved_at;  // the first time
  std::vector<Said> after;
  ConversationId conversation_id = {};
};

// One case counts in every row that fits.
struct AftermathFigures {
  std::int64_t solved = 0;
  std::int64_t thanked = 0;           // praised without a problem
  std::int64_t praised_publicly = 0;  // of these, where others read it
  std::int64_t wrote_again = 0;       // about something else that wants an answer
  std::int64_t problem_again = 0;
};

// What one person did: 1 or 0 each.
AftermathFigures AfterOne(const SolvedCase& solved);
// What was written at `solved_at` or later than kAftermath after it does not count.
AftermathFigures AftermathOf(std::span<const SolvedCase> cases);

}  // namespace replywatch

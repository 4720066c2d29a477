// Patterns of one person (D5, D6): who goes public after silence, and who writes again about what was not solved. Pure; any
// thread.
#pragma once

#include <span>
#include <string>
#include <vector>

#include "shared/base/timestamp.h"
#include "shared/model/wait.h"

namespace replywatch {

// Shorter, and the person writes everywhere at once; nobody was silent yet.
inline constexpr Duration kSilence = Duration::Minutes(30);
// How far back a matter counts.
inline constexpr Duration kPatternHorizon = Duration::Days(30);
// Messages closer together are one breath, not a second attempt.
inline constexpr Duration kSameBreath = Duration::Hours(1);

// A problem told in public at `at`, by somebody with these waits in private: had one of them gone unanswered for kSilence or
// longer, to that instant? One that staff closed without an answer counts for kPatternHorizon; a withdrawn one never.
bool WentPublicAfterSilence(Timestamp at, std::span<const Wait> private_waits);

// What the same person reported before, one entry a conversation.
struct EarlierProblem {
  bool is_same_conversation = false;
  std::vector<Timestamp> told_at;      // of its problem messages
  std::optional<Timestamp> solved_at;  // staff said done, and it stayed so to the instant asked about
  std::string cause;                   // empty: none
};

// A problem told at `at`: had the same person told an unsolved one between kSameBreath and kPatternHorizon before (both
// included), or one that this message reopens (same conversation, done at most 7 days ago), or one of the same cause (not empty)?
bool IsRepeat(Timestamp at, const std::string& cause, std::span<const EarlierProblem> earlier);

}  // namespace replywatch

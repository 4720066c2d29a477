// Whether it is believed that things are gone which a platform no longer shows. Pure; any thread.
#pragma once

#include <cstddef>

namespace replywatch {

// So many things that were asked for at once do not vanish together: a right has been lost, or the answer is not whole.
constexpr std::size_t kManyMissing = 5;

// False when all of many are missing. `missing` is at most `asked`.
constexpr bool IsAbsenceBelievable(std::size_t asked, std::size_t missing) { return missing < asked || missing < kManyMissing; }

}  // namespace replywatch

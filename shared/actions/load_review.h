// Loading a week's review from a store: the windows of time it needs, read in one session, and the names it shows.
#pragma once

#include <map>
#include <string>

#include "shared/rules/review.h"
#include "shared/store/store.h"

namespace replywatch {

// What the ids in a review are called. Contacts: those of the longest waits and of who still waits only.
struct ReviewNames {
  std::map<ContactId, std::string> contacts;
  std::map<AgentId, std::string> agents;
  std::map<InboxId, WatchedInbox> inboxes;
};

struct LoadedReview {
  Review review;
  ReviewNames names;
};

// How many of those who still wait are named.
inline constexpr std::size_t kNamedWaiting = 200;

// kInvalidArgument for a week that has not begun.
Result<LoadedReview> LoadReview(Session& session, IsoWeek week, const BusinessHours& hours, Timestamp now);

}  // namespace replywatch

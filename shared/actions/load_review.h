// Loading a week's review from a store: the windows of time it needs, read in one session, and the names it shows.
#pragma once

#include "shared/rules/review_lists.h"
#include "shared/store/store.h"

namespace replywatch {

struct LoadedReview {
  Review review;
  ReviewNames names;
};

// What stands behind a number of the review; reads only what that number was made of.
Result<std::vector<ReviewItem>> LoadReviewList(Session& session, const ReviewQuery& query, const BusinessHours& hours,
                                               Timestamp now);

// kInvalidArgument for a week that has not begun.
Result<LoadedReview> LoadReview(Session& session, IsoWeek week, const BusinessHours& hours, Timestamp now);

}  // namespace replywatch

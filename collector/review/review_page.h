// The review as one HTML page: self-contained, without a script, light and dark, two A4 pages on paper. The same order every
// week; a definition under each heading; every chart's figures as a table. Any thread.
#pragma once

#include <string>

#include "shared/settings/review_words.h"

namespace replywatch {

// `hours` for the line that says by which clock; `made_at` for the line at the end.
std::string RenderReviewPage(const Review& review, const ReviewWords& words, const BusinessHours& hours, Timestamp made_at);

}  // namespace replywatch

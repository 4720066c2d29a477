// The review for programs: JSON and CSV with keys in English whatever the reader's language. Lengths of time are milliseconds in
// JSON and minutes in CSV; "over" says that a quantile was not reached. Any thread.
#pragma once

#include <string>

#include "shared/settings/review_words.h"

namespace replywatch {

// One object and a line end.
std::string RenderReviewJson(const Review& review, const ReviewWords& words, Timestamp made_at);

// RFC 4180: section, item, measure, unit, this_week, this_week_over, last_week, last_week_over.
std::string RenderReviewCsv(const Review& review, const ReviewWords& words);

// Stable names: "public", "problem", …
std::string_view ChannelKey(Channel channel);
std::string_view TopicKey(Topic topic);

}  // namespace replywatch

// Charts of the review: each an SVG drawing labelled in place, and the same figures as a table folded up below it.
// This week stands in colour, last week in grey; patterns and words say what colour says.
#pragma once

#include <string>

#include "shared/settings/review_words.h"

namespace replywatch {

std::string HeatChart(const Review& review, const ReviewWords& words);
std::string FlowChart(const Review& review, const ReviewWords& words);
std::string DistributionChart(const Review& review, const ReviewWords& words);
std::string TrendChart(const Review& review, const ReviewWords& words);
std::string SurvivalChart(const Review& review, const ReviewWords& words);
std::string CausesChart(const Review& review, const ReviewWords& words);

}  // namespace replywatch

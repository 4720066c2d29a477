// The parts of the page that are no charts. Internal to collector/review.
#pragma once

#include <string>

#include "shared/settings/review_words.h"

namespace replywatch {

// The tiles as lines of plain text, and that the page is attached.
std::string SummaryText(const Review& review, const ReviewWords& words);
std::string TilesSection(const Review& review, const ReviewWords& words);
std::string PeopleTable(const Review& review, const ReviewWords& words);
std::string WaitingList(const Review& review, const ReviewWords& words);
std::string SplitTable(const Review& review, const ReviewWords& words);
std::string LongestTable(const Review& review, const ReviewWords& words);
std::string CaseTable(const Review& review, const ReviewWords& words);  // handed over, reopened, promises
std::string CareTable(const Review& review, const ReviewWords& words);  // thanks, coverage, alerts
std::string ActionSection(const Review& review, const ReviewWords& words);

}  // namespace replywatch

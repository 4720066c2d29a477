// The look of the review's page. Internal to collector/review.
#pragma once

#include <string_view>

namespace replywatch {

// CSS: colours for light and dark, paper in two A4 pages.
std::string_view ReviewPageStyle();

}  // namespace replywatch

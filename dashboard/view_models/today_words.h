// The median of today in words: the figure with its target, or why there is none. Pure.
#pragma once

#include <string>

#include "shared/rules/catalogue.h"
#include "shared/rules/review.h"

namespace replywatch {

struct TodayWords {
  std::string value;        // "38 min"; with few waits how many they are
  std::string label;        // "median today, target 1 h"
  std::string short_label;  // "median"
  std::string cases;        // with few waits each of them; else empty
};
TodayWords DescribeToday(const TodayFigures& today, const Catalogue& words);

}  // namespace replywatch

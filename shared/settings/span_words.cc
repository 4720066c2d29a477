#include "shared/settings/span_words.h"

#include <algorithm>

namespace replywatch {

std::string SpanInWords(Duration span, const Catalogue& words) {
  const std::int64_t minutes = std::max<std::int64_t>(0, span.ms) / Duration::Minutes(1).ms;
  if (minutes < 1) return std::string(words.Text("span.now"));
  if (minutes < 60) return words.Count("span.minutes", minutes);
  const std::int64_t hours = minutes / 60;
  if (hours >= 48) return words.Count("span.days", hours / 24);
  if (minutes % 60 == 0 || hours >= 10) return words.Count("span.hours", hours);
  return words.Text("span.hours_minutes", {{"hours", std::to_string(hours)}, {"minutes", std::to_string(minutes % 60)}});
}

}  // namespace replywatch

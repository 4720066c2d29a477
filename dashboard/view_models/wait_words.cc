#include "dashboard/view_models/wait_words.h"

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

Waiting StateOfWait(const Wait& wait, std::optional<Timestamp> due, Timestamp now) {
  if (wait.kind == WaitKind::kThank) return Waiting::kThank;
  if (!due) return Waiting::kCalm;
  if (now >= *due) return Waiting::kOverdue;
  const Duration whole = *due - wait.started_at;
  return (*due - now).ms * 4 <= whole.ms ? Waiting::kDueSoon : Waiting::kCalm;
}

WaitWords DescribeWait(const Wait& wait, std::optional<Timestamp> due, Timestamp now, const Catalogue& words) {
  const Waiting state = StateOfWait(wait, due, now);
  std::string text = SpanInWords(now - wait.started_at, words);
  if (state == Waiting::kOverdue) text += " · " + std::string(words.Text("wait.overdue"));
  if (state == Waiting::kDueSoon) text += " · " + words.Text("wait.due_in", {{"span", SpanInWords(*due - now, words)}});
  return {state, std::move(text)};
}

}  // namespace replywatch

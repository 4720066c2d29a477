#include "dashboard/view_models/wait_words.h"

#include <algorithm>

namespace replywatch {

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

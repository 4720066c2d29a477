#include "dashboard/view_models/today_words.h"

#include "shared/settings/span_words.h"

namespace replywatch {

TodayWords DescribeToday(const TodayFigures& today, const Catalogue& words) {
  TodayWords told;
  if (!today.median) {
    told.value = std::to_string(today.waits);
    told.label = words.Count("today.few", today.waits);
    told.short_label = words.Text("today.few_short");
    std::string unanswered;
    for (const Observation& seen : today.cases) {
      std::string& list = seen.censored ? unanswered : told.cases;
      list += (list.empty() ? "" : ", ") + SpanInWords(seen.time, words);
    }
    if (!unanswered.empty())
      told.cases += (told.cases.empty() ? "" : "; ") + words.Text("today.unanswered", {{"span", unanswered}});
    return told;
  }
  const std::string span = SpanInWords(today.median->value, words);
  told.value = today.median->is_over ? words.Text("today.over", {{"span", span}}) : span;
  told.short_label = words.Text(today.is_over_target ? "today.median_over" : "today.median");
  told.label = told.short_label;
  if (today.target)
    told.label =
        words.Text(today.is_over_target ? "today.over_target" : "today.target", {{"target", SpanInWords(*today.target, words)}});
  return told;
}

}  // namespace replywatch

#include "collector/review/review_page.h"

#include "collector/review/charts.h"
#include "collector/review/markup.h"
#include "collector/review/page_style.h"
#include "collector/review/sections.h"

namespace replywatch {
namespace {

using markup::Escape;
using markup::Tag;

// A part of the page with its heading, "<key>.title", its definition, "<key>.definition", and what stands below.
std::string Card(const std::string& key, const std::string& content, const ReviewWords& words, bool full = false) {
  return "<section class=\"card" + std::string(full ? " full" : "") + "\" aria-labelledby=\"" + key + "-h\">" + "<h2 id=\"" +
         key + "-h\">" + Escape(words.Text(key + ".title")) + "</h2>" +
         Tag("p", "definition", Escape(words.Text(key + ".definition"))) + content + "</section>\n";
}

std::string CausesCard(const Review& review, const ReviewWords& words) {
  const ProblemFigures& problems = review.this_week.problems;
  const std::string count =
      Tag("p", "more",
          Escape(words.Count("causes.cases", problems.cases,
                             {{"spent", words.Total(problems.spent)}, {"last", words.Number(review.last_week.problems.cases)}})));
  return Card("causes", CausesChart(review, words) + count, words);
}

std::string ParityNote(const Review& review, const ReviewWords& words) {
  const Parity& parity = review.this_week.parity;
  const std::string text =
      parity.ratio ? words.Text("curves.parity", {{"ratio", words.Of(parity)}, {"last", words.Of(review.last_week.parity)}})
                   : words.Text("curves.no_parity");
  return Tag("p", "more", Escape(text));
}

std::string LinesNote(const Review& review, const ReviewWords& words) {
  const WeekFigures& week = review.this_week;
  if (IsFew(static_cast<std::size_t>(week.calendar.count))) return {};
  std::string parts;
  for (std::size_t i = 0; i < kReferenceLines.size(); ++i) {
    parts += (parts.empty() ? "" : " · ") + words.Text("lengths.within", {{"length", words.Length(kReferenceLines.at(i))},
                                                                          {"share", words.ExactShare(week.within_lines.at(i))}});
  }
  return Tag("p", "more", Escape(parts));
}

}  // namespace

std::string RenderReviewPage(const Review& review, const ReviewWords& words, const BusinessHours& hours, Timestamp made_at) {
  const std::string title = words.WeekTitle(review.this_week);
  std::string page = "<!DOCTYPE html>\n<html lang=\"" + Escape(words.language()) +
                     "\">\n<head><meta charset=\"utf-8\"><meta name=\"viewport\" content=\"width=device-width,initial-scale=1\">"
                     "<meta name=\"referrer\" content=\"no-referrer\"><meta http-equiv=\"Content-Security-Policy\" "
                     "content=\"default-src 'none'; style-src 'unsafe-inline'; img-src data:\">"
                     "<link rel=\"icon\" href=\"data:,\"><title>" +
                     Escape(title + (words.style().shop_name.empty() ? "" : " · " + words.style().shop_name)) +
                     "</title><style>" + std::string(ReviewPageStyle()) + "</style></head>\n<body><main>\n<header><h1>" +
                     Escape(title) + "</h1>" + Tag("p", "sub", Escape(words.Subtitle(review, hours))) + "</header>\n";
  page += TilesSection(review, words);
  page += "<div class=\"cards\">\n" + Card("people", PeopleTable(review, words), words) +
          Card("heat", HeatChart(review, words), words);
  page += Card("waiting", WaitingList(review, words), words) + Card("flow", FlowChart(review, words), words);
  page += Card("lengths", DistributionChart(review, words) + LinesNote(review, words), words) +
          Card("trend", TrendChart(review, words), words);
  page += Card("splits", SplitTable(review, words), words, true) + Card("longest", LongestTable(review, words), words, true);
  page += Card("curves", SurvivalChart(review, words) + ParityNote(review, words), words) + CausesCard(review, words);
  page += Card("cases", CaseTable(review, words), words) + Card("care", CareTable(review, words), words) + "</div>\n";
  page += "<section class=\"action\" aria-label=\"" + Escape(words.Text("action.title")) + "\">" + ActionSection(review, words) +
          "</section>\n";
  page += Tag("p", "made", Escape(words.Text("made", {{"time", words.DateTime(made_at)}}))) + "</main></body></html>\n";
  return page;
}

}  // namespace replywatch

#include <cstdio>

#include "collector/review/review_data.h"

namespace replywatch {
namespace {

// One value of a row: a number as text and whether it is a floor.
struct Value {
  std::string text;
  bool is_over = false;
};

Value Of(std::int64_t n) { return {std::to_string(n)}; }
Value Of(double v, const char* format) {
  char text[48];
  std::snprintf(text, sizeof text, format, v);
  return {text};
}
// Of nobody no share was answered.
Value WithinLine(const WeekFigures& week, std::size_t line) {
  return week.calendar.count == 0 ? Value() : Of(week.within_lines.at(line), "%.6f");
}

Value Minutes(Duration d) { return Of(static_cast<double>(d.ms) / 60'000, "%.2f"); }
Value Of(const std::optional<Quantile>& q) {
  if (!q) return {};
  Value value = Minutes(q->value);
  value.is_over = q->is_over;
  return value;
}
Value Of(const std::optional<double>& share) { return share ? Of(*share, "%.6f") : Value{}; }

// Quoted where RFC 4180 asks for it; a spreadsheet must not take a text for a formula.
std::string Field(std::string_view text) {
  std::string out(text);
  if (!out.empty() && std::string_view("=+-@\t\r").find(out[0]) != std::string_view::npos) out.insert(0, "'");
  if (out.find_first_of(",\"\r\n") == std::string::npos) return out;
  std::string quoted = "\"";
  for (const char c : out) quoted += c == '"' ? "\"\"" : std::string(1, c);
  return quoted + "\"";
}

class Sheet {
 public:
  void Add(std::string_view section, std::string_view item, std::string_view measure, std::string_view unit, const Value& now,
           const Value& before) {
    out_ += Field(section) + "," + Field(item) + "," + Field(measure) + "," + Field(unit) + "," + now.text + "," +
            (now.is_over ? "1" : "0") + "," + before.text + "," + (before.is_over ? "1" : "0") + "\r\n";
  }
  void Count(std::string_view section, std::string_view item, std::string_view measure, std::int64_t now, std::int64_t before) {
    Add(section, item, measure, "count", Of(now), Of(before));
  }
  void Waits(std::string_view section, std::string_view item, const WaitFigures& now, const WaitFigures& before) {
    Count(section, item, "waits", now.count, before.count);
    Count(section, item, "answered", now.answered, before.answered);
    Count(section, item, "waiting", now.waiting, before.waiting);
    Count(section, item, "closed", now.closed, before.closed);
    Count(section, item, "liked", now.liked, before.liked);
    Count(section, item, "withdrawn", now.withdrawn, before.withdrawn);
    Add(section, item, "median", "minutes", Of(now.median), Of(before.median));
    Add(section, item, "p90", "minutes", Of(now.p90), Of(before.p90));
    Add(section, item, "in_target", "share", Of(now.in_target), Of(before.in_target));
  }
  std::string Finish() const { return out_; }

 private:
  std::string out_ = "section,item,measure,unit,this_week,this_week_over,last_week,last_week_over\r\n";
};

const People* FindInbox(const WeekFigures& week, InboxId id) {
  for (const auto& [inbox, people] : week.by_inbox) {
    if (inbox == id) return &people;
  }
  return nullptr;
}

void AddPeople(Sheet& sheet, const WeekFigures& now, const WeekFigures& before, const ReviewWords& words) {
  const auto add = [&](std::string_view item, const People& a, const People& b) {
    sheet.Count("people", item, "people", a.people, b.people);
    sheet.Count("people", item, "messages", a.messages, b.messages);
  };
  add("all", now.people, before.people);
  for (const auto& [id, people] : now.by_inbox) {
    const People* last = FindInbox(before, id);
    add("inbox " + words.InboxName(id), people, last == nullptr ? People{} : *last);
  }
  for (std::size_t i = 0; i < kChannels; ++i)
    add(ChannelKey(static_cast<Channel>(i)), now.by_channel.at(i), before.by_channel.at(i));
}

void AddProblems(Sheet& sheet, const ProblemFigures& now, const ProblemFigures& before) {
  sheet.Count("problems", "all", "cases", now.cases, before.cases);
  sheet.Count("problems", "all", "resolved", now.resolved, before.resolved);
  sheet.Add("problems", "all", "first_resolution_median", "minutes", Of(now.first_resolution), Of(before.first_resolution));
  sheet.Add("problems", "all", "spent", "minutes", Minutes(now.spent), Minutes(before.spent));
  for (const CauseFigures& cause : now.causes) {
    CauseFigures last;
    for (const CauseFigures& other : before.causes) {
      if (other.cause == cause.cause) last = other;
    }
    const std::string item = cause.cause.empty() ? "cause not noted" : "cause " + cause.cause;
    sheet.Count("problems", item, "cases", cause.cases, last.cases);
    sheet.Add("problems", item, "spent", "minutes", Minutes(cause.spent), Minutes(last.spent));
  }
}

void AddRest(Sheet& sheet, const WeekFigures& now, const WeekFigures& before) {
  sheet.Count("cases", "all", "handed_over", now.cases.handed_over, before.cases.handed_over);
  sheet.Count("cases", "all", "handed_over_again", now.cases.handed_over_again, before.cases.handed_over_again);
  sheet.Count("cases", "all", "reopened", now.cases.reopened, before.cases.reopened);
  sheet.Count("aftermath", "all", "solved", now.aftermath.solved, before.aftermath.solved);
  sheet.Count("aftermath", "all", "thanked", now.aftermath.thanked, before.aftermath.thanked);
  sheet.Count("aftermath", "all", "praised_publicly", now.aftermath.praised_publicly, before.aftermath.praised_publicly);
  sheet.Count("aftermath", "all", "wrote_again", now.aftermath.wrote_again, before.aftermath.wrote_again);
  sheet.Count("aftermath", "all", "problem_again", now.aftermath.problem_again, before.aftermath.problem_again);
  sheet.Count("promises", "all", "kept", now.promises.kept, before.promises.kept);
  sheet.Count("promises", "all", "broken", now.promises.broken, before.promises.broken);
  sheet.Count("promises", "all", "open", now.promises.open, before.promises.open);
  sheet.Waits("thanks", "all", now.thanks, before.thanks);
  sheet.Add("coverage", "all", "seen", "share", Of(now.coverage.seen), Of(before.coverage.seen));
  sheet.Add("coverage", "all", "watched", "minutes", Minutes(now.coverage.watched), Minutes(before.coverage.watched));
  sheet.Add("coverage", "all", "blind", "minutes", Minutes(now.coverage.blind), Minutes(before.coverage.blind));
  sheet.Count("alerts", "all", "sent", now.alerts.sent, before.alerts.sent);
  sheet.Count("alerts", "all", "acted_on", now.alerts.acted_on, before.alerts.acted_on);
}

}  // namespace

std::string RenderReviewCsv(const Review& review, const ReviewWords& words) {
  const WeekFigures& now = review.this_week;
  const WeekFigures& before = review.last_week;
  Sheet sheet;
  AddPeople(sheet, now, before, words);
  sheet.Waits("waits", "calendar", now.calendar, before.calendar);
  sheet.Waits("waits", "shop_hours", now.shop, before.shop);
  for (std::size_t i = 0; i < kReferenceLines.size(); ++i) {
    sheet.Add("waits", "within " + FormatDuration(kReferenceLines.at(i)), "answered", "share", WithinLine(now, i),
              WithinLine(before, i));
  }
  sheet.Count("waits", "answered after the week", "answered", now.answered_later, before.answered_later);
  sheet.Add("waits", "answered after the week", "median", "minutes", Of(now.later_median), Of(before.later_median));
  for (std::size_t i = 0; i < kChannels; ++i)
    sheet.Waits("channel", ChannelKey(static_cast<Channel>(i)), now.channels.at(i), before.channels.at(i));
  for (std::size_t i = 0; i < kTopics; ++i)
    sheet.Waits("topic", TopicKey(static_cast<Topic>(i)), now.topics.at(i), before.topics.at(i));
  Value parity = Of(now.parity.ratio);
  parity.is_over = now.parity.is_over;
  Value parity_before = Of(before.parity.ratio);
  parity_before.is_over = before.parity.is_over;
  sheet.Add("parity", "all", "private_over_public", "ratio", parity, parity_before);
  AddProblems(sheet, now.problems, before.problems);
  AddRest(sheet, now, before);
  for (std::size_t i = 0; i < now.flow.size(); ++i) {
    const std::string day = "day " + std::to_string(i + 1);
    sheet.Count("flow", day, "new", now.flow.at(i).started, before.flow.at(i).started);
    sheet.Count("flow", day, "answered", now.flow.at(i).answered, before.flow.at(i).answered);
    sheet.Count("flow", day, "open", now.flow.at(i).open, before.flow.at(i).open);
  }
  return sheet.Finish();
}

}  // namespace replywatch

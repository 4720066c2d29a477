#include "dashboard/view_models/review_sheet.h"

#include <algorithm>

namespace replywatch {
namespace {

constexpr std::size_t kShownWaiting = 5;

constexpr std::array<std::string_view, kReviewParts> kPartKeys{"people", "heat",    "waiting", "flow",   "lengths", "trend",
                                                               "splits", "longest", "curves",  "causes", "cases",   "care"};

ReviewQuery WaitsOf(IsoWeek week, WaitPart part = WaitPart::kAll) {
  ReviewQuery query;
  query.week = week;
  query.part = part;
  return query;
}

ReviewQuery SetOf(IsoWeek week, ReviewSet set) {
  ReviewQuery query;
  query.week = week;
  query.set = set;
  return query;
}

ReviewNumber Read(std::string text) { return {std::move(text), {}, {}, {}}; }

// Both weeks of one figure: what it says, and what its list is called in this week.
class Maker {
 public:
  Maker(const Review& review, const ReviewWords& words) : review_(review), words_(words) {}

  ReviewTable PeopleRows() const;
  ReviewTable Splits() const;
  ReviewTable Cases() const;
  ReviewTable Care() const;
  std::vector<ReviewTile> Tiles() const;
  void Notes(ReviewSheet& sheet) const;
  ReviewWaitLine Line(const ListedWait& wait) const {
    return {wait.wait.conversation_id,
            {words_.Person(wait), words_.Where(wait), words_.About(wait), words_.Owner(wait), words_.Lasted(wait)}};
  }

 private:
  const WeekFigures& now() const { return review_.this_week; }
  const WeekFigures& before() const { return review_.last_week; }
  std::string Name(const WeekFigures& week, const std::string& what) const {
    return words_.Text("title.week", {{"week", std::to_string(week.week.week)}}) + " · " + what;
  }
  ReviewNumber Number(const WeekFigures& week, const std::string& name, std::int64_t n, const ReviewQuery& query) const {
    return Listed(words_.Number(n), Name(week, name), query, n);
  }
  ReviewTable Pairs() const { return {{words_.Text("column.this_week"), words_.Text("column.last_week")}, {}}; }
  void AddPeople(ReviewTable& table, const std::string& name, const People& a, const People& b, ReviewQuery query) const;
  void AddSplit(ReviewTable& table, const std::string& name, const WaitFigures& a, const WaitFigures& b, ReviewQuery query) const;
  void AddSplitCells(ReviewRow& row, const WeekFigures& week, const WaitFigures& figures, ReviewQuery query,
                     bool shows_cases) const;

  // One row: `text` of each week's figures, opening `set`.
  template <typename Text, typename Length>
  ReviewRow Pair(std::string_view key, ReviewQuery query, Text text, Length length) const {
    ReviewRow row{words_.Text(key), {}};
    for (const WeekFigures* week : {&now(), &before()}) {
      query.week = week->week;
      row.cells.push_back(Listed(text(*week), Name(*week, row.name), query, length(*week)));
    }
    return row;
  }
  template <typename Count>
  ReviewRow Counted(std::string_view key, ReviewQuery query, Count count) const {
    return Pair(
        key, std::move(query), [&](const WeekFigures& week) { return words_.Number(count(week)); }, count);
  }

  const Review& review_;
  const ReviewWords& words_;
};

std::vector<ReviewTile> Maker::Tiles() const {
  std::vector<ReviewTile> tiles;
  const auto add = [&](const std::string& label, ReviewQuery query, Verdict verdict, const auto& text, const auto& length) {
    const auto number = [&](const WeekFigures& week) {
      query.week = week.week;
      return Listed(text(week), Name(week, label), query, length(week));
    };
    tiles.push_back({number(now()), number(before()), label, verdict, {}});
    if (tiles.back().now.text == tiles.back().last.text) tiles.back().verdict = Verdict::kNone;
    if (tiles.back().verdict != Verdict::kNone)
      tiles.back().verdict_word = words_.Text(tiles.back().verdict == Verdict::kBetter ? "tile.better" : "tile.worse");
    tiles.back().last.text = words_.Text("tile.last", {{"value", tiles.back().last.text}});
  };
  const auto all = [](const WeekFigures& w) { return std::optional(w.calendar.count); };
  const auto unknown = [](const WeekFigures&) { return std::optional<std::int64_t>(); };
  const auto waiting = [](const WeekFigures& w) {
    return w.calendar.count > 0 ? std::optional<double>(static_cast<double>(w.calendar.waiting)) : std::nullopt;
  };
  const auto judge = [&](std::optional<Quantile> WaitFigures::*figure) {
    const auto of = [&](const WeekFigures& w) { return Judged(w.calendar.*figure, w.calendar.count); };
    return JudgeLess(of(now()), of(before()));
  };
  const auto waiting_words = [&](const WeekFigures& w) {
    return w.calendar.count > 0 || &w == &now() ? words_.Number(w.calendar.waiting) : std::string(ReviewWords::kNone);
  };
  add(
      words_.Text("tile.people"), SetOf({}, ReviewSet::kPeople), Verdict::kNone,
      [&](const auto& w) { return words_.Number(w.people.people); },
      [](const auto& w) { return std::optional(w.people.people); });
  add(words_.Waiting(review_), WaitsOf({}, WaitPart::kWaiting), JudgeLess(waiting(now()), waiting(before())), waiting_words,
      [](const auto& w) { return std::optional(w.calendar.waiting); });
  add(
      words_.MedianLabel(now().calendar), WaitsOf({}), judge(&WaitFigures::median),
      [&](const auto& w) { return words_.Of(w.calendar.median); }, all);
  add(
      words_.Text("tile.p90"), WaitsOf({}), judge(&WaitFigures::p90), [&](const auto& w) { return words_.Of(w.calendar.p90); },
      all);
  add(
      words_.Text("tile.in_target"), WaitsOf({}, WaitPart::kWithTarget),
      JudgeMore(now().calendar.in_target, before().calendar.in_target),
      [&](const auto& w) { return words_.InTarget(w.calendar); }, unknown);
  add(
      words_.Text("tile.parity"), WaitsOf({}, WaitPart::kOfParity), JudgeLess(now().parity.ratio, before().parity.ratio),
      [&](const auto& w) { return words_.Of(w.parity); },
      [](const auto& w) {
        return std::optional(w.channels.at(static_cast<std::size_t>(Channel::kPublic)).count +
                             w.channels.at(static_cast<std::size_t>(Channel::kPrivate)).count);
      });
  add(
      words_.SeenLabel(now().coverage), SetOf({}, ReviewSet::kBlind), JudgeMore(now().coverage.seen, before().coverage.seen),
      [&](const auto& w) { return words_.Seen(w.coverage); }, unknown);
  return tiles;
}

void Maker::AddPeople(ReviewTable& table, const std::string& name, const People& a, const People& b, ReviewQuery query) const {
  ReviewRow row{name, {}};
  for (const auto& [week, people] : {std::pair{&now(), a}, std::pair{&before(), b}}) {
    query.week = week->week;
    query.set = ReviewSet::kPeople;
    row.cells.push_back(Number(*week, name, people.people, query));
    query.set = ReviewSet::kMessages;
    row.cells.push_back(Number(*week, name, people.messages, query));
  }
  table.rows.push_back(std::move(row));
}

ReviewTable Maker::PeopleRows() const {
  ReviewTable table{{words_.Text("column.people"), words_.Text("column.messages"), words_.Text("column.people_last"),
                     words_.Text("column.messages_last")},
                    {}};
  AddPeople(table, words_.Text("people.all"), now().people, before().people, {});
  for (const auto& [id, people] : now().by_inbox) {
    const auto last = std::find_if(before().by_inbox.begin(), before().by_inbox.end(),
                                   [&, inbox = id](const auto& pair) { return pair.first == inbox; });
    ReviewQuery query;
    query.inbox = id;
    AddPeople(table, words_.InboxName(id), people, last == before().by_inbox.end() ? People{} : last->second, query);
  }
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (now().by_channel.at(i).messages + before().by_channel.at(i).messages == 0) continue;
    ReviewQuery query;
    query.channel = static_cast<Channel>(i);
    AddPeople(table, words_.Text("people.channel", {{"channel", words_.ChannelName(*query.channel)}}), now().by_channel.at(i),
              before().by_channel.at(i), query);
  }
  return table;
}

// Few cases stand one by one in place of what cannot be said of few.
void Maker::AddSplitCells(ReviewRow& row, const WeekFigures& week, const WaitFigures& figures, ReviewQuery query,
                          bool shows_cases) const {
  query.week = week.week;
  row.cells.push_back(Number(week, row.name, figures.count, query));
  const std::string name = Name(week, row.name);
  if (IsFew(static_cast<std::size_t>(figures.count))) {
    ReviewNumber cases = Listed(shows_cases && figures.count > 0 ? words_.Cases(figures) : "–", name, query, figures.count);
    cases.columns = 3;
    if (figures.count == 0) cases.opens.reset();
    return row.cells.push_back(std::move(cases));
  }
  row.cells.push_back(Listed(words_.Of(figures.median), name, query, figures.count));
  row.cells.push_back(Listed(words_.Of(figures.p90), name, query, figures.count));
  query.part = WaitPart::kWithTarget;
  row.cells.push_back(Listed(words_.InTarget(figures), name, query));
}

void Maker::AddSplit(ReviewTable& table, const std::string& name, const WaitFigures& a, const WaitFigures& b,
                     ReviewQuery query) const {
  if (a.count == 0 && b.count == 0) return;
  ReviewRow row{name, {}};
  AddSplitCells(row, now(), a, query, true);
  AddSplitCells(row, before(), b, query, false);
  table.rows.push_back(std::move(row));
}

ReviewTable Maker::Splits() const {
  ReviewTable table;
  const std::string last = " " + words_.Text("column.last_suffix");
  for (const std::string& suffix : {std::string(), last}) {
    for (const char* key : {"column.waits", "column.median", "column.p90", "column.in_target"})
      table.columns.push_back(words_.Text(key) + suffix);
  }
  AddSplit(table, words_.Text("splits.calendar"), now().calendar, before().calendar, {});
  AddSplit(table, words_.Text("splits.shop"), now().shop, before().shop, {});
  for (std::size_t i = 0; i < kChannels; ++i) {
    ReviewQuery query;
    query.channel = static_cast<Channel>(i);
    AddSplit(table, words_.ChannelName(*query.channel), now().channels.at(i), before().channels.at(i), query);
  }
  for (std::size_t i = 0; i < kTopics; ++i) {
    ReviewQuery query;
    query.topic = static_cast<Topic>(i);
    AddSplit(table, words_.TopicName(*query.topic), now().topics.at(i), before().topics.at(i), query);
  }
  return table;
}

ReviewTable Maker::Cases() const {
  ReviewTable table = Pairs();
  const auto after = [&](std::string_view key, ReviewSet set, std::int64_t AftermathFigures::*figure) {
    return Pair(
        key, SetOf({}, set), [&](const WeekFigures& w) { return words_.OutOf(w.aftermath.*figure, w.aftermath.solved); },
        [&](const WeekFigures& w) { return w.aftermath.*figure; });
  };
  table.rows = {
      Counted("cases.handed_over", SetOf({}, ReviewSet::kHandedOver), [](const WeekFigures& w) { return w.cases.handed_over; }),
      Counted("cases.handed_over_again", SetOf({}, ReviewSet::kHandedOverAgain),
              [](const WeekFigures& w) { return w.cases.handed_over_again; }),
      Counted("cases.reopened", SetOf({}, ReviewSet::kReopened), [](const WeekFigures& w) { return w.cases.reopened; }),
      Pair(
          "cases.resolved", SetOf({}, ReviewSet::kSolved),
          [&](const WeekFigures& w) { return words_.OutOf(w.problems.resolved, w.problems.cases); },
          [](const WeekFigures& w) { return w.problems.resolved; }),
      Pair(
          "cases.resolution", SetOf({}, ReviewSet::kProblems),
          [&](const WeekFigures& w) { return words_.Of(w.problems.first_resolution); },
          [](const WeekFigures& w) { return w.problems.cases; }),
      after("after.thanked", ReviewSet::kThankedAfter, &AftermathFigures::thanked),
      after("after.praised", ReviewSet::kPraisedAfter, &AftermathFigures::praised_publicly),
      after("after.wrote", ReviewSet::kWroteAfter, &AftermathFigures::wrote_again),
      after("after.problem", ReviewSet::kProblemAfter, &AftermathFigures::problem_again),
      Counted("promises.kept", SetOf({}, ReviewSet::kPromisesKept), [](const WeekFigures& w) { return w.promises.kept; }),
      Counted("promises.broken", SetOf({}, ReviewSet::kPromisesBroken), [](const WeekFigures& w) { return w.promises.broken; }),
      Counted("promises.open", SetOf({}, ReviewSet::kPromisesOpen), [](const WeekFigures& w) { return w.promises.open; })};
  return table;
}

ReviewTable Maker::Care() const {
  const auto thanks = [](WaitPart part) {
    ReviewQuery query = WaitsOf({}, part);
    query.topic = Topic::kPraise;
    return query;
  };
  const auto unknown = [](const WeekFigures&) { return std::optional<std::int64_t>(); };
  ReviewTable table = Pairs();
  table.rows = {
      Counted("care.thanked", thanks(WaitPart::kAnswered), [](const WeekFigures& w) { return w.thanks.answered; }),
      Counted("care.not_thanked", thanks(WaitPart::kWaiting), [](const WeekFigures& w) { return w.thanks.waiting; }),
      Pair(
          "care.thank_median", thanks(WaitPart::kAll), [&](const WeekFigures& w) { return words_.Of(w.thanks.median); },
          [](const WeekFigures& w) { return w.thanks.count; }),
      Pair(
          "care.seen", SetOf({}, ReviewSet::kBlind), [&](const WeekFigures& w) { return words_.Seen(w.coverage); }, unknown),
      Pair(
          "care.watched", SetOf({}, ReviewSet::kBlind), [&](const WeekFigures& w) { return words_.Watched(w.coverage); },
          unknown),
      Pair(
          "care.blind", SetOf({}, ReviewSet::kBlind), [&](const WeekFigures& w) { return words_.Blind(w.coverage); }, unknown),
      Counted("care.alerts", SetOf({}, ReviewSet::kAlerts), [](const WeekFigures& w) { return w.alerts.sent; }),
      Pair(
          "care.acted_on", SetOf({}, ReviewSet::kAlertsActedOn),
          [&](const WeekFigures& w) { return words_.OutOf(w.alerts.acted_on, w.alerts.sent); },
          [](const WeekFigures& w) { return w.alerts.acted_on; })};
  return table;
}

void Maker::Notes(ReviewSheet& sheet) const {
  const auto notes = [&](ReviewPart part) -> std::vector<ReviewNumber>& {
    return sheet.heads.at(static_cast<std::size_t>(part)).notes;
  };
  const auto listed = [&](ReviewPart part, const std::string& text, ReviewQuery query, std::int64_t length) {
    notes(part).push_back(Listed(text, Name(now(), sheet.Head(part).title), std::move(query), length));
  };
  const WaitFigures& all = now().calendar;
  if (const auto more = static_cast<std::int64_t>(review_.waiting.size()) - static_cast<std::int64_t>(sheet.waiting.size());
      more > 0) {
    listed(ReviewPart::kWaiting, words_.Count("waiting.more", more), WaitsOf(now().week, WaitPart::kWaiting), all.waiting);
  }
  if (review_.waiting_longer > 0) {
    ReviewQuery open = SetOf(now().week, ReviewSet::kOpenAfterDay);
    open.day =
        static_cast<int>(std::count_if(now().flow.begin(), now().flow.end(), [](const DayFlow& day) { return !day.is_ahead; })) -
        1;
    listed(ReviewPart::kWaiting, words_.Count("waiting.longer", review_.waiting_longer), open,
           review_.waiting_longer + all.waiting);
  }
  if (review_.waiting.empty() && review_.waiting_longer == 0)
    notes(ReviewPart::kWaiting).push_back(Read(words_.Text("waiting.empty")));
  if (review_.longest.empty()) notes(ReviewPart::kLongest).push_back(Read(words_.Text("longest.empty")));
  if (!IsFew(static_cast<std::size_t>(all.count))) {
    std::string lines;
    for (std::size_t i = 0; i < kReferenceLines.size(); ++i) {
      lines +=
          (lines.empty() ? "" : " · ") + words_.Text("lengths.within", {{"length", words_.Length(kReferenceLines.at(i))},
                                                                        {"share", words_.ExactShare(now().within_lines.at(i))}});
    }
    listed(ReviewPart::kLengths, lines, WaitsOf(now().week), all.count);
  }
  if (all.closed > 0)
    listed(ReviewPart::kSplits, words_.Count("splits.closed", all.closed), WaitsOf(now().week, WaitPart::kClosed), all.closed);
  if (all.liked > 0)
    listed(ReviewPart::kSplits, words_.Count("splits.liked", all.liked), WaitsOf(now().week, WaitPart::kLiked), all.liked);
  if (all.withdrawn > 0)
    listed(ReviewPart::kSplits, words_.Count("splits.withdrawn", all.withdrawn), WaitsOf(now().week, WaitPart::kWithdrawn),
           all.withdrawn);
  if (now().answered_later > 0) {
    listed(ReviewPart::kSplits, words_.Count("splits.later", now().answered_later, {{"median", words_.Of(now().later_median)}}),
           WaitsOf(now().week, WaitPart::kAnsweredLater), now().answered_later);
  }
  const Parity& parity = now().parity;
  notes(ReviewPart::kCurves)
      .push_back(Read(parity.ratio
                          ? words_.Text("curves.parity", {{"ratio", words_.Of(parity)}, {"last", words_.Of(before().parity)}})
                          : words_.Text("curves.no_parity")));
  const ProblemFigures& problems = now().problems;
  if (problems.cases == 0) {
    notes(ReviewPart::kCauses).push_back(Read(words_.Text("causes.empty")));
  } else {
    const std::string text =
        words_.Count("causes.cases", problems.cases,
                     {{"spent", words_.Total(problems.spent)}, {"last", words_.Number(before().problems.cases)}});
    listed(ReviewPart::kCauses, text, SetOf(now().week, ReviewSet::kProblems), problems.cases);
  }
  std::string blind;
  for (const auto& [id, length] : now().coverage.blind_inboxes)
    blind += (blind.empty() ? "" : ", ") + words_.InboxName(id) + " " + words_.Length(length);
  if (!blind.empty())
    notes(ReviewPart::kCare)
        .push_back(Listed(words_.Text("care.blind_where", {{"inboxes", blind}}), Name(now(), words_.Text("care.blind")),
                          SetOf(now().week, ReviewSet::kBlind)));
}

void FillAction(const Review& review, const ReviewWords& words, ReviewSheet& sheet) {
  sheet.action = review.action;
  sheet.last_action = review.last_action;
  sheet.action_title = words.Text("action.title");
  sheet.action_text = words.ThisAction(review);
  sheet.last_action_text = words.LastAction(review);
}

}  // namespace

ReviewNumber Listed(std::string text, std::string title, ReviewQuery query, std::optional<std::int64_t> length) {
  return {std::move(text), std::move(title), std::move(query), length};
}

ReviewSheet MakeReviewSheet(const Review& review, const ReviewWords& words, const BusinessHours& hours, Timestamp now) {
  const Maker maker(review, words);
  ReviewSheet sheet;
  sheet.week = review.this_week.week;
  sheet.week_before = review.last_week.week;
  if (const LocalDay next = MondayOf(sheet.week) + 7; hours.zone().At(next, 0) < now) sheet.week_after = WeekOf(next);
  sheet.language = words.language();
  sheet.title = words.WeekTitle(review.this_week);
  sheet.subtitle = words.Subtitle(review, hours);
  for (std::size_t i = 0; i < kReviewParts; ++i) {
    const std::string key(kPartKeys.at(i));
    sheet.heads.at(i) = {words.Text(key + ".title"), words.Text(key + ".definition"), {}};
  }
  sheet.tiles = maker.Tiles();
  sheet.people = maker.PeopleRows();
  sheet.splits = maker.Splits();
  sheet.cases = maker.Cases();
  sheet.care = maker.Care();
  sheet.wait_columns = {words.Text("column.person"), words.Text("column.where"), words.Text("column.about"),
                        words.Text("column.owner"), words.Text("column.waited")};
  for (const ListedWait& wait : review.longest) sheet.longest.push_back(maker.Line(wait));
  for (std::size_t i = 0; i < std::min(review.waiting.size(), kShownWaiting); ++i)
    sheet.waiting.push_back(maker.Line(review.waiting[i]));
  FillCharts(review, words, sheet);
  maker.Notes(sheet);
  FillAction(review, words, sheet);
  return sheet;
}

}  // namespace replywatch

#include "collector/review/sections.h"

#include <algorithm>

#include "collector/review/markup.h"

namespace replywatch {
namespace {

using markup::Escape;
using markup::Table;
using markup::Tag;

constexpr std::size_t kShownWaiting = 5;
constexpr std::size_t kShownInboxes = 5;

// "better" or "worse" than last week, as a word.
std::string Judgement(Verdict verdict, const ReviewWords& words) {
  if (verdict == Verdict::kNone) return {};
  const bool is_better = verdict == Verdict::kBetter;
  return " " + Tag("span", is_better ? "better" : "worse", Escape(words.Text(is_better ? "tile.better" : "tile.worse")));
}

struct Tile {
  std::string anchor;
  std::string value;
  std::string label;
  std::string last;
  std::string judgement;  // left out where both values read alike
};

std::string Render(const Tile& tile, const ReviewWords& words) {
  return "<li><a href=\"#" + tile.anchor + "\"><strong>" + Escape(tile.value) + "</strong> <span class=\"label\">" +
         Escape(tile.label) + "</span> <span class=\"last\">" + Escape(words.Text("tile.last", {{"value", tile.last}})) +
         "</span>" + (tile.value == tile.last ? std::string() : tile.judgement) + "</a></li>\n";
}

void AddSplit(Table& table, const std::string& name, const WaitFigures& now, const WaitFigures& before,
              const ReviewWords& words) {
  if (now.count == 0 && before.count == 0) return;
  const bool few = IsFew(static_cast<std::size_t>(now.count));
  std::string cases = few ? words.Cases(now) : std::string();
  if (few) table.joins.push_back({table.rows.size(), 2, 3});
  table.rows.push_back({name, words.Number(now.count), few ? cases : words.Of(now.median), few ? "" : words.Of(now.p90),
                        few ? "" : words.InTarget(now), words.Number(before.count),
                        IsFew(static_cast<std::size_t>(before.count)) ? "–" : words.Of(before.median),
                        IsFew(static_cast<std::size_t>(before.count)) ? "–" : words.Of(before.p90), words.InTarget(before)});
}

void AddPair(Table& table, const std::string& name, std::int64_t now, std::int64_t before, const ReviewWords& words) {
  table.rows.push_back({name, words.Number(now), words.Number(before)});
}

Table PairTable(const ReviewWords& words, std::string_view caption) {
  return {words.Text(caption),
          {words.Text("column.what"), words.Text("column.this_week"), words.Text("column.last_week")},
          {},
          {false, true, true},
          "pairs",
          2};
}

std::vector<std::string> WaitColumns(const ReviewWords& words) {
  return {words.Text("column.person"), words.Text("column.where"), words.Text("column.about"), words.Text("column.owner"),
          words.Text("column.waited")};
}

std::vector<std::string> WaitCells(const ListedWait& wait, const ReviewWords& words) {
  return {words.Person(wait), words.Where(wait), words.About(wait), words.Owner(wait), words.Lasted(wait)};
}

std::vector<Tile> TilesOf(const Review& review, const ReviewWords& words) {
  const WeekFigures& now = review.this_week;
  const WeekFigures& before = review.last_week;
  const auto count = [](std::int64_t n) { return std::optional<double>(static_cast<double>(n)); };
  const auto quantile = [&](const std::string& label, std::optional<Quantile> WaitFigures::*figure) {
    const auto judged = [&](const WaitFigures& w) { return Judged(w.*figure, w.count); };
    return Tile{"lengths-h", words.Of(now.calendar.*figure), label, words.Of(before.calendar.*figure),
                Judgement(JudgeLess(judged(now.calendar), judged(before.calendar)), words)};
  };
  return {{"people-h", words.Number(now.people.people), words.Text("tile.people"), words.Number(before.people.people), ""},
          {"waiting-h", words.Number(now.calendar.waiting), words.Waiting(review),
           before.calendar.count > 0 ? words.Number(before.calendar.waiting) : std::string(ReviewWords::kNone),
           Judgement(before.calendar.count > 0 ? JudgeLess(count(now.calendar.waiting), count(before.calendar.waiting))
                                               : Verdict::kNone,
                     words)},
          quantile(words.MedianLabel(now.calendar), &WaitFigures::median),
          quantile(words.Text("tile.p90"), &WaitFigures::p90),
          {"splits-h", words.InTarget(now.calendar), words.Text("tile.in_target"), words.InTarget(before.calendar),
           Judgement(JudgeMore(now.calendar.in_target, before.calendar.in_target), words)},
          {"curves-h", words.Of(now.parity), words.Text("tile.parity"), words.Of(before.parity),
           Judgement(JudgeLess(now.parity.ratio, before.parity.ratio), words)},
          {"care-h", words.Seen(now.coverage), words.SeenLabel(now.coverage), words.Seen(before.coverage),
           Judgement(JudgeMore(now.coverage.seen, before.coverage.seen), words)}};
}

}  // namespace

std::string SummaryText(const Review& review, const ReviewWords& words) {
  std::string out;
  for (const Tile& tile : TilesOf(review, words))
    out += tile.value + " " + tile.label + " (" + words.Text("tile.last", {{"value", tile.last}}) + ")\n";
  return out + "\n" + words.Text("mail.attached") + "\n";
}

std::string TilesSection(const Review& review, const ReviewWords& words) {
  std::string out = "<ul class=\"tiles\" aria-label=\"" + Escape(words.Text("tile.title")) + "\">\n";
  for (const Tile& tile : TilesOf(review, words)) out += Render(tile, words);
  return out + "</ul>\n";
}

std::string PeopleTable(const Review& review, const ReviewWords& words) {
  const WeekFigures& now = review.this_week;
  const WeekFigures& before = review.last_week;
  Table table{words.Text("people.title"),
              {words.Text("column.where"), words.Text("column.people"), words.Text("column.messages"),
               words.Text("column.people_last"), words.Text("column.messages_last")},
              {},
              {false, true, true, true, true},
              "pairs",
              3};
  const auto add = [&](const std::string& name, const People& a, const People& b) {
    table.rows.push_back(
        {name, words.Number(a.people), words.Number(a.messages), words.Number(b.people), words.Number(b.messages)});
  };
  add(words.Text("people.all"), now.people, before.people);
  People rest;
  People rest_before;
  for (std::size_t i = 0; i < now.by_inbox.size(); ++i) {
    const auto& [id, people] = now.by_inbox[i];
    const auto last = std::find_if(before.by_inbox.begin(), before.by_inbox.end(),
                                   [&, inbox = id](const auto& pair) { return pair.first == inbox; });
    const People people_before = last == before.by_inbox.end() ? People{} : last->second;
    if (i < kShownInboxes) {
      add(words.InboxName(id), people, people_before);
      continue;
    }
    rest = {rest.people + people.people, rest.messages + people.messages};
    rest_before = {rest_before.people + people_before.people, rest_before.messages + people_before.messages};
  }
  if (rest.messages > 0) add(words.Text("people.rest"), rest, rest_before);
  for (std::size_t i = 0; i < kChannels; ++i) {
    if (now.by_channel.at(i).messages + before.by_channel.at(i).messages > 0)
      add(words.Text("people.channel", {{"channel", words.ChannelName(static_cast<Channel>(i))}}), now.by_channel.at(i),
          before.by_channel.at(i));
  }
  return markup::Render(table);
}

std::string WaitingList(const Review& review, const ReviewWords& words) {
  const std::string longer =
      review.waiting_longer > 0 ? Tag("p", "more", Escape(words.Count("waiting.longer", review.waiting_longer))) : std::string();
  if (review.waiting.empty()) return longer.empty() ? Tag("p", "kind", Escape(words.Text("waiting.empty"))) : longer;
  Table shortened{
      words.Text("waiting.title"),
      {words.Text("column.person"), words.Text("column.where"), words.Text("column.owner"), words.Text("column.waited")},
      {},
      {false, false, false, true},
      "waits",
      99};
  Table all{words.Text("waiting.title"), WaitColumns(words), {}, {false, false, false, false, true}, "waits", 99};
  for (std::size_t i = 0; i < std::min(review.waiting.size(), kNamedWaiting); ++i) {
    const ListedWait& wait = review.waiting[i];
    all.rows.push_back(WaitCells(wait, words));
    if (i < kShownWaiting)
      shortened.rows.push_back({words.Person(wait), words.Where(wait), words.Owner(wait), words.Lasted(wait)});
  }
  std::string out = markup::Scrolling(shortened);
  const std::size_t more = review.waiting.size() - shortened.rows.size();
  if (more == 0) return out + longer;
  return out + longer + Tag("p", "more", Escape(words.Count("waiting.more", static_cast<std::int64_t>(more)))) +
         markup::Folded(words.Text("waiting.show"), all);
}

std::string SplitTable(const Review& review, const ReviewWords& words) {
  const WeekFigures& now = review.this_week;
  const WeekFigures& before = review.last_week;
  const std::string last = " " + words.Text("column.last_suffix");
  Table table{words.Text("splits.title"),
              {words.Text("column.which"), words.Text("column.waits"), words.Text("column.median"), words.Text("column.p90"),
               words.Text("column.in_target"), words.Text("column.waits") + last, words.Text("column.median") + last,
               words.Text("column.p90") + last, words.Text("column.in_target") + last},
              {},
              {false, true, true, true, true, true, true, true, true},
              "splits",
              5};
  AddSplit(table, words.Text("splits.calendar"), now.calendar, before.calendar, words);
  AddSplit(table, words.Text("splits.shop"), now.shop, before.shop, words);
  for (std::size_t i = 0; i < kChannels; ++i)
    AddSplit(table, words.ChannelName(static_cast<Channel>(i)), now.channels.at(i), before.channels.at(i), words);
  for (std::size_t i = 0; i < kTopics; ++i)
    AddSplit(table, words.TopicName(static_cast<Topic>(i)), now.topics.at(i), before.topics.at(i), words);
  std::string notes;
  if (now.calendar.closed > 0) notes += words.Count("splits.closed", now.calendar.closed) + " ";
  if (now.calendar.liked > 0) notes += words.Count("splits.liked", now.calendar.liked) + " ";
  if (now.calendar.withdrawn > 0) notes += words.Count("splits.withdrawn", now.calendar.withdrawn) + " ";
  if (now.answered_later > 0) notes += words.Count("splits.later", now.answered_later, {{"median", words.Of(now.later_median)}});
  return markup::Scrolling(table) + Tag("p", "more", Escape(notes));
}

std::string LongestTable(const Review& review, const ReviewWords& words) {
  if (review.longest.empty()) return Tag("p", "kind", Escape(words.Text("longest.empty")));
  Table table{words.Text("longest.title"), WaitColumns(words), {}, {false, false, false, false, true}, "waits", 99};
  for (const ListedWait& wait : review.longest) table.rows.push_back(WaitCells(wait, words));
  return markup::Scrolling(table);
}

std::string CaseTable(const Review& review, const ReviewWords& words) {
  const WeekFigures& now = review.this_week;
  const WeekFigures& before = review.last_week;
  Table table = PairTable(words, "cases.title");
  AddPair(table, words.Text("cases.handed_over"), now.cases.handed_over, before.cases.handed_over, words);
  AddPair(table, words.Text("cases.handed_over_again"), now.cases.handed_over_again, before.cases.handed_over_again, words);
  AddPair(table, words.Text("cases.reopened"), now.cases.reopened, before.cases.reopened, words);
  table.rows.push_back({words.Text("cases.resolved"), words.OutOf(now.problems.resolved, now.problems.cases),
                        words.OutOf(before.problems.resolved, before.problems.cases)});
  table.rows.push_back(
      {words.Text("cases.resolution"), words.Of(now.problems.first_resolution), words.Of(before.problems.first_resolution)});
  const AftermathFigures& after = now.aftermath;
  const AftermathFigures& after_before = before.aftermath;
  const auto add_after = [&](const char* key, std::int64_t n, std::int64_t n_before) {
    table.rows.push_back({words.Text(key), words.OutOf(n, after.solved), words.OutOf(n_before, after_before.solved)});
  };
  add_after("after.thanked", after.thanked, after_before.thanked);
  add_after("after.praised", after.praised_publicly, after_before.praised_publicly);
  add_after("after.wrote", after.wrote_again, after_before.wrote_again);
  add_after("after.problem", after.problem_again, after_before.problem_again);
  AddPair(table, words.Text("promises.kept"), now.promises.kept, before.promises.kept, words);
  AddPair(table, words.Text("promises.broken"), now.promises.broken, before.promises.broken, words);
  AddPair(table, words.Text("promises.open"), now.promises.open, before.promises.open, words);
  return markup::Render(table);
}

std::string CareTable(const Review& review, const ReviewWords& words) {
  const WeekFigures& now = review.this_week;
  const WeekFigures& before = review.last_week;
  Table table = PairTable(words, "care.title");
  AddPair(table, words.Text("care.thanked"), now.thanks.answered, before.thanks.answered, words);
  AddPair(table, words.Text("care.not_thanked"), now.thanks.waiting, before.thanks.waiting, words);
  table.rows.push_back({words.Text("care.thank_median"), words.Of(now.thanks.median), words.Of(before.thanks.median)});
  table.rows.push_back({words.Text("care.seen"), words.Seen(now.coverage), words.Seen(before.coverage)});
  table.rows.push_back({words.Text("care.watched"), words.Watched(now.coverage), words.Watched(before.coverage)});
  table.rows.push_back({words.Text("care.blind"), words.Blind(now.coverage), words.Blind(before.coverage)});
  AddPair(table, words.Text("care.alerts"), now.alerts.sent, before.alerts.sent, words);
  table.rows.push_back({words.Text("care.acted_on"), words.OutOf(now.alerts.acted_on, now.alerts.sent),
                        words.OutOf(before.alerts.acted_on, before.alerts.sent)});
  std::string blind;
  for (const auto& [id, length] : now.coverage.blind_inboxes)
    blind += (blind.empty() ? "" : ", ") + words.InboxName(id) + " " + words.Length(length);
  std::string out = markup::Render(table);
  if (!blind.empty()) out += Tag("p", "more", Escape(words.Text("care.blind_where", {{"inboxes", blind}})));
  return out;
}

std::string ActionSection(const Review& review, const ReviewWords& words) {
  const std::string now = words.ThisAction(review);
  const std::string last = words.LastAction(review);
  return Tag("h2", "", Escape(words.Text("action.title"))) + Tag("p", "", Escape(now)) + Tag("p", "last", Escape(last));
}

}  // namespace replywatch

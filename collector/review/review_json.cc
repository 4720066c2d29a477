#include <nlohmann/json.hpp>

#include "collector/review/review_data.h"

namespace replywatch {
namespace {

using Json = nlohmann::ordered_json;

template <typename T>
Json OrNull(const std::optional<T>& value) {
  return value ? Json(*value) : Json(nullptr);
}
Json ToJson(const std::optional<Quantile>& q) { return q ? Json{{"ms", q->value.ms}, {"over", q->is_over}} : Json(nullptr); }

Json ToJson(const WaitFigures& f) {
  Json out{{"waits", f.count},           {"answered", f.answered}, {"waiting", f.waiting},
           {"closed", f.closed},         {"liked", f.liked},       {"withdrawn", f.withdrawn},
           {"median", ToJson(f.median)}, {"p90", ToJson(f.p90)},   {"in_target", OrNull(f.in_target)}};
  if (f.cases.empty()) return out;
  out["cases"] = Json::array();
  for (const Observation& seen : f.cases) out["cases"].push_back({{"ms", seen.time.ms}, {"answered", !seen.censored}});
  return out;
}

Json ToJson(const People& people) { return {{"people", people.people}, {"messages", people.messages}}; }

Json ToJson(const SurvivalCurve& curve) {
  Json out = Json::array();
  for (const Duration line : kReferenceLines) out.push_back({{"after_ms", line.ms}, {"still_waiting", SurvivalAt(curve, line)}});
  return {{"waits", curve.cases}, {"at", std::move(out)}};
}

Json PeopleJson(const WeekFigures& week, const ReviewWords& words) {
  Json out = ToJson(week.people);
  out["by_inbox"] = Json::array();
  for (const auto& [id, people] : week.by_inbox) {
    Json row = ToJson(people);
    row["inbox"] = words.InboxName(id);
    out["by_inbox"].push_back(std::move(row));
  }
  for (std::size_t i = 0; i < kChannels; ++i)
    out["by_channel"][std::string(ChannelKey(static_cast<Channel>(i)))] = ToJson(week.by_channel.at(i));
  return out;
}

Json ProblemsJson(const ProblemFigures& problems) {
  Json causes = Json::array();
  for (const CauseFigures& c : problems.causes) {
    causes.push_back({{"cause", c.cause.empty() ? Json(nullptr) : Json(c.cause)},
                      {"cases", c.cases},
                      {"spent_ms", c.spent.ms},
                      {"cumulated", c.cumulated}});
  }
  Json conversations = Json::array();
  for (const ConversationId id : problems.conversations) conversations.push_back(id.value);
  return {{"cases", problems.cases},
          {"resolved", problems.resolved},
          {"first_resolution_median", ToJson(problems.first_resolution)},
          {"spent_ms", problems.spent.ms},
          {"causes", std::move(causes)},
          {"conversations", std::move(conversations)}};
}

Json HeatJson(const WeekFigures& week) {
  Json days = Json::array();
  for (const auto& day : week.heat) {
    Json hours = Json::array();
    for (const HeatCell& cell : day)
      hours.push_back({{"messages", cell.messages}, {"waits", cell.waits}, {"over_target", cell.over_target}});
    days.push_back(std::move(hours));
  }
  return days;
}

Json CoverageJson(const Coverage& coverage, const ReviewWords& words) {
  Json blind = Json::array();
  for (const auto& [id, length] : coverage.blind_inboxes)
    blind.push_back({{"inbox", words.InboxName(id)}, {"blind_ms", length.ms}});
  return {{"seen", OrNull(coverage.seen)},
          {"watched_ms", coverage.watched.ms},
          {"unwatched_ms", coverage.unwatched.ms},
          {"blind_ms", coverage.blind.ms},
          {"by_inbox", std::move(blind)}};
}

Json WeekJson(const WeekFigures& week, const ReviewWords& words) {
  Json out{{"week", FormatIsoWeek(week.week)},        {"from", FormatRfc3339(week.bounds.from)},
           {"to", FormatRfc3339(week.bounds.to)},     {"people", PeopleJson(week, words)},
           {"still_waiting", week.calendar.waiting},  {"waits", ToJson(week.calendar)},
           {"waits_in_shop_hours", ToJson(week.shop)}};
  for (std::size_t i = 0; i < kReferenceLines.size(); ++i) {
    out["within"][FormatDuration(kReferenceLines.at(i))] =
        week.calendar.count == 0 ? Json(nullptr) : Json(week.within_lines.at(i));
  }
  out["answered_later"] = {{"count", week.answered_later}, {"median", ToJson(week.later_median)}};
  for (std::size_t i = 0; i < kChannels; ++i)
    out["by_channel"][std::string(ChannelKey(static_cast<Channel>(i)))] = ToJson(week.channels.at(i));
  for (std::size_t i = 0; i < kTopics; ++i)
    out["by_topic"][std::string(TopicKey(static_cast<Topic>(i)))] = ToJson(week.topics.at(i));
  out["parity"] = {{"ratio", OrNull(week.parity.ratio)}, {"over", week.parity.is_over}};
  out["problems"] = ProblemsJson(week.problems);
  out["handed_over"] = week.cases.handed_over;
  out["handed_over_again"] = week.cases.handed_over_again;
  out["reopened"] = week.cases.reopened;
  out["after_solved"] = {{"solved", week.aftermath.solved},
                         {"thanked", week.aftermath.thanked},
                         {"praised_publicly", week.aftermath.praised_publicly},
                         {"wrote_again", week.aftermath.wrote_again},
                         {"problem_again", week.aftermath.problem_again}};
  out["promises"] = {{"kept", week.promises.kept}, {"broken", week.promises.broken}, {"open", week.promises.open}};
  out["thanks"] = {
      {"thanked", week.thanks.answered}, {"not_thanked", week.thanks.waiting}, {"median", ToJson(week.thanks.median)}};
  out["coverage"] = CoverageJson(week.coverage, words);
  out["alerts"] = {{"sent", week.alerts.sent}, {"acted_on", week.alerts.acted_on}};
  out["distribution"] = {
      {"counts", week.distribution.counts}, {"answered_later", week.distribution.later}, {"total", week.distribution.total}};
  out["heat"] = HeatJson(week);
  out["curves"] = {{"public", ToJson(week.public_curve)}, {"private", ToJson(week.private_curve)}};
  out["flow"] = Json::array();
  for (const DayFlow& day : week.flow) {
    if (!day.is_ahead)
      out["flow"].push_back(
          {{"day", FormatLocalDay(day.day)}, {"new", day.started}, {"answered", day.answered}, {"open", day.open}});
  }
  return out;
}

Json ListJson(const std::vector<ListedWait>& waits, const ReviewWords& words) {
  Json out = Json::array();
  for (const ListedWait& wait : waits) {
    out.push_back({{"conversation", std::to_string(wait.wait.conversation_id.value)},
                   {"person", words.Person(wait)},
                   {"inbox", words.InboxName(wait.wait.inbox_id)},
                   {"channel", ChannelKey(wait.wait.channel)},
                   {"topic", TopicKey(TopicOf(wait.wait))},
                   {"cause", wait.wait.cause.empty() ? Json(nullptr) : Json(wait.wait.cause)},
                   {"owner", wait.wait.owner ? Json(words.AgentName(wait.wait.owner)) : Json(nullptr)},
                   {"started_at", FormatRfc3339(wait.wait.started_at)},
                   {"lasted_ms", wait.lasted.ms},
                   {"open", wait.was_open}});
  }
  return out;
}

Json ToJson(const std::optional<WeeklyAction>& action, const ReviewWords& words) {
  if (!action) return nullptr;
  return {{"owner", words.AgentName(action->owner)},
          {"text", action->text},
          {"done_at", action->done_at ? Json(FormatRfc3339(*action->done_at)) : Json(nullptr)},
          {"outcome", action->outcome}};
}

}  // namespace

std::string_view ChannelKey(Channel channel) {
  constexpr std::array<std::string_view, kChannels> kKeys{"public", "private", "review", "email"};
  return kKeys.at(static_cast<std::size_t>(channel));
}

std::string_view TopicKey(Topic topic) {
  constexpr std::array<std::string_view, kTopics> kKeys{"problem", "question", "praise", "other"};
  return kKeys.at(static_cast<std::size_t>(topic));
}

std::string RenderReviewJson(const Review& review, const ReviewWords& words, Timestamp made_at) {
  Json out{{"week", FormatIsoWeek(review.this_week.week)},
           {"complete", review.is_complete},
           {"shop", words.style().shop_name},
           {"time_zone", words.zone().Name()},
           {"made_at", FormatRfc3339(made_at)},
           {"this_week", WeekJson(review.this_week, words)},
           {"last_week", WeekJson(review.last_week, words)}};
  out["usual_target_ms"] = review.usual_target ? Json(review.usual_target->ms) : Json(nullptr);
  out["trend"] = Json::array();
  for (const TrendWeek& week : review.trend)
    out["trend"].push_back(
        {{"week", FormatIsoWeek(week.week)}, {"waits", week.waits}, {"median", ToJson(week.median)}, {"p90", ToJson(week.p90)}});
  out["longest"] = ListJson(review.longest, words);
  out["waiting"] = ListJson(review.waiting, words);
  out["waiting_longer"] = review.waiting_longer;
  out["action"] = ToJson(review.action, words);
  out["last_action"] = ToJson(review.last_action, words);
  return out.dump(2, ' ', false, Json::error_handler_t::replace) + "\n";
}

}  // namespace replywatch

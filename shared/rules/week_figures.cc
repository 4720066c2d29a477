#include "shared/rules/week_figures.h"

#include <algorithm>
#include <map>
#include <set>
#include <unordered_map>
#include <unordered_set>

#include "shared/rules/sla.h"

namespace replywatch {
namespace {

using WaitPointers = std::vector<const ReviewWait*>;

template <typename Keep>
WaitPointers Select(const std::vector<ReviewWait>& waits, Keep keep) {
  WaitPointers out;
  for (const ReviewWait& wait : waits) {
    if (keep(wait)) out.push_back(&wait);
  }
  return out;
}

bool IsForAnswer(const ReviewWait& wait) { return wait.kind == WaitKind::kAnswer; }

void FillPeople(WeekFigures& figures, const std::vector<Arrival>& arrivals) {
  std::unordered_set<ContactId> everybody;
  std::array<std::unordered_set<ContactId>, kChannels> by_channel;
  std::map<InboxId, std::pair<std::unordered_set<ContactId>, std::int64_t>> by_inbox;
  for (const Arrival& arrival : arrivals) {
    const auto channel = static_cast<std::size_t>(arrival.channel);
    auto& inbox = by_inbox[arrival.inbox_id];
    ++figures.people.messages;
    ++figures.by_channel.at(channel).messages;
    ++inbox.second;
    if (!arrival.contact_id) continue;
    everybody.insert(arrival.contact_id);
    by_channel.at(channel).insert(arrival.contact_id);
    inbox.first.insert(arrival.contact_id);
  }
  figures.people.people = static_cast<std::int64_t>(everybody.size());
  for (std::size_t i = 0; i < kChannels; ++i)
    figures.by_channel.at(i).people = static_cast<std::int64_t>(by_channel.at(i).size());
  for (const auto& [id, inbox] : by_inbox)
    figures.by_inbox.push_back({id, {static_cast<std::int64_t>(inbox.first.size()), inbox.second}});
  std::stable_sort(figures.by_inbox.begin(), figures.by_inbox.end(),
                   [](const auto& a, const auto& b) { return a.second.people > b.second.people; });
}

void FillLater(WeekFigures& figures, const WaitPointers& waits) {
  std::vector<Observation> later;
  for (const ReviewWait* wait : waits) {
    if (!WasWaiting(*wait, figures.bounds.to) || wait->outcome != WaitOutcome::kAnswered) continue;
    later.push_back({*wait->ended_at - wait->started_at, false});
  }
  figures.answered_later = static_cast<std::int64_t>(later.size());
  figures.later_median = QuantileOf(KaplanMeier(std::move(later)), kMedianLevel);
}

Parity ParityOf(const WaitFigures& in_private, const WaitFigures& in_public) {
  const auto few = [](const WaitFigures& f) { return IsFew(static_cast<std::size_t>(f.count)); };
  if (few(in_private) || few(in_public) || in_public.median->is_over || in_public.median->value.ms <= 0) return {};
  return {static_cast<double>(in_private.median->value.ms) / static_cast<double>(in_public.median->value.ms),
          in_private.median->is_over};
}

Duration SpentUntil(const ProblemCase& problem, Timestamp week_end) {
  if (!problem.running_since || *problem.running_since >= week_end) return problem.spent;
  return problem.spent + (week_end - *problem.running_since);
}

ProblemFigures ProblemsOf(const std::vector<ProblemCase>& problems, Timestamp week_end) {
  ProblemFigures figures;
  std::vector<Observation> until_resolved;
  std::map<std::string, CauseFigures> causes;
  for (const ProblemCase& problem : problems) {
    const bool resolved = problem.first_resolved_at && *problem.first_resolved_at < week_end;
    const Duration spent = SpentUntil(problem, week_end);
    ++figures.cases;
    figures.resolved += resolved ? 1 : 0;
    figures.spent = figures.spent + spent;
    figures.conversations.push_back(problem.conversation_id);
    until_resolved.push_back(
        {std::max((resolved ? *problem.first_resolved_at : week_end) - problem.opened_at, Duration{}), !resolved});
    CauseFigures& cause = causes[problem.cause];
    cause.cause = problem.cause;
    ++cause.cases;
    cause.spent = cause.spent + spent;
  }
  figures.first_resolution = QuantileOf(KaplanMeier(std::move(until_resolved)), kMedianLevel);
  for (auto& [name, cause] : causes) figures.causes.push_back(std::move(cause));
  std::stable_sort(figures.causes.begin(), figures.causes.end(), [](const CauseFigures& a, const CauseFigures& b) {
    if (a.cause.empty() != b.cause.empty()) return b.cause.empty();
    return a.cases != b.cases ? a.cases > b.cases : a.spent > b.spent;
  });
  std::int64_t so_far = 0;
  for (CauseFigures& cause : figures.causes)
    cause.cumulated = static_cast<double>(so_far += cause.cases) / static_cast<double>(figures.cases);
  return figures;
}

CaseFigures CasesOf(const WeekInput& input, const WaitPointers& waits) {
  CaseFigures figures;
  std::map<ConversationId, std::int64_t> hand_overs;
  for (const HandOver& hand_over : input.hand_overs) ++hand_overs[hand_over.conversation_id];
  for (const auto& [id, times] : hand_overs) {
    ++figures.handed_over;
    figures.handed_over_again += times > 1 ? 1 : 0;
  }
  figures.reopened = std::count_if(waits.begin(), waits.end(), [](const ReviewWait* wait) { return CameBack(*wait); });
  figures.reopened += static_cast<std::int64_t>(input.reopenings.size());
  return figures;
}

PromiseFigures PromisesOf(const std::vector<Promise>& promises, WeekBounds bounds) {
  PromiseFigures figures;
  for (const Promise& promise : promises) {
    const auto group = GroupOf(promise, bounds);
    if (group) ++(*group == PromiseGroup::kKept ? figures.kept : *group == PromiseGroup::kBroken ? figures.broken : figures.open);
  }
  return figures;
}

AlertFigures AlertsOf(const std::vector<AlertTimes>& alerts, WeekBounds bounds) {
  AlertFigures figures;
  for (const AlertTimes& alert : alerts) {
    if (alert.sent_at < bounds.from || alert.sent_at >= bounds.to) continue;
    ++figures.sent;
    figures.acted_on += alert.acted_at && *alert.acted_at < bounds.to ? 1 : 0;
  }
  return figures;
}

}  // namespace

bool CameBack(const ReviewWait& wait) {
  return wait.closed_before && wait.waited_before && *wait.waited_before <= *wait.closed_before &&
         wait.started_at - *wait.closed_before <= kReopenedWithin;
}

std::optional<PromiseGroup> GroupOf(const Promise& promise, WeekBounds bounds) {
  if (promise.withdrawn_at || promise.due_at < bounds.from) return std::nullopt;
  if (promise.due_at < bounds.to)
    return promise.kept_at && *promise.kept_at <= promise.due_at ? PromiseGroup::kKept : PromiseGroup::kBroken;
  const bool is_open = promise.made_at < bounds.to && !(promise.kept_at && *promise.kept_at < bounds.to);
  return is_open ? std::optional(PromiseGroup::kOpen) : std::nullopt;
}

WeekFigures FiguresOfWeek(const WeekInput& input, const ReviewInput& review, IsoWeek week, WeekBounds bounds,
                          const BusinessHours& hours) {
  WeekFigures figures;
  figures.week = week;
  figures.bounds = bounds;
  const Timestamp end = bounds.to;
  const WaitPointers waits = Select(input.waits, IsForAnswer);
  const auto of_channel = [&](Channel channel) {
    return Select(input.waits, [&](const ReviewWait& w) { return IsForAnswer(w) && w.channel == channel; });
  };
  FillPeople(figures, input.arrivals);
  figures.calendar = FiguresOf(waits, end);
  figures.shop = ShopFiguresOf(waits, end, hours);
  const SurvivalCurve curve = CurveOf(waits, end);
  for (std::size_t i = 0; i < kReferenceLines.size(); ++i)
    figures.within_lines.at(i) = 1 - SurvivalAt(curve, kReferenceLines.at(i));
  FillLater(figures, waits);
  for (std::size_t i = 0; i < kChannels; ++i) figures.channels.at(i) = FiguresOf(of_channel(static_cast<Channel>(i)), end);
  for (std::size_t i = 0; i < kTopics; ++i) {
    figures.topics.at(i) =
        FiguresOf(Select(input.waits, [&](const ReviewWait& w) { return TopicOf(w) == static_cast<Topic>(i); }), end);
  }
  figures.parity = ParityOf(figures.channels.at(static_cast<std::size_t>(Channel::kPrivate)),
                            figures.channels.at(static_cast<std::size_t>(Channel::kPublic)));
  figures.problems = ProblemsOf(input.problems, end);
  figures.cases = CasesOf(input, waits);
  figures.aftermath = AftermathOf(input.solved);
  figures.promises = PromisesOf(input.promises, bounds);
  figures.thanks = figures.topics.at(static_cast<std::size_t>(Topic::kPraise));
  figures.coverage = CoverageOf(input.blind, review.inboxes, bounds);
  figures.alerts = AlertsOf(input.alerts, bounds);
  figures.distribution = DistributionOf(waits, end);
  FillHeat(figures, input, hours.zone());
  figures.public_curve = CurveOf(of_channel(Channel::kPublic), end);
  figures.private_curve = CurveOf(of_channel(Channel::kPrivate), end);
  FillFlow(figures, review, hours.zone());
  return figures;
}

}  // namespace replywatch

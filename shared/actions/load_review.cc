#include "shared/actions/load_review.h"

#include <algorithm>

#include "shared/rules/sla.h"

namespace replywatch {
namespace {

// A promise due later than this after the week is not counted as open.
constexpr Duration kPromiseHorizon = Duration::Days(182);

template <typename Value>
Status Take(Result<Value> loaded, Value& into) {
  RW_ASSIGN_OR_RETURN(into, std::move(loaded));
  return {};
}

std::vector<Timestamp> InstantsOf(const std::vector<Closing>& closings) {
  std::vector<Timestamp> instants;
  for (const Closing& closing : closings) instants.push_back(closing.at);
  return instants;
}

// A week is cut off at its end: what was spent on a matter afterwards belongs to the weeks after it.
Status CutSpent(Session& session, ProblemCase& problem, Timestamp end) {
  RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().Waits(problem.conversation_id));
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> closings, session.conversations().Closings(problem.conversation_id));
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> reopenings, session.conversations().Reopenings(problem.conversation_id));
  for (const Resolution& matter : FoldResolutions(waits, InstantsOf(closings), InstantsOf(reopenings))) {
    if (matter.opened_at != problem.opened_at) continue;
    problem.spent = SpentUntil(matter, end);
    problem.running_since.reset();
  }
  return {};
}

Result<WeekInput> LoadWeek(Session& session, IsoWeek week, WeekBounds bounds) {
  WeekInput input;
  Reports& reports = session.reports();
  RW_ASSIGN_OR_RETURN(input.waits, reports.Waits(bounds.from, bounds.to));
  RW_ASSIGN_OR_RETURN(input.arrivals, reports.Arrivals(bounds.from, bounds.to));
  RW_ASSIGN_OR_RETURN(input.problems, reports.Problems(bounds.from, bounds.to));
  for (ProblemCase& problem : input.problems) {
    if (problem.goes_on) RW_RETURN_IF_ERROR(CutSpent(session, problem, bounds.to));
  }
  RW_ASSIGN_OR_RETURN(input.hand_overs, reports.HandOvers(bounds.from, bounds.to));
  RW_ASSIGN_OR_RETURN(input.reopenings, reports.Reopenings(bounds.from, bounds.to));
  RW_ASSIGN_OR_RETURN(input.promises, reports.PromisesDue(bounds.from, bounds.to + kPromiseHorizon));
  RW_ASSIGN_OR_RETURN(input.solved, reports.Solved(bounds.from - kAftermath, bounds.from));
  RW_ASSIGN_OR_RETURN(input.alerts, reports.Alerts(bounds.from, bounds.to));
  RW_ASSIGN_OR_RETURN(input.blind, reports.BlindSpells(bounds.from, bounds.to));
  RW_ASSIGN_OR_RETURN(input.action, session.cases().ActionOf(week));
  return input;
}

Status NameContacts(Session& session, const std::vector<ListedWait>& waits, std::size_t limit, ReviewNames& names) {
  for (std::size_t i = 0; i < std::min(waits.size(), limit); ++i) {
    const ContactId id = waits[i].wait.contact_id;
    if (names.contacts.contains(id)) continue;
    RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(id));
    names.contacts[id] = contact && !contact->erased_at ? contact->name : std::string();
  }
  return {};
}

Result<ReviewNames> LoadNames(Session& session, const Review& review, const std::vector<WatchedInbox>& inboxes) {
  ReviewNames names;
  RW_RETURN_IF_ERROR(NameContacts(session, review.longest, review.longest.size(), names));
  RW_RETURN_IF_ERROR(NameContacts(session, review.waiting, kNamedWaiting, names));
  RW_ASSIGN_OR_RETURN(const std::vector<Agent> agents, session.staff().Agents());
  for (const Agent& agent : agents) names.agents[agent.id] = agent.name;
  for (const WatchedInbox& inbox : inboxes) names.inboxes[inbox.id] = inbox;
  return names;
}

// Of a week's input what the set is chosen from.
Status LoadFor(Session& session, ReviewSet set, WeekBounds bounds, WeekInput& input) {
  Reports& reports = session.reports();
  switch (set) {
    case ReviewSet::kWaits: return Take(reports.Waits(bounds.from, bounds.to), input.waits);
    case ReviewSet::kReopened:
      RW_RETURN_IF_ERROR(Take(reports.Reopenings(bounds.from, bounds.to), input.reopenings));
      return Take(reports.Waits(bounds.from, bounds.to), input.waits);
    case ReviewSet::kMessages:
    case ReviewSet::kPeople: return Take(reports.Arrivals(bounds.from, bounds.to), input.arrivals);
    case ReviewSet::kProblems:
    case ReviewSet::kSolved: return Take(reports.Problems(bounds.from, bounds.to), input.problems);
    case ReviewSet::kThankedAfter:
    case ReviewSet::kPraisedAfter:
    case ReviewSet::kWroteAfter:
    case ReviewSet::kProblemAfter: return Take(reports.Solved(bounds.from - kAftermath, bounds.from), input.solved);
    case ReviewSet::kHandedOver:
    case ReviewSet::kHandedOverAgain: return Take(reports.HandOvers(bounds.from, bounds.to), input.hand_overs);
    case ReviewSet::kPromisesKept:
    case ReviewSet::kPromisesBroken:
    case ReviewSet::kPromisesOpen: return Take(reports.PromisesDue(bounds.from, bounds.to + kPromiseHorizon), input.promises);
    case ReviewSet::kAlerts:
    case ReviewSet::kAlertsActedOn: return Take(reports.Alerts(bounds.from, bounds.to), input.alerts);
    case ReviewSet::kBlind: return Take(reports.BlindSpells(bounds.from, bounds.to), input.blind);
    case ReviewSet::kAnsweredOnDay:
    case ReviewSet::kOpenAfterDay: return {};
  }
  return {};
}

// The oldest wait that the flow of a week knows one by one.
Timestamp OldestOf(IsoWeek week, const Zone& zone, int weeks_back = 0) {
  return BoundsOf(WeekBefore(week, kTrendWeeks - 1 - weeks_back), zone).from;
}

}  // namespace

Result<std::vector<ReviewItem>> LoadReviewList(Session& session, const ReviewQuery& query, const BusinessHours& hours,
                                               Timestamp now) {
  WeekBounds bounds = BoundsOf(query.week, hours.zone());
  bounds.to = std::min(bounds.to, now);
  if (query.set == ReviewSet::kAnsweredOnDay || query.set == ReviewSet::kOpenAfterDay) {
    const Timestamp oldest = OldestOf(query.week, hours.zone(), query.weeks_back);
    RW_ASSIGN_OR_RETURN(std::vector<WaitSpan> spans, session.reports().Spans(oldest, bounds.to));
    RW_ASSIGN_OR_RETURN(const std::vector<WaitSpan> before, session.reports().OpenSpans(oldest));
    if (query.set == ReviewSet::kOpenAfterDay) spans.insert(spans.end(), before.begin(), before.end());
    return ItemsOfDay(query, spans, now, hours.zone());
  }
  WeekInput input;
  RW_RETURN_IF_ERROR(LoadFor(session, query.set, bounds, input));
  RW_ASSIGN_OR_RETURN(const std::vector<WatchedInbox> inboxes, session.reports().Inboxes());
  return ItemsOf(query, input, inboxes, bounds, hours.zone());
}

Result<LoadedReview> LoadReview(Session& session, IsoWeek week, const BusinessHours& hours, Timestamp now) {
  WeekBounds bounds = BoundsOf(week, hours.zone());
  if (bounds.from >= now)
    return MakeError(ErrorKind::kInvalidArgument, "week " + FormatIsoWeek(week) +
                                                      " has not begun yet; the last complete one is " +
                                                      FormatIsoWeek(LastCompleteWeek(now, hours.zone())));
  bounds.to = std::min(bounds.to, now);
  const IsoWeek before = WeekBefore(week);
  ReviewInput input;
  input.week = week;
  RW_ASSIGN_OR_RETURN(input.this_week, LoadWeek(session, week, bounds));
  RW_ASSIGN_OR_RETURN(input.last_week, LoadWeek(session, before, BoundsOf(before, hours.zone())));
  const Timestamp oldest = OldestOf(week, hours.zone());
  RW_ASSIGN_OR_RETURN(input.history, session.reports().Spans(oldest, bounds.to));
  RW_ASSIGN_OR_RETURN(input.open_before, session.reports().CountOpen(oldest));
  RW_ASSIGN_OR_RETURN(input.inboxes, session.reports().Inboxes());
  LoadedReview loaded;
  loaded.review = BuildReview(input, hours, now);
  RW_ASSIGN_OR_RETURN(loaded.names, LoadNames(session, loaded.review, input.inboxes));
  return loaded;
}

}  // namespace replywatch

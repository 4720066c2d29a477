#include "shared/rules/review_lists.h"

#include <algorithm>
#include <map>

namespace replywatch {
namespace {

bool IsOnTime(const ReviewQuery& query, Timestamp at, const Zone& zone) {
  if (query.day && WeekdayOf(zone.DayOf(at)) != *query.day) return false;
  return !query.hour || zone.MinuteOf(at) / 60 == *query.hour;
}

bool IsInPart(const ReviewQuery& query, const ReviewWait& wait, Timestamp end) {
  const bool waiting = WasWaiting(wait, end);
  const bool answered = wait.outcome == WaitOutcome::kAnswered;
  switch (query.part) {
    case WaitPart::kAll: return true;
    case WaitPart::kWaiting: return waiting;
    case WaitPart::kAnswered: return !waiting && answered;
    case WaitPart::kClosed: return !waiting && wait.outcome == WaitOutcome::kClosed;
    case WaitPart::kLiked: return !waiting && wait.outcome == WaitOutcome::kLiked;
    case WaitPart::kWithdrawn: return !waiting && wait.outcome == WaitOutcome::kWithdrawn;
    case WaitPart::kAnsweredLater: return waiting && answered;
    case WaitPart::kPlace: return PlaceOf(wait, end) == query.place;
    case WaitPart::kLaterPlace: return waiting && answered && PlaceOf(*wait.ended_at - wait.started_at) == query.place;
    case WaitPart::kOfParity: return wait.channel == Channel::kPublic || wait.channel == Channel::kPrivate;
    case WaitPart::kWithTarget: return wait.due_at && *wait.due_at > wait.started_at;
  }
  return false;
}

bool IsWanted(const ReviewQuery& query, const ReviewWait& wait, Timestamp end, const Zone& zone) {
  // Topics tell apart whom to thank; everything else is about answers.
  if (query.topic ? TopicOf(wait) != *query.topic : wait.kind != WaitKind::kAnswer) return false;
  if (query.channel && wait.channel != *query.channel) return false;
  return IsOnTime(query, wait.started_at, zone) && IsInPart(query, wait, end);
}

ReviewItem ItemOf(const ReviewWait& wait, Timestamp end) {
  return {wait.conversation_id,
          {},
          wait.inbox_id,
          wait.started_at,
          ListedWait{wait, ObservationOf(wait, end).time, WasWaiting(wait, end)},
          {}};
}

void SortByLength(std::vector<ReviewItem>& items) {
  std::stable_sort(items.begin(), items.end(),
                   [](const ReviewItem& a, const ReviewItem& b) { return a.wait.value().lasted > b.wait.value().lasted; });
}

void AddWaits(const ReviewQuery& query, const WeekInput& week, WeekBounds bounds, const Zone& zone,
              std::vector<ReviewItem>& out) {
  for (const ReviewWait& wait : week.waits) {
    const bool wanted = query.set == ReviewSet::kReopened ? wait.kind == WaitKind::kAnswer && CameBack(wait)
                                                          : IsWanted(query, wait, bounds.to, zone);
    if (wanted) out.push_back(ItemOf(wait, bounds.to));
  }
  SortByLength(out);
}

// Of people the newest message of each.
void AddMessages(const ReviewQuery& query, const WeekInput& week, const Zone& zone, std::vector<ReviewItem>& out) {
  std::map<ContactId, std::size_t> seen;
  for (const Arrival& arrival : week.arrivals) {
    if (query.inbox && arrival.inbox_id != query.inbox) continue;
    if (query.channel && arrival.channel != *query.channel) continue;
    if (!IsOnTime(query, arrival.at, zone)) continue;
    const ReviewItem item{{}, arrival.message_id, arrival.inbox_id, arrival.at, {}, {}};
    if (query.set == ReviewSet::kMessages) {
      out.push_back(item);
      continue;
    }
    if (!arrival.contact_id) continue;
    const auto [place, is_new] = seen.emplace(arrival.contact_id, out.size());
    if (is_new)
      out.push_back(item);
    else
      out[place->second] = item;
  }
}

void AddProblems(const ReviewQuery& query, const WeekInput& week, Timestamp end, std::vector<ReviewItem>& out) {
  for (const ProblemCase& problem : week.problems) {
    if (query.cause && problem.cause != *query.cause) continue;
    if (query.inbox && problem.inbox_id != query.inbox) continue;
    if (query.set == ReviewSet::kSolved && !(problem.first_resolved_at && *problem.first_resolved_at < end)) continue;
    out.push_back({problem.conversation_id, {}, {}, problem.opened_at, {}, {}});
  }
}

bool DidAfter(ReviewSet set, const AftermathFigures& seen) {
  switch (set) {
    case ReviewSet::kThankedAfter: return seen.thanked > 0;
    case ReviewSet::kPraisedAfter: return seen.praised_publicly > 0;
    case ReviewSet::kWroteAfter: return seen.wrote_again > 0;
    default: return seen.problem_again > 0;
  }
}

void AddAfter(const ReviewQuery& query, const WeekInput& week, std::vector<ReviewItem>& out) {
  for (const SolvedCase& solved : week.solved) {
    if (DidAfter(query.set, AfterOne(solved))) out.push_back({solved.conversation_id, {}, {}, solved.solved_at, {}, {}});
  }
}

void AddHandOvers(const ReviewQuery& query, const WeekInput& week, std::vector<ReviewItem>& out) {
  std::map<ConversationId, std::pair<int, Timestamp>> times;
  for (const HandOver& hand_over : week.hand_overs) {
    auto& [count, last] = times[hand_over.conversation_id];
    ++count;
    last = std::max(last, hand_over.at);
  }
  for (const auto& [id, seen] : times) {
    if (query.set == ReviewSet::kHandedOver || seen.first > 1) out.push_back({id, {}, {}, seen.second, {}, {}});
  }
}

void AddPromises(const ReviewQuery& query, const WeekInput& week, WeekBounds bounds, std::vector<ReviewItem>& out) {
  for (const Promise& promise : week.promises) {
    const std::optional<PromiseGroup> group = GroupOf(promise, bounds);
    if (!group) continue;
    const ReviewSet set = *group == PromiseGroup::kKept     ? ReviewSet::kPromisesKept
                          : *group == PromiseGroup::kBroken ? ReviewSet::kPromisesBroken
                                                            : ReviewSet::kPromisesOpen;
    if (set == query.set) out.push_back({promise.conversation_id, {}, {}, promise.due_at, {}, {}});
  }
}

void AddAlerts(const ReviewQuery& query, const WeekInput& week, WeekBounds bounds, std::vector<ReviewItem>& out) {
  for (const AlertTimes& alert : week.alerts) {
    if (alert.sent_at < bounds.from || alert.sent_at >= bounds.to) continue;
    const bool acted_on = alert.acted_at && *alert.acted_at < bounds.to;
    if (query.set == ReviewSet::kAlerts || acted_on)
      out.push_back({alert.conversation_id, {}, alert.inbox_id, alert.sent_at, {}, {}});
  }
}

void AddBlind(const WeekInput& week, std::span<const WatchedInbox> inboxes, WeekBounds bounds, std::vector<ReviewItem>& out) {
  for (const BlindStretch& stretch : BlindStretches(week.blind, inboxes, bounds)) {
    out.push_back({{}, {}, stretch.inbox_id, stretch.from, {}, stretch.to - stretch.from});
  }
}

}  // namespace

std::vector<ReviewItem> ItemsOf(const ReviewQuery& query, const WeekInput& week, std::span<const WatchedInbox> inboxes,
                                WeekBounds bounds, const Zone& zone) {
  std::vector<ReviewItem> items;
  switch (query.set) {
    case ReviewSet::kWaits: AddWaits(query, week, bounds, zone, items); return items;
    case ReviewSet::kReopened:
      AddWaits(query, week, bounds, zone, items);
      for (const Reopening& reopening : week.reopenings)
        items.push_back({reopening.conversation_id, {}, {}, reopening.at, {}, {}});
      return items;
    case ReviewSet::kMessages:
    case ReviewSet::kPeople: AddMessages(query, week, zone, items); break;
    case ReviewSet::kProblems:
    case ReviewSet::kSolved: AddProblems(query, week, bounds.to, items); break;
    case ReviewSet::kThankedAfter:
    case ReviewSet::kPraisedAfter:
    case ReviewSet::kWroteAfter:
    case ReviewSet::kProblemAfter: AddAfter(query, week, items); break;
    case ReviewSet::kHandedOver:
    case ReviewSet::kHandedOverAgain: AddHandOvers(query, week, items); break;
    case ReviewSet::kPromisesKept:
    case ReviewSet::kPromisesBroken:
    case ReviewSet::kPromisesOpen: AddPromises(query, week, bounds, items); break;
    case ReviewSet::kAlerts:
    case ReviewSet::kAlertsActedOn: AddAlerts(query, week, bounds, items); break;
    case ReviewSet::kBlind: AddBlind(week, inboxes, bounds, items); break;
    case ReviewSet::kAnsweredOnDay:
    case ReviewSet::kOpenAfterDay: break;
  }
  std::stable_sort(items.begin(), items.end(), [](const ReviewItem& a, const ReviewItem& b) { return a.at > b.at; });
  return items;
}

std::vector<ReviewItem> ItemsOfDay(const ReviewQuery& query, std::span<const WaitSpan> spans, Timestamp now, const Zone& zone) {
  std::vector<ReviewItem> items;
  const LocalDay day = MondayOf(query.week) + query.day.value_or(0);
  const Timestamp begin = zone.At(day, 0);
  const Timestamp end = std::min({zone.At(day + 1, 0), BoundsOf(query.week, zone).to, now});
  for (const WaitSpan& span : spans) {
    const bool is_wanted = query.set == ReviewSet::kAnsweredOnDay ? WasAnsweredWithin(span, begin, end) : WasOpenAt(span, end);
    if (!is_wanted) continue;
    ReviewWait wait;
    wait.id = span.id;
    wait.conversation_id = span.conversation_id;
    wait.started_at = span.started_at;
    wait.ended_at = span.ended_at;
    wait.outcome = span.outcome;
    items.push_back(ItemOf(wait, end));
  }
  SortByLength(items);
  return items;
}

}  // namespace replywatch

#include "collector/webhooks/event_drain.h"

#include <algorithm>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMostBytesAtOnce = std::size_t{4} << 20U;
constexpr Duration kTroublePause = Duration::Seconds(15);  // after the platform refused; other rounds ask it meanwhile
constexpr Duration kFirstPause = Duration::Seconds(30);    // before an event is read again; doubles
// What could not be read for so long is set aside: it may be that one event, and its words must not be kept for ever.
constexpr Duration kPatience = Duration::Days(7);

SetAside Unread(const WaitingEvent& event, const std::string& why) {
  return {"event " + std::to_string(event.id.value), "not readable for a week: " + why, CleanText(event.body, kMaxSetAsideBytes)};
}

}  // namespace

Result<std::vector<WaitingEvent>> EventDrain::Due(InboxId inbox) const {
  std::vector<WaitingEvent> events;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(events, session.events().Due(inbox, clock_.Now(), at_once_, kMostBytesAtOnce));
    return {};
  }));
  return events;
}

Status EventDrain::StoreReadings(const IngestInbox& inbox, const std::vector<WaitingEvent>& events, EventReadings readings,
                                 Report& report) {
  std::vector<PreparedReading> prepared;
  prepared.reserve(events.size());
  for (EventReading& reading : readings.readings) prepared.push_back(ingest_.Prepare(std::move(reading)));
  const Timestamp now = clock_.Now();
  RW_RETURN_IF_ERROR(store_.Write([&](Session& session) -> Status {
    for (std::size_t i = 0; i < events.size(); ++i) {
      RW_RETURN_IF_ERROR(Ingest::ApplyReading(session, inbox, prepared[i], now));
      const bool wants_more = prepared[i].reading.comes_again;
      const bool comes_again = wants_more && now - events[i].received_at < kPatience;
      if (wants_more && !comes_again)
        RW_RETURN_IF_ERROR(session.inboxes().AddSetAside(inbox.id, Unread(events[i], "what it tells of was not found"), now));
      RW_RETURN_IF_ERROR(comes_again
                             ? session.events().Postpone(events[i].id, now + BackOffDelay(events[i].attempts + 1, kFirstPause, 1))
                             : session.events().Finish(events[i].id));
    }
    return {};
  }));
  report.events += static_cast<std::int64_t>(events.size());
  for (const PreparedReading& one : prepared) report.set_aside += static_cast<std::int64_t>(one.reading.set_aside.size());
  return {};
}

// What stands in the way may be one event: it is tried alone then, and after that the others without it.
Status EventDrain::Postpone(const IngestInbox& inbox, const std::vector<WaitingEvent>& events, const Error& error) {
  const bool is_alone = at_once_ == 1;
  at_once_ = 1;
  if (!is_alone) return {};
  const WaitingEvent& event = events.front();
  const Timestamp now = clock_.Now();
  return store_.Write([&](Session& session) -> Status {
    if (now - event.received_at < kPatience)
      return session.events().Postpone(event.id, now + BackOffDelay(event.attempts + 1, kFirstPause, 1));
    RW_RETURN_IF_ERROR(session.inboxes().AddSetAside(inbox.id, Unread(event, error.text), now));
    return session.events().Finish(event.id);
  });
}

Status EventDrain::PlanNext(InboxId inbox, Timestamp not_before) {
  return store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::optional<Timestamp> next, session.events().NextDue(inbox));
    due_.reset();
    if (next) due_ = clock_.Steady() + std::max(Duration{}, std::max(*next, not_before) - clock_.Now());
    return {};
  });
}

Result<EventDrain::Report> EventDrain::Round(const IngestInbox& inbox, RateBudget& budget, const std::function<Status()>& between,
                                             const CancelToken& cancel) {
  Report report;
  Timestamp not_before;
  while (!cancel.cancelled()) {
    not_before = budget.PollAllowedAt(clock_.Now());
    if (not_before > clock_.Now()) break;
    RW_ASSIGN_OR_RETURN(const std::vector<WaitingEvent> events, Due(inbox.id));
    if (events.empty()) break;
    std::vector<Event> asked;
    for (const WaitingEvent& event : events) asked.push_back({event.body, event.received_at});
    auto readings = connector_.ReadEvents(asked, clock_.Now(), cancel);
    if (!readings.ok() && readings.error().kind == ErrorKind::kCancelled) break;
    if (!readings.ok()) {
      report.trouble = readings.error();
      const bool may_be_one_event = !NeedsPerson(readings.error().kind) && readings.error().kind != ErrorKind::kRetryAt;
      if (may_be_one_event) RW_RETURN_IF_ERROR(Postpone(inbox, events, readings.error()));
      not_before = std::max(readings.error().retry_at.value_or(clock_.Now()), clock_.Now() + kTroublePause);
      break;
    }
    budget.Learn(readings->throttle, clock_.Now());
    RW_RETURN_IF_ERROR(StoreReadings(inbox, events, std::move(readings).value(), report));
    at_once_ = std::min(kMostAtOnce, at_once_ * 2);
    RW_RETURN_IF_ERROR(between());
  }
  RW_RETURN_IF_ERROR(PlanNext(inbox.id, not_before));
  return report;
}

}  // namespace replywatch

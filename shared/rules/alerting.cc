#include "shared/rules/alerting.h"

#include <algorithm>
#include <map>
#include <set>
#include <tuple>

namespace replywatch {
namespace {

bool Matches(const Silence& silence, const Alert& alert, Timestamp now) {
  if (now < silence.from_at || now >= silence.until_at) return false;
  if (silence.kind && *silence.kind != alert.kind) return false;
  if (silence.inbox_id && silence.inbox_id != alert.inbox_id) return false;
  return silence.group.empty() || silence.group == alert.group;
}

std::optional<Timestamp> SilencedUntil(std::span<const Silence> silences, const Alert& alert, Timestamp now) {
  std::optional<Timestamp> until;
  for (const Silence& silence : silences) {
    if (Matches(silence, alert, now)) until = std::max(until.value_or(silence.until_at), silence.until_at);
  }
  return until;
}

bool IsInhibited(const AlertCase& c, const Inhibitors& inhibitors) {
  const auto has = [](const auto& list, const auto& value) { return std::find(list.begin(), list.end(), value) != list.end(); };
  if (c.alert.kind == AlertKind::kInboxBlind) return has(inhibitors.refused_tokens, c.alert.inbox_id);
  const bool about_a_person = c.alert.kind == AlertKind::kResponse || c.alert.kind == AlertKind::kResolution;
  return about_a_person && !c.cause.empty() && has(inhibitors.incident_causes, c.cause);
}

bool IsInside(const DayInterval& interval, int minute) {
  if (interval.begin < interval.end) return interval.begin <= minute && minute < interval.end;
  return minute >= interval.begin || minute < interval.end;
}

// When the quiet interval around `now` ends.
Timestamp EndOf(const DayInterval& interval, const Zone& zone, Timestamp now) {
  const bool ends_tomorrow = interval.begin > interval.end && zone.MinuteOf(now) >= interval.begin;
  return zone.At(zone.DayOf(now) + (ends_tomorrow ? 1 : 0), interval.end);
}

void Hold(Alert& alert, AlertHold why, Timestamp until) {
  alert.hold = why;
  alert.next_at = until;
}

// A broken promise is news, however often the alert was told.
bool IsNews(const Alert& before) { return !before.last_sent_at || before.hold == AlertHold::kAcknowledged; }

// Told at once and apart, by night, too; its repeats come with the others.
bool IsUrgentNews(const Alert& before) { return BreaksQuiet(before.kind) && IsNews(before); }

// What holds an alert whatever its group does. Returns whether one does.
bool HoldAlone(const AlertCase& c, const AlertSurroundings& around, std::optional<Timestamp> quiet_until, Timestamp now,
               Alert& alert) {
  if (alert.promised_until && *alert.promised_until > now) {
    Hold(alert, AlertHold::kAcknowledged, *alert.promised_until);
    return true;
  }
  if (IsInhibited(c, around.inhibitors)) {
    Hold(alert, AlertHold::kInhibited, now + kGroupInterval);
    return true;
  }
  if (const auto until = SilencedUntil(around.silences, alert, now)) {
    Hold(alert, AlertHold::kSilenced, *until);
    return true;
  }
  if (quiet_until && !IsUrgentNews(c.alert)) {
    Hold(alert, AlertHold::kQuietHours, *quiet_until);
    return true;
  }
  return false;
}

int Urgency(const Alert& alert) {
  constexpr AlertKind kOrder[] = {AlertKind::kThreat,       AlertKind::kIncident, AlertKind::kTokenRefused,
                                  AlertKind::kInboxBlind,   AlertKind::kDiskLow,  AlertKind::kSendFailed,
                                  AlertKind::kPromise,      AlertKind::kResponse, AlertKind::kResolution,
                                  AlertKind::kCompleteness, AlertKind::kClockSkew};
  return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), alert.kind) - std::begin(kOrder));
}

bool IsAway(const AlertPolicy& policy, AgentId agent) {
  return std::find(policy.away.begin(), policy.away.end(), agent) != policy.away.end();
}

// Collects what each person is told, then makes one message of it, and one more of what breaks through quiet hours.
class Messages {
 public:
  void Add(const AlertCase& c, const AlertPolicy& policy) {
    const bool is_urgent = IsUrgentNews(c.alert);
    for (const AgentId recipient : RecipientsOf(c, policy)) personal_[{is_urgent, recipient}].push_back(&c.alert);
    shared_[{is_urgent, AgentId{}}].push_back(&c.alert);
  }

  void Take(AlertPlan& plan, std::int64_t rest) {
    plan.messages = MessagesOf(personal_, rest);
    plan.broadcasts = MessagesOf(shared_, rest);
  }

 private:
  using Entries = std::map<std::pair<bool, AgentId>, std::vector<const Alert*>>;  // urgent, recipient

  static std::vector<AlertMessage> MessagesOf(Entries& entries, std::int64_t rest) {
    std::vector<AlertMessage> messages;
    for (auto& [key, alerts] : entries) {
      std::stable_sort(alerts.begin(), alerts.end(), [](const Alert* a, const Alert* b) {
        return std::tuple(Urgency(*a), -static_cast<int>(a->step), a->opened_at) <
               std::tuple(Urgency(*b), -static_cast<int>(b->step), b->opened_at);
      });
      AlertMessage& message = messages.emplace_back();
      message.recipient = key.second;
      message.is_digest =
          std::any_of(alerts.begin(), alerts.end(), [](const Alert* a) { return a->hold == AlertHold::kQuietHours; });
      message.is_repeat = std::all_of(alerts.begin(), alerts.end(), [](const Alert* a) { return a->sent_count > 0; });
      message.rest = key.first ? 0 : rest;
      for (const Alert* alert : alerts) message.alerts.push_back(alert->id);
    }
    return messages;
  }

  Entries personal_;
  Entries shared_;
};

// One group's rhythm: half a minute for the first, five minutes between news.
struct GroupRhythm {
  std::optional<Timestamp> last_sent;
  std::optional<Timestamp> first_opened;  // of what was never told and nothing else holds
};

// When an alert may be told as far as others are concerned; its own repeat not counted.
Timestamp OpenFrom(const Alert& alert, const GroupRhythm& group, std::optional<Timestamp> last_told) {
  Timestamp from = group.first_opened && alert.sent_count == 0 ? *group.first_opened + kGroupWait : Timestamp{};
  if (group.last_sent) from = std::max(from, *group.last_sent + kGroupInterval);
  if (last_told && !IsUrgentNews(alert)) from = std::max(from, *last_told + kGroupInterval);
  return from;
}

// May the alert, as it was before this pass, be told now? Else `alert` says what holds it.
bool MayTell(const Alert& before, const GroupRhythm& group, const AlertSurroundings& around, Timestamp now, Alert& alert) {
  Timestamp repeat_from = IsNews(before) ? Timestamp{} : *before.last_sent_at + kRepeatInterval;
  // What quiet hours held comes with the digest, whatever others did.
  const bool is_digest = before.hold == AlertHold::kQuietHours;
  const Timestamp open_from = is_digest ? Timestamp{} : OpenFrom(before, group, around.last_told);
  // Repeats that fall due one after another come together.
  if (!IsNews(before) && !is_digest && around.last_repeat) repeat_from = std::max(repeat_from, *around.last_repeat + kRepeatBeat);
  if (repeat_from <= now && open_from <= now) return true;
  if (repeat_from > now) {
    Hold(alert, AlertHold::kRepeat, std::max(repeat_from, open_from));
  } else {
    const bool waits_for_first = !group.last_sent && group.first_opened && *group.first_opened + kGroupWait == open_from;
    Hold(alert, waits_for_first ? AlertHold::kGroupWait : AlertHold::kGroupInterval, open_from);
  }
  return false;
}

// Has an earlier message told of it by number? It was due then, and everybody whom it concerns heard of the rest.
bool WasCounted(const AlertCase& c, const AlertSurroundings& around, const AlertPolicy& policy, Timestamp now) {
  if (!around.counted || IsUrgentNews(c.alert) || now >= around.counted->at + kGroupInterval) return false;
  const Timestamp at = around.counted->at;
  const Alert& alert = c.alert;
  if (alert.opened_at + kGroupWait > at && alert.hold != AlertHold::kQuietHours) return false;
  if (alert.promised_until.value_or(at) > at || (alert.last_sent_at && *alert.last_sent_at + kRepeatInterval > at)) return false;
  const std::vector<AgentId> people = RecipientsOf(c, policy);
  return std::all_of(people.begin(), people.end(), [&](AgentId id) {
    return std::find(around.counted->people.begin(), around.counted->people.end(), id) != around.counted->people.end();
  });
}

void Tell(Alert& alert, Timestamp now) {
  alert.hold = AlertHold::kRepeat;
  alert.last_sent_at = now;
  ++alert.sent_count;
  alert.next_at = now + kRepeatInterval;
}

// Who is told of a rest by number in this pass.
void NoteRest(std::int64_t rest, Timestamp now, AlertPlan& plan) {
  if (rest <= 0) return;
  CountedRest counted{now, {}};
  for (const AlertMessage& message : plan.messages) {
    if (message.rest > 0) counted.people.push_back(message.recipient);
  }
  if (!counted.people.empty()) plan.counted = std::move(counted);
}

}  // namespace

bool BreaksQuiet(AlertKind kind) {
  return kind == AlertKind::kIncident || kind == AlertKind::kTokenRefused || kind == AlertKind::kThreat;
}

std::optional<Timestamp> QuietUntil(const AlertPolicy& policy, Timestamp now) {
  const Zone& zone = policy.hours.zone();
  std::optional<Timestamp> end;       // of the quiet hours around now
  std::optional<Timestamp> last_end;  // else of the latest ones
  for (const DayInterval& interval : policy.quiet) {
    if (IsInside(interval, zone.MinuteOf(now))) {
      end = std::max(end.value_or(now), EndOf(interval, zone, now));
      continue;
    }
    const Timestamp today = zone.At(zone.DayOf(now), interval.end);
    const Timestamp latest = today <= now ? today : zone.At(zone.DayOf(now) - 1, interval.end);
    last_end = std::max(last_end.value_or(latest), latest);
  }
  if (!end && !last_end) return std::nullopt;
  const Timestamp from = end ? *end : *last_end;
  const Timestamp until = policy.hours.NextOpening(from).value_or(from);
  if (!end && until <= now) return std::nullopt;
  return until;
}

AgentId InChargeOf(const AlertPolicy& policy) {
  if (!IsAway(policy, policy.responsible)) return policy.responsible;
  for (const AgentId agent : {policy.deputy, policy.manager}) {
    if (agent && !IsAway(policy, agent)) return agent;
  }
  return policy.responsible;
}

std::vector<AgentId> RecipientsOf(const AlertCase& c, const AlertPolicy& policy) {
  std::vector<AgentId> people;
  const auto add = [&](AgentId agent) {
    const bool is_new = std::find(people.begin(), people.end(), agent) == people.end();
    if (agent && is_new && !IsAway(policy, agent)) people.push_back(agent);
  };
  add(c.owner);
  if (c.alert.step >= AlertStep::kResponsible) add(InChargeOf(policy));
  if (c.alert.step >= AlertStep::kManager) add(policy.manager);
  if (people.empty()) people.push_back(InChargeOf(policy));
  return people;
}

AlertPlan PlanAlerts(std::span<const AlertCase> cases, const AlertSurroundings& around, const AlertPolicy& policy,
                     Timestamp now) {
  const std::optional<Timestamp> quiet_until = QuietUntil(policy, now);
  AlertPlan plan;
  plan.last_told = around.last_told;
  plan.last_repeat = around.last_repeat;
  plan.counted = around.counted;
  plan.decisions.reserve(cases.size());
  std::map<std::string, GroupRhythm, std::less<>> groups;
  std::vector<GroupRhythm*> group_of;
  group_of.reserve(cases.size());
  for (const AlertCase& c : cases) {
    AlertDecision& decision = plan.decisions.emplace_back();
    Alert& alert = decision.alert = c.alert;
    GroupRhythm& group = groups[alert.group];
    group_of.push_back(&group);
    if (!c.holds) {
      decision.verb = AlertVerb::kResolve;
      alert.resolved_at = now;
      alert.next_at.reset();
      if (c.acted && alert.sent_count > 0 && !alert.acted_at) alert.acted_at = now;
    } else if (!HoldAlone(c, around, quiet_until, now, alert)) {
      decision.verb = AlertVerb::kTell;  // unless its group says otherwise
      if (alert.sent_count == 0) group.first_opened = std::min(group.first_opened.value_or(alert.opened_at), alert.opened_at);
    }
    for (const auto& sent : {alert.last_sent_at, c.group_last_sent}) {
      if (sent) group.last_sent = std::max(group.last_sent.value_or(*sent), *sent);
    }
  }
  Messages messages;
  for (std::size_t i = 0; i < cases.size(); ++i) {
    AlertDecision& decision = plan.decisions[i];
    if (decision.verb != AlertVerb::kTell) continue;
    const Alert& before = cases[i].alert;
    if (WasCounted(cases[i], around, policy, now)) {
      decision.verb = AlertVerb::kCount;
      Tell(decision.alert, around.counted->at);
    } else if (MayTell(before, *group_of[i], around, now, decision.alert)) {
      messages.Add(cases[i], policy);
      Tell(decision.alert, now);
      if (!IsUrgentNews(before)) plan.last_told = now;
      if (!IsNews(before)) plan.last_repeat = now;
    } else {
      decision.verb = AlertVerb::kHold;
    }
  }
  messages.Take(plan, around.rest);
  NoteRest(around.rest, now, plan);
  return plan;
}

}  // namespace replywatch

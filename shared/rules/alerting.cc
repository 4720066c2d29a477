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

// What holds an alert whatever its group does. Returns whether one does.
bool HoldAlone(const AlertCase& c, std::span<const Silence> silences, const Inhibitors& inhibitors, std::optional<Timestamp> quiet_until, Timestamp now, Alert& alert) {
  if (alert.promised_until && *alert.promised_until > now) {
    Hold(alert, AlertHold::kAcknowledged, *alert.promised_until);
    return true;
  }
  if (IsInhibited(c, inhibitors)) {
    Hold(alert, AlertHold::kInhibited, now + kGroupInterval);
    return true;
  }
  if (const auto until = SilencedUntil(silences, alert, now)) {
    Hold(alert, AlertHold::kSilenced, *until);
    return true;
  }
  if (quiet_until && !BreaksQuiet(alert.kind)) {
    Hold(alert, AlertHold::kQuietHours, *quiet_until);
    return true;
  }
  return false;
}

int Urgency(const Alert& alert) {
  constexpr AlertKind kOrder[] = {AlertKind::kThreat, AlertKind::kIncident, AlertKind::kTokenRefused, AlertKind::kInboxBlind, AlertKind::kDiskLow, AlertKind::kSendFailed,
                                  AlertKind::kPromise, AlertKind::kResponse, AlertKind::kResolution, AlertKind::kCompleteness, AlertKind::kClockSkew};
  return static_cast<int>(std::find(std::begin(kOrder), std::end(kOrder), alert.kind) - std::begin(kOrder));
}

// Collects what each person is told, then makes one message of it.
class Messages {
 public:
  void Add(const AlertCase& c, const AlertPolicy& policy, bool is_digest) {
    // A digest is one message a person; the rest is one a group and person.
    const std::string key = is_digest ? std::string() : c.alert.group;
    for (const AgentId recipient : RecipientsOf(c, policy)) personal_[{is_digest, key, recipient}].push_back(&c.alert);
    shared_[{is_digest, key, AgentId{}}].push_back(&c.alert);
  }

  void Take(AlertPlan& plan) {
    plan.messages = MessagesOf(personal_);
    plan.broadcasts = MessagesOf(shared_);
  }

 private:
  using Entries = std::map<std::tuple<bool, std::string, AgentId>, std::vector<const Alert*>>;

  static std::vector<AlertMessage> MessagesOf(Entries& entries) {
    std::vector<AlertMessage> messages;
    for (auto& [key, alerts] : entries) {
      std::stable_sort(alerts.begin(), alerts.end(), [](const Alert* a, const Alert* b) {
        return std::tuple(Urgency(*a), -static_cast<int>(a->step), a->opened_at) < std::tuple(Urgency(*b), -static_cast<int>(b->step), b->opened_at);
      });
      AlertMessage& message = messages.emplace_back();
      message.is_digest = std::get<0>(key);
      message.recipient = std::get<2>(key);
      message.is_repeat = std::all_of(alerts.begin(), alerts.end(), [](const Alert* a) { return a->sent_count > 0; });
      for (const Alert* alert : alerts) message.alerts.push_back(alert->id);
    }
    return messages;
  }

  Entries personal_;
  Entries shared_;
};

// One group's rhythm: half a minute for the first, five minutes between news, four hours between repeats.
struct GroupRhythm {
  std::optional<Timestamp> last_sent;
  std::optional<Timestamp> first_opened;  // of what was never told and nothing else holds

  // When an alert may be told as far as its group is concerned; its own repeat not counted.
  Timestamp OpenFrom() const {
    if (last_sent) return *last_sent + kGroupInterval;
    return first_opened.value_or(Timestamp{}) + kGroupWait;
  }
};

// May the alert, as it was before this pass, be told now? Else `alert` says what holds it.
bool MayTell(const Alert& before, const GroupRhythm& group, Timestamp now, Alert& alert) {
  // A broken promise is news; and what quiet hours held comes with the digest, whatever its group did.
  const bool is_news = before.hold == AlertHold::kAcknowledged;
  const Timestamp repeat_from = before.last_sent_at && !is_news ? *before.last_sent_at + kRepeatInterval : Timestamp{};
  const Timestamp group_from = before.hold == AlertHold::kQuietHours ? Timestamp{} : group.OpenFrom();
  if (repeat_from <= now && group_from <= now) return true;
  if (repeat_from > now) {
    Hold(alert, AlertHold::kRepeat, std::max(repeat_from, group_from));
  } else {
    Hold(alert, group.last_sent ? AlertHold::kGroupInterval : AlertHold::kGroupWait, group_from);
  }
  return false;
}

void Tell(Alert& alert, Timestamp now) {
  alert.hold = AlertHold::kRepeat;
  alert.last_sent_at = now;
  ++alert.sent_count;
  alert.next_at = now + kRepeatInterval;
}

}  // namespace

bool BreaksQuiet(AlertKind kind) { return kind == AlertKind::kIncident || kind == AlertKind::kTokenRefused || kind == AlertKind::kThreat; }

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

std::vector<AgentId> RecipientsOf(const AlertCase& c, const AlertPolicy& policy) {
  std::vector<AgentId> people;
  const auto add = [&](AgentId agent) {
    if (agent && std::find(people.begin(), people.end(), agent) == people.end()) people.push_back(agent);
  };
  switch (c.alert.step) {
    case AlertStep::kOwner: add(c.owner ? c.owner : policy.responsible); break;
    case AlertStep::kResponsible:
      add(c.owner);
      add(policy.responsible);
      break;
    case AlertStep::kManager: add(policy.manager ? policy.manager : policy.responsible); break;
  }
  if (people.empty()) add(policy.responsible);
  if (people.empty()) people.push_back(AgentId{});
  return people;
}

AlertPlan PlanAlerts(std::span<const AlertCase> cases, std::span<const Silence> silences, const Inhibitors& inhibitors, const AlertPolicy& policy, Timestamp now) {
  const std::optional<Timestamp> quiet_until = QuietUntil(policy, now);
  AlertPlan plan;
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
    } else if (!HoldAlone(c, silences, inhibitors, quiet_until, now, alert)) {
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
    if (!MayTell(cases[i].alert, *group_of[i], now, decision.alert)) {
      decision.verb = AlertVerb::kHold;
      continue;
    }
    messages.Add(cases[i], policy, cases[i].alert.hold == AlertHold::kQuietHours);
    Tell(decision.alert, now);
  }
  messages.Take(plan);
  return plan;
}

}  // namespace replywatch

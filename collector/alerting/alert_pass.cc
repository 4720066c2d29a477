#include "collector/alerting/alert_pass.h"

#include <algorithm>
#include <map>

#include "shared/actions/audit_detail.h"
#include "shared/rules/alert_steps.h"

namespace replywatch {
namespace {

constexpr int kMostSubjects = 600;  // a pass, so that none is long; what is left is due at once
constexpr int kMostPromises = 1000;
constexpr int kMostCases = 600;  // likewise of those open already
constexpr const char* kThanksMark = "thanks_day";
constexpr const char* kToldMark = "told";
constexpr const char* kRepeatMark = "repeated";
constexpr const char* kCountedMark = "counted";

bool IsAboutUs(AlertKind kind) {
  return kind == AlertKind::kInboxBlind || kind == AlertKind::kTokenRefused || kind == AlertKind::kCompleteness ||
         kind == AlertKind::kClockSkew || kind == AlertKind::kDiskLow;
}

// Told together: what happens under one post, with one cause, or in one inbox's private talks.
std::string GroupOf(const DueSubject& subject, AlertKind kind, const std::string& cause) {
  const std::string name(AlertKindName(kind));
  if (!cause.empty()) return name + "|cause|" + cause;
  if (subject.visibility == Visibility::kPrivate) return name + "|inbox|" + std::to_string(subject.inbox_id.value);
  return name + "|thread|" + std::to_string(subject.thread_id);
}

std::string FactsOf(const DueSubject& subject) {
  const auto ms = [](const std::optional<Timestamp>& at) { return at ? std::to_string(at->ms) : std::string(); };
  return WriteDetail({{"since", std::to_string(subject.started_at.ms)}, {"due", ms(subject.sla.due_at)}});
}

Alert NewAlert(AlertKind kind, AlertStep step, std::int64_t subject, Timestamp now) {
  Alert alert;
  alert.kind = kind;
  alert.step = step;
  alert.subject_id = subject;
  alert.opened_at = now;
  alert.group = std::string(AlertKindName(kind));
  return alert;
}

Status OpenCounted(Session& session, const Alert& alert, AlertPassReport& report) {
  RW_ASSIGN_OR_RETURN(const bool opened, session.alerts().Open(alert));
  report.opened += opened ? 1 : 0;
  return {};
}

// The step that begins ends the others of its case, and "I answer by 17:00" said at one of them holds it, too.
Status TakeOver(Session& session, Timestamp now, Alert& alert, AlertPassReport& report) {
  RW_ASSIGN_OR_RETURN(const std::vector<Alert> open, session.alerts().OpenOf(alert.conversation_id));
  for (Alert other : open) {
    const bool is_former = other.kind == alert.kind && other.subject_id == alert.subject_id && other.step != alert.step;
    if (!is_former) continue;
    if (other.promised_until.value_or(now) > now) {
      alert.acknowledged_by = other.acknowledged_by;
      alert.acknowledged_at = other.acknowledged_at;
      alert.promised_until = other.promised_until;
    }
    other.resolved_at = now;
    other.next_at.reset();
    ++report.resolved;
    RW_RETURN_IF_ERROR(session.alerts().Put(other));
  }
  return {};
}

// An "I answer by …" that was not kept is told with the wait it was said of.
Result<bool> IsToldWithItsWait(Session& session, const Promise& promise) {
  if (!promise.text.empty()) return false;
  RW_ASSIGN_OR_RETURN(const std::vector<Alert> open, session.alerts().OpenOf(promise.conversation_id));
  return std::any_of(open.begin(), open.end(), [](const Alert& alert) { return alert.kind != AlertKind::kPromise; });
}

// Has the wait that the like had closed been opened again by its failure? One that began later is another matter.
Result<bool> WaitsAgain(Session& session, const OutboundMessage& like) {
  RW_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events, session.staff().EventsOf(like.conversation_id));
  const auto closed = std::find_if(events.begin(), events.end(), [&](const AuditEvent& event) {
    const AuditDetail detail(event.detail);
    return event.action == AuditAction::kLikeQueued && detail.Int("reply") == like.id.value && detail.Int("closing") != 0;
  });
  if (closed == events.end()) return false;
  RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(like.conversation_id));
  const auto is_it = [&](const std::optional<Wait>& wait) { return wait && wait->started_at <= closed->at; };
  return is_it(waits.state.answer) || is_it(waits.state.thank);
}

constexpr const char* kWaitsAgain = "waits_again";

Result<std::string> FactsOf(Session& session, const OutboundMessage& message) {
  bool waits_again = false;
  if (message.kind == OutboundKind::kLike) {
    RW_ASSIGN_OR_RETURN(waits_again, WaitsAgain(session, message));
  }
  return WriteDetail({{"state", std::string(OutboundStateName(message.state))},
                      {"kind", std::string(OutboundKindName(message.kind))},
                      {kWaitsAgain, waits_again ? "1" : "0"}});
}

// With nothing left to like and nobody who waits for it, there is nothing for anybody to do.
bool IsForAPerson(const OutboundMessage& message, const std::string& facts) {
  const bool is_gone_like = message.kind == OutboundKind::kLike && message.error == ErrorKind::kTargetGone;
  return !is_gone_like || AuditDetail(facts).Int(kWaitsAgain) != 0;
}

Status OpenUnsentOne(Session& session, const OutboundMessage& message, Timestamp now, AlertPassReport& report) {
  Alert alert = NewAlert(AlertKind::kSendFailed, AlertStep::kResponsible, message.id.value, now);
  alert.conversation_id = message.conversation_id;
  alert.inbox_id = message.inbox_id;
  RW_ASSIGN_OR_RETURN(alert.facts, FactsOf(session, message));
  return IsForAPerson(message, alert.facts) ? OpenCounted(session, alert, report) : Status();
}

// Whom a failed like had closed may have been helped since the alert was opened.
Status LookAgainAtLike(Session& session, AlertCase& c) {
  if (AuditDetail(c.alert.facts).Int(kWaitsAgain) == 0) return {};
  RW_ASSIGN_OR_RETURN(const std::optional<OutboundMessage> like, session.outbox().Get(OutboundId{c.alert.subject_id}));
  if (!like) return {};
  RW_ASSIGN_OR_RETURN(c.alert.facts, FactsOf(session, *like));
  if (IsForAPerson(*like, c.alert.facts)) return {};
  c.holds = false;
  c.acted = true;
  return {};
}

// What did not go out, or perhaps did.
Status OpenUnsent(Session& session, Timestamp now, AlertPassReport& report) {
  for (const OutboundState state : {OutboundState::kFailed, OutboundState::kUncertain}) {
    RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> messages, session.outbox().InState(state, {}, kMostPromises));
    for (const OutboundMessage& message : messages) RW_RETURN_IF_ERROR(OpenUnsentOne(session, message, now, report));
  }
  return {};
}

Result<AgentId> AgentNamed(Session& session, const std::string& name) {
  if (name.empty()) return AgentId{};
  RW_ASSIGN_OR_RETURN(const std::optional<Agent> agent, session.staff().FindAgent(name));
  return agent ? agent->id : AgentId{};
}

Result<std::optional<Timestamp>> InstantOf(Session& session, const std::string& mark) {
  RW_ASSIGN_OR_RETURN(const std::optional<std::int64_t> ms, session.alerts().Mark(mark));
  return ms ? std::optional(Timestamp{*ms}) : std::nullopt;
}

std::string CountedMarkOf(AgentId agent) { return std::string(kCountedMark) + ":" + std::to_string(agent.value); }

// Who heard of the rest that was counted last: their marks carry its instant.
Result<std::optional<CountedRest>> LoadCounted(Session& session) {
  RW_ASSIGN_OR_RETURN(const std::optional<Timestamp> at, InstantOf(session, kCountedMark));
  if (!at) return std::optional<CountedRest>();
  CountedRest counted{*at, {}};
  RW_ASSIGN_OR_RETURN(const std::vector<Agent> agents, session.staff().Agents());
  std::vector<AgentId> people{AgentId{}};
  for (const Agent& agent : agents) people.push_back(agent.id);
  for (const AgentId id : people) {
    RW_ASSIGN_OR_RETURN(const std::optional<Timestamp> heard, InstantOf(session, CountedMarkOf(id)));
    if (heard == at) counted.people.push_back(id);
  }
  return std::optional(std::move(counted));
}

Result<AlertSurroundings> LoadSurroundings(Session& session, Timestamp now) {
  AlertSurroundings around;
  RW_ASSIGN_OR_RETURN(const std::vector<Incident> incidents, session.cases().LiveIncidents());
  for (const Incident& incident : incidents) {
    if (incident.state == IncidentState::kOpen && !incident.cause.empty())
      around.inhibitors.incident_causes.push_back(incident.cause);
  }
  RW_ASSIGN_OR_RETURN(const std::vector<Alert> refused, session.alerts().OpenOfKind(AlertKind::kTokenRefused));
  for (const Alert& alert : refused) around.inhibitors.refused_tokens.push_back(alert.inbox_id);
  RW_ASSIGN_OR_RETURN(around.silences, session.alerts().Silences(now));
  RW_ASSIGN_OR_RETURN(around.last_told, InstantOf(session, kToldMark));
  RW_ASSIGN_OR_RETURN(around.last_repeat, InstantOf(session, kRepeatMark));
  RW_ASSIGN_OR_RETURN(around.counted, LoadCounted(session));
  return around;
}

// The rhythm that the plan has changed, for the next pass and the next start.
Status KeepRhythm(Session& session, const AlertSurroundings& around, const AlertPlan& plan) {
  if (plan.last_told && plan.last_told != around.last_told)
    RW_RETURN_IF_ERROR(session.alerts().SetMark(kToldMark, plan.last_told->ms));
  if (plan.last_repeat && plan.last_repeat != around.last_repeat)
    RW_RETURN_IF_ERROR(session.alerts().SetMark(kRepeatMark, plan.last_repeat->ms));
  if (!plan.counted || (around.counted && plan.counted->at == around.counted->at)) return {};
  RW_RETURN_IF_ERROR(session.alerts().SetMark(kCountedMark, plan.counted->at.ms));
  for (const AgentId id : plan.counted->people)
    RW_RETURN_IF_ERROR(session.alerts().SetMark(CountedMarkOf(id), plan.counted->at.ms));
  return {};
}

}  // namespace

std::string NotifierName(const NotifySettings& notify, std::size_t place) { return notify.kind + ":" + std::to_string(place); }

AlertPass::AlertPass(const Settings& settings, BusinessHours hours, AlertWriter writer)
    : settings_(settings), hours_(std::move(hours)), writer_(std::move(writer)) {}

Result<AlertPassReport> AlertPass::Run(Session& session, const std::optional<std::vector<SelfFinding>>& findings,
                                       Timestamp now) const {
  AlertPassReport report;
  RW_RETURN_IF_ERROR(session.alerts().WakeStanding());
  RW_RETURN_IF_ERROR(OpenDue(session, now, report));
  RW_RETURN_IF_ERROR(OpenPromises(session, now, report));
  RW_RETURN_IF_ERROR(OpenStanding(session, findings.value_or(std::vector<SelfFinding>{}), now, report));
  RW_RETURN_IF_ERROR(Decide(session, findings, now, report));
  return report;
}

Status AlertPass::OpenDue(Session& session, Timestamp now, AlertPassReport& report) const {
  RW_ASSIGN_OR_RETURN(const std::vector<DueSubject> subjects, session.alerts().DueSubjects(now, kMostSubjects));
  for (const DueSubject& subject : subjects) {
    RW_ASSIGN_OR_RETURN(const std::string cause, session.cases().CauseOf(subject.conversation_id));
    const auto open = [&](AlertKind kind, AlertStep step) -> Status {
      Alert alert = NewAlert(kind, step, subject.subject_id, now);
      alert.conversation_id = subject.conversation_id;
      alert.inbox_id = subject.inbox_id;
      alert.group = GroupOf(subject, kind, cause);
      alert.facts = FactsOf(subject);
      RW_RETURN_IF_ERROR(TakeOver(session, now, alert, report));
      return OpenCounted(session, alert, report);
    };
    if (subject.kind == AlertKind::kResponse && subject.flags.Has(Flag::kThreat))
      RW_RETURN_IF_ERROR(open(AlertKind::kThreat, AlertStep::kResponsible));
    if (const auto step = StepAt(subject.sla, now)) RW_RETURN_IF_ERROR(open(subject.kind, *step));
    RW_RETURN_IF_ERROR(session.alerts().Wake(subject.conversation_id));
    RW_RETURN_IF_ERROR(session.alerts().SetNextStep(subject.kind, subject.subject_id, NextAlertStep(subject.sla, now)));
  }
  return {};
}

Status AlertPass::OpenPromises(Session& session, Timestamp now, AlertPassReport& report) const {
  RW_ASSIGN_OR_RETURN(const std::vector<Promise> promises, session.cases().OpenPromises(now + kPromiseReminder, kMostPromises));
  for (const Promise& promise : promises) {
    const std::optional<AlertStep> step = StepAt(promise, now);
    if (!step) continue;
    RW_ASSIGN_OR_RETURN(const bool is_told, IsToldWithItsWait(session, promise));
    if (is_told && *step == AlertStep::kResponsible) continue;
    Alert alert = NewAlert(AlertKind::kPromise, *step, promise.id.value, now);
    alert.conversation_id = promise.conversation_id;
    RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session.conversations().Get(promise.conversation_id));
    if (conversation) alert.inbox_id = conversation->inbox_id;
    alert.facts = WriteDetail({{"due", std::to_string(promise.due_at.ms)}});
    RW_RETURN_IF_ERROR(OpenCounted(session, alert, report));
  }
  return {};
}

// Reasons that stand for as long as they stand: about the collector, replies in trouble, proposed incidents.
Status AlertPass::OpenStanding(Session& session, const std::vector<SelfFinding>& findings, Timestamp now,
                               AlertPassReport& report) const {
  for (const SelfFinding& finding : findings) {
    Alert alert = NewAlert(finding.kind, AlertStep::kResponsible, finding.subject_id, now);
    alert.inbox_id = finding.inbox_id;
    alert.facts = finding.facts;
    RW_RETURN_IF_ERROR(OpenCounted(session, alert, report));
  }
  RW_RETURN_IF_ERROR(OpenUnsent(session, now, report));
  RW_ASSIGN_OR_RETURN(const std::vector<Incident> incidents, session.cases().LiveIncidents());
  for (const Incident& incident : incidents) {
    if (incident.state != IncidentState::kProposed) continue;
    Alert alert = NewAlert(AlertKind::kIncident, AlertStep::kResponsible, incident.id.value, now);
    alert.inbox_id = incident.inbox_id;
    alert.facts = incident.facts;
    RW_RETURN_IF_ERROR(OpenCounted(session, alert, report));
  }
  return {};
}

Result<AlertPolicy> AlertPass::PolicyOf(Session& session, Timestamp now) const {
  AlertPolicy policy;
  policy.hours = hours_;
  policy.quiet = settings_.alerts.quiet;
  RW_ASSIGN_OR_RETURN(policy.responsible, AgentNamed(session, ResponsibleAgent(settings_)));
  RW_ASSIGN_OR_RETURN(policy.deputy, AgentNamed(session, settings_.shop.responsible.deputy));
  RW_ASSIGN_OR_RETURN(policy.manager, AgentNamed(session, settings_.alerts.manager));
  RW_ASSIGN_OR_RETURN(const std::vector<Agent> agents, session.staff().Agents());
  for (const Agent& agent : agents) {
    if (agent.IsAway(now)) policy.away.push_back(agent.id);
  }
  return policy;
}

Status AlertPass::Decide(Session& session, const std::optional<std::vector<SelfFinding>>& findings, Timestamp now,
                         AlertPassReport& report) const {
  RW_ASSIGN_OR_RETURN(std::vector<AlertCase> cases, session.alerts().DueCases(now, kMostCases));
  for (AlertCase& c : cases) {
    if (c.alert.kind == AlertKind::kSendFailed) RW_RETURN_IF_ERROR(LookAgainAtLike(session, c));
    if (!findings || !IsAboutUs(c.alert.kind)) continue;
    c.holds = std::any_of(findings->begin(), findings->end(),
                          [&](const SelfFinding& f) { return f.kind == c.alert.kind && f.subject_id == c.alert.subject_id; });
  }
  RW_ASSIGN_OR_RETURN(AlertSurroundings around, LoadSurroundings(session, now));
  if (cases.size() == static_cast<std::size_t>(kMostCases)) {
    RW_ASSIGN_OR_RETURN(around.rest, session.alerts().CountDueCases(now));
    around.rest -= kMostCases;
  }
  RW_ASSIGN_OR_RETURN(const AlertPolicy policy, PolicyOf(session, now));
  AlertPlan plan = PlanAlerts(cases, around, policy, now);
  for (const AlertDecision& decision : plan.decisions) {
    RW_RETURN_IF_ERROR(session.alerts().Put(decision.alert));
    report.told += decision.verb == AlertVerb::kTell || decision.verb == AlertVerb::kCount ? 1 : 0;
    report.resolved += decision.verb == AlertVerb::kResolve ? 1 : 0;
  }
  RW_RETURN_IF_ERROR(KeepRhythm(session, around, plan));
  RW_RETURN_IF_ERROR(DailyThanks(session, policy, now, plan));
  return QueueMessages(session, plan, now, report);
}

// Once a day while the shop is open: with the first digest, else in a message of its own.
Status AlertPass::DailyThanks(Session& session, const AlertPolicy& policy, Timestamp now, AlertPlan& plan) const {
  const LocalDay today = hours_.zone().DayOf(now);
  if (!hours_.IsOpen(now) || QuietUntil(policy, now)) return {};
  RW_ASSIGN_OR_RETURN(const std::optional<std::int64_t> told, session.alerts().Mark(kThanksMark));
  if (told && *told >= today) return {};
  RW_RETURN_IF_ERROR(session.alerts().SetMark(kThanksMark, today));
  RW_ASSIGN_OR_RETURN(const WaitCounts counts, session.conversations().Counts({}));
  if (counts.to_thank == 0) return {};
  const auto add = [&](std::vector<AlertMessage>& messages, AgentId recipient) {
    auto found = std::find_if(messages.begin(), messages.end(), [&](const AlertMessage& m) { return m.recipient == recipient; });
    if (found == messages.end()) {
      AlertMessage alone;
      alone.recipient = recipient;
      found = messages.insert(messages.end(), std::move(alone));
    }
    found->to_thank = counts.to_thank;
  };
  add(plan.messages, InChargeOf(policy));
  add(plan.broadcasts, AgentId{});
  return {};
}

Status AlertPass::QueueMessages(Session& session, const AlertPlan& plan, Timestamp now, AlertPassReport& report) const {
  std::map<AlertId, const Alert*> by_id;
  for (const AlertDecision& decision : plan.decisions) by_id[decision.alert.id] = &decision.alert;
  RW_ASSIGN_OR_RETURN(const std::vector<Agent> agents, session.staff().Agents());
  const auto queue = [&](const std::string& notifier, const AlertMessage& message, const std::string& recipient) -> Status {
    std::vector<Alert> alerts;
    for (const AlertId id : message.alerts) alerts.push_back(*by_id.at(id));
    RW_ASSIGN_OR_RETURN(const AlertText text, writer_(session, message, alerts));
    Notification n;
    n.notifier = notifier;
    n.recipient = recipient;
    n.title = text.title;
    n.body = text.body;
    n.created_at = now;
    n.not_before = now;
    n.alerts = message.alerts;
    const std::string what = alerts.empty()
                                 ? "thanks:" + FormatLocalDay(hours_.zone().DayOf(now))
                                 : std::to_string(alerts.front().id.value) + ":" + std::to_string(alerts.front().sent_count);
    n.dedup_key = notifier + ":" + recipient + ":" + what;
    ++report.messages;
    return session.alerts().Queue(n);
  };
  for (std::size_t i = 0; i < settings_.alerts.notify.size(); ++i) {
    const NotifySettings& notify = settings_.alerts.notify[i];
    const bool personal = notify.kind == "email" && notify.to.empty();
    for (const AlertMessage& message : personal ? plan.messages : plan.broadcasts) {
      const auto agent = std::find_if(agents.begin(), agents.end(), [&](const Agent& a) { return a.id == message.recipient; });
      if (personal && agent == agents.end()) continue;
      RW_RETURN_IF_ERROR(queue(NotifierName(notify, i + 1), message, personal ? agent->name : std::string()));
    }
  }
  return {};
}

}  // namespace replywatch

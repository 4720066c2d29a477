#include "shared/actions/alert_actions.h"

#include "shared/actions/audit_detail.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxReasonBytes = 1000;

Result<Alert> RequireOpen(Session& session, AlertId id) {
  RW_ASSIGN_OR_RETURN(std::optional<Alert> alert, session.alerts().Get(id));
  if (!alert || alert->resolved_at) return MakeError(ErrorKind::kNotFound, "there is no open alert " + std::to_string(id.value));
  return std::move(*alert);
}

Status Record(Session& session, const Actor& actor, AuditAction action, const Alert& alert, const std::string& detail) {
  AuditEvent event;
  event.at = actor.now;
  event.agent_id = actor.agent;
  event.action = action;
  event.conversation_id = alert.conversation_id;
  event.detail = detail;
  return session.staff().Record(event);
}

Status Hold(Session& session, const Actor& actor, Alert alert, Timestamp until) {
  alert.hold = AlertHold::kAcknowledged;
  alert.acknowledged_by = actor.agent;
  alert.acknowledged_at = actor.now;
  alert.promised_until = until;
  alert.next_at = until;
  if (alert.sent_count > 0 && !alert.acted_at) alert.acted_at = actor.now;
  return session.alerts().Put(alert);
}

// "I answer by" said again: the time that it was before binds nobody any more.
Status WithdrawEarlier(Session& session, const Actor& actor, const std::vector<Alert>& open) {
  for (const Alert& alert : open) {
    if (alert.hold != AlertHold::kAcknowledged || !alert.promised_until) continue;
    RW_ASSIGN_OR_RETURN(std::vector<Promise> promises, session.cases().PromisesOf(alert.conversation_id));
    for (Promise& promise : promises) {
      const bool is_that = promise.text.empty() && promise.due_at == *alert.promised_until && !promise.kept_at &&
                           !promise.withdrawn_at && promise.due_at > actor.now;
      if (!is_that) continue;
      promise.withdrawn_at = actor.now;
      RW_RETURN_IF_ERROR(session.cases().UpdatePromise(promise));
    }
  }
  return {};
}

Status Release(Session& session, const Actor& actor, Alert alert) {
  if (alert.hold != AlertHold::kAcknowledged || alert.acknowledged_by != actor.agent) return {};
  alert.hold = AlertHold::kNone;
  alert.acknowledged_by = {};
  alert.acknowledged_at.reset();
  alert.promised_until.reset();
  alert.next_at = actor.now;
  return session.alerts().Put(alert);
}

}  // namespace

Status RevertAlertAction(Session& session, const Actor& actor, const AuditEvent& event) {
  const AuditDetail detail(event.detail);
  if (event.action == AuditAction::kAlertSilenced) return session.alerts().EndSilence(detail.Int("silence"), actor.now);
  if (const PromiseId id{detail.Int("promise")}; id) {
    RW_ASSIGN_OR_RETURN(std::optional<Promise> promise, session.cases().GetPromise(id));
    if (promise && !promise->kept_at && !promise->withdrawn_at) {
      promise->withdrawn_at = actor.now;
      RW_RETURN_IF_ERROR(session.cases().UpdatePromise(*promise));
    }
  }
  if (event.conversation_id) {
    RW_ASSIGN_OR_RETURN(const std::vector<Alert> open, session.alerts().OpenOf(event.conversation_id));
    for (const Alert& alert : open) RW_RETURN_IF_ERROR(Release(session, actor, alert));
    return {};
  }
  RW_ASSIGN_OR_RETURN(const std::optional<Alert> alert, session.alerts().Get(AlertId{detail.Int("alert")}));
  return alert && !alert->resolved_at ? Release(session, actor, *alert) : Status();
}

Status AcknowledgeAlert(Session& session, const Actor& actor, AlertId id, Timestamp until) {
  if (!actor.agent)
    return MakeError(ErrorKind::kInvalidArgument, "say who answers: choose who is sitting here, or name an agent");
  if (until <= actor.now) return MakeError(ErrorKind::kInvalidArgument, "that time has passed; choose one that lies ahead");
  if (until - actor.now > kLongestAcknowledgement)
    return MakeError(ErrorKind::kInvalidArgument,
                     "three days are the longest; answer that it takes longer, and promise it by date");
  RW_ASSIGN_OR_RETURN(const Alert alert, RequireOpen(session, id));
  if (!alert.conversation_id) {
    RW_RETURN_IF_ERROR(Hold(session, actor, alert, until));
    return Record(session, actor, AuditAction::kAlertAcknowledged, alert, WriteDetail({{"alert", std::to_string(id.value)}}));
  }
  RW_ASSIGN_OR_RETURN(const std::vector<Alert> open, session.alerts().OpenOf(alert.conversation_id));
  RW_RETURN_IF_ERROR(WithdrawEarlier(session, actor, open));
  for (const Alert& other : open) RW_RETURN_IF_ERROR(Hold(session, actor, other, until));
  Promise promise;
  promise.conversation_id = alert.conversation_id;
  promise.made_at = actor.now;
  promise.due_at = until;
  promise.agent_id = actor.agent;
  RW_ASSIGN_OR_RETURN(const PromiseId made, session.cases().AddPromise(promise));
  return Record(session, actor, AuditAction::kAlertAcknowledged, alert,
                WriteDetail({{"alert", std::to_string(id.value)}, {"promise", std::to_string(made.value)}}));
}

Result<std::int64_t> SilenceAlert(Session& session, const Actor& actor, AlertId id, Timestamp until, const std::string& reason) {
  if (until <= actor.now) return MakeError(ErrorKind::kInvalidArgument, "that time has passed; choose one that lies ahead");
  if (until - actor.now > kLongestSilence)
    return MakeError(ErrorKind::kInvalidArgument, "two weeks are the longest silence; choose an earlier time");
  const std::string why = CleanText(reason, kMaxReasonBytes);
  if (why.find_first_not_of(" \t\n") == std::string::npos)
    return MakeError(ErrorKind::kInvalidArgument, "write why it is silenced, so that others understand");
  RW_ASSIGN_OR_RETURN(const Alert alert, RequireOpen(session, id));
  Silence silence;
  silence.kind = alert.kind;
  silence.group = alert.group;
  // A group of one kind alone would silence every inbox: what is about an inbox is silenced for it.
  if (alert.group == AlertKindName(alert.kind)) silence.inbox_id = alert.inbox_id;
  silence.from_at = actor.now;
  silence.until_at = until;
  silence.agent_id = actor.agent;
  silence.reason = why;
  RW_ASSIGN_OR_RETURN(const std::int64_t made, session.alerts().AddSilence(silence));
  RW_RETURN_IF_ERROR(Record(session, actor, AuditAction::kAlertSilenced, alert,
                            WriteDetail({{"alert", std::to_string(id.value)}, {"silence", std::to_string(made)}})));
  return made;
}

Status EndSilence(Session& session, const Actor& actor, std::int64_t id) {
  RW_RETURN_IF_ERROR(session.alerts().EndSilence(id, actor.now));
  return Record(session, actor, AuditAction::kSilenceEnded, {}, WriteDetail({{"silence", std::to_string(id)}}));
}

}  // namespace replywatch

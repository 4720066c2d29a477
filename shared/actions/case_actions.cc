#include "shared/actions/case_actions.h"

#include <algorithm>

#include "shared/actions/audit_detail.h"
#include "shared/actions/pattern_keeper.h"
#include "shared/actions/record.h"
#include "shared/base/rendered_text.h"
#include "shared/base/utf8.h"
#include "shared/rules/patterns.h"
#include "shared/rules/promises.h"

namespace replywatch {
namespace {

std::string Number(std::int64_t n) { return std::to_string(n); }

Result<Promise> RequirePromise(Session& session, PromiseId id) {
  RW_ASSIGN_OR_RETURN(std::optional<Promise> found, session.cases().GetPromise(id));
  if (!found) return MakeError(ErrorKind::kNotFound, "there is no promise " + Number(id.value));
  return std::move(*found);
}

Result<Promise> RequireOpenPromise(Session& session, PromiseId id) {
  RW_ASSIGN_OR_RETURN(Promise promise, RequirePromise(session, id));
  if (!promise.kept_at && !promise.withdrawn_at) return promise;
  const std::string state(promise.withdrawn_at ? "withdrawn" : "kept");
  return MakeError(ErrorKind::kInvalidArgument, "promise " + Number(id.value) + " is " + state + " already");
}

Status RecordPromise(Session& session, const Actor& actor, AuditAction action, const Promise& promise) {
  return RecordAction(session, actor, action, promise.conversation_id, promise.message_id,
                      WriteDetail({{"promise", Number(promise.id.value)}}));
}

std::string WeekDetail(IsoWeek week) { return WriteDetail({{"week", FormatIsoWeek(week)}}); }

}  // namespace

Status SetCause(Session& session, const Actor& actor, ConversationId id, const std::string& cause, const CauseList& known) {
  RW_ASSIGN_OR_RETURN(const Conversation conversation, RequireConversation(session, id));
  if (!cause.empty() && std::find(known.begin(), known.end(), cause) == known.end()) {
    std::string keys;
    for (const std::string& key : known) keys += (keys.empty() ? "" : ", ") + key;
    return MakeError(ErrorKind::kInvalidArgument, "there is no cause \"" + CleanLine(cause, 60) + "\"; expected one of " + keys);
  }
  RW_ASSIGN_OR_RETURN(const std::string before, session.cases().CauseOf(id));
  if (before == cause) return {};
  RW_RETURN_IF_ERROR(session.cases().AddCause({id, cause, actor.now, actor.agent}));
  RW_RETURN_IF_ERROR(RefreshPatterns(session, conversation.contact_id, actor.now - kPatternHorizon));
  return RecordAction(session, actor, AuditAction::kCauseSet, id, {}, WriteDetail({{"from", before}, {"to", cause}}));
}

Result<PromiseId> MakePromise(Session& session, const Actor& actor, const PromiseRequest& request) {
  RW_RETURN_IF_ERROR(RequireConversation(session, request.conversation).status());
  Promise promise;
  RW_ASSIGN_OR_RETURN(promise.text, RequireText(request.text, "the promise"));
  if (request.due <= actor.now)
    return MakeError(ErrorKind::kInvalidArgument, "that time has passed; promise something that lies ahead");
  promise.conversation_id = request.conversation;
  promise.message_id = request.message;
  promise.made_at = actor.now;
  promise.due_at = request.due;
  promise.agent_id = actor.agent;
  RW_ASSIGN_OR_RETURN(promise.id, session.cases().AddPromise(promise));
  RW_RETURN_IF_ERROR(RecordPromise(session, actor, AuditAction::kPromiseMade, promise));
  return promise.id;
}

Status KeepPromise(Session& session, const Actor& actor, PromiseId id) {
  RW_ASSIGN_OR_RETURN(Promise promise, RequireOpenPromise(session, id));
  promise.kept_at = actor.now;
  RW_RETURN_IF_ERROR(session.cases().UpdatePromise(promise));
  return RecordPromise(session, actor, AuditAction::kPromiseKept, promise);
}

Status WithdrawPromise(Session& session, const Actor& actor, PromiseId id) {
  RW_ASSIGN_OR_RETURN(Promise promise, RequireOpenPromise(session, id));
  promise.withdrawn_at = actor.now;
  RW_RETURN_IF_ERROR(session.cases().UpdatePromise(promise));
  return RecordPromise(session, actor, AuditAction::kPromiseWithdrawn, promise);
}

Status Reopen(Session& session, const Actor& actor, ConversationId id) {
  RW_ASSIGN_OR_RETURN(const Conversation conversation, RequireConversation(session, id));
  if (conversation.status != ConversationStatus::kResolved)
    return MakeError(ErrorKind::kInvalidArgument, "this conversation is not done; there is nothing to reopen");
  RW_RETURN_IF_ERROR(session.conversations().AddReopening(id, actor.now, actor.agent));
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> reopenings, session.conversations().Reopenings(id));
  RW_RETURN_IF_ERROR(session.conversations().SetStatus(id, ConversationStatus::kOpen, std::nullopt));
  return RecordAction(session, actor, AuditAction::kReopened, id, {}, WriteDetail({{"reopening", Number(reopenings.back().id)}}));
}

constexpr Duration kDay = Duration::Days(1);

Status SetWeeklyAction(Session& session, const Actor& actor, IsoWeek week, const std::string& text, AgentId owner) {
  WeeklyAction action;
  RW_ASSIGN_OR_RETURN(action.text, RequireText(text, "the action"));
  if (!owner) return MakeError(ErrorKind::kInvalidArgument, "an action needs somebody who sees to it; name the agent");
  // Whatever the zone: the week after the one that begins within a day from now is far enough.
  if (Timestamp{MondayOf(week) * kDay.ms} - actor.now > Duration::Days(8)) {
    return MakeError(ErrorKind::kInvalidArgument,
                     "week " + FormatIsoWeek(week) + " lies too far ahead; an action is for this week or the next");
  }
  action.week = week;
  action.owner = owner;
  action.at = actor.now;
  RW_RETURN_IF_ERROR(session.cases().PutAction(action));
  return RecordAction(session, actor, AuditAction::kActionSet, {}, {}, WeekDetail(week));
}

Status FinishWeeklyAction(Session& session, const Actor& actor, IsoWeek week, const std::string& outcome) {
  RW_ASSIGN_OR_RETURN(std::optional<WeeklyAction> action, session.cases().ActionOf(week));
  if (!action) return MakeError(ErrorKind::kNotFound, "week " + FormatIsoWeek(week) + " has no action");
  if (action->done_at)
    return MakeError(ErrorKind::kInvalidArgument, "the action of week " + FormatIsoWeek(week) + " is done already");
  RW_ASSIGN_OR_RETURN(action->outcome, RequireText(outcome, "the outcome"));
  action->done_at = actor.now;
  RW_RETURN_IF_ERROR(session.cases().PutAction(*action));
  return RecordAction(session, actor, AuditAction::kActionDone, {}, {}, WeekDetail(week));
}

Status DecideIncident(Session& session, const Actor& actor, IncidentId id, IncidentDecision decision) {
  RW_ASSIGN_OR_RETURN(std::optional<Incident> incident, session.cases().GetIncident(id));
  if (!incident) return MakeError(ErrorKind::kNotFound, "there is no incident " + Number(id.value));
  const IncidentState needed = decision == IncidentDecision::kClose ? IncidentState::kOpen : IncidentState::kProposed;
  if (incident->state != needed) {
    return MakeError(ErrorKind::kInvalidArgument, "incident " + Number(id.value) + " is " +
                                                      std::string(IncidentStateName(incident->state)) + ", not " +
                                                      std::string(IncidentStateName(needed)));
  }
  AuditAction action = AuditAction::kIncidentOpened;
  if (decision == IncidentDecision::kClose) {
    incident->state = IncidentState::kClosed;
    incident->closed_at = actor.now;
    action = AuditAction::kIncidentClosed;
  } else {
    incident->state = decision == IncidentDecision::kOpen ? IncidentState::kOpen : IncidentState::kRefused;
    incident->decided_at = actor.now;
    if (decision == IncidentDecision::kRefuse) action = AuditAction::kIncidentRefused;
  }
  incident->agent_id = actor.agent;
  RW_RETURN_IF_ERROR(session.cases().UpdateIncident(*incident));
  return RecordAction(session, actor, action, {}, {}, WriteDetail({{"incident", Number(id.value)}}));
}

namespace {

// When an answer that left from here was written; absent for one from elsewhere. While it is being recorded its row has no id of
// the platform yet.
Result<std::optional<Timestamp>> WrittenAt(Session& session, ConversationId id, const Message& answer) {
  for (const ConversationId conversation : {id, answer.conversation_id}) {
    RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> replies, session.outbox().OfConversation(conversation));
    for (const OutboundMessage& reply : replies) {
      if (!HasWords(reply.kind)) continue;
      const bool is_it = reply.result_source_id.empty() ? IsSameRendered(reply.text, answer.item.text)
                                                        : reply.result_source_id == answer.item.source_id;
      if (is_it) return std::optional(reply.created_at);
    }
  }
  return std::optional<Timestamp>();
}

}  // namespace

Status KeepPromisesAfter(Session& session, ConversationId id, const Message& answer) {
  RW_ASSIGN_OR_RETURN(std::vector<Promise> promises, session.cases().PromisesOf(id));
  if (promises.empty()) return {};
  RW_ASSIGN_OR_RETURN(const std::optional<Timestamp> written_at, WrittenAt(session, id, answer));
  for (Promise& promise : promises) {
    // Written before the promise was: it is the answer that makes it.
    const bool is_its_own = promise.message_id == answer.id || (written_at && *written_at <= promise.made_at);
    if (!IsKeptBy(promise, answer.visible_at, is_its_own)) continue;
    promise.kept_at = answer.visible_at;
    RW_RETURN_IF_ERROR(session.cases().UpdatePromise(promise));
  }
  return {};
}

namespace {

Status RevertPromise(Session& session, AuditAction action, Timestamp at, PromiseId id) {
  RW_ASSIGN_OR_RETURN(Promise promise, RequirePromise(session, id));
  switch (action) {
    case AuditAction::kPromiseMade: promise.withdrawn_at = promise.withdrawn_at.value_or(at); break;
    case AuditAction::kPromiseKept: promise.kept_at.reset(); break;
    default: promise.withdrawn_at.reset(); break;
  }
  return session.cases().UpdatePromise(promise);
}

Status RevertReopening(Session& session, const AuditEvent& event) {
  RW_RETURN_IF_ERROR(session.conversations().RemoveReopening(event.conversation_id, AuditDetail(event.detail).Int("reopening")));
  RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(event.conversation_id));
  // Who has written meanwhile goes on waiting.
  if (waits.state.answer) return {};
  return session.conversations().SetStatus(event.conversation_id, ConversationStatus::kResolved, std::nullopt);
}

Status RevertAction(Session& session, const AuditEvent& event) {
  const auto week = ParseIsoWeek(AuditDetail(event.detail).Text("week"));
  if (!week) return MakeError(ErrorKind::kInternal, "an audit entry without its week");
  RW_ASSIGN_OR_RETURN(std::optional<WeeklyAction> action, session.cases().ActionOf(*week));
  if (!action || action->done_at != event.at)
    return MakeError(ErrorKind::kInvalidArgument, "somebody has changed this action since");
  action->done_at.reset();
  action->outcome.clear();
  return session.cases().PutAction(*action);
}

Status RevertDecision(Session& session, const AuditEvent& event) {
  const IncidentId id{AuditDetail(event.detail).Int("incident")};
  RW_ASSIGN_OR_RETURN(std::optional<Incident> incident, session.cases().GetIncident(id));
  const auto decided = [&] { return event.action == AuditAction::kIncidentClosed ? incident->closed_at : incident->decided_at; };
  const IncidentState left = event.action == AuditAction::kIncidentClosed   ? IncidentState::kClosed
                             : event.action == AuditAction::kIncidentOpened ? IncidentState::kOpen
                                                                            : IncidentState::kRefused;
  if (!incident || incident->state != left || decided() != event.at)
    return MakeError(ErrorKind::kInvalidArgument, "somebody has decided about this incident since");
  if (event.action == AuditAction::kIncidentClosed) {
    incident->state = IncidentState::kOpen;
    incident->closed_at.reset();
  } else {
    incident->state = IncidentState::kProposed;
    incident->decided_at.reset();
  }
  return session.cases().UpdateIncident(*incident);
}

}  // namespace

Status RevertCaseAction(Session& session, const AuditEvent& event) {
  const AuditDetail detail(event.detail);
  switch (event.action) {
    case AuditAction::kCauseSet: {
      RW_ASSIGN_OR_RETURN(const std::string now, session.cases().CauseOf(event.conversation_id));
      if (now != detail.Text("to"))
        return MakeError(ErrorKind::kInvalidArgument, "somebody has set another cause since; set it again instead");
      RW_RETURN_IF_ERROR(session.cases().AddCause({event.conversation_id, detail.Text("from"), event.at, event.agent_id}));
      RW_ASSIGN_OR_RETURN(const Conversation conversation, RequireConversation(session, event.conversation_id));
      return RefreshPatterns(session, conversation.contact_id, event.at - kPatternHorizon);
    }
    case AuditAction::kPromiseMade:
    case AuditAction::kPromiseKept:
    case AuditAction::kPromiseWithdrawn: return RevertPromise(session, event.action, event.at, PromiseId{detail.Int("promise")});
    case AuditAction::kReopened: return RevertReopening(session, event);
    case AuditAction::kActionDone: return RevertAction(session, event);
    case AuditAction::kIncidentOpened:
    case AuditAction::kIncidentRefused:
    case AuditAction::kIncidentClosed: return RevertDecision(session, event);
    default: return MakeError(ErrorKind::kInternal, "an action that cannot be undone");
  }
}

}  // namespace replywatch

#include <algorithm>

#include "shared/actions/alert_actions.h"
#include "shared/actions/audit_detail.h"
#include "shared/actions/case_actions.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/person_actions.h"
#include "shared/actions/record.h"
#include "shared/actions/staff_actions.h"
#include "shared/actions/wait_keeper.h"

namespace replywatch {
namespace {

constexpr Duration kUndoHorizon = Duration::Hours(24);
constexpr Duration kTooLateIsNews = Duration::Minutes(1);
constexpr int kEventsToSearch = 500;

bool CanBeUndone(AuditAction action) {
  switch (action) {
    case AuditAction::kReplyQueued:
    case AuditAction::kThankQueued:
    case AuditAction::kApprovalQueued:
    case AuditAction::kLikeQueued:
    case AuditAction::kDone:
    case AuditAction::kSnoozed:
    case AuditAction::kAssigned:
    case AuditAction::kFlagCorrected:
    case AuditAction::kReopened:
    case AuditAction::kCauseSet:
    case AuditAction::kPromiseMade:
    case AuditAction::kPromiseKept:
    case AuditAction::kPromiseWithdrawn:
    case AuditAction::kActionDone:
    case AuditAction::kIncidentOpened:
    case AuditAction::kIncidentRefused:
    case AuditAction::kIncidentClosed:
    case AuditAction::kContactsMerged:
    case AuditAction::kContactsSeparated:
    case AuditAction::kMergeRefused:
    case AuditAction::kAlertAcknowledged:
    case AuditAction::kAlertSilenced: return true;
    default: return false;
  }
}

// Done just now it is what the person means, and they hear how it is changed; later it is passed over.
Status RefusalOf(const Actor& actor, const AuditEvent& event) {
  if (event.at <= actor.now - kTooLateIsNews) return {};
  if (event.action == AuditAction::kAwaySet)
    return MakeError(ErrorKind::kInvalidArgument,
                     "an absence is not taken back by undo; choose your name where one says who sits here");
  if (event.action == AuditAction::kCallNoted)
    return MakeError(ErrorKind::kInvalidArgument, "a call that was noted stays in the history; mark it done instead");
  if (event.action == AuditAction::kCallCorrected)
    return MakeError(ErrorKind::kInvalidArgument, "a correction is not taken back by undo; correct the note once more");
  if (event.action != AuditAction::kActionSet) return {};
  return MakeError(ErrorKind::kInvalidArgument, "the week's action cannot be taken back; write it anew");
}

// A reply that left a while ago is passed over; one that left just now is what the person means, and hears that it is too late.
Result<bool> IsPast(Session& session, const Actor& actor, const AuditEvent& event) {
  const bool outbound = event.action == AuditAction::kReplyQueued || event.action == AuditAction::kThankQueued ||
                        event.action == AuditAction::kApprovalQueued || event.action == AuditAction::kLikeQueued;
  if (!outbound || event.at > actor.now - kTooLateIsNews) return false;
  RW_ASSIGN_OR_RETURN(const std::optional<OutboundMessage> reply,
                      session.outbox().Get(OutboundId{AuditDetail(event.detail).Int("reply")}));
  if (event.action == AuditAction::kLikeQueued) {
    RW_ASSIGN_OR_RETURN(const bool holds_closed, HoldsClosed(session, event));
    if (holds_closed) return false;  // the person can wait again, though the like stays
  }
  return !reply || reply->state != OutboundState::kQueued;
}

std::optional<Timestamp> UntilOf(const AuditDetail& detail) {
  const std::int64_t ms = detail.Int("until");
  return ms != 0 ? std::optional(Timestamp{ms}) : std::nullopt;
}

Status RevertOne(Session& session, const Actor& actor, const AuditEvent& event) {
  const AuditDetail detail(event.detail);
  switch (event.action) {
    case AuditAction::kReplyQueued:
    case AuditAction::kThankQueued:
    case AuditAction::kApprovalQueued: return CancelReply(session, actor, OutboundId{detail.Int("reply")});
    case AuditAction::kDone: return RevertClosing(session, event);
    case AuditAction::kSnoozed:
      return session.conversations().SetStatus(event.conversation_id, static_cast<ConversationStatus>(detail.Int("status")),
                                               UntilOf(detail));
    case AuditAction::kAssigned: return session.conversations().SetOwner(event.conversation_id, AgentId{detail.Int("from")});
    case AuditAction::kFlagCorrected: {
      RW_ASSIGN_OR_RETURN(std::optional<Message> message, session.messages().Get(event.message_id));
      if (!message) return MakeError(ErrorKind::kNotFound, "the message is gone");
      RW_ASSIGN_OR_RETURN(const std::vector<Correction> corrections, session.messages().Corrections(event.message_id));
      const bool latest =
          !corrections.empty() && corrections.back().agent_id == event.agent_id && corrections.back().at == event.at;
      if (!latest)
        return MakeError(ErrorKind::kInvalidArgument, "somebody has corrected this message since; correct it again instead");
      RW_RETURN_IF_ERROR(session.messages().RemoveLatestCorrection(event.message_id));
      return WaitsAfterChange(session, message->conversation_id);
    }
    case AuditAction::kContactsMerged:
    case AuditAction::kContactsSeparated:
    case AuditAction::kMergeRefused: return RevertPersonAction(session, event);
    case AuditAction::kAlertAcknowledged:
    case AuditAction::kAlertSilenced: return RevertAlertAction(session, actor, event);
    default: return RevertCaseAction(session, event);
  }
}

// What was taken back.
Result<AuditAction> Revert(Session& session, const Actor& actor, const AuditEvent& event) {
  if (event.action == AuditAction::kLikeQueued) return RevertLike(session, actor, event);
  RW_RETURN_IF_ERROR(RevertOne(session, actor, event));
  return event.action;
}

}  // namespace

Result<AuditAction> UndoLast(Session& session, const Actor& actor) {
  RW_ASSIGN_OR_RETURN(const std::vector<AuditEvent> events, session.staff().LatestEvents(kEventsToSearch));
  std::vector<std::int64_t> undone;
  for (const AuditEvent& event : events) {
    if (event.agent_id != actor.agent || event.at < actor.now - kUndoHorizon) continue;
    if (event.action == AuditAction::kUndone) undone.push_back(AuditDetail(event.detail).Int("event"));
    RW_RETURN_IF_ERROR(RefusalOf(actor, event));
    if (!CanBeUndone(event.action) || std::find(undone.begin(), undone.end(), event.id) != undone.end()) continue;
    RW_ASSIGN_OR_RETURN(const bool past, IsPast(session, actor, event));
    if (past) continue;
    const Result<AuditAction> reverted = Revert(session, actor, event);
    // What has been changed since is old news after a while, and must not bar the way to what was done before it.
    if (!reverted.ok() && reverted.error().kind == ErrorKind::kInvalidArgument && event.at <= actor.now - kTooLateIsNews)
      continue;
    if (!reverted.ok()) return reverted.error();
    AuditEvent record = event;
    record.at = actor.now;
    record.action = AuditAction::kUndone;
    record.detail = WriteDetail({{"event", std::to_string(event.id)}});
    RW_RETURN_IF_ERROR(session.staff().Record(record));
    return *reverted;
  }
  return MakeError(ErrorKind::kNotFound, "there is nothing to undo");
}

}  // namespace replywatch

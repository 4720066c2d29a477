#include "shared/model/audit_event.h"

namespace replywatch {

std::string_view AuditActionName(AuditAction action) {
  switch (action) {
    case AuditAction::kReplyQueued: return "reply_queued";
    case AuditAction::kReplySent: return "reply_sent";
    case AuditAction::kReplyFailed: return "reply_failed";
    case AuditAction::kReplyUncertain: return "reply_uncertain";
    case AuditAction::kReplyCancelled: return "reply_cancelled";
    case AuditAction::kReplySettled: return "reply_settled";
    case AuditAction::kThankQueued: return "thank_queued";
    case AuditAction::kNoteAdded: return "note_added";
    case AuditAction::kAssigned: return "assigned";
    case AuditAction::kDone: return "done";
    case AuditAction::kSnoozed: return "snoozed";
    case AuditAction::kReopened: return "reopened";
    case AuditAction::kApproved: return "approved";
    case AuditAction::kFlagCorrected: return "flag_corrected";
    case AuditAction::kRemovedNoticed: return "removed_noticed";
    case AuditAction::kEditNoticed: return "edit_noticed";
    case AuditAction::kContactExported: return "contact_exported";
    case AuditAction::kContactErased: return "contact_erased";
    case AuditAction::kUndone: return "undone";
    case AuditAction::kApprovalQueued: return "approval_queued";
    case AuditAction::kCauseSet: return "cause_set";
    case AuditAction::kPromiseMade: return "promise_made";
    case AuditAction::kPromiseKept: return "promise_kept";
    case AuditAction::kPromiseWithdrawn: return "promise_withdrawn";
    case AuditAction::kActionSet: return "action_set";
    case AuditAction::kActionDone: return "action_done";
    case AuditAction::kIncidentOpened: return "incident_opened";
    case AuditAction::kIncidentRefused: return "incident_refused";
    case AuditAction::kIncidentClosed: return "incident_closed";
    case AuditAction::kAlertAcknowledged: return "alert_acknowledged";
    case AuditAction::kAlertSilenced: return "alert_silenced";
    case AuditAction::kSilenceEnded: return "silence_ended";
    case AuditAction::kContactsMerged: return "contacts_merged";
    case AuditAction::kContactsSeparated: return "contacts_separated";
    case AuditAction::kMergeRefused: return "merge_refused";
    case AuditAction::kAwaySet: return "away_set";
    case AuditAction::kCallNoted: return "call_noted";
    case AuditAction::kCallCorrected: return "call_corrected";
    case AuditAction::kLikeQueued: return "like_queued";
    case AuditAction::kLiked: return "liked";
    case AuditAction::kLikeFailed: return "like_failed";
  }
  return "undone";
}

}  // namespace replywatch

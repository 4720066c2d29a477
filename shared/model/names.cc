#include "shared/model/agent.h"
#include "shared/model/alert.h"
#include "shared/model/classification.h"
#include "shared/model/conversation.h"
#include "shared/model/inbox.h"
#include "shared/model/item.h"
#include "shared/model/outbound.h"
#include "shared/model/promise.h"
#include "shared/model/wait.h"

namespace replywatch {

std::string_view FlagName(Flag flag) {
  switch (flag) {
    case Flag::kProblem: return "problem";
    case Flag::kQuestion: return "question";
    case Flag::kPraise: return "praise";
    case Flag::kThreat: return "threat";
    case Flag::kRepeat: return "repeat";
    case Flag::kThanks: return "thanks";
    case Flag::kWentPublic: return "went_public";
  }
  return "problem";
}

std::string_view UrgencyName(Urgency urgency) {
  switch (urgency) {
    case Urgency::kLow: return "low";
    case Urgency::kNormal: return "normal";
    case Urgency::kHigh: return "high";
  }
  return "normal";
}

std::string_view NoAnswerReasonName(NoAnswerReason reason) {
  switch (reason) {
    case NoAnswerReason::kNone: return "none";
    case NoAnswerReason::kSpam: return "spam";
    case NoAnswerReason::kEmojiOnly: return "emoji_only";
    case NoAnswerReason::kTagsFriend: return "tags_friend";
    case NoAnswerReason::kAmongOthers: return "among_others";
    case NoAnswerReason::kClosingThanks: return "closing_thanks";
    case NoAnswerReason::kAutomatic: return "automatic";
    case NoAnswerReason::kSettled: return "settled";
  }
  return "none";
}

std::string_view MessageKindName(MessageKind kind) {
  switch (kind) {
    case MessageKind::kComment: return "comment";
    case MessageKind::kMention: return "mention";
    case MessageKind::kPrivate: return "private";
    case MessageKind::kReview: return "review";
    case MessageKind::kEmail: return "email";
    case MessageKind::kPhone: return "phone";
  }
  return "comment";
}

std::string_view VisibilityName(Visibility visibility) { return visibility == Visibility::kPublic ? "public" : "private"; }

std::string_view ConversationStatusName(ConversationStatus status) {
  switch (status) {
    case ConversationStatus::kOpen: return "open";
    case ConversationStatus::kPendingContact: return "pending_contact";
    case ConversationStatus::kPendingThirdParty: return "pending_third_party";
    case ConversationStatus::kSnoozed: return "snoozed";
    case ConversationStatus::kResolved: return "resolved";
  }
  return "open";
}

std::string_view OutboundKindName(OutboundKind kind) {
  switch (kind) {
    case OutboundKind::kReply: return "reply";
    case OutboundKind::kThank: return "thank";
    case OutboundKind::kApproval: return "approval";
    case OutboundKind::kLike: return "like";
  }
  return "reply";
}

std::string_view OutboundStateName(OutboundState state) {
  switch (state) {
    case OutboundState::kQueued: return "queued";
    case OutboundState::kSending: return "sending";
    case OutboundState::kSent: return "sent";
    case OutboundState::kFailed: return "failed";
    case OutboundState::kUncertain: return "uncertain";
    case OutboundState::kCancelled: return "cancelled";
  }
  return "failed";
}

std::string_view WaitOutcomeName(WaitOutcome outcome) {
  switch (outcome) {
    case WaitOutcome::kOpen: return "open";
    case WaitOutcome::kAnswered: return "answered";
    case WaitOutcome::kClosed: return "closed";
    case WaitOutcome::kWithdrawn: return "withdrawn";
    case WaitOutcome::kLiked: return "liked";
  }
  return "open";
}

std::string_view InboxStateName(InboxState state) {
  switch (state) {
    case InboxState::kOk: return "ok";
    case InboxState::kDegraded: return "degraded";
    case InboxState::kBlind: return "blind";
  }
  return "ok";
}

std::string_view AgentRoleName(AgentRole role) { return role == AgentRole::kSupervisor ? "supervisor" : "agent"; }

std::string_view IncidentStateName(IncidentState state) {
  switch (state) {
    case IncidentState::kProposed: return "proposed";
    case IncidentState::kOpen: return "open";
    case IncidentState::kRefused: return "refused";
    case IncidentState::kClosed: return "closed";
  }
  return "closed";
}

std::string_view AlertKindName(AlertKind kind) {
  switch (kind) {
    case AlertKind::kResponse: return "response";
    case AlertKind::kResolution: return "resolution";
    case AlertKind::kPromise: return "promise";
    case AlertKind::kThreat: return "threat";
    case AlertKind::kIncident: return "incident";
    case AlertKind::kInboxBlind: return "inbox_blind";
    case AlertKind::kTokenRefused: return "token_refused";
    case AlertKind::kCompleteness: return "completeness";
    case AlertKind::kClockSkew: return "clock_skew";
    case AlertKind::kSendFailed: return "send_failed";
    case AlertKind::kDiskLow: return "disk_low";
  }
  return "response";
}

std::string_view AlertStepName(AlertStep step) {
  switch (step) {
    case AlertStep::kOwner: return "owner";
    case AlertStep::kResponsible: return "responsible";
    case AlertStep::kManager: return "manager";
  }
  return "owner";
}

std::string_view AlertHoldName(AlertHold hold) {
  switch (hold) {
    case AlertHold::kNone: return "none";
    case AlertHold::kGroupWait: return "group_wait";
    case AlertHold::kGroupInterval: return "group_interval";
    case AlertHold::kRepeat: return "told";
    case AlertHold::kQuietHours: return "quiet_hours";
    case AlertHold::kSilenced: return "silenced";
    case AlertHold::kInhibited: return "inhibited";
    case AlertHold::kAcknowledged: return "acknowledged";
  }
  return "none";
}

}  // namespace replywatch

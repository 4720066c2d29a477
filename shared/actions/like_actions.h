// Like actions: the shop likes what somebody wrote. Queued here, carried out by the collector; a like that ends a wait stands and
// falls with it. Inside one write session, like staff_actions.h.
#pragma once

#include "shared/actions/staff_actions.h"

namespace replywatch {

struct LikeRequest {
  MessageId message;
  bool closes = false;  // whoever waits in its conversation is closed by the like, counted apart from answered and done
  Duration undo;        // how long it can be taken back
};

// kInvalidArgument, with what to do: the platform takes no like of this message, it is liked already or about to be, or nobody
// waits whom the like could close. kNotFound for an unknown message.
Result<OutboundId> QueueLike(Session& session, const Actor& actor, const LikeRequest& request);

// The collector's share. It stands on the platform:
Status NoteLiked(Session& session, const Actor& actor, MessageId message);
// It failed for good: what it closed waits again, since nobody has answered. Records the failure.
Status NoteLikeFailed(Session& session, const Actor& actor, const OutboundMessage& like);

// Whether what the like of a kLikeQueued event closed is closed by it still.
Result<bool> HoldsClosed(Session& session, const AuditEvent& event);
// UndoLast's share: takes a queued like back, and the closing with it. Of one that may stand on the platform already, the closing
// alone: the person waits again. Tells which (kLikeQueued or kDone). kNotFound: too late.
Result<AuditAction> RevertLike(Session& session, const Actor& actor, const AuditEvent& event);

// Takes back what is queued in a conversation; its closings stay.
Status CancelLikes(Session& session, const Actor& actor, ConversationId id);
// Nobody will carry them out any more: what they closed waits again.
Status FailLikesOf(Session& session, InboxId inbox, const Error& why, Timestamp now);

}  // namespace replywatch

#include "shared/actions/like_actions.h"

#include <algorithm>

#include "shared/actions/audit_detail.h"
#include "shared/actions/record.h"
#include "shared/actions/wait_keeper.h"

namespace replywatch {
namespace {

constexpr int kMostFailedAtOnce = 10'000;

Error Refused(std::string why) { return MakeError(ErrorKind::kInvalidArgument, std::move(why)); }

Status CheckLikeable(Session& session, const Message& message) {
  if (message.item.liked.value_or(false)) return Refused("it is liked already");
  if (message.item.direction != Direction::kIncoming) return Refused("only what others wrote can be liked");
  if (message.item.publication != Publication::kVisible)
    return Refused("nobody sees this message on the platform; there is nothing to like");
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> inboxes, session.inboxes().All());
  const bool inbox_can = std::any_of(inboxes.begin(), inboxes.end(),
                                     [&](const Inbox& i) { return i.id == message.inbox_id && i.active && i.capabilities.like; });
  if (!inbox_can || !message.item.abilities.like)
    return Refused("this message cannot be liked from here; answer it, or mark the conversation done");
  return {};
}

// An attempt whose answer was lost is queued again, for liking twice does no harm; taking it back may be too late all the same.
bool MayHaveArrived(const OutboundMessage& like) {
  return like.error == ErrorKind::kUnknownOutcome || like.error == ErrorKind::kCancelled || like.error == ErrorKind::kTooLarge;
}

}  // namespace

Result<OutboundId> QueueLike(Session& session, const Actor& actor, const LikeRequest& request) {
  RW_ASSIGN_OR_RETURN(const Message message, RequireMessage(session, request.message));
  RW_RETURN_IF_ERROR(CheckLikeable(session, message));
  const ConversationId conversation = message.conversation_id;
  RW_ASSIGN_OR_RETURN(const std::optional<OutboundId> queued,
                      QueueWordless(session, actor, message, OutboundKind::kLike, request.undo));
  if (!queued) return Refused("it is liked already; the platform shows it in a moment");
  std::string detail = WriteDetail({{"reply", std::to_string(queued->value)}});
  if (request.closes) {
    RW_ASSIGN_OR_RETURN(const StoredWaits stored, session.conversations().LoadWaits(conversation));
    if (!stored.state.answer && !stored.state.thank)
      return Refused("nobody waits here, so there is nothing to close; like it without closing");
    if (!IsLikeEnough(stored.state.answer, stored.state.thank))
      return Refused("a like is no answer here; answer, or like it without closing and mark the conversation done");
    RW_ASSIGN_OR_RETURN(const std::string undo, CloseConversation(session, conversation, {0, actor.now, actor.agent, *queued}));
    detail += " " + undo;
  }
  RW_RETURN_IF_ERROR(RecordAction(session, actor, AuditAction::kLikeQueued, conversation, message.id, std::move(detail)));
  return *queued;
}

Status NoteLiked(Session& session, const Actor& actor, MessageId id) {
  RW_ASSIGN_OR_RETURN(Message message, RequireMessage(session, id));
  message.item.liked = true;
  RW_RETURN_IF_ERROR(session.messages().Update(message, actor.now));
  return RecordAction(session, actor, AuditAction::kLiked, message.conversation_id, id, {});
}

Status NoteLikeFailed(Session& session, const Actor& actor, const OutboundMessage& like) {
  RW_RETURN_IF_ERROR(RecordAction(session, actor, AuditAction::kLikeFailed, like.conversation_id, like.target,
                                  WriteDetail({{"reply", std::to_string(like.id.value)}})));
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> closings, session.conversations().Closings(like.conversation_id));
  const auto closed =
      std::find_if(closings.begin(), closings.end(), [&](const Closing& closing) { return closing.like == like.id; });
  if (closed == closings.end()) return {};
  RW_RETURN_IF_ERROR(session.conversations().RemoveClosing(like.conversation_id, closed->id));
  RW_RETURN_IF_ERROR(WaitsAfterChange(session, like.conversation_id));
  RW_ASSIGN_OR_RETURN(const StoredWaits now, session.conversations().LoadWaits(like.conversation_id));
  const bool waits_again = now.state.answer || now.state.thank;
  if (!waits_again || now.status != ConversationStatus::kResolved) return {};
  return session.conversations().SetStatus(like.conversation_id, ConversationStatus::kOpen, std::nullopt);
}

Result<bool> HoldsClosed(Session& session, const AuditEvent& event) {
  const std::int64_t id = AuditDetail(event.detail).Int("closing");
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> closings, session.conversations().Closings(event.conversation_id));
  return id != 0 && std::any_of(closings.begin(), closings.end(), [&](const Closing& closing) { return closing.id == id; });
}

Result<AuditAction> RevertLike(Session& session, const Actor& actor, const AuditEvent& event) {
  const OutboundId id{AuditDetail(event.detail).Int("reply")};
  RW_ASSIGN_OR_RETURN(const bool has_closing, HoldsClosed(session, event));
  RW_ASSIGN_OR_RETURN(const std::optional<OutboundMessage> like, session.outbox().Get(id));
  const bool may_stand = like && (like->state != OutboundState::kQueued || MayHaveArrived(*like));
  if (may_stand && !has_closing) return MakeError(ErrorKind::kNotFound, "too late: this like is already on its way or gone");
  if (!may_stand) RW_RETURN_IF_ERROR(CancelReply(session, actor, id));
  if (has_closing) RW_RETURN_IF_ERROR(RevertClosing(session, event));
  return may_stand ? AuditAction::kDone : AuditAction::kLikeQueued;
}

Status CancelLikes(Session& session, const Actor& actor, ConversationId id) {
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> own, session.outbox().OfConversation(id));
  for (const OutboundMessage& like : own) {
    if (like.kind != OutboundKind::kLike || like.state != OutboundState::kQueued) continue;
    RW_RETURN_IF_ERROR(CancelReply(session, actor, like.id));
  }
  return {};
}

Status FailLikesOf(Session& session, InboxId inbox, const Error& why, Timestamp now) {
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> queued,
                      session.outbox().InState(OutboundState::kQueued, inbox, kMostFailedAtOnce));
  for (OutboundMessage like : queued) {
    if (like.kind != OutboundKind::kLike) continue;
    like.state = OutboundState::kFailed;
    like.error = why.kind;
    like.error_text = why.text;
    RW_RETURN_IF_ERROR(session.outbox().Move(like, OutboundState::kQueued));
    RW_RETURN_IF_ERROR(NoteLikeFailed(session, {like.agent_id, now}, like));
  }
  return {};
}

}  // namespace replywatch

#include "collector/deliver.h"

#include <algorithm>
#include <string_view>

#include "shared/actions/audit_detail.h"
#include "shared/actions/like_actions.h"
#include "shared/actions/new_key.h"
#include "shared/base/log.h"

namespace replywatch {
namespace {

constexpr int kMostPerRound = 50;
constexpr Duration kFirstRetry = Duration::Seconds(5);
// With twelve attempts the last is made after 50 hours.
constexpr Duration kFirstPuttingOff = Duration::Seconds(30);
constexpr double kPuttingOffGrows = 2.25;
// What a like closed waits again after this.
constexpr Duration kLongestLiking = Duration::Hours(24);
// A reply claimed so long ago has arrived or never will, even for `once`, which does not wait.
constexpr Duration kLongOver = Duration::Minutes(10);
// What the account was refused is tried again after this; a person may be mending it right now.
constexpr Duration kRefusedPause = Duration::Minutes(5);
constexpr std::string_view kSettleByHand = "look there, then choose: it arrived, send again, or drop";

// May a later look for a reply go better, by itself or once a person has mended the account?
bool IsWorthAnotherLook(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kRetryAt:
    case ErrorKind::kBackOff:
    case ErrorKind::kRefreshToken:
    case ErrorKind::kUnknownOutcome:
    case ErrorKind::kTooLarge:
    case ErrorKind::kCancelled: return true;
    default: return NeedsPerson(kind);
  }
}

AuditEvent EventFor(const OutboundMessage& message, AuditAction action, Timestamp now) {
  AuditEvent event;
  event.at = now;
  event.agent_id = message.agent_id;
  event.action = action;
  event.conversation_id = message.conversation_id;
  event.message_id = message.target;
  event.detail = WriteDetail({{"reply", std::to_string(message.id.value)}});
  return event;
}

void MarkSent(OutboundMessage& message, Timestamp now) {
  message.state = OutboundState::kSent;
  message.sent_at = now;
  message.error.reset();
  message.error_text.clear();
}

// The reply as an item, where the platform's answer does not carry one.
Item ItemFor(const OutboundMessage& message, const Message& target, const SendReceipt& receipt, const std::string& account_id,
             Timestamp now) {
  if (receipt.item) return *receipt.item;
  Item item;
  item.source_id = receipt.source_id.empty() ? kAssumedSentPrefix + message.idempotency_key : receipt.source_id;
  item.parent_source_id = target.item.source_id;
  item.root_source_id = target.item.root_source_id;
  item.kind = message.visibility == Visibility::kPrivate ? MessageKind::kPrivate : MessageKind::kComment;
  item.visibility = message.visibility;
  item.direction = Direction::kOutgoing;
  item.author.source_id = account_id;
  item.text = message.text;
  item.created_at = now;
  item.publication = receipt.publication;
  item.permalink = receipt.permalink;
  return item;
}

}  // namespace

Deliverer::Deliverer(Store& store, Connector& connector, const Ingest& ingest, IngestInbox inbox, DeliveryGate gate,
                     DeliverOptions options)
    : store_(store),
      connector_(connector),
      ingest_(ingest),
      inbox_(std::move(inbox)),
      gate_(std::move(gate)),
      options_(options) {}

void SettleWatch::See(const std::vector<OutboundMessage>& unsettled, const Clock& clock) {
  std::map<OutboundId, Seen> seen;
  for (const OutboundMessage& message : unsettled) {
    const auto known = seen_.find(message.id);
    seen[message.id] = known == seen_.end() ? Seen{clock.Steady(), {}} : known->second;
  }
  seen_ = std::move(seen);
}

bool SettleWatch::HasSettled(const OutboundMessage& message, const Clock& clock) const {
  const auto seen = seen_.find(message.id);
  if (seen != seen_.end() && clock.Steady() < seen->second.look_at) return false;
  if (clock.Now() - message.not_before >= kLongOver) return true;
  return seen != seen_.end() && clock.Steady() - seen->second.at >= settle_;
}

void SettleWatch::Postpone(OutboundId id, Duration pause, const Clock& clock) { seen_[id].look_at = clock.Steady() + pause; }

Result<DeliverReport> Deliverer::Round(SettleWatch& watch, RateBudget& budget, const Clock& clock, const CancelToken& cancel) {
  DeliverReport report;
  std::vector<OutboundMessage> unsettled;
  std::vector<OutboundMessage> due;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(unsettled, session.outbox().InState(OutboundState::kSending, inbox_.id, kMostPerRound));
    RW_ASSIGN_OR_RETURN(due, session.outbox().Due(inbox_.id, clock.Now(), kMostPerRound));
    return {};
  }));
  watch.See(unsettled, clock);
  const auto is_held_back = [&] { return budget.ReplyAllowedAt(clock.Now()) > clock.Now(); };
  for (OutboundMessage& message : unsettled) {
    if (cancel.cancelled() || report.refused) return report;
    if (!watch.HasSettled(message, clock) || is_held_back()) {
      ++report.waiting;
      continue;
    }
    const OutboundId id = message.id;
    RW_RETURN_IF_ERROR(SettleOne(std::move(message), budget, clock.Now(), cancel, report));
    if (report.refused) watch.Postpone(id, kRefusedPause, clock);
  }
  for (OutboundMessage& message : due) {
    if (cancel.cancelled() || report.refused) return report;
    if (is_held_back()) {
      ++report.waiting;
      continue;
    }
    RW_RETURN_IF_ERROR(SendOne(std::move(message), budget, clock, cancel, report));
  }
  return report;
}

Result<SendRequest> Deliverer::RequestFor(Session& session, const OutboundMessage& message, const Message& target,
                                          Timestamp now) {
  SendRequest request;
  request.target_id = target.item.reply_target_id.empty() ? target.item.source_id : target.item.reply_target_id;
  request.root_id = target.item.root_source_id;
  request.visibility = message.visibility;
  request.text = message.text;
  request.idempotency_key = message.idempotency_key;
  request.language = target.classification.language;
  request.recipient_handle = target.item.author.handle;
  request.recipient_id = target.item.author.source_id;
  request.first_attempt_at = message.first_attempt_at.value_or(now);
  request.now = now;
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> others, session.outbox().OfConversation(message.conversation_id));
  for (const OutboundMessage& other : others) {
    if (other.id != message.id && !other.result_source_id.empty()) request.known_replies.push_back(other.result_source_id);
  }
  if (request.recipient_id.empty() && target.contact_id) {
    RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> identities, session.contacts().Identities(target.contact_id));
    for (const ContactIdentity& identity : identities) {
      if (identity.inbox_id != target.inbox_id) continue;
      request.recipient_id = identity.source_id;
      request.recipient_handle = identity.handle;
    }
  }
  return request;
}

Status Deliverer::Claim(OutboundMessage& message, Message& target, SendRequest& request, Timestamp now) {
  return store_.Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(std::optional<Message> found, session.messages().Get(message.target));
    if (!found) return MakeError(ErrorKind::kNotFound, "the message to answer is not stored");
    target = std::move(*found);
    message.state = OutboundState::kSending;
    ++message.attempts;
    if (!message.first_attempt_at) message.first_attempt_at = now;
    message.not_before = now + options_.settle;
    RW_RETURN_IF_ERROR(session.outbox().Move(message, OutboundState::kQueued));
    RW_ASSIGN_OR_RETURN(request, RequestFor(session, message, target, now));
    return {};
  });
}

Result<std::string> Deliverer::AskGate(const OutboundMessage& message, Timestamp now) {
  std::string refusal;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(refusal, gate_(session, message, now));
    return {};
  }));
  return refusal;
}

Result<bool> Deliverer::SettleByLooking(const OutboundMessage& message, const SendRequest& request, RateBudget& budget,
                                        Timestamp now, const CancelToken& cancel, DeliverReport& report, Unseen unseen) {
  const auto found = connector_.FindSent(request, cancel);
  Status settled;
  if (found.ok()) {
    const bool is_doubted = found->outcome == FindOutcome::kCannotTell && unseen == Unseen::kDoubted;
    if (found->outcome != FindOutcome::kFound && !is_doubted) return false;
    settled = is_doubted ? Doubt(message, "the platform does not say whether an earlier attempt stands there", now, report)
                         : RecordSent(message, found->receipt, now, report);
  } else if (!IsWorthAnotherLook(found.error().kind) || message.attempts >= options_.max_attempts) {
    // Given up while it cannot be seen, it is in doubt, not failed: an earlier attempt may stand there.
    settled = Doubt(message, found.error().text, now, report);
  } else {
    settled = Retry(message, found.error(), budget, now, report);
  }
  if (!settled.ok()) return settled.error();
  return true;
}

Status Deliverer::SendOne(OutboundMessage message, RateBudget& budget, const Clock& clock, const CancelToken& cancel,
                          DeliverReport& report) {
  Message target;
  SendRequest request;
  Status claimed = Claim(message, target, request, clock.Now());
  if (!claimed.ok() && claimed.error().kind == ErrorKind::kNotFound) return {};  // undone or settled by a person meanwhile
  if (!claimed.ok()) return claimed.error();
  if (!HasWords(message.kind)) return CarryOut(std::move(message), target, budget, clock.Now(), cancel, report);
  const bool is_again = message.attempts > 1;
  if (is_again) {
    // An earlier attempt may have arrived after all; the gate would take it for somebody else's answer.
    RW_ASSIGN_OR_RETURN(const bool is_settled,
                        SettleByLooking(message, request, budget, clock.Now(), cancel, report, Unseen::kPassed));
    if (is_settled) return {};
  }
  RW_ASSIGN_OR_RETURN(const std::string refusal, AskGate(message, clock.Now()));
  if (!refusal.empty()) {
    // It may have arrived, and been fetched, between that look and the gate.
    if (is_again) {
      RW_ASSIGN_OR_RETURN(const bool is_settled,
                          SettleByLooking(message, request, budget, clock.Now(), cancel, report, Unseen::kDoubted));
      if (is_settled) return {};
    }
    const Error refused = MakeError(ErrorKind::kContentRejected, refusal);
    return MoveTo(std::move(message), OutboundState::kSending, OutboundState::kFailed, &refused, clock.Now(), report);
  }
  auto receipt = connector_.Send(request, cancel);
  if (receipt.ok()) {
    budget.Learn(receipt->throttle, clock.Now());
    return RecordSent(std::move(message), *receipt, clock.Now(), report);
  }
  return HandleFailure(std::move(message), request, receipt.error(), budget, clock.Now(), cancel, report);
}

Status Deliverer::CarryOut(OutboundMessage message, const Message& target, RateBudget& budget, Timestamp now,
                           const CancelToken& cancel, DeliverReport& report) {
  const bool is_like = message.kind == OutboundKind::kLike;
  const Status done =
      is_like ? connector_.Like(target.item.source_id, now, cancel) : connector_.Approve(target.item.source_id, now, cancel);
  if (!done.ok()) {
    const Error& error = done.error();
    // No like is worth holding back what stands behind it in the outbox.
    const bool is_in_vain = error.kind == ErrorKind::kPermission || now - message.created_at >= kLongestLiking;
    const bool is_final = !IsWorthAnotherLook(error.kind) || (is_like && is_in_vain);
    if (!is_final) return Retry(std::move(message), error, budget, now, report);
    return MoveTo(std::move(message), OutboundState::kSending, OutboundState::kFailed, &error, now, report);
  }
  return is_like ? RecordLiked(std::move(message), now, report) : RecordApproved(std::move(message), target, now, cancel, report);
}

Status Deliverer::RecordLiked(OutboundMessage message, Timestamp now, DeliverReport& report) {
  return store_.Write([&](Session& session) -> Status {
    MarkSent(message, now);
    ++report.sent;
    RW_RETURN_IF_ERROR(session.outbox().Move(message, OutboundState::kSending));
    return NoteLiked(session, {message.agent_id, now}, message.target);
  });
}

Status Deliverer::RecordApproved(OutboundMessage message, const Message& target, Timestamp now, const CancelToken& cancel,
                                 DeliverReport& report) {
  PreparedItem prepared{target.item, target.classification};
  prepared.item.publication = Publication::kVisible;
  prepared.item.abilities.approve = false;
  // Read again for what can be done with it now: what was held can be answered.
  auto now_visible = connector_.Sweep({{target.item.source_id}, now}, cancel);
  if (now_visible.ok() && now_visible->items.size() == 1) prepared.item = std::move(now_visible->items.front());
  return store_.Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const IngestReport changed, Ingest::Apply(session, inbox_, {prepared}, now));
    static_cast<void>(changed);
    MarkSent(message, now);
    ++report.sent;
    RW_RETURN_IF_ERROR(session.outbox().Move(message, OutboundState::kSending));
    return session.staff().Record(EventFor(message, AuditAction::kApproved, now));
  });
}

Status Deliverer::HandleFailure(OutboundMessage message, const SendRequest& request, const Error& error, RateBudget& budget,
                                Timestamp now, const CancelToken& cancel, DeliverReport& report) {
  Log(LogLevel::kInfo, "reply_not_sent",
      {{"reply", message.id.value}, {"kind", ErrorKindName(error.kind)}, {"text", error.text}});
  switch (error.kind) {
    case ErrorKind::kBackOff:
    case ErrorKind::kRetryAt:
    case ErrorKind::kRefreshToken:
    case ErrorKind::kReauthorize:
    case ErrorKind::kPermission:
    case ErrorKind::kConfiguration: return Retry(std::move(message), error, budget, now, report);
    case ErrorKind::kAlreadySent: {
      auto found = connector_.FindSent(request, cancel);
      if (found.ok() && found->outcome == FindOutcome::kFound) return RecordSent(std::move(message), found->receipt, now, report);
      return MoveTo(std::move(message), OutboundState::kSending, OutboundState::kUncertain, &error, now, report);
    }
    case ErrorKind::kUnknownOutcome:
    case ErrorKind::kCancelled:
    case ErrorKind::kTooLarge:
      ++report.waiting;  // stays in `sending`; SettleOne looks for it when the time has come
      return {};
    default: return MoveTo(std::move(message), OutboundState::kSending, OutboundState::kFailed, &error, now, report);
  }
}

Status Deliverer::Retry(OutboundMessage message, const Error& error, RateBudget& budget, Timestamp now, DeliverReport& report) {
  // Platforms limit likes more than words: no like is worth holding back what stands behind it.
  const bool is_like = message.kind == OutboundKind::kLike;
  if (error.kind == ErrorKind::kRetryAt && error.retry_at && !is_like && !error.only_this) budget.BlockUntil(*error.retry_at);
  const bool is_refused = NeedsPerson(error.kind);
  if (is_refused) report.refused = error;
  // With another token or other settings it goes out, however often it was refused. A permission may be missing for this target
  // alone.
  const bool is_counted = !is_refused || error.kind == ErrorKind::kPermission;
  if (!is_counted) message.attempts = std::min<std::int64_t>(message.attempts, 1);  // the next one still looks first
  if (message.attempts >= options_.max_attempts) {
    const Error final_error = error.Within("given up after " + std::to_string(message.attempts) + " attempts");
    return MoveTo(std::move(message), OutboundState::kSending, OutboundState::kFailed, &final_error, now, report);
  }
  message.not_before = error.retry_at.value_or(now + (is_refused ? kRefusedPause : PauseAfter(message, error)));
  message.error = error.kind;
  message.error_text = error.text;
  message.state = OutboundState::kQueued;
  ++report.waiting;
  return store_.Write([&](Session& session) { return session.outbox().Move(message, OutboundState::kSending); });
}

Duration Deliverer::PauseAfter(const OutboundMessage& message, const Error& error) const {
  const bool is_put_off = error.kind == ErrorKind::kBackOff && HasWords(message.kind);
  if (!is_put_off || connector_.patience() == Connector::Patience::kAnHour)
    return BackOffDelay(static_cast<int>(message.attempts), kFirstRetry, options_.jitter);
  double pause = static_cast<double>(kFirstPuttingOff.ms);
  for (std::int64_t i = 1; i < message.attempts; ++i) pause *= kPuttingOffGrows;
  return Duration{static_cast<std::int64_t>(pause)};
}

// Whether it arrived cannot be seen now.
Status Deliverer::LookLater(OutboundMessage message, const Error& error, RateBudget& budget, Timestamp now,
                            DeliverReport& report) {
  if (error.retry_at) budget.BlockUntil(*error.retry_at);
  if (NeedsPerson(error.kind)) report.refused = error;
  const bool is_overdue = now - message.not_before >= options_.longest_doubt && error.kind != ErrorKind::kCancelled;
  if (is_overdue || !IsWorthAnotherLook(error.kind)) return Doubt(std::move(message), error.text, now, report);
  ++report.waiting;
  if (error.kind == ErrorKind::kCancelled || message.error_text == error.text) return {};
  message.error = error.kind;
  message.error_text = error.text;
  return store_.Write([&](Session& session) { return session.outbox().Move(message, OutboundState::kSending); });
}

Status Deliverer::Doubt(OutboundMessage message, const std::string& why, Timestamp now, DeliverReport& report) {
  const Error unsure =
      MakeError(ErrorKind::kUnknownOutcome, "nobody can tell whether it arrived (" + why + "); " + std::string(kSettleByHand));
  return MoveTo(std::move(message), OutboundState::kSending, OutboundState::kUncertain, &unsure, now, report);
}

Status Deliverer::SettleOne(OutboundMessage message, RateBudget& budget, Timestamp now, const CancelToken& cancel,
                            DeliverReport& report) {
  SendRequest request;
  Message target;
  RW_RETURN_IF_ERROR(store_.Read([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(std::optional<Message> found, session.messages().Get(message.target));
    if (found) target = std::move(*found);
    RW_ASSIGN_OR_RETURN(request, RequestFor(session, message, target, now));
    return {};
  }));
  if (!HasWords(message.kind)) return CarryOut(std::move(message), target, budget, now, cancel, report);
  auto found = connector_.FindSent(request, cancel);
  if (!found.ok()) return LookLater(std::move(message), found.error(), budget, now, report);
  switch (found->outcome) {
    case FindOutcome::kFound: return RecordSent(std::move(message), found->receipt, now, report);
    case FindOutcome::kNotThere:
      message.state = OutboundState::kQueued;
      message.not_before = now;
      message.error.reset();
      message.error_text.clear();
      ++report.waiting;
      return store_.Write([&](Session& session) { return session.outbox().Move(message, OutboundState::kSending); });
    case FindOutcome::kCannotTell: break;
  }
  return Doubt(std::move(message), "the sending was interrupted, and the platform does not say", now, report);
}

Status Deliverer::RecordSent(OutboundMessage message, const SendReceipt& receipt, Timestamp now, DeliverReport& report) {
  return store_.Write([&](Session& session) -> Status {
    RW_ASSIGN_OR_RETURN(const std::optional<Message> target, session.messages().Get(message.target));
    if (!target) return MakeError(ErrorKind::kNotFound, "the answered message is not stored");
    Item item = ItemFor(message, *target, receipt, inbox_.account_id, now);
    item.automatic = false;                                                // a person sent it, whatever the account is marked as
    item.created_at = std::max(item.created_at, target->item.created_at);  // the platform's clock may be ahead of ours
    RW_ASSIGN_OR_RETURN(const IngestReport stored, Ingest::Apply(session, inbox_, ingest_.Prepare({item}), now));
    static_cast<void>(stored);
    RW_ASSIGN_OR_RETURN(const std::optional<MessageStub> stub, session.messages().FindStub(inbox_.id, item.source_id));
    if (stub) RW_RETURN_IF_ERROR(session.messages().SetAgent(stub->id, message.agent_id));
    MarkSent(message, now);
    message.result_source_id = item.source_id;
    ++report.sent;
    RW_RETURN_IF_ERROR(session.outbox().Move(message, OutboundState::kSending));
    return session.staff().Record(EventFor(message, AuditAction::kReplySent, now));
  });
}

Status Deliverer::MoveTo(OutboundMessage message, OutboundState from, OutboundState to, const Error* error, Timestamp now,
                         DeliverReport& report) {
  message.state = to;
  if (error != nullptr) {
    message.error = error->kind;
    message.error_text = error->text;
  }
  ++(to == OutboundState::kUncertain ? report.uncertain : report.failed);
  return store_.Write([&](Session& session) -> Status {
    RW_RETURN_IF_ERROR(session.outbox().Move(message, from));
    if (message.kind == OutboundKind::kLike) return NoteLikeFailed(session, {message.agent_id, now}, message);
    return session.staff().Record(
        EventFor(message, to == OutboundState::kUncertain ? AuditAction::kReplyUncertain : AuditAction::kReplyFailed, now));
  });
}

}  // namespace replywatch

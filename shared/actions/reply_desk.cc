#include "shared/actions/reply_desk.h"

#include <algorithm>

#include "shared/actions/audit_detail.h"
#include "shared/actions/new_key.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr int kRecentReplies = 60;
constexpr int kOutboxToLookAt = 200;

Result<Message> RequireIncoming(Session& session, MessageId id) {
  RW_ASSIGN_OR_RETURN(std::optional<Message> found, session.messages().Get(id));
  if (!found) return MakeError(ErrorKind::kNotFound, "there is no message " + std::to_string(id.value));
  if (!found->contact_id)
    return MakeError(ErrorKind::kInvalidArgument,
                     "message " + std::to_string(id.value) + " belongs to nobody who could be answered");
  return std::move(*found);
}

Result<Capabilities> CapabilitiesOf(Session& session, InboxId id) {
  RW_ASSIGN_OR_RETURN(const std::vector<Inbox> all, session.inboxes().All());
  const auto found = std::find_if(all.begin(), all.end(), [&](const Inbox& inbox) { return inbox.id == id; });
  if (found == all.end()) return MakeError(ErrorKind::kNotFound, "its inbox is gone");
  return found->capabilities;
}

Result<ContactIdentity> IdentityOf(Session& session, const Message& target) {
  RW_ASSIGN_OR_RETURN(const std::vector<ContactIdentity> identities, session.contacts().Identities(target.contact_id));
  for (const ContactIdentity& identity : identities) {
    if (identity.inbox_id == target.inbox_id) return identity;
  }
  return ContactIdentity{};
}

// Replies queued or on their way: nobody has read them yet, but they will be read.
Result<std::vector<OutboundMessage>> OnTheirWay(Session& session, InboxId inbox) {
  RW_ASSIGN_OR_RETURN(std::vector<OutboundMessage> queued,
                      session.outbox().InState(OutboundState::kQueued, inbox, kOutboxToLookAt));
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> sending,
                      session.outbox().InState(OutboundState::kSending, inbox, kOutboxToLookAt));
  queued.insert(queued.end(), sending.begin(), sending.end());
  return queued;
}

std::string WithoutPrefix(const std::string& text, const std::string& handle) {
  const std::string prefix = "@" + handle + " ";
  return !handle.empty() && text.starts_with(prefix) ? text.substr(prefix.size()) : text;
}

}  // namespace

ReplyDesk::ReplyDesk(const Classifier& classifier, LanguagePacks packs, ShopSettings shop)
    : classifier_(classifier), packs_(std::move(packs)), phrases_(PhraseBookOf(packs_)), shop_(std::move(shop)) {}

Result<std::string> ReplyDesk::WithPrefix(Session& session, const Message& target, Visibility visibility,
                                          const std::string& text) {
  RW_ASSIGN_OR_RETURN(const Capabilities capabilities, CapabilitiesOf(session, target.inbox_id));
  const std::string& wanted = visibility == Visibility::kPrivate ? capabilities.private_prefix : capabilities.public_prefix;
  if (wanted.empty()) return text;
  RW_ASSIGN_OR_RETURN(const ContactIdentity identity, IdentityOf(session, target));
  const std::string& handle = identity.handle.empty() ? target.item.author.handle : identity.handle;
  if (handle.empty()) return text;
  const FilledText prefix = FillPlaceholders(wanted, {{"handle", handle}});
  return text.starts_with(prefix.text) ? text : prefix.text + text;
}

Result<ReplyContext> ReplyDesk::ContextOf(Session& session, const Message& target, Visibility visibility, AgentId agent,
                                          MessageId seen, OutboundId self) const {
  ReplyContext context;
  RW_ASSIGN_OR_RETURN(const Capabilities capabilities, CapabilitiesOf(session, target.inbox_id));
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(target.contact_id));
  if (contact) {
    context.contact_name = contact->name;
    context.contact_language = target.classification.language != "und" ? target.classification.language : contact->language;
  }
  RW_ASSIGN_OR_RETURN(const ContactIdentity identity, IdentityOf(session, target));
  context.contact_handle = identity.handle;
  RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(target.conversation_id));
  context.waiting = waits.state.answer ? waits.state.answer->flags : target.classification.flags;
  const bool is_private = visibility == Visibility::kPrivate;
  context.can_reply = is_private ? target.item.abilities.reply_private : target.item.abilities.reply_public;
  context.is_written_here = capabilities.written_here;
  context.length = is_private ? capabilities.private_length : capabilities.public_length;
  context.window = target.item.abilities.window;
  context.is_target_gone = target.item.publication == Publication::kRemoved;
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> own, session.outbox().OfConversation(target.conversation_id));
  RW_ASSIGN_OR_RETURN(const std::vector<Message> messages, session.messages().OfConversation(target.conversation_id));
  for (const Message& message : messages) {
    if (message.id <= seen) continue;
    if (message.item.direction == Direction::kIncoming) {
      context.has_new_message_meanwhile = true;
      continue;
    }
    const bool is_mine = std::any_of(own.begin(), own.end(), [&](const OutboundMessage& m) {
      return m.result_source_id == message.item.source_id && m.agent_id == agent;
    });
    if (!message.item.automatic && !is_mine) context.is_answered_meanwhile = true;
  }
  RW_ASSIGN_OR_RETURN(const std::vector<Message> recent, session.messages().RecentOutgoing(target.inbox_id, "", kRecentReplies));
  for (const Message& message : recent) {
    context.recent_replies.push_back(
        {message.item.text, message.item.created_at, message.conversation_id == target.conversation_id, message.item.visibility});
  }
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> pending, OnTheirWay(session, target.inbox_id));
  for (const OutboundMessage& message : pending) {
    if (message.id == self || !HasWords(message.kind)) continue;
    context.recent_replies.push_back(
        {message.text, message.created_at, message.conversation_id == target.conversation_id, message.visibility});
  }
  return context;
}

Result<std::vector<ReplyFinding>> ReplyDesk::Check(Session& session, const ReplyRequest& request, Timestamp now) const {
  RW_ASSIGN_OR_RETURN(const Message target, RequireIncoming(session, request.target));
  MessageId seen = request.seen_message;
  if (!seen) {
    RW_ASSIGN_OR_RETURN(seen, session.messages().NewestOf(target.conversation_id));
  }
  RW_ASSIGN_OR_RETURN(const ReplyContext context, ContextOf(session, target, request.visibility, {}, seen, {}));
  ReplyDraft draft;
  const bool is_blank = request.text.find_first_not_of(" \t\n") == std::string::npos;
  draft.text = request.text;
  if (!is_blank) {
    RW_ASSIGN_OR_RETURN(draft.text, WithPrefix(session, target, request.visibility, request.text));
    if (draft.text.ends_with(request.text)) draft.prefix = draft.text.substr(0, draft.text.size() - request.text.size());
  }
  draft.visibility = request.visibility;
  draft.kind = request.kind;
  draft.language = classifier_.Classify(request.text).language;
  return CheckReply(draft, context, phrases_, now);
}

Result<QueuedReply> ReplyDesk::Queue(Session& session, const Actor& actor, const ReplyRequest& request) const {
  ReplyRequest clean = request;
  clean.text = CleanText(request.text, kMaxTextBytes);
  RW_ASSIGN_OR_RETURN(std::vector<ReplyFinding> findings, Check(session, clean, actor.now));
  if (clean.force) {
    for (const ReplyFinding& finding : findings) {
      if (finding.severity == ReplySeverity::kWarning) clean.overridden.emplace_back(ReplyRuleName(finding.rule));
    }
  }
  std::vector<ReplyFinding> forbidding = StillForbidding(findings, clean.overridden);
  if (!forbidding.empty()) return QueuedReply{{}, std::move(forbidding)};
  RW_ASSIGN_OR_RETURN(const Message target, RequireIncoming(session, clean.target));
  OutboundMessage reply;
  reply.target = target.id;
  reply.conversation_id = target.conversation_id;
  reply.inbox_id = target.inbox_id;
  reply.agent_id = actor.agent;
  reply.kind = clean.kind;
  reply.visibility = clean.visibility;
  RW_ASSIGN_OR_RETURN(reply.text, WithPrefix(session, target, clean.visibility, clean.text));
  reply.idempotency_key = NewKey();
  reply.created_at = actor.now;
  reply.not_before = actor.now + clean.undo;
  for (const ReplyFinding& finding : findings) reply.overridden.emplace_back(ReplyRuleName(finding.rule));
  reply.seen_message = clean.seen_message;
  if (!reply.seen_message) {
    RW_ASSIGN_OR_RETURN(reply.seen_message, session.messages().NewestOf(target.conversation_id));
  }
  QueuedReply queued;
  queued.findings = std::move(findings);
  RW_ASSIGN_OR_RETURN(queued.id, session.outbox().Add(reply));
  AuditEvent event;
  event.at = actor.now;
  event.agent_id = actor.agent;
  event.action = clean.kind == OutboundKind::kThank ? AuditAction::kThankQueued : AuditAction::kReplyQueued;
  event.conversation_id = target.conversation_id;
  event.message_id = target.id;
  event.detail = WriteDetail({{"reply", std::to_string(queued.id.value)}});
  RW_RETURN_IF_ERROR(session.staff().Record(event));
  return queued;
}

const LanguagePack* ReplyDesk::PackFor(const std::string& language) const {
  std::vector<std::string> wished{language};
  wished.insert(wished.end(), shop_.languages.begin(), shop_.languages.end());
  wished.emplace_back("en");
  for (const std::string& tag : wished) {
    const auto it = packs_.find(tag);
    if (it != packs_.end() && !it->second.thank_you.empty()) return &it->second;
  }
  return nullptr;
}

Result<std::string> ReplyDesk::ThankYouFor(Session& session, MessageId target_id) const {
  RW_ASSIGN_OR_RETURN(const Message target, RequireIncoming(session, target_id));
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(target.contact_id));
  RW_ASSIGN_OR_RETURN(const Capabilities capabilities, CapabilitiesOf(session, target.inbox_id));
  const std::string name = contact ? contact->name : std::string();
  const std::string language =
      target.classification.language != "und" || !contact ? target.classification.language : contact->language;
  const LanguagePack* pack = PackFor(language);
  if (pack == nullptr) return MakeError(ErrorKind::kConfiguration, "no thank-you lines are installed; write the thanks by hand");
  std::vector<std::string> used;
  RW_ASSIGN_OR_RETURN(const std::vector<Message> under_post,
                      session.messages().RecentOutgoing(target.inbox_id, target.item.root_source_id, 10'000));
  const auto strip = [&](const std::string& text) {
    const std::size_t space = text.find(' ');
    const bool prefixed = !capabilities.public_prefix.empty() && text.starts_with('@') && space != std::string::npos;
    return prefixed ? WithoutPrefix(text, text.substr(1, space - 1)) : text;
  };
  for (const Message& message : under_post) used.push_back(strip(message.item.text));
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> pending, OnTheirWay(session, target.inbox_id));
  for (const OutboundMessage& message : pending) {
    if (HasWords(message.kind)) used.push_back(strip(message.text));
  }
  const auto chosen =
      ChooseThankYou(pack->thank_you, name, used, static_cast<std::uint64_t>(target_id.value) * 0x9E3779B97F4A7C15ULL);
  if (!chosen) return MakeError(ErrorKind::kNotFound, "every thank-you line was already used under this post; write one by hand");
  return chosen->text;
}

Result<PlaceholderValues> ReplyDesk::ValuesFor(Session& session, MessageId target_id, AgentId agent) const {
  RW_ASSIGN_OR_RETURN(const Message target, RequireIncoming(session, target_id));
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(target.contact_id));
  PlaceholderValues values{{"name", contact ? FirstNameOf(contact->name) : std::string()},
                           {"shop", shop_.name},
                           {"responsible", shop_.responsible.name},
                           {"responsible_email", shop_.responsible.email},
                           {"responsible_phone", shop_.responsible.phone},
                           {"order", ""},
                           {"agent", ""}};
  RW_ASSIGN_OR_RETURN(const std::vector<Agent> agents, session.staff().Agents());
  for (const Agent& a : agents) {
    if (a.id == agent) values["agent"] = a.name;
  }
  return values;
}

DeliveryGate ReplyDesk::Gate() const {
  return [this](Session& session, const OutboundMessage& reply, Timestamp now) -> Result<std::string> {
    RW_ASSIGN_OR_RETURN(const Message target, RequireIncoming(session, reply.target));
    if (!HasWords(reply.kind)) return std::string();
    RW_ASSIGN_OR_RETURN(const ReplyContext context,
                        ContextOf(session, target, reply.visibility, reply.agent_id, reply.seen_message, reply.id));
    const ReplyDraft draft{reply.text, reply.visibility, reply.kind, "und", ""};
    for (const ReplyFinding& finding : StillForbidding(CheckReply(draft, context, phrases_, now), reply.overridden)) {
      // Warnings were decided when it was written.
      if (finding.severity != ReplySeverity::kWarning)
        return std::string(ReplyRuleName(finding.rule)) + ": " + DescribeFinding(finding);
    }
    return std::string();
  };
}

}  // namespace replywatch

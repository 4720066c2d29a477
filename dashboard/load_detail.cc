// The open conversation with everything around it.
#include <algorithm>

#include "dashboard/load_snapshot.h"
#include "shared/actions/person_actions.h"
#include "shared/actions/staff_actions.h"
#include "shared/base/utf8.h"
#include "shared/rules/spikes.h"

namespace replywatch {
namespace {

constexpr int kMostOfContact = 40;
constexpr std::size_t kSnippetBytes = 160;

bool IsOnItsWay(const OutboundMessage& reply) {
  return reply.state == OutboundState::kQueued || reply.state == OutboundState::kSending ||
         reply.state == OutboundState::kFailed || reply.state == OutboundState::kUncertain;
}

bool IsLikeOnItsWay(const OutboundMessage& reply) {
  return reply.kind == OutboundKind::kLike && (reply.state == OutboundState::kQueued || reply.state == OutboundState::kSending);
}

LikeState LikeStateOf(const Message& message, const std::vector<OutboundMessage>& replies, bool inbox_can) {
  const Item& item = message.item;
  if (item.liked.value_or(false)) return LikeState::kLiked;
  const bool is_on_its_way = std::any_of(replies.begin(), replies.end(), [&](const OutboundMessage& reply) {
    return reply.target == message.id && IsLikeOnItsWay(reply);
  });
  if (is_on_its_way) return LikeState::kOnItsWay;
  const bool is_seen = item.direction == Direction::kIncoming && item.publication == Publication::kVisible;
  return inbox_can && is_seen && item.abilities.like ? LikeState::kPossible : LikeState::kImpossible;
}

Result<ConversationPart> LoadPart(Session& session, const Snapshot& out, Conversation conversation) {
  ConversationPart part;
  part.conversation = std::move(conversation);
  const ConversationId id = part.conversation.id;
  RW_ASSIGN_OR_RETURN(std::vector<Message> messages, session.messages().OfConversation(id));
  RW_ASSIGN_OR_RETURN(const std::vector<OutboundMessage> replies, session.outbox().OfConversation(id));
  const Inbox* inbox = FindInbox(out, part.conversation.inbox_id);
  const bool inbox_can_like = inbox != nullptr && inbox->active && inbox->capabilities.like;
  for (Message& message : messages) {
    ConversationMessage entry;
    entry.like = LikeStateOf(message, replies, inbox_can_like);
    if (message.item.edited_at) {
      RW_ASSIGN_OR_RETURN(entry.versions, session.messages().Versions(message.id));
    }
    entry.message = std::move(message);
    part.messages.push_back(std::move(entry));
  }
  RW_ASSIGN_OR_RETURN(part.notes, session.conversations().Notes(id));
  // A like on its way is told with the message it is for.
  std::copy_if(replies.begin(), replies.end(), std::back_inserter(part.replies),
               [](const OutboundMessage& reply) { return IsOnItsWay(reply) && !IsLikeOnItsWay(reply); });
  return part;
}

// Public conversations above, the private talk below.
Status LoadParts(Session& session, const Snapshot& out, ConversationDetail& detail) {
  const ConversationId id = detail.conversation.id;
  const bool is_private = detail.conversation.visibility == Visibility::kPrivate;
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> linked,
                      is_private ? session.conversations().LinkedPublic(id) : session.conversations().LinkedPrivate(id));
  std::vector<Conversation> all{detail.conversation};
  for (const ConversationId other : linked) {
    RW_ASSIGN_OR_RETURN(std::optional<Conversation> conversation, session.conversations().Get(other));
    if (conversation) all.push_back(std::move(*conversation));
  }
  std::stable_sort(all.begin(), all.end(),
                   [](const Conversation& a, const Conversation& b) { return a.visibility < b.visibility; });
  for (Conversation& conversation : all) {
    RW_ASSIGN_OR_RETURN(ConversationPart part, LoadPart(session, out, std::move(conversation)));
    detail.parts.push_back(std::move(part));
  }
  return {};
}

void FindTargets(ConversationDetail& detail) {
  for (const ConversationPart& part : detail.parts) {
    for (const ConversationMessage& entry : part.messages) {
      const Message& m = entry.message;
      if (m.item.direction != Direction::kIncoming || m.item.publication == Publication::kRemoved) continue;
      if (m.item.abilities.reply_public && m.item.visibility == Visibility::kPublic) detail.public_target = m.id;
      if (m.item.abilities.reply_private) detail.private_target = m.id;
      if (part.conversation.id == detail.conversation.id && m.item.abilities.window) detail.window = m.item.abilities.window;
    }
  }
}

Status LoadPerson(Session& session, ConversationDetail& detail) {
  RW_ASSIGN_OR_RETURN(detail.identities, AccountsOfPerson(session, detail.conversation.contact_id));
  std::stable_partition(detail.identities.begin(), detail.identities.end(),
                        [&](const ContactIdentity& i) { return i.contact_id == detail.conversation.contact_id; });
  RW_ASSIGN_OR_RETURN(detail.suggestions, SuggestMerges(session, detail.conversation.contact_id));
  for (MergeSuggestion& suggestion : detail.suggestions) suggestion.contact.name = CleanLine(suggestion.contact.name, 200);
  return {};
}

Status LoadStory(Session& session, ConversationDetail& detail) {
  std::vector<Conversation> all;
  RW_ASSIGN_OR_RETURN(const std::vector<ContactId> person, session.persons().ContactsOf(detail.contact.id));
  for (const ContactId contact : person) {
    RW_ASSIGN_OR_RETURN(const std::vector<Conversation> theirs, session.conversations().OfContact(contact, kMostOfContact));
    all.insert(all.end(), theirs.begin(), theirs.end());
  }
  if (person.size() > 1)
    std::stable_sort(all.begin(), all.end(),
                     [](const Conversation& a, const Conversation& b) { return a.last_activity > b.last_activity; });
  if (all.size() > kMostOfContact) all.erase(all.begin() + kMostOfContact, all.end());
  for (const Conversation& conversation : all) {
    const bool is_open_here = std::any_of(detail.parts.begin(), detail.parts.end(),
                                          [&](const ConversationPart& part) { return part.conversation.id == conversation.id; });
    if (is_open_here) continue;
    StoryLine line;
    line.conversation = conversation;
    RW_ASSIGN_OR_RETURN(const std::vector<Message> messages, session.messages().OfConversation(conversation.id));
    for (const Message& message : messages) {
      if (message.item.direction != Direction::kIncoming) continue;
      line.flags = line.flags | message.classification.flags;
      if (line.snippet.empty())
        line.snippet = CleanLine(std::string_view(message.item.text).substr(0, 4 * kSnippetBytes), kSnippetBytes);
    }
    RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(conversation.id));
    line.is_waiting = waits.state.answer.has_value();
    detail.story.push_back(std::move(line));
  }
  return {};
}

Status LoadCanned(Session& session, const Backend& backend, AgentId agent, ConversationDetail& detail) {
  const MessageId target = detail.private_target ? detail.private_target : detail.public_target;
  if (!target) return {};
  const LanguagePacks& packs = backend.desk->packs();
  auto pack = packs.find(detail.language);
  for (const std::string& language : backend.settings.shop.languages) {
    if (pack == packs.end() || pack->second.canned_responses.empty()) pack = packs.find(language);
  }
  if (pack == packs.end()) pack = packs.find("en");
  if (pack == packs.end()) return {};
  RW_ASSIGN_OR_RETURN(const PlaceholderValues values, backend.desk->ValuesFor(session, target, agent));
  for (const CannedResponse& response : pack->second.canned_responses) {
    FilledText filled = FillPlaceholders(response.text, values);
    detail.canned.push_back({response.id, response.title, std::move(filled.text), std::move(filled.missing)});
  }
  return {};
}

Status LoadPrefix(Session& session, const Snapshot& out, ConversationDetail& detail) {
  const Inbox* inbox = FindInbox(out, detail.conversation.inbox_id);
  if (inbox != nullptr) {
    detail.public_length = inbox->capabilities.public_length;
    detail.private_length = inbox->capabilities.private_length;
  }
  const auto load = [&](MessageId target, Visibility visibility, std::string& prefix) -> Status {
    if (!target) return {};
    RW_ASSIGN_OR_RETURN(const std::optional<Message> message, session.messages().Get(target));
    if (!message) return {};
    RW_ASSIGN_OR_RETURN(prefix, ReplyDesk::WithPrefix(session, *message, visibility, ""));
    return {};
  };
  RW_RETURN_IF_ERROR(load(detail.public_target, Visibility::kPublic, detail.public_prefix));
  return load(detail.private_target, Visibility::kPrivate, detail.private_prefix);
}

Status LoadWaits(Session& session, ConversationDetail& detail) {
  RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(detail.conversation.id));
  detail.wait = waits.state.answer;
  detail.thank = waits.state.thank;
  if (detail.wait) detail.due = detail.wait->sla.due_at;
  return {};
}

// What staff recorded.
Status LoadCase(Session& session, ConversationDetail& detail) {
  const ConversationId id = detail.conversation.id;
  RW_ASSIGN_OR_RETURN(detail.handovers, HandoversOf(session, id));
  RW_ASSIGN_OR_RETURN(detail.cause, session.cases().CauseOf(id));
  RW_ASSIGN_OR_RETURN(detail.promises, session.cases().PromisesOf(id));
  RW_ASSIGN_OR_RETURN(const std::vector<StoredResolution> matters, session.clocks().Resolutions(id));
  for (const StoredResolution& matter : matters) detail.reopened += matter.resolution.reopened;
  return {};
}

// Those that a problem of the open conversation falls into.
Status LoadIncidentsOf(Session& session, ConversationDetail& detail) {
  RW_ASSIGN_OR_RETURN(const std::vector<Incident> incidents, session.cases().Incidents(kMostOfContact));
  const auto part = std::find_if(detail.parts.begin(), detail.parts.end(),
                                 [&](const ConversationPart& p) { return p.conversation.id == detail.conversation.id; });
  if (part == detail.parts.end()) return {};
  for (const Incident& incident : incidents) {
    const bool concerns = std::any_of(part->messages.begin(), part->messages.end(), [&](const ConversationMessage& entry) {
      const Item& item = entry.message.item;
      const bool is_problem = item.direction == Direction::kIncoming && entry.message.classification.flags.Has(Flag::kProblem);
      return is_problem && FallsInto(incident, item.created_at, detail.conversation.inbox_id, detail.cause);
    });
    if (concerns) detail.incidents.push_back(incident);
  }
  return {};
}

}  // namespace

Status LoadDetail(Session& session, const Backend& backend, const LoadRequest& request, Snapshot& out) {
  if (!request.selected) return {};
  RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session.conversations().Get(request.selected));
  if (!conversation) return {};
  ConversationDetail detail;
  detail.conversation = *conversation;
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(conversation->contact_id));
  if (contact) detail.contact = *contact;
  detail.contact.name = CleanLine(detail.contact.name, 200);
  RW_RETURN_IF_ERROR(LoadPerson(session, detail));
  RW_RETURN_IF_ERROR(LoadParts(session, out, detail));
  RW_RETURN_IF_ERROR(LoadWaits(session, detail));
  RW_RETURN_IF_ERROR(LoadStory(session, detail));
  RW_RETURN_IF_ERROR(LoadCase(session, detail));
  RW_RETURN_IF_ERROR(LoadIncidentsOf(session, detail));
  for (const ConversationPart& part : detail.parts) {
    RW_ASSIGN_OR_RETURN(const MessageId newest, session.messages().NewestOf(part.conversation.id));
    detail.newest = std::max(detail.newest, newest);
  }
  FindTargets(detail);
  detail.language = detail.contact.language.empty() ? "und" : detail.contact.language;
  RW_RETURN_IF_ERROR(LoadPrefix(session, out, detail));
  RW_RETURN_IF_ERROR(LoadCanned(session, backend, request.agent, detail));
  out.detail = std::move(detail);
  return {};
}

}  // namespace replywatch

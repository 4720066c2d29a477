#include "collector/connectors/bluesky/chat_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/profile_json.h"
#include "collector/connectors/bluesky/record_names.h"

namespace replywatch::bluesky {
namespace {

constexpr std::size_t kMaxMembers = 200;
constexpr std::string_view kWeb = "https://bsky.app/messages/";
constexpr std::string_view kRootPrefix = "chat:";

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }
Error NotWhatWasAskedFor() { return MakeError(ErrorKind::kBackOff, "the answer is not the list that was asked for"); }

// Ids become part of ours.
std::string PlainId(const Json& object, const char* name) {
  std::string id = IdMember(object, name);
  return id.find_first_of("/,") == std::string::npos ? id : std::string();
}

std::string TypeOf(const Json& element) { return LineMember(element, "$type", 100); }

// Our own copy deleted, or the service's own words ("ana joined the group").
bool IsNoMessage(const Json& element) {
  const std::string type = TypeOf(element);
  return type == "chat.bsky.convo.defs#deletedMessageView" || type == "chat.bsky.convo.defs#systemMessageView";
}

void AddMessage(const Json& element, const std::string& convo_id, ChatList& out) {
  if (IsNoMessage(element)) return;
  Result<ChatMessage> message = ReadMessage(element, convo_id);
  if (message.ok()) {
    out.messages.push_back(std::move(message).value());
    return;
  }
  SetAside aside = SetElementAside(element, message.error().text);
  if (!aside.source_id.empty() && !convo_id.empty()) aside.source_id = ChatItemId(convo_id, aside.source_id);
  out.set_aside.push_back(std::move(aside));
}

}  // namespace

const Author* Convo::Find(std::string_view did) const {
  const auto it = std::find_if(members.begin(), members.end(), [&](const Author& member) { return member.source_id == did; });
  return it == members.end() ? nullptr : &*it;
}

const Author* Convo::Other(std::string_view own_did) const {
  const Author* other = nullptr;
  for (const Author& member : members) {
    if (member.source_id == own_did) continue;
    if (other != nullptr) return nullptr;
    other = &member;
  }
  return other;
}

Result<Convo> ReadConvo(const Json& element) {
  Convo convo;
  convo.id = PlainId(element, "id");
  if (convo.id.empty()) return Unreadable("a conversation without a usable id");
  convo.rev = IdMember(element, "rev");
  convo.is_request = LineMember(element, "status", 20) == "request";
  const Json& kind = Member(element, "kind");
  convo.title = LineMember(kind, "name", kMaxNameBytes);
  const std::string lock = LineMember(kind, "lockStatus", 40);
  convo.is_locked = lock == "locked" || lock == "locked-permanently";
  const Json& members = Member(element, "members");
  if (!members.is_array()) return Unreadable("a conversation without its members");
  for (const Json& member : members) {
    if (convo.members.size() == kMaxMembers) break;
    Author author = ReadProfile(member);
    if (!author.source_id.empty()) convo.members.push_back(std::move(author));
  }
  return convo;
}

Result<ConvoList> ReadConvos(const Json& answer) {
  const Json& list = Member(answer, "convos");
  if (!list.is_array()) return NotWhatWasAskedFor();
  ConvoList out;
  out.cursor = TextMember(answer, "cursor", kMaxIdBytes);
  for (const Json& element : list) {
    Result<Convo> convo = ReadConvo(element);
    if (convo.ok()) {
      out.convos.push_back(std::move(convo).value());
    } else {
      out.set_aside.push_back(SetElementAside(element, convo.error().text));
    }
  }
  return out;
}

std::string ChatItemId(std::string_view convo_id, std::string_view message_id) {
  return std::string(convo_id).append("/").append(message_id);
}

std::optional<ChatItemName> ParseChatItemId(std::string_view item_id) {
  const std::size_t slash = item_id.find('/');
  if (slash == std::string_view::npos || slash == 0 || slash + 1 == item_id.size()) return std::nullopt;
  if (item_id.find('/', slash + 1) != std::string_view::npos) return std::nullopt;
  return ChatItemName{std::string(item_id.substr(0, slash)), std::string(item_id.substr(slash + 1))};
}

Result<ChatMessage> ReadMessage(const Json& element, const std::string& convo_id) {
  ChatMessage message;
  message.convo_id = convo_id;
  message.id = PlainId(element, "id");
  if (message.id.empty() || convo_id.empty()) return Unreadable("a private message without a usable id");
  message.sender_did = IdMember(Member(element, "sender"), "did");
  if (message.sender_did.empty()) return Unreadable("a private message without a sender");
  const auto sent_at = TimeMember(element, "sentAt");
  if (!sent_at) return Unreadable("a private message without a usable time");
  message.sent_at = *sent_at;
  message.text = TextMember(element, "text", kMaxTextBytes);
  const Json& replied = Member(element, "replyTo");
  message.replied_id = PlainId(replied, "id");
  message.replied_did = IdMember(Member(replied, "sender"), "did");
  std::string shared = IdMember(Member(Member(element, "embed"), "record"), "uri");
  if (ParsePostUri(shared)) message.shared_uri = std::move(shared);
  return message;
}

Result<ChatList> ReadMessages(const Json& answer, const std::string& convo_id) {
  const Json& list = Member(answer, "messages");
  if (!list.is_array()) return NotWhatWasAskedFor();
  ChatList out;
  out.cursor = TextMember(answer, "cursor", kMaxIdBytes);
  for (const Json& element : list) {
    ++out.elements;
    AddMessage(element, convo_id, out);
  }
  return out;
}

Result<ChatList> ReadLog(const Json& answer) {
  const Json& list = Member(answer, "logs");
  if (!list.is_array()) return NotWhatWasAskedFor();
  ChatList out;
  out.cursor = TextMember(answer, "cursor", kMaxIdBytes);
  for (const Json& element : list) {
    ++out.elements;
    if (TypeOf(element) == "chat.bsky.convo.defs#logCreateMessage")
      AddMessage(Member(element, "message"), PlainId(element, "convoId"), out);
  }
  return out;
}

Item ToItem(const ChatMessage& message, const Convo& convo, std::string_view own_did) {
  Item item;
  item.source_id = ChatItemId(message.convo_id, message.id);
  item.root_source_id = std::string(kRootPrefix) + message.convo_id;
  item.root_title = convo.title;
  item.permalink = item.root_permalink = std::string(kWeb) + message.convo_id;
  item.linked_source_id = message.shared_uri;
  item.kind = MessageKind::kPrivate;
  item.visibility = Visibility::kPrivate;
  item.direction = message.sender_did == own_did ? Direction::kOutgoing : Direction::kIncoming;
  if (const Author* sender = convo.Find(message.sender_did)) item.author = *sender;
  item.author.source_id = message.sender_did;
  if (!message.replied_id.empty()) {
    item.parent_source_id = ChatItemId(message.convo_id, message.replied_id);
    item.parent_author_id = message.replied_did;
  }
  const bool is_incoming = item.direction == Direction::kIncoming;
  if (const Author* other = convo.Other(own_did); other != nullptr && !is_incoming) item.mentioned_ids = {other->source_id};
  item.text = message.text;
  if (!message.shared_uri.empty()) item.attachments.push_back({AttachmentKind::kLink, PostPermalink(message.shared_uri), ""});
  item.created_at = message.sent_at;
  item.abilities.reply_private = is_incoming && !convo.is_locked;
  return item;
}

}  // namespace replywatch::bluesky

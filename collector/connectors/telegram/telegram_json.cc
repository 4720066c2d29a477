#include "collector/connectors/telegram/telegram_json.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "shared/base/utf8.h"

namespace replywatch::telegram {
namespace {

constexpr std::string_view kAnonymousAdmin = "1087968824";  // GroupAnonymousBot (Bot API 10.1, 2026)
constexpr std::size_t kMaxMentions = 50;
constexpr std::size_t kMaxEntities = 200;  // looked at; Telegram takes 100 in a message

struct MediaKind {
  const char* member;
  AttachmentKind kind;
};
// Members of a message that hold something to look at (Bot API 10.1, 2026).
constexpr std::array<MediaKind, 16> kMedia{{
    {"photo", AttachmentKind::kImage},
    {"video", AttachmentKind::kVideo},
    {"video_note", AttachmentKind::kVideo},
    {"animation", AttachmentKind::kVideo},
    {"audio", AttachmentKind::kAudio},
    {"voice", AttachmentKind::kAudio},
    {"document", AttachmentKind::kFile},
    {"sticker", AttachmentKind::kSticker},
    {"location", AttachmentKind::kLink},
    {"venue", AttachmentKind::kLink},
    {"contact", AttachmentKind::kFile},
    {"poll", AttachmentKind::kFile},
    {"dice", AttachmentKind::kSticker},
    {"story", AttachmentKind::kVideo},
    {"paid_media", AttachmentKind::kFile},
    {"checklist", AttachmentKind::kFile},
}};

// Other members that every message may have; a message with none of the above and none but these says nothing we know.
constexpr std::array<std::string_view, 30> kService{"new_chat_members",
                                                    "left_chat_member",
                                                    "new_chat_title",
                                                    "new_chat_photo",
                                                    "delete_chat_photo",
                                                    "group_chat_created",
                                                    "supergroup_chat_created",
                                                    "channel_chat_created",
                                                    "message_auto_delete_timer_changed",
                                                    "migrate_to_chat_id",
                                                    "migrate_from_chat_id",
                                                    "pinned_message",
                                                    "invoice",
                                                    "successful_payment",
                                                    "users_shared",
                                                    "chat_shared",
                                                    "connected_website",
                                                    "write_access_allowed",
                                                    "proximity_alert_triggered",
                                                    "boost_added",
                                                    "chat_background_set",
                                                    "forum_topic_created",
                                                    "forum_topic_edited",
                                                    "forum_topic_closed",
                                                    "forum_topic_reopened",
                                                    "video_chat_scheduled",
                                                    "video_chat_started",
                                                    "video_chat_ended",
                                                    "giveaway_created",
                                                    "passport_data"};

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

std::string IntegerId(const Json& object, const char* name) {
  const auto id = IntegerMember(object, name);
  return id && *id != 0 ? std::to_string(*id) : std::string();
}

std::optional<Timestamp> SecondsMember(const Json& object, const char* name) {
  constexpr std::int64_t kEarliest = 31'536'000;   // 1971
  constexpr std::int64_t kLatest = 4'070'908'800;  // 2099
  const auto seconds = IntegerMember(object, name);
  if (!seconds || *seconds < kEarliest || *seconds >= kLatest) return std::nullopt;
  return Timestamp{*seconds * 1000};
}

Author ReadPerson(const Json& from) {
  Author author;
  author.source_id = IntegerId(from, "id");
  author.name = LineMember(from, "first_name", kMaxNameBytes / 2);
  const std::string last = LineMember(from, "last_name", kMaxNameBytes / 2);
  if (!last.empty()) author.name += (author.name.empty() ? "" : " ") + last;
  author.handle = LineMember(from, "username", kMaxNameBytes);
  if (!author.handle.empty()) author.url = "https://t.me/" + author.handle;
  return author;
}

Author ReadChatAsAuthor(const Json& chat) {
  Author author;
  author.source_id = IntegerId(chat, "id");
  author.name = LineMember(chat, "title", kMaxNameBytes);
  author.handle = LineMember(chat, "username", kMaxNameBytes);
  if (!author.handle.empty()) author.url = "https://t.me/" + author.handle;
  return author;
}

// A message in the name of a chat carries a placeholder for its person.
Author ReadAuthor(const Json& element) {
  const Json& sender = Member(element, "sender_chat");
  return sender.is_object() ? ReadChatAsAuthor(sender) : ReadPerson(Member(element, "from"));
}

// The bytes of `text` that `length` UTF-16 units from `offset` cover; empty when they lie outside.
std::string Utf16Slice(const std::string& text, std::int64_t offset, std::int64_t length) {
  std::int64_t unit = 0;
  std::size_t begin = std::string::npos;
  std::size_t i = 0;
  for (; i < text.size() && unit < offset + length;) {
    if (unit == offset) begin = i;
    const auto lead = static_cast<unsigned char>(text[i]);
    const std::size_t bytes = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
    unit += bytes == 4 ? 2 : 1;
    i += bytes;
  }
  return begin == std::string::npos ? std::string() : text.substr(begin, std::min(i, text.size()) - begin);
}

// `raw` is the text as the offsets count it, before it was cleaned.
void ReadMentions(const Json& entities, const std::string& raw, TgMessage& message) {
  if (!entities.is_array()) return;
  std::size_t seen = 0;
  for (const Json& entity : entities) {
    if (++seen > kMaxEntities || message.mentioned_names.size() + message.mentioned_ids.size() >= kMaxMentions) return;
    const std::string type = LineMember(entity, "type", 30);
    if (type == "text_mention") {
      const std::string id = IntegerId(Member(entity, "user"), "id");
      if (!id.empty()) message.mentioned_ids.push_back(id);
    }
    if (type != "mention" && type != "bot_command") continue;
    const std::int64_t offset = IntegerMember(entity, "offset").value_or(-1);
    const std::int64_t length = IntegerMember(entity, "length").value_or(0);
    if (offset < 0 || length < 2 || length > 100 || offset > static_cast<std::int64_t>(kMaxTextBytes)) continue;
    const std::string slice = Utf16Slice(raw, offset, length);
    const std::size_t at = slice.find('@');
    if (at != std::string::npos) message.mentioned_names.push_back(CleanLine(slice.substr(at + 1), kMaxNameBytes));
  }
}

void ReadText(const Json& element, TgMessage& message) {
  const bool has_text = Member(element, "text").is_string();
  const char* name = has_text ? "text" : "caption";
  message.text = TextMember(element, name, kMaxTextBytes);
  const Json& raw = Member(element, name);
  if (raw.is_string())
    ReadMentions(Member(element, has_text ? "entities" : "caption_entities"), raw.get_ref<const std::string&>(), message);
}

std::string DescribeMedia(const Json& media) {
  for (const char* name : {"file_name", "title", "emoji", "question", "first_name"}) {
    std::string text = LineMember(media, name, kMaxNameBytes);
    if (!text.empty()) return text;
  }
  return {};
}

void ReadMedia(const Json& element, TgMessage& message) {
  for (const MediaKind& media : kMedia) {
    const Json& content = Member(element, media.member);
    if (content.is_null()) continue;
    // An animation comes as a document, too, for programs that know no animations.
    if (media.member == std::string_view("document") && !Member(element, "animation").is_null()) continue;
    if (media.member == std::string_view("location") && !Member(element, "venue").is_null()) continue;
    message.attachments.push_back({media.kind, "", DescribeMedia(content)});
  }
}

void ReadParent(const Json& parent, TgMessage& message) {
  message.parent_id = IntegerId(parent, "message_id");
  if (message.parent_id.empty()) return;
  message.parent_sender_chat_id = IntegerId(Member(parent, "sender_chat"), "id");
  message.parent_author_id = ReadAuthor(parent).source_id;
  message.parent_is_post = BoolMember(parent, "is_automatic_forward");
  message.parent_text = LineMember(parent, Member(parent, "text").is_string() ? "text" : "caption", kMaxNameBytes);
}

bool IsService(const Json& element) {
  return std::any_of(kService.begin(), kService.end(),
                     [&](std::string_view name) { return element.contains(std::string(name)); });
}

std::string Permalink(const TgMessage& message) {
  constexpr std::string_view kSupergroupPrefix = "-100";
  std::string place;
  if (!message.chat_username.empty() && message.chat_type != "private") {
    place = message.chat_username;
  } else if (message.chat_type == "supergroup" && message.chat_id.starts_with(kSupergroupPrefix)) {
    place = "c/" + message.chat_id.substr(kSupergroupPrefix.size());
  }
  return place.empty() ? std::string() : "https://t.me/" + place + "/" + message.message_id;
}

bool IsOurs(const std::string& author_id, const std::string& sender_chat_id, const std::string& chat_id, const Us& us,
            const std::vector<std::string>& voices) {
  if (author_id == us.bot_id || author_id == kAnonymousAdmin) return true;
  if (!sender_chat_id.empty() && sender_chat_id == chat_id) return true;
  return std::find(voices.begin(), voices.end(), author_id) != voices.end();
}

bool SameName(const std::string& a, const std::string& b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

Result<TgMessage> ReadMessage(const Json& element) {
  if (!element.is_object()) return Unreadable("a message that is no object");
  TgMessage message;
  message.message_id = IntegerId(element, "message_id");
  if (message.message_id.empty()) return Unreadable("a message without a usable id");
  const Json& chat = Member(element, "chat");
  message.chat_id = IntegerId(chat, "id");
  if (message.chat_id.empty()) return Unreadable("a message without a usable chat");
  message.chat_type = LineMember(chat, "type", 20);
  message.chat_title = LineMember(chat, "title", kMaxNameBytes);
  message.chat_username = LineMember(chat, "username", kMaxNameBytes);
  const auto created_at = SecondsMember(element, "date");
  if (!created_at) return Unreadable("a message without a usable time");
  message.created_at = *created_at;
  message.edited_at = SecondsMember(element, "edit_date");
  message.thread_id = IntegerId(element, "message_thread_id");
  message.author = ReadAuthor(element);
  message.is_bot = !Member(element, "sender_chat").is_object() && BoolMember(Member(element, "from"), "is_bot");
  message.sender_chat_id = IntegerId(Member(element, "sender_chat"), "id");
  message.is_post = BoolMember(element, "is_automatic_forward");
  ReadText(element, message);
  ReadMedia(element, message);
  if (const Json& parent = Member(element, "reply_to_message"); parent.is_object()) ReadParent(parent, message);
  if (message.text.empty() && message.attachments.empty()) {
    message.is_service = IsService(element);
    if (!message.is_service) return Unreadable("a message of a kind that is not known");
  }
  return message;
}

Result<UpdateList> ReadUpdates(const Json& result) {
  if (!result.is_array()) return MakeError(ErrorKind::kBackOff, "the answer is not the list of updates that was asked for");
  UpdateList out;
  out.element_count = static_cast<std::int64_t>(result.size());
  for (const Json& update : result) {
    const auto id = IntegerMember(update, "update_id");
    if (id && (!out.newest_id || *id > *out.newest_id)) out.newest_id = id;
    const Json& fresh = Member(update, "message");
    const Json& element = fresh.is_null() ? Member(update, "edited_message") : fresh;
    if (update.is_object() && id && element.is_null()) {
      ++out.other_types;
      continue;
    }
    Result<TgMessage> message = ReadMessage(element);
    if (!message.ok()) {
      SetAside aside = SetElementAside(update, message.error().text, "update_id");
      const std::string chat = IntegerId(Member(element, "chat"), "id");
      const std::string own = IntegerId(element, "message_id");
      if (!chat.empty() && !own.empty()) aside.source_id = SourceId(chat, own);
      out.set_aside.push_back(std::move(aside));
    } else if (message->is_service || message->is_post || message->chat_type == "channel") {
      ++out.other_types;
      if (message->is_post) out.posts.push_back(std::move(message).value());
    } else {
      out.messages.push_back(std::move(message).value());
    }
  }
  return out;
}

std::string SourceId(const std::string& chat_id, const std::string& message_id) { return chat_id + ":" + message_id; }

std::optional<MessageAddress> ParseSourceId(const std::string& source_id) {
  const std::size_t colon = source_id.find(':');
  if (colon == std::string::npos || colon == 0 || colon + 1 == source_id.size()) return std::nullopt;
  MessageAddress address{source_id.substr(0, colon), source_id.substr(colon + 1)};
  const auto is_number = [](const std::string& text) {
    const std::size_t sign = text.front() == '-' ? 1 : 0;
    return text.size() > sign && text.size() < 20 && text.find_first_not_of("0123456789", sign) == std::string::npos;
  };
  if (!is_number(address.chat_id) || !is_number(address.message_id)) return std::nullopt;
  return address;
}

Item ToItem(const TgMessage& message, const Us& us, const std::vector<std::string>& group_voices) {
  const bool is_private = message.chat_type == "private";
  Item item;
  item.source_id = SourceId(message.chat_id, message.message_id);
  item.kind = is_private ? MessageKind::kPrivate : MessageKind::kComment;
  item.visibility = is_private ? Visibility::kPrivate : Visibility::kPublic;
  const bool is_ours = IsOurs(message.author.source_id, message.sender_chat_id, message.chat_id, us, group_voices);
  item.direction = is_ours ? Direction::kOutgoing : Direction::kIncoming;
  // The app writes /start for whoever opens the chat; what they want comes next.
  const bool is_opening = is_private && (message.text == "/start" || message.text.starts_with("/start "));
  item.automatic = !is_ours && (message.is_bot || is_opening);
  item.author = message.author;
  // A reply to the post itself stands directly below it.
  const bool answers_message = !message.parent_id.empty() && !message.parent_is_post;
  if (answers_message) item.parent_source_id = SourceId(message.chat_id, message.parent_id);
  const bool answers_us = message.parent_is_post ||
                          (!message.parent_id.empty() &&
                           IsOurs(message.parent_author_id, message.parent_sender_chat_id, message.chat_id, us, group_voices));
  item.parent_author_id = answers_us ? us.bot_id : message.parent_author_id;
  if (is_private) {
    item.root_source_id = "chat:" + message.chat_id;
  } else if (!message.thread_id.empty()) {
    item.root_source_id = SourceId(message.chat_id, message.thread_id);
  } else {
    item.root_source_id = SourceId(message.chat_id, message.parent_id.empty() ? message.message_id : message.parent_id);
  }
  item.text = message.text;
  item.attachments = message.attachments;
  item.created_at = message.created_at;
  item.edited_at = message.edited_at;
  item.mentioned_ids = message.mentioned_ids;
  // Whom we wrote to in private stands first, as with every platform.
  if (is_private && is_ours) item.mentioned_ids = {message.chat_id};
  item.mentions_us =
      !is_ours && !is_private &&
      ((answers_us && answers_message) || std::any_of(message.mentioned_names.begin(), message.mentioned_names.end(),
                                                      [&](const std::string& name) { return SameName(name, us.bot_username); }));
  item.root_title = message.parent_is_post ? message.parent_text : message.chat_title;
  item.permalink = Permalink(message);
  item.abilities.reply_public = !is_private && !is_ours;
  item.abilities.reply_private = is_private && !is_ours;
  return item;
}

}  // namespace replywatch::telegram

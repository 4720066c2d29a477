#include "collector/connectors/mastodon/mastodon_json.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string>

#include "collector/protocols/html_text.h"
#include "shared/base/utf8.h"

namespace replywatch::mastodon {
namespace {

constexpr std::size_t kMaxMentions = 200;
constexpr std::size_t kMaxAttachments = 40;
constexpr std::size_t kTitleBytes = 120;

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

Author ReadAuthor(const Json& account) {
  Author author;
  author.source_id = IdMember(account, "id");
  author.handle = LineMember(account, "acct", kMaxNameBytes);
  author.name = LineMember(account, "display_name", kMaxNameBytes);
  if (author.name.empty()) author.name = LineMember(account, "username", kMaxNameBytes);
  author.url = UrlMember(account, "url");
  return author;
}

AttachmentKind KindOf(const std::string& type) {
  if (type == "image") return AttachmentKind::kImage;
  if (type == "video" || type == "gifv") return AttachmentKind::kVideo;
  return type == "audio" ? AttachmentKind::kAudio : AttachmentKind::kFile;
}

std::vector<Attachment> ReadAttachments(const Json& list) {
  std::vector<Attachment> out;
  if (!list.is_array()) return out;
  for (const Json& element : list) {
    if (out.size() == kMaxAttachments) break;
    Attachment attachment;
    attachment.kind = KindOf(LineMember(element, "type", 20));
    attachment.url = UrlMember(element, "url");
    if (attachment.url.empty()) attachment.url = UrlMember(element, "remote_url");
    attachment.description = LineMember(element, "description", 2000);
    out.push_back(std::move(attachment));
  }
  return out;
}

std::vector<Mention> ReadMentionList(const Json& list) {
  std::vector<Mention> out;
  if (!list.is_array()) return out;
  for (const Json& element : list) {
    if (out.size() == kMaxMentions) break;
    Mention mention{IdMember(element, "id"), LineMember(element, "acct", kMaxNameBytes)};
    if (!mention.id.empty()) out.push_back(std::move(mention));
  }
  return out;
}

std::string ReadText(const Json& element, const std::string& spoiler) {
  const Json& content = Member(element, "content");
  std::string text = content.is_string() ? HtmlToText(content.get_ref<const std::string&>(), kMaxTextBytes) : std::string();
  if (spoiler.empty()) return text;
  return CleanText(text.empty() ? spoiler : spoiler + "\n\n" + text, kMaxTextBytes);
}

bool IsKnownVisibility(const std::string& visibility) {
  return visibility == "public" || visibility == "unlisted" || visibility == "private" || visibility == "direct";
}

Error NotAList() { return MakeError(ErrorKind::kBackOff, "the answer is not the list that was asked for"); }

void AddStatus(const Json& element, StatusList& out) {
  Result<MastodonStatus> status = ReadStatus(element);
  if (status.ok()) {
    out.statuses.push_back(std::move(status).value());
  } else {
    out.set_aside.push_back(SetElementAside(element, status.error().text));
  }
}

bool IsDigits(std::string_view text) {
  return !text.empty() && std::all_of(text.begin(), text.end(), [](char c) { return c >= '0' && c <= '9'; });
}

std::optional<std::int64_t> ParseInteger(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<Timestamp> ParseReset(std::string_view text) {
  constexpr std::int64_t kLaterThanAnySeconds = 253'402'300'799;  // the year 9999
  const auto seconds = ParseInteger(text);
  if (!seconds) return ParseRfc3339(text);
  if (*seconds < 0 || *seconds > kLaterThanAnySeconds) return std::nullopt;
  return Timestamp{*seconds * 1000};
}

void AddWarning(const Json& policy, const char* member, std::string_view who, std::vector<std::string>& out) {
  const std::string rule = LineMember(policy, member, 20);
  if (rule == "drop") {
    out.push_back("the account's notification settings throw away messages from " + std::string(who) +
                  "; set them to accept under Preferences > Notifications, or they are never seen here");
  } else if (rule == "filter") {
    out.push_back("the account's notification settings hold back messages from " + std::string(who) +
                  "; set them to accept under Preferences > Notifications");
  }
}

}  // namespace

bool MastodonStatus::Mentions(std::string_view account_id) const {
  return std::any_of(mentions.begin(), mentions.end(), [&](const Mention& mention) { return mention.id == account_id; });
}

Result<MastodonStatus> ReadStatus(const Json& element) {
  if (!element.is_object()) return Unreadable("a status that is no object");
  MastodonStatus status;
  status.id = IdMember(element, "id");
  if (status.id.empty()) return Unreadable("a status without a usable id");
  const auto created_at = TimeMember(element, "created_at");
  if (!created_at) return Unreadable("a status without a usable time");
  status.created_at = *created_at;
  status.visibility = LineMember(element, "visibility", 20);
  // Read too narrow, a status is at worst shown as private; read too wide, a reply would go out in public.
  if (!IsKnownVisibility(status.visibility)) status.visibility = "direct";
  const Json& account = Member(element, "account");
  status.author = ReadAuthor(account);
  if (status.author.source_id.empty()) return Unreadable("a status without an author");
  status.author_is_bot = BoolMember(account, "bot");
  status.edited_at = TimeMember(element, "edited_at");
  status.in_reply_to_id = IdMember(element, "in_reply_to_id");
  status.in_reply_to_account_id = IdMember(element, "in_reply_to_account_id");
  status.spoiler_text = TextMember(element, "spoiler_text", kMaxTextBytes);
  status.text = ReadText(element, status.spoiler_text);
  status.language = LineMember(element, "language", 35);
  status.url = UrlMember(element, "url");
  if (status.url.empty()) status.url = UrlMember(element, "uri");
  status.replies_count = std::max<std::int64_t>(IntegerMember(element, "replies_count").value_or(0), 0);
  status.is_reblog = Member(element, "reblog").is_object();
  if (const Json& favourite = Member(element, "favourited"); favourite.is_boolean()) status.is_favourite = favourite.get<bool>();
  status.mentions = ReadMentionList(Member(element, "mentions"));
  status.attachments = ReadAttachments(Member(element, "media_attachments"));
  return status;
}

Result<StatusList> ReadStatuses(const Json& answer) {
  if (!answer.is_array()) return NotAList();
  StatusList out;
  for (const Json& element : answer) {
    if (std::string id = IdMember(element, "id"); !id.empty()) out.ids.push_back(std::move(id));
    AddStatus(element, out);
  }
  return out;
}

Result<StatusList> ReadMentions(const Json& answer) {
  if (!answer.is_array()) return NotAList();
  StatusList out;
  for (const Json& element : answer) {
    if (std::string id = IdMember(element, "id"); !id.empty()) out.ids.push_back(std::move(id));
    const std::string type = LineMember(element, "type", 40);
    if (!type.empty() && type != "mention") continue;
    if (type.empty()) {
      out.set_aside.push_back(SetElementAside(element, "a notification without a type"));
      continue;
    }
    // Real servers list mentions whose status is gone; there is nothing left to read.
    const Json& status = Member(element, "status");
    if (!status.is_null()) AddStatus(status, out);
  }
  return out;
}

Result<StatusList> ReadConversations(const Json& answer) {
  if (!answer.is_array()) return NotAList();
  StatusList out;
  for (const Json& element : answer) {
    if (!element.is_object()) {
      out.set_aside.push_back(SetElementAside(element, "a conversation that is no object"));
      continue;
    }
    if (std::string id = IdMember(element, "id"); !id.empty()) out.ids.push_back(std::move(id));
    const Json& last = Member(element, "last_status");
    if (!last.is_null()) AddStatus(last, out);
  }
  return out;
}

Result<StatusContext> ReadContext(const Json& answer) {
  if (!Member(answer, "ancestors").is_array() || !Member(answer, "descendants").is_array()) {
    return MakeError(ErrorKind::kBackOff, "the answer is not the thread that was asked for");
  }
  StatusContext out;
  RW_ASSIGN_OR_RETURN(out.ancestors, ReadStatuses(Member(answer, "ancestors")));
  RW_ASSIGN_OR_RETURN(out.descendants, ReadStatuses(Member(answer, "descendants")));
  return out;
}

InstanceLimits ReadInstance(const Json& answer) {
  InstanceLimits limits;
  const Json& statuses = Member(Member(answer, "configuration"), "statuses");
  const auto characters = IntegerMember(statuses, "max_characters");
  const auto older = IntegerMember(answer, "max_toot_chars");  // Pleroma and its descendants
  if (characters && *characters > 0) {
    limits.max_characters = *characters;
  } else if (older && *older > 0) {
    limits.max_characters = *older;
  }
  const auto url = IntegerMember(statuses, "characters_reserved_per_url");
  if (url && *url >= 0) limits.characters_per_url = *url;
  return limits;
}

bool MayFavourite(const Json& application) {
  const Json& scopes = Member(application, "scopes");
  if (!scopes.is_array()) return true;
  return std::any_of(scopes.begin(), scopes.end(),
                     [](const Json& scope) { return scope == "write" || scope == "write:favourites"; });
}

std::vector<std::string> PolicyWarnings(const Json& policy) {
  std::vector<std::string> out;
  AddWarning(policy, "for_not_following", "people you do not follow", out);
  AddWarning(policy, "for_not_followers", "people who do not follow you", out);
  AddWarning(policy, "for_new_accounts", "new accounts", out);
  AddWarning(policy, "for_private_mentions", "strangers who write in private", out);
  AddWarning(policy, "for_limited_accounts", "accounts limited by your server", out);
  const auto held = IntegerMember(Member(policy, "summary"), "pending_requests_count");
  if (held && *held > 0) {
    out.push_back(std::to_string(*held) +
                  " people's messages are held back; accept them under Notifications > Filtered notifications");
  }
  return out;
}

std::string TitleOf(const MastodonStatus& status) { return CleanLine(status.text, kTitleBytes); }

namespace {

// Clients put "@us" in front of every answer to us; it says nothing that mentions_us does not.
std::string WithoutOwnMention(const std::string& text, const std::vector<Mention>& mentions, std::string_view own_account_id) {
  const auto us = std::find_if(mentions.begin(), mentions.end(), [&](const Mention& m) { return m.id == own_account_id; });
  if (us == mentions.end() || us->acct.empty() || !text.starts_with('@')) return text;
  std::size_t end = text.find_first_of(" \n");
  if (end == std::string::npos) end = text.size();
  const std::string_view name = std::string_view(text).substr(1, end - 1);
  const std::string_view local = std::string_view(us->acct).substr(0, us->acct.find('@'));
  const bool is_us =
      name == us->acct || name == local || (name.starts_with(local) && name.size() > local.size() && name[local.size()] == '@');
  if (!is_us) return text;
  const std::size_t rest = text.find_first_not_of(" \n", end);
  return rest == std::string::npos ? std::string() : text.substr(rest);
}

}  // namespace

Item ToItem(const MastodonStatus& status, const ThreadPlace& place, std::string_view own_account_id) {
  Item item;
  item.source_id = status.id;
  item.parent_source_id = status.in_reply_to_id;
  item.parent_author_id = status.in_reply_to_account_id;
  item.direction = status.author.source_id == own_account_id ? Direction::kOutgoing : Direction::kIncoming;
  item.automatic = status.author_is_bot;
  item.author = status.author;
  item.mentions_us = status.Mentions(own_account_id);
  for (const Mention& mention : status.mentions) {
    if (mention.id != own_account_id) item.mentioned_ids.push_back(mention.id);
  }
  if (item.mentions_us) item.mentioned_ids.emplace_back(own_account_id);
  if (status.IsDirect()) {
    item.kind = MessageKind::kPrivate;
    item.visibility = Visibility::kPrivate;
    std::string other = item.author.source_id;
    if (item.direction == Direction::kOutgoing) other = item.mentioned_ids.empty() ? other : item.mentioned_ids.front();
    item.root_source_id = "direct:" + other;
    if (!status.in_reply_to_id.empty() && !place.parent_is_direct) item.linked_source_id = status.in_reply_to_id;
  } else {
    const bool is_answer_to_us = !status.in_reply_to_id.empty() && status.in_reply_to_account_id == own_account_id;
    item.kind = is_answer_to_us || !item.mentions_us ? MessageKind::kComment : MessageKind::kMention;
    item.root_source_id = place.root_id.empty() ? status.id : place.root_id;
    item.root_title = place.root_title;
    item.root_permalink = place.root_url;
  }
  item.text =
      item.direction == Direction::kIncoming ? WithoutOwnMention(status.text, status.mentions, own_account_id) : status.text;
  item.language = status.language;
  item.attachments = status.attachments;
  item.created_at = status.created_at;
  item.edited_at = status.edited_at;
  item.permalink = status.url;
  const bool is_incoming = item.direction == Direction::kIncoming;
  item.abilities.reply_public = is_incoming && !status.IsDirect();
  item.abilities.reply_private = is_incoming;
  item.abilities.like = is_incoming && !status.IsDirect();
  item.liked = status.is_favourite;
  return item;
}

bool IsNewerId(std::string_view a, std::string_view b) {
  if (IsDigits(a) && IsDigits(b) && a.size() != b.size()) return a.size() > b.size();
  return a > b;
}

Throttle ReadThrottle(const HttpResponse& response) {
  Throttle throttle;
  if (const auto limit = response.Header("X-RateLimit-Limit")) throttle.limit = ParseInteger(*limit);
  if (const auto remaining = response.Header("X-RateLimit-Remaining")) throttle.remaining = ParseInteger(*remaining);
  if (const auto reset = response.Header("X-RateLimit-Reset")) throttle.resets_at = ParseReset(*reset);
  return throttle;
}

}  // namespace replywatch::mastodon

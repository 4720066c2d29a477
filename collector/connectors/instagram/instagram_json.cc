#include "collector/connectors/instagram/instagram_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/graph_api.h"
#include "shared/base/utf8.h"

namespace replywatch::instagram {
namespace {

constexpr Duration kAnswerWindow = Duration::Hours(24);    // after the person's last message (Instagram messaging, 2026)
constexpr Duration kHumanAgentWindow = Duration::Days(7);  // with the feature Human Agent
constexpr std::size_t kTitleBytes = 120;
constexpr std::string_view kTalk = "talk:";
constexpr std::string_view kMention = "mention:";
constexpr std::string_view kNamed = "name:";
constexpr const char* kUnsupported = "not shown by Instagram's interface; open it in the app";

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

bool IsNameCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '.' || c == '_';
}

std::string LowerCase(std::string_view text) {
  std::string out(text);
  for (char& c : out) {
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  }
  return out;
}

// "@name", whatever its case; a dot at the end belongs to the sentence.
bool Mentions(std::string_view text, const std::string& username) {
  if (username.empty()) return false;
  for (std::size_t at = text.find('@'); at != std::string_view::npos; at = text.find('@', at + 1)) {
    std::size_t end = at + 1;
    while (end < text.size() && IsNameCharacter(text[end])) ++end;
    while (end > at + 1 && text[end - 1] == '.') --end;
    if (LowerCase(text.substr(at + 1, end - at - 1)) == LowerCase(username)) return true;
  }
  return false;
}

// The account itself goes by more than one id, and by its name where no id is told; people without an id go by their name.
Author ReadPerson(std::string id, std::string username, const Account& account) {
  Author author;
  const bool has_our_id = !id.empty() && (id == account.id || id == account.other_id);
  const bool is_us = has_our_id || (!username.empty() && LowerCase(username) == LowerCase(account.username));
  if (is_us) {
    author.source_id = account.id;
  } else if (id.empty() && !username.empty()) {
    author.source_id = std::string(kNamed) + username;
  } else {
    author.source_id = std::move(id);
  }
  author.name = author.handle = std::move(username);
  return author;
}

Author ReadAuthorOfComment(const Json& element, const Account& account) {
  const Json& from = Member(element, "from");
  std::string id = IdMember(from, "id");
  if (id.empty()) id = IdMember(Member(element, "user"), "id");
  std::string username = LineMember(element, "username", kMaxNameBytes);
  if (username.empty()) username = LineMember(from, "username", kMaxNameBytes);
  return ReadPerson(std::move(id), std::move(username), account);
}

// A boolean that is written as text in places.
bool IsTrue(const Json& element, const char* name) { return BoolMember(element, name) || LineMember(element, name, 8) == "true"; }

void ReadFiles(const Json& element, Item& item) {
  const Json& attachments = graph::DataOf(Member(element, "attachments"));
  if (!attachments.is_array()) return;
  for (const Json& attachment : attachments) {
    const std::string name = LineMember(attachment, "name", kMaxNameBytes);
    const std::string mime = LineMember(attachment, "mime_type", 80);
    Attachment out{mime.starts_with("audio") ? AttachmentKind::kAudio : AttachmentKind::kFile, UrlMember(attachment, "file_url"),
                   name};
    for (const auto& [place, kind] :
         {std::pair{"image_data", AttachmentKind::kImage}, std::pair{"video_data", AttachmentKind::kVideo}}) {
      if (!out.url.empty() || !Member(attachment, place).is_object()) continue;
      out.kind = kind;
      out.url = UrlMember(Member(attachment, place), "url");
    }
    item.attachments.push_back(std::move(out));
  }
}

void ReadMessageAttachments(const Json& element, Item& item) {
  ReadFiles(element, item);
  const Json& shares = graph::DataOf(Member(element, "shares"));
  if (shares.is_array()) {
    for (const Json& share : shares)
      item.attachments.push_back({AttachmentKind::kLink, UrlMember(share, "link"), LineMember(share, "name", kMaxNameBytes)});
  }
  const Json& story = Member(element, "story");
  for (const auto& [place, what] : {std::pair{"reply_to", "story answered"}, std::pair{"mention", "story with a mention"}}) {
    const Json& part = Member(story, place);
    if (part.is_object()) item.attachments.push_back({AttachmentKind::kLink, UrlMember(part, "link"), what});
  }
  if (Member(story, "mention").is_object()) item.mentions_us = true;
  // Never an empty message: something was said, though not what.
  const bool is_empty = item.text.empty() && item.attachments.empty();
  if (is_empty || IsTrue(element, "is_unsupported")) item.attachments.push_back({AttachmentKind::kFile, "", kUnsupported});
}

// What stands on the list's own level; replies are read by the caller.
void TakeComment(const Json& element, Result<Item> item, CommentList& out) {
  if (!item.ok()) {
    out.set_aside.push_back(SetElementAside(element, item.error().text));
    return;
  }
  if (!out.oldest || item->created_at < *out.oldest) out.oldest = item->created_at;
  out.items.push_back(std::move(item).value());
}

}  // namespace

const char* const kMediaFields = "id,caption,permalink,timestamp,comments_count";
const char* const kCommentFields = "id,text,timestamp,username,from,hidden,parent_id";
const char* const kSingleFields = "id,text,timestamp,username,from,hidden,parent_id,media{id,caption,permalink}";
const char* const kMessageFields = "id,message,from,to,created_time,attachments,shares,story,is_unsupported";

std::string TalkId(const std::string& person_id) { return std::string(kTalk) + person_id; }

std::string PersonOfTalk(const std::string& root_id) {
  return root_id.starts_with(kTalk) ? root_id.substr(kTalk.size()) : std::string();
}

std::string MentionId(const std::string& id) { return std::string(kMention) + id; }
bool IsMentionId(const std::string& source_id) { return source_id.starts_with(kMention); }

bool IsMessageId(const std::string& id) { return id.find_first_not_of("0123456789") != std::string::npos; }

Result<Media> ReadMedia(const Json& element) {
  Media media;
  media.id = IdMember(element, "id");
  if (media.id.empty()) return Unreadable("a media without a usable id");
  media.title = CleanLine(TruncateUtf8(TextMember(element, "caption", kMaxTextBytes), kTitleBytes), kTitleBytes);
  media.permalink = UrlMember(element, "permalink");
  media.comments_count = IntegerMember(element, "comments_count");
  return media;
}

Result<Item> ReadComment(const Json& element, const Media& media, const Parent& parent, const Account& account) {
  Item item;
  item.source_id = IdMember(element, "id");
  if (item.source_id.empty()) return Unreadable("a comment without a usable id");
  const auto created_at = TimeMember(element, "timestamp");
  if (!created_at) return Unreadable("a comment without a usable time");
  item.created_at = *created_at;
  Media place = media;
  if (place.id.empty()) {
    const Result<Media> own = ReadMedia(Member(element, "media"));
    if (!own.ok()) return Unreadable("a comment that belongs to no media");
    place = *own;
  }
  item.root_source_id = place.id;
  item.root_title = place.title;
  // A comment has no address of its own.
  item.permalink = item.root_permalink = place.permalink;
  item.kind = MessageKind::kComment;
  item.author = ReadAuthorOfComment(element, account);
  const bool is_ours = item.author.source_id == account.id;
  item.direction = is_ours ? Direction::kOutgoing : Direction::kIncoming;
  item.parent_source_id = parent.id.empty() ? IdMember(element, "parent_id") : parent.id;
  item.parent_author_id = parent.author_id;
  item.text = TextMember(element, "text", kMaxTextBytes);
  item.mentions_us = !is_ours && Mentions(item.text, account.username);
  if (item.mentions_us) item.mentioned_ids.push_back(account.id);
  // Hidden by the account or by a filter: nobody but its author sees it until it is shown again.
  const bool is_hidden = BoolMember(element, "hidden");
  if (is_hidden) item.publication = Publication::kHeld;
  item.abilities.approve = is_hidden;
  item.abilities.reply_public = !is_ours && !is_hidden;
  item.abilities.reply_private = !is_ours;
  return item;
}

CommentList ReadReplies(const Json& listing, const Media& media, const Parent& parent, const Account& account) {
  CommentList out;
  const Json& data = graph::DataOf(listing);
  if (!data.is_array()) return out;
  for (const Json& element : data) TakeComment(element, ReadComment(element, media, parent, account), out);
  return out;
}

CommentList ReadComments(const Json& listing, const Media& media, const Account& account) {
  CommentList out;
  const Json& data = graph::DataOf(listing);
  if (!data.is_array()) return out;
  for (const Json& element : data) {
    TakeComment(element, ReadComment(element, media, {}, account), out);
    const Json& replies = Member(element, "replies");
    const Parent parent{IdMember(element, "id"), ReadAuthorOfComment(element, account).source_id};
    CommentList below = ReadReplies(replies, media, parent, account);
    std::move(below.items.begin(), below.items.end(), std::back_inserter(out.items));
    std::move(below.set_aside.begin(), below.set_aside.end(), std::back_inserter(out.set_aside));
    std::string after = graph::AfterOf(replies);
    if (!after.empty() && !parent.id.empty()) out.more.push_back({parent, std::move(after)});
  }
  return out;
}

Result<Item> ReadMessage(const Json& element, const Account& account) {
  Item item;
  item.source_id = IdMember(element, "id");
  if (item.source_id.empty()) return Unreadable("a message without a usable id");
  const auto created_at = TimeMember(element, "created_time");
  if (!created_at) return Unreadable("a message without a usable time");
  item.created_at = *created_at;
  item.kind = MessageKind::kPrivate;
  item.visibility = Visibility::kPrivate;
  const Json& from = Member(element, "from");
  const std::string sender = IdMember(from, "id");
  if (sender.empty()) return Unreadable("a message of nobody");
  item.author = ReadPerson(sender, LineMember(from, "username", kMaxNameBytes), account);
  const bool is_ours = item.author.source_id == account.id;
  item.direction = is_ours ? Direction::kOutgoing : Direction::kIncoming;
  std::string other = is_ours ? std::string() : sender;
  const Json& recipients = graph::DataOf(Member(element, "to"));
  if (is_ours && recipients.is_array() && !recipients.empty()) other = IdMember(recipients.front(), "id");
  if (other.empty()) return Unreadable("a message to nobody");
  if (is_ours) item.mentioned_ids.push_back(other);
  item.root_source_id = TalkId(other);
  item.text = TextMember(element, "message", kMaxTextBytes);
  ReadMessageAttachments(element, item);
  if (is_ours) return item;
  item.abilities.reply_private = true;
  item.abilities.window = ReplyWindow{item.created_at + (account.has_human_agent ? kHumanAgentWindow : kAnswerWindow),
                                      account.has_human_agent ? "human_agent" : "response"};
  return item;
}

MessageList ReadMessages(const Json& listing, const Account& account) {
  MessageList out;
  const Json& data = graph::DataOf(listing);
  if (!data.is_array()) return out;
  for (const Json& element : data) {
    Result<Item> item = ReadMessage(element, account);
    if (!item.ok()) {
      out.set_aside.push_back(SetElementAside(element, item.error().text));
      continue;
    }
    if (!out.oldest || item->created_at < *out.oldest) out.oldest = item->created_at;
    out.items.push_back(std::move(item).value());
  }
  return out;
}

}  // namespace replywatch::instagram

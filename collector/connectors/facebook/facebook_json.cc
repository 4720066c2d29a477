#include "collector/connectors/facebook/facebook_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/graph_api.h"
#include "shared/base/utf8.h"

namespace replywatch::facebook {
namespace {

constexpr Duration kAnswerWindow = Duration::Hours(24);      // after the person's last message (Messenger platform, 2026)
constexpr Duration kHumanAgentWindow = Duration::Days(7);    // with the feature Human Agent
constexpr Duration kPrivateReplyWindow = Duration::Days(7);  // to a comment, once
constexpr std::size_t kTitleBytes = 120;
constexpr std::string_view kTalk = "talk:";
constexpr std::string_view kPost = "post:";
constexpr std::string_view kRating = "rating:";
constexpr std::string_view kMention = "mention:";

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

Author ReadPerson(const Json& from) {
  Author author;
  author.source_id = IdMember(from, "id");
  author.name = LineMember(from, "name", kMaxNameBytes);
  return author;
}

AttachmentKind KindOfType(const std::string& type) {
  if (type.find("video") != std::string::npos) return AttachmentKind::kVideo;
  if (type.find("photo") != std::string::npos || type.find("image") != std::string::npos) return AttachmentKind::kImage;
  if (type.find("sticker") != std::string::npos) return AttachmentKind::kSticker;
  if (type.find("share") != std::string::npos) return AttachmentKind::kLink;
  return AttachmentKind::kFile;
}

void ReadCommentAttachment(const Json& element, Item& item) {
  const Json& attachment = Member(element, "attachment");
  if (!attachment.is_object()) return;
  item.attachments.push_back({KindOfType(LineMember(attachment, "type", 40)), UrlMember(attachment, "url"),
                              LineMember(attachment, "title", kMaxNameBytes)});
}

void ReadMessageAttachments(const Json& element, Item& item) {
  const Json& attachments = graph::DataOf(Member(element, "attachments"));
  if (attachments.is_array()) {
    for (const Json& attachment : attachments) {
      const std::string mime = LineMember(attachment, "mime_type", 80);
      const AttachmentKind kind = mime.starts_with("audio") ? AttachmentKind::kAudio : KindOfType(mime);
      std::string url = UrlMember(attachment, "file_url");
      for (const char* place : {"image_data", "video_data"}) {
        if (url.empty()) url = UrlMember(Member(attachment, place), "url");
      }
      item.attachments.push_back({kind, url, LineMember(attachment, "name", kMaxNameBytes)});
    }
  }
  const Json& shares = graph::DataOf(Member(element, "shares"));
  if (shares.is_array()) {
    for (const Json& share : shares)
      item.attachments.push_back({AttachmentKind::kLink, UrlMember(share, "link"), LineMember(share, "name", kMaxNameBytes)});
  }
  if (std::string sticker = UrlMember(element, "sticker"); !sticker.empty())
    item.attachments.push_back({AttachmentKind::kSticker, sticker, ""});
}

// The post is what stands before the "_" of a comment's id.
std::string PostOfComment(const std::string& id) {
  const std::size_t mark = id.rfind('_');
  return mark == std::string::npos ? std::string() : id.substr(0, mark);
}

void ReadCommentParent(const Json& element, Item& item) {
  const Json& parent = Member(element, "parent");
  item.parent_source_id = IdMember(parent, "id");
  item.parent_author_id = IdMember(Member(parent, "from"), "id");
}

void ReadMentions(const Json& element, const PageInfo& page, Item& item) {
  const Json& tags = Member(element, "message_tags");
  if (!tags.is_array()) return;
  for (const Json& tag : tags) {
    const std::string id = IdMember(tag, "id");
    if (id == page.id) item.mentions_us = true;
    if (!id.empty()) item.mentioned_ids.push_back(id);
  }
}

template <typename ReadOne>
ItemList ReadList(const Json& data, const ReadOne& read_one) {
  ItemList out;
  if (!data.is_array()) return out;
  for (const Json& element : data) {
    Result<Item> item = read_one(element);
    if (!item.ok()) {
      out.set_aside.push_back(SetElementAside(element, item.error().text));
      continue;
    }
    if (!out.oldest || item->created_at < *out.oldest) out.oldest = item->created_at;
    out.items.push_back(std::move(item).value());
  }
  return out;
}

}  // namespace

const char* const kCommentFields =
    "id,message,from,created_time,parent{id,from},attachment,message_tags,permalink_url,can_comment,can_hide,"
    "can_like,can_reply_privately,is_hidden,user_likes";
const char* const kMessageFields = "id,message,from,to,created_time,attachments,shares,sticker";
const char* const kRatingFields = "open_graph_story{id},reviewer{id,name},review_text,recommendation_type,rating,created_time";

const char* const kPostFields = "id,message,story,from,created_time,permalink_url";

std::string PostItemId(const std::string& id) { return std::string(kPost) + id; }
std::string RatingItemId(const std::string& id) { return std::string(kRating) + id; }
std::string MentionItemId(const std::string& id) { return std::string(kMention) + id; }
bool IsPostItem(const std::string& source_id) { return source_id.starts_with(kPost); }
bool IsRatingItem(const std::string& source_id) { return source_id.starts_with(kRating); }
bool IsMentionItem(const std::string& source_id) { return source_id.starts_with(kMention); }
std::string RawId(const std::string& source_id) {
  if (IsPostItem(source_id)) return source_id.substr(kPost.size());
  if (IsMentionItem(source_id)) return source_id.substr(kMention.size());
  return IsRatingItem(source_id) ? source_id.substr(kRating.size()) : source_id;
}

std::string TalkId(const std::string& person_id) { return std::string(kTalk) + person_id; }

std::string PersonOfTalk(const std::string& root_id) {
  return root_id.starts_with(kTalk) ? root_id.substr(kTalk.size()) : std::string();
}

Result<Post> ReadPost(const Json& element) {
  Post post;
  post.id = IdMember(element, "id");
  if (post.id.empty()) return Unreadable("a post without a usable id");
  post.title = CleanLine(TruncateUtf8(TextMember(element, "message", kMaxTextBytes), kTitleBytes), kTitleBytes);
  if (post.title.empty()) post.title = LineMember(element, "story", kTitleBytes);
  post.permalink = UrlMember(element, "permalink_url");
  return post;
}

Result<std::optional<Item>> ReadVisitorPost(const Json& element, const PageInfo& page) {
  const Author author = ReadPerson(Member(element, "from"));
  if (author.source_id.empty() || author.source_id == page.id) return std::optional<Item>();
  RW_ASSIGN_OR_RETURN(const Post post, ReadPost(element));
  const auto created_at = TimeMember(element, "created_time");
  if (!created_at) return Unreadable("a post without a usable time");
  Item item;
  item.source_id = PostItemId(post.id);
  item.root_source_id = post.id;
  item.kind = MessageKind::kMention;
  item.author = author;
  item.mentions_us = true;
  item.text = TextMember(element, "message", kMaxTextBytes);
  item.created_at = *created_at;
  item.permalink = item.root_permalink = post.permalink;
  item.abilities.reply_public = true;
  item.abilities.like = post.id.starts_with(page.id + "_");  // one that only names the page stands elsewhere
  return std::optional<Item>(std::move(item));
}

Result<Item> ReadComment(const Json& element, const Post& post, const PageInfo& page) {
  Item item;
  item.source_id = IdMember(element, "id");
  if (item.source_id.empty()) return Unreadable("a comment without a usable id");
  const auto created_at = TimeMember(element, "created_time");
  if (!created_at) return Unreadable("a comment without a usable time");
  item.root_source_id = post.id.empty() ? PostOfComment(item.source_id) : post.id;
  if (item.root_source_id.empty()) return Unreadable("a comment that belongs to no post");
  item.created_at = *created_at;
  item.kind = MessageKind::kComment;
  item.author = ReadPerson(Member(element, "from"));
  const bool is_ours = item.author.source_id == page.id;
  item.direction = is_ours ? Direction::kOutgoing : Direction::kIncoming;
  item.text = TextMember(element, "message", kMaxTextBytes);
  item.permalink = UrlMember(element, "permalink_url");
  item.root_title = post.title;
  item.root_permalink = post.permalink;
  ReadCommentParent(element, item);
  if (item.parent_source_id.empty() && !post.visitor.source_id.empty()) {
    item.parent_source_id = PostItemId(post.id);
    item.parent_author_id = post.visitor.source_id;
  }
  ReadCommentAttachment(element, item);
  ReadMentions(element, page, item);
  // Hidden by the page or by its filters: nobody but the person and their friends sees it until it is shown again.
  const bool is_hidden = BoolMember(element, "is_hidden");
  if (is_hidden) item.publication = Publication::kHeld;
  const Json& can_comment = Member(element, "can_comment");
  item.abilities.reply_public = !is_ours && !is_hidden && (!can_comment.is_boolean() || can_comment.get<bool>());
  item.abilities.approve = is_hidden;
  item.abilities.like = !is_ours && !is_hidden && BoolMember(element, "can_like");
  if (const Json& liked = Member(element, "user_likes"); liked.is_boolean()) item.liked = liked.get<bool>();
  item.abilities.reply_private = !is_ours && BoolMember(element, "can_reply_privately");
  if (item.abilities.reply_private && !item.abilities.reply_public)
    item.abilities.window = ReplyWindow{item.created_at + kPrivateReplyWindow, "private_reply"};
  return item;
}

ItemList ReadComments(const Json& data, const Post& post, const PageInfo& page) {
  return ReadList(data, [&](const Json& element) { return ReadComment(element, post, page); });
}

Result<Item> ReadMessage(const Json& element, const PageInfo& page) {
  Item item;
  item.source_id = IdMember(element, "id");
  if (item.source_id.empty()) return Unreadable("a message without a usable id");
  const auto created_at = TimeMember(element, "created_time");
  if (!created_at) return Unreadable("a message without a usable time");
  item.created_at = *created_at;
  item.kind = MessageKind::kPrivate;
  item.visibility = Visibility::kPrivate;
  item.author = ReadPerson(Member(element, "from"));
  if (item.author.source_id.empty()) return Unreadable("a message of nobody");
  const bool is_ours = item.author.source_id == page.id;
  item.direction = is_ours ? Direction::kOutgoing : Direction::kIncoming;
  std::string other = is_ours ? std::string() : item.author.source_id;
  const Json& recipients = graph::DataOf(Member(element, "to"));
  if (is_ours && recipients.is_array() && !recipients.empty()) other = IdMember(recipients.front(), "id");
  if (other.empty()) return Unreadable("a message to nobody");
  if (is_ours) item.mentioned_ids.push_back(other);
  item.root_source_id = TalkId(other);
  item.text = TextMember(element, "message", kMaxTextBytes);
  ReadMessageAttachments(element, item);
  item.abilities.reply_private = !is_ours;
  if (!is_ours) {
    item.abilities.window = ReplyWindow{item.created_at + (page.has_human_agent ? kHumanAgentWindow : kAnswerWindow),
                                        page.has_human_agent ? "human_agent" : "response"};
  }
  return item;
}

ItemList ReadMessages(const Json& data, const PageInfo& page) {
  return ReadList(data, [&](const Json& element) { return ReadMessage(element, page); });
}

// A recommendation has a text and yes or no; only old ratings have stars.
Result<Item> ReadRating(const Json& element, const PageInfo& page) {
  Item item;
  const std::string story = IdMember(Member(element, "open_graph_story"), "id");
  if (story.empty()) return Unreadable("a rating without a usable id");
  item.source_id = RatingItemId(story);
  const auto created_at = TimeMember(element, "created_time");
  if (!created_at) return Unreadable("a rating without a usable time");
  item.created_at = *created_at;
  item.root_source_id = story;
  item.kind = MessageKind::kReview;
  item.author = ReadPerson(Member(element, "reviewer"));
  if (item.author.source_id == page.id) item.direction = Direction::kOutgoing;
  item.text = TextMember(element, "review_text", kMaxTextBytes);
  const std::int64_t stars = IntegerMember(element, "rating").value_or(0);
  if (stars >= 1 && stars <= 5) item.rating = static_cast<int>(stars);
  const std::string word = LineMember(element, "recommendation_type", 20);
  if (!item.rating && word == "negative") item.rating = 1;
  if (!item.rating && word == "positive") item.rating = 5;
  item.abilities.reply_public = item.direction == Direction::kIncoming;
  return item;
}

}  // namespace replywatch::facebook

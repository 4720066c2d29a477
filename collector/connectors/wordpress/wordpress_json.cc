#include "collector/connectors/wordpress/wordpress_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/html_text.h"
#include "shared/base/utf8.h"

namespace replywatch::wordpress {
namespace {

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

std::optional<CommentStatus> ReadStatus(const Json& element) {
  const std::string status = LineMember(element, "status", 20);
  if (status == "approved" || status == "approve" || status == "1") return CommentStatus::kApproved;
  if (status == "hold" || status == "0") return CommentStatus::kHeld;
  if (status == "spam") return CommentStatus::kSpam;
  if (status == "trash" || status == "post-trashed") return CommentStatus::kTrash;
  return std::nullopt;
}

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string HtmlLine(const Json& object, const char* name, std::size_t max_bytes) {
  return CleanLine(HtmlToText(TextMember(object, name, kMaxTextBytes), max_bytes), max_bytes);
}

Author ReadAuthor(const Json& element, std::int64_t author_id) {
  Author author;
  author.name = HtmlLine(element, "author_name", kMaxNameBytes);
  author.email = LineMember(element, "author_email", kMaxNameBytes);
  author.url = UrlMember(element, "author_url");
  if (author_id > 0) {
    author.source_id = UserSourceId(author_id);
  } else if (!author.email.empty()) {
    author.source_id = "guest:" + LowerCase(author.email);
  } else if (!author.name.empty()) {
    author.source_id = "guest-name:" + author.name;
  }
  return author;
}

void ReadPost(const Json& element, WpComment& comment) {
  const Json& posts = Member(Member(element, "_embedded"), "up");
  if (!posts.is_array() || posts.empty()) return;
  comment.post_title = HtmlLine(Member(posts.front(), "title"), "rendered", kMaxNameBytes);
  comment.post_link = UrlMember(posts.front(), "link");
}

std::int64_t NonNegative(const Json& element, const char* name) {
  return std::max<std::int64_t>(IntegerMember(element, name).value_or(0), 0);
}

}  // namespace

std::string UserSourceId(std::int64_t user_id) { return "user:" + std::to_string(user_id); }

Result<WpComment> ReadComment(const Json& element) {
  if (!element.is_object()) return Unreadable("a comment that is no object");
  WpComment comment;
  comment.id = NonNegative(element, "id");
  if (comment.id == 0) return Unreadable("a comment without a usable id");
  comment.post = NonNegative(element, "post");
  if (comment.post == 0) return Unreadable("a comment that belongs to no post");
  comment.parent = NonNegative(element, "parent");
  comment.author_id = NonNegative(element, "author");
  const auto created_at = TimeMember(element, "date_gmt");
  if (!created_at) return Unreadable("a comment without a usable time");
  comment.created_at = *created_at;
  const auto status = ReadStatus(element);
  if (!status) return Unreadable("a comment with an unknown status");
  comment.status = *status;
  comment.author = ReadAuthor(element, comment.author_id);
  const Json& content = Member(element, "content");
  const Json& rendered = Member(content, "rendered");
  if (rendered.is_string()) comment.text = HtmlToText(rendered.get_ref<const std::string&>(), kMaxTextBytes);
  comment.source_text = TextMember(content, "raw", kMaxTextBytes);
  if (comment.text.empty()) comment.text = HtmlToText(comment.source_text, kMaxTextBytes);
  comment.link = UrlMember(element, "link");
  ReadPost(element, comment);
  return comment;
}

Result<CommentList> ReadComments(const Json& answer) {
  if (!answer.is_array()) return MakeError(ErrorKind::kBackOff, "the answer is not the list of comments that was asked for");
  CommentList out;
  out.element_count = static_cast<std::int64_t>(answer.size());
  for (const Json& element : answer) {
    const std::int64_t id = NonNegative(element, "id");
    if (id > 0 && out.first_id == 0) out.first_id = id;
    if (id > 0) out.last_id = id;
    const std::string type = LineMember(element, "type", 40);
    if (!type.empty() && type != "comment") {
      ++out.other_types;
      continue;
    }
    Result<WpComment> comment = ReadComment(element);
    if (!comment.ok()) {
      out.set_aside.push_back(SetElementAside(element, comment.error().text));
      continue;
    }
    out.shows_edit_fields = out.shows_edit_fields && element.contains("author_email");
    out.comments.push_back(std::move(comment).value());
  }
  return out;
}

Item ToItem(const WpComment& comment, std::int64_t own_user_id, std::string parent_author_id) {
  Item item;
  item.source_id = std::to_string(comment.id);
  if (comment.parent > 0) item.parent_source_id = std::to_string(comment.parent);
  item.root_source_id = "post:" + std::to_string(comment.post);
  item.kind = MessageKind::kComment;
  item.visibility = Visibility::kPublic;
  item.direction = comment.author_id > 0 && comment.author_id == own_user_id ? Direction::kOutgoing : Direction::kIncoming;
  item.author = comment.author;
  item.parent_author_id = std::move(parent_author_id);
  item.text = comment.text;
  item.created_at = comment.created_at;
  item.permalink = comment.link;
  item.root_title = comment.post_title;
  item.root_permalink = comment.post_link;
  if (comment.status == CommentStatus::kHeld) item.publication = Publication::kHeld;
  if (comment.status == CommentStatus::kSpam || comment.status == CommentStatus::kTrash) {
    item.publication = Publication::kRemoved;
    item.removed_by = RemovedBy::kPage;
  }
  item.abilities.reply_public = comment.status == CommentStatus::kApproved && item.direction == Direction::kIncoming;
  item.abilities.approve = comment.status == CommentStatus::kHeld;
  return item;
}

}  // namespace replywatch::wordpress

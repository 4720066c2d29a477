#include "collector/protocols/wp_comments.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/html_text.h"
#include "shared/base/utf8.h"

namespace replywatch::wp {
namespace {

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

std::string LowerCase(std::string text) {
  std::transform(text.begin(), text.end(), text.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return text;
}

std::string HtmlLine(const Json& object, const char* name, std::size_t max_bytes) {
  return CleanLine(HtmlToText(TextMember(object, name, kMaxTextBytes), max_bytes), max_bytes);
}

void ReadPost(const Json& element, WpComment& comment) {
  const Json& links = Member(Member(element, "_links"), "up");
  if (links.is_array() && !links.empty()) comment.post_type = LineMember(links.front(), "post_type", 40);
  const Json& posts = Member(Member(element, "_embedded"), "up");
  if (!posts.is_array() || posts.empty()) return;
  comment.post_title = HtmlLine(Member(posts.front(), "title"), "rendered", kMaxNameBytes);
  comment.post_link = UrlMember(posts.front(), "link");
}

std::int64_t NonNegative(const Json& element, const char* name) {
  return std::max<std::int64_t>(IntegerMember(element, name).value_or(0), 0);
}

}  // namespace

std::optional<CommentStatus> ReadCommentStatus(const Json& element) {
  const std::string status = LineMember(element, "status", 20);
  if (status == "approved" || status == "approve" || status == "1") return CommentStatus::kApproved;
  if (status == "hold" || status == "0") return CommentStatus::kHeld;
  if (status == "spam") return CommentStatus::kSpam;
  if (status == "trash" || status == "post-trashed") return CommentStatus::kTrash;
  return std::nullopt;
}

std::string UserSourceId(std::int64_t user_id) { return "user:" + std::to_string(user_id); }

Author MakeAuthor(std::int64_t user_id, std::string name, std::string email, std::string url) {
  Author author;
  if (user_id > 0) {
    author.source_id = UserSourceId(user_id);
  } else if (!email.empty()) {
    author.source_id = "guest:" + LowerCase(email);
  } else if (!name.empty()) {
    author.source_id = "guest-name:" + name;
  }
  author.name = std::move(name);
  author.email = std::move(email);
  author.url = std::move(url);
  return author;
}

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
  const auto status = ReadCommentStatus(element);
  if (!status) return Unreadable("a comment with an unknown status");
  comment.status = *status;
  comment.author = MakeAuthor(comment.author_id, HtmlLine(element, "author_name", kMaxNameBytes),
                              LineMember(element, "author_email", kMaxNameBytes), UrlMember(element, "author_url"));
  const Json& content = Member(element, "content");
  const Json& rendered = Member(content, "rendered");
  if (rendered.is_string()) comment.text = HtmlToText(rendered.get_ref<const std::string&>(), kMaxTextBytes);
  comment.source_text = TextMember(content, "raw", kMaxTextBytes);
  if (comment.text.empty()) comment.text = HtmlToText(comment.source_text, kMaxTextBytes);
  comment.link = UrlMember(element, "link");
  comment.is_review = LineMember(element, "type", 40) == "review";
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
    if (!type.empty() && type != "comment" && type != "review") {
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

void ApplyStatus(CommentStatus status, Item& item) {
  if (status == CommentStatus::kHeld) item.publication = Publication::kHeld;
  if (status == CommentStatus::kSpam || status == CommentStatus::kTrash) {
    item.publication = Publication::kRemoved;
    item.removed_by = RemovedBy::kPage;
  }
  item.abilities.reply_public = status == CommentStatus::kApproved && item.direction == Direction::kIncoming;
  item.abilities.approve = status == CommentStatus::kHeld;
}

Item ToItem(const WpComment& comment, std::int64_t own_user_id, std::string parent_author_id) {
  Item item;
  item.source_id = std::to_string(comment.id);
  if (comment.parent > 0) item.parent_source_id = std::to_string(comment.parent);
  item.root_source_id = "post:" + std::to_string(comment.post);
  item.kind = comment.is_review ? MessageKind::kReview : MessageKind::kComment;
  item.visibility = Visibility::kPublic;
  item.direction = comment.author_id > 0 && comment.author_id == own_user_id ? Direction::kOutgoing : Direction::kIncoming;
  item.author = comment.author;
  item.parent_author_id = std::move(parent_author_id);
  item.text = comment.text;
  item.created_at = comment.created_at;
  item.permalink = comment.link;
  item.root_title = comment.post_title;
  item.root_permalink = comment.post_link;
  ApplyStatus(comment.status, item);
  return item;
}

}  // namespace replywatch::wp

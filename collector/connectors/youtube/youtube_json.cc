#include "collector/connectors/youtube/youtube_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "shared/base/utf8.h"

namespace replywatch::youtube {
namespace {

constexpr std::size_t kMaxPageTokenBytes = 4096;
constexpr std::size_t kMaxReplies = 1000;  // of one thread; it takes 500 (fact sheet, 2026)

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

// An empty list may come without its member.
Result<const Json*> Elements(const Json& answer) {
  const Json& items = Member(answer, "items");
  const bool is_empty_list = items.is_null() && Member(answer, "pageInfo").is_object();
  if (!items.is_array() && !is_empty_list) {
    return MakeError(ErrorKind::kBackOff, "the answer is not the list that was asked for");
  }
  return &items;
}

std::string NextPageToken(const Json& answer) { return LineMember(answer, "nextPageToken", kMaxPageTokenBytes); }

// The channel may be missing; a display name that begins with '@' is a handle and as good as an id.
Author ReadAuthor(const Json& snippet) {
  Author author;
  author.name = LineMember(snippet, "authorDisplayName", kMaxNameBytes);
  if (author.name.starts_with('@')) author.handle = author.name.substr(1);
  author.url = UrlMember(snippet, "authorChannelUrl");
  author.source_id = IdMember(Member(snippet, "authorChannelId"), "value");
  if (author.source_id.empty() && !author.name.empty()) author.source_id = "name:" + author.name;
  return author;
}

std::optional<Publication> ReadModerationStatus(const Json& snippet) {
  const std::string status = LineMember(snippet, "moderationStatus", 40);
  if (status == "published") return Publication::kVisible;
  if (status == "heldForReview" || status == "likelySpam") return Publication::kHeld;
  if (status == "rejected") return Publication::kRemoved;
  return std::nullopt;
}

std::string LowerCase(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

bool IsHandleCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' ||
         static_cast<unsigned char>(c) >= 0x80;
}

// "@handle" as a whole word.
bool NamesHandle(const std::string& text, const std::string& handle) {
  if (handle.empty()) return false;
  const std::string haystack = LowerCase(text);
  const std::string needle = "@" + LowerCase(handle);
  for (std::size_t pos = haystack.find(needle); pos != std::string::npos; pos = haystack.find(needle, pos + 1)) {
    const std::size_t end = pos + needle.size();
    const bool starts = pos == 0 || !IsHandleCharacter(haystack[pos - 1]);
    // A full stop behind it may end the sentence.
    const bool goes_on = end + 1 < haystack.size() && IsHandleCharacter(haystack[end + 1]);
    const bool ends = end == haystack.size() || !IsHandleCharacter(haystack[end]) || (haystack[end] == '.' && !goes_on);
    if (starts && ends) return true;
  }
  return false;
}

void AddReplies(const Json& element, YtThread& thread, std::vector<SetAside>& set_aside) {
  const Json& replies = Member(Member(element, "replies"), "comments");
  if (!replies.is_array()) return;
  for (const Json& reply : replies) {
    if (thread.replies.size() == kMaxReplies) return;
    Result<YtComment> comment = ReadComment(reply);
    if (!comment.ok()) {
      set_aside.push_back(SetElementAside(reply, comment.error().text));
      continue;
    }
    comment->thread_id = thread.id;
    thread.replies.push_back(std::move(comment).value());
  }
}

std::string VideoAddress(const std::string& video_id) {
  return video_id.empty() ? std::string() : "https://www.youtube.com/watch?v=" + video_id;
}

}  // namespace

std::string ThreadIdOf(std::string_view comment_id) { return std::string(comment_id.substr(0, comment_id.find('.'))); }

Result<YtComment> ReadComment(const Json& element) {
  if (!element.is_object()) return Unreadable("a comment that is no object");
  YtComment comment;
  comment.id = IdMember(element, "id");
  if (comment.id.empty()) return Unreadable("a comment without a usable id");
  const Json& snippet = Member(element, "snippet");
  const auto published_at = TimeMember(snippet, "publishedAt");
  if (!published_at) return Unreadable("a comment without a usable time");
  comment.published_at = *published_at;
  const auto updated_at = TimeMember(snippet, "updatedAt");
  if (updated_at && *updated_at > *published_at) comment.edited_at = updated_at;
  comment.thread_id = IdMember(snippet, "parentId");
  if (comment.thread_id.empty()) comment.thread_id = ThreadIdOf(comment.id);
  if (comment.thread_id.empty()) return Unreadable("a comment whose id names no thread");
  comment.video_id = IdMember(snippet, "videoId");
  comment.author = ReadAuthor(snippet);
  comment.text = TextMember(snippet, "textOriginal", kMaxTextBytes);
  if (comment.text.empty()) comment.text = TextMember(snippet, "textDisplay", kMaxTextBytes);
  comment.publication = ReadModerationStatus(snippet);
  return comment;
}

namespace {

Result<YtThread> ReadThread(const Json& element, std::vector<SetAside>& set_aside) {
  YtThread thread;
  thread.id = IdMember(element, "id");
  if (thread.id.empty()) return Unreadable("a thread without a usable id");
  const Json& snippet = Member(element, "snippet");
  const Json& top_element = Member(snippet, "topLevelComment");
  if (!top_element.is_object()) return Unreadable("a thread without its first comment");
  thread.video_id = IdMember(snippet, "videoId");
  thread.channel_id = IdMember(snippet, "channelId");
  thread.reply_count = std::max<std::int64_t>(IntegerMember(snippet, "totalReplyCount").value_or(0), 0);
  const Json& can_reply = Member(snippet, "canReply");
  thread.can_reply = !can_reply.is_boolean() || can_reply.get<bool>();
  Result<YtComment> top = ReadComment(top_element);
  if (top.ok()) {
    top->id = top->thread_id = thread.id;  // they are the same
    const Json& is_public = Member(snippet, "isPublic");
    if (!top->publication && is_public.is_boolean())
      top->publication = is_public.get<bool>() ? Publication::kVisible : Publication::kHeld;
    if (thread.video_id.empty()) thread.video_id = top->video_id;
    thread.top = std::move(top).value();
  } else {
    set_aside.push_back(SetElementAside(element, top.error().text));
  }
  AddReplies(element, thread, set_aside);
  return thread;
}

}  // namespace

Result<ThreadList> ReadThreads(const Json& answer) {
  RW_ASSIGN_OR_RETURN(const Json* elements, Elements(answer));
  ThreadList out;
  out.next_page_token = NextPageToken(answer);
  for (const Json& element : *elements) {
    Result<YtThread> thread = ReadThread(element, out.set_aside);
    if (thread.ok()) {
      out.threads.push_back(std::move(thread).value());
    } else {
      out.set_aside.push_back(SetElementAside(element, thread.error().text));
    }
  }
  return out;
}

Result<CommentList> ReadComments(const Json& answer) {
  RW_ASSIGN_OR_RETURN(const Json* elements, Elements(answer));
  CommentList out;
  out.next_page_token = NextPageToken(answer);
  for (const Json& element : *elements) {
    Result<YtComment> comment = ReadComment(element);
    if (comment.ok()) {
      out.comments.push_back(std::move(comment).value());
    } else {
      out.set_aside.push_back(SetElementAside(element, comment.error().text));
    }
  }
  return out;
}

Result<std::map<std::string, YtVideo>> ReadVideos(const Json& answer) {
  RW_ASSIGN_OR_RETURN(const Json* elements, Elements(answer));
  std::map<std::string, YtVideo> out;
  for (const Json& element : *elements) {
    const std::string id = IdMember(element, "id");
    const Json& snippet = Member(element, "snippet");
    if (!id.empty()) out[id] = {LineMember(snippet, "title", kMaxNameBytes), IdMember(snippet, "channelId")};
  }
  return out;
}

Result<YtChannel> ReadOwnChannel(const Json& answer) {
  RW_ASSIGN_OR_RETURN(const Json* elements, Elements(answer));
  YtChannel channel;
  if (elements->empty()) return channel;
  const Json& element = elements->front();
  const Json& snippet = Member(element, "snippet");
  channel.id = IdMember(element, "id");
  channel.title = LineMember(snippet, "title", kMaxNameBytes);
  const std::string custom_url = LineMember(snippet, "customUrl", kMaxNameBytes);
  if (custom_url.starts_with('@')) channel.handle = custom_url.substr(1);
  return channel;
}

Item ToItem(const YtComment& comment, const CommentPlace& place, const YtChannel& own) {
  Item item;
  item.source_id = comment.id;
  item.reply_target_id = comment.thread_id;  // the platform takes no reply to a reply
  if (comment.IsReply()) {
    item.parent_source_id = comment.thread_id;
    item.parent_author_id = place.top_author_id;
  }
  const std::string& video_id = place.video_id.empty() ? comment.video_id : place.video_id;
  item.root_source_id = !video_id.empty()           ? "video:" + video_id
                        : !place.channel_id.empty() ? "channel:" + place.channel_id
                                                    : comment.thread_id;
  const bool is_elsewhere = !place.channel_id.empty() && place.channel_id != own.id;
  item.kind = is_elsewhere ? MessageKind::kMention : MessageKind::kComment;
  item.direction = comment.author.source_id == own.id ? Direction::kOutgoing : Direction::kIncoming;
  item.author = comment.author;
  item.mentions_us = NamesHandle(comment.text, own.handle);
  if (item.mentions_us) item.mentioned_ids.push_back(own.id);
  item.text = comment.text;
  item.created_at = comment.published_at;
  item.edited_at = comment.edited_at;
  item.publication = comment.publication.value_or(Publication::kVisible);
  if (item.publication == Publication::kRemoved) item.removed_by = RemovedBy::kPage;
  item.root_title = place.title;
  item.root_permalink = VideoAddress(video_id);
  if (!video_id.empty()) item.permalink = VideoAddress(video_id) + "&lc=" + comment.id;
  item.abilities.reply_public =
      item.direction == Direction::kIncoming && item.publication == Publication::kVisible && place.can_reply;
  item.abilities.approve = item.publication == Publication::kHeld && !is_elsewhere;
  return item;
}

}  // namespace replywatch::youtube

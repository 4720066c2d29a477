#include "collector/connectors/bluesky/post_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/profile_json.h"
#include "collector/connectors/bluesky/record_names.h"
#include "collector/http/url.h"
#include "shared/base/utf8.h"

namespace replywatch::bluesky {
namespace {

constexpr std::size_t kMaxFacets = 200;
constexpr std::size_t kMaxAttachments = 40;
constexpr std::size_t kMaxDescriptionBytes = 2000;
constexpr std::size_t kTitleBytes = 120;
// Where the AppView's answers point to for the pictures of a post (recorded answers, 2023 to 2026).
constexpr std::string_view kPictures = "https://cdn.bsky.app/img/feed_fullsize/plain/";

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }
Error NotWhatWasAskedFor() { return MakeError(ErrorKind::kBackOff, "the answer is not the list that was asked for"); }

std::string PostUriMember(const Json& object, const char* name) {
  std::string uri = IdMember(object, name);
  return ParsePostUri(uri) ? uri : std::string();
}

std::optional<StrongRef> RefMember(const Json& object, const char* name) {
  const Json& ref = Member(object, name);
  StrongRef out{PostUriMember(ref, "uri"), IdMember(ref, "cid")};
  return out.uri.empty() ? std::nullopt : std::optional(std::move(out));
}

void Attach(Post& post, AttachmentKind kind, std::string url, std::string description) {
  if (post.attachments.size() < kMaxAttachments) post.attachments.push_back({kind, std::move(url), std::move(description)});
}

void ReadFacets(const Json& facets, Post& post) {
  if (!facets.is_array()) return;
  std::size_t count = 0;
  for (const Json& facet : facets) {
    if (++count > kMaxFacets) break;
    const Json& features = Member(facet, "features");
    if (!features.is_array()) continue;
    for (const Json& feature : features) {
      const std::string type = LineMember(feature, "$type", 100);
      if (type == "app.bsky.richtext.facet#mention") {
        std::string did = IdMember(feature, "did");
        if (!did.empty() && post.mentioned.size() < kMaxFacets) post.mentioned.push_back(std::move(did));
      } else if (type == "app.bsky.richtext.facet#link") {
        // Programs show a long address shortened; only here it stands whole.
        std::string url = UrlMember(feature, "uri");
        if (!url.empty() && post.text.find(url) == std::string::npos) Attach(post, AttachmentKind::kLink, std::move(url), "");
      }
    }
  }
}

std::string PictureUrl(const Json& image, const std::string& author_did) {
  const std::string cid = IdMember(Member(Member(image, "image"), "ref"), "$link");
  if (cid.empty() || author_did.empty()) return {};
  return std::string(kPictures) + author_did + "/" + PercentEncode(cid) + "@jpeg";
}

// From the record, not from the view made of it: so a notification tells the same as a later reading.
void ReadMedia(const Json& embed, Post& post) {
  const std::string did = post.author.source_id;
  for (const char* list : {"images", "items"}) {
    const Json& images = Member(embed, list);
    if (!images.is_array()) continue;
    for (const Json& image : images)
      Attach(post, AttachmentKind::kImage, PictureUrl(image, did), LineMember(image, "alt", kMaxDescriptionBytes));
  }
  if (Member(embed, "video").is_object())
    Attach(post, AttachmentKind::kVideo, PostPermalink(post.ref.uri), LineMember(embed, "alt", kMaxDescriptionBytes));
  const Json& external = Member(embed, "external");
  if (std::string url = UrlMember(external, "uri"); !url.empty())
    Attach(post, AttachmentKind::kLink, std::move(url), LineMember(external, "title", kMaxDescriptionBytes));
}

void ReadEmbed(const Json& embed, Post& post) {
  ReadMedia(embed, post);
  ReadMedia(Member(embed, "media"), post);
  // A quoted post stands in embed.record, or one deeper where pictures are beside it.
  const Json& record = Member(embed, "record");
  post.quoted_uri = PostUriMember(record, "uri");
  if (post.quoted_uri.empty()) post.quoted_uri = PostUriMember(Member(record, "record"), "uri");
  if (!post.quoted_uri.empty()) Attach(post, AttachmentKind::kLink, PostPermalink(post.quoted_uri), "");
}

void NoteTime(const Json& element, PostList& out) {
  const auto time = TimeMember(element, "indexedAt");
  if (!time) return;
  out.newest = std::max(out.newest.value_or(*time), *time);
  out.last_indexed = time;
}

void AddPost(const Json& element, PostList& out) {
  Result<Post> post = ReadPost(element);
  if (post.ok()) {
    out.posts.push_back(std::move(post).value());
  } else {
    out.set_aside.push_back(SetElementAside(element, post.error().text, "uri"));
  }
}

void AddContext(const Json& element, PostList& out) {
  if (Result<Post> post = ReadPost(element); post.ok()) out.context.push_back(std::move(post).value());
}

void AddThread(const Json& node, PostList& out) {
  ++out.elements;
  const Json& post = Member(node, "post");
  if (post.is_object()) {
    AddPost(post, out);
  } else if (!BoolMember(node, "notFound") && !BoolMember(node, "blocked")) {
    out.set_aside.push_back(SetElementAside(node, "a part of a thread that is no post", "uri"));
  }
  const Json& replies = Member(node, "replies");
  if (!replies.is_array()) return;
  for (const Json& reply : replies) AddThread(reply, out);
}

}  // namespace

bool Post::Mentions(std::string_view did) const { return std::find(mentioned.begin(), mentioned.end(), did) != mentioned.end(); }

void ReadRecord(const Json& record, Post& post) {
  post.text = TextMember(record, "text", kMaxTextBytes);
  const Json& languages = Member(record, "langs");
  if (languages.is_array() && !languages.empty() && languages.front().is_string())
    post.language = CleanLine(languages.front().get_ref<const std::string&>(), 35);
  const Json& reply = Member(record, "reply");
  post.parent = RefMember(reply, "parent");
  post.root = RefMember(reply, "root").value_or(post.parent.value_or(post.ref));
  if (!post.parent) post.root = post.ref;
  ReadFacets(Member(record, "facets"), post);
  ReadEmbed(Member(record, "embed"), post);
}

Result<Post> ReadPost(const Json& element) {
  if (!element.is_object()) return Unreadable("a post that is no object");
  Post post;
  post.ref = {PostUriMember(element, "uri"), IdMember(element, "cid")};
  if (post.ref.uri.empty()) return Unreadable("a post without a usable address");
  const Json& author = Member(element, "author");
  post.author = ReadProfile(author);
  if (post.author.source_id.empty()) return Unreadable("a post without an author");
  const auto indexed_at = TimeMember(element, "indexedAt");
  if (!indexed_at) return Unreadable("a post without a usable time");
  post.indexed_at = *indexed_at;
  const Json& record = Member(element, "record");
  if (!record.is_object()) return Unreadable("a post without its record");
  ReadRecord(record, post);
  post.reply_count = std::max<std::int64_t>(IntegerMember(element, "replyCount").value_or(0), 0);
  const Json& viewer = Member(element, "viewer");
  post.has_viewer = viewer.is_object();
  post.is_reply_disabled = BoolMember(viewer, "replyDisabled");
  post.is_liked = !IdMember(viewer, "like").empty();
  post.is_blocked = IsBlocked(author);
  post.takes_private = TakesPrivate(author);
  return post;
}

Result<PostList> ReadNotifications(const Json& answer) {
  const Json& list = Member(answer, "notifications");
  if (!list.is_array()) return NotWhatWasAskedFor();
  PostList out;
  out.cursor = TextMember(answer, "cursor", kMaxIdBytes);
  for (const Json& element : list) {
    ++out.elements;
    NoteTime(element, out);
    const std::string reason = LineMember(element, "reason", 60);
    if (reason == "reply" || reason == "mention" || reason == "quote") {
      AddPost(element, out);
    } else if (reason.empty()) {
      out.set_aside.push_back(SetElementAside(element, "a notification without a reason", "uri"));
    }
  }
  return out;
}

Result<PostList> ReadFeed(const Json& answer) {
  const Json& list = Member(answer, "feed");
  if (!list.is_array()) return NotWhatWasAskedFor();
  PostList out;
  out.cursor = TextMember(answer, "cursor", kMaxIdBytes);
  for (const Json& element : list) {
    ++out.elements;
    if (Member(element, "reason").is_object()) continue;  // a repost, or a post pinned on top
    NoteTime(Member(element, "post"), out);
    AddPost(Member(element, "post"), out);
    AddContext(Member(Member(element, "reply"), "root"), out);
  }
  return out;
}

Result<PostList> ReadPosts(const Json& answer) {
  const Json& list = Member(answer, "posts");
  if (!list.is_array()) return NotWhatWasAskedFor();
  PostList out;
  for (const Json& element : list) {
    ++out.elements;
    AddPost(element, out);
  }
  return out;
}

Result<PostList> ReadThread(const Json& answer) {
  const Json& thread = Member(answer, "thread");
  if (!thread.is_object()) return NotWhatWasAskedFor();
  PostList out;
  AddThread(thread, out);
  return out;
}

ThreadRoot RootOf(const Post& post) { return {CleanLine(post.text, kTitleBytes), post.is_reply_disabled}; }

Item ToItem(const Post& post, const ThreadRoot& root, std::string_view own_did) {
  const auto did_of = [](const std::string& uri) {
    const auto parts = ParsePostUri(uri);
    return parts ? parts->authority : std::string();
  };
  Item item;
  item.source_id = post.ref.uri;
  item.root_source_id = post.root.uri;
  item.root_title = root.title;
  item.root_permalink = PostPermalink(post.root.uri);
  if (post.parent) {
    item.parent_source_id = post.parent->uri;
    item.parent_author_id = did_of(post.parent->uri);
  }
  item.author = post.author;
  item.direction = post.author.source_id == own_did ? Direction::kOutgoing : Direction::kIncoming;
  item.mentioned_ids = post.mentioned;
  const bool quotes_us = did_of(post.quoted_uri) == own_did;
  item.mentions_us = post.Mentions(own_did) || quotes_us;
  const bool is_answer_to_us = post.parent && item.parent_author_id == own_did;
  item.kind = item.mentions_us && !is_answer_to_us ? MessageKind::kMention : MessageKind::kComment;
  item.text = post.text;
  item.language = post.language;
  item.attachments = post.attachments;
  item.created_at = post.indexed_at;
  item.permalink = PostPermalink(post.ref.uri);
  const bool is_incoming = item.direction == Direction::kIncoming;
  // The rule is the thread's, and so the same for each post in it.
  const bool is_closed = post.has_viewer ? post.is_reply_disabled : root.is_reply_disabled;
  item.abilities.reply_public = is_incoming && !post.is_blocked && !is_closed;
  item.abilities.reply_private = is_incoming && !post.is_blocked && post.takes_private;
  item.abilities.like = is_incoming && !post.is_blocked;
  if (post.has_viewer) item.liked = post.is_liked;
  return item;
}

}  // namespace replywatch::bluesky

#include "collector/connectors/reddit/reddit_json.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/http/url.h"

namespace replywatch::reddit {
namespace {

constexpr const char* kSite = "https://www.reddit.com";
// What stands in place of a text and of an author that are gone (recorded answers, 2016 to 2017).
constexpr std::string_view kDeleted = "[deleted]";
constexpr std::string_view kRemoved = "[removed]";
// Given out for a message that became a chat (recorded 2025): many messages bear it.
constexpr std::string_view kPlaceholderId = "zzzzzzzzzzzz";
// Moderators' robot, the same account everywhere.
constexpr std::string_view kRobot = "automoderator";
constexpr std::size_t kMaxFullnameBytes = 32;
constexpr std::size_t kMaxAttachments = 20;
constexpr std::size_t kMaxMoreIds = 10'000;
constexpr std::size_t kMaxTitleBytes = 400;

Error Unreadable(std::string reason) { return MakeError(ErrorKind::kInvalidArgument, std::move(reason)); }

bool IsIdCharacter(char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); }

std::string LowerCase(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string FullnameMember(const Json& data, const char* name) {
  std::string text = IdMember(data, name);
  return IsFullname(text) ? text : std::string();
}

// Seconds as floating point.
std::optional<Timestamp> SecondsMember(const Json& data, const char* name) {
  constexpr double kYear1971 = 31'536'000;
  constexpr double kYear2100 = 4'102'444'800;
  const Json& value = Member(data, name);
  if (!value.is_number()) return std::nullopt;
  const auto seconds = value.get<double>();
  if (!(seconds >= kYear1971 && seconds < kYear2100)) return std::nullopt;
  return Timestamp{static_cast<std::int64_t>(seconds * 1000)};
}

// What moderators write as their subreddit has no author, but the subreddit.
Author ReadAuthor(const Json& data, bool is_message) {
  Author author;
  const std::string name = LineMember(data, "author", kMaxNameBytes);
  const std::string subreddit = LineMember(data, "subreddit", kMaxNameBytes);
  if (!name.empty() && name != kDeleted) {
    author.source_id = AccountIdOf(name);
    author.name = author.handle = name;
    author.url = kSite + ("/user/" + PercentEncode(name));
  } else if (name.empty() && is_message && !subreddit.empty()) {
    author.source_id = AccountIdOf("r/" + subreddit);
    author.name = "r/" + subreddit;
    author.url = kSite + ("/r/" + PercentEncode(subreddit));
  }
  return author;
}

// "#name" is a subreddit.
std::string ReadRecipient(const Json& data) {
  const std::string dest = LineMember(data, "dest", kMaxNameBytes);
  return dest.starts_with('#') ? AccountIdOf("r/" + dest.substr(1)) : AccountIdOf(dest);
}

InboxReason ReadReason(const Json& data) {
  std::string type = LineMember(data, "type", 40);
  if (type.empty()) {
    type = LineMember(data, "subject", 40);  // before 2021 the subject alone told
    std::replace(type.begin(), type.end(), ' ', '_');
  }
  if (type == "post_reply") return InboxReason::kPostReply;
  if (type == "comment_reply") return InboxReason::kCommentReply;
  return type == "username_mention" ? InboxReason::kMention : InboxReason::kNone;
}

// "/r/mugs/comments/abc/title/def/?context=3" without what follows the '?'.
std::string PathMember(const Json& data, const char* name) {
  std::string path = IdMember(data, name);
  path.resize(std::min(path.find('?'), path.size()));
  const bool is_path = path.starts_with('/') && !path.starts_with("//");
  return is_path ? path : std::string();
}

// The post's fullname; only inboxes leave it out.
std::string PostOf(const Json& data, const std::string& parent) {
  std::string post = FullnameMember(data, "link_id");
  if (IsPostName(post)) return post;
  if (IsPostName(parent)) return parent;
  constexpr std::string_view kMark = "/comments/";
  const std::string path = PathMember(data, "context");
  const std::size_t begin = path.find(kMark);
  if (begin == std::string::npos) return {};
  const std::string rest = path.substr(begin + kMark.size());
  post = "t3_" + rest.substr(0, rest.find('/'));
  return IsFullname(post) ? post : std::string();
}

AttachmentKind KindOfMedia(const std::string& word) {
  if (word == "Image" || word == "AnimatedImage") return AttachmentKind::kImage;
  return word == "RedditVideo" ? AttachmentKind::kVideo : AttachmentKind::kFile;
}

// {"media_metadata":{"<id>":{"status":"valid","e":"Image","s":{"u":"https://…"}}}}
void ReadAttachments(const Json& data, std::vector<Attachment>& out) {
  const Json& media = Member(data, "media_metadata");
  if (!media.is_object()) return;
  for (const Json& element : media) {
    if (!element.is_object() || out.size() == kMaxAttachments) continue;
    const Json& source = Member(element, "s");
    std::string url = UrlMember(source, "u");
    if (url.empty()) url = UrlMember(source, "gif");
    out.push_back({KindOfMedia(LineMember(element, "e", 40)), std::move(url), {}});
  }
}

// A text that is gone stands there as a mark; only where the author is gone, too, marked or left out, is it believed, for anybody
// may write the mark.
void ReadRemoval(Thing& thing) {
  if (!thing.author.source_id.empty()) return;
  if (thing.text == kDeleted) thing.removed_by = RemovedBy::kAuthor;
  if (thing.text == kRemoved) thing.removed_by = RemovedBy::kPage;
  if (thing.removed_by != RemovedBy::kNobody) thing.publication = Publication::kRemoved;
}

void ReadComment(const Json& data, Thing& thing) {
  thing.root = PostOf(data, thing.parent);
  thing.title = LineMember(data, "link_title", kMaxTitleBytes);
  thing.reason = ReadReason(data);
  thing.is_automatic = thing.author.source_id == kRobot;
  ReadAttachments(data, thing.attachments);
  const std::string reason_against = LineMember(data, "unrepliable_reason", 80);
  thing.takes_replies = !BoolMember(data, "archived") && !BoolMember(data, "locked") && reason_against.empty();
  std::string path = PathMember(data, "permalink");
  if (path.empty()) path = PathMember(data, "context");
  if (path.empty()) path = "/comments/" + IdOf(thing.root) + "/_/" + IdOf(thing.name);
  thing.permalink = kSite + path;
  ReadRemoval(thing);
}

void ReadMessage(const Json& data, Thing& thing) {
  thing.root = FullnameMember(data, "first_message_name");
  if (!IsMessageName(thing.root)) thing.root = thing.name;
  thing.is_parent_told = !thing.parent.empty();
  if (thing.parent.empty() && thing.root != thing.name) thing.parent = thing.root;
  thing.title = LineMember(data, "subject", kMaxTitleBytes);
  thing.recipient = ReadRecipient(data);
  thing.is_automatic = LineMember(data, "distinguished", 40) == "admin";
  thing.permalink = kSite + ("/message/messages/" + IdOf(thing.name));
}

Result<Post> ReadPost(const Json& data) {
  Post post;
  post.name = FullnameMember(data, "name");
  if (!IsPostName(post.name)) return Unreadable("a post without a usable name");
  post.title = LineMember(data, "title", kMaxTitleBytes);
  const std::string path = PathMember(data, "permalink");
  post.permalink = kSite + (path.empty() ? "/comments/" + IdOf(post.name) : path);
  post.author_id = ReadAuthor(data, false).source_id;
  post.comment_count = std::max<std::int64_t>(IntegerMember(data, "num_comments").value_or(0), 0);
  post.takes_replies = !BoolMember(data, "archived") && !BoolMember(data, "locked");
  return post;
}

More ReadMore(const Json& data) {
  More more;
  more.parent = FullnameMember(data, "parent_id");
  const Json& children = Member(data, "children");
  if (!children.is_array()) return more;
  for (const Json& child : children) {
    if (!child.is_string() || more.ids.size() == kMaxMoreIds) continue;
    const auto& id = child.get_ref<const std::string&>();
    if (IsFullname("t1_" + id)) more.ids.push_back(id);
  }
  return more;
}

// Walks elements and what is nested in them.
class Reader {
 public:
  void Read(const Json& children) {
    for (const Json& element : children) {
      level_newest_.reset();
      waiting_.push_back(&element);
      while (!waiting_.empty()) {
        const Json& next = *waiting_.back();
        waiting_.pop_back();
        ReadElement(next);
      }
      ++out.count;
      if (!level_newest_) continue;
      out.newest = std::max(out.newest.value_or(*level_newest_), *level_newest_);
      out.oldest = std::min(out.oldest.value_or(*level_newest_), *level_newest_);
    }
  }

  Things out;

 private:
  void ReadElement(const Json& element) {
    const std::string kind = LineMember(element, "kind", 20);
    const Json& data = Member(element, "data");
    if (kind == "t3") {
      Result<Post> post = ReadPost(data);
      if (post.ok()) return out.posts.push_back(std::move(post).value());
      return Aside(element, post.error());
    }
    if (kind == "more") return out.mores.push_back(ReadMore(data));
    Result<Thing> thing = ReadThing(element);
    if (thing.ok()) {
      level_newest_ = std::max(level_newest_.value_or(thing->created_at), thing->created_at);
      out.things.push_back(std::move(thing).value());
    } else {
      Aside(element, thing.error());
    }
    // "" when there are none.
    const Json& nested = Member(Member(Member(data, "replies"), "data"), "children");
    if (!nested.is_array()) return;
    for (const Json& child : nested) waiting_.push_back(&child);
  }
  void Aside(const Json& element, const Error& error) {
    Json shown = Member(element, "data");
    if (shown.is_object()) shown.erase("replies");  // they are read by themselves
    out.set_aside.push_back(SetElementAside(shown.is_object() ? shown : element, error.text, "name"));
  }

  std::vector<const Json*> waiting_;
  std::optional<Timestamp> level_newest_;
};

bool HasKind(std::string_view fullname, char kind) { return IsFullname(fullname) && fullname[1] == kind; }

bool IsNameCharacter(char c) { return IsIdCharacter(c) || (c >= 'A' && c <= 'Z') || c == '_' || c == '-'; }

}  // namespace

bool Thing::IsMessage() const { return IsMessageName(name); }

bool IsFullname(std::string_view text) {
  return text.size() > 3 && text.size() <= kMaxFullnameBytes && text[0] == 't' && text[1] >= '1' && text[1] <= '9' &&
         text[2] == '_' && std::all_of(text.begin() + 3, text.end(), IsIdCharacter);
}
bool IsCommentName(std::string_view fullname) { return HasKind(fullname, '1'); }
bool IsPostName(std::string_view fullname) { return HasKind(fullname, '3'); }
bool IsMessageName(std::string_view fullname) { return HasKind(fullname, '4'); }
std::string IdOf(std::string_view fullname) { return std::string(fullname.substr(std::min<std::size_t>(3, fullname.size()))); }

bool IsAccountName(std::string_view text) {
  return !text.empty() && text.size() <= kMaxFullnameBytes && std::all_of(text.begin(), text.end(), IsNameCharacter);
}

std::string AccountIdOf(std::string_view name) { return LowerCase(name); }

bool NamesAccount(std::string_view text, std::string_view name) {
  if (name.empty()) return false;
  const std::string haystack = LowerCase(text);
  const std::string needle = "u/" + LowerCase(name);
  for (std::size_t pos = haystack.find(needle); pos != std::string::npos; pos = haystack.find(needle, pos + 1)) {
    const std::size_t end = pos + needle.size();
    const bool starts = pos == 0 || !IsNameCharacter(haystack[pos - 1]);
    if (starts && (end == haystack.size() || !IsNameCharacter(haystack[end]))) return true;
  }
  return false;
}

Result<Thing> ReadThing(const Json& element) {
  const std::string kind = LineMember(element, "kind", 20);
  const bool is_message = kind == "t4";
  if (kind != "t1" && !is_message) return Unreadable("an element that is neither comment nor message");
  const Json& data = Member(element, "data");
  Thing thing;
  thing.name = FullnameMember(data, "name");
  if (!(is_message ? IsMessageName(thing.name) : IsCommentName(thing.name)))
    return Unreadable("an element without a usable name");
  if (IdOf(thing.name) == kPlaceholderId) return Unreadable("a message without a name of its own, for it became a chat");
  const auto created_at = SecondsMember(data, "created_utc");
  if (!created_at) return Unreadable("an element without a usable time");
  thing.created_at = *created_at;
  thing.edited_at = SecondsMember(data, "edited");
  thing.parent = FullnameMember(data, "parent_id");
  thing.author = ReadAuthor(data, is_message);
  thing.text = TextMember(data, "body", kMaxTextBytes);
  if (is_message) {
    ReadMessage(data, thing);
    return thing;
  }
  ReadComment(data, thing);
  if (thing.root.empty()) return Unreadable("a comment that tells no post");
  return thing;
}

Result<Things> ReadListing(const Json& answer) {
  Reader reader;
  const auto read = [&](const Json& listing) {
    const Json& children = Member(Member(listing, "data"), "children");
    if (children.is_array()) reader.Read(children);
    return children.is_array();
  };
  bool is_listing = answer.is_array() && !answer.empty();
  if (answer.is_array()) {
    for (const Json& listing : answer) is_listing = read(listing) && is_listing;
  } else {
    is_listing = read(answer);
    reader.out.after = FullnameMember(Member(answer, "data"), "after");
  }
  if (!is_listing) return MakeError(ErrorKind::kBackOff, "the answer is not the listing that was asked for");
  return std::move(reader.out);
}

Result<Things> ReadAnswered(const Json& answer) {
  const Json& things = Member(Member(Member(answer, "json"), "data"), "things");
  if (!things.is_array()) return MakeError(ErrorKind::kBackOff, "the answer does not carry what was asked for");
  Reader reader;
  reader.Read(things);
  return std::move(reader.out);
}

Account ReadAccount(const Json& answer) {
  Account account;
  account.name = LineMember(answer, "name", kMaxNameBytes);
  if (!IsAccountName(account.name)) account.name.clear();
  account.id = AccountIdOf(account.name);
  account.is_suspended = BoolMember(answer, "is_suspended");
  return account;
}

}  // namespace replywatch::reddit

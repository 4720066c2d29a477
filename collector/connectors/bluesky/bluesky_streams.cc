// The public streams of the Bluesky connector.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "collector/connectors/bluesky/bluesky.h"
#include "collector/connectors/bluesky/record_names.h"

namespace replywatch::bluesky {
namespace {

constexpr const char* kPerPage = "100";  // the most there is (lexicons, 2026)
// Notifications are delivered late and out of order; what is so much older than the newest is still looked at.
constexpr Duration kOverlap = Duration::Minutes(10);
// ParseForeignJson reads 64 levels, and a level of a thread takes two of them.
constexpr const char* kThreadDepth = "20";
constexpr std::int64_t kMaxThreadBytes = 32 * 1024 * 1024;
constexpr std::size_t kThreadsPerPage = 10;
// Answers to other people's answers change no count of ours, so quiet threads are read again, a few in each round.
constexpr Duration kReadThreadAgainAfter = Duration::Minutes(30);
constexpr std::size_t kThreadsReadAgain = 3;
constexpr std::size_t kMostSeen = 20'000;

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

std::int64_t Integer(std::string_view text) {
  std::int64_t value = 0;
  std::from_chars(text.data(), text.data() + text.size(), value);
  return std::max<std::int64_t>(value, 0);
}

// "uri|count|minute" for each: how many direct answers our posts in that thread had, and when it was last read.
struct ThreadMark {
  std::int64_t count = 0;
  std::int64_t read_at_minute = 0;
};
using ThreadMarks = std::map<std::string, ThreadMark>;

ThreadMarks ReadMarks(const std::string& cursor) {
  ThreadMarks marks;
  for (const std::string& word : Words(cursor)) {
    const std::size_t second = word.rfind('|');
    const std::size_t first = second == std::string::npos || second == 0 ? std::string::npos : word.rfind('|', second - 1);
    if (first == std::string::npos) continue;
    const std::string_view view(word);
    marks[word.substr(0, first)] = {Integer(view.substr(first + 1, second - first - 1)), Integer(view.substr(second + 1))};
  }
  return marks;
}

std::string WriteMarks(const ThreadMarks& marks) {
  std::string out;
  for (const auto& [uri, mark] : marks) {
    out += (out.empty() ? "" : " ") + uri + "|" + std::to_string(mark.count) + "|" + std::to_string(mark.read_at_minute);
  }
  return out.empty() ? "-" : out;
}

std::int64_t CountIn(const ThreadMarks& marks, const std::string& uri) {
  const auto mark = marks.find(uri);
  return mark == marks.end() ? 0 : mark->second.count;
}

// The whole thread when it is ours, else what stands below our post.
std::string ThreadOf(const Post& post, const std::string& own_did) {
  const auto root = ParsePostUri(post.root.uri);
  return root && root->authority == own_did ? post.root.uri : post.ref.uri;
}

// As of now, the time of reading carried over; an unknown thread counts as just read, for it is if it has any answer.
ThreadMarks CountAnswers(const PostList& list, const std::string& own_did, const ThreadMarks& known, std::int64_t minute) {
  ThreadMarks marks;
  for (const Post& post : list.posts) marks[ThreadOf(post, own_did)].count += post.reply_count;
  for (auto& [uri, mark] : marks) {
    const auto before = known.find(uri);
    mark.read_at_minute = before == known.end() ? minute : std::min(before->second.read_at_minute, minute);
  }
  return marks;
}

// Whose count is as before, and which were not read for long: those first that have waited longest.
std::vector<std::string> QuietThreads(const ThreadMarks& marks, const ThreadMarks& known, std::int64_t minute) {
  std::vector<std::pair<std::int64_t, std::string>> quiet;
  for (const auto& [uri, mark] : marks) {
    const bool is_quiet = mark.count == CountIn(known, uri);
    if (is_quiet && minute - mark.read_at_minute >= kReadThreadAgainAfter.ms / 60'000)
      quiet.emplace_back(mark.read_at_minute, uri);
  }
  std::sort(quiet.begin(), quiet.end());
  std::vector<std::string> out;
  for (std::size_t i = 0; i < std::min(quiet.size(), kThreadsReadAgain); ++i) out.push_back(quiet[i].second);
  return out;
}

}  // namespace

// "b <newest> <cursor>": the first round, on its way back; "p <newest> <cursor>": a later round; "n <newest>": a round is
// complete. <newest> is the latest time by the server's clock seen so far in the round, in milliseconds.
struct BlueskyConnector::ListPosition {
  char kind = 'b';
  std::int64_t newest_ms = 0;
  std::string cursor;

  static ListPosition Read(const std::string& text) {
    const std::vector<std::string> words = Words(text);
    ListPosition position;
    if (words.size() < 2 || words[0].size() != 1) return position;
    const char kind = words[0][0];
    if ((kind == 'n') != (words.size() == 2) || (kind != 'n' && kind != 'b' && kind != 'p')) return position;
    position.kind = kind;
    position.newest_ms = Integer(words[1]);
    if (words.size() == 3) position.cursor = PercentDecode(words[2]);
    return position;
  }
  std::string Write() const {
    const std::string head = std::string(1, kind) + " " + std::to_string(newest_ms);
    return kind == 'n' ? head : head + " " + PercentEncode(cursor);
  }
};

BlueskyConnector::Listing BlueskyConnector::NotificationsListing() const {
  // Unfiltered: a filter is applied to a page that was cut before, and likes tell how far back a page reaches.
  return {"app.bsky.notification.listNotifications", {{"limit", kPerPage}, {"priority", "false"}}, &ReadNotifications};
}

BlueskyConnector::Listing BlueskyConnector::OwnListing() const {
  return {"app.bsky.feed.getAuthorFeed",
          {{"actor", own_did_}, {"limit", kPerPage}, {"filter", "posts_with_replies"}, {"includePins", "false"}},
          &ReadFeed};
}

Result<Page> BlueskyConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.stream == "notifications") return FetchListing(NotificationsListing(), request, cancel);
  if (request.stream == "own") return FetchListing(OwnListing(), request, cancel);
  if (request.stream == "threads") return FetchThreads(request, cancel);
  if (request.stream == "chat") return FetchChat(request, cancel);
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

Result<BlueskyConnector::Listed> BlueskyConnector::List(const Listing& listing, const std::string& cursor, Timestamp now,
                                                        const CancelToken& cancel) {
  QueryList query = listing.query;
  if (!cursor.empty()) query.emplace_back("cursor", cursor);
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, api_.Get({Service::kAppView, listing.method}, query, now, cancel));
  RW_ASSIGN_OR_RETURN(const Json body, api_.Parse(answer));
  Result<PostList> list = listing.read(body);
  if (!list.ok()) return list.error().Within(api_.host());
  return Listed{std::move(list).value(), ReadThrottle(answer)};
}

// A position that the server no longer takes would stop the stream for good: the round begins anew.
Result<BlueskyConnector::Listed> BlueskyConnector::ListFrom(const Listing& listing, ListPosition& position, Timestamp now,
                                                            const CancelToken& cancel) {
  Result<Listed> listed = List(listing, position.cursor, now, cancel);
  if (listed.ok() || position.cursor.empty() || listed.error().kind != ErrorKind::kInvalidArgument) return listed;
  position.cursor.clear();
  return List(listing, "", now, cancel);
}

// The first round goes back to the beginning, and its position is its cursor: an interrupted one goes on where it stopped. Later
// rounds go back until the newest of the round before, and an overlap.
Result<Page> BlueskyConnector::FetchListing(const Listing& listing, const FetchRequest& request, const CancelToken& cancel) {
  const ListPosition known = ListPosition::Read(request.cursor);
  ListPosition position = request.page_token.empty() ? known : ListPosition::Read(request.page_token);
  if (position.kind == 'n') position = {'p', position.newest_ms, ""};
  RW_ASSIGN_OR_RETURN(Listed listed, ListFrom(listing, position, request.now, cancel));
  PostList& list = listed.list;
  Page page;
  page.throttle = listed.throttle;
  // A time in the future, by whatever mistake, must not hide what comes until then.
  const std::int64_t latest_ms = (request.now + clock_skew_).ms;
  if (list.newest) position.newest_ms = std::max(position.newest_ms, std::min(list.newest->ms, latest_ms));
  const bool is_poll = position.kind == 'p';
  const bool is_known = is_poll && list.last_indexed && list.last_indexed->ms < known.newest_ms - kOverlap.ms;
  const bool is_last = list.cursor.empty() || list.cursor == position.cursor || is_known;
  position.cursor = list.cursor;
  if (is_poll) RW_RETURN_IF_ERROR(ReadAgain(list, request.now, cancel));
  RW_RETURN_IF_ERROR(AddItems(std::move(list), request.now, cancel, page));
  if (is_last) {
    page.cursor = ListPosition{'n', position.newest_ms, ""}.Write();
  } else {
    page.next_page_token = position.Write();
    if (!is_poll) page.cursor = page.next_page_token;
  }
  return page;
}

// A notification's time is the one that its author claims, when that is the earlier one, and nothing in it tells whether we may
// answer. What is new is therefore read once more as a post; of what is old, the claim will do.
Status BlueskyConnector::ReadAgain(PostList& list, Timestamp now, const CancelToken& cancel) {
  std::vector<std::string> uris;
  for (const Post& post : list.posts) {
    if (post.author.source_id != own_did_ && seen_.count(post.ref.uri) == 0) uris.push_back(post.ref.uri);
  }
  if (uris.empty()) return {};
  RW_ASSIGN_OR_RETURN(Listed again, GetPosts(uris, now, cancel));
  for (Post& fresh : again.list.posts) {
    const auto old =
        std::find_if(list.posts.begin(), list.posts.end(), [&](const Post& p) { return p.ref.uri == fresh.ref.uri; });
    if (old != list.posts.end()) *old = std::move(fresh);
  }
  return {};
}

Result<Page> BlueskyConnector::FetchThreads(const FetchRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Listed listed, List(OwnListing(), "", request.now, cancel));
  Page page;
  page.throttle = listed.throttle;
  RW_RETURN_IF_ERROR(LearnRoots(listed.list, request.now, cancel));
  const std::int64_t minute = request.now.ms / 60'000;
  const ThreadMarks known = ReadMarks(request.cursor);
  ThreadMarks marks = CountAnswers(listed.list, own_did_, known, minute);
  std::vector<std::string> due = request.page_token.empty() ? QuietThreads(marks, known, minute) : std::vector<std::string>();
  const std::size_t most = due.size() + kThreadsPerPage;
  for (auto& [uri, mark] : marks) {
    const std::int64_t count_before = CountIn(known, uri);
    if (mark.count == count_before) continue;
    if (due.size() < most) {
      due.push_back(uri);
    } else {
      mark.count = count_before;
      page.next_page_token = "more";
    }
  }
  for (const std::string& uri : due) {
    marks[uri].read_at_minute = minute;
    RW_RETURN_IF_ERROR(AddThread(uri, request.now, cancel, page));
  }
  page.cursor = WriteMarks(marks);
  return page;
}

Status BlueskyConnector::AddThread(const std::string& uri, Timestamp now, const CancelToken& cancel, Page& page) {
  const Result<Json> body = api_.GetJson({Service::kAppView, "app.bsky.feed.getPostThread", kMaxThreadBytes},
                                         {{"uri", uri}, {"depth", kThreadDepth}, {"parentHeight", "0"}}, now, cancel);
  if (!body.ok() && body.error().kind == ErrorKind::kNotFound) return {};  // deleted meanwhile
  if (!body.ok() && body.error().kind == ErrorKind::kTooLarge) {
    page.gap = true;  // what names us there is still told by notifications
    return {};
  }
  if (!body.ok()) return body.error();
  Result<PostList> list = ReadThread(*body);
  if (!list.ok()) return list.error().Within(api_.host());
  return AddItems(std::move(list).value(), now, cancel, page);
}

// Our own posts are kept when they answer or name somebody.
bool BlueskyConnector::ConcernsUs(const Post& post) const {
  return post.author.source_id != own_did_ || post.parent || !post.mentioned.empty();
}

Item BlueskyConnector::ItemOf(const Post& post) const { return ToItem(post, roots_.Get(post.root.uri), own_did_); }

Status BlueskyConnector::AddItems(PostList list, Timestamp now, const CancelToken& cancel, Page& page) {
  RW_RETURN_IF_ERROR(LearnRoots(list, now, cancel));
  for (SetAside& element : list.set_aside) page.set_aside.push_back(std::move(element));
  if (seen_.size() > kMostSeen) seen_.clear();
  for (Post& post : list.posts) {
    if (!ConcernsUs(post)) continue;
    const auto [seen, is_new] = seen_.try_emplace(post.ref.uri, post.indexed_at);
    if (post.has_viewer) seen->second = post.indexed_at;
    post.indexed_at = seen->second;
    page.items.push_back(ItemOf(post));
  }
  return {};
}

// What is known of their threads' topmost posts: from the list itself, else asked for, each once.
Status BlueskyConnector::LearnRoots(const PostList& list, Timestamp now, const CancelToken& cancel) {
  for (const auto* part : {&list.context, &list.posts}) {
    for (const Post& post : *part) {
      if (!post.parent && (post.has_viewer || !roots_.Knows(post.ref.uri))) roots_.Remember(post.ref.uri, RootOf(post));
    }
  }
  std::set<std::string> unknown;
  for (const Post& post : list.posts) {
    if (!roots_.Knows(post.root.uri)) unknown.insert(post.root.uri);
  }
  if (unknown.empty()) return {};
  RW_ASSIGN_OR_RETURN(const Listed listed, GetPosts({unknown.begin(), unknown.end()}, now, cancel));
  for (const std::string& uri : unknown) roots_.Remember(uri, {});  // deleted, unless it is among them
  for (const Post& post : listed.list.posts) roots_.Remember(post.ref.uri, RootOf(post));
  return {};
}

}  // namespace replywatch::bluesky

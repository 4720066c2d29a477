// The listings: newest first, a thousand elements deep at most. The threads of our own posts are in reddit_threads.cc.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/reddit.h"

namespace replywatch::reddit {

struct Feed {
  const char* stream;
  const char* path;
  bool is_of_account;  // the path goes on behind our account's name
  bool is_of_messages;
  Duration interval;
};

namespace {

constexpr const char* kThreads = "threads";
constexpr Feed kFeeds[] = {{"inbox", "/message/inbox", false, false, Duration::Minutes(1)},
                           {"own", "/comments", true, false, Duration::Minutes(2)},
                           {"messages", "/message/messages", false, true, Duration::Minutes(5)},
                           {"sent", "/message/sent", false, true, Duration::Minutes(2)}};
constexpr Duration kThreadsInterval = Duration::Minutes(5);
constexpr const char* kPerPage = "100";  // the most there is
// Listings shift, and what a filter released stands in the past: so far behind the newest known one is read again, on at most so
// many pages.
constexpr Duration kOverlap = Duration::Minutes(10);
constexpr int kOverlapPages = 2;
constexpr int kMostPages = 100;   // a listing of a thousand has ten, or more where a filter thins them out
constexpr int kPagesToDepth = 9;  // a listing that ends within fewer has ended by itself

std::int64_t Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

// A round on its way, as JSON.
struct FeedRound {
  std::string after;
  std::int64_t newest = 0;  // of the elements seen so far, in ms
  std::int64_t oldest = 0;
  std::int64_t pages = 0;

  static FeedRound Read(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    const auto number = [&](const char* name) { return std::max<std::int64_t>(IntegerMember(json, name).value_or(0), 0); };
    return {IdMember(json, "after"), number("newest"), number("oldest"), number("pages")};
  }
  std::string Write() const { return Json{{"after", after}, {"newest", newest}, {"oldest", oldest}, {"pages", pages}}.dump(); }
};

}  // namespace

std::vector<StreamInfo> RedditConnector::streams() const {
  std::vector<StreamInfo> out;
  for (const Feed& feed : kFeeds) out.push_back({feed.stream, StreamKind::kNewestFirst, feed.interval, std::nullopt});
  // Last, for its first round may use up what the limits leave.
  out.push_back({kThreads, StreamKind::kForward, kThreadsInterval, std::nullopt});
  return out;
}

Result<Page> RedditConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.stream == kThreads) return FetchThreads(request, cancel);
  for (const Feed& feed : kFeeds) {
    if (request.stream == feed.stream) return FetchFeed(feed, request, cancel);
  }
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

std::string RedditConnector::PathOf(const Feed& feed) const {
  return feed.is_of_account ? "/user/" + own_.name + feed.path : feed.path;
}

// The cursor is the time of the newest element: an element that is deleted cannot be missed as a fullname would be.
Result<Page> RedditConnector::FetchFeed(const Feed& feed, const FetchRequest& request, const CancelToken& cancel) {
  if (feed.is_of_messages && !reads_messages_) return Page{};
  FeedRound round = FeedRound::Read(request.page_token);
  QueryList query{{"limit", kPerPage}};
  query.emplace_back(feed.is_of_account ? "sort" : "mark", feed.is_of_account ? "new" : "false");
  if (!round.after.empty()) query.emplace_back("after", round.after);
  Result<Things> listed = List(PathOf(feed), query, request.now, cancel);
  if (!listed.ok() && feed.is_of_messages && IsWithheld(listed.error())) return Page{};  // the account's check says so
  if (!listed.ok()) return listed.error();
  const std::int64_t known = Number(request.cursor);
  ++round.pages;
  if (listed->newest) round.newest = std::max(round.newest, std::min(*listed->newest, request.now).ms);
  if (listed->oldest) round.oldest = round.oldest == 0 ? listed->oldest->ms : std::min(round.oldest, listed->oldest->ms);
  const bool reaches_known = known > 0 && round.oldest > 0 && round.oldest <= known;
  const bool is_behind = reaches_known && (round.oldest < known - kOverlap.ms || round.pages >= kOverlapPages);
  const bool has_more = !listed->after.empty() && listed->after != round.after && round.pages < kMostPages;
  round.after = listed->after;
  Page page;
  RW_RETURN_IF_ERROR(AddItems(std::move(*listed), request.now, cancel, page));
  if (has_more && !is_behind) {
    page.next_page_token = round.Write();
    return page;
  }
  page.gap = known > 0 && round.oldest > 0 && !reaches_known && round.pages >= kPagesToDepth;
  if (round.newest > known) page.cursor = std::to_string(round.newest);
  return page;
}

}  // namespace replywatch::reddit

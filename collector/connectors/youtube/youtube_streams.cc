// The streams: the three moderation queues, and the replies below threads that are known already.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "collector/connectors/youtube/youtube.h"

namespace replywatch::youtube {

// One moderation queue, newest thread first.
struct Queue {
  const char* stream;
  const char* status;  // moderationStatus
  Duration interval;
  // Threads so much older than the newest known one are read again: what was released or held meanwhile stands among them.
  Duration overlap;
  int overlap_pages;  // at most so many of them
};

namespace {

// A held reply brings its thread, however old, into the queue: there the overlap is long.
constexpr Queue kQueues[] = {
    {"published", "published", Duration::Minutes(2), Duration::Hours(1), 10},
    {"held", "heldForReview", Duration::Minutes(5), Duration::Days(7), 3},
    {"spam", "likelySpam", Duration::Minutes(15), Duration::Days(7), 3},
};
constexpr const char* kReplies = "replies";
constexpr Duration kRepliesInterval = Duration::Minutes(10);
constexpr int kRepliesPages = 3;  // the newest 300 threads
constexpr std::int64_t kRepliesPerPage = 100;
// A new reply is counted before it is listed, by up to a minute. Some that are counted are never listed.
constexpr std::int64_t kMostShortReads = 3;
// The listing knows no position but a page that soon expires, so a round must end within a day: after this share of its units.
// What is older is a gap.
constexpr std::int64_t kRoundShare = 4;

std::int64_t Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  return error == std::errc() && end == text.data() + text.size() && value > 0 ? value : 0;
}

// The first word, taken off the front.
std::string_view TakeWord(std::string_view& text) {
  const std::size_t end = std::min(text.find(' '), text.size());
  const std::string_view word = text.substr(0, end);
  text.remove_prefix(std::min(end + 1, text.size()));
  return word;
}

// "pages calls note token": a round on its way. The note is the stream's own, one word.
struct PageToken {
  std::int64_t pages = 0;  // read so far
  std::int64_t calls = 0;  // made so far, those for further replies included
  std::string note;
  std::string token;  // the platform's; empty: the first page

  static PageToken Read(std::string_view text) {
    PageToken out;
    out.pages = Number(TakeWord(text));
    out.calls = Number(TakeWord(text));
    out.note = std::string(TakeWord(text));
    out.token = std::string(text);
    return out;
  }
  std::string Write() const { return std::to_string(pages) + " " + std::to_string(calls) + " " + note + " " + token; }
};

// What was counted of a thread, and how often in a row fewer replies than that were listed: the listing lags behind the count.
struct ReplyCount {
  std::int64_t count = 0;
  std::int64_t short_reads = 0;
};
using ReplyCounts = std::map<std::string, ReplyCount, std::less<>>;

// "thread:count,thread:count!short_reads".
ReplyCounts ReadCounts(std::string_view text) {
  ReplyCounts counts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(','), text.size());
    const std::string_view entry = text.substr(0, end);
    const std::size_t colon = std::min(entry.rfind(':'), entry.size());
    if (colon < entry.size()) {
      const std::string_view value = entry.substr(colon + 1);
      const std::size_t mark = std::min(value.find('!'), value.size());
      const std::int64_t short_reads = mark < value.size() ? Number(value.substr(mark + 1)) : 0;
      counts.emplace(entry.substr(0, colon), ReplyCount{Number(value.substr(0, mark)), short_reads});
    }
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return counts;
}

std::string WriteCounts(const ReplyCounts& counts) {
  std::string out;
  for (const auto& [id, known] : counts) {
    out += (out.empty() ? "" : ",") + id + ":" + std::to_string(known.count);
    if (known.short_reads > 0) out += "!" + std::to_string(known.short_reads);
  }
  return out;
}

bool HasFurtherReplies(const YtThread& thread) { return thread.reply_count > static_cast<std::int64_t>(thread.replies.size()); }

}  // namespace

std::vector<StreamInfo> YouTubeConnector::streams() const {
  std::vector<StreamInfo> out;
  for (const Queue& queue : kQueues) out.push_back({queue.stream, StreamKind::kNewestFirst, queue.interval, std::nullopt});
  out.push_back({kReplies, StreamKind::kForward, kRepliesInterval, std::nullopt});
  return out;
}

Result<Page> YouTubeConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const Call call{Purpose::kReading, request.now, cancel};
  if (request.stream == kReplies) return FetchReplies(request, call);
  for (const Queue& queue : kQueues) {
    if (request.stream == queue.stream) return FetchQueue(queue, request, call);
  }
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

// The cursor is the time of the newest thread: a thread that is deleted cannot be missed as an id would be.
Result<Page> YouTubeConnector::FetchQueue(const Queue& queue, const FetchRequest& request, const Call& call) {
  PageToken token = PageToken::Read(request.page_token);
  const Timestamp known{Number(request.cursor)};
  Timestamp newest{std::max(Number(token.note), known.ms)};
  RW_ASSIGN_OR_RETURN(ThreadList list, ListQueue(queue.status, token.token, call));
  Page page;
  page.set_aside = std::move(list.set_aside);
  std::optional<Timestamp> last;
  for (YtThread& thread : list.threads) {
    if (!thread.top) continue;
    last = thread.top->published_at;
    const bool is_new = known.ms == 0 || *last > known;
    // Of known threads the other stream looks for further replies.
    if (is_new && HasFurtherReplies(thread)) {
      RW_RETURN_IF_ERROR(AddFurtherReplies(thread, call, page));
      token.calls += 1 + static_cast<std::int64_t>(thread.replies.size()) / kRepliesPerPage;
    }
    newest = std::max(newest, std::min(*last, request.now));  // a time to come would hide what comes until then
  }
  AddThreads(list.threads, call, page);
  ++token.pages;
  ++token.calls;
  const bool reaches_known = known.ms > 0 && last && *last <= known;
  const bool is_behind = reaches_known && (*last < known - queue.overlap || token.pages >= queue.overlap_pages);
  const bool has_more = !list.next_page_token.empty() && list.next_page_token != token.token;
  if (has_more && !is_behind && token.calls < page.throttle.limit.value_or(kDefaultUnitsPerDay) / kRoundShare) {
    page.next_page_token = PageToken{token.pages, token.calls, std::to_string(newest.ms), list.next_page_token}.Write();
    return page;
  }
  page.gap = has_more && !is_behind;
  if (newest > known) page.cursor = std::to_string(newest.ms);
  return page;
}

// Replies below known threads: a new one does not bring its thread to the top, but the count of replies changes. The cursor is
// what was counted last; it also finds threads that were released too late for their queue's overlap.
Result<Page> YouTubeConnector::FetchReplies(const FetchRequest& request, const Call& call) {
  PageToken token = PageToken::Read(request.page_token);
  const ReplyCounts known = ReadCounts(request.cursor);
  ReplyCounts seen = ReadCounts(token.note);
  RW_ASSIGN_OR_RETURN(ThreadList list, ListQueue(kQueues[0].status, token.token, call));
  Page page;
  page.set_aside = std::move(list.set_aside);
  for (YtThread& thread : list.threads) {
    const auto before = known.find(thread.id);
    const bool has_changed = before == known.end() || before->second.count != thread.reply_count;
    const std::int64_t short_reads = has_changed ? 0 : before->second.short_reads;
    ReplyCount& now = seen[thread.id] = {thread.reply_count, short_reads};
    const bool is_short = short_reads > 0 && short_reads < kMostShortReads;
    if ((!has_changed && !is_short) || !HasFurtherReplies(thread)) continue;
    RW_RETURN_IF_ERROR(AddFurtherReplies(thread, call, page));
    now.short_reads = HasFurtherReplies(thread) ? short_reads + 1 : 0;
  }
  AddThreads(list.threads, call, page);
  ++token.pages;
  if (!list.next_page_token.empty() && list.next_page_token != token.token && token.pages < kRepliesPages) {
    page.next_page_token = PageToken{token.pages, 0, WriteCounts(seen), list.next_page_token}.Write();
  } else {
    page.cursor = WriteCounts(seen);
  }
  return page;
}

// Beside those that the thread carries; held ones are only there.
Status YouTubeConnector::AddFurtherReplies(YtThread& thread, const Call& call, Page& page) {
  RW_ASSIGN_OR_RETURN(CommentList list, ListReplies(thread.id, call));
  for (SetAside& element : list.set_aside) page.set_aside.push_back(std::move(element));
  std::vector<YtComment>& replies = thread.replies;
  for (YtComment& comment : list.comments) {
    const bool is_known = std::any_of(replies.begin(), replies.end(), [&](const YtComment& r) { return r.id == comment.id; });
    if (!is_known) replies.push_back(std::move(comment));
  }
  return {};
}

void YouTubeConnector::TakeComment(const YtComment& comment, const YtThread& thread, Page& page) {
  held_.Learn(comment);
  page.items.push_back(MakeItem(comment, thread));
}

void YouTubeConnector::AddThreads(const std::vector<YtThread>& threads, const Call& call, Page& page) {
  LearnVideos(threads, call);
  for (const YtThread& thread : threads) {
    if (thread.top) TakeComment(*thread.top, thread, page);
    for (const YtComment& reply : thread.replies) TakeComment(reply, thread, page);
  }
  page.throttle = api_.throttle();
}

}  // namespace replywatch::youtube

// The four streams of the Mastodon connector.
#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <set>
#include <sstream>

#include "collector/connectors/mastodon/mastodon.h"

namespace replywatch::mastodon {
namespace {

constexpr const char* kNotificationsPerPage = "80";  // the most there is (docs, 2026)
constexpr const char* kStatusesPerPage = "40";
constexpr const char* kConversationsPerPage = "20";  // each may cost a request for its thread
constexpr int kThreadsPerPage = 10;

std::vector<std::string> Words(const std::string& text) {
  std::istringstream in(text);
  std::vector<std::string> out;
  for (std::string word; in >> word;) out.push_back(word);
  return out;
}

// "<direction> <position> <newest> <first>": ids hold no spaces, and "-" stands for none.
struct PageToken {
  char direction = 'b';  // 'b'ackward, 'f'orward
  std::string position;  // max_id or min_id
  std::string newest;    // of the round's first page: the cursor once the round is complete
  std::string first;     // first id of the page before: the same again means that the server ignores positions

  static PageToken Read(const std::string& text) {
    const std::vector<std::string> words = Words(text);
    PageToken token;
    if (words.size() != 4) return token;
    const auto value = [&](std::size_t i) { return words[i] == "-" ? std::string() : words[i]; };
    token.direction = words[0] == "f" ? 'f' : 'b';
    token.position = value(1);
    token.newest = value(2);
    token.first = value(3);
    return token;
  }
  std::string Write() const {
    const auto word = [](const std::string& value) { return value.empty() ? std::string("-") : value; };
    return std::string(1, direction) + " " + word(position) + " " + word(newest) + " " + word(first);
  }
};

std::string NewestOf(const std::vector<std::string>& ids) {
  const auto newest = std::max_element(ids.begin(), ids.end(), [](const auto& a, const auto& b) { return IsNewerId(b, a); });
  return newest == ids.end() ? std::string() : *newest;
}

std::string NewestOf(const std::vector<MastodonStatus>& statuses) {
  std::vector<std::string> ids;
  for (const MastodonStatus& status : statuses) ids.push_back(status.id);
  return NewestOf(ids);
}

using ReplyCounts = std::map<std::string, std::int64_t>;

// "id:count id:count": what the threads stream saw last.
ReplyCounts ReadCounts(const std::string& cursor) {
  ReplyCounts counts;
  for (const std::string& word : Words(cursor)) {
    const std::size_t colon = word.rfind(':');
    if (colon == std::string::npos) continue;
    std::int64_t count = 0;
    std::from_chars(word.data() + colon + 1, word.data() + word.size(), count);
    counts[word.substr(0, colon)] = count;
  }
  return counts;
}

std::string WriteCounts(const ReplyCounts& counts) {
  std::string out;
  for (const auto& [id, count] : counts) out += (out.empty() ? "" : " ") + id + ":" + std::to_string(count);
  return out;
}

}  // namespace

MastodonConnector::Listing MastodonConnector::MentionsListing() const {
  return {"/api/v1/notifications",
          {{"types[]", "mention"}, {"include_filtered", "true"}, {"limit", kNotificationsPerPage}},
          &ReadMentions};
}

MastodonConnector::Listing MastodonConnector::OwnListing() const {
  return {"/api/v1/accounts/" + PercentEncode(own_id_) + "/statuses",
          {{"exclude_reblogs", "true"}, {"limit", kStatusesPerPage}},
          &ReadStatuses};
}

Result<Page> MastodonConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.stream == "mentions") return FetchListing(MentionsListing(), request, cancel);
  if (request.stream == "own") return FetchListing(OwnListing(), request, cancel);
  if (request.stream == "conversations") return FetchConversations(request, cancel);
  if (request.stream == "threads") return FetchThreads(request, cancel);
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

Result<Page> MastodonConnector::FetchListing(const Listing& listing, const FetchRequest& request, const CancelToken& cancel) {
  const std::string& position = request.page_token.empty() ? request.cursor : request.page_token;
  const bool is_backward = position.empty() || position.rfind("b ", 0) == 0;
  return is_backward ? FetchBackward(listing, request, cancel) : FetchForward(listing, request, cancel);
}

// The first round goes into the past. Its position is by id and stays true, so it is the cursor until the round is complete:
// an interrupted one goes on where it stopped. Then the newest id of its first page is where the next round begins.
Result<Page> MastodonConnector::FetchBackward(const Listing& listing, const FetchRequest& request, const CancelToken& cancel) {
  PageToken token = PageToken::Read(request.page_token.empty() ? request.cursor : request.page_token);
  QueryList position;
  if (!token.position.empty()) position.emplace_back("max_id", token.position);
  RW_ASSIGN_OR_RETURN(Listed listed, List(listing, position, request.now, cancel));
  Page page;
  page.throttle = listed.throttle;
  const std::vector<std::string> ids = listed.list.ids;
  const bool is_same_again = !ids.empty() && ids.front() == token.first;
  if (token.newest.empty()) token.newest = NewestOf(ids);
  std::string next = listed.next_max_id;
  if (next.empty() && !ids.empty()) next = ids.back();  // some servers send no Link
  const bool is_last = ids.empty() || is_same_again || next == token.position;
  if (!is_same_again) RW_RETURN_IF_ERROR(AddItems(std::move(listed.list), request.now, cancel, page));
  if (is_last) {
    page.cursor = token.newest;
  } else {
    page.next_page_token = PageToken{'b', next, token.newest, ids.front()}.Write();
    page.cursor = page.next_page_token;
  }
  return page;
}

// min_id gives what is immediately newer; only an empty page ends the round, because pages may be short.
Result<Page> MastodonConnector::FetchForward(const Listing& listing, const FetchRequest& request, const CancelToken& cancel) {
  const std::string from = request.page_token.empty() ? request.cursor : PageToken::Read(request.page_token).position;
  RW_ASSIGN_OR_RETURN(Listed listed, List(listing, {{"min_id", from}}, request.now, cancel));
  Page page;
  page.throttle = listed.throttle;
  const std::string newest = NewestOf(listed.list.ids);
  if (newest.empty() || !IsNewerId(newest, from)) {
    // Nothing new; a server that ignores min_id has sent old ones, which are known.
    page.set_aside = std::move(listed.list.set_aside);
    return page;
  }
  const bool ignores_position = std::find(listed.list.ids.begin(), listed.list.ids.end(), from) != listed.list.ids.end();
  page.cursor = newest;
  if (!ignores_position) page.next_page_token = PageToken{'f', newest, "", ""}.Write();
  RW_RETURN_IF_ERROR(AddItems(std::move(listed.list), request.now, cancel, page));
  return page;
}

// Direct posts that the notifications leave out. A conversation shows its last status only, so the thread brings the others.
Result<Page> MastodonConnector::FetchConversations(const FetchRequest& request, const CancelToken& cancel) {
  PageToken token = PageToken::Read(request.page_token);
  QueryList position;
  if (!token.position.empty()) position.emplace_back("max_id", token.position);
  const Listing listing{"/api/v1/conversations", {{"limit", kConversationsPerPage}}, &ReadConversations};
  RW_ASSIGN_OR_RETURN(const Listed listed, List(listing, position, request.now, cancel));
  Page page;
  page.throttle = listed.throttle;
  page.set_aside = listed.list.set_aside;
  const std::vector<std::string>& ids = listed.list.ids;
  bool is_last = ids.empty() || listed.next_max_id.empty() || listed.next_max_id == token.position || ids.front() == token.first;
  if (token.newest.empty()) token.newest = NewestOf(listed.list.statuses);
  for (const MastodonStatus& last : listed.list.statuses) {
    if (!request.cursor.empty() && !IsNewerId(last.id, request.cursor)) {
      is_last = true;  // newest first: everything behind is known
      continue;
    }
    RW_RETURN_IF_ERROR(AddConversation(last, request.now, cancel, page));
  }
  if (!is_last) {
    page.next_page_token = PageToken{'b', listed.next_max_id, token.newest, ids.front()}.Write();
  } else if (request.cursor.empty() || IsNewerId(token.newest, request.cursor)) {
    page.cursor = token.newest;
  }
  return page;
}

Status MastodonConnector::AddConversation(const MastodonStatus& last, Timestamp now, const CancelToken& cancel, Page& page) {
  StatusList direct;
  direct.statuses.push_back(last);
  if (!last.in_reply_to_id.empty()) {
    RW_ASSIGN_OR_RETURN(StatusContext context, Context(last.id, now, cancel));
    threads_.Learn(last, context.ancestors.statuses);
    for (StatusList* part : {&context.ancestors, &context.descendants}) {
      for (MastodonStatus& status : part->statuses) {
        if (status.IsDirect()) direct.statuses.push_back(std::move(status));
      }
    }
  }
  return AddItems(std::move(direct), now, cancel, page);
}

// Answers under our recent posts that name nobody: no notification tells of them, but the count of answers changes.
Result<Page> MastodonConnector::FetchThreads(const FetchRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Listed listed, List(OwnListing(), {}, request.now, cancel));
  Page page;
  page.throttle = listed.throttle;
  const ReplyCounts known = ReadCounts(request.cursor);
  ReplyCounts seen;
  int threads_read = 0;
  for (const MastodonStatus& post : listed.list.statuses) {
    const auto before = known.find(post.id);
    const std::int64_t count_before = before == known.end() ? 0 : before->second;
    seen[post.id] = post.replies_count;
    if (post.replies_count == count_before || post.is_reblog) continue;
    if (threads_read == kThreadsPerPage) {
      seen[post.id] = count_before;
      page.next_page_token = "more";
      continue;
    }
    ++threads_read;
    RW_RETURN_IF_ERROR(AddThread(post, request.now, cancel, page));
  }
  page.cursor = WriteCounts(seen);
  return page;
}

Status MastodonConnector::AddThread(const MastodonStatus& post, Timestamp now, const CancelToken& cancel, Page& page) {
  // Placing the post first lets its answers find their place; parents stand before their answers.
  RW_ASSIGN_OR_RETURN(const Item placed, PlaceItem(post, now, cancel));
  RW_ASSIGN_OR_RETURN(StatusContext context, Context(placed.source_id, now, cancel));
  return AddItems(std::move(context.descendants), now, cancel, page);
}

// Our own posts are kept when they answer or name somebody.
bool MastodonConnector::ConcernsUs(const MastodonStatus& status) const {
  if (status.is_reblog) return false;
  if (status.author.source_id != own_id_) return true;
  return !status.in_reply_to_id.empty() || !status.mentions.empty() || status.IsDirect();
}

Status MastodonConnector::AddItems(StatusList list, Timestamp now, const CancelToken& cancel, Page& page) {
  for (SetAside& element : list.set_aside) page.set_aside.push_back(std::move(element));
  // Oldest first, so that a parent on the same page is known before its answer.
  std::stable_sort(list.statuses.begin(), list.statuses.end(),
                   [](const auto& a, const auto& b) { return a.created_at < b.created_at; });
  for (const MastodonStatus& status : list.statuses) {
    if (!ConcernsUs(status)) {
      if (const auto place = threads_.PlaceOf(status); place && !status.is_reblog) threads_.Remember(status, *place);
      continue;
    }
    RW_ASSIGN_OR_RETURN(Item item, PlaceItem(status, now, cancel));
    page.items.push_back(std::move(item));
  }
  return {};
}

// An unknown thread is asked for once; a status that is gone meanwhile has no ancestors to tell.
Result<Item> MastodonConnector::PlaceItem(const MastodonStatus& status, Timestamp now, const CancelToken& cancel) {
  std::optional<ThreadPlace> place = threads_.PlaceOf(status);
  if (!place) {
    RW_ASSIGN_OR_RETURN(const StatusContext context, Context(status.id, now, cancel));
    place = threads_.Learn(status, context.ancestors.statuses);
  }
  threads_.Remember(status, *place);
  Item item = ToItem(status, *place, own_id_);
  item.abilities.like = item.abilities.like && can_like_;
  return item;
}

// Empty when the status is gone.
Result<StatusContext> MastodonConnector::Context(const std::string& id, Timestamp now, const CancelToken& cancel) {
  const Result<HttpResponse> answer = api_.Get("/api/v1/statuses/" + PercentEncode(id) + "/context", {}, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) {
    StatusContext gone;
    gone.is_gone = true;
    return gone;
  }
  if (!answer.ok()) return answer.error();
  RW_ASSIGN_OR_RETURN(const Json body, api_.Parse(*answer));
  Result<StatusContext> context = ReadContext(body);
  if (!context.ok()) return context.error().Within(api_.base_url());
  return context;
}

}  // namespace replywatch::mastodon

// The threads below our own posts: an inbox tells of direct answers only. A post whose count of comments has changed
// is read again, to the last of its comments.
#include <algorithm>
#include <iterator>
#include <map>
#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/reddit.h"

namespace replywatch::reddit {
namespace {

constexpr const char* kPostsPerPage = "100";
constexpr const char* kCommentsPerThread = "500";  // the most one answer carries
constexpr const char* kDepth = "10";               // deeper than that Reddit does not nest in one answer
constexpr std::size_t kIdsPerCall = 100;           // that /api/morechildren takes
constexpr std::int64_t kMostListings = 100;        // pages of posts in one round, which end after about a thousand posts
constexpr std::int64_t kCallsPerWindow = 1000;     // where the answers do not tell (recorded 2025)

constexpr const char* kList = "list";
constexpr const char* kOpen = "open";
constexpr const char* kMore = "more";
constexpr const char* kFirstRound = "first_round";  // no id has a '_'

// One call to be made, as it stands in page tokens.
struct Step {
  std::string kind;
  std::string post;  // id of the post; of a listing: where it goes on
  std::string what;  // to open: the comment below which the thread goes on; more: ids of comments
};

using Counts = std::map<std::string, std::int64_t>;  // of comments, by the post's id

Counts ReadCounts(const Json& json) {
  Counts out;
  if (!json.is_object()) return out;
  for (const auto& [id, count] : json.items()) out[id] = IntegerMember(json, id.c_str()).value_or(0);
  return out;
}

// What each post counted when its thread was read to its end. The first round goes through all posts, which may take many windows
// of the limits: {"first_round": {"<post id>": count}} is what it has read so far, {"<post id>": count} what later rounds know.
struct ThreadsCursor {
  Counts counts;
  bool is_first_round = false;

  static ThreadsCursor Read(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    const Json& first_round = Member(json, kFirstRound);
    if (first_round.is_object()) return {ReadCounts(first_round), true};
    return {ReadCounts(json), text.empty()};
  }
  std::string Write() const {
    const Json json(counts);
    return (is_first_round ? Json{{kFirstRound, json}} : json).dump(-1, ' ', false, Json::error_handler_t::replace);
  }
};

// A thread gets half of a window, so that every thread is read within one; what is left of it then is a gap.
std::int64_t MostCallsOfThread(const Throttle& throttle) {
  return std::max<std::int64_t>(throttle.limit.value_or(kCallsPerWindow) / 2, 1);
}

}  // namespace

// A round on its way: calls to be made yet, one thread after the other, and what the posts counted when they were listed.
struct ThreadRound {
  std::vector<Step> steps;
  Counts counts;
  std::int64_t listings = 0;
  std::int64_t calls = 0;  // for the thread that is being read
  std::string finished;    // post whose thread was read to its end with this page; not in tokens

  static ThreadRound Read(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    const auto number = [&](const char* name) { return std::max<std::int64_t>(IntegerMember(json, name).value_or(0), 0); };
    ThreadRound round;
    round.listings = number("listings");
    round.calls = number("calls");
    round.counts = ReadCounts(Member(json, "counts"));
    const Json& steps = Member(json, "steps");
    if (steps.is_array()) {
      for (const Json& step : steps) {
        round.steps.push_back({IdMember(step, "kind"), IdMember(step, "post"), TextMember(step, "what", kMaxTextBytes)});
      }
    }
    if (round.steps.empty()) round.steps.push_back({kList, {}, {}});
    return round;
  }
  std::string Write() const {
    Json list = Json::array();
    for (const Step& step : steps) list.push_back({{"kind", step.kind}, {"post", step.post}, {"what", step.what}});
    return Json{{"steps", list}, {"counts", counts}, {"listings", listings}, {"calls", calls}}.dump(
        -1, ' ', false, Json::error_handler_t::replace);
  }

  bool IsIn(const std::string& post_id) const { return !steps.empty() && steps.front().post == post_id; }

  // What a thread leaves out comes next. `comment_id` is where it was asked for: the same again would lead in circles.
  void Follow(const Things& things, const std::string& post_id, const std::string& comment_id) {
    std::vector<std::string> ids;
    std::vector<Step> next;
    for (const More& more : things.mores) {
      ids.insert(ids.end(), more.ids.begin(), more.ids.end());
      if (more.ids.empty() && IsCommentName(more.parent) && IdOf(more.parent) != comment_id)
        next.push_back({kOpen, post_id, IdOf(more.parent)});
    }
    for (std::size_t begin = 0; begin < ids.size(); begin += kIdsPerCall) {
      std::string list;
      for (std::size_t i = begin; i < std::min(begin + kIdsPerCall, ids.size()); ++i) list += (list.empty() ? "" : ",") + ids[i];
      next.push_back({kMore, post_id, std::move(list)});
    }
    steps.insert(steps.begin(), std::make_move_iterator(next.begin()), std::make_move_iterator(next.end()));
  }
};

// A call a page, and the listing together with the first thread in it. What is counted is what the listing told before its
// threads were read, so that what comes meanwhile changes a count again. A round that ends early goes on behind the last finished
// thread.
Result<Page> RedditConnector::FetchThreads(const FetchRequest& request, const CancelToken& cancel) {
  ThreadRound round = ThreadRound::Read(request.page_token);
  Page page;
  const bool is_listing = round.steps.front().kind == kList;
  RW_RETURN_IF_ERROR(TakeStep(round, request, cancel, page));
  if (is_listing && !round.steps.empty()) RW_RETURN_IF_ERROR(TakeStep(round, request, cancel, page));
  page.throttle = api_.throttle();
  if (round.steps.empty()) {
    page.cursor = ThreadsCursor{round.counts, false}.Write();
    return page;
  }
  page.next_page_token = round.Write();
  if (round.finished.empty()) return page;
  ThreadsCursor known = ThreadsCursor::Read(request.cursor);
  known.counts[round.finished] = round.counts[round.finished];
  page.cursor = known.Write();
  return page;
}

Status RedditConnector::TakeStep(ThreadRound& round, const FetchRequest& request, const CancelToken& cancel, Page& page) {
  const Step step = round.steps.front();
  round.steps.erase(round.steps.begin());
  if (step.kind == kList) return ListPosts(step.post, round, request, cancel, page);
  ++round.calls;
  Status done = step.kind == kMore ? ReadFurther(step.post, step.what, round, request, cancel, page)
                                   : OpenThread(step.post, step.what, round, request, cancel, page);
  // Gone, or closed to us: nothing can be read there. What is closed is tried again in the next round.
  const bool is_gone = !done.ok() && done.error().kind == ErrorKind::kNotFound;
  const bool is_closed = !done.ok() && done.error().kind == ErrorKind::kPermission;
  if (!done.ok() && !is_gone && !is_closed) return done;
  if (is_closed) round.counts.erase(step.post);
  if (round.IsIn(step.post) && round.calls >= MostCallsOfThread(api_.throttle())) {
    page.gap = true;
    std::erase_if(round.steps, [&](const Step& left) { return left.post == step.post; });
  }
  if (round.IsIn(step.post)) return {};
  round.calls = 0;
  if (round.counts.count(step.post) > 0) round.finished = step.post;
  return {};
}

// The first round goes through all posts there are; afterwards the newest hundred are looked at.
Status RedditConnector::ListPosts(const std::string& after, ThreadRound& round, const FetchRequest& request,
                                  const CancelToken& cancel, Page& page) {
  QueryList query{{"sort", "new"}, {"limit", kPostsPerPage}};
  if (!after.empty()) query.emplace_back("after", after);
  RW_ASSIGN_OR_RETURN(Things listed, List("/user/" + own_.name + "/submitted", query, request.now, cancel));
  const ThreadsCursor known = ThreadsCursor::Read(request.cursor);
  for (const Post& post : listed.posts) {
    places_.Learn(post);
    const std::string id = IdOf(post.name);
    round.counts[id] = post.comment_count;
    const auto before = known.counts.find(id);
    if ((before == known.counts.end() ? 0 : before->second) != post.comment_count) round.steps.push_back({kOpen, id, {}});
  }
  const bool has_more = known.is_first_round && !listed.after.empty() && listed.after != after;
  ++round.listings;
  if (has_more && round.listings < kMostListings) round.steps.push_back({kList, listed.after, {}});
  page.gap = page.gap || (has_more && round.listings >= kMostListings);
  std::move(listed.set_aside.begin(), listed.set_aside.end(), std::back_inserter(page.set_aside));
  return {};
}

Status RedditConnector::OpenThread(const std::string& post_id, const std::string& comment_id, ThreadRound& round,
                                   const FetchRequest& request, const CancelToken& cancel, Page& page) {
  QueryList query{{"sort", "new"}, {"limit", kCommentsPerThread}, {"depth", kDepth}};
  if (!comment_id.empty()) query.emplace_back("comment", comment_id);
  RW_ASSIGN_OR_RETURN(Things things, List("/comments/" + PercentEncode(post_id), query, request.now, cancel));
  round.Follow(things, post_id, comment_id);
  return AddItems(std::move(things), request.now, cancel, page);
}

// Reddit wants one such call at a time.
Status RedditConnector::ReadFurther(const std::string& post_id, const std::string& ids, ThreadRound& round,
                                    const FetchRequest& request, const CancelToken& cancel, Page& page) {
  const QueryList form{{"link_id", "t3_" + post_id}, {"children", ids}, {"sort", "new"}, {"limit_children", "false"}};
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Ask("/api/morechildren", form, request.now, cancel));
  Result<Things> things = ReadAnswered(answer);
  if (!things.ok()) return things.error().Within(api_.base_url());
  round.Follow(*things, post_id, {});
  return AddItems(std::move(*things), request.now, cancel, page);
}

}  // namespace replywatch::reddit

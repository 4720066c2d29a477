// The threads below our own posts: an inbox tells of direct answers only. A post whose count of comments has changed
// is read again, to the last of its comments.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/reddit.h"

namespace replywatch::reddit {
namespace {

constexpr const char* kPostsPerPage = "100";
constexpr const char* kCommentsPerThread = "500";  // the most one answer carries
constexpr const char* kDepth = "10";               // deeper than that Reddit does not nest in one answer
constexpr std::size_t kIdsPerCall = 100;           // that /api/morechildren takes
constexpr std::int64_t kMostCalls = 3000;          // of one round; what is left then is a gap

constexpr const char* kList = "list";
constexpr const char* kOpen = "open";
constexpr const char* kMore = "more";

// One call to be made, as it stands in page tokens.
struct Step {
  std::string kind;
  std::string post;  // id of the post; of a listing: where it goes on
  std::string what;  // to open: the comment below which the thread goes on; more: ids of comments
};

}  // namespace

// A round on its way: calls to be made yet, and what the newest posts counted.
struct ThreadRound {
  std::vector<Step> steps;
  std::map<std::string, std::int64_t> counts;
  std::int64_t calls = 0;

  static ThreadRound Read(const std::string& text) {
    const Json json = Json::parse(text, nullptr, false);
    ThreadRound round;
    round.calls = std::max<std::int64_t>(IntegerMember(json, "calls").value_or(0), 0);
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
    return Json{{"steps", list}, {"counts", counts}, {"calls", calls}}.dump(-1, ' ', false, Json::error_handler_t::replace);
  }
  // {"<post id>": count}; also what the cursor is.
  static std::map<std::string, std::int64_t> ReadCounts(const Json& json) {
    std::map<std::string, std::int64_t> out;
    if (!json.is_object()) return out;
    for (const auto& [id, count] : json.items()) out[id] = IntegerMember(json, id.c_str()).value_or(0);
    return out;
  }

  // What a thread leaves out. `comment_id` is where it was asked for: the same again would lead in circles.
  void Follow(const Things& things, const std::string& post_id, const std::string& comment_id) {
    std::vector<std::string> ids;
    for (const More& more : things.mores) {
      ids.insert(ids.end(), more.ids.begin(), more.ids.end());
      if (more.ids.empty() && IsCommentName(more.parent) && IdOf(more.parent) != comment_id)
        steps.push_back({kOpen, post_id, IdOf(more.parent)});
    }
    for (std::size_t begin = 0; begin < ids.size(); begin += kIdsPerCall) {
      std::string list;
      for (std::size_t i = begin; i < std::min(begin + kIdsPerCall, ids.size()); ++i) list += (list.empty() ? "" : ",") + ids[i];
      steps.push_back({kMore, post_id, std::move(list)});
    }
  }
};

// A call a page, and the listing together with the first thread in it. The cursor is what was counted when the round began, so
// that what comes meanwhile changes a count again.
Result<Page> RedditConnector::FetchThreads(const FetchRequest& request, const CancelToken& cancel) {
  ThreadRound round = ThreadRound::Read(request.page_token);
  Page page;
  const bool is_listing = round.steps.front().kind == kList;
  RW_RETURN_IF_ERROR(TakeStep(round, request, cancel, page));
  if (is_listing && !round.steps.empty()) RW_RETURN_IF_ERROR(TakeStep(round, request, cancel, page));
  page.throttle = api_.throttle();
  page.gap = !round.steps.empty() && round.calls >= kMostCalls;
  if (round.steps.empty() || page.gap) {
    page.cursor = Json(round.counts).dump(-1, ' ', false, Json::error_handler_t::replace);
  } else {
    page.next_page_token = round.Write();
  }
  return page;
}

Status RedditConnector::TakeStep(ThreadRound& round, const FetchRequest& request, const CancelToken& cancel, Page& page) {
  const Step step = round.steps.front();
  round.steps.erase(round.steps.begin());
  ++round.calls;
  if (step.kind == kList) return ListPosts(step.post, round, request, cancel, page);
  Status done = step.kind == kMore ? ReadFurther(step.post, step.what, round, request, cancel, page)
                                   : OpenThread(step.post, step.what, round, request, cancel, page);
  // Gone, or closed to us: nothing can be read there. What is closed is tried again in the next round.
  const bool is_gone = !done.ok() && done.error().kind == ErrorKind::kNotFound;
  const bool is_closed = !done.ok() && done.error().kind == ErrorKind::kPermission;
  if (is_closed) round.counts.erase(step.post);
  return is_gone || is_closed ? Status() : done;
}

// The first round goes through all posts there are; afterwards the newest hundred are looked at.
Status RedditConnector::ListPosts(const std::string& after, ThreadRound& round, const FetchRequest& request,
                                  const CancelToken& cancel, Page& page) {
  QueryList query{{"sort", "new"}, {"limit", kPostsPerPage}};
  if (!after.empty()) query.emplace_back("after", after);
  RW_ASSIGN_OR_RETURN(Things listed, List("/user/" + own_.name + "/submitted", query, request.now, cancel));
  const std::map<std::string, std::int64_t> known = ThreadRound::ReadCounts(Json::parse(request.cursor, nullptr, false));
  for (const Post& post : listed.posts) {
    places_.Learn(post);
    const std::string id = IdOf(post.name);
    if (after.empty()) round.counts[id] = post.comment_count;
    const auto before = known.find(id);
    if ((before == known.end() ? 0 : before->second) != post.comment_count) round.steps.push_back({kOpen, id, {}});
  }
  const bool is_backfill = request.cursor.empty();
  if (is_backfill && !listed.after.empty() && listed.after != after) round.steps.push_back({kList, listed.after, {}});
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

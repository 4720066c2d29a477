// Reading a page: posts with their newest comments, conversations with their newest messages, ratings; and reading again.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/facebook/facebook.h"

namespace replywatch::facebook {
namespace {

constexpr int kCommentsShown = 50;     // of each post in a list of posts, in a backfill
constexpr int kCommentsPolled = 10;    // and in a poll: what is more is read on
constexpr int kCommentsPerPage = 100;  // of one post
constexpr int kMessagesShown = 25;
constexpr int kTalksPerPage = 25;
constexpr int kRecentPosts = 50;
constexpr int kRecentComments = 25;
constexpr int kFewestPosts = 3;
// Comments are shown a little later than they are dated.
constexpr Duration kCommentOverlap = Duration::Minutes(2);
constexpr Duration kTalkOverlap = Duration::Minutes(10);

std::string Nested(const char* edge, const std::string& modifiers, int limit, const char* fields) {
  return std::string(edge) + modifiers + ".limit(" + std::to_string(limit) + "){" + fields + "}";
}

std::string NestedComments(int limit) {
  return Nested("comments", ".filter(stream).order(reverse_chronological)", limit, kCommentFields);
}

QueryList WithAfter(QueryList query, const std::string& after) {
  if (!after.empty()) query.emplace_back("after", after);
  return query;
}

void TakeItems(ItemList list, graph::GraphRound& round, Page& page) {
  for (Item& item : list.items) {
    round.SawTime(item.created_at);
    page.items.push_back(std::move(item));
  }
  std::move(list.set_aside.begin(), list.set_aside.end(), std::back_inserter(page.set_aside));
}

}  // namespace

std::vector<StreamInfo> FacebookConnector::streams() const {
  return {{"comments", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
          {"messages", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
          {"ratings", StreamKind::kNewestFirst, Duration::Minutes(15), std::nullopt},
          {"ads", StreamKind::kNewestFirst, Duration::Minutes(5), std::nullopt},
          {"tagged", StreamKind::kNewestFirst, Duration::Minutes(5), std::nullopt},
          {"recent", StreamKind::kSnapshot, Duration::Hours(1), std::nullopt}};
}

Result<Page> FacebookConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.stream == "comments") return FetchPosts("feed", request, cancel);
  if (request.stream == "ads") return FetchPosts("ads_posts", request, cancel);
  if (request.stream == "tagged") return FetchPosts("tagged", request, cancel);
  if (request.stream == "messages") return FetchTalks(request, cancel);
  if (request.stream == "ratings") return FetchRatings(request, cancel);
  if (request.stream == "recent") return FetchRecent(request, cancel);
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

Page FacebookConnector::Finished(const graph::GraphRound& round, Page page) const {
  page.throttle = api_.throttle();
  round.Finish(page);
  return page;
}

QueryList FacebookConnector::PostsQuery(int comments, const std::string& after) const {
  const std::string nested = comments > 0 ? "," + NestedComments(comments) : std::string();
  return WithAfter(
      {{"fields", "id,message,story,from,created_time,permalink_url" + nested}, {"limit", std::to_string(posts_per_page_)}},
      after);
}

// Meta refuses answers that are too large with a fault that looks like any other: ask for less before trying again.
Result<Json> FacebookConnector::GetPosts(const std::string& edge, int comments, const std::string& after, Timestamp now,
                                         const CancelToken& cancel) {
  Result<Json> answer = api_.Get(page_.id + "/" + edge, PostsQuery(comments, after), now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kBackOff) posts_per_page_ = std::max(kFewestPosts, posts_per_page_ / 2);
  return answer;
}

void FacebookConnector::TakePost(const Json& element, graph::GraphRound& round, Page& page) const {
  const Result<Post> post = ReadPost(element);
  const Result<std::optional<Item>> visitor = ReadVisitorPost(element, page_);
  for (const Status& read : {post.status(), visitor.status()}) {
    if (!read.ok()) page.set_aside.push_back(SetElementAside(element, read.error().text));
  }
  if (visitor.ok() && *visitor) {
    round.SawTime((*visitor)->created_at);
    page.items.push_back(**visitor);
  }
  if (!post.ok()) return;
  const Json& comments = Member(element, "comments");
  ItemList list = ReadComments(graph::DataOf(comments), *post, page_);
  round.SawInner(post->id, graph::AfterOf(comments), list.oldest);
  TakeItems(std::move(list), round, page);
}

// A list of posts tells nothing of new comments below old ones: "recent" and sweeps find those, and webhooks will.
Result<Page> FacebookConnector::FetchPosts(const std::string& edge, const FetchRequest& request, const CancelToken& cancel) {
  graph::GraphRound round(request, kCommentOverlap);
  if (round.inner() != nullptr) return FetchRestOfPost(std::move(round), request, cancel);
  const int shown = round.is_backfill() ? kCommentsShown : kCommentsPolled;
  // What is said below other people's posts is theirs.
  auto answer = GetPosts(edge, edge == "tagged" ? 0 : shown, round.outer_after(), request.now, cancel);
  // Not every page may see its ads, and the tagged edge needs a permission of its own: nothing is lost that could be had.
  if (!answer.ok() && edge != "feed" && answer.error().kind == ErrorKind::kPermission) return Page{};
  if (!answer.ok()) return answer.error();
  Page page;
  const Json& posts = graph::DataOf(*answer);
  if (!posts.is_array())
    return MakeError(ErrorKind::kBackOff, api_.base_url() + ": the answer is not the list of posts that was asked for");
  for (const Json& post : posts) TakePost(post, round, page);
  round.OuterGoesOn(round.is_backfill() ? graph::AfterOf(*answer) : std::string());
  return Finished(round, std::move(page));
}

Result<Page> FacebookConnector::FetchRestOfPost(graph::GraphRound round, const FetchRequest& request, const CancelToken& cancel) {
  const graph::GraphRound::Inner inner = *round.inner();
  const QueryList query = WithAfter({{"fields", kCommentFields},
                                     {"filter", "stream"},
                                     {"order", "reverse_chronological"},
                                     {"limit", std::to_string(kCommentsPerPage)}},
                                    inner.after);
  auto answer = api_.Get(PercentEncode(inner.id) + "/comments", query, request.now, cancel);
  Page page;
  if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) {  // the post went meanwhile
    round.InnerGoesOn({}, std::nullopt);
    return Finished(round, std::move(page));
  }
  if (!answer.ok()) return answer.error();
  ItemList list = ReadComments(graph::DataOf(*answer), {inner.id, {}, {}}, page_);
  round.InnerGoesOn(graph::AfterOf(*answer), list.oldest);
  TakeItems(std::move(list), round, page);
  return Finished(round, std::move(page));
}

// What was hidden and is shown again, or was missed, has an old date.
Result<Page> FacebookConnector::FetchRecent(const FetchRequest& request, const CancelToken& cancel) {
  const int kept = posts_per_page_;
  posts_per_page_ = std::min(kRecentPosts, posts_per_page_ * 2);
  auto answer = GetPosts("feed", kRecentComments, {}, request.now, cancel);
  posts_per_page_ = std::min(kept, posts_per_page_);
  if (!answer.ok()) return answer.error();
  graph::GraphRound round({}, {});
  Page page;
  const Json& posts = graph::DataOf(*answer);
  if (posts.is_array()) {
    for (const Json& post : posts) TakePost(post, round, page);
  }
  page.throttle = api_.throttle();
  return page;
}

// Conversations come with the one that changed last in front.
Result<Page> FacebookConnector::FetchTalks(const FetchRequest& request, const CancelToken& cancel) {
  graph::GraphRound round(request, kTalkOverlap);
  if (round.inner() != nullptr) return FetchRestOfTalk(std::move(round), request, cancel);
  const QueryList query = WithAfter({{"platform", "messenger"},
                                     {"fields", "id,updated_time," + Nested("messages", "", kMessagesShown, kMessageFields)},
                                     {"limit", std::to_string(kTalksPerPage)}},
                                    round.outer_after());
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get(page_.id + "/conversations", query, request.now, cancel));
  Page page;
  const Json& talks = graph::DataOf(answer);
  if (!talks.is_array())
    return MakeError(ErrorKind::kBackOff, api_.base_url() + ": the answer is not the list of conversations that was asked for");
  bool has_reached_known = false;
  for (const Json& talk : talks) {
    const auto updated_at = TimeMember(talk, "updated_time");
    if (updated_at && !round.MayBeNew(*updated_at)) has_reached_known = true;
    const Json& messages = Member(talk, "messages");
    ItemList list = ReadMessages(graph::DataOf(messages), page_);
    round.SawInner(IdMember(talk, "id"), graph::AfterOf(messages), list.oldest);
    TakeItems(std::move(list), round, page);
  }
  round.OuterGoesOn(has_reached_known ? std::string() : graph::AfterOf(answer));
  return Finished(round, std::move(page));
}

Result<Page> FacebookConnector::FetchRestOfTalk(graph::GraphRound round, const FetchRequest& request, const CancelToken& cancel) {
  const graph::GraphRound::Inner inner = *round.inner();
  const QueryList query = WithAfter({{"fields", kMessageFields}, {"limit", std::to_string(kCommentsPerPage)}}, inner.after);
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get(PercentEncode(inner.id) + "/messages", query, request.now, cancel));
  Page page;
  ItemList list = ReadMessages(graph::DataOf(answer), page_);
  round.InnerGoesOn(graph::AfterOf(answer), list.oldest);
  TakeItems(std::move(list), round, page);
  return Finished(round, std::move(page));
}

Result<Page> FacebookConnector::FetchRatings(const FetchRequest& request, const CancelToken& cancel) {
  graph::GraphRound round(request, kCommentOverlap);
  const QueryList query = WithAfter({{"fields", kRatingFields}, {"limit", std::to_string(kTalksPerPage)}}, round.outer_after());
  const auto answer = api_.Get(page_.id + "/ratings", query, request.now, cancel);
  // Pages that take no ratings have none to show.
  if (!answer.ok() && (answer.error().kind == ErrorKind::kPermission || answer.error().kind == ErrorKind::kInvalidArgument))
    return Page{};
  if (!answer.ok()) return answer.error();
  Page page;
  std::optional<Timestamp> oldest;
  const Json& ratings = graph::DataOf(*answer);
  if (ratings.is_array()) {
    for (const Json& element : ratings) {
      Result<Item> item = ReadRating(element, page_);
      if (!item.ok()) {
        page.set_aside.push_back(SetElementAside(element, item.error().text));
        continue;
      }
      round.SawTime(item->created_at);
      oldest = item->created_at;
      page.items.push_back(std::move(item).value());
    }
  }
  const bool has_reached_known = oldest && !round.MayBeNew(*oldest);
  round.OuterGoesOn(has_reached_known ? std::string() : graph::AfterOf(*answer));
  return Finished(round, std::move(page));
}

Result<SweepResult> FacebookConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > max_sweep_items())
    return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  SweepResult result;
  for (const bool is_message : {false, true}) {
    std::vector<std::string> ids;
    std::copy_if(request.source_ids.begin(), request.source_ids.end(), std::back_inserter(ids),
                 [&](const std::string& id) { return IsMessageId(id) == is_message; });
    if (ids.empty()) continue;
    RW_ASSIGN_OR_RETURN(const std::vector<Result<Json>> answers,
                        api_.GetEach(ids, is_message ? kMessageFields : kCommentFields, request.now, cancel));
    for (std::size_t i = 0; i < ids.size(); ++i) {
      const Result<Json>& answer = answers[i];
      if (!answer.ok() && answer.error().kind != ErrorKind::kNotFound) return answer.error();
      if (!answer.ok()) {
        result.gone.push_back(ids[i]);
        continue;
      }
      Result<Item> item = is_message ? ReadMessage(*answer, page_) : ReadComment(*answer, {}, page_);
      if (item.ok()) {
        result.items.push_back(std::move(item).value());
      } else {
        result.set_aside.push_back(SetElementAside(*answer, item.error().text));
      }
    }
  }
  result.throttle = api_.throttle();
  return result;
}

}  // namespace replywatch::facebook

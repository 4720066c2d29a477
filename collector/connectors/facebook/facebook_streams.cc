// Reading a page: posts with their newest comments, conversations with their newest messages, ratings; and reading again.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/facebook/facebook.h"
#include "collector/protocols/absence.h"

namespace replywatch::facebook {
namespace {

constexpr int kCommentsShown = 50;     // of each post in a list of posts, in a backfill
constexpr int kCommentsPolled = 10;    // and in a poll: what is more is read on
constexpr int kCommentsPerPage = 100;  // of one post
constexpr int kMessagesShown = 25;
constexpr int kTalksPerPage = 25;
constexpr int kRecentComments = 25;
constexpr int kRecentPages = 20;  // of posts that are looked at again
constexpr int kPostsPerPage = 25;
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
          {"recent", StreamKind::kSnapshot, Duration::Hours(1), std::nullopt},
          {"recent_ads", StreamKind::kSnapshot, Duration::Hours(1), std::nullopt}};
}

Result<Page> FacebookConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.stream == "comments") return FetchPosts("feed", request, cancel);
  Result<Page> page = MakeError(ErrorKind::kInternal, "");
  if (request.stream == "ads") {
    page = FetchPosts("ads_posts", request, cancel);
  } else if (request.stream == "tagged") {
    page = FetchPosts("tagged", request, cancel);
  } else if (request.stream == "messages") {
    page = FetchTalks(request, cancel);
  } else if (request.stream == "ratings") {
    page = FetchRatings(request, cancel);
  } else if (request.stream == "recent") {
    page = FetchRecent("feed", request, cancel);
  } else if (request.stream == "recent_ads") {
    page = FetchRecent("ads_posts", request, cancel);
  } else {
    return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
  }
  // What a page does not have, or its app may not see, must not hide its comments; the next account check tells of it.
  const bool is_refused = !page.ok() && graph::IsOfOneThing(page.error().kind);
  const bool is_decided = page.ok() || is_refused;
  if (is_decided && request.stream == "messages") talks_refusal_ = page.ok() ? std::string() : page.error().text;
  return is_refused ? Result<Page>(Page{}) : page;
}

Page FacebookConnector::Finished(graph::GraphRound& round, Page page) const {
  page.throttle = api_.throttle();
  round.Finish(page);
  return page;
}

Result<Json> FacebookConnector::GetPosts(const std::string& edge, int comments, const std::string& after, Timestamp now,
                                         const CancelToken& cancel) {
  const std::string nested = comments > 0 ? "," + NestedComments(comments) : std::string();
  const QueryList query =
      WithAfter({{"fields", std::string(kPostFields) + nested}, {"limit", std::to_string(posts_per_page_)}}, after);
  Result<Json> answer = api_.Get(page_.id + "/" + edge, query, now, cancel);
  const bool is_too_much = !answer.ok() && (answer.error().kind == ErrorKind::kTooLarge || api_.asked_too_much());
  if (is_too_much) posts_per_page_ = std::max(kFewestPosts, posts_per_page_ / 2);
  if (answer.ok()) posts_per_page_ = std::min(kPostsPerPage, posts_per_page_ + 1);
  return answer;
}

void FacebookConnector::TakePost(const Json& element, graph::GraphRound& round, Page& page) const {
  Result<Post> post = ReadPost(element);
  const Result<std::optional<Item>> visitor = ReadVisitorPost(element, page_);
  for (const Status& read : {post.status(), visitor.status()}) {
    if (!read.ok()) page.set_aside.push_back(SetElementAside(element, read.error().text));
  }
  if (visitor.ok() && *visitor) {
    round.SawTime((*visitor)->created_at);
    page.items.push_back(**visitor);
  }
  if (!post.ok()) return;
  if (visitor.ok() && *visitor) post->visitor = (*visitor)->author;
  const Json& comments = Member(element, "comments");
  ItemList list = ReadComments(graph::DataOf(comments), *post, page_);
  round.SawInner(post->id, graph::AfterOf(comments), list.oldest);
  TakeItems(std::move(list), round, page);
}

// A list of posts tells nothing of new comments below old ones: webhooks tell of those, and "recent" finds them.
Result<Page> FacebookConnector::FetchPosts(const std::string& edge, const FetchRequest& request, const CancelToken& cancel) {
  graph::GraphRound round(request, kCommentOverlap);
  if (round.inner() != nullptr) return FetchRestOfPost(std::move(round), request, cancel);
  const int shown = round.is_backfill() ? kCommentsShown : kCommentsPolled;
  // What is said below other people's posts is theirs.
  auto answer = GetPosts(edge, edge == "tagged" ? 0 : shown, round.outer_after(), request.now, cancel);
  if (!answer.ok()) return answer.error();
  Page page;
  const Json& posts = graph::DataOf(*answer);
  if (!posts.is_array())
    return MakeError(ErrorKind::kBackOff, api_.base_url() + ": the answer is not the list of posts that was asked for");
  for (const Json& post : posts) TakePost(post, round, page);
  round.OuterGoesOn(round.is_backfill() ? graph::AfterOf(*answer) : std::string());
  return Finished(round, std::move(page));
}

// What its comments say of it; a post that cannot be read has but its id.
Result<Post> FacebookConnector::GetPost(const std::string& id, Timestamp now, const CancelToken& cancel) {
  const auto answer = api_.Get(PercentEncode(id), {{"fields", kPostFields}}, now, cancel);
  if (!answer.ok() && !graph::IsOfOneThing(answer.error().kind)) return answer.error();
  Post bare;
  bare.id = id;
  if (!answer.ok()) return bare;
  Result<Post> post = ReadPost(*answer);
  if (!post.ok()) return bare;
  if (const auto visitor = ReadVisitorPost(*answer, page_); visitor.ok() && *visitor) post->visitor = (*visitor)->author;
  return post;
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
  if (!answer.ok() && graph::IsOfOneThing(answer.error().kind)) {  // the post went meanwhile, or is not for us
    round.InnerWasRefused();
    return Finished(round, std::move(page));
  }
  if (!answer.ok()) return answer.error();
  RW_ASSIGN_OR_RETURN(const Post post, GetPost(inner.id, request.now, cancel));
  ItemList list = ReadComments(graph::DataOf(*answer), post, page_);
  round.InnerGoesOn(graph::AfterOf(*answer), list.oldest);
  TakeItems(std::move(list), round, page);
  return Finished(round, std::move(page));
}

// What was hidden and is shown again, or was missed, has an old date; and polls do not look below older posts.
Result<Page> FacebookConnector::FetchRecent(const std::string& edge, const FetchRequest& request, const CancelToken& cancel) {
  const auto token = graph::PagesRead::Parse(request.page_token);
  auto answer = GetPosts(edge, kRecentComments, token.after, request.now, cancel);
  if (!answer.ok()) return answer.error();
  graph::GraphRound round({}, {});
  Page page;
  const Json& posts = graph::DataOf(*answer);
  if (posts.is_array()) {
    for (const Json& post : posts) TakePost(post, round, page);
  }
  page.next_page_token = token.Next(graph::AfterOf(*answer), kRecentPages);
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
  const auto answer = api_.Get(PercentEncode(inner.id) + "/messages", query, request.now, cancel);
  Page page;
  if (!answer.ok() && graph::IsOfOneThing(answer.error().kind)) {
    round.InnerWasRefused();
    return Finished(round, std::move(page));
  }
  if (!answer.ok()) return answer.error();
  ItemList list = ReadMessages(graph::DataOf(*answer), page_);
  round.InnerGoesOn(graph::AfterOf(*answer), list.oldest);
  TakeItems(std::move(list), round, page);
  return Finished(round, std::move(page));
}

Result<Page> FacebookConnector::FetchRatings(const FetchRequest& request, const CancelToken& cancel) {
  graph::GraphRound round(request, kCommentOverlap);
  const QueryList query = WithAfter({{"fields", kRatingFields}, {"limit", std::to_string(kTalksPerPage)}}, round.outer_after());
  const auto answer = api_.Get(page_.id + "/ratings", query, request.now, cancel);
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

Result<Item> FacebookConnector::ReadAgain(const std::string& source_id, const Json& element) const {
  if (IsMessageId(source_id)) return ReadMessage(element, page_);
  if (!IsPostItem(source_id)) return ReadComment(element, {}, page_);
  RW_ASSIGN_OR_RETURN(std::optional<Item> post, ReadVisitorPost(element, page_));
  if (!post) return MakeError(ErrorKind::kInvalidArgument, "a post whose author is not told any more");
  return *std::move(post);
}

// "Not there" is also what is said of things that we may not see any more: it is asked again one by one before it counts, and
// does not count where everything is missing at once.
Result<SweepResult> FacebookConnector::SweepKind(const std::vector<std::string>& ids, const char* fields, Timestamp now,
                                                 const CancelToken& cancel) {
  SweepResult result;
  if (ids.empty()) return result;
  std::vector<std::string> raw;
  std::transform(ids.begin(), ids.end(), std::back_inserter(raw), RawId);
  RW_ASSIGN_OR_RETURN(const std::vector<Result<Json>> answers, api_.GetEach(raw, fields, now, cancel));
  std::vector<std::string> missing;
  for (std::size_t i = 0; i < ids.size(); ++i) {
    const Result<Json>& answer = answers[i];
    if (answer.ok()) {
      Result<Item> item = ReadAgain(ids[i], *answer);
      if (item.ok()) {
        result.items.push_back(std::move(item).value());
      } else {
        result.set_aside.push_back(SetElementAside(*answer, item.error().text));
      }
    } else if (answer.error().kind == ErrorKind::kNotFound) {
      missing.push_back(ids[i]);
    } else if (answer.error().kind != ErrorKind::kBackOff && !graph::IsOfOneThing(answer.error().kind)) {
      return answer.error();
    }
  }
  if (!IsAbsenceBelievable(ids.size(), missing.size())) return result;
  for (const std::string& id : missing) {
    const auto again = api_.Get(PercentEncode(RawId(id)), {{"fields", "id"}}, now, cancel);
    if (!again.ok() && again.error().kind == ErrorKind::kNotFound) result.gone.push_back(id);
    if (!again.ok() && again.error().kind == ErrorKind::kRetryAt) return again.error();
  }
  return result;
}

Result<SweepResult> FacebookConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > max_sweep_items())
    return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  std::vector<std::string> comments;
  std::vector<std::string> messages;
  std::vector<std::string> posts;
  for (const std::string& id : request.source_ids) {
    if (IsRatingItem(id) || IsMentionItem(id)) continue;  // they cannot be read one by one
    (IsMessageId(id) ? messages : IsPostItem(id) ? posts : comments).push_back(id);
  }
  SweepResult result;
  for (const auto& [ids, fields] :
       {std::pair{&comments, kCommentFields}, std::pair{&messages, kMessageFields}, std::pair{&posts, kPostFields}}) {
    RW_ASSIGN_OR_RETURN(SweepResult part, SweepKind(*ids, fields, request.now, cancel));
    std::move(part.items.begin(), part.items.end(), std::back_inserter(result.items));
    std::move(part.gone.begin(), part.gone.end(), std::back_inserter(result.gone));
    std::move(part.set_aside.begin(), part.set_aside.end(), std::back_inserter(result.set_aside));
  }
  result.throttle = api_.throttle();
  return result;
}

}  // namespace replywatch::facebook

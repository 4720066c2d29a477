// Reading an account: media with their newest comments, and conversations with their newest messages. Mentions elsewhere
// have no stream, for Instagram lists them nowhere: it tells of each once, by webhook.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/connectors/instagram/instagram.h"
#include "collector/protocols/graph_round.h"

namespace replywatch::instagram {
namespace {

constexpr int kMediaPolled = 50;  // the newest, whose counts a poll compares; all of them may go into one batch
constexpr int kRecentComments = 25;
constexpr int kRecentPages = 20;  // of media that are read again
constexpr int kFewestComments = 10;
constexpr std::size_t kMostPlaces = 20'000;
constexpr Duration kTalkOverlap = Duration::Minutes(10);

std::string Nested(const char* edge, std::size_t limit, const std::string& fields) {
  return std::string(edge) + ".limit(" + std::to_string(limit) + "){" + fields + "}";
}

std::string CommentFields(int replies) {
  return kCommentFields + ("," + Nested("replies", static_cast<std::size_t>(replies), kCommentFields));
}
std::string MediaFields(int comments, int replies) {
  return kMediaFields + ("," + Nested("comments", static_cast<std::size_t>(comments), CommentFields(replies)));
}

// Half of it, but not less than `fewest`; false when that is what it is.
bool Halve(int& size, int fewest) {
  if (size <= fewest) return false;
  size = std::max(fewest, size / 2);
  return true;
}
void Grow(int& size, int most) { size = std::min(most, size + 1); }

QueryList WithAfter(QueryList query, const std::string& after) {
  if (!after.empty()) query.emplace_back("after", after);
  return query;
}

void TakeItems(const CommentList& list, Page& page) {
  page.items.insert(page.items.end(), list.items.begin(), list.items.end());
  page.set_aside.insert(page.set_aside.end(), list.set_aside.begin(), list.set_aside.end());
}

}  // namespace

std::vector<StreamInfo> InstagramConnector::streams() const {
  return {{"comments", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
          {"messages", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
          {"recent", StreamKind::kSnapshot, Duration::Hours(1), std::nullopt}};
}

Result<Page> InstagramConnector::Fetch(const FetchRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.stream == "comments") return FetchComments(request, cancel);
  if (request.stream == "messages") return FetchTalks(request, cancel);
  if (request.stream == "recent") return FetchRecent(request, cancel);
  return MakeError(ErrorKind::kInvalidArgument, "no such stream: " + request.stream);
}

Result<Page> InstagramConnector::FetchComments(const FetchRequest& request, const CancelToken& cancel) {
  CommentRound round(request);
  if (auto list = round.TakeOpen()) return FetchRestOfList(std::move(round), std::move(*list), request, cancel);
  return round.is_backfill() ? FetchAllMedia(std::move(round), request, cancel)
                             : FetchChangedMedia(std::move(round), request, cancel);
}

Page InstagramConnector::Finished(const CommentRound& round, Page page) const {
  page.throttle = api_.throttle();
  round.Finish(page);
  return page;
}

// Meta refuses answers that are too large with a fault that looks like any other.
bool InstagramConnector::IsTooMuch(const Status& refused) const {
  return !refused.ok() && (refused.error().kind == ErrorKind::kTooLarge || api_.asked_too_much());
}

Result<Json> InstagramConnector::ListMedia(int comments, const std::string& after, Timestamp now, const CancelToken& cancel) {
  while (true) {
    const std::string fields = MediaFields(std::min(comments, comments_per_media_), comments_per_media_);
    const QueryList query = WithAfter({{"fields", fields}, {"limit", std::to_string(media_per_page_)}}, after);
    Result<Json> answer = api_.Get(MediaEdge(), query, now, cancel);
    if (IsTooMuch(answer.status()) && (Halve(media_per_page_, 1) || Halve(comments_per_media_, kFewestComments))) continue;
    if (!answer.ok()) return answer;
    Grow(media_per_page_, kMediaPerPage);
    Grow(comments_per_media_, kCommentsPerMedia);
    if (!graph::DataOf(*answer).is_array())
      return MakeError(ErrorKind::kBackOff, api_.base_url() + ": the answer is not the list of media that was asked for");
    return answer;
  }
}

// Each with its newest comments, as far as it can be read; one that Meta finds too large, with fewer of them.
Result<std::vector<Result<Json>>> InstagramConnector::GetMedia(const std::vector<std::string>& ids, Timestamp now,
                                                               const CancelToken& cancel) {
  std::vector<Result<Json>> out;
  for (std::size_t from = 0; from < ids.size();) {
    const std::size_t end = std::min(ids.size(), from + static_cast<std::size_t>(media_per_batch_));
    const std::vector<std::string> batch(ids.begin() + static_cast<std::ptrdiff_t>(from),
                                         ids.begin() + static_cast<std::ptrdiff_t>(end));
    const std::string fields = MediaFields(comments_per_media_, comments_per_media_);
    auto answers = api_.GetEach(batch, fields, now, cancel);
    const bool is_too_much = IsTooMuch(answers.status()) || (answers.ok() && api_.asked_too_much());
    if (is_too_much && (Halve(media_per_batch_, 1) || Halve(comments_per_media_, kFewestComments))) continue;
    if (!answers.ok()) return answers.error();
    for (Result<Json>& answer : *answers) out.push_back(std::move(answer));
    Grow(media_per_batch_, kMediaPerBatch);
    Grow(comments_per_media_, kCommentsPerMedia);
    from = end;
  }
  return out;
}

void InstagramConnector::TakeMedia(const Json& element, CommentRound& round, Page& page) const {
  const Result<Media> media = ReadMedia(element);
  if (!media.ok()) {
    page.set_aside.push_back(SetElementAside(element, media.error().text));
    return;
  }
  const Json& listing = Member(element, "comments");
  const CommentList list = ReadComments(listing, *media, account_);
  round.Remember(*media);
  round.Took(round.Begin(*media), list, graph::AfterOf(listing));
  TakeItems(list, page);
}

Result<Page> InstagramConnector::FetchAllMedia(CommentRound round, const FetchRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json answer, ListMedia(kCommentsPerMedia, round.outer_after(), request.now, cancel));
  Page page;
  for (const Json& element : graph::DataOf(answer)) TakeMedia(element, round, page);
  round.OuterGoesOn(graph::AfterOf(answer));
  return Finished(round, std::move(page));
}

// A poll: one listing of counts, and one batch for the media whose count is another now.
Result<Page> InstagramConnector::FetchChangedMedia(CommentRound round, const FetchRequest& request, const CancelToken& cancel) {
  const QueryList query{{"fields", kMediaFields}, {"limit", std::to_string(kMediaPolled)}};
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get(MediaEdge(), query, request.now, cancel));
  const Json& elements = graph::DataOf(answer);
  if (!elements.is_array())
    return MakeError(ErrorKind::kBackOff, api_.base_url() + ": the answer is not the list of media that was asked for");
  Page page;
  std::vector<std::string> changed;
  std::set<std::string> listed;
  for (const Json& element : elements) {
    const Result<Media> media = ReadMedia(element);
    if (media.ok()) listed.insert(media->id);
    if (!media.ok()) {
      page.set_aside.push_back(SetElementAside(element, media.error().text));
    } else if (round.HasChanged(*media) && changed.size() < graph::GraphApi::kMostInBatch) {
      changed.push_back(media->id);
    } else if (round.HasChanged(*media)) {
      round.RememberAsBefore(*media);
    } else {
      round.Remember(*media);
    }
  }
  round.OuterGoesOn({});
  for (const std::string& id : round.RefusedBeside(listed)) {
    if (changed.size() < graph::GraphApi::kMostInBatch) {
      changed.push_back(id);
    } else {
      round.PutOff(id);
    }
  }
  if (changed.empty()) return Finished(round, std::move(page));
  RW_ASSIGN_OR_RETURN(const std::vector<Result<Json>> answers, GetMedia(changed, request.now, cancel));
  std::optional<Error> refused;
  for (std::size_t i = 0; i < answers.size(); ++i) {
    const Result<Json>& one = answers[i];
    if (one.ok()) {
      TakeMedia(*one, round, page);
    } else if (one.error().kind != ErrorKind::kNotFound) {  // that one went meanwhile
      if (one.error().kind != ErrorKind::kBackOff && !graph::IsOfOneThing(one.error().kind)) return one.error();
      refused = one.error();
      if (!listed.contains(changed[i])) round.WasRefused(changed[i]);
    }
  }
  // One that cannot be read now is asked for again in the next round, and hides no other.
  const bool is_general = refused && std::none_of(answers.begin(), answers.end(), [](const auto& one) { return one.ok(); }) &&
                          !graph::IsOfFew(refused->kind, answers.size());
  if (is_general) return *refused;
  return Finished(round, std::move(page));
}

Result<Page> InstagramConnector::FetchRestOfList(CommentRound round, CommentRound::List list, const FetchRequest& request,
                                                 const CancelToken& cancel) {
  const bool is_of_replies = !list.parent.id.empty();
  const QueryList query = WithAfter({{"fields", is_of_replies ? kCommentFields : CommentFields(comments_per_media_)},
                                     {"limit", std::to_string(comments_per_media_)}},
                                    list.after);
  const std::string edge =
      PercentEncode(is_of_replies ? list.parent.id : list.media.id) + (is_of_replies ? "/replies" : "/comments");
  const Result<Json> answer = api_.Get(edge, query, request.now, cancel);
  if (IsTooMuch(answer.status())) Halve(comments_per_media_, kFewestComments);
  if (!answer.ok() && !graph::IsOfOneThing(answer.error().kind)) return answer.error();
  Page page;
  if (!answer.ok()) {  // it went meanwhile, or is not for us
    round.WasRefused(list.media.id);
    return Finished(round, std::move(page));
  }
  const CommentList read =
      is_of_replies ? ReadReplies(*answer, list.media, list.parent, account_) : ReadComments(*answer, list.media, account_);
  round.Took(std::move(list), read, graph::AfterOf(*answer));
  TakeItems(read, page);
  return Finished(round, std::move(page));
}

// A count that fell and rose is the same as before, and what was hidden and is shown again has an old date.
Result<Page> InstagramConnector::FetchRecent(const FetchRequest& request, const CancelToken& cancel) {
  const auto token = graph::PagesRead::Parse(request.page_token);
  RW_ASSIGN_OR_RETURN(const Json answer, ListMedia(kRecentComments, token.after, request.now, cancel));
  Page page;
  for (const Json& element : graph::DataOf(answer)) {
    if (const Result<Media> media = ReadMedia(element); media.ok())
      TakeItems(ReadComments(Member(element, "comments"), *media, account_), page);
  }
  page.next_page_token = token.Next(graph::AfterOf(answer), kRecentPages);
  page.throttle = api_.throttle();
  return page;
}

Result<Json> InstagramConnector::ListTalks(const std::string& after, Timestamp now, const CancelToken& cancel) {
  while (true) {
    const QueryList query = WithAfter({{"platform", "instagram"},
                                       {"fields", "id,updated_time," + Nested("messages", kReadableMessages, kMessageFields)},
                                       {"limit", std::to_string(talks_per_page_)}},
                                      after);
    Result<Json> answer = api_.Get("me/conversations", query, now, cancel);
    if (IsTooMuch(answer.status()) && Halve(talks_per_page_, 1)) continue;
    if (answer.ok()) Grow(talks_per_page_, kTalksPerPage);
    return answer;
  }
}

// Conversations come with the one that changed last in front. Of each only the newest messages can be read at all.
Result<Page> InstagramConnector::FetchTalks(const FetchRequest& request, const CancelToken& cancel) {
  graph::GraphRound round(request, kTalkOverlap);
  RW_ASSIGN_OR_RETURN(const Json answer, ListTalks(round.outer_after(), request.now, cancel));
  const Json& talks = graph::DataOf(answer);
  if (!talks.is_array())
    return MakeError(ErrorKind::kBackOff, api_.base_url() + ": the answer is not the list of conversations that was asked for");
  Page page;
  bool has_reached_known = false;
  if (places_.size() > kMostPlaces) places_.clear();
  for (const Json& talk : talks) {
    const auto updated_at = TimeMember(talk, "updated_time");
    if (updated_at && !round.MayBeNew(*updated_at)) has_reached_known = true;
    MessageList list = ReadMessages(Member(talk, "messages"), account_);
    const bool is_full = list.size() >= kReadableMessages;
    if (!round.is_backfill() && is_full && list.oldest && round.IsUnseen(*list.oldest)) page.gap = true;
    for (Item& item : list.items) {
      round.SawTime(item.created_at);
      places_[item.source_id] = {IdMember(talk, "id"), item.created_at};
      page.items.push_back(std::move(item));
    }
    std::move(list.set_aside.begin(), list.set_aside.end(), std::back_inserter(page.set_aside));
  }
  round.OuterGoesOn(has_reached_known ? std::string() : graph::AfterOf(answer));
  page.throttle = api_.throttle();
  round.Finish(page);
  return page;
}

}  // namespace replywatch::instagram

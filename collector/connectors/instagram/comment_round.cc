#include "collector/connectors/instagram/comment_round.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/json_reader.h"

namespace replywatch::instagram {
namespace {

constexpr Duration kOverlap = Duration::Minutes(2);  // comments are shown a little later than they are dated
constexpr std::size_t kMostCounts = 100;             // more than a poll compares
// Counts also tell of comments that are never shown, so what is owed may not exist.
constexpr std::int64_t kMostSearched = 20;
constexpr std::size_t kMaxCursorBytes = 4096;
constexpr std::int64_t kMostRefusals = 3;

std::map<std::string, std::int64_t> ReadCounts(const Json& json) {
  std::map<std::string, std::int64_t> counts;
  if (!json.is_object()) return counts;
  for (const auto& [id, count] : json.items()) {
    if (count.is_number_integer() && counts.size() < kMostCounts) counts.emplace(id, IntegerMember(json, id.c_str()).value_or(0));
  }
  return counts;
}

Json ToJson(const CommentRound::List& list) {
  return {{"media", list.media.id},   {"title", list.media.title},       {"link", list.media.permalink},
          {"parent", list.parent.id}, {"author", list.parent.author_id}, {"after", list.after},
          {"whole", list.is_whole},   {"search", list.is_search}};
}

CommentRound::List ReadOpen(const Json& json) {
  CommentRound::List list;
  list.media = {LineMember(json, "media", kMaxIdBytes), LineMember(json, "title", kMaxNameBytes), UrlMember(json, "link"), {}};
  list.parent = {LineMember(json, "parent", kMaxIdBytes), LineMember(json, "author", kMaxIdBytes)};
  list.after = LineMember(json, "after", kMaxCursorBytes);
  list.is_whole = BoolMember(json, "whole");
  list.is_search = BoolMember(json, "search");
  return list;
}

}  // namespace

CommentRound::CommentRound(const FetchRequest& request) : stored_cursor_(request.cursor) {
  const auto cursor = ParseForeignJson(request.cursor);
  if (cursor.ok() && IntegerMember(*cursor, "newest")) {
    known_ = newest_ms_ = std::max<std::int64_t>(0, *IntegerMember(*cursor, "newest"));
    were_ = ReadCounts(Member(*cursor, "counts"));
    were_refused_ = ReadCounts(Member(*cursor, "refused"));
  }
  if (!request.page_token.empty()) ReadToken(request.page_token);
}

void CommentRound::ReadToken(const std::string& text) {
  const auto token = ParseForeignJson(text);
  if (!token.ok() || !token->is_object()) return;
  newest_ms_ = std::max(newest_ms_, IntegerMember(*token, "newest").value_or(0));
  are_ = ReadCounts(Member(*token, "counts"));
  refused_ = ReadCounts(Member(*token, "refused"));
  owed_ = ReadCounts(Member(*token, "owed"));
  searched_ = ReadCounts(Member(*token, "searched"));
  outer_after_ = LineMember(*token, "after", kMaxCursorBytes);
  outer_is_read_ = BoolMember(*token, "read");
  const Json& open = Member(*token, "open");
  if (!open.is_array()) return;
  for (const Json& element : open) {
    List list = ReadOpen(element);
    if (!list.media.id.empty()) open_.push_back(std::move(list));
  }
}

std::optional<CommentRound::List> CommentRound::TakeOpen() {
  if (open_.empty()) return std::nullopt;
  List list = std::move(open_.front());
  open_.erase(open_.begin());
  return list;
}

bool CommentRound::MayBeNew(Timestamp time) const { return !known_ || time.ms >= *known_ - kOverlap.ms; }

bool CommentRound::HasChanged(const Media& media) const {
  const auto was = were_.find(media.id);
  if (!media.comments_count) return true;
  return was == were_.end() ? *media.comments_count > 0 : *media.comments_count != was->second;
}

void CommentRound::Remember(const Media& media) {
  if (media.comments_count && are_.size() < kMostCounts) are_[media.id] = *media.comments_count;
}

void CommentRound::RememberAsBefore(const Media& media) {
  if (const auto was = were_.find(media.id); was != were_.end()) are_.insert(*was);
}

void CommentRound::WasRefused(const std::string& media_id) {
  const auto before = were_refused_.find(media_id);
  const std::int64_t rounds = before == were_refused_.end() ? 1 : before->second + 1;
  if (rounds >= kMostRefusals || refused_.size() >= kMostCounts) return;
  refused_[media_id] = rounds;
  are_.erase(media_id);
}

std::vector<std::string> CommentRound::RefusedBeside(const std::set<std::string>& listed) const {
  std::vector<std::string> ids;
  for (const auto& [id, rounds] : were_refused_)
    if (!listed.contains(id)) ids.push_back(id);
  return ids;
}

void CommentRound::PutOff(const std::string& media_id) {
  if (const auto before = were_refused_.find(media_id); before != were_refused_.end()) refused_.insert(*before);
}

CommentRound::List CommentRound::Begin(const Media& media) {
  const auto was = were_.find(media.id);
  List list;
  list.media = media;
  list.is_whole = is_backfill() || were_refused_.contains(media.id) || (media.comments_count && was == were_.end());
  if (!list.is_whole && media.comments_count) owed_[media.id] = *media.comments_count - was->second;
  return list;
}

bool CommentRound::IsOwed(const std::string& media_id) const {
  const auto owed = owed_.find(media_id);
  const auto searched = searched_.find(media_id);
  return owed != owed_.end() && owed->second > 0 && (searched == searched_.end() || searched->second < kMostSearched);
}

void CommentRound::Took(List list, const CommentList& read, const std::string& after) {
  const std::string media_id = list.media.id;
  const bool is_near = !read.oldest || MayBeNew(*read.oldest);
  for (const Item& item : read.items) {
    newest_ms_ = std::max(newest_ms_, item.created_at.ms);
    if (!list.is_whole && item.created_at.ms > known_.value_or(0)) --owed_[media_id];
  }
  const bool is_again = !is_backfill() && were_refused_.contains(media_id);
  if (is_again || (!list.is_whole && !is_near)) ++searched_[media_id];
  if (is_again && searched_[media_id] >= kMostSearched) return;
  list.is_search = !list.is_whole && !is_near;
  for (const CommentList::More& more : read.more) {
    open_.push_back(list);
    open_.back().parent = more.parent;
    open_.back().after = more.after;
  }
  if (!after.empty() && after != list.after) {
    list.after = after;
    open_.push_back(std::move(list));
  }
  std::erase_if(open_, [&](const List& open) { return open.is_search && !IsOwed(open.media.id); });
}

void CommentRound::OuterGoesOn(const std::string& after) {
  outer_is_read_ = after.empty() || after == outer_after_;
  outer_after_ = after;
}

void CommentRound::Finish(Page& page) const {
  if (open_.empty() && outer_is_read_) {
    Json stored{{"newest", newest_ms_}, {"counts", are_}};
    if (!refused_.empty()) stored["refused"] = refused_;
    std::string cursor = stored.dump();
    if (cursor != stored_cursor_) page.cursor = std::move(cursor);
    return;
  }
  Json open = Json::array();
  for (const List& list : open_) open.push_back(ToJson(list));
  page.next_page_token = Json{{"newest", newest_ms_}, {"counts", are_},        {"owed", owed_},          {"searched", searched_},
                              {"refused", refused_},  {"after", outer_after_}, {"read", outer_is_read_}, {"open", open}}
                             .dump();
}

}  // namespace replywatch::instagram

#include "collector/protocols/graph_round.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>
#include <utility>

#include "collector/protocols/json_reader.h"

namespace replywatch::graph {
namespace {

constexpr std::size_t kMaxCursorBytes = 4096;
constexpr int kMostRefusals = 3;
constexpr std::size_t kMostRefused = 50;  // lists, in a cursor

std::optional<std::int64_t> Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
}

Json ToJson(const std::vector<GraphRound::Inner>& lists) {
  Json out = Json::array();
  for (const GraphRound::Inner& list : lists)
    out.push_back({{"id", list.id}, {"after", list.after}, {"refusals", list.refusals}});
  return out;
}

std::vector<GraphRound::Inner> ReadLists(const Json& json) {
  std::vector<GraphRound::Inner> lists;
  if (!json.is_array()) return lists;
  for (const Json& element : json) {
    GraphRound::Inner list{
        LineMember(element, "id", kMaxIdBytes), LineMember(element, "after", kMaxCursorBytes),
        static_cast<int>(std::clamp<std::int64_t>(IntegerMember(element, "refusals").value_or(0), 0, kMostRefusals))};
    if (!list.id.empty()) lists.push_back(std::move(list));
  }
  return lists;
}

}  // namespace

PagesRead PagesRead::Parse(const std::string& page_token) {
  PagesRead out;
  const char* const end = page_token.data() + page_token.size();
  const auto [at, error] = std::from_chars(page_token.data(), end, out.pages);
  if (error != std::errc() || at == end || *at != ':' || out.pages < 0) return {};
  out.after.assign(at + 1, end);
  return out;
}

std::string PagesRead::Next(const std::string& next_after, int most) const {
  const bool goes_on = !next_after.empty() && next_after != after && pages < most - 1;
  return goes_on ? std::to_string(pages + 1) + ":" + next_after : std::string();
}

GraphRound::GraphRound(const FetchRequest& request, Duration overlap) {
  std::optional<std::int64_t> newest = Number(request.cursor);
  std::vector<Inner> refused;
  if (const auto cursor = ParseForeignJson(request.cursor); !newest && cursor.ok()) {
    newest = IntegerMember(*cursor, "newest");
    refused = ReadLists(Member(*cursor, "refused"));
  }
  if (newest && *newest > 0) {
    known_ = Timestamp{*newest} - overlap;
    stored_ms_ = newest_ms_ = *newest;
    was_refused_ = !refused.empty();
  }
  if (request.page_token.empty()) {
    if (known_) again_ = std::move(refused);
    return;
  }
  const auto token = ParseForeignJson(request.page_token);
  if (!token.ok() || !token->is_object()) return;
  newest_ms_ = std::max(newest_ms_, IntegerMember(*token, "newest").value_or(0));
  outer_after_ = LineMember(*token, "after", kMaxCursorBytes);
  outer_is_read_ = BoolMember(*token, "read");
  open_ = ReadLists(Member(*token, "open"));
  again_ = ReadLists(Member(*token, "again"));
  refused_ = ReadLists(Member(*token, "refused"));
}

void GraphRound::SawTime(Timestamp time) { newest_ms_ = std::max(newest_ms_, time.ms); }

void GraphRound::SawInner(const std::string& id, const std::string& after, std::optional<Timestamp> oldest) {
  if (!after.empty() && (!oldest || MayBeNew(*oldest))) open_.push_back({id, after, 0});
}

void GraphRound::InnerGoesOn(const std::string& after, std::optional<Timestamp> oldest) {
  if (open_.empty()) return;
  Inner& list = open_.front();
  const bool has_reached_known = list.refusals == 0 && oldest && !MayBeNew(*oldest);
  if (after.empty() || after == list.after || has_reached_known) {
    open_.erase(open_.begin());
  } else {
    list.after = after;
  }
}

void GraphRound::InnerWasRefused() {
  if (open_.empty()) return;
  Inner list = std::move(open_.front());
  open_.erase(open_.begin());
  const auto is_same = [&](const Inner& other) { return other.id == list.id; };
  if (const auto earlier = std::find_if(again_.begin(), again_.end(), is_same); earlier != again_.end()) {
    list.refusals = std::max(list.refusals, earlier->refusals);
    again_.erase(earlier);
  }
  std::erase_if(refused_, is_same);
  if (++list.refusals >= kMostRefusals || refused_.size() >= kMostRefused) return;
  list.after.clear();
  refused_.push_back(std::move(list));
}

void GraphRound::OuterGoesOn(const std::string& after) {
  outer_is_read_ = after.empty() || after == outer_after_;
  outer_after_ = after;
}

std::string GraphRound::CursorWith(const std::vector<Inner>& refused) const {
  if (refused.empty()) return std::to_string(newest_ms_);
  return Json{{"newest", newest_ms_}, {"refused", ToJson(refused)}}.dump();
}

void GraphRound::Finish(Page& page) {
  const bool is_read = open_.empty() && outer_is_read_;
  if (is_read && again_.empty()) {
    if (newest_ms_ > stored_ms_ || !refused_.empty() || was_refused_) page.cursor = CursorWith(refused_);
    return;
  }
  if (is_read) {
    std::vector<Inner> attempted = refused_;
    for (const Inner& list : again_) {
      if (list.refusals + 1 < kMostRefusals) attempted.push_back({list.id, {}, list.refusals + 1});
    }
    page.cursor = CursorWith(attempted);
    open_ = std::exchange(again_, {});
  }
  page.next_page_token = Json{{"newest", newest_ms_},  {"after", outer_after_},   {"read", outer_is_read_},
                              {"open", ToJson(open_)}, {"again", ToJson(again_)}, {"refused", ToJson(refused_)}}
                             .dump();
}

}  // namespace replywatch::graph

#include "collector/protocols/graph_round.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

#include "collector/protocols/json_reader.h"

namespace replywatch::graph {
namespace {

constexpr std::size_t kMaxCursorBytes = 4096;

std::optional<std::int64_t> Number(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size() || value <= 0) return std::nullopt;
  return value;
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
  if (const auto newest = Number(request.cursor)) {
    known_ = Timestamp{*newest} - overlap;
    stored_ms_ = newest_ms_ = *newest;
  }
  if (request.page_token.empty()) return;
  const auto token = ParseForeignJson(request.page_token);
  if (!token.ok() || !token->is_object()) return;
  newest_ms_ = std::max(newest_ms_, IntegerMember(*token, "newest").value_or(0));
  outer_after_ = LineMember(*token, "after", kMaxCursorBytes);
  outer_is_read_ = BoolMember(*token, "read");
  const Json& open = Member(*token, "open");
  if (!open.is_array()) return;
  for (const Json& inner : open) {
    Inner entry{LineMember(inner, "id", kMaxIdBytes), LineMember(inner, "after", kMaxCursorBytes)};
    if (!entry.id.empty()) open_.push_back(std::move(entry));
  }
}

void GraphRound::SawTime(Timestamp time) { newest_ms_ = std::max(newest_ms_, time.ms); }

void GraphRound::SawInner(const std::string& id, const std::string& after, std::optional<Timestamp> oldest) {
  if (!after.empty() && (!oldest || MayBeNew(*oldest))) open_.push_back({id, after});
}

void GraphRound::InnerGoesOn(const std::string& after, std::optional<Timestamp> oldest) {
  if (open_.empty()) return;
  if (after.empty() || after == open_.front().after || (oldest && !MayBeNew(*oldest))) {
    open_.erase(open_.begin());
  } else {
    open_.front().after = after;
  }
}

void GraphRound::OuterGoesOn(const std::string& after) {
  outer_is_read_ = after.empty() || after == outer_after_;
  outer_after_ = after;
}

void GraphRound::Finish(Page& page) const {
  if (open_.empty() && outer_is_read_) {
    if (newest_ms_ > stored_ms_) page.cursor = std::to_string(newest_ms_);
    return;
  }
  Json open = Json::array();
  for (const Inner& inner : open_) open.push_back({{"id", inner.id}, {"after", inner.after}});
  page.next_page_token = Json{{"newest", newest_ms_}, {"after", outer_after_}, {"read", outer_is_read_}, {"open", open}}.dump();
}

}  // namespace replywatch::graph

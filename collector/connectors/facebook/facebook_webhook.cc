#include "collector/connectors/facebook/facebook_webhook.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <set>

namespace replywatch::facebook {
namespace {

using graph::Heard;
using graph::Update;

// Items of the field "feed" (Page webhooks, 2026).
constexpr std::array<std::string_view, 9> kPosts{"post", "status", "photo", "video", "share", "link", "album", "note", "story"};
constexpr std::array<std::string_view, 5> kOthers{"like", "reaction", "event", "milestone", "page"};

bool IsAmong(std::string_view word, auto words) { return std::find(words.begin(), words.end(), word) != words.end(); }
bool IsRemoval(const Json& value) { return LineMember(value, "verb", 20) == "remove"; }

// Also as older subscriptions wrote it.
std::string AuthorOf(const Json& value) {
  const std::string id = IdMember(Member(value, "from"), "id");
  return id.empty() ? IdMember(value, "sender_id") : id;
}

Heard HearComment(const Update& update) {
  const std::string id = IdMember(update.value, "comment_id");
  if (id.empty()) return Heard::Aside(update, "a comment without a usable id");
  Heard heard = Heard::Look(id);
  heard.place_id = IdMember(update.value, "post_id");
  heard.is_removal = IsRemoval(update.value);
  return heard;
}

Heard HearPost(const Update& update, const PageInfo& page) {
  const std::string id = IdMember(update.value, "post_id");
  if (id.empty()) return Heard::Aside(update, "a post without a usable id");
  if (AuthorOf(update.value) == page.id) return {};  // the page's own is no message to it
  Heard heard = Heard::Look(id);
  heard.item_id = PostItemId(id);
  heard.is_removal = IsRemoval(update.value);
  return heard;
}

Heard HearFeed(const Update& update, const PageInfo& page) {
  const std::string item = LineMember(update.value, "item", 40);
  if (item == "comment") return HearComment(update);
  if (IsAmong(item, kPosts)) return HearPost(update, page);
  if (IsAmong(item, kOthers)) return {};
  return Heard::Aside(update, "an update of the page of a kind not known");
}

// Somebody named the page, often where the page may not read: then there is no more of it than the update tells.
Heard HearMention(const Update& update, const PageInfo& page) {
  const bool is_comment = LineMember(update.value, "item", 40) == "comment";
  Heard heard = is_comment ? HearComment(update) : HearPost(update, page);
  if (heard.kind != Heard::Kind::kLook) return heard;
  heard.is_mention = true;
  const std::string post_id = IdMember(update.value, "post_id");
  if (post_id.empty() || heard.is_removal) return heard;
  Item item;
  item.source_id = MentionItemId(heard.id);
  item.root_source_id = post_id;
  item.kind = MessageKind::kMention;
  item.author.source_id = AuthorOf(update.value);
  item.author.name = LineMember(Member(update.value, "from"), "name", kMaxNameBytes);
  item.mentions_us = true;
  item.text = TextMember(update.value, "message", kMaxTextBytes);
  const std::int64_t seconds = IntegerMember(update.value, "created_time").value_or(0);
  item.created_at = seconds > 0 && seconds < update.at.ms / 1000 ? Timestamp{seconds * 1000} : update.at;
  item.permalink = item.root_permalink = "https://www.facebook.com/" + post_id;
  heard.item = std::move(item);
  return heard;
}

// A rating cannot be read by its id: what the update tells is all there is.
Heard HearRating(const Update& update, const PageInfo& page) {
  const Json& value = update.value;
  const std::int64_t seconds = IntegerMember(value, "created_time").value_or(0);
  const Timestamp at = seconds > 0 && seconds < update.at.ms / 1000 ? Timestamp{seconds * 1000} : update.at;
  Json element{
      {"open_graph_story", {{"id", IdMember(value, "open_graph_story_id")}}},
      {"reviewer", {{"id", IdMember(value, "reviewer_id")}, {"name", LineMember(value, "reviewer_name", kMaxNameBytes)}}},
      {"review_text", TextMember(value, "review_text", kMaxTextBytes)},
      {"rating", IntegerMember(value, "rating").value_or(0)},
      {"created_time", FormatRfc3339(at)}};
  std::string word = LineMember(value, "recommendation_type", 20);
  std::transform(word.begin(), word.end(), word.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
  element["recommendation_type"] = word;
  Result<Item> item = ReadRating(element, page);
  if (!item.ok()) return Heard::Aside(update, item.error().text);
  Heard heard;
  heard.kind = IsRemoval(value) ? Heard::Kind::kRemoved : Heard::Kind::kTold;
  heard.item = std::move(item).value();
  if (heard.kind == Heard::Kind::kTold) return heard;
  heard.item->text.clear();
  heard.item->publication = Publication::kRemoved;
  heard.item->removed_by = RemovedBy::kAuthor;
  heard.item->abilities = {};
  return heard;
}

Heard HearRatings(const Update& update, const PageInfo& page) {
  const std::string item = LineMember(update.value, "item", 40);
  if (item == "rating") return HearRating(update, page);
  if (item == "comment") return HearComment(update);
  if (IsAmong(item, kOthers)) return {};
  return Heard::Aside(update, "an update of ratings of a kind not known");
}

}  // namespace

Heard HearUpdate(const Update& update, const PageInfo& page) {
  if (update.field == "feed") return HearFeed(update, page);
  if (update.field == "mention") return HearMention(update, page);
  if (update.field == "ratings") return HearRatings(update, page);
  if (update.field != graph::kMessaging) return Heard::Aside(update, "an update of a field not known");
  return graph::HearMessage(update, [&](const Json& element) { return ReadMessage(element, page); });
}

}  // namespace replywatch::facebook

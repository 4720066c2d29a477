// Reading what a page's webhooks name: each object once however many updates name it, in batches, with the posts that new
// comments stand below.
#include "collector/connectors/facebook/facebook.h"
#include "collector/connectors/facebook/facebook_webhook.h"

namespace replywatch::facebook {
namespace {

// A post that may not be read has but its id; what stands below it stands there all the same.
Result<std::optional<Item>> ReadHeard(const graph::Heard& heard, const Json& element, const graph::Found& posts,
                                      const PageInfo& page) {
  if (IsPostItem(heard.item_id)) return ReadVisitorPost(element, page);
  Post post;
  post.id = heard.place_id;
  if (const auto found = posts.find(heard.place_id); found != posts.end() && found->second.ok()) {
    if (const Result<Post> read = ReadPost(*found->second); read.ok()) post = *read;
    if (const auto visitor = ReadVisitorPost(*found->second, page); visitor.ok() && *visitor) post.visitor = (*visitor)->author;
  }
  Result<Item> item = IsMessageId(heard.id) ? ReadMessage(element, page) : ReadComment(element, post, page);
  if (!item.ok()) return item.error();
  if (heard.is_mention && item->direction == Direction::kIncoming) {
    item->kind = MessageKind::kMention;
    item->mentions_us = true;
  }
  return std::optional<Item>(std::move(item).value());
}

}  // namespace

Result<EventReadings> FacebookConnector::ReadEvents(const std::vector<Event>& events, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  EventReadings out;
  out.readings.resize(events.size());
  std::vector<std::vector<graph::Heard>> heard;
  std::set<std::string> comments;
  std::set<std::string> messages;
  std::set<std::string> posts;
  for (std::size_t i = 0; i < events.size(); ++i) {
    heard.push_back(graph::HearAll(
        events[i], "page", {page_.id}, [&](const graph::Update& update) { return HearUpdate(update, page_); }, out.readings[i]));
    for (const graph::Heard& one : heard.back()) {
      (IsMessageId(one.id) ? messages : IsPostItem(one.item_id) ? posts : comments).insert(one.id);
      if (!one.place_id.empty() && !one.is_removal) posts.insert(one.place_id);
    }
  }
  RW_ASSIGN_OR_RETURN(const graph::Found found_posts, graph::LookUp(api_, posts, kPostFields, now, cancel));
  RW_ASSIGN_OR_RETURN(const graph::Found found_comments, graph::LookUp(api_, comments, kCommentFields, now, cancel));
  RW_ASSIGN_OR_RETURN(const graph::Found found_messages, graph::LookUp(api_, messages, kMessageFields, now, cancel));
  const auto read = [&](const graph::Heard& one, const Json& element) { return ReadHeard(one, element, found_posts, page_); };
  for (std::size_t i = 0; i < events.size(); ++i) {
    for (const graph::Heard& one : heard[i]) {
      const graph::Found& found = IsMessageId(one.id) ? found_messages : IsPostItem(one.item_id) ? found_posts : found_comments;
      graph::TakeFound(one, found.at(one.id), graph::IsBelievable(found), now - events[i].received_at, read, out.readings[i]);
    }
  }
  out.throttle = api_.throttle();
  return out;
}

}  // namespace replywatch::facebook

// Reading what an account's webhooks name, each object once however many updates name it. A mention is looked for among the
// account's own comments first: below its own media it is one of these.
#include <algorithm>

#include "collector/connectors/instagram/instagram.h"
#include "collector/connectors/instagram/instagram_webhook.h"

namespace replywatch::instagram {
namespace {

constexpr const char* kMentionFields = "id,text,timestamp,username,media{id,caption,permalink}";
constexpr const char* kCaptionFields = "id,caption,timestamp,username,permalink";

bool IsOfMedia(const graph::Heard& heard) { return heard.is_mention && heard.id == heard.place_id; }

}  // namespace

// There is no other way to it (Instagram mentions, 2026): "mentioned_comment" and "mentioned_media" of the account, by the id
// that the webhook told.
Result<Json> InstagramConnector::GetMention(const graph::Heard& heard, Timestamp now, const CancelToken& cancel) {
  const bool is_comment = !IsOfMedia(heard);
  const char* name = is_comment ? "mentioned_comment" : "mentioned_media";
  const std::string fields = std::string(name) + (is_comment ? ".comment_id(" : ".media_id(") + heard.id + "){" +
                             (is_comment ? kMentionFields : kCaptionFields) + "}";
  const std::string account = options_.is_through_page ? PercentEncode(account_.id) : std::string("me");
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get(account, {{"fields", fields}}, now, cancel));
  const Json& element = Member(answer, name);
  if (!element.is_object()) return MakeError(ErrorKind::kNotFound, "the mention is not there any more");
  return element;
}

Status InstagramConnector::TakeMention(const graph::Heard& heard, const Event& event, Timestamp now, const CancelToken& cancel,
                                       EventReading& reading) {
  const bool is_an_id = heard.id.find_first_not_of("0123456789") == std::string::npos;  // it goes among field names
  const Result<Json> found =
      is_an_id ? GetMention(heard, now, cancel) : Result<Json>(MakeError(ErrorKind::kInvalidArgument, "no id of a mention"));
  if (!found.ok() && (found.error().kind == ErrorKind::kRetryAt || found.error().kind == ErrorKind::kReauthorize))
    return found.error();
  const auto read = [&](const graph::Heard& one, const Json& element) -> Result<std::optional<Item>> {
    RW_ASSIGN_OR_RETURN(Item item, ReadMention(element, one.place_id, !IsOfMedia(one), account_));
    return std::optional<Item>(std::move(item));
  };
  graph::TakeFound(heard, found, true, now - event.received_at, read, reading);
  return {};
}

Result<EventReadings> InstagramConnector::ReadEvents(const std::vector<Event>& events, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  EventReadings out;
  out.readings.resize(events.size());
  std::vector<std::vector<graph::Heard>> heard;
  std::set<std::string> comments;
  std::set<std::string> messages;
  for (std::size_t i = 0; i < events.size(); ++i) {
    heard.push_back(graph::HearAll(
        events[i], "instagram", {account_.id, account_.other_id},
        [&](const graph::Update& update) { return HearUpdate(update, account_); }, out.readings[i]));
    for (const graph::Heard& one : heard.back()) {
      if (!IsOfMedia(one)) (IsMessageId(one.id) ? messages : comments).insert(one.id);
    }
  }
  RW_ASSIGN_OR_RETURN(const graph::Found found_comments, graph::LookUp(api_, comments, kSingleFields, now, cancel));
  RW_ASSIGN_OR_RETURN(const graph::Found found_messages, graph::LookUp(api_, messages, kMessageFields, now, cancel));
  const auto read = [&](const graph::Heard& one, const Json& element) -> Result<std::optional<Item>> {
    RW_ASSIGN_OR_RETURN(Item item, IsMessageId(one.id) ? ReadMessage(element, account_) : ReadComment(element, {}, {}, account_));
    return std::optional<Item>(std::move(item));
  };
  for (std::size_t i = 0; i < events.size(); ++i) {
    EventReading& reading = out.readings[i];
    for (const graph::Heard& one : heard[i]) {
      const graph::Found& found = IsMessageId(one.id) ? found_messages : found_comments;
      const auto at = found.find(one.id);
      if (one.is_mention && (at == found.end() || !at->second.ok())) {
        RW_RETURN_IF_ERROR(TakeMention(one, events[i], now, cancel, reading));
      } else {
        graph::TakeFound(one, at->second, graph::IsBelievable(found), now - events[i].received_at, read, reading);
      }
    }
    RW_RETURN_IF_ERROR(LearnParents(reading.items, now, cancel));
  }
  out.throttle = api_.throttle();
  return out;
}

}  // namespace replywatch::instagram

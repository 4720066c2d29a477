// Answering on a page and in Messenger, and finding what an interrupted attempt may have left.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/facebook/facebook.h"
#include "shared/base/rendered_text.h"

namespace replywatch::facebook {
namespace {

constexpr std::string_view kMessagePrefix = "m_";       // of message ids (Graph API, 2026)
constexpr std::string_view kOldMessagePrefix = "mid.";  // as webhooks of old subscriptions name them
constexpr int kAnswersPerPage = 100;
constexpr int kMostPages = 10;  // of answers below one comment that are looked through
constexpr int kMessagesLookedAt = 50;

bool IsKnown(const SendRequest& request, const std::string& id) {
  return std::find(request.known_replies.begin(), request.known_replies.end(), id) != request.known_replies.end();
}

SendReceipt ReceiptOf(Item item) {
  SendReceipt receipt;
  receipt.source_id = item.source_id;
  receipt.permalink = item.permalink;
  receipt.publication = item.publication;
  receipt.item = std::move(item);
  return receipt;
}

// Facebook hangs an answer to an answer below the comment that both answer; whom it answers is known here.
SendReceipt ReceiptFor(const SendRequest& request, Item item) {
  item.parent_source_id = request.target_id;
  if (!request.recipient_id.empty()) item.parent_author_id = request.recipient_id;
  return ReceiptOf(std::move(item));
}

}  // namespace

bool IsMessageId(const std::string& id) { return id.starts_with(kMessagePrefix) || id.starts_with(kOldMessagePrefix); }

Result<Item> FacebookConnector::GetComment(const std::string& id, Timestamp now, const CancelToken& cancel) {
  auto answer = api_.Get(PercentEncode(id), {{"fields", kCommentFields}}, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) return MakeError(ErrorKind::kTargetGone, answer.error().text);
  if (!answer.ok()) return answer.error();
  Result<Item> item = ReadComment(*answer, {}, page_);
  if (!item.ok()) return MakeError(ErrorKind::kBackOff, api_.base_url() + ": " + item.error().text);
  return item;
}

Result<SendReceipt> FacebookConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.text.find_first_not_of(" \t\r\n") == std::string::npos)
    return MakeError(ErrorKind::kContentRejected, "Facebook takes no reply without text");
  return request.visibility == Visibility::kPrivate ? SendPrivate(request, cancel) : SendPublic(request, cancel);
}

Status FacebookConnector::CheckTarget(const SendRequest& request, const CancelToken& cancel) {
  if (IsPostItem(request.target_id) || IsRatingItem(request.target_id)) {
    const auto target = api_.Get(PercentEncode(RawId(request.target_id)), {{"fields", "id"}}, request.now, cancel);
    if (!target.ok() && target.error().kind == ErrorKind::kNotFound)
      return MakeError(ErrorKind::kTargetGone, target.error().text);
    return target.status();
  }
  RW_ASSIGN_OR_RETURN(const Item target, GetComment(request.target_id, request.now, cancel));
  if (target.publication != Publication::kHeld) return {};
  return MakeError(ErrorKind::kInvalidArgument,
                   api_.base_url() + ": the comment is hidden, nobody would see the reply; show it first, then send the reply");
}

Result<SendReceipt> FacebookConnector::SendPublic(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckTarget(request, cancel));
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Post(PercentEncode(RawId(request.target_id)) + "/comments",
                                                   Json{{"message", request.text}}, request.now, cancel));
  const std::string id = IdMember(answer, "id");
  if (id.empty()) return MakeError(ErrorKind::kUnknownOutcome, api_.base_url() + ": took the reply but did not say which it is");
  // It stands; what it looks like may be learnt later.
  Result<Item> item = GetComment(id, request.now, cancel);
  SendReceipt receipt;
  if (item.ok()) {
    receipt = ReceiptFor(request, std::move(item).value());
  } else {
    receipt.source_id = id;
  }
  receipt.throttle = api_.throttle();
  return receipt;
}

// To a message: as long as the window is open, longer with Human Agent. To a comment: once, within a week.
Result<SendReceipt> FacebookConnector::SendPrivate(const SendRequest& request, const CancelToken& cancel) {
  if (!IsMessageId(request.target_id)) return PostMessage({{"comment_id", request.target_id}}, request, cancel);
  auto target = api_.Get(PercentEncode(request.target_id), {{"fields", kMessageFields}}, request.now, cancel);
  if (!target.ok() && target.error().kind == ErrorKind::kNotFound) return MakeError(ErrorKind::kTargetGone, target.error().text);
  if (!target.ok()) return target.error();
  RW_ASSIGN_OR_RETURN(const Item message, ReadMessage(*target, page_));
  return PostMessage({{"id", PersonOfTalk(message.root_source_id)}}, request, cancel);
}

Result<SendReceipt> FacebookConnector::PostMessage(const Json& recipient, const SendRequest& request, const CancelToken& cancel) {
  Json draft{{"recipient", recipient},
             {"messaging_type", "RESPONSE"},
             {"message", {{"text", request.text}, {"metadata", request.idempotency_key}}}};
  auto answer = api_.Post(page_.id + "/messages", draft, request.now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kWindowClosed && page_.has_human_agent && recipient.contains("id")) {
    draft["messaging_type"] = "MESSAGE_TAG";
    draft["tag"] = "HUMAN_AGENT";
    answer = api_.Post(page_.id + "/messages", draft, request.now, cancel);
  }
  if (!answer.ok()) return answer.error();
  const std::string id = IdMember(*answer, "message_id");
  if (id.empty())
    return MakeError(ErrorKind::kUnknownOutcome, api_.base_url() + ": took the message but did not say which it is");
  SendReceipt receipt;
  receipt.source_id = id;
  receipt.throttle = api_.throttle();
  const auto written = api_.Get(PercentEncode(id), {{"fields", kMessageFields}}, request.now, cancel);
  if (!written.ok()) return receipt;
  if (Result<Item> item = ReadMessage(*written, page_); item.ok()) receipt.item = std::move(item).value();
  return receipt;
}

Result<FindResult> FacebookConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return request.visibility == Visibility::kPrivate ? FindMessage(request, cancel) : FindComment(request, cancel);
}

// There are two levels only: an answer to an answer stands below the comment that both answer, beside those to other people. The
// same words to another of them look the same: where there are others, a person decides.
Result<FindResult> FacebookConnector::FindComment(const SendRequest& request, const CancelToken& cancel) {
  std::string top = RawId(request.target_id);
  std::string root = top;
  std::string asked_by = request.recipient_id;
  const bool is_comment = !IsPostItem(request.target_id) && !IsRatingItem(request.target_id);
  if (is_comment) {
    RW_ASSIGN_OR_RETURN(const Item target, GetComment(request.target_id, request.now, cancel));
    if (!target.parent_source_id.empty()) top = target.parent_source_id;
    root = target.root_source_id;
    asked_by = target.author.source_id;
  }
  std::optional<Item> found;
  bool others_ask = top != RawId(request.target_id);
  std::string after;
  for (int i = 0; i < kMostPages; ++i) {
    QueryList query{{"fields", kCommentFields},
                    {"filter", is_comment ? "stream" : "toplevel"},
                    {"order", "reverse_chronological"},
                    {"limit", std::to_string(kAnswersPerPage)}};
    if (!after.empty()) query.emplace_back("after", after);
    RW_ASSIGN_OR_RETURN(const Json answer, api_.Get(PercentEncode(top) + "/comments", query, request.now, cancel));
    const ItemList list = ReadComments(graph::DataOf(answer), {root, {}, {}, {}}, page_);
    for (const Item& item : list.items) {
      const bool is_ours = item.direction == Direction::kOutgoing;
      others_ask = others_ask || (is_comment && !is_ours && item.author.source_id != asked_by);
      if (is_ours && !IsKnown(request, item.source_id) && IsSameRendered(item.text, request.text)) found = item;
    }
    if (!list.set_aside.empty()) return FindResult{};  // one of the unreadable ones may be it
    after = graph::AfterOf(answer);
    if (!after.empty()) continue;
    if (!found) return FindResult{FindOutcome::kNotThere, {}};
    if (others_ask) return FindResult{};
    return FindResult{FindOutcome::kFound, ReceiptFor(request, *std::move(found))};
  }
  return FindResult{};
}

Result<FindResult> FacebookConnector::FindMessage(const SendRequest& request, const CancelToken& cancel) {
  const std::string person = PersonOfTalk(request.root_id).empty() ? request.recipient_id : PersonOfTalk(request.root_id);
  // The answer to a comment begins a conversation whose person goes by another id.
  if (!IsMessageId(request.target_id) || person.empty()) return FindResult{};
  const QueryList query{{"platform", "messenger"},
                        {"user_id", person},
                        {"fields", "id,messages.limit(" + std::to_string(kMessagesLookedAt) + "){" + kMessageFields + "}"}};
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get(page_.id + "/conversations", query, request.now, cancel));
  const Json& talks = graph::DataOf(answer);
  if (!talks.is_array() || talks.empty()) return FindResult{};
  const Json& messages = Member(talks.front(), "messages");
  const ItemList list = ReadMessages(graph::DataOf(messages), page_);
  for (const Item& item : list.items) {
    const bool is_ours = item.direction == Direction::kOutgoing && !IsKnown(request, item.source_id);
    if (is_ours && IsSameRendered(item.text, request.text)) return FindResult{FindOutcome::kFound, ReceiptOf(item)};
  }
  // Everything since the first attempt has been looked through, or the whole conversation.
  const bool is_whole = graph::AfterOf(messages).empty() || (list.oldest && *list.oldest < request.first_attempt_at);
  return FindResult{is_whole && list.set_aside.empty() ? FindOutcome::kNotThere : FindOutcome::kCannotTell, {}};
}

}  // namespace replywatch::facebook

// Answering comments and messages, and finding what an interrupted attempt may have left.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/instagram/instagram.h"
#include "shared/base/rendered_text.h"

namespace replywatch::instagram {
namespace {

constexpr Duration kPrivateReplyWindow = Duration::Days(7);  // to a comment, once (private replies, 2026)
constexpr int kRepliesPerPage = 50;
constexpr int kMostPages = 10;  // of replies below one comment that are looked through

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

// Whether one of these may be the reply looked for; absent: none of them. Written by nobody knows whom, it cannot be told.
std::optional<FindResult> LookAmong(const std::vector<Item>& items, const SendRequest& request) {
  for (const Item& item : items) {
    const bool is_of_nobody = item.author.source_id.empty();
    if ((item.direction != Direction::kOutgoing && !is_of_nobody) || IsKnown(request, item.source_id)) continue;
    if (!IsSameRendered(item.text, request.text)) continue;
    return is_of_nobody ? FindResult{} : FindResult{FindOutcome::kFound, ReceiptOf(item)};
  }
  return std::nullopt;
}

// Replies have two levels: below a reply nothing stands, it is answered below the comment that it answers.
std::string TopOf(const Item& comment) { return comment.parent_source_id.empty() ? comment.source_id : comment.parent_source_id; }

}  // namespace

Result<Item> InstagramConnector::GetComment(const std::string& id, Timestamp now, const CancelToken& cancel) {
  const auto answer = api_.Get(PercentEncode(id), {{"fields", kSingleFields}}, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) return MakeError(ErrorKind::kTargetGone, answer.error().text);
  if (!answer.ok()) return answer.error();
  Result<Item> item = ReadComment(*answer, {}, {}, account_);
  if (!item.ok()) return MakeError(ErrorKind::kBackOff, api_.base_url() + ": " + item.error().text);
  return item;
}

Result<SendReceipt> InstagramConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.text.find_first_not_of(" \t\r\n") == std::string::npos)
    return MakeError(ErrorKind::kContentRejected, "Instagram takes no reply without text");
  return request.visibility == Visibility::kPrivate ? SendPrivate(request, cancel) : SendPublic(request, cancel);
}

Result<SendReceipt> InstagramConnector::SendPublic(const SendRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Item target, GetComment(request.target_id, request.now, cancel));
  if (target.publication == Publication::kHeld) {
    return MakeError(ErrorKind::kInvalidArgument,
                     api_.base_url() + ": the comment is hidden, nobody would see the reply; show it first, then send the reply");
  }
  RW_ASSIGN_OR_RETURN(const Json answer,
                      api_.Post(PercentEncode(TopOf(target)) + "/replies", Json{{"message", request.text}}, request.now, cancel));
  const std::string id = IdMember(answer, "id");
  if (id.empty()) return MakeError(ErrorKind::kUnknownOutcome, api_.base_url() + ": took the reply but did not say which it is");
  // It stands; what it looks like may be learnt later.
  Result<Item> item = GetComment(id, request.now, cancel);
  SendReceipt receipt;
  if (item.ok()) {
    // Instagram hangs an answer to an answer below the comment that both answer; whom it answers is known here.
    item->parent_source_id = request.target_id;
    item->parent_author_id = target.author.source_id;
    receipt = ReceiptOf(std::move(item).value());
  } else {
    receipt.source_id = id;
  }
  receipt.throttle = api_.throttle();
  return receipt;
}

// To a message: as long as the window is open, longer with Human Agent. To a comment: once, within a week.
Result<SendReceipt> InstagramConnector::SendPrivate(const SendRequest& request, const CancelToken& cancel) {
  if (IsMessageId(request.target_id)) {
    RW_ASSIGN_OR_RETURN(const std::string person, PersonToAnswer(request, cancel));
    return PostMessage({{"id", person}}, request, cancel);
  }
  RW_ASSIGN_OR_RETURN(const Item comment, GetComment(request.target_id, request.now, cancel));
  if (request.now - comment.created_at > kPrivateReplyWindow) {
    return MakeError(ErrorKind::kWindowClosed, api_.base_url() +
                                                   ": a comment can be answered in private for a week only, and it is older; "
                                                   "answer below it, or wait until the person writes");
  }
  return PostMessage({{"comment_id", request.target_id}}, request, cancel);
}

// The message itself may be too old to be read, and is asked for last.
Result<std::string> InstagramConnector::PersonToAnswer(const SendRequest& request, const CancelToken& cancel) {
  if (std::string person = PersonOfTalk(request.root_id); !person.empty()) return person;
  if (!request.recipient_id.empty()) return request.recipient_id;
  const auto target = api_.Get(PercentEncode(request.target_id), {{"fields", kMessageFields}}, request.now, cancel);
  if (!target.ok() && target.error().kind == ErrorKind::kNotFound) return MakeError(ErrorKind::kTargetGone, target.error().text);
  if (!target.ok()) return target.error();
  RW_ASSIGN_OR_RETURN(const Item message, ReadMessage(*target, account_));
  return PersonOfTalk(message.root_source_id);
}

Result<SendReceipt> InstagramConnector::PostMessage(const Json& recipient, const SendRequest& request,
                                                    const CancelToken& cancel) {
  Json draft{{"recipient", recipient}, {"message", {{"text", request.text}}}};
  auto answer = api_.Post("me/messages", draft, request.now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kWindowClosed && account_.has_human_agent && recipient.contains("id")) {
    draft["messaging_type"] = "MESSAGE_TAG";
    draft["tag"] = "HUMAN_AGENT";
    answer = api_.Post("me/messages", draft, request.now, cancel);
  }
  if (!answer.ok()) return answer.error();
  const std::string id = IdMember(*answer, "message_id");
  if (id.empty())
    return MakeError(ErrorKind::kUnknownOutcome, api_.base_url() + ": took the message but did not say which it is");
  SendReceipt receipt;
  receipt.source_id = id;
  const auto written = api_.Get(PercentEncode(id), {{"fields", kMessageFields}}, request.now, cancel);
  receipt.throttle = api_.throttle();
  if (!written.ok()) return receipt;
  if (Result<Item> item = ReadMessage(*written, account_); item.ok()) receipt.item = std::move(item).value();
  return receipt;
}

Result<FindResult> InstagramConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return request.visibility == Visibility::kPrivate ? FindMessage(request, cancel) : FindReply(request, cancel);
}

Result<FindResult> InstagramConnector::FindReply(const SendRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Item target, GetComment(request.target_id, request.now, cancel));
  const std::string top = TopOf(target);
  const Parent parent{top, top == target.source_id ? target.author.source_id : std::string()};
  const Media media{target.root_source_id, target.root_title, target.root_permalink, std::nullopt};
  std::string after;
  for (int i = 0; i < kMostPages; ++i) {
    QueryList query{{"fields", kCommentFields}, {"limit", std::to_string(kRepliesPerPage)}};
    if (!after.empty()) query.emplace_back("after", after);
    RW_ASSIGN_OR_RETURN(const Json answer, api_.Get(PercentEncode(top) + "/replies", query, request.now, cancel));
    if (!graph::DataOf(answer).is_array()) return FindResult{};
    const CommentList list = ReadReplies(answer, media, parent, account_);
    if (const auto found = LookAmong(list.items, request)) return *found;
    if (!list.set_aside.empty()) return FindResult{};  // one of the unreadable ones may be it
    const std::string next = graph::AfterOf(answer);
    if (next.empty()) return FindResult{FindOutcome::kNotThere, {}};
    if (next == after) return FindResult{};
    after = next;
  }
  return FindResult{};
}

Result<FindResult> InstagramConnector::FindMessage(const SendRequest& request, const CancelToken& cancel) {
  const std::string person = PersonOfTalk(request.root_id).empty() ? request.recipient_id : PersonOfTalk(request.root_id);
  // The answer to a comment may begin a conversation whose person goes by another id.
  if (!IsMessageId(request.target_id) || person.empty()) return FindResult{};
  const std::string messages = "messages.limit(" + std::to_string(kReadableMessages) + "){" + kMessageFields + "}";
  const QueryList query{{"platform", "instagram"}, {"user_id", person}, {"fields", "id," + messages}};
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get("me/conversations", query, request.now, cancel));
  const Json& talks = graph::DataOf(answer);
  if (!talks.is_array() || talks.empty()) return FindResult{};
  const Json& listing = Member(talks.front(), "messages");
  const MessageList list = ReadMessages(listing, account_);
  if (const auto found = LookAmong(list.items, request)) return *found;
  // Everything since the first attempt has been looked through, or the whole conversation.
  const bool is_short = list.size() > 0 && list.size() < kReadableMessages && graph::AfterOf(listing).empty();
  const bool is_whole = is_short || (list.oldest && *list.oldest < request.first_attempt_at);
  return FindResult{is_whole && list.set_aside.empty() ? FindOutcome::kNotThere : FindOutcome::kCannotTell, {}};
}

}  // namespace replywatch::instagram

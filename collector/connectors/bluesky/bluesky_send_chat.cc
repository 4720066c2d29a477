// Private replies of the Bluesky connector. The service knows no key of ours: after an unclear outcome the
// conversation is read.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/bluesky.h"
#include "collector/connectors/bluesky/record_names.h"
#include "shared/base/rendered_text.h"

namespace replywatch::bluesky {
namespace {

// How much earlier than our first attempt, by the server's clock, a message of that attempt may seem to be: clocks are set,
// and the difference was measured when the account was checked.
constexpr Duration kClockMargin = Duration::Hours(1);
constexpr int kMostPages = 10;

}  // namespace

// The conversation of the message answered; for a public post, the one with its author.
Result<Convo> BlueskyConnector::ConvoFor(const SendRequest& request, const CancelToken& cancel) {
  if (!has_chat_) {
    return MakeError(ErrorKind::kPermission, api_.host() +
                                                 ": the app password may not use direct messages; make one that may under "
                                                 "Settings > Privacy and security > App passwords");
  }
  if (const auto post = ParsePostUri(request.target_id)) return ConvoWith(post->authority, request.now, cancel);
  const auto name = ParseChatItemId(request.target_id);
  if (!name) return MakeError(ErrorKind::kInvalidArgument, "this is no message of Bluesky; nothing was sent");
  Result<Convo> convo = GetConvo(name->convo_id, request.now, cancel);
  if (!convo.ok() && convo.error().kind == ErrorKind::kNotFound)
    return MakeError(ErrorKind::kTargetGone, api_.host() + ": the conversation is no longer there");
  return convo;
}

Result<SendReceipt> BlueskyConnector::SendPrivate(const SendRequest& request, const CancelToken& cancel) {
  Json message{{"text", request.text}};
  if (ParsePostUri(request.target_id)) {
    RW_ASSIGN_OR_RETURN(const Post target, ReadTarget(request.target_id, request.now, cancel));
    message["embed"] = {{"$type", "app.bsky.embed.record"}, {"record", {{"uri", target.ref.uri}, {"cid", target.ref.cid}}}};
  }
  RW_ASSIGN_OR_RETURN(const Convo convo, ConvoFor(request, cancel));
  if (convo.is_locked) return MakeError(ErrorKind::kWindowClosed, api_.host() + ": the conversation is locked");
  RW_ASSIGN_OR_RETURN(const std::vector<Facet> facets, Facets(request, cancel));
  if (!facets.empty()) message["facets"] = FacetsJson(facets);
  if (convo.is_request) {
    const auto accepted =
        api_.Post({Service::kChat, "chat.bsky.convo.acceptConvo"}, {{"convoId", convo.id}}, request.now, cancel);
    // Accepting twice does no harm, so a doubtful outcome may be tried again.
    if (!accepted.ok() && accepted.error().kind == ErrorKind::kUnknownOutcome)
      return MakeError(ErrorKind::kBackOff, accepted.error().text);
    if (!accepted.ok()) return accepted.error();
  }
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, api_.Post({Service::kChat, "chat.bsky.convo.sendMessage"},
                                                           {{"convoId", convo.id}, {"message", message}}, request.now, cancel));
  const Result<Json> body = api_.Parse(answer);
  const Result<ChatMessage> sent = body.ok() ? ReadMessage(*body, convo.id) : Result<ChatMessage>(body.error());
  if (!sent.ok()) return MakeError(ErrorKind::kUnknownOutcome, api_.host() + ": took the reply but did not say which it is");
  SendReceipt receipt = ReceiptOf(*sent, convo);
  receipt.throttle = ReadThrottle(answer);
  return receipt;
}

bool BlueskyConnector::IsOurMessage(const ChatMessage& message, const SendRequest& request) const {
  const auto& known = request.known_replies;
  const bool is_known = std::find(known.begin(), known.end(), ChatItemId(message.convo_id, message.id)) != known.end();
  const bool is_about_post = ParsePostUri(request.target_id).has_value();
  return message.sender_did == own_did_ && !is_known && IsSameRendered(message.text, request.text) &&
         (!is_about_post || message.shared_uri == request.target_id);
}

// What was written since the message answered, all of it: only then is "not there" certain.
Result<FindResult> BlueskyConnector::FindPrivate(const SendRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Convo convo, ConvoFor(request, cancel));
  const Timestamp earliest = request.first_attempt_at + clock_skew_ - kClockMargin;
  const bool is_about_post = ParsePostUri(request.target_id).has_value();
  std::string cursor;
  for (int pages = 0; pages < kMostPages; ++pages) {
    Throttle throttle;
    RW_ASSIGN_OR_RETURN(const ChatList list, Messages(convo.id, cursor, request.now, cancel, throttle));
    bool reaches_back = false;
    for (const ChatMessage& message : list.messages) {
      if (IsOurMessage(message, request)) return FindResult{FindOutcome::kFound, ReceiptOf(message, convo)};
      reaches_back = is_about_post ? message.sent_at < earliest : ChatItemId(convo.id, message.id) == request.target_id;
      if (reaches_back) break;
    }
    if (!list.set_aside.empty()) return FindResult{};  // one of the unreadable ones may be it
    if (reaches_back || list.cursor.empty()) return FindResult{FindOutcome::kNotThere, {}};
    if (list.cursor == cursor) return FindResult{};  // the server does not page
    cursor = list.cursor;
  }
  return FindResult{};
}

SendReceipt BlueskyConnector::ReceiptOf(const ChatMessage& message, const Convo& convo) const {
  SendReceipt receipt;
  receipt.item = ToItem(message, convo, own_did_);
  receipt.source_id = receipt.item->source_id;
  receipt.permalink = receipt.item->permalink;
  return receipt;
}

}  // namespace replywatch::bluesky

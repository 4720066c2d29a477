// Answering comments and messages, and finding what an interrupted attempt may have left.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/reddit.h"
#include "shared/base/rendered_text.h"

namespace replywatch::reddit {
namespace {

constexpr const char* kPerPage = "100";
constexpr int kMostPages = 20;
// Listings end after about a thousand elements (Reddit's published source): one that ends earlier has ended by itself.
constexpr std::size_t kListingDepth = 900;

}  // namespace

Result<SendReceipt> RedditConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const bool is_private = request.visibility == Visibility::kPrivate;
  if (!(is_private ? IsMessageName(request.target_id) : IsCommentName(request.target_id))) {
    return MakeError(ErrorKind::kInvalidArgument, is_private ? "Reddit takes no private reply to a comment"
                                                             : "Reddit takes no public reply to a private message");
  }
  RW_ASSIGN_OR_RETURN(const Json answer,
                      api_.Post("/api/comment", {{"thing_id", request.target_id}, {"text", request.text}}, request.now, cancel));
  const Result<Things> things = ReadAnswered(answer);
  SendReceipt receipt;
  if (things.ok() && !things->things.empty()) {
    receipt = ReceiptOf(things->things.front());
    if (receipt.item->parent_author_id.empty()) receipt.item->parent_author_id = request.recipient_id;
  } else if (!is_private || !things.ok() || things->set_aside.empty()) {
    // An empty list has been recorded (2019): nobody knows what became of the reply.
    return MakeError(ErrorKind::kUnknownOutcome, api_.base_url() + ": took the reply but did not say which it is");
  }
  // A message whose id is a placeholder is out all the same.
  receipt.throttle = api_.throttle();
  return receipt;
}

SendReceipt RedditConnector::ReceiptOf(const Thing& thing) const {
  SendReceipt receipt;
  receipt.item = ToItem(thing, places_, own_);
  receipt.source_id = receipt.item->source_id;
  receipt.permalink = receipt.item->permalink;
  receipt.throttle = api_.throttle();
  return receipt;
}

Result<FindResult> RedditConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return request.visibility == Visibility::kPrivate ? FindMessage(request, cancel) : FindComment(request, cancel);
}

// Ours, under the same comment or message, of the same words.
bool RedditConnector::IsWanted(const Thing& thing, const SendRequest& request) const {
  const auto& known = request.known_replies;
  return thing.author.source_id == own_.id && thing.parent == request.target_id && thing.is_parent_told &&
         std::find(known.begin(), known.end(), thing.name) == known.end() && IsSameRendered(thing.text, request.text);
}

// Our own comments are listed at once, even those that a filter removed. No answer is older than what it answers, by Reddit's
// own clock: behind that "not there" is certain.
Result<FindResult> RedditConnector::FindComment(const SendRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Things target, Info({request.target_id}, request.now, cancel));
  const Timestamp earliest = target.things.empty() ? Timestamp{} : target.things.front().created_at;
  std::string after;
  std::size_t seen = 0;
  bool may_hide_it = false;
  for (int pages = 0; pages < kMostPages; ++pages) {
    QueryList query{{"sort", "new"}, {"limit", kPerPage}};
    if (!after.empty()) query.emplace_back("after", after);
    RW_ASSIGN_OR_RETURN(const Things listed, List("/user/" + own_.name + "/comments", query, request.now, cancel));
    for (const Thing& thing : listed.things) {
      if (IsWanted(thing, request)) return FindResult{FindOutcome::kFound, ReceiptOf(thing)};
    }
    may_hide_it = may_hide_it || !listed.set_aside.empty();
    seen += listed.count;
    const bool is_behind = listed.oldest && *listed.oldest < earliest;
    const bool is_whole = listed.after.empty() && seen < kListingDepth;
    if (is_behind || is_whole) return FindResult{may_hide_it ? FindOutcome::kCannotTell : FindOutcome::kNotThere, {}};
    if (listed.after.empty() || listed.after == after) break;
    after = listed.after;
  }
  return FindResult{};
}

// The talk shows what arrived as a message; what became a chat is shown nowhere, or without what it answers (recorded 2025), so
// that "not there" is never certain.
Result<FindResult> RedditConnector::FindMessage(const SendRequest& request, const CancelToken& cancel) {
  if (!IsMessageName(request.root_id)) return FindResult{};
  const Result<Things> talk = List("/message/messages/" + IdOf(request.root_id), {}, request.now, cancel);
  if (!talk.ok() && IsWithheld(talk.error())) return FindResult{};
  if (!talk.ok()) return talk.error();
  for (const Thing& thing : talk->things) {
    if (IsWanted(thing, request)) return FindResult{FindOutcome::kFound, ReceiptOf(thing)};
  }
  return FindResult{};
}

}  // namespace replywatch::reddit

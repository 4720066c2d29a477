// Sending with Mastodon, and finding what an interrupted attempt may have left.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/mastodon/mastodon.h"
#include "shared/base/rendered_text.h"

namespace replywatch::mastodon {
namespace {

// How much earlier than our first attempt, by the server's clock, a reply of that attempt may seem to be: clocks are set,
// and the difference was measured when the account was checked.
constexpr Duration kClockMargin = Duration::Hours(1);
constexpr int kMaxPagesOfOwn = 10;

bool IsHandleCharacter(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '.' || c == '-' ||
         c == '@';
}

std::string LowerCase(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

// "@handle" as a whole word; "@handle@host" counts for a local handle.
bool NamesHandle(const std::string& text, const std::string& handle) {
  const std::string haystack = LowerCase(text);
  const std::string needle = "@" + LowerCase(handle);
  for (std::size_t pos = haystack.find(needle); pos != std::string::npos; pos = haystack.find(needle, pos + 1)) {
    const std::size_t end = pos + needle.size();
    const bool starts = pos == 0 || !IsHandleCharacter(haystack[pos - 1]);
    const bool ends = end == haystack.size() || !IsHandleCharacter(haystack[end]) || haystack[end] == '@' || haystack[end] == '.';
    if (starts && ends) return true;
  }
  return false;
}

// Never wider than what is answered.
std::string VisibilityOf(const MastodonStatus& parent, Visibility wanted) {
  return wanted == Visibility::kPrivate ? "direct" : parent.visibility;
}

Json Draft(const SendRequest& request, const MastodonStatus& parent) {
  Json draft{
      {"status", request.text}, {"in_reply_to_id", request.target_id}, {"visibility", VisibilityOf(parent, request.visibility)}};
  if (!parent.spoiler_text.empty()) draft["spoiler_text"] = parent.spoiler_text;
  if (!request.language.empty() && request.language != "und") draft["language"] = request.language;
  return draft;
}

}  // namespace

Result<SendReceipt> MastodonConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const Result<MastodonStatus> parent = GetStatus(request.target_id, request.now, cancel);
  if (!parent.ok() && parent.error().kind == ErrorKind::kNotFound) {
    return MakeError(ErrorKind::kTargetGone, api_.base_url() + ": the message is no longer there, or we may no longer see it");
  }
  if (!parent.ok()) return parent.error();
  const bool is_direct = VisibilityOf(*parent, request.visibility) == "direct";
  if (is_direct && parent->author.source_id != own_id_ && !NamesHandle(request.text, parent->author.handle)) {
    return MakeError(ErrorKind::kContentRejected,
                     "a private reply must name @" + parent->author.handle + ", or it reaches nobody");
  }
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, api_.Post("/api/v1/statuses", Draft(request, *parent),
                                                           {{"Idempotency-Key", request.idempotency_key}}, request.now, cancel));
  const Result<Json> body = api_.Parse(answer);
  const Result<MastodonStatus> status = body.ok() ? ReadStatus(*body) : Result<MastodonStatus>(body.error());
  if (!status.ok())
    return MakeError(ErrorKind::kUnknownOutcome, api_.base_url() + ": took the reply but did not say which it is");
  SendReceipt receipt = ReceiptOf(*status, request, cancel);
  receipt.throttle = ReadThrottle(answer);
  return receipt;
}

SendReceipt MastodonConnector::ReceiptOf(const MastodonStatus& status, const SendRequest& request, const CancelToken& cancel) {
  SendReceipt receipt;
  receipt.source_id = status.id;
  receipt.permalink = status.url;
  // The reply is out; not knowing its thread must not make it look failed.
  if (Result<Item> item = PlaceItem(status, request.now, cancel); item.ok()) receipt.item = std::move(item).value();
  return receipt;
}

bool MastodonConnector::IsOurAnswer(const MastodonStatus& status, const SendRequest& request, TargetState target) const {
  const auto& known = request.known_replies;
  const bool answers_it =
      status.in_reply_to_id == request.target_id || (target == TargetState::kGone && status.in_reply_to_id.empty());
  return status.author.source_id == own_id_ && answers_it && std::find(known.begin(), known.end(), status.id) == known.end();
}

// The oldest that a post of ours may seem to be, by the server's clock.
Timestamp MastodonConnector::EarliestOf(const SendRequest& request) const {
  return request.first_attempt_at + clock_skew_ - kClockMargin;
}

// Servers that render Markdown change the text; they tell its source.
Result<bool> MastodonConnector::HasText(const MastodonStatus& status, const SendRequest& request, TargetState target,
                                        const CancelToken& cancel) {
  std::string_view shown = status.text;
  if (shown.starts_with(status.spoiler_text)) shown.remove_prefix(status.spoiler_text.size());
  if (IsSameRendered(shown, request.text)) return true;
  // Where the question is gone, any post that answers nobody may be it: these are many.
  if (target == TargetState::kGone && status.created_at < EarliestOf(request)) return false;
  const Result<HttpResponse> answer =
      api_.Get("/api/v1/statuses/" + PercentEncode(status.id) + "/source", {}, request.now, cancel);
  if (!answer.ok()) {
    if (answer.error().kind == ErrorKind::kNotFound || answer.error().kind == ErrorKind::kPermission) return false;
    return answer.error();
  }
  RW_ASSIGN_OR_RETURN(const Json source, api_.Parse(*answer));
  return IsSameRendered(TextMember(source, "text", kMaxTextBytes), request.text);
}

Result<FindResult> MastodonConnector::FindInList(const StatusList& list, const SendRequest& request, TargetState target,
                                                 const CancelToken& cancel) {
  FindResult result;
  for (const MastodonStatus& status : list.statuses) {
    if (!IsOurAnswer(status, request, target)) continue;
    RW_ASSIGN_OR_RETURN(const bool has_text, HasText(status, request, target, cancel));
    if (!has_text) continue;
    result.outcome = FindOutcome::kFound;
    result.receipt = ReceiptOf(status, request, cancel);
    return result;
  }
  return result;
}

Result<FindResult> MastodonConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  RW_ASSIGN_OR_RETURN(const StatusContext context, Context(request.target_id, request.now, cancel));
  const TargetState target = context.is_gone ? TargetState::kGone : TargetState::kThere;
  RW_ASSIGN_OR_RETURN(FindResult in_thread, FindInList(context.descendants, request, target, cancel));
  if (in_thread.outcome == FindOutcome::kFound) return in_thread;
  // Our own posts since the first attempt, all of them: only then is "not there" certain.
  const Timestamp earliest = EarliestOf(request);
  QueryList position;
  std::string first;
  for (int pages = 0; pages < kMaxPagesOfOwn; ++pages) {
    RW_ASSIGN_OR_RETURN(const Listed listed, List(OwnListing(), position, request.now, cancel));
    RW_ASSIGN_OR_RETURN(FindResult found, FindInList(listed.list, request, target, cancel));
    if (found.outcome == FindOutcome::kFound) {
      // The same words to somebody whose question is gone, too, may stand there from long before.
      const bool may_be_another = context.is_gone && found.receipt.item && found.receipt.item->created_at < earliest;
      return may_be_another ? FindResult{} : found;
    }
    const auto& statuses = listed.list.statuses;
    const bool reaches_back =
        std::any_of(statuses.begin(), statuses.end(), [&](const auto& s) { return s.created_at < earliest; });
    if (!listed.list.set_aside.empty()) return FindResult{};  // one of the unreadable ones may be it
    if (reaches_back || listed.list.ids.empty()) return FindResult{FindOutcome::kNotThere, {}};
    if (listed.list.ids.front() == first) return FindResult{};  // the server does not page
    first = listed.list.ids.front();
    position = {{"max_id", listed.next_max_id.empty() ? listed.list.ids.back() : listed.next_max_id}};
  }
  return FindResult{};
}

}  // namespace replywatch::mastodon

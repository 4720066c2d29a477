// Public replies of the Bluesky connector: written under a record key of our own, and found again by it.
#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/bluesky.h"
#include "collector/connectors/bluesky/record_names.h"
#include "shared/base/graphemes.h"
#include "shared/base/rendered_text.h"

namespace replywatch::bluesky {
namespace {

constexpr int kMostMentionsAskedFor = 10;

// Refused here, for the server cuts nothing and says of a longer text only that something is wrong.
Status CheckText(const std::string& text, const LengthRule& rule) {
  const bool is_blank = text.find_first_not_of(" \t\r\n") == std::string::npos;
  if (is_blank) return MakeError(ErrorKind::kContentRejected, "the reply is empty; write something");
  const bool is_too_long =
      static_cast<std::int64_t>(CountGraphemes(text)) > rule.max || static_cast<std::int64_t>(text.size()) > rule.max_bytes;
  if (!is_too_long) return {};
  return MakeError(ErrorKind::kContentRejected, "the reply is too long; Bluesky takes " + std::to_string(rule.max) +
                                                    " characters and " + std::to_string(rule.max_bytes) +
                                                    " bytes here; shorten it");
}

Json RefJson(const StrongRef& ref) { return {{"uri", ref.uri}, {"cid", ref.cid}}; }

// The same for every attempt, so that writing it once more changes nothing.
Json Record(const SendRequest& request, const Post& target, const std::vector<Facet>& facets, const StrongRef& root) {
  Json record{{"$type", kPostCollection},
              {"text", request.text},
              {"createdAt", FormatRfc3339(request.first_attempt_at)},
              {"reply", {{"root", RefJson(root)}, {"parent", RefJson(target.ref)}}}};
  if (!facets.empty()) record["facets"] = FacetsJson(facets);
  if (!request.language.empty() && request.language != "und") record["langs"] = Json::array({request.language});
  return record;
}

bool IsKnown(const SendRequest& request, const std::string& source_id) {
  return std::find(request.known_replies.begin(), request.known_replies.end(), source_id) != request.known_replies.end();
}

}  // namespace

Result<SendReceipt> BlueskyConnector::Send(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  // A private message is never answered in public.
  const bool is_public = request.visibility == Visibility::kPublic && ParsePostUri(request.target_id);
  const Capabilities can = capabilities();
  RW_RETURN_IF_ERROR(CheckText(request.text, is_public ? can.public_length : can.private_length));
  return is_public ? SendPublic(request, cancel) : SendPrivate(request, cancel);
}

Result<FindResult> BlueskyConnector::FindSent(const SendRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  const bool is_public = request.visibility == Visibility::kPublic && ParsePostUri(request.target_id);
  return is_public ? FindPublic(request, cancel) : FindPrivate(request, cancel);
}

// The server takes an answer to a deleted post, or against a thread's rule, and nobody ever sees it.
Result<Post> BlueskyConnector::ReadTarget(const std::string& uri, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(Listed listed, GetPosts({uri}, now, cancel));
  for (Post& post : listed.list.posts) {
    if (post.ref.uri == uri) return std::move(post);
  }
  if (!listed.list.set_aside.empty())
    return MakeError(ErrorKind::kBackOff, api_.host() + ": the post cannot be read now; it will be tried again");
  return MakeError(ErrorKind::kTargetGone, api_.host() + ": the post is no longer there, or we may no longer see it");
}

// Handles that nobody has stay plain text.
Result<std::vector<Facet>> BlueskyConnector::Facets(const SendRequest& request, const CancelToken& cancel) {
  std::vector<Facet> out;
  std::map<std::string, std::string> dids;
  if (!request.recipient_id.empty()) dids[request.recipient_handle] = request.recipient_id;
  dids[own_handle_] = own_did_;
  int asked = 0;
  for (Facet& facet : FindFacets(request.text)) {
    if (facet.kind == Facet::Kind::kMention) {
      if (!dids.contains(facet.value) && asked++ < kMostMentionsAskedFor) {
        const Result<Json> body = api_.GetJson({Service::kOwnServer, "com.atproto.identity.resolveHandle"},
                                               {{"handle", facet.value}}, request.now, cancel);
        const bool is_unknown =
            !body.ok() && (body.error().kind == ErrorKind::kInvalidArgument || body.error().kind == ErrorKind::kNotFound);
        if (!body.ok() && !is_unknown) return body.error();
        dids[facet.value] = body.ok() ? IdMember(*body, "did") : std::string();
      }
      facet.value = dids[facet.value];
      if (facet.value.empty()) continue;
    }
    out.push_back(std::move(facet));
  }
  return out;
}

Result<SendReceipt> BlueskyConnector::SendPublic(const SendRequest& request, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Post target, ReadTarget(request.target_id, request.now, cancel));
  if (target.is_reply_disabled)
    return MakeError(ErrorKind::kWindowClosed, api_.host() + ": the author of this thread lets us not answer in it");
  if (target.is_blocked) return MakeError(ErrorKind::kWindowClosed, api_.host() + ": one of the two accounts blocks the other");
  RW_ASSIGN_OR_RETURN(const std::vector<Facet> facets, Facets(request, cancel));
  const std::string rkey = RecordKeyFor(request.idempotency_key);
  const Json record = Record(request, target, facets, target.root);
  // swapRecord null: only where nothing stands under the key yet. Where the very same stands, nothing is done.
  const Json body{
      {"repo", own_did_}, {"collection", kPostCollection}, {"rkey", rkey}, {"swapRecord", nullptr}, {"record", record}};
  RW_ASSIGN_OR_RETURN(const HttpResponse answer,
                      api_.Post({Service::kOwnServer, "com.atproto.repo.putRecord"}, body, request.now, cancel));
  const Result<Json> written = api_.Parse(answer);
  if (!written.ok() || !ParsePostUri(IdMember(*written, "uri")))
    return MakeError(ErrorKind::kUnknownOutcome, api_.host() + ": took the reply but did not say where it stands");
  SendReceipt receipt = ReceiptOf(OurPost(IdMember(*written, "uri"), record, request));
  receipt.throttle = ReadThrottle(answer);
  return receipt;
}

// Several likes of one post may stand there. Ours has a key made of the post, so that no second one of ours can come to be,
// however late the AppView tells of the first.
Status BlueskyConnector::Like(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (!ParsePostUri(source_id)) return MakeError(ErrorKind::kInvalidArgument, "Bluesky knows likes of posts only");
  RW_ASSIGN_OR_RETURN(const Post target, ReadTarget(source_id, now, cancel));
  if (target.is_liked) return {};
  if (target.is_blocked) return MakeError(ErrorKind::kWindowClosed, api_.host() + ": one of the two accounts blocks the other");
  const Json record{{"$type", kLikeCollection}, {"subject", RefJson(target.ref)}, {"createdAt", FormatRfc3339(now)}};
  const Json body{{"repo", own_did_},
                  {"collection", kLikeCollection},
                  {"rkey", RecordKeyFor("like " + source_id)},
                  {"swapRecord", nullptr},
                  {"record", record}};
  const auto written = api_.Post({Service::kOwnServer, "com.atproto.repo.putRecord"}, body, now, cancel);
  if (written.ok()) return api_.Parse(*written).status();
  return written.error().kind == ErrorKind::kAlreadySent ? Status() : written.status();
}

// Our own server tells at once, while the AppView may need a moment to see it.
Result<FindResult> BlueskyConnector::FindPublic(const SendRequest& request, const CancelToken& cancel) {
  const std::string rkey = RecordKeyFor(request.idempotency_key);
  const Result<Json> answer =
      api_.GetJson({Service::kOwnServer, "com.atproto.repo.getRecord"},
                   {{"repo", own_did_}, {"collection", std::string(kPostCollection)}, {"rkey", rkey}}, request.now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kNotFound) return FindResult{FindOutcome::kNotThere, {}};
  if (!answer.ok()) return answer.error();
  const std::string uri = MakePostUri(own_did_, rkey);
  const Json& record = Member(*answer, "value");
  if (!record.is_object()) return FindResult{};
  if (IsKnown(request, uri)) return FindResult{FindOutcome::kNotThere, {}};
  const Post post = OurPost(uri, record, request);
  const bool is_it = post.parent && post.parent->uri == request.target_id && IsSameRendered(post.text, request.text);
  if (!is_it) return FindResult{};  // changed by another program
  return FindResult{FindOutcome::kFound, ReceiptOf(post)};
}

Post BlueskyConnector::OurPost(const std::string& uri, const Json& record, const SendRequest& request) const {
  Post post;
  post.ref.uri = uri;
  post.author.source_id = own_did_;
  post.author.handle = post.author.name = own_handle_;
  post.author.url = ProfileUrl(own_did_);
  ReadRecord(record, post);
  post.indexed_at = TimeMember(record, "createdAt").value_or(request.first_attempt_at);
  return post;
}

SendReceipt BlueskyConnector::ReceiptOf(const Post& post) const {
  SendReceipt receipt;
  receipt.source_id = post.ref.uri;
  receipt.permalink = PostPermalink(post.ref.uri);
  receipt.item = ItemOf(post);
  return receipt;
}

}  // namespace replywatch::bluesky

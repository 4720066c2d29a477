#include "collector/connectors/bluesky/bluesky_api.h"

#include <nlohmann/json.hpp>

namespace replywatch::bluesky {
namespace {

// docs.bsky.app, 2026: the services behind the app, named so that every server passes calls on to them.
constexpr const char* kAppView = "did:web:api.bsky.app#bsky_appview";
constexpr const char* kChat = "did:web:api.bsky.chat#bsky_chat";
// The first may find a pair that another process kept and that has expired meanwhile.
constexpr int kMostRenewals = 2;

void Address(Service service, HttpRequest& request) {
  if (service == Service::kAppView) request.headers.push_back({"atproto-proxy", kAppView});
  if (service == Service::kChat) request.headers.push_back({"atproto-proxy", kChat});
}

// A token of an app password without the right to direct messages is called invalid there, and there only (PDS sources, 2026).
bool LacksRight(const Call& call, const Refusal& refusal) {
  return call.service == Service::kChat && refusal.name == "InvalidToken";
}

}  // namespace

Result<HttpResponse> BlueskyApi::Get(const Call& call, const QueryList& query, Timestamp now, const CancelToken& cancel) {
  HttpRequest request;
  request.url = WithQuery("/xrpc/" + std::string(call.method), query);
  return Send(call, std::move(request), Intent::kRead, now, cancel);
}

Result<HttpResponse> BlueskyApi::Post(const Call& call, const Json& body, Timestamp now, const CancelToken& cancel) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = "/xrpc/" + std::string(call.method);
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  request.content_type = "application/json";
  return Send(call, std::move(request), Intent::kWrite, now, cancel);
}

Result<Json> BlueskyApi::Parse(const HttpResponse& response) const {
  Result<Json> value = ParseForeignJson(response.body);
  if (!value.ok()) return value.error().Within(host());
  return value;
}

Result<Json> BlueskyApi::GetJson(const Call& call, const QueryList& query, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, Get(call, query, now, cancel));
  return Parse(answer);
}

// A refused token means that nothing was done, so a write may be repeated as well.
Result<HttpResponse> BlueskyApi::Send(const Call& call, HttpRequest request, Intent intent, Timestamp now,
                                      const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(session_.Open(now, cancel));
  Address(call.service, request);
  request.max_body_bytes = call.max_body_bytes;
  for (int renewals = 0;; ++renewals) {
    HttpRequest signed_request = request;
    signed_request.url = session_.host() + request.url;
    signed_request.headers.push_back({"Authorization", "Bearer " + session_.access().Reveal()});
    RW_ASSIGN_OR_RETURN(HttpResponse response, http_->Send(signed_request, cancel));
    if (response.status >= 200 && response.status < 300) return response;
    const Refusal refusal = ReadRefusal(response);
    const bool is_token_refused = KindOf(refusal, intent) == ErrorKind::kReauthorize;
    if (!is_token_refused || LacksRight(call, refusal) || renewals == kMostRenewals) return Explain(call, response, intent, now);
    RW_RETURN_IF_ERROR(session_.Renew(now, cancel));
  }
}

Error BlueskyApi::Explain(const Call& call, const HttpResponse& response, Intent intent, Timestamp now) const {
  const Refusal refusal = ReadRefusal(response);
  const ErrorKind kind = KindOf(refusal, intent);
  const std::string quote = refusal.message.empty() ? std::string() : " (\"" + session_.Redacted(refusal.message) + "\")";
  const std::string code = host() + ": answered " + std::to_string(refusal.status) +
                           (refusal.name.empty() ? "" : " " + session_.Redacted(refusal.name)) + quote;
  switch (kind) {
    case ErrorKind::kRetryAt: {
      Error error = MakeError(kind, host() + ": too many requests; waiting as the server asks");
      error.retry_at = ComeBackAt(response, now);
      error.only_this = intent == Intent::kWrite;  // writing to a repository has limits of its own (an hour's, a day's)
      return error;
    }
    case ErrorKind::kReauthorize:
      if (LacksRight(call, refusal)) {
        return MakeError(ErrorKind::kPermission, host() + ": the app password may not use direct messages" + quote +
                                                     "; make one that may under Settings > Privacy and security > App passwords");
      }
      return MakeError(kind, host() + ": the session is not accepted" + quote +
                                 "; make a new app password under Settings > Privacy and security > App passwords");
    case ErrorKind::kPermission: return MakeError(kind, host() + ": not allowed" + quote + "; sign in with the app to see why");
    case ErrorKind::kConfiguration: return MakeError(kind, code + "; check base_url in the settings");
    case ErrorKind::kWindowClosed: return MakeError(kind, host() + ": the other side takes no message from us" + quote);
    case ErrorKind::kAlreadySent: return MakeError(kind, host() + ": this very reply is there already");
    case ErrorKind::kUnknownOutcome: return MakeError(kind, code + " to what was sent; it may have arrived");
    case ErrorKind::kBackOff: return MakeError(kind, code + "; it will be tried again");
    default: return MakeError(kind, code);
  }
}

}  // namespace replywatch::bluesky

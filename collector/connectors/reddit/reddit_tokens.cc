#include "collector/connectors/reddit/reddit_tokens.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/refusal.h"
#include "collector/http/url.h"

namespace replywatch::reddit {
namespace {

// A token is renewed so long before it ends that no request meets the end.
constexpr Duration kMargin = Duration::Minutes(2);
constexpr std::int64_t kDefaultSeconds = 3600;  // the shorter of the two recorded (2021; 86400 in 2025)
constexpr std::int64_t kMostSeconds = 7 * 86'400;
constexpr std::size_t kQuoteBytes = 100;
constexpr Duration kDefaultPause = Duration::Minutes(1);  // where a 429 tells no time

// The code stands in a refusal of any status, 200 among them; a bad refresh token is recorded as 400 with a number in its place.
ErrorKind KindOfRefusal(int status, const std::string& code, bool is_json) {
  if (code == "unauthorized_client" || code == "invalid_client" || code == "unsupported_grant_type")
    return ErrorKind::kConfiguration;
  if (code == "invalid_grant" || status == 401) return ErrorKind::kReauthorize;
  if (status == 400 && is_json) return ErrorKind::kReauthorize;
  if (status == 403 && is_json) return ErrorKind::kPermission;
  if (status == 429) return ErrorKind::kRetryAt;
  return status >= 300 && status < 400 ? ErrorKind::kConfiguration : ErrorKind::kBackOff;
}

std::string_view AdviceFor(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kReauthorize:
      return "the refresh token, or client_id and client_secret, are not accepted; check them, or authorize the app again with "
             "duration=permanent and put the new refresh token into its file";
    case ErrorKind::kConfiguration: return "this app may not do that; register it as a web app or script and copy its client_id";
    case ErrorKind::kPermission: return "the account or the app is not let in; see Reddit's messages to the account";
    case ErrorKind::kRetryAt: return "too many requests; waiting as Reddit asks";
    default: return "no access token was given out; it will be tried again";
  }
}

}  // namespace

Result<Secret> RedditTokens::Get(Timestamp now, const CancelToken& cancel) {
  const bool is_current = !token_.empty() && got_at_ <= now && now < ends_at_;
  if (!is_current) RW_RETURN_IF_ERROR(Refresh(now, cancel));
  return token_;
}

Status RedditTokens::Refresh(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Secret refresh_token, refresh_token_.Load());
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = base_url_ + "/api/v1/access_token";
  request.headers.push_back({"Authorization", "Basic " + Base64Encode(client_.id + ":" + client_.secret.Reveal())});
  request.headers.push_back({"User-Agent", client_.user_agent});
  request.headers.push_back({"Accept", "application/json"});
  request.content_type = "application/x-www-form-urlencoded";
  request.body = BuildQuery({{"grant_type", "refresh_token"}, {"refresh_token", refresh_token.Reveal()}});
  const Result<HttpResponse> response = http_->Send(request, cancel);
  if (!response.ok()) {
    // A token more or less does no harm: whatever became of the request, it may be repeated.
    Error error = response.error();
    if (error.kind == ErrorKind::kUnknownOutcome) error.kind = cancel.cancelled() ? ErrorKind::kCancelled : ErrorKind::kBackOff;
    return error;
  }
  const Result<Json> answer = ParseForeignJson(response->body);
  const Json& body = answer.ok() ? *answer : Member({}, "");
  if (TokenMember(body, "access_token").empty()) return Refused(*response, body, now);
  return Adopt(body, now);
}

Status RedditTokens::Adopt(const Json& answer, Timestamp now) {
  RW_RETURN_IF_ERROR(refresh_token_.Replace(TokenMember(answer, "refresh_token")));
  const std::int64_t seconds =
      std::clamp<std::int64_t>(IntegerMember(answer, "expires_in").value_or(kDefaultSeconds), 0, kMostSeconds);
  token_ = TokenMember(answer, "access_token");
  got_at_ = now;
  // One that ends at once is used at once.
  ends_at_ = now + std::max(Duration::Seconds(seconds) - kMargin, Duration::Milliseconds(1));
  return {};
}

Error RedditTokens::Refused(const HttpResponse& response, const Json& answer, Timestamp now) const {
  const std::string code = LineMember(answer, "error", kQuoteBytes);
  const ErrorKind kind = KindOfRefusal(response.status, code, answer.is_object());
  const std::string quote = code.empty() ? std::string() : ", " + Redacted(code);
  Error error = MakeError(kind, base_url_ + ": answered " + std::to_string(response.status) + quote +
                                    " to the request for access: " + std::string(AdviceFor(kind)));
  if (kind == ErrorKind::kRetryAt) error.retry_at = now + WaitOf(response).value_or(kDefaultPause);
  return error;
}

std::string RedditTokens::Redacted(std::string text) const {
  return refresh_token_.Redacted(Redact(Redact(text, client_.secret), token_));
}

}  // namespace replywatch::reddit

#include "collector/protocols/oauth_tokens.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/http/url.h"

namespace replywatch {
namespace {

// A token is renewed so long before it ends that no request meets the end.
constexpr Duration kMargin = Duration::Minutes(2);
constexpr std::int64_t kDefaultSeconds = 3599;  // Google's answers, 2021; Microsoft gives 60 to 90 minutes
constexpr std::int64_t kMostSeconds = 86'400;
constexpr std::size_t kQuoteBytes = 200;

// Codes of RFC 6749, 5.2, and of OpenID Connect, which Microsoft uses too.
ErrorKind KindOf(int status, const std::string& code) {
  if (code == "invalid_grant" || code == "interaction_required" || code == "login_required" || code == "consent_required")
    return ErrorKind::kReauthorize;
  if (code == "invalid_client" || code == "unauthorized_client" || code == "unsupported_grant_type" || code == "invalid_scope" ||
      code == "invalid_request")
    return ErrorKind::kConfiguration;
  if (status == 401) return ErrorKind::kReauthorize;
  if (status == 403 && !code.empty()) return ErrorKind::kPermission;
  return status >= 300 && status < 400 ? ErrorKind::kConfiguration : ErrorKind::kBackOff;
}

}  // namespace

Result<Secret> OAuthTokens::Get(Timestamp now, const CancelToken& cancel) {
  const bool is_current = !token_.empty() && got_at_ <= now && now < ends_at_;
  if (!is_current) RW_RETURN_IF_ERROR(Refresh(now, cancel));
  return token_;
}

Status OAuthTokens::Refresh(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Secret refresh_token, refresh_token_.Load());
  QueryList form{{"client_id", client_.id}, {"refresh_token", refresh_token.Reveal()}, {"grant_type", "refresh_token"}};
  if (!client_.secret.empty()) form.emplace_back("client_secret", client_.secret.Reveal());
  if (!client_.scope.empty()) form.emplace_back("scope", client_.scope);
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = client_.address;
  request.content_type = "application/x-www-form-urlencoded";
  request.body = BuildQuery(form);
  const Result<HttpResponse> response = http_->Send(request, cancel);
  if (!response.ok()) {
    // A token more or less does no harm: whatever became of the request, it may be repeated.
    Error error = response.error();
    if (error.kind == ErrorKind::kUnknownOutcome) error.kind = cancel.cancelled() ? ErrorKind::kCancelled : ErrorKind::kBackOff;
    return error;
  }
  if (response->status != 200) return Refusal(*response);
  const Result<Json> answer = ParseForeignJson(response->body);
  if (!answer.ok()) return answer.error().Within(client_.address);
  Secret token = TokenMember(*answer, "access_token");
  if (token.empty()) return MakeError(ErrorKind::kBackOff, client_.address + ": the answer carries no access token");
  RW_RETURN_IF_ERROR(refresh_token_.Replace(TokenMember(*answer, "refresh_token")));
  const std::int64_t seconds =
      std::clamp<std::int64_t>(IntegerMember(*answer, "expires_in").value_or(kDefaultSeconds), 0, kMostSeconds);
  token_ = std::move(token);
  got_at_ = now;
  // One that ends at once is used at once.
  ends_at_ = now + std::max(Duration::Seconds(seconds) - kMargin, Duration::Milliseconds(1));
  return {};
}

// {"error":"invalid_grant","error_description":"…"}: the code decides.
Error OAuthTokens::Refusal(const HttpResponse& response) const {
  const Result<Json> body = ParseForeignJson(response.body);
  const std::string code = body.ok() ? LineMember(*body, "error", kQuoteBytes) : std::string();
  const ErrorKind kind = KindOf(response.status, code);
  const std::string quote = code.empty() ? std::string() : ", " + Redacted(code);
  return MakeError(
      kind, client_.address + ": answered " + std::to_string(response.status) + quote + ": " + std::string(AdviceFor(kind)));
}

std::string_view OAuthTokens::AdviceFor(ErrorKind kind) const {
  switch (kind) {
    case ErrorKind::kReauthorize: return advice_.sign_in_again;
    case ErrorKind::kConfiguration: return advice_.correct_client;
    case ErrorKind::kPermission: return advice_.ask_permission;
    default: return "no access token was given out; it will be tried again";
  }
}

std::string OAuthTokens::Redacted(std::string text) const {
  return refresh_token_.Redacted(Redact(Redact(std::move(text), client_.secret), token_));
}

}  // namespace replywatch

#include "collector/connectors/youtube/google_tokens.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"

namespace replywatch::youtube {
namespace {

// A token is renewed so long before it ends that no request meets the end.
constexpr Duration kMargin = Duration::Minutes(2);
constexpr std::int64_t kDefaultSeconds = 3599;  // recorded answers, 2021
constexpr std::int64_t kMostSeconds = 86'400;
constexpr std::size_t kMaxTokenBytes = 4096;
constexpr std::size_t kQuoteBytes = 200;

ErrorKind KindOf(int status, const std::string& code) {
  if (code == "invalid_grant") return ErrorKind::kReauthorize;
  if (code == "invalid_client" || code == "unauthorized_client" || code == "unsupported_grant_type" || code == "invalid_scope")
    return ErrorKind::kConfiguration;
  if (status == 401) return ErrorKind::kReauthorize;
  if (status == 403 && !code.empty()) return ErrorKind::kPermission;
  return status >= 300 && status < 400 ? ErrorKind::kConfiguration : ErrorKind::kBackOff;
}

std::string WhatToDo(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kReauthorize:
      return "the refresh token is no longer accepted; sign in again as the channel and put the new refresh token into its file "
             "(while the consent screen is in \"Testing\", Google ends every token after 7 days: publish the app)";
    case ErrorKind::kConfiguration:
      return "client_id and client_secret are not accepted; copy both from the OAuth client in the Google Cloud console";
    case ErrorKind::kPermission: return "the Google account may not use this app; let its administrator allow it";
    default: return "no access token was given out; it will be tried again";
  }
}

}  // namespace

Result<Secret> GoogleTokens::Get(Timestamp now, const CancelToken& cancel) {
  const bool is_current = !token_.empty() && got_at_ <= now && now < ends_at_;
  if (!is_current) RW_RETURN_IF_ERROR(Refresh(now, cancel));
  return token_;
}

Status GoogleTokens::Refresh(Timestamp now, const CancelToken& cancel) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = base_url_ + "/token";
  request.content_type = "application/x-www-form-urlencoded";
  request.body = BuildQuery({{"client_id", client_.id},
                             {"client_secret", client_.secret.Reveal()},
                             {"refresh_token", client_.refresh_token.Reveal()},
                             {"grant_type", "refresh_token"}});
  const Result<HttpResponse> response = http_->Send(request, cancel);
  if (!response.ok()) {
    // A token more or less does no harm: whatever became of the request, it may be repeated.
    Error error = response.error();
    if (error.kind == ErrorKind::kUnknownOutcome) error.kind = cancel.cancelled() ? ErrorKind::kCancelled : ErrorKind::kBackOff;
    return error;
  }
  if (response->status != 200) return Refusal(*response);
  const Result<Json> answer = ParseForeignJson(response->body);
  if (!answer.ok()) return answer.error().Within(base_url_);
  Secret token(LineMember(*answer, "access_token", kMaxTokenBytes));
  if (token.empty()) return MakeError(ErrorKind::kBackOff, base_url_ + ": the answer carries no access token");
  const std::int64_t seconds =
      std::clamp<std::int64_t>(IntegerMember(*answer, "expires_in").value_or(kDefaultSeconds), 0, kMostSeconds);
  token_ = std::move(token);
  got_at_ = now;
  // One that ends at once is used at once.
  ends_at_ = now + std::max(Duration::Seconds(seconds) - kMargin, Duration::Milliseconds(1));
  return {};
}

// {"error":"invalid_grant","error_description":"…"}: the code decides.
Error GoogleTokens::Refusal(const HttpResponse& response) const {
  const Result<Json> body = ParseForeignJson(response.body);
  const std::string code = body.ok() ? LineMember(*body, "error", kQuoteBytes) : std::string();
  const ErrorKind kind = KindOf(response.status, code);
  const std::string quote = code.empty() ? std::string() : ", " + Redacted(code);
  return MakeError(kind, base_url_ + ": answered " + std::to_string(response.status) + quote + ": " + WhatToDo(kind));
}

std::string GoogleTokens::Redacted(std::string text) const {
  for (const Secret* secret : {&client_.secret, &client_.refresh_token, &token_}) text = Redact(text, *secret);
  return text;
}

}  // namespace replywatch::youtube

#include "collector/connectors/reddit/reddit_tokens.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/connectors/reddit/refusal.h"
#include "collector/http/url.h"

namespace replywatch::reddit {
namespace {

constexpr const char* kStateKey = "refresh_token";
// A token is renewed so long before it ends that no request meets the end.
constexpr Duration kMargin = Duration::Minutes(2);
constexpr std::int64_t kDefaultSeconds = 3600;  // the shorter of the two recorded (2021; 86400 in 2025)
constexpr std::int64_t kMostSeconds = 7 * 86'400;
constexpr std::size_t kMaxTokenBytes = 8192;
constexpr std::size_t kQuoteBytes = 100;
constexpr Duration kDefaultPause = Duration::Minutes(1);  // where a 429 tells no time

// As it came: a token is no text to be cleaned.
Secret SecretMember(const Json& object, const char* name) {
  const Json& value = Member(object, name);
  if (!value.is_string()) return {};
  const auto& text = value.get_ref<const std::string&>();
  const bool is_sound =
      text.size() <= kMaxTokenBytes && std::all_of(text.begin(), text.end(), [](char c) { return c > ' ' && c < 0x7F; });
  return is_sound ? Secret(text) : Secret();
}

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
  RW_ASSIGN_OR_RETURN(refresh_token_, LoadRefreshToken());
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = base_url_ + "/api/v1/access_token";
  request.headers.push_back({"Authorization", "Basic " + Base64Encode(client_.id + ":" + client_.secret.Reveal())});
  request.headers.push_back({"User-Agent", client_.user_agent});
  request.headers.push_back({"Accept", "application/json"});
  request.content_type = "application/x-www-form-urlencoded";
  request.body = BuildQuery({{"grant_type", "refresh_token"}, {"refresh_token", refresh_token_.Reveal()}});
  const Result<HttpResponse> response = http_->Send(request, cancel);
  if (!response.ok()) {
    // A token more or less does no harm: whatever became of the request, it may be repeated.
    Error error = response.error();
    if (error.kind == ErrorKind::kUnknownOutcome) error.kind = cancel.cancelled() ? ErrorKind::kCancelled : ErrorKind::kBackOff;
    return error;
  }
  const Result<Json> answer = ParseForeignJson(response->body);
  const Json& body = answer.ok() ? *answer : Member({}, "");
  if (SecretMember(body, "access_token").empty()) return Refused(*response, body, now);
  return Adopt(body, now);
}

// A refresh token that differs from the one used takes its place for good.
Status RedditTokens::Adopt(const Json& answer, Timestamp now) {
  const Secret next = SecretMember(answer, "refresh_token");
  if (!next.empty() && next.Reveal() != refresh_token_.Reveal()) {
    const Json kept{{"instead_of", client_.refresh_token.Reveal()}, {"token", next.Reveal()}};
    RW_RETURN_IF_ERROR(keeper_->Keep(kStateKey, Secret(kept.dump(-1, ' ', false, Json::error_handler_t::replace))));
    refresh_token_ = next;
  }
  const std::int64_t seconds =
      std::clamp<std::int64_t>(IntegerMember(answer, "expires_in").value_or(kDefaultSeconds), 0, kMostSeconds);
  token_ = SecretMember(answer, "access_token");
  got_at_ = now;
  // One that ends at once is used at once.
  ends_at_ = now + std::max(Duration::Seconds(seconds) - kMargin, Duration::Milliseconds(1));
  return {};
}

Result<Secret> RedditTokens::LoadRefreshToken() {
  RW_ASSIGN_OR_RETURN(const Secret kept, keeper_->Load(kStateKey));
  const Json json = Json::parse(kept.Reveal(), nullptr, false);
  const bool is_ours = SecretMember(json, "instead_of").Reveal() == client_.refresh_token.Reveal();
  Secret token = SecretMember(json, "token");
  return is_ours && !token.empty() ? std::move(token) : client_.refresh_token;
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
  for (const Secret* secret : {&client_.secret, &client_.refresh_token, &refresh_token_, &token_}) text = Redact(text, *secret);
  return text;
}

}  // namespace replywatch::reddit

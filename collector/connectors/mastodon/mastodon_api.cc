#include "collector/connectors/mastodon/mastodon_api.h"

#include <charconv>
#include <nlohmann/json.hpp>

#include "shared/base/utf8.h"

namespace replywatch::mastodon {
namespace {

// Where the server names no time: its shortest window (docs, 2026).
constexpr Duration kDefaultPause = Duration::Minutes(5);
constexpr std::size_t kQuoteBytes = 200;

Error ThrottledUntil(const HttpResponse& response, Timestamp now, std::string text) {
  Error error = MakeError(ErrorKind::kRetryAt, std::move(text));
  error.retry_at = now + kDefaultPause;
  const auto after = response.Header("Retry-After");
  std::int64_t seconds = 0;
  if (const auto resets_at = ReadThrottle(response).resets_at; resets_at && *resets_at > now) {
    error.retry_at = *resets_at;
  } else if (after && std::from_chars(after->data(), after->data() + after->size(), seconds).ec == std::errc() && seconds > 0 &&
             seconds < 86'400) {
    error.retry_at = now + Duration::Seconds(seconds);
  }
  return error;
}

bool SaysJson(const HttpResponse& response) {
  const auto type = response.Header("Content-Type");
  return type && type->find("json") != std::string_view::npos;
}

}  // namespace

HttpRequest MastodonApi::Prepare(std::string url) const {
  HttpRequest request;
  request.url = std::move(url);
  request.headers.push_back({"Authorization", "Bearer " + token_.Reveal()});
  request.headers.push_back({"Accept", "application/json"});
  request.headers.push_back({"Accept-Language", "en"});
  return request;
}

Result<HttpResponse> MastodonApi::Get(std::string_view path, const QueryList& query, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(HttpResponse response, http_->Send(Prepare(WithQuery(base_url_ + std::string(path), query)), cancel));
  if (response.status >= 200 && response.status < 300) return response;
  return Refusal(response, now, false);
}

Result<HttpResponse> MastodonApi::Post(std::string_view path, const Json& body, std::vector<HttpHeader> headers, Timestamp now,
                                       const CancelToken& cancel) {
  HttpRequest request = Prepare(base_url_ + std::string(path));
  request.method = HttpMethod::kPost;
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  request.content_type = "application/json";
  for (HttpHeader& header : headers) request.headers.push_back(std::move(header));
  RW_ASSIGN_OR_RETURN(HttpResponse response, http_->Send(request, cancel));
  if (response.status >= 200 && response.status < 300) return response;
  return Refusal(response, now, true);
}

Result<Json> MastodonApi::Parse(const HttpResponse& response) const {
  Result<Json> value = ParseForeignJson(response.body);
  if (!value.ok()) return value.error().Within(base_url_);
  return value;
}

// The server's error text for a person; nothing decides on it.
std::string MastodonApi::Quote(const HttpResponse& response) const {
  const Result<Json> body = ParseForeignJson(response.body);
  const std::string text = body.ok() ? LineMember(*body, "error", kQuoteBytes) : std::string();
  return text.empty() ? std::string() : " (\"" + Redact(text, token_) + "\")";
}

Error MastodonApi::Refusal(const HttpResponse& response, Timestamp now, bool is_post) const {
  const int status = response.status;
  const std::string quote = Quote(response);
  const std::string code = base_url_ + ": answered " + std::to_string(status);
  if (status == 401) {
    return MakeError(ErrorKind::kReauthorize,
                     base_url_ + ": the access token is not accepted" + quote +
                         "; make a new one under Preferences > Development and put it into the token file");
  }
  if (status == 403 && SaysJson(response)) {
    return MakeError(ErrorKind::kPermission,
                     base_url_ + ": not allowed" + quote +
                         "; check that the account is not limited and that the token has the scopes read and write");
  }
  if (status == 404 || status == 410) {
    return MakeError(is_post ? ErrorKind::kTargetGone : ErrorKind::kNotFound,
                     code + ", no longer there or not visible to us" + quote);
  }
  if (status == 429) return ThrottledUntil(response, now, base_url_ + ": too many requests; waiting as the server asks");
  if (status >= 500) {
    return is_post ? MakeError(ErrorKind::kUnknownOutcome, code + " to what was sent; it may have arrived")
                   : MakeError(ErrorKind::kBackOff, code + "; it will be tried again");
  }
  if (status < 400)
    return MakeError(ErrorKind::kConfiguration, code + ", a redirect; check the server's address in the settings");
  if (status == 403) return MakeError(ErrorKind::kBackOff, code + " with a page instead of data (a firewall?)");
  return MakeError(is_post ? ErrorKind::kContentRejected : ErrorKind::kInvalidArgument, code + quote);
}

}  // namespace replywatch::mastodon

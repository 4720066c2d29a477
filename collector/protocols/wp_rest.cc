#include "collector/protocols/wp_rest.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxWarningBytes = 64 * 1024;
constexpr int kMaxStarts = 64;
constexpr Duration kFloodPause = Duration::Seconds(30);  // WordPress asks for 15 s between comments (comment.php, 2026)
constexpr Duration kThrottlePause = Duration::Minutes(1);

struct CodeKind {
  std::string_view code;
  ErrorKind kind;
};

// Codes of the comments controller and comment.php (core trunk, 2026).
constexpr std::array<CodeKind, 27> kCodes{{
    {"rest_not_logged_in", ErrorKind::kReauthorize},
    {"incorrect_password", ErrorKind::kReauthorize},
    {"invalid_username", ErrorKind::kReauthorize},
    {"invalid_email", ErrorKind::kReauthorize},
    {"application_passwords_disabled", ErrorKind::kReauthorize},
    {"rest_comment_login_required", ErrorKind::kReauthorize},
    {"rest_forbidden", ErrorKind::kPermission},
    {"rest_forbidden_context", ErrorKind::kPermission},
    {"rest_forbidden_param", ErrorKind::kPermission},
    {"rest_cannot_read", ErrorKind::kPermission},
    {"rest_cannot_edit", ErrorKind::kPermission},
    {"rest_cannot_read_post", ErrorKind::kPermission},
    {"rest_comment_invalid_author", ErrorKind::kPermission},
    {"rest_comment_closed", ErrorKind::kWindowClosed},
    {"rest_comment_draft_post", ErrorKind::kWindowClosed},
    {"rest_comment_trash_post", ErrorKind::kWindowClosed},
    {"rest_comment_content_invalid", ErrorKind::kContentRejected},
    {"rest_comment_author_data_required", ErrorKind::kContentRejected},
    {"rest_invalid_param", ErrorKind::kInvalidArgument},
    {"comment_content_column_length", ErrorKind::kContentRejected},
    {"comment_flood", ErrorKind::kRetryAt},
    {"comment_duplicate", ErrorKind::kAlreadySent},
    {"rest_comment_invalid_id", ErrorKind::kTargetGone},
    {"rest_post_invalid_id", ErrorKind::kTargetGone},
    {"rest_comment_invalid_post_id", ErrorKind::kTargetGone},
    {"rest_already_trashed", ErrorKind::kTargetGone},
    {"rest_no_route", ErrorKind::kConfiguration},
}};

ErrorKind KindByStatus(int status, bool is_json_error, bool is_write) {
  if (status == 401) return ErrorKind::kReauthorize;
  if (status == 429) return ErrorKind::kRetryAt;
  if (status >= 500) return is_write ? ErrorKind::kUnknownOutcome : ErrorKind::kBackOff;
  if (!is_json_error) return status < 400 ? ErrorKind::kConfiguration : ErrorKind::kBackOff;  // a firewall or a maintenance page
  if (status == 403) return ErrorKind::kPermission;
  if (status == 404 || status == 410) return is_write ? ErrorKind::kTargetGone : ErrorKind::kNotFound;
  return is_write ? ErrorKind::kContentRejected : ErrorKind::kInvalidArgument;
}

std::string_view Advice(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kReauthorize:
      return "; the user name or the application password is not accepted: make a new one under Users > Profile (if it is right, "
             "the "
             "host may strip the Authorization header)";
    case ErrorKind::kPermission: return "; the user needs the role Editor or Administrator";
    case ErrorKind::kWindowClosed: return "; comments are closed here";
    case ErrorKind::kTargetGone: return "; it is no longer there";
    case ErrorKind::kConfiguration: return "; check the site's address, and that no plugin switches the REST interface off";
    case ErrorKind::kUnknownOutcome: return "; it may have been carried out";
    case ErrorKind::kBackOff: return "; it will be tried again";
    default: return "";
  }
}

std::optional<std::int64_t> HeaderNumber(const HttpResponse& response, std::string_view name) {
  const auto text = response.Header(name);
  std::int64_t value = 0;
  if (!text || std::from_chars(text->data(), text->data() + text->size(), value).ec != std::errc() || value < 0)
    return std::nullopt;
  return value;
}

}  // namespace

Result<Json> ExtractWpJson(std::string_view body) {
  Result<Json> whole = ParseForeignJson(body);
  if (whole.ok()) return whole;
  // PHP prints its warnings in front; they may hold brackets too. What does not end like JSON holds none.
  const std::size_t end = body.find_last_not_of(" \t\r\n");
  if (end == std::string_view::npos || (body[end] != '}' && body[end] != ']')) return whole;
  std::size_t start = 0;
  for (int tries = 0; tries < kMaxStarts; ++tries) {
    start = body.find_first_of("{[", start);
    if (start == std::string_view::npos || start > kMaxWarningBytes) break;
    // A start that is followed by something JSON cannot begin with is not worth a parse.
    const std::size_t next = body.find_first_not_of(" \t\r\n", start + 1);
    const std::string_view allowed = body[start] == '{' ? "\"}" : "{[]\"0123456789-tfn";
    if (next != std::string_view::npos && allowed.find(body[next]) != std::string_view::npos) {
      Result<Json> value = ParseForeignJson(body.substr(start));
      if (value.ok()) return value;
    }
    ++start;
  }
  return whole;
}

ErrorKind WpErrorKind(int status, std::string_view code, bool is_write) {
  const auto* known = std::find_if(kCodes.begin(), kCodes.end(), [&](const CodeKind& entry) { return entry.code == code; });
  if (known == kCodes.end() || status >= 500) return KindByStatus(status, !code.empty(), is_write);
  // Not logged in at all: the password is wrong, whatever the code says about rights.
  if (status == 401 && known->kind == ErrorKind::kPermission) return ErrorKind::kReauthorize;
  return known->kind;
}

WpTotals ReadWpTotals(const HttpResponse& response) {
  return {HeaderNumber(response, "X-WP-Total"), HeaderNumber(response, "X-WP-TotalPages")};
}

WpRest::WpRest(HttpClient* http, std::string base_url, std::string user, Secret password)
    : http_(http), base_url_(std::move(base_url)), password_(std::move(password)) {
  authorization_ = Secret(Base64Encode(user + ":" + password_.Reveal()));
}

std::string WpRest::RouteUrl(std::string_view route, const QueryList& query) const {
  const std::string url =
      has_plain_permalinks_ ? base_url_ + "/?rest_route=" + PercentEncode(route) : base_url_ + "/wp-json" + std::string(route);
  return WithQuery(url, query);
}

HttpRequest WpRest::Prepare(std::string url) const {
  HttpRequest request;
  request.url = std::move(url);
  request.headers.push_back({"Authorization", "Basic " + authorization_.Reveal()});
  request.headers.push_back({"Accept", "application/json"});
  request.headers.push_back({"Cache-Control", "no-cache"});
  return request;
}

Result<HttpResponse> WpRest::Get(std::string_view route, QueryList query, Timestamp now, const CancelToken& cancel) {
  // Full-page caches have been seen to keep answers meant for somebody signed in.
  query.emplace_back("_", std::to_string(now.ms));
  RW_ASSIGN_OR_RETURN(HttpResponse response, http_->Send(Prepare(RouteUrl(route, query)), cancel));
  if (response.status >= 200 && response.status < 300) return response;
  return Refusal(response, now, false);
}

Result<HttpResponse> WpRest::Post(std::string_view route, const Json& body, Timestamp now, const CancelToken& cancel) {
  HttpRequest request = Prepare(RouteUrl(route, {}));
  request.method = HttpMethod::kPost;
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  request.content_type = "application/json";
  RW_ASSIGN_OR_RETURN(HttpResponse response, http_->Send(request, cancel));
  if (response.status >= 200 && response.status < 300) return response;
  return Refusal(response, now, true);
}

Result<Json> WpRest::Parse(const HttpResponse& response) const {
  Result<Json> value = ExtractWpJson(response.body);
  if (!value.ok()) return value.error().Within(base_url_);
  return value;
}

Error WpRest::Refusal(const HttpResponse& response, Timestamp now, bool is_write) const {
  const Result<Json> body = ExtractWpJson(response.body);
  const std::string code = body.ok() ? LineMember(*body, "code", 60) : std::string();
  std::string message = body.ok() ? LineMember(*body, "message", 200) : std::string();
  const auto redacted = [&](const std::string& text) { return Redact(Redact(text, authorization_), password_); };
  if (!message.empty()) message = " (\"" + redacted(message) + "\")";
  const ErrorKind kind = WpErrorKind(response.status, code, is_write);
  Error error = MakeError(kind, base_url_ + ": answered " + std::to_string(response.status) +
                                    (code.empty() ? "" : " " + redacted(code)) + message + std::string(Advice(kind)));
  if (kind == ErrorKind::kRetryAt) {
    const auto seconds = HeaderNumber(response, "Retry-After");
    const Duration pause = code == "comment_flood" ? kFloodPause : kThrottlePause;
    error.retry_at = now + (seconds && *seconds > 0 && *seconds < 86'400 ? Duration::Seconds(*seconds) : pause);
  }
  return error;
}

// The interface answers with JSON even when it refuses; a theme's page, with whatever status, means that it is not here.
Status WpRest::Discover(Timestamp now, const CancelToken& cancel) {
  for (const bool is_plain : {false, true}) {
    has_plain_permalinks_ = is_plain;
    Result<HttpResponse> answer = http_->Send(Prepare(RouteUrl("/wp/v2/types", {{"_", std::to_string(now.ms)}})), cancel);
    if (!answer.ok()) return answer.error();
    const Result<Json> body = ExtractWpJson(answer->body);
    const bool is_interface = body.ok() && body->is_object() && LineMember(*body, "code", 60) != "rest_no_route";
    if (is_interface && answer->status < 500 && answer->status != 429 && answer->status != 401) return {};
    const bool is_absent = answer->status < 400 || answer->status == 404;
    if (!is_absent) return Refusal(*answer, now, false);
  }
  return MakeError(
      ErrorKind::kConfiguration,
      base_url_ + ": no REST interface for comments here; check the site's address, and that no plugin switches it off");
}

}  // namespace replywatch

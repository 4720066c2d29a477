#include "collector/connectors/youtube/youtube_api.h"

#include <algorithm>
#include <charconv>
#include <nlohmann/json.hpp>

namespace replywatch::youtube {
namespace {

// What a call costs (Google's quota calculator, 2026); refused ones cost, too.
constexpr std::int64_t kUnitsPerRead = 1;
constexpr std::int64_t kUnitsPerWrite = 50;
constexpr std::string_view kRoot = "/youtube/v3";
constexpr std::size_t kQuoteBytes = 200;
constexpr std::int64_t kLongestPauseSeconds = 86'400;

struct ReasonRule {
  std::string_view reason;
  ErrorKind read;
  ErrorKind write;
};

// Documented reasons of the calls made here (Google's reference and recorded answers, 2026), whatever status they come with.
constexpr ReasonRule kReasons[] = {
    {"quotaExceeded", ErrorKind::kRetryAt, ErrorKind::kRetryAt},
    {"dailyLimitExceeded", ErrorKind::kRetryAt, ErrorKind::kRetryAt},
    {"rateLimitExceeded", ErrorKind::kBackOff, ErrorKind::kBackOff},
    {"userRateLimitExceeded", ErrorKind::kBackOff, ErrorKind::kBackOff},
    {"RATE_LIMIT_EXCEEDED", ErrorKind::kBackOff, ErrorKind::kBackOff},
    {"RESOURCE_EXHAUSTED", ErrorKind::kBackOff, ErrorKind::kBackOff},
    {"SERVICE_UNAVAILABLE", ErrorKind::kBackOff, ErrorKind::kBackOff},
    {"backendError", ErrorKind::kBackOff, ErrorKind::kBackOff},
    {"invalidPageToken", ErrorKind::kBackOff, ErrorKind::kInvalidArgument},
    {"authError", ErrorKind::kReauthorize, ErrorKind::kReauthorize},
    {"forbidden", ErrorKind::kPermission, ErrorKind::kPermission},
    {"insufficientPermissions", ErrorKind::kPermission, ErrorKind::kPermission},
    {"ineligibleAccount", ErrorKind::kPermission, ErrorKind::kPermission},
    {"commentsDisabled", ErrorKind::kWindowClosed, ErrorKind::kWindowClosed},
    {"operationNotSupported", ErrorKind::kInvalidArgument, ErrorKind::kWindowClosed},
    {"commentTextRequired", ErrorKind::kInvalidArgument, ErrorKind::kContentRejected},
    {"commentTextTooLong", ErrorKind::kInvalidArgument, ErrorKind::kContentRejected},
    {"invalidCommentMetadata", ErrorKind::kInvalidArgument, ErrorKind::kContentRejected},
    {"invalidCustomEmoji", ErrorKind::kInvalidArgument, ErrorKind::kContentRejected},
    {"parentCommentIsPrivate", ErrorKind::kInvalidArgument, ErrorKind::kInvalidArgument},
    {"commentNotFound", ErrorKind::kNotFound, ErrorKind::kTargetGone},
    {"parentCommentNotFound", ErrorKind::kNotFound, ErrorKind::kTargetGone},
    {"commentThreadNotFound", ErrorKind::kNotFound, ErrorKind::kTargetGone},
    {"videoNotFound", ErrorKind::kNotFound, ErrorKind::kTargetGone},
    {"keyInvalid", ErrorKind::kConfiguration, ErrorKind::kConfiguration},
    {"accessNotConfigured", ErrorKind::kConfiguration, ErrorKind::kConfiguration},
    {"SERVICE_DISABLED", ErrorKind::kConfiguration, ErrorKind::kConfiguration},
};

// For a person, after "answered 403, reason"; what to do about it where there is something.
std::string_view WhatToDo(ErrorKind kind, std::string_view reason) {
  if (reason == "invalidPageToken") return "; the listing begins anew";
  if (reason == "parentCommentIsPrivate") return "; the comment still waits for approval: approve it, then send the reply";
  switch (kind) {
    case ErrorKind::kReauthorize:
      return "; access is not accepted: sign in again as the channel and put the new refresh token into its file";
    case ErrorKind::kPermission:
      return "; sign in as the channel itself, with the scope https://www.googleapis.com/auth/youtube.force-ssl";
    case ErrorKind::kConfiguration:
      return "; enable the YouTube Data API v3 for the project in the Google Cloud console, and check base_url if it is set";
    case ErrorKind::kWindowClosed: return "; comments are turned off for this video, or the thread takes no replies";
    case ErrorKind::kTargetGone:
    case ErrorKind::kNotFound: return "; it is no longer there, or not visible to us";
    case ErrorKind::kUnknownOutcome: return " to a write; it may have been carried out";
    case ErrorKind::kBackOff: return "; it will be tried again";
    default: return "";
  }
}

// errors[0].reason; newer answers have the status word alone.
std::string ReasonOf(const Json& body) {
  const Json& error = Member(body, "error");
  const Json& errors = Member(error, "errors");
  std::string reason = errors.is_array() && !errors.empty() ? LineMember(errors.front(), "reason", kQuoteBytes) : std::string();
  return reason.empty() ? LineMember(error, "status", kQuoteBytes) : reason;
}

std::optional<Timestamp> RetryAfter(const HttpResponse& response, Timestamp now) {
  const auto after = response.Header("Retry-After");
  std::int64_t seconds = 0;
  if (!after || std::from_chars(after->data(), after->data() + after->size(), seconds).ec != std::errc()) return std::nullopt;
  if (seconds <= 0 || seconds > kLongestPauseSeconds) return std::nullopt;
  return now + Duration::Seconds(seconds);
}

}  // namespace

ErrorKind KindOfRefusal(int status, std::string_view reason, CallKind call) {
  const bool is_write = call != CallKind::kRead;
  if (status >= 500) return is_write ? ErrorKind::kUnknownOutcome : ErrorKind::kBackOff;
  // "Can be transient, but usually the input is invalid": once more, then never again.
  if (reason == "processingFailure") return call == CallKind::kRepeatedWrite ? ErrorKind::kContentRejected : ErrorKind::kBackOff;
  const auto* const rule =
      std::find_if(std::begin(kReasons), std::end(kReasons), [&](const ReasonRule& r) { return r.reason == reason; });
  if (rule != std::end(kReasons)) return is_write ? rule->write : rule->read;
  if (status == 401) return ErrorKind::kReauthorize;
  if (status == 403) return reason.empty() ? ErrorKind::kBackOff : ErrorKind::kPermission;  // without one: a firewall's page
  if (status == 404 && !reason.empty()) return is_write ? ErrorKind::kTargetGone : ErrorKind::kNotFound;
  if (status == 429) return ErrorKind::kBackOff;
  return status < 400 || status == 404 ? ErrorKind::kConfiguration : ErrorKind::kInvalidArgument;
}

// A token can be withdrawn before its time: one refusal costs a new one, two mean it.
Result<HttpResponse> YouTubeApi::Send(HttpRequest request, Cost cost, Timestamp now, const CancelToken& cancel) {
  reason_.clear();
  request.headers.push_back({"Accept", "application/json"});
  request.headers.push_back({"Authorization", ""});
  for (bool is_second = false;; is_second = true) {
    RW_ASSIGN_OR_RETURN(const Secret token, tokens_.Get(now, cancel));
    RW_RETURN_IF_ERROR(quota_.Charge(cost.units, cost.purpose, now));
    request.headers.back().value = "Bearer " + token.Reveal();
    RW_ASSIGN_OR_RETURN(HttpResponse response, http_->Send(request, cancel));
    if (response.status != 401 || is_second) return response;
    tokens_.Forget();
  }
}

Result<Json> YouTubeApi::Get(std::string_view path, const QueryList& query, Purpose purpose, Timestamp now,
                             const CancelToken& cancel) {
  HttpRequest request;
  request.url = WithQuery(base_url_ + std::string(kRoot) + std::string(path), query);
  RW_ASSIGN_OR_RETURN(const HttpResponse response, Send(std::move(request), {kUnitsPerRead, purpose}, now, cancel));
  if (response.status < 200 || response.status >= 300) return Refusal(response, CallKind::kRead, now);
  const auto date = response.Header("Date");
  server_time_ = date ? ParseHttpDate(*date) : std::nullopt;
  Result<Json> body = ParseForeignJson(response.body);
  if (!body.ok()) return body.error().Within(base_url_);
  return body;
}

Result<Json> YouTubeApi::Post(std::string_view path, const QueryList& query, const Json& body, CallKind call, Timestamp now,
                              const CancelToken& cancel) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = WithQuery(base_url_ + std::string(kRoot) + std::string(path), query);
  if (!body.is_null()) {
    request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
    request.content_type = "application/json";
  }
  RW_ASSIGN_OR_RETURN(const HttpResponse response, Send(std::move(request), {kUnitsPerWrite, Purpose::kReplying}, now, cancel));
  if (response.status < 200 || response.status >= 300) return Refusal(response, call, now);
  Result<Json> answer = ParseForeignJson(response.body);
  return answer.ok() ? std::move(answer).value() : Json();
}

Error YouTubeApi::Refusal(const HttpResponse& response, CallKind call, Timestamp now) {
  const Result<Json> body = ParseForeignJson(response.body);
  const std::string reason = body.ok() ? ReasonOf(*body) : std::string();
  reason_ = reason;
  const std::string message = body.ok() ? LineMember(Member(*body, "error"), "message", kQuoteBytes) : std::string();
  const ErrorKind kind = KindOfRefusal(response.status, reason, call);
  if (kind == ErrorKind::kRetryAt) return quota_.NoteExhausted(now);
  std::string text = base_url_ + ": answered " + std::to_string(response.status);
  if (!reason.empty()) text += ", " + tokens_.Redacted(reason);
  if (!message.empty()) text += " (\"" + tokens_.Redacted(message) + "\")";
  text += WhatToDo(kind, reason);
  Error error = MakeError(kind, std::move(text));
  if (kind == ErrorKind::kBackOff) {
    error.retry_at = RetryAfter(response, now);
    if (error.retry_at) error.kind = ErrorKind::kRetryAt;
  }
  return error;
}

}  // namespace replywatch::youtube

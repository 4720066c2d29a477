#include "collector/connectors/reddit/reddit_api.h"

#include <charconv>
#include <nlohmann/json.hpp>

namespace replywatch::reddit {
namespace {

// Where a limit tells no time: 429 has been recorded without any header, RATELIMIT with a bare sentence.
constexpr Duration kDefaultPause = Duration::Minutes(1);
constexpr Duration kDefaultContentPause = Duration::Minutes(10);

// "999.0": requests come as floating point.
std::optional<double> NumberIn(const HttpResponse& response, const char* name) {
  const auto header = response.Header(name);
  if (!header) return std::nullopt;
  double number = 0;
  const auto [end, error] = std::from_chars(header->data(), header->data() + header->size(), number);
  const bool is_sound = error == std::errc() && end == header->data() + header->size() && number >= 0 && number < 1e9;
  return is_sound ? std::optional(number) : std::nullopt;
}

}  // namespace

// A token can be withdrawn before its time: one refusal costs a new one, two mean it.
Result<HttpResponse> RedditApi::Send(HttpRequest request, Timestamp now, const CancelToken& cancel) {
  request.headers.push_back({"Accept", "application/json"});
  request.headers.push_back({"User-Agent", tokens_.user_agent()});
  request.headers.push_back({"Authorization", ""});
  answered_with_page_ = false;
  for (bool is_second = false;; is_second = true) {
    RW_ASSIGN_OR_RETURN(const Secret token, tokens_.Get(now, cancel));
    request.headers.back().value = "bearer " + token.Reveal();
    RW_ASSIGN_OR_RETURN(HttpResponse response, http_->Send(request, cancel));
    LearnFrom(response, now);
    if (response.status != 401 || is_second) return response;
    tokens_.Forget();
  }
}

// Errors and cached answers tell nothing; what was told before then stands.
void RedditApi::LearnFrom(const HttpResponse& response, Timestamp now) {
  if (const auto date = response.Header("Date")) server_time_ = ParseHttpDate(*date);
  const auto type = response.Header("Content-Type");
  answered_with_page_ = response.status < 300 && type && type->starts_with("text/html");
  const auto remaining = NumberIn(response, "X-Ratelimit-Remaining");
  const auto used = NumberIn(response, "X-Ratelimit-Used");
  const auto reset = NumberIn(response, "X-Ratelimit-Reset");
  if (!remaining || !reset) return;
  throttle_.remaining = static_cast<std::int64_t>(*remaining);
  throttle_.limit = used ? std::optional(static_cast<std::int64_t>(*remaining + *used)) : std::nullopt;
  throttle_.resets_at = now + Duration::Seconds(static_cast<std::int64_t>(*reset));
}

Result<Json> RedditApi::Get(std::string_view path, const QueryList& query, Timestamp now, const CancelToken& cancel) {
  HttpRequest request;
  request.url = WithQuery(WithQuery(base_url_ + std::string(path), query), {{"raw_json", "1"}});
  RW_ASSIGN_OR_RETURN(const HttpResponse response, Send(std::move(request), now, cancel));
  return Read(response, Intent::kRead, now);
}

HttpRequest RedditApi::FormRequest(std::string_view path, const QueryList& form) const {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = base_url_ + std::string(path) + "?raw_json=1";
  request.content_type = "application/x-www-form-urlencoded";
  request.body = "api_type=json&" + BuildQuery(form);
  return request;
}

Result<Json> RedditApi::Ask(std::string_view path, const QueryList& form, Timestamp now, const CancelToken& cancel) {
  const Result<HttpResponse> response = Send(FormRequest(path, form), now, cancel);
  if (response.ok()) return Read(*response, Intent::kRead, now);
  Error error = response.error();
  if (error.kind == ErrorKind::kUnknownOutcome) error.kind = cancel.cancelled() ? ErrorKind::kCancelled : ErrorKind::kBackOff;
  return error;
}

Result<Json> RedditApi::Post(std::string_view path, const QueryList& form, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const HttpResponse response, Send(FormRequest(path, form), now, cancel));
  return Read(response, Intent::kWrite, now);
}

Result<Json> RedditApi::Read(const HttpResponse& response, Intent intent, Timestamp now) const {
  Result<Json> body = ParseForeignJson(response.body);
  if (const auto refusal = ReadRefusal(response.status, body.ok() ? *body : Member({}, "")))
    return Explain(*refusal, response, intent, now);
  if (body.ok()) return body;
  if (intent == Intent::kRead) return body.error().Within(base_url_);
  return MakeError(ErrorKind::kUnknownOutcome, base_url_ + ": the answer to a reply is no JSON; it may have been posted");
}

Error RedditApi::Explain(const Refusal& refusal, const HttpResponse& response, Intent intent, Timestamp now) const {
  const ErrorKind kind = KindOf(refusal, intent);
  std::string text = base_url_ + ": answered " + std::to_string(refusal.status);
  if (!refusal.code.empty()) text += ", " + tokens_.Redacted(refusal.code);
  if (!refusal.message.empty()) text += " (\"" + tokens_.Redacted(refusal.message) + "\")";
  Error error = MakeError(kind, text + std::string(WhatToDo(kind)));
  if (kind != ErrorKind::kRetryAt) return error;
  const bool is_of_content = !refusal.code.empty();
  const auto wait = is_of_content ? refusal.wait : WaitOf(response);
  error.retry_at = now + wait.value_or(is_of_content ? kDefaultContentPause : kDefaultPause);
  error.only_this = is_of_content;  // how much may be posted; reading has limits of its own
  return error;
}

}  // namespace replywatch::reddit

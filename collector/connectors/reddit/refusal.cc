#include "collector/connectors/reddit/refusal.h"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <nlohmann/json.hpp>

namespace replywatch::reddit {
namespace {

constexpr std::size_t kMaxCodeBytes = 80;
constexpr std::size_t kQuoteBytes = 200;
constexpr double kLongestWaitSeconds = 86'400;
constexpr std::string_view kRejectedPrefix = "SUBMIT_VALIDATION_";  // of a family of codes (recorded answers, 2020)

struct CodeRule {
  std::string_view code;
  ErrorKind kind;
};

// Codes of the calls made here (Reddit's published source, and recorded answers 2016 to 2025).
constexpr CodeRule kCodes[] = {
    {"RATELIMIT", ErrorKind::kRetryAt},
    {"SUBREDDIT_RATELIMIT", ErrorKind::kRetryAt},
    {"USER_REQUIRED", ErrorKind::kReauthorize},
    {"TOO_OLD", ErrorKind::kWindowClosed},
    {"THREAD_LOCKED", ErrorKind::kWindowClosed},
    {"USER_BLOCKED", ErrorKind::kWindowClosed},
    {"USER_BLOCKED_MESSAGE", ErrorKind::kWindowClosed},
    {"USER_MUTED", ErrorKind::kWindowClosed},
    {"NOT_WHITELISTED_BY_USER_MESSAGE", ErrorKind::kWindowClosed},
    {"SUBREDDIT_NOTALLOWED", ErrorKind::kWindowClosed},
    {"DELETED_COMMENT", ErrorKind::kTargetGone},
    {"DELETED_LINK", ErrorKind::kTargetGone},
    {"USER_DOESNT_EXIST", ErrorKind::kTargetGone},
    {"TOO_LONG", ErrorKind::kContentRejected},
    {"NO_TEXT", ErrorKind::kContentRejected},
    {"BAD_URL", ErrorKind::kContentRejected},
    {"DOMAIN_BANNED", ErrorKind::kContentRejected},
};

// A number of seconds that may come as text.
std::optional<Duration> SecondsOf(double seconds) {
  if (!std::isfinite(seconds) || seconds <= 0 || seconds > kLongestWaitSeconds) return std::nullopt;
  return Duration::Milliseconds(static_cast<std::int64_t>(std::ceil(seconds * 1000)));
}

std::optional<Duration> SecondsIn(std::string_view text) {
  double seconds = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), seconds);
  return error == std::errc() && end == text.data() + text.size() ? SecondsOf(seconds) : std::nullopt;
}

std::optional<Duration> UnitAt(std::string_view text) {
  if (text.starts_with("millisecond")) return Duration::Milliseconds(1);
  if (text.starts_with("second")) return Duration::Seconds(1);
  if (text.starts_with("minute")) return Duration::Minutes(1);
  if (text.starts_with("hour")) return Duration::Hours(1);
  return std::nullopt;
}

// {"json":{"errors":[["CODE","text","field"]],"ratelimit":seconds}}
std::optional<Refusal> ReadListed(int status, const Json& body) {
  const Json& json = Member(body, "json");
  const Json& errors = Member(json, "errors");
  if (!errors.is_array() || errors.empty()) return std::nullopt;
  Refusal refusal;
  refusal.status = status;
  refusal.is_json = true;
  const Json& first = errors.front();
  const auto text = [&](std::size_t i, std::size_t max_bytes) {
    return first.is_array() && first.size() > i ? LineMember(Json{{"text", first[i]}}, "text", max_bytes) : std::string();
  };
  refusal.code = text(0, kMaxCodeBytes);
  refusal.message = text(1, kQuoteBytes);
  const Json& seconds = Member(json, "ratelimit");
  refusal.wait = seconds.is_number() ? SecondsOf(seconds.get<double>()) : std::nullopt;
  if (!refusal.wait) refusal.wait = WaitIn(refusal.message);
  return refusal;
}

}  // namespace

std::optional<Duration> WaitIn(std::string_view sentence) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  for (std::size_t i = 0; i < sentence.size(); ++i) {
    if (!is_digit(sentence[i])) continue;
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(sentence.data() + i, sentence.data() + sentence.size(), number);
    i = static_cast<std::size_t>(end - sentence.data());
    const std::string_view rest = sentence.substr(std::min(sentence.find_first_not_of(' ', i), sentence.size()));
    const auto unit = UnitAt(rest);
    if (error != std::errc() || !unit || number <= 0 || number > 86'400'000) continue;
    const Duration wait = *unit * number;
    if (wait <= Duration::Days(1)) return wait;
  }
  return std::nullopt;
}

std::optional<Duration> WaitOf(const HttpResponse& response) {
  for (const char* name : {"Retry-After", "X-Ratelimit-Reset"}) {
    const auto header = response.Header(name);
    if (!header) continue;
    if (const auto wait = SecondsIn(*header)) return wait;
  }
  return std::nullopt;
}

std::optional<Refusal> ReadRefusal(int status, const Json& body) {
  if (auto listed = ReadListed(status, body)) return listed;
  if (status >= 200 && status < 300) return std::nullopt;
  // {"message","error":403,"reason"?} or {"fields","explanation","message","reason","error_type"}
  Refusal refusal;
  refusal.status = status;
  refusal.is_json = body.is_object();
  refusal.code = LineMember(body, "reason", kMaxCodeBytes);
  refusal.message = LineMember(body, "explanation", kQuoteBytes);
  if (refusal.message.empty()) refusal.message = LineMember(body, "message", kQuoteBytes);
  return refusal;
}

ErrorKind KindOf(const Refusal& refusal, Intent intent) {
  const bool is_write = intent == Intent::kWrite;
  const int status = refusal.status;
  const auto* const rule =
      std::find_if(std::begin(kCodes), std::end(kCodes), [&](const CodeRule& r) { return r.code == refusal.code; });
  if (rule != std::end(kCodes)) return rule->kind;
  if (refusal.code.starts_with(kRejectedPrefix)) return ErrorKind::kContentRejected;
  if (status == 401) return ErrorKind::kReauthorize;
  if (status == 403) return refusal.is_json ? ErrorKind::kPermission : ErrorKind::kBackOff;  // a page: the servers in front
  // 451: withheld for legal reasons, for good.
  if (status == 404 || status == 451) return is_write ? ErrorKind::kTargetGone : ErrorKind::kNotFound;
  if (status == 429) return ErrorKind::kRetryAt;
  if (status == 409 || status >= 500) return is_write ? ErrorKind::kUnknownOutcome : ErrorKind::kBackOff;
  return status >= 300 && status < 400 ? ErrorKind::kConfiguration : ErrorKind::kInvalidArgument;
}

std::string_view WhatToDo(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kRetryAt: return "; waiting as long as Reddit asks";
    case ErrorKind::kBackOff: return "; it will be tried again";
    case ErrorKind::kReauthorize:
      return "; access is not accepted: authorize the app again and put the new refresh token into its file";
    case ErrorKind::kPermission:
      return "; check that the account is not banned or suspended there and that the app has the scopes identity, read, history, "
             "privatemessages and submit";
    case ErrorKind::kConfiguration: return ", a redirect; check base_url if it is set";
    case ErrorKind::kWindowClosed: return "; no more replies are taken here";
    case ErrorKind::kTargetGone:
    case ErrorKind::kNotFound: return "; it is no longer there, or not visible to us";
    case ErrorKind::kContentRejected: return "; change the text";
    case ErrorKind::kUnknownOutcome: return " to a reply; it may have been posted";
    default: return "";
  }
}

}  // namespace replywatch::reddit

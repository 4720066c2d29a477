#include "collector/connectors/bluesky/refusal.h"

#include <algorithm>
#include <array>
#include <charconv>
#include <nlohmann/json.hpp>
#include <string_view>

#include "collector/protocols/json_reader.h"

namespace replywatch::bluesky {
namespace {

constexpr std::size_t kMessageBytes = 200;
constexpr std::size_t kNameBytes = 80;
// docs.bsky.app, "rate limits", 2026.
constexpr Duration kShortestWindow = Duration::Minutes(5);

// Names from the lexicons and the sources of PDS and chat service, 2026.
using Names = std::initializer_list<std::string_view>;
bool IsOneOf(const std::string& name, Names names) { return std::find(names.begin(), names.end(), name) != names.end(); }

bool IsAboutToken(const Refusal& refusal) {
  return IsOneOf(refusal.name, {"ExpiredToken", "InvalidToken", "AuthMissing", "AuthenticationRequired"}) ||
         refusal.status == 401;
}
bool IsAboutAccount(const std::string& name) {
  return IsOneOf(name, {"AccountTakedown", "AccountSuspended", "AccountDeactivated", "RepoTakendown", "RepoSuspended",
                        "RepoDeactivated", "Forbidden"});
}
bool IsGone(const std::string& name) {
  return IsOneOf(name, {"RecordNotFound", "NotFound", "InvalidConvo", "ReplyTargetNotFound", "ActorNotFound"});
}
bool IsClosed(const std::string& name) {
  return IsOneOf(name, {"BlockedActor", "BlockedByActor", "BlockedSubject", "ConvoLocked", "MessagesDisabled",
                        "NotFollowedBySender", "RecipientNotFound", "UserForbidsMessages"});
}

std::optional<std::int64_t> ParseInteger(std::string_view text) {
  std::int64_t value = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
  if (error != std::errc() || end != text.data() + text.size()) return std::nullopt;
  return value;
}

std::optional<std::int64_t> IntegerHeader(const HttpResponse& response, std::string_view name) {
  const auto value = response.Header(name);
  return value ? ParseInteger(*value) : std::nullopt;
}

}  // namespace

Refusal ReadRefusal(const HttpResponse& response) {
  Refusal refusal;
  refusal.status = response.status;
  const Result<Json> body = ParseForeignJson(response.body);
  if (!body.ok()) return refusal;
  refusal.name = LineMember(*body, "error", kNameBytes);
  refusal.message = LineMember(*body, "message", kMessageBytes);
  return refusal;
}

ErrorKind KindOf(const Refusal& refusal, Intent intent) {
  const bool is_write = intent == Intent::kWrite;
  if (refusal.status == 429 || refusal.name == "RateLimitExceeded") return ErrorKind::kRetryAt;
  if (refusal.status >= 500) return is_write ? ErrorKind::kUnknownOutcome : ErrorKind::kBackOff;
  if (refusal.status < 400) return ErrorKind::kConfiguration;  // a redirect
  if (IsAboutAccount(refusal.name)) return ErrorKind::kPermission;
  if (IsAboutToken(refusal)) return ErrorKind::kReauthorize;
  if (IsClosed(refusal.name)) return ErrorKind::kWindowClosed;
  if (IsGone(refusal.name)) return is_write ? ErrorKind::kTargetGone : ErrorKind::kNotFound;
  if (refusal.name == "InvalidSwap") return is_write ? ErrorKind::kAlreadySent : ErrorKind::kBackOff;
  if (refusal.name.empty() && refusal.status == 404) return ErrorKind::kConfiguration;  // no XRPC server
  if (refusal.name.empty() && refusal.status == 403) return ErrorKind::kBackOff;        // a firewall's page
  if (refusal.status == 403) return ErrorKind::kPermission;
  if (refusal.status == 408) return is_write ? ErrorKind::kUnknownOutcome : ErrorKind::kBackOff;
  return is_write ? ErrorKind::kContentRejected : ErrorKind::kInvalidArgument;
}

Throttle ReadThrottle(const HttpResponse& response) {
  constexpr std::int64_t kLaterThanAnySeconds = 253'402'300'799;  // the year 9999
  Throttle throttle;
  throttle.limit = IntegerHeader(response, "RateLimit-Limit");
  throttle.remaining = IntegerHeader(response, "RateLimit-Remaining");
  const auto reset = IntegerHeader(response, "RateLimit-Reset");
  if (reset && *reset > 0 && *reset <= kLaterThanAnySeconds) throttle.resets_at = Timestamp{*reset * 1000};
  return throttle;
}

Timestamp ComeBackAt(const HttpResponse& response, Timestamp now) {
  if (const auto reset = ReadThrottle(response).resets_at; reset && *reset > now) return *reset;
  const auto after = IntegerHeader(response, "Retry-After");
  return now + (after && *after > 0 && *after < 86'400 ? Duration::Seconds(*after) : kShortestWindow);
}

}  // namespace replywatch::bluesky

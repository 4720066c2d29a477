#include "collector/connectors/telegram/telegram_api.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "collector/http/url.h"

namespace replywatch::telegram {
namespace {

constexpr Duration kSendDeadline = Duration::Seconds(50);  // nothing tells later whether a message went out: better to wait
constexpr Duration kDefaultPause = Duration::Seconds(30);
constexpr std::int64_t kLongestPauseSeconds = 86'400;
constexpr std::size_t kQuoteBytes = 200;

struct Beginning {
  int code;
  std::string_view text;  // lower case
  ErrorKind kind;
};
// Error codes are those of HTTP and too coarse; descriptions begin in fixed ways (source of the Bot API server, 2026).
constexpr std::array<Beginning, 20> kBeginnings{{
    {404, "not found", ErrorKind::kReauthorize},  // what a wrong token is answered with
    {400, "bad request: message to be replied not found", ErrorKind::kTargetGone},
    {400, "bad request: message to reply not found", ErrorKind::kTargetGone},
    {400, "bad request: replied message not found", ErrorKind::kTargetGone},
    {400, "bad request: message thread not found", ErrorKind::kTargetGone},
    {400, "bad request: topic_closed", ErrorKind::kWindowClosed},
    {400, "bad request: topic_deleted", ErrorKind::kTargetGone},
    {400, "bad request: chat not found", ErrorKind::kTargetGone},
    {400, "bad request: peer_id_invalid", ErrorKind::kTargetGone},
    {400, "bad request: group chat was upgraded", ErrorKind::kTargetGone},
    {400, "bad request: message is too long", ErrorKind::kContentRejected},
    {400, "bad request: message text is empty", ErrorKind::kContentRejected},
    {400, "bad request: text must be non-empty", ErrorKind::kContentRejected},
    {400, "bad request: can't parse entities", ErrorKind::kContentRejected},
    {400, "bad request: not enough rights", ErrorKind::kPermission},
    {400, "bad request: have no rights", ErrorKind::kPermission},
    {400, "bad request: chat_write_forbidden", ErrorKind::kPermission},
    {400, "bad request: chat_admin_required", ErrorKind::kPermission},
    {400, "bad request: chat_restricted", ErrorKind::kPermission},
    {400, "bad request: need administrator rights", ErrorKind::kPermission},
}};

std::string_view Advice(ErrorKind kind) {
  switch (kind) {
    case ErrorKind::kReauthorize:
      return "; the token is not accepted: ask @BotFather for the bot's token and put it into the token file";
    case ErrorKind::kPermission: return "; the bot may not do that here: make it an administrator of the group";
    case ErrorKind::kConfiguration: return "; something else reads this bot's messages, too: stop it, or remove its webhook";
    case ErrorKind::kTargetGone: return "; the message is gone, or the person or group can no longer be written to";
    case ErrorKind::kWindowClosed: return "; the topic is closed";
    case ErrorKind::kUnknownOutcome: return "; it may have been sent";
    case ErrorKind::kBackOff: return "; it will be tried again";
    default: return "";
  }
}

std::string Lower(std::string_view text) {
  std::string out(text);
  std::transform(out.begin(), out.end(), out.begin(),
                 [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
  return out;
}

std::string TextOf(const Json& value) { return value.is_string() ? value.get<std::string>() : value.dump(); }

}  // namespace

ErrorKind KindOf(int error_code, std::string_view description, bool is_write) {
  const std::string text = Lower(description);
  for (const Beginning& beginning : kBeginnings) {
    if (error_code == beginning.code && text.starts_with(beginning.text)) return beginning.kind;
  }
  switch (error_code) {
    case 401: return ErrorKind::kReauthorize;
    // Blocked by the person, kicked from the group, never started: final for that chat, not for the bot.
    case 403: return is_write ? ErrorKind::kTargetGone : ErrorKind::kPermission;
    case 409: return ErrorKind::kConfiguration;
    case 429: return ErrorKind::kRetryAt;
    default: break;
  }
  if (error_code >= 500 || error_code < 400) return is_write ? ErrorKind::kUnknownOutcome : ErrorKind::kBackOff;
  return is_write ? ErrorKind::kContentRejected : ErrorKind::kInvalidArgument;
}

TelegramApi::TelegramApi(HttpClient* http, std::string base_url, Secret token)
    : http_(http), base_url_(std::move(base_url)), token_(std::move(token)) {}

std::string TelegramApi::UrlOf(std::string_view method) const {
  return base_url_ + "/bot" + token_.Reveal() + "/" + std::string(method);
}

Result<Json> TelegramApi::Read(std::string_view method, const Json& parameters, Timestamp now, const CancelToken& cancel) {
  QueryList query;
  for (const auto& [name, value] : parameters.items()) query.emplace_back(name, TextOf(value));
  HttpRequest request;
  request.url = WithQuery(UrlOf(method), query);
  RW_ASSIGN_OR_RETURN(const HttpResponse response, http_->Send(request, cancel));
  return Take(response, now, false);
}

Result<Json> TelegramApi::Write(std::string_view method, const Json& parameters, Timestamp now, const CancelToken& cancel) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = UrlOf(method);
  request.body = parameters.dump(-1, ' ', false, Json::error_handler_t::replace);
  request.content_type = "application/json";
  request.deadline = kSendDeadline;
  RW_ASSIGN_OR_RETURN(const HttpResponse response, http_->Send(request, cancel));
  return Take(response, now, true);
}

Result<Json> TelegramApi::Take(const HttpResponse& response, Timestamp now, bool is_write) {
  Result<Json> body = ParseForeignJson(response.body);
  moved_to_.clear();
  if (response.status < 300 && body.ok() && BoolMember(*body, "ok")) {
    const auto date = response.Header("Date");
    server_time_ = date ? ParseHttpDate(*date) : std::nullopt;
    return Json(std::move((*body)["result"]));
  }
  // A page instead of an answer is something on the way there: it says nothing of the account, nor of the message.
  const bool is_refusal = body.ok() && body->is_object() && body->contains("ok");
  const int code =
      is_refusal
          ? static_cast<int>(std::clamp<std::int64_t>(IntegerMember(*body, "error_code").value_or(response.status), 0, 999))
          : (response.status == 429 ? 429 : 502);
  if (is_refusal) moved_to_ = IdMember(Member(*body, "parameters"), "migrate_to_chat_id");
  const std::string description = is_refusal ? LineMember(*body, "description", kQuoteBytes) : std::string();
  const ErrorKind kind = KindOf(code, description, is_write);
  const std::string quote = description.empty() ? std::string() : " (\"" + Redact(description, token_) + "\")";
  Error error = MakeError(kind, base_url_ + ": answered " + std::to_string(response.status) + quote + std::string(Advice(kind)));
  if (kind == ErrorKind::kRetryAt) {
    const auto seconds = body.ok() ? IntegerMember(Member(*body, "parameters"), "retry_after") : std::nullopt;
    const bool is_sound = seconds && *seconds > 0 && *seconds <= kLongestPauseSeconds;
    error.retry_at = now + (is_sound ? Duration::Seconds(*seconds) : kDefaultPause);
  }
  return error;
}

}  // namespace replywatch::telegram

// Webhook: an alert as JSON to an address, for programs of one's own and for chat channels. README.md has the shapes.
#include <nlohmann/json.hpp>

#include "collector/notifiers/notifier.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

// Discord refuses longer texts (API v10, "Execute Webhook": content, up to 2000 characters; read 2026-11).
constexpr std::size_t kMostDiscordCharacters = 2000;

std::string CutToCharacters(const std::string& text, std::size_t most) {
  std::size_t characters = 0;
  for (std::size_t i = 0; i < text.size(); ++i) {
    const bool starts = (static_cast<unsigned char>(text[i]) & 0xC0U) != 0x80U;
    if (starts && ++characters > most) return text.substr(0, i);
  }
  return text;
}

Json PayloadOf(const Notification& n, const std::string& format) {
  const std::string text = n.title + (n.body.empty() ? "" : "\n" + n.body);
  if (format == "slack") return {{"text", text}};
  // Names that people chose must not call everybody in the channel.
  if (format == "discord")
    return {{"content", CutToCharacters(text, kMostDiscordCharacters)}, {"allowed_mentions", {{"parse", Json::array()}}}};
  Json alerts = Json::array();
  for (const AlertId id : n.alerts) alerts.push_back(id.value);
  return {{"key", n.dedup_key}, {"title", n.title}, {"text", text}, {"body", n.body}, {"at", FormatRfc3339(n.created_at)},
          {"alerts", alerts}};
}

Status JudgeAnswer(const HttpResponse& response) {
  if (response.status < 300) return {};
  const std::string what = "the webhook answered " + std::to_string(response.status);
  if (response.status == 429 || response.status >= 500) return MakeError(ErrorKind::kBackOff, what);
  if (response.status == 401 || response.status == 403)
    return MakeError(ErrorKind::kPermission, what + "; ask for a new address and put it into the settings");
  if (response.status == 404 || response.status == 410)
    return MakeError(ErrorKind::kConfiguration, what + "; the channel or address is gone: put a new one into the settings");
  return MakeError(ErrorKind::kContentRejected, what);
}

class WebhookNotifier final : public Notifier {
 public:
  // The address of a channel is its password.
  WebhookNotifier(Secret url, std::string format, HttpClient& http)
      : url_(std::move(url)), format_(std::move(format)), http_(http) {}

  Status Send(const Notification& notification, const std::string&, const CancelToken& cancel) override {
    HttpRequest request;
    request.method = HttpMethod::kPost;
    request.url = url_.Reveal();
    request.headers = {{"Idempotency-Key", notification.dedup_key}};
    request.content_type = "application/json";
    request.body = PayloadOf(notification, format_).dump(-1, ' ', false, Json::error_handler_t::replace);
    request.deadline = Duration::Seconds(15);
    request.max_body_bytes = 64 * 1024;
    const auto response = http_.Send(request, cancel);
    if (response.ok()) return JudgeAnswer(*response);
    // What broke underway may have arrived: the receiver tells by the key, and a lost alert is worse than one that comes twice.
    const ErrorKind kind = response.error().kind == ErrorKind::kUnknownOutcome ? ErrorKind::kBackOff : response.error().kind;
    return MakeError(kind, Redact(response.error().text, url_));
  }

 private:
  Secret url_;
  std::string format_;
  HttpClient& http_;
};

}  // namespace

Result<std::unique_ptr<Notifier>> MakeWebhookNotifier(const NotifySettings& notify, const NotifierContext& context) {
  Secret url(notify.url);
  if (notify.secret_url) {
    RW_ASSIGN_OR_RETURN(url, ReadSecret(*notify.secret_url));
  }
  return std::unique_ptr<Notifier>(std::make_unique<WebhookNotifier>(std::move(url), notify.format, context.http));
}

}  // namespace replywatch

#include <algorithm>
#include <random>
#include <utility>

#include "collector/http/url.h"
#include "collector/protocols/mail/mail_transport.h"

namespace replywatch {
namespace {

std::string SessionName() {
  std::random_device random;
  return std::to_string(random()) + std::to_string(random());
}

// What a refusal by HTTP is in IMAP (codes of RFC 5530).
std::string RefusalFor(int status) {
  switch (status) {
    case 401: return "NO [AUTHENTICATIONFAILED] practice";
    case 403: return "NO [NOPERM] practice";
    case 404: return "NO [NONEXISTENT] practice";
    case 410: return "NO [EXPIRED] practice";
    case 422: return "NO [CANNOT] practice";
    case 429: return "NO [LIMIT] practice";
    case 503: return "NO [UNAVAILABLE] practice";
    default: return "NO [SERVERBUG] practice";
  }
}

Error Lost(const Error& error) {
  return error.kind == ErrorKind::kUnknownOutcome ? MakeError(ErrorKind::kBackOff, error.text) : error;
}

class PracticeMailStream final : public MailStream {
 public:
  PracticeMailStream(HttpClient* http, std::string url, std::string session)
      : http_(http), url_(std::move(url)), session_(std::move(session)) {}

  Status Write(std::string_view bytes, const CancelToken& cancel) override {
    written_ += bytes;
    if (AsksForMore()) {
      answer_ += "+ go on\r\n";
      return {};
    }
    HttpRequest request;
    const bool changes = written_.find(" APPEND ") < written_.find('\n') || written_.find(" STORE ") < written_.find('\n');
    request.method = changes ? HttpMethod::kPost : HttpMethod::kGet;
    request.url = changes ? WithQuery(url_, {{"session", session_}}) : WithQuery(url_, {{"q", written_}, {"session", session_}});
    if (changes) request.body = written_;
    request.content_type = "text/plain; charset=utf-8";
    request.max_body_bytes = 32LL * 1024 * 1024;
    const std::string tag = written_.substr(0, written_.find(' '));
    written_.clear();
    asked_for_more_ = false;
    const auto response = http_->Send(request, cancel);
    if (!response.ok()) return Lost(response.error());
    answer_ += response->status == 200 ? response->body : tag + " " + RefusalFor(response->status) + "\r\n";
    return {};
  }

  Result<std::string> Read(const CancelToken& /*cancel*/) override {
    if (answer_.empty()) return MakeError(ErrorKind::kBackOff, "the connection to the mailbox broke");
    return std::exchange(answer_, {});
  }

 private:
  // After the announcement of a literal the server is to say that it may come.
  bool AsksForMore() {
    if (asked_for_more_ || !written_.ends_with("}\r\n")) return false;
    asked_for_more_ = true;
    return true;
  }

  HttpClient* http_;
  std::string url_;
  std::string session_;
  std::string written_;
  std::string answer_;
  bool asked_for_more_ = false;
};

class PracticeMailTransport final : public MailTransport {
 public:
  PracticeMailTransport(HttpClient* http, std::string base_url, MailAccount account)
      : http_(http), base_url_(std::move(base_url)), account_(std::move(account)) {}

  Result<OpenMailbox> Open(const CancelToken& cancel) override {
    const std::string session = SessionName();
    OpenMailbox out;
    RW_RETURN_IF_ERROR(SignIn(base_url_ + "/imap?session=" + session, cancel));
    out.stream = std::make_unique<PracticeMailStream>(http_, base_url_ + "/imap", session);
    return out;
  }

  Status CheckSending(const CancelToken& cancel) override { return SignIn(base_url_ + "/smtp", cancel); }

  void UseToken(Secret token) override { account_.token = std::move(token); }

  Status Submit(const std::string& from, const std::string& to, const std::string& mail, const CancelToken& cancel) override {
    HttpRequest request = Request(HttpMethod::kPost, WithQuery(base_url_ + "/smtp", {{"from", from}, {"to", to}}));
    request.body = mail;
    request.content_type = "message/rfc822";
    RW_ASSIGN_OR_RETURN(const HttpResponse response, http_->Send(request, cancel));
    if (response.status == 200) return response.body.starts_with('2') ? Status() : Status(JudgeSmtpReply(response.body, false));
    if (response.status >= 500)
      return MakeError(ErrorKind::kUnknownOutcome, "the mail server did not say whether it took the mail");
    return JudgeStatus(response.status);
  }

 private:
  HttpRequest Request(HttpMethod method, std::string url) const {
    HttpRequest request;
    request.method = method;
    request.url = std::move(url);
    const std::string basic = "Basic " + Base64Encode(account_.user + ":" + account_.password.Reveal());
    request.headers.push_back({"Authorization", account_.token.empty() ? basic : "Bearer " + account_.token.Reveal()});
    return request;
  }

  static Error JudgeStatus(int status) {
    switch (status) {
      case 401: return MakeError(ErrorKind::kReauthorize, "the practice server refuses the sign-in; correct user and password");
      case 403: return MakeError(ErrorKind::kPermission, "the practice server refuses this; ask it for access");
      default: return MakeError(ErrorKind::kBackOff, "the practice server answers " + std::to_string(status));
    }
  }

  Status SignIn(const std::string& url, const CancelToken& cancel) {
    RW_ASSIGN_OR_RETURN(const HttpResponse response, http_->Send(Request(HttpMethod::kGet, url), cancel));
    return response.status == 200 ? Status() : Status(JudgeStatus(response.status));
  }

  HttpClient* http_;
  std::string base_url_;
  MailAccount account_;
};

}  // namespace

std::unique_ptr<MailTransport> MakePracticeMailTransport(HttpClient* http, std::string base_url, MailAccount account) {
  return std::make_unique<PracticeMailTransport>(http, std::move(base_url), std::move(account));
}

}  // namespace replywatch

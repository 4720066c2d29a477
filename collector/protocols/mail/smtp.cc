#include "collector/protocols/mail/smtp.h"

#include <curl/curl.h>

#include <memory>
#include <mutex>

#include "collector/protocols/mail/header_text.h"

namespace replywatch {
namespace {

constexpr long kConnectSeconds = 20;
constexpr long kTotalSeconds = 60;

struct CurlDeleter {
  void operator()(CURL* curl) const { curl_easy_cleanup(curl); }
  void operator()(curl_mime* mime) const { curl_mime_free(mime); }
  void operator()(curl_slist* list) const { curl_slist_free_all(list); }
};
using Curl = std::unique_ptr<CURL, CurlDeleter>;
using Mime = std::unique_ptr<curl_mime, CurlDeleter>;
using List = std::unique_ptr<curl_slist, CurlDeleter>;

void Append(List& list, const std::string& line) { list.reset(curl_slist_append(list.release(), line.c_str())); }

std::string AddressOf(const std::string& mailbox) {
  const std::size_t open = mailbox.rfind('<');
  if (open == std::string::npos) return mailbox;
  return mailbox.substr(open + 1, mailbox.find('>', open) - open - 1);
}

bool HasLineBreak(const std::string& text) { return text.find_first_of("\r\n") != std::string::npos; }

bool IsLoopback(const std::string& url) {
  for (const char* start : {"smtp://127.0.0.1", "smtp://localhost", "smtp://[::1]"}) {
    const std::string_view prefix(start);
    if (url.starts_with(prefix) && (url.size() == prefix.size() || url[prefix.size()] == ':' || url[prefix.size()] == '/'))
      return true;
  }
  return false;
}

int OnProgress(void* cancel, curl_off_t, curl_off_t, curl_off_t, curl_off_t) {
  return static_cast<const CancelToken*>(cancel)->cancelled() ? 1 : 0;
}

void AddPart(curl_mime* mime, const std::string& content, const std::string& type, const std::string& file_name) {
  curl_mimepart* part = curl_mime_addpart(mime);
  curl_mime_data(part, content.data(), content.size());
  curl_mime_type(part, type.c_str());
  curl_mime_encoder(part, "base64");
  if (!file_name.empty()) curl_mime_filename(part, file_name.c_str());
}

Status JudgeCode(CURLcode code, long answer) {
  const std::string text =
      std::string("the mail server: ") + curl_easy_strerror(code) + (answer > 0 ? " (" + std::to_string(answer) + ")" : "");
  switch (code) {
    case CURLE_OK: return {};
    case CURLE_LOGIN_DENIED: return MakeError(ErrorKind::kReauthorize, text + "; correct user and password in \"mail\"");
    case CURLE_ABORTED_BY_CALLBACK: return MakeError(ErrorKind::kCancelled, "cancelled");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return MakeError(ErrorKind::kConfiguration, text + "; its certificate is not trusted, name the authority in \"ca_file\"");
    case CURLE_USE_SSL_FAILED:
      return MakeError(ErrorKind::kConfiguration, text + "; it offers no encryption, write smtps:// into \"mail\"");
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return MakeError(ErrorKind::kConfiguration, text + "; write an address such as smtps://mail.example:465 into \"mail\"");
    default: break;
  }
  if (answer >= 500) return MakeError(ErrorKind::kContentRejected, text);
  return MakeError(ErrorKind::kBackOff, text);
}

void SetTransport(CURL* curl, const SmtpAccount& account, const CancelToken& cancel) {
  curl_easy_setopt(curl, CURLOPT_URL, account.url.c_str());
  curl_easy_setopt(curl, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
  curl_easy_setopt(curl, CURLOPT_USE_SSL, static_cast<long>(IsLoopback(account.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!account.ca_file.empty()) curl_easy_setopt(curl, CURLOPT_CAINFO, account.ca_file.c_str());
  if (!account.user.empty()) {
    curl_easy_setopt(curl, CURLOPT_USERNAME, account.user.c_str());
    curl_easy_setopt(curl, CURLOPT_PASSWORD, account.password.Reveal().c_str());
  }
  curl_easy_setopt(curl, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(curl, CURLOPT_TIMEOUT, kTotalSeconds);
  curl_easy_setopt(curl, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(curl, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(curl, CURLOPT_XFERINFOFUNCTION, OnProgress);
  curl_easy_setopt(curl, CURLOPT_XFERINFODATA, &cancel);
}

}  // namespace

Status SendMail(const SmtpAccount& account, const Mail& mail, const CancelToken& cancel) {
  if (HasLineBreak(mail.from) || HasLineBreak(mail.to) || HasLineBreak(mail.message_id))
    return MakeError(ErrorKind::kInvalidArgument, "a mail address with a line break");
  static std::once_flag started;
  std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  const Curl curl(curl_easy_init());
  if (curl == nullptr) return MakeError(ErrorKind::kInternal, "libcurl does not start");
  SetTransport(curl.get(), account, cancel);
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, AddressOf(mail.from).c_str());
  List recipients;
  Append(recipients, AddressOf(mail.to));
  curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
  std::string subject = mail.subject;
  for (char& c : subject) c = c == '\r' || c == '\n' ? ' ' : c;
  List headers;
  Append(headers, "From: " + mail.from);
  Append(headers, "To: " + mail.to);
  Append(headers, "Subject: " + HeaderText(subject));
  Append(headers, "Date: " + HeaderDate(mail.date));
  Append(headers, "Message-ID: <" + mail.message_id + ">");
  for (const char* line : {"Auto-Submitted: auto-generated", "Precedence: bulk", "X-Auto-Response-Suppress: All"})
    Append(headers, line);
  curl_easy_setopt(curl.get(), CURLOPT_HTTPHEADER, headers.get());
  const Mime mime(curl_mime_init(curl.get()));
  AddPart(mime.get(), mail.text, "text/plain; charset=utf-8", "");
  for (const MailAttachment& a : mail.attachments) AddPart(mime.get(), a.content, a.content_type, a.file_name);
  curl_easy_setopt(curl.get(), CURLOPT_MIMEPOST, mime.get());
  const CURLcode code = curl_easy_perform(curl.get());
  long answer = 0;
  curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
  return JudgeCode(code, answer);
}

}  // namespace replywatch

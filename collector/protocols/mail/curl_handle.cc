#include "collector/protocols/mail/curl_handle.h"

#include <mutex>

#include "collector/http/url.h"

namespace replywatch {
namespace {

constexpr long kConnectSeconds = 20;
constexpr long kTotalSeconds = 60;

bool IsLoopback(const std::string& url) {
  const std::size_t scheme = url.find("://");
  if (scheme == std::string::npos) return false;
  std::string host = url.substr(scheme + 3);
  host.erase(std::min(host.find('/'), host.size()));
  const std::size_t port = host.rfind(':');
  if (port != std::string::npos && host.find(']', port) == std::string::npos) host.erase(port);
  return IsLoopbackHost(host);
}

int OnProgress(void* cancel, curl_off_t /*down_all*/, curl_off_t /*down*/, curl_off_t /*up_all*/, curl_off_t /*up*/) {
  return static_cast<const CancelToken*>(cancel)->cancelled() ? 1 : 0;
}

}  // namespace

CurlHandle MakeCurlHandle(const CurlLogin& login, const CancelToken& cancel) {
  static std::once_flag started;
  std::call_once(started, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
  CurlHandle curl(curl_easy_init());
  if (curl == nullptr) return curl;
  CURL* const h = curl.get();
  curl_easy_setopt(h, CURLOPT_URL, login.url.c_str());
  curl_easy_setopt(h, CURLOPT_PROTOCOLS_STR, login.url.starts_with("imap") ? "imap,imaps" : "smtp,smtps");
  curl_easy_setopt(h, CURLOPT_USE_SSL, static_cast<long>(IsLoopback(login.url) ? CURLUSESSL_TRY : CURLUSESSL_ALL));
  if (!login.ca_file.empty()) curl_easy_setopt(h, CURLOPT_CAINFO, login.ca_file.c_str());
  if (!login.user.empty()) {
    curl_easy_setopt(h, CURLOPT_USERNAME, login.user.c_str());
    if (login.token.empty()) {
      curl_easy_setopt(h, CURLOPT_PASSWORD, login.password.Reveal().c_str());
    } else {
      curl_easy_setopt(h, CURLOPT_XOAUTH2_BEARER, login.token.Reveal().c_str());
    }
  }
  curl_easy_setopt(h, CURLOPT_CONNECTTIMEOUT, kConnectSeconds);
  curl_easy_setopt(h, CURLOPT_TIMEOUT, kTotalSeconds);
  curl_easy_setopt(h, CURLOPT_NOSIGNAL, 1L);
  curl_easy_setopt(h, CURLOPT_NOPROGRESS, 0L);
  curl_easy_setopt(h, CURLOPT_XFERINFOFUNCTION, OnProgress);
  curl_easy_setopt(h, CURLOPT_XFERINFODATA, &cancel);
  return curl;
}

Status JudgeCurlCode(CURLcode code, long answer, const std::string& where) {
  const std::string text =
      std::string("the mail server: ") + curl_easy_strerror(code) + (answer > 0 ? " (" + std::to_string(answer) + ")" : "");
  switch (code) {
    case CURLE_OK: return {};
    case CURLE_LOGIN_DENIED: return MakeError(ErrorKind::kReauthorize, text + "; correct user and password in " + where);
    case CURLE_ABORTED_BY_CALLBACK: return MakeError(ErrorKind::kCancelled, "cancelled");
    case CURLE_PEER_FAILED_VERIFICATION:
    case CURLE_SSL_CACERT_BADFILE:
      return MakeError(ErrorKind::kConfiguration, text + "; its certificate is not trusted, name the authority in \"ca_file\"");
    case CURLE_USE_SSL_FAILED:
      return MakeError(ErrorKind::kConfiguration,
                       text + "; it offers no encryption, write an address with imaps:// or smtps:// into " + where);
    case CURLE_URL_MALFORMAT:
    case CURLE_UNSUPPORTED_PROTOCOL:
      return MakeError(ErrorKind::kConfiguration,
                       text + "; write an address such as smtps://mail.example:465 or imaps://mail.example:993 into " + where);
    default: return MakeError(ErrorKind::kBackOff, text);
  }
}

}  // namespace replywatch

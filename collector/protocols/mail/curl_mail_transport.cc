// The real transport. For IMAP libcurl connects, encrypts and signs in (CURLOPT_CONNECT_ONLY), and then only carries bytes: its
// own FETCH sets \Seen and delivers one message at a time. For SMTP it does everything.
#include <poll.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <utility>

#include "collector/protocols/mail/curl_handle.h"
#include "collector/protocols/mail/mail_transport.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

using Steady = std::chrono::steady_clock;

constexpr std::chrono::seconds kPatience(30);  // for the next bytes
constexpr std::chrono::seconds kLongest(300);  // for all the answers to a command
constexpr long kSubmitSeconds = 180;           // hosts look into a mail before they take it
constexpr int kWaitSlice = 100;                // ms between looks at the cancel token
constexpr std::size_t kChunk = 64UL * 1024;
constexpr std::size_t kMostLines = 100;
constexpr std::size_t kLineBytes = 300;
constexpr const char* kWhere = "the inbox's settings";

Error EndOfConnection() { return MakeError(ErrorKind::kBackOff, "the connection to the mailbox broke"); }

class CurlMailStream final : public MailStream {
 public:
  explicit CurlMailStream(CurlHandle curl) : curl_(std::move(curl)) {
    curl_easy_getinfo(curl_.get(), CURLINFO_ACTIVESOCKET, &socket_);
    // It looks at a token of the call that opened it, which may be gone.
    curl_easy_setopt(curl_.get(), CURLOPT_NOPROGRESS, 1L);
  }

  Status Write(std::string_view bytes, const CancelToken& cancel) override {
    ends_ = Steady::now() + kLongest;
    while (!bytes.empty()) {
      std::size_t sent = 0;
      const CURLcode code = curl_easy_send(curl_.get(), bytes.data(), bytes.size(), &sent);
      if (code != CURLE_OK && code != CURLE_AGAIN) return EndOfConnection();
      bytes.remove_prefix(sent);
      if (code == CURLE_AGAIN) RW_RETURN_IF_ERROR(WaitFor(POLLOUT, cancel));
    }
    return {};
  }

  Result<std::string> Read(const CancelToken& cancel) override {
    if (!early_.empty()) return std::exchange(early_, {});
    std::string came;
    for (;;) {
      const CURLcode code = Receive(came);
      if (code == CURLE_OK) return came;
      if (code != CURLE_AGAIN) return EndOfConnection();
      RW_RETURN_IF_ERROR(WaitFor(POLLIN, cancel));
    }
  }

  // A readable socket may be TLS alone, or news that nobody asked for.
  bool IsClosed() override {
    pollfd wait{socket_, POLLIN, 0};
    if (poll(&wait, 1, 0) == 0) return false;
    std::string came;
    const CURLcode code = Receive(came);
    if (code == CURLE_OK) early_ += came;
    return (code != CURLE_OK && code != CURLE_AGAIN) || early_.find("* BYE") != std::string::npos;
  }

 private:
  // CURLE_OK with at least one byte, CURLE_AGAIN when nothing is there yet, anything else at the end.
  CURLcode Receive(std::string& out) {
    out.resize(kChunk);
    std::size_t got = 0;
    const CURLcode code = curl_easy_recv(curl_.get(), out.data(), out.size(), &got);
    out.resize(got);
    return code == CURLE_OK && got == 0 ? CURLE_RECV_ERROR : code;
  }

  Status WaitFor(short events, const CancelToken& cancel) {
    const Steady::time_point deadline = std::min(ends_, Steady::now() + kPatience);
    for (;;) {
      if (cancel.cancelled()) return MakeError(ErrorKind::kCancelled, "cancelled");
      if (Steady::now() > deadline) return MakeError(ErrorKind::kBackOff, "the mailbox's server does not answer");
      pollfd wait{socket_, events, 0};
      if (poll(&wait, 1, kWaitSlice) > 0) return {};
    }
  }

  CurlHandle curl_;
  curl_socket_t socket_ = CURL_SOCKET_BAD;
  Steady::time_point ends_ = Steady::now() + kLongest;
  std::string early_;  // came before it was asked for
};

// The server's lines, as they came.
std::size_t KeepLine(const char* data, std::size_t size, std::size_t count, void* lines) {
  auto& kept = *static_cast<std::vector<std::string>*>(lines);
  if (kept.size() < kMostLines) kept.push_back(CleanLine({data, size * count}, kLineBytes));
  return size * count;
}

bool Contains(const std::string& line, std::string_view part) { return line.find(part) != std::string::npos; }

// libcurl says "denied" of a server that is busy, too.
Status JudgeSignIn(CURLcode code, long answer, const std::vector<std::string>& lines, const MailAccount& account) {
  if (code != CURLE_LOGIN_DENIED || lines.empty()) return JudgeCurlCode(code, answer, kWhere);
  std::string last = Redact(lines.back(), account.password);
  if (!account.token.empty()) last = Redact(last, account.token);
  const bool is_busy = Contains(last, "[UNAVAILABLE]") || Contains(last, "[INUSE]") || Contains(last, "[LIMIT]") ||
                       Contains(last, "[THROTTLED]") || Contains(last, "[SERVERBUG]") || last.starts_with("4");
  if (is_busy) return MakeError(ErrorKind::kBackOff, "the mail server cannot sign us in now: " + last);
  const char* const advice = account.token.empty() ? "; correct user and password, many providers want an app password"
                                                   : "; sign in as this user again, and allow both reading and sending of mail";
  return MakeError(ErrorKind::kReauthorize, "the mail server refuses the sign-in: " + last + advice);
}

struct Upload {
  std::string_view rest;
  static std::size_t Read(char* buffer, std::size_t size, std::size_t count, void* self) {
    auto& upload = *static_cast<Upload*>(self);
    const std::size_t taken = std::min(upload.rest.size(), size * count);
    std::copy_n(upload.rest.data(), taken, buffer);
    upload.rest.remove_prefix(taken);
    upload.was_read_out = upload.was_read_out || taken == 0;
    return taken;
  }
  bool was_read_out = false;  // the end was seen, so the final dot may be on its way
};

class CurlMailTransport final : public MailTransport {
 public:
  explicit CurlMailTransport(MailAccount account) : account_(std::move(account)) {}

  Result<OpenMailbox> Open(const CancelToken& cancel) override {
    std::vector<std::string> lines;
    CurlHandle curl = Handle(account_.imap, cancel, lines);
    if (curl == nullptr) return MakeError(ErrorKind::kInternal, "libcurl does not start");
    RW_RETURN_IF_ERROR(SignIn(curl, lines));
    OpenMailbox out;
    for (const std::string& line : lines) {
      constexpr std::string_view kAlert = "[ALERT] ";
      const std::size_t at = line.find(kAlert);
      if (at != std::string::npos) out.alerts.push_back(line.substr(at + kAlert.size()));
    }
    out.stream = std::make_unique<CurlMailStream>(std::move(curl));
    return out;
  }

  Status CheckSending(const CancelToken& cancel) override {
    std::vector<std::string> lines;
    const CurlHandle curl = Handle(account_.smtp, cancel, lines);
    if (curl == nullptr) return MakeError(ErrorKind::kInternal, "libcurl does not start");
    return SignIn(curl, lines);
  }

  void UseToken(Secret token) override { account_.token = std::move(token); }

  Status Submit(const std::string& from, const std::string& to, const std::string& mail, const CancelToken& cancel) override {
    std::vector<std::string> lines;
    const CurlHandle curl = Handle(account_.smtp, cancel, lines);
    if (curl == nullptr) return MakeError(ErrorKind::kInternal, "libcurl does not start");
    const CurlList recipients(curl_slist_append(nullptr, to.c_str()));
    Upload upload{mail};
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(curl.get(), CURLOPT_MAIL_RCPT, recipients.get());
    curl_easy_setopt(curl.get(), CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(curl.get(), CURLOPT_TIMEOUT, kSubmitSeconds);
    curl_easy_setopt(curl.get(), CURLOPT_READFUNCTION, Upload::Read);
    curl_easy_setopt(curl.get(), CURLOPT_READDATA, &upload);
    const CURLcode code = curl_easy_perform(curl.get());
    if (code == CURLE_OK) return {};
    long answer = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
    // The final dot may be on its way; only a refusal says that the mail was not taken. Half a reply leaves no code at all.
    if (upload.was_read_out && answer < 400)
      return MakeError(ErrorKind::kUnknownOutcome, "the mail server did not say whether it took the mail");
    if (answer >= 400 && code != CURLE_LOGIN_DENIED) return Refused(answer, lines, upload.was_read_out);
    return JudgeSignIn(code, answer, lines, account_);
  }

 private:
  CurlHandle Handle(const std::string& url, const CancelToken& cancel, std::vector<std::string>& lines) const {
    CurlHandle curl = MakeCurlHandle({url, account_.user, account_.password, account_.token, account_.ca_file}, cancel);
    if (curl == nullptr) return curl;
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, KeepLine);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, &lines);
    return curl;
  }

  Status SignIn(const CurlHandle& curl, std::vector<std::string>& lines) const {
    curl_easy_setopt(curl.get(), CURLOPT_CONNECT_ONLY, 1L);
    const CURLcode code = curl_easy_perform(curl.get());
    curl_easy_setopt(curl.get(), CURLOPT_HEADERFUNCTION, nullptr);
    curl_easy_setopt(curl.get(), CURLOPT_HEADERDATA, nullptr);
    long answer = 0;
    curl_easy_getinfo(curl.get(), CURLINFO_RESPONSE_CODE, &answer);
    return JudgeSignIn(code, answer, lines, account_);
  }

  static Error Refused(long answer, const std::vector<std::string>& lines, bool after_mail) {
    const std::string code = std::to_string(answer);
    const auto said = std::find_if(lines.rbegin(), lines.rend(), [&](const std::string& line) { return line.starts_with(code); });
    return JudgeSmtpReply(said == lines.rend() ? code : *said, after_mail);
  }

  MailAccount account_;
};

}  // namespace

// RFC 5321 reply codes with RFC 3463 enhanced ones.
Error JudgeSmtpReply(std::string_view line, bool after_mail) {
  const std::string text = "the mail server answers: " + CleanLine(line, kLineBytes);
  const std::string code(line.substr(0, 3));
  const std::string_view status = line.size() > 4 ? line.substr(4) : std::string_view();
  const auto says = [&](std::string_view begin) { return status.starts_with(begin); };
  if (code.starts_with('4') || says("5.4.5 ")) return MakeError(ErrorKind::kBackOff, text);
  if (code == "530" || code == "534" || code == "535" || code == "538")
    return MakeError(ErrorKind::kReauthorize, text + "; correct user and password, many providers want an app password");
  if (says("5.1.7 ") || says("5.1.8 "))
    return MakeError(ErrorKind::kConfiguration, text + "; the server does not take the shop's own address, correct \"address\"");
  if (says("5.7.")) return MakeError(ErrorKind::kContentRejected, text + "; the server takes it for spam or forbids it");
  const bool is_bare = !says("5.");
  const bool is_about_mailbox = code == "550" || code == "551" || code == "553";
  if (says("5.1.") || says("5.2.1 ") || says("5.2.2 ") || (is_bare && is_about_mailbox && !after_mail))
    return MakeError(ErrorKind::kTargetGone, text + "; this address cannot be reached");
  return MakeError(ErrorKind::kContentRejected, text);
}

std::unique_ptr<MailTransport> MakeCurlMailTransport(MailAccount account) {
  return std::make_unique<CurlMailTransport>(std::move(account));
}

}  // namespace replywatch

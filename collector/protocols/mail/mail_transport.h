// MailTransport: how bytes reach a mailbox and a mail server. The real one (curl_mail_transport.cc) connects, encrypts and
// signs in over libcurl; the practice one hands the same bytes to a practice server over HTTP. Calls block. A transport serves
// one thread at a time.
#pragma once

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "collector/http/http_client.h"
#include "shared/base/result.h"
#include "shared/base/secret.h"
#include "shared/base/timestamp.h"

namespace replywatch {

struct MailAccount {
  std::string imap;  // "imaps://mail.example:993", or "imap://…" which must offer STARTTLS unless it is loopback
  std::string smtp;  // "smtps://mail.example:465", or "smtp://…" likewise
  std::string user;
  Secret password;
  Secret token;                   // OAuth 2.0 access token; used instead of the password when there is one (UseToken)
  std::filesystem::path ca_file;  // further trusted authorities; empty: the system's
};

// An IMAP connection that is signed in already. Broken for good after its first error.
class MailStream {
 public:
  virtual ~MailStream() = default;
  // All of `bytes`, or kBackOff (broken, out of time), kCancelled. Each call gives the answers to it five minutes, and
  // every piece of them half a minute.
  virtual Status Write(std::string_view bytes, const CancelToken& cancel) = 0;
  // What came, at least one byte. Errors as Write; the end of the connection is kBackOff.
  virtual Result<std::string> Read(const CancelToken& cancel) = 0;
  // Has the other side closed meanwhile? True only when that is known.
  virtual bool IsClosed() { return false; }
};

struct OpenMailbox {
  std::unique_ptr<MailStream> stream;
  std::vector<std::string> alerts;  // what the server wants shown to people (RFC 3501, ALERT), one line each
};

class MailTransport {
 public:
  virtual ~MailTransport() = default;
  // kReauthorize: sign-in refused; kBackOff: no connection or a server that is unable now; kConfiguration: certificate, address,
  // or no encryption offered; kCancelled.
  virtual Result<OpenMailbox> Open(const CancelToken& cancel) = 0;
  // Signs in where mail is sent, and sends nothing. Errors as Open.
  virtual Status CheckSending(const CancelToken& cancel) = 0;
  // The access token of every sign-in from now on, in place of the account's.
  virtual void UseToken(Secret token) = 0;
  // Hands over one mail (RFC 5322, CRLF) for one recipient. kBackOff: not taken (4xx among them), try later; kReauthorize,
  // kPermission, kConfiguration: the account is refused; kTargetGone: no such mailbox (RFC 3463, x.1.x); kContentRejected:
  // refused for good; kUnknownOutcome: all of it was sent and no answer came; kCancelled: not sent.
  virtual Status Submit(const std::string& from, const std::string& to, const std::string& mail, const CancelToken& cancel) = 0;
};

std::unique_ptr<MailTransport> MakeCurlMailTransport(MailAccount account);

// Speaks to a practice server at `base_url`: IMAP commands as GET "/imap?q=…&session=…", APPEND and STORE as POST with the
// command as body, a mail as POST "/smtp?from=…&to=…"; a GET without a command signs in. `http` outlives it.
std::unique_ptr<MailTransport> MakePracticeMailTransport(HttpClient* http, std::string base_url, MailAccount account);

// What a reply of a mail server (RFC 5321, 3463) means; `line` is its text, "550 5.1.1 No such user". After the mail itself was
// sent, a refusal without an enhanced code is about what it says, before that about whom it is for. Not called for 2xx.
Error JudgeSmtpReply(std::string_view line, bool after_mail);

}  // namespace replywatch

// SMTP: hands one mail to the shop's mail server (RFC 5321) over libcurl. Automatic mail is marked
// as such (RFC 3834), so that no well-behaved program answers it. Calls block; any thread.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

#include "collector/http/http_client.h"
#include "shared/base/result.h"
#include "shared/base/secret.h"
#include "shared/base/timestamp.h"

namespace replywatch {

struct SmtpAccount {
  std::string url;   // "smtps://mail.example:465", or "smtp://…" which must offer STARTTLS unless it is loopback
  std::string user;  // empty: no login
  Secret password;
  std::filesystem::path ca_file;  // further trusted authorities; empty: the system's
};

struct MailAttachment {
  std::string file_name;
  std::string content_type;  // "text/html"
  std::string content;
};

struct Mail {
  std::string from;        // "Atelier <shop@example.org>" or the address alone
  std::string to;          // one address
  std::string subject;     // one line of UTF-8
  std::string text;        // UTF-8
  std::string message_id;  // without brackets; the same for every attempt, so that a mailbox can tell a repeat
  Timestamp date;
  std::vector<MailAttachment> attachments;
};

// kBackOff: no connection, the server is busy (4xx), out of time; kReauthorize: login refused; kConfiguration: certificate,
// address or no encryption offered; kContentRejected: refused for good (5xx); kCancelled; kInvalidArgument: an address with a
// line break.
Status SendMail(const SmtpAccount& account, const Mail& mail, const CancelToken& cancel);

}  // namespace replywatch

// ImapSession: commands and answers of IMAP4rev1 (RFC 3501) over a MailStream that is signed in. One thread at a time; calls
// block.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/mail/mail_transport.h"

namespace replywatch {

struct ImapReply {
  std::vector<std::string> untagged;  // the answers without their "* ", literals in place
  std::string code;                   // of the last line, "[UIDVALIDITY 12]" without its brackets; may be empty
};

class ImapSession {
 public:
  explicit ImapSession(std::unique_ptr<MailStream> stream) : stream_(std::move(stream)) {}

  // One command without its tag and line end. kReauthorize, kPermission, kNotFound (no such mailbox), kRetryAt (asked too much; a
  // quarter of an hour from `now`), kBackOff (refused for another reason, broken, out of time, no IMAP), kTooLarge (answers over
  // 32 MB), kCancelled.
  Result<ImapReply> Run(std::string_view command, Timestamp now, const CancelToken& cancel);
  // A command that ends in a literal, which is sent when the server asks for it. Errors as Run.
  Result<ImapReply> RunWithLiteral(std::string_view command, std::string_view literal, Timestamp now, const CancelToken& cancel);

  // Nothing more can be asked: the connection broke, ended, or lost step.
  bool IsBroken() { return broken_ || stream_->IsClosed(); }

 private:
  Status Send(std::string_view text, const CancelToken& cancel);
  // The next answer, with its literals and without its line end.
  Result<std::string> ReadAnswer(const CancelToken& cancel);
  Status Fill(const CancelToken& cancel);
  Result<ImapReply> ReadReply(const std::string& tag, Timestamp now, const CancelToken& cancel);
  Error Broken(Error error);

  std::unique_ptr<MailStream> stream_;
  std::string pending_;  // read and not yet used, from `used_` on
  std::size_t used_ = 0;
  std::size_t read_bytes_ = 0;  // of the answers to this command
  std::int64_t commands_ = 0;
  bool broken_ = false;
};

}  // namespace replywatch

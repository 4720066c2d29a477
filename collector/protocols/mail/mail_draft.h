// A mail of ours as it goes out: RFC 5322 with CRLF, one text in UTF-8, 7-bit throughout, lines of at most 78 characters wherever
// the parts allow it. ReadMail reads back what was written. Pure; any thread.
#pragma once

#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace replywatch {

struct MailDraft {
  std::string from;                      // one address, "a@b"
  std::string from_name;                 // as shown; may be empty
  std::string to;                        // one address
  std::string to_name;                   // as shown; may be empty
  std::string subject;                   // made one clean line of at most kMaxSubjectBytes
  std::string text;                      // UTF-8
  std::string message_id;                // without brackets; the same for every attempt, so that a mailbox can tell a repeat
  std::vector<std::string> in_reply_to;  // without brackets; what is no usable id is left out
  std::vector<std::string> references;   // oldest first; of more than 11 the first and the last 10 are written
  Timestamp date;                        // to the second
};

// kInvalidArgument: an address that is none, with a line break, or that had to be quoted; a Message-ID that is none.
Result<std::string> WriteMail(const MailDraft& draft);

// RFC 2045, 6.7 with CR LF at line ends, for text of any bytes with LF: lines of at most 76, and none that begins with "From " or
// a dot or ends with a space, which servers alter.
std::string QuotedPrintable(std::string_view text);

}  // namespace replywatch

// A mail as it lies in a mailbox (RFC 5322, MIME) to what ReplyWatch needs of it. Any bytes may come: linear in time, bounded in
// what is kept, and a mail cut off anywhere is read as far as it goes. No attachment is ever unpacked, nothing is fetched.
// Pure functions, any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/mail/mail_address.h"
#include "collector/protocols/mail/mail_bounce.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/item.h"

namespace replywatch {

// Who or what wrote it. Only kPerson waits for an answer, and only that may be answered (RFC 3834, 2).
enum class MailOrigin : std::uint8_t {
  kPerson,
  kAutoReply,  // out of office, confirmations of reading or receipt, notifications
  kBulk,       // mailing lists, newsletters
  kBounce,     // a mail of ours was not delivered
};

struct MailMessage {
  std::string message_id;                // without brackets; empty: none, or not usable
  std::string original_id;               // that it had before the host that sent it gave it another; may be empty
  std::vector<std::string> in_reply_to;  // without brackets, without the mail's own id; at most kMaxMailIds each
  std::vector<std::string> references;   // oldest first
  std::optional<MailAddress> from;
  std::optional<MailAddress> sender;  // who sent it for `from`, where the mail says so
  std::optional<MailAddress> reply_to;
  std::vector<MailAddress> to;    // To and Cc
  std::string subject;            // one line, at most kMaxSubjectBytes
  std::optional<Timestamp> date;  // as the sender's clock had it
  std::string text;               // what this mail itself says, at most kMaxTextBytes (see FoldQuote); of a bounce all of it
  bool quote_folded = false;
  std::string language;                 // Content-Language: a tag such as "pl"; may be empty
  std::string list_id;                  // of the mailing list it came by (RFC 2919), lower case, without brackets; may be empty
  std::vector<Attachment> attachments;  // names and kinds; no contents, no addresses
  MailOrigin origin = MailOrigin::kPerson;
  std::optional<BounceReport> bounce;  // only with kBounce
};

// kInvalidArgument: no mail, not one header field.
Result<MailMessage> ReadMail(std::string_view bytes);

// The subject without "Re:", "Fwd:", "Odp:", "RE[2]:" and their like in any number: what mails of one thread have in common.
std::string ThreadSubject(std::string_view subject);

// Does the subject's first mark say that a mail is passed on? What it quotes is then what it is about, and ReadMail folds
// nothing.
bool IsForwardSubject(std::string_view subject);

}  // namespace replywatch

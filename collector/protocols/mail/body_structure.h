// What a server's BODYSTRUCTURE (RFC 3501, 7.4.2) tells of a mail of which only the beginning was read: its files, and the text
// that stands behind them. Read without trusting it; pure functions.
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "collector/protocols/mail/imap_value.h"

namespace replywatch {

struct ImapAttachment {
  std::string type;  // "image/jpeg", lower case
  std::string name;  // may be empty; encoded words as they came
};
// What is not the mail's own text: at most 50.
std::vector<ImapAttachment> ListAttachments(const ImapValue& structure);

struct ImapText {
  std::string section;  // "2.1", as BODY[…] wants it
  std::string head;     // header fields that say how it is written, with the empty line behind them
};
// The mail's own text, one of each alternative, that begins `offset` bytes or more behind the beginning, not counting headers: at
// most 5.
std::vector<ImapText> ListTextsBehind(const ImapValue& structure, std::int64_t offset);

}  // namespace replywatch

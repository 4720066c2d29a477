// Which parts of a mail are its text and which are attachments. Linear; pure functions, any thread.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/mail/mime_tree.h"
#include "shared/model/item.h"

namespace replywatch {

struct MailBody {
  std::string text;                     // clean, at most kMaxTextBytes; quotations still in it, those of HTML as "> " lines
  std::vector<Attachment> attachments;  // file names and kinds; no contents, no addresses
};

// Of several forms of one text the plain one, unless it is empty or merely says that the program cannot show HTML. Texts in a
// row are joined by an empty line. Signatures (S/MIME, OpenPGP) and the machine-read parts of reports are neither.
MailBody ReadMailBody(const MimePart& root);

// The text of one part that is text of any kind.
std::string ReadTextPart(const MimePart& part);

// Undoes format=flowed (RFC 3676): soft line ends joined, stuffed spaces gone, quotation marks as "> " for each level, at most 9.
std::string UnfoldFlowed(std::string_view text, bool deletes_space);

}  // namespace replywatch

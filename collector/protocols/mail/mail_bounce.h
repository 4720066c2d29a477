// Mails that say that another mail was not delivered: by RFC 3464 and in the older forms of Exim and qmail. Linear; pure, any
// thread.
#pragma once

#include <optional>
#include <string>

#include "collector/protocols/mail/mime_tree.h"

namespace replywatch {

struct BounceReport {
  std::string message_id;  // of the mail that was not delivered, without brackets; may be empty
  std::string recipient;   // lower case; may be empty
  bool is_final = true;    // false: the server still tries
  std::string reason;      // one line: status and diagnosis; may be empty
  bool operator==(const BounceReport&) const = default;
};

// nullopt: no bounce; a report of success is none. `text` is the mail's own text. The first recipient that failed for good
// speaks for all, else the first that is delayed.
std::optional<BounceReport> ReadBounce(const MimePart& root, const std::string& text);

}  // namespace replywatch

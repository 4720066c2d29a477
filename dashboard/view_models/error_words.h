// What went wrong, in the language of the screen: what happened and what to do next. The only place of the screen that
// reads an error's own text, which is English or the platform's words: it stays within reach as a detail. Pure.
#pragma once

#include <string>
#include <string_view>

#include "shared/base/result.h"
#include "shared/model/inbox.h"
#include "shared/model/outbound.h"
#include "shared/rules/catalogue.h"
#include "shared/rules/reply_check.h"

namespace replywatch {

struct Explanation {
  std::string sentence;
  std::string detail;  // "Details: …"; empty: nothing more is known
};

// Where it went wrong; another place may ask for another next step. The small ones are things that staff do.
enum class ErrorScene : std::uint8_t {
  kInbox,
  kReply,
  kDatabase,
  kNote,
  kSnooze,
  kCorrect,
  kApprove,
  kLike,
  kSettle,
  kPromise,
  kAssign,
  kUndo,
  kLink,
  kCollector,
  kAlert,
  kIncident,
  kWeek,
  kPerson,
  kCall,
  kCallCorrection,
  kConnect,
  kOther
};
// "inbox", "reply" …: the middle of the key "error.<scene>_<kind>". Where that is missing, "error.<kind>" speaks.
std::string_view ErrorSceneName(ErrorScene scene);

Explanation Explain(ErrorScene scene, ErrorKind kind, std::string_view text, const Catalogue& words);
Explanation Explain(const InboxError& error, const Catalogue& words);
// Of a failed or uncertain reply: also what the last gate before the platform found.
Explanation Explain(const OutboundMessage& reply, const Catalogue& words);
// A finding without its instant.
std::string RefusalInWords(const ReplyFinding& finding, const Catalogue& words);

}  // namespace replywatch

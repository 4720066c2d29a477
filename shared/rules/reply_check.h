// Reply check: what speaks against sending a text, before it goes out (in the composer, on the
// command line, and as the last gate before the platform). It never changes the text. Pure; any thread.
#pragma once

#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/timestamp.h"
#include "shared/model/capabilities.h"
#include "shared/model/classification.h"
#include "shared/model/outbound.h"
#include "shared/rules/phrases.h"

namespace replywatch {

enum class ReplyRule : std::uint8_t {
  kEmpty,
  kTooLong,       // words: the unit; value: the excess; limit: the most allowed
  kWindowClosed,  // value: since when, ms since 1970
  kTargetGone,
  kCannotReply,        // not this way: public or private
  kWrittenHere,        // staff write such messages down themselves; nothing is sent
  kSameTextJustSent,   // value: when, ms since 1970
  kAnsweredMeanwhile,  // since the composer was opened
  kNewMessageMeanwhile,
  kLinkOnly,  // words: the link
  kEvasive,   // words: the phrase, as is the next one
  kBlame,     // courier, supplier, bank
  kNoThanks,
  kNoApology,  // for a problem
  kNoOfferOfHelp,
  kNoName,         // words: the contact's name
  kCopiedText,     // words: the earlier reply
  kWrongLanguage,  // words: the language of the contact
};

enum class ReplySeverity : std::uint8_t {
  kHard,     // nobody can override it
  kConfirm,  // a person who has seen what is new may confirm it; --force may not
  kWarning,  // a person, and --force, may override it
};

struct ReplyFinding {
  ReplyRule rule = ReplyRule::kEmpty;
  ReplySeverity severity = ReplySeverity::kHard;
  std::string words;
  std::int64_t value = 0;
  std::int64_t limit = 0;
};

struct ReplyDraft {
  std::string text;  // exactly what would go out
  Visibility visibility = Visibility::kPublic;
  OutboundKind kind = OutboundKind::kReply;  // a thank-you line is held only to the limits and to its language
  std::string language = "und";              // as detected
  std::string prefix;  // of `text`: what the platform's rule put before it, by nobody's hand; limits count it, manners do not
};

struct RecentReply {
  std::string text;
  Timestamp at;
  bool in_this_conversation = false;
  Visibility visibility = Visibility::kPublic;
};

struct ReplyContext {
  std::string contact_name;    // empty: unknown
  std::string contact_handle;  // without '@'; may be empty
  std::string contact_language = "und";
  Flags waiting;                            // of the messages that this reply answers
  std::vector<RecentReply> recent_replies;  // of the shop, to anybody
  bool is_answered_meanwhile = false;
  bool has_new_message_meanwhile = false;
  bool is_target_gone = false;
  bool can_reply = true;         // in this visibility
  bool is_written_here = false;  // as Capabilities say: nothing can be sent, whatever the text
  std::optional<ReplyWindow> window;
  LengthRule length;
};

// The same text in the same conversation within this time is taken for a slip of the hand.
inline constexpr Duration kJustSent = Duration::Minutes(10);

// Findings in the order of ReplyRule, at most one a rule. A language without phrases of its own is held to
// the contact's, then to every language's. `now` is the instant at which it would be sent.
std::vector<ReplyFinding> CheckReply(const ReplyDraft& draft, const ReplyContext& context, const ReplyPhraseBook& phrases,
                                     Timestamp now);

// What still forbids the send when a person overrode `overridden` (names as ReplyRuleName): every hard
// finding, and the others unless overridden.
std::vector<ReplyFinding> StillForbidding(std::span<const ReplyFinding> findings, std::span<const std::string> overridden);

ReplySeverity SeverityOf(ReplyRule rule);
// "too_long", "no_apology" …; stable, stored with the outbound message.
std::string_view ReplyRuleName(ReplyRule rule);

}  // namespace replywatch

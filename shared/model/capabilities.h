// Capabilities: what a platform allows, as data. The collector stores each inbox's
// so that the dashboard links no connector, and each item may narrow them.
#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "shared/base/timestamp.h"

namespace replywatch {

// In what a platform counts the length of a reply.
enum class LengthUnit : std::uint8_t { kCodePoints, kGraphemes, kBytes, kUtf16Units };

struct LengthRule {
  std::int64_t max = 0;  // 0: no limit known
  LengthUnit unit = LengthUnit::kCodePoints;
  std::int64_t url_length = 0;  // every URL counts as this many; 0: as written
  bool short_mentions = false;  // "@name@host" counts as "@name"
  std::int64_t max_bytes = 0;   // a second bound in bytes; 0: none
};

// How a reply is kept from going out twice after an interruption.
enum class ResendGuard : std::uint8_t {
  kServerKey,         // the server remembers our key for a time
  kClientId,          // we choose the item's id
  kDuplicateRefusal,  // the server refuses the same text again
  kReconcile,         // only by listing what is there
  kNone,              // nothing can be checked: `uncertain`, a person decides
};

struct Capabilities {
  bool reply_public = false;
  bool reply_private = false;
  bool like = false;           // what others wrote in public can be liked in the shop's name
  bool approve = false;        // held items can be released from here
  bool edits_visible = false;  // edits and removals are noticed by sweeps
  bool push = false;
  bool erase_removed = false;  // the platform's terms demand that removed items are erased
  bool written_here = false;   // staff write its messages down themselves; nothing is read or sent
  // What a reply should begin with; "{handle}" stands for the handle of the person answered.
  std::string public_prefix;
  std::string private_prefix;
  LengthRule public_length;
  LengthRule private_length;
  ResendGuard resend_guard = ResendGuard::kNone;
};

// Until when and how an item can be answered; absent: without a limit.
struct ReplyWindow {
  Timestamp closes_at;  // inclusive: a reply at this instant is still taken
  std::string mode;     // the platform's own word for what the window allows
  bool operator==(const ReplyWindow&) const = default;
};

// What is possible for one item; a platform's Capabilities narrowed.
struct ItemAbilities {
  bool reply_public = false;
  bool reply_private = false;
  bool like = false;
  bool approve = false;
  std::optional<ReplyWindow> window;
};

}  // namespace replywatch

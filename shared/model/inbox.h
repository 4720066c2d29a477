// Inbox: one account on one platform as the store knows it: what it can do and how
// the collector fares with it. A value.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/id.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"
#include "shared/model/capabilities.h"

namespace replywatch {

enum class InboxState : std::uint8_t {
  kOk,        // the last poll succeeded
  kDegraded,  // trouble, but something was read within three intervals
  kBlind,     // nothing read for three intervals, or the token was refused
};

struct InboxError {
  ErrorKind kind = ErrorKind::kInternal;
  std::string text;  // says what to do
};

// The platform's own count against ours, where the platform tells one.
struct Completeness {
  std::int64_t platform = 0;
  std::int64_t stored = 0;
};

struct InboxHealth {
  InboxState state = InboxState::kOk;
  std::optional<Timestamp> last_success;
  std::optional<InboxError> last_error;
  std::optional<Timestamp> blind_since;
  std::vector<std::string> warnings;           // of the last check of the account, for a person to look after; one line each
  std::optional<Duration> clock_skew;          // the platform's clock minus ours, as the last check saw it
  std::optional<std::int64_t> platform_total;  // without `unreadable`
  // What the platform counts and we do not read (other types of entry, other people's talk): the most that one round has seen.
  std::int64_t unreadable = 0;
};

struct Inbox {
  InboxId id;
  std::string name;          // unique, from settings
  std::string platform;      // the connector's name
  std::string display_name;  // the platform as people know it
  std::string account_id;    // the platform's id of "us"; empty before the first check
  std::string account_name;
  bool active = true;  // named in the settings now
  Capabilities capabilities;
  InboxHealth health;
};

std::string_view InboxStateName(InboxState state);

}  // namespace replywatch

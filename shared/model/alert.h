// Alert: something a person has to look at, who is told, and why it is not told now. One is open per
// (kind, subject, step). Notification: what a notifier delivers. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"

namespace replywatch {

// Stored as numbers: never renumber.
enum class AlertKind : std::uint8_t {
  kResponse,    // subject: the wait
  kResolution,  // the conversation
  kPromise,     // the promise
  kThreat,      // the wait: authority, press, lawyer
  kIncident,    // the incident
  kInboxBlind,  // the inbox, as in the next three
  kTokenRefused,
  kCompleteness,
  kClockSkew,
  kSendFailed,  // the reply
  kDiskLow,     // 0
};

// Whom it is for; each step is an alert of its own.
enum class AlertStep : std::uint8_t {
  kOwner,        // three quarters of the target gone
  kResponsible,  // breached: the owner and the responsible person
  kManager,      // twice the target: those, and the manager
};

// Why an open alert is not told now.
enum class AlertHold : std::uint8_t {
  kNone,
  kGroupWait,      // more of its kind may come within half a minute
  kGroupInterval,  // its group was told within five minutes
  kRepeat,         // it was told within four hours
  kQuietHours,     // until they end and the shop opens
  kSilenced,       // a person silenced it
  kInhibited,      // something larger swallows it
  kAcknowledged,   // somebody has said that they answer
};

struct Alert {
  AlertId id;
  AlertKind kind = AlertKind::kResponse;
  AlertStep step = AlertStep::kOwner;
  std::int64_t subject_id = 0;
  ConversationId conversation_id;  // 0: none
  InboxId inbox_id;                // 0: none
  std::string group;               // alerts of one group are told together
  std::string facts;               // what its reason is made of: key=value, no personal data
  AlertHold hold = AlertHold::kNone;
  Timestamp opened_at;
  std::optional<Timestamp> next_at;  // when to decide about it again; absent once resolved
  std::optional<Timestamp> last_sent_at;
  std::int64_t sent_count = 0;
  AgentId acknowledged_by;
  std::optional<Timestamp> acknowledged_at;
  std::optional<Timestamp> promised_until;
  std::optional<Timestamp> resolved_at;
  std::optional<Timestamp> acted_at;  // somebody answered, closed or acknowledged after it was sent
};

// Staff do not want to hear of it for a while. What is left empty matches anything.
struct Silence {
  std::int64_t id = 0;
  std::optional<AlertKind> kind;
  InboxId inbox_id;
  std::string group;
  Timestamp from_at;
  Timestamp until_at;  // exclusive
  AgentId agent_id;
  std::string reason;
};

enum class NotificationState : std::uint8_t { kQueued, kSent, kFailed };

struct Notification {
  std::int64_t id = 0;
  std::string notifier;   // "desktop", "email:2": the entry of the settings
  std::string recipient;  // an agent's name; empty: whoever looks
  std::string title;      // one line
  std::string body;
  std::string dedup_key;  // the same decision never queues twice
  Timestamp created_at;
  NotificationState state = NotificationState::kQueued;
  std::int64_t attempts = 0;
  Timestamp not_before;
  std::optional<Timestamp> sent_at;
  std::string error_text;
  std::vector<AlertId> alerts;
};

// A way by which alerts do not arrive: nothing has come through since what could not be delivered.
struct NotifierTrouble {
  std::string notifier;    // as in Notification
  Timestamp since;         // when the oldest of it was queued
  std::string error_text;  // of the newest try
};

std::string_view AlertKindName(AlertKind kind);
std::string_view AlertStepName(AlertStep step);
std::string_view AlertHoldName(AlertHold hold);

}  // namespace replywatch

// What the weekly review is computed from: the two weeks side by side, and the waits of the weeks
// before as bare times. Plain values; the store fills them by time window.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"
#include "shared/base/zone.h"
#include "shared/model/classification.h"
#include "shared/model/item.h"
#include "shared/model/promise.h"
#include "shared/model/wait.h"
#include "shared/rules/aftermath.h"

namespace replywatch {

// Where somebody wrote, as the review splits it. A phone call counts as private.
enum class Channel : std::uint8_t { kPublic, kPrivate, kReview, kEmail };
inline constexpr std::size_t kChannels = 4;
Channel ChannelOf(MessageKind kind, Visibility visibility);

struct ReviewWait {
  WaitId id;
  ConversationId conversation_id;
  ContactId contact_id;
  InboxId inbox_id;
  AgentId owner;  // 0: nobody
  WaitKind kind = WaitKind::kAnswer;
  WaitOutcome outcome = WaitOutcome::kOpen;
  Channel channel = Channel::kPublic;
  Flags flags;
  Timestamp started_at;
  std::optional<Timestamp> ended_at;
  std::optional<Timestamp> due_at;  // absent: no target
  Duration target;                  // as written in the settings, after the problem factor; 0: none
  std::optional<Duration> shop;     // opening time until ended_at, where it was stored
  std::string cause;                // of its conversation; empty: none was noted
  // For telling a matter that came back: the latest of these before started_at. Not a closing that staff took back by reopening.
  std::optional<Timestamp> closed_before;
  std::optional<Timestamp> waited_before;
};

struct Arrival {
  Timestamp at;
  ContactId contact_id;  // 0: not known
  InboxId inbox_id;
  Channel channel = Channel::kPublic;
  MessageId message_id = {};
};

// A matter with a problem in it.
struct ProblemCase {
  ConversationId conversation_id;
  InboxId inbox_id;
  Timestamp opened_at;
  std::optional<Timestamp> first_resolved_at;
  Duration spent;  // on our side, in ended stretches
  std::optional<Timestamp> running_since;
  std::string cause;     // empty: none was noted
  bool goes_on = false;  // somebody wrote, answered or said "done" after the window: `spent` may reach beyond it
};

struct HandOver {
  Timestamp at;
  ConversationId conversation_id;
};

// Staff took up again, within kReopenedWithin, what had been done.
struct Reopening {
  Timestamp at;
  ConversationId conversation_id;
};

struct AlertTimes {
  Timestamp sent_at;
  std::optional<Timestamp> acted_at;
  ConversationId conversation_id = {};  // 0: it is about none
  InboxId inbox_id = {};
};

// A time in which nothing was read from an inbox. `to` absent: it lasts.
struct BlindSpell {
  InboxId inbox_id;
  Timestamp from;
  std::optional<Timestamp> to;
};

struct WatchedInbox {
  InboxId id;
  std::string name;          // from settings
  std::string display_name;  // the platform as people know it
  bool active = true;
  std::optional<Timestamp> watched_since;
  std::optional<Timestamp> last_success;
};

// Everything of [from, to), both kinds of waits by started_at.
struct WeekInput {
  std::vector<ReviewWait> waits;
  std::vector<Arrival> arrivals;
  std::vector<ProblemCase> problems;
  std::vector<HandOver> hand_overs;
  std::vector<Reopening> reopenings;
  std::vector<Promise> promises;   // due in the week, or made before its end and due later
  std::vector<SolvedCase> solved;  // in the seven days before the week, so that each was followed for kAftermath at its end
  std::vector<AlertTimes> alerts;
  std::vector<BlindSpell> blind;       // touching the week
  std::optional<WeeklyAction> action;  // decided in this week's review
};

// A wait for an answer of the weeks before, or of these.
struct WaitSpan {
  Timestamp started_at;
  std::optional<Timestamp> ended_at;
  WaitOutcome outcome = WaitOutcome::kOpen;
  std::optional<Timestamp> due_at = {};
  Duration target = {};  // as in ReviewWait
  WaitId id = {};
  ConversationId conversation_id = {};
};

struct ReviewInput {
  IsoWeek week;
  WeekInput this_week;
  WeekInput last_week;
  std::vector<WaitSpan> history;  // begun in the twelve weeks that end with `week`
  std::int64_t open_before = 0;   // waits begun before the history and open still
  std::vector<WatchedInbox> inboxes;
};

}  // namespace replywatch

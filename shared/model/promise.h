// Promise: what we told a person we would do, and by when. Incident: many people with one problem. WeeklyAction: what the
// team changes after a review. Values.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"
#include "shared/base/zone.h"

namespace replywatch {

struct Promise {
  PromiseId id;
  ConversationId conversation_id;
  MessageId message_id;  // ours that made it; 0: typed by hand
  std::string text;
  Timestamp made_at;
  Timestamp due_at;  // broken from the next millisecond on
  AgentId agent_id;
  std::optional<Timestamp> kept_at;
  std::optional<Timestamp> withdrawn_at;  // made by mistake
};

enum class IncidentState : std::uint8_t { kProposed, kOpen, kRefused, kClosed };

struct Incident {
  IncidentId id;
  std::string cause;  // key of config/causes.json; empty: not known yet
  InboxId inbox_id;   // 0: everywhere
  IncidentState state = IncidentState::kProposed;
  std::string facts;  // why it was proposed: key=value, numbers only
  Timestamp opened_at;
  std::optional<Timestamp> decided_at;
  std::optional<Timestamp> closed_at;
  AgentId agent_id;
};

struct WeeklyAction {
  IsoWeek week;  // the week whose review decided it
  std::string text;
  AgentId owner;
  Timestamp at;
  std::optional<Timestamp> done_at;
  std::string outcome;
};

std::string_view IncidentStateName(IncidentState state);

}  // namespace replywatch

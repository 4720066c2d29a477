// The JSON that scripts rely on (README, "Commands"): rows of `list`, `status`, a conversation of `show`.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <optional>
#include <string>
#include <vector>

#include "shared/model/message.h"
#include "shared/model/wait.h"
#include "shared/rules/message_state.h"
#include "shared/settings/settings.h"
#include "shared/store/store.h"

namespace replywatch {

// Everything a row of a list says.
struct ListRow {
  Message message;
  std::string inbox;
  std::string platform;
  std::string contact_name;
  MessageState state = MessageState::kClosed;
  std::optional<Timestamp> waiting_since;
  std::optional<Timestamp> due_at;
  Flags flags;  // of the whole wait, or of the message alone
  Urgency urgency = Urgency::kNormal;
  std::string owner;  // empty: nobody
};

nlohmann::json RowToJson(const ListRow& row);
nlohmann::json FlagNames(Flags flags);
nlohmann::json OptionalTime(const std::optional<Timestamp>& t);

// One line without line breaks; invalid UTF-8 cannot occur, but is replaced rather than thrown over.
std::string DumpLine(const nlohmann::json& json);

}  // namespace replywatch

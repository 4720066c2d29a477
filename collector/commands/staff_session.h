// What commands of staff share: who does it, to which message, and one write session.
#pragma once

#include <functional>
#include <string>

#include "collector/commands/command.h"
#include "shared/actions/staff_actions.h"

namespace replywatch {

// kNotFound; kInvalidArgument when it belongs to no conversation.
Result<Message> RequireMessage(Session& session, std::int64_t id);

// A time ahead as people say it: "fri", "17:00", "4h", an instant. kInvalidArgument for anything else.
Result<Timestamp> ReadDue(const Settings& settings, const std::string& text, Timestamp now);

// One action in one write session. Returns what to say once it stands in the database; empty: nothing.
using StaffBody = std::function<Result<std::string>(Session&, const Actor&)>;
Status RunStaff(const CommandContext& context, const Settings& settings, const std::string& agent, const StaffBody& body);

}  // namespace replywatch

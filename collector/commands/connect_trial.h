// Trying an account before `connect` writes anything: is it usable, and is it the right one? What the platform gives out
// meanwhile (rotated tokens) waits in memory, so that a try that is refused leaves no trace. One thread.
#pragma once

#include <map>
#include <string>

#include "collector/commands/connect_answers.h"
#include "collector/connectors/connector.h"
#include "shared/base/clock.h"
#include "shared/settings/settings.h"

namespace replywatch {

// One run of `connect`, as far as it has come: when it fails, a form shows at which answer.
struct Attempt {
  const PlatformInfo* platform = nullptr;
  Answers answers;
  Settings settings;
  bool is_again = false;
};

struct Trial {
  AccountCheck account;
  std::map<std::string, Secret> state;  // by key: what the connector must remember, to be written with the rest
};

// Errors as Connector::Check. kInvalidArgument: with `is_again` another account than the inbox belongs to, else one that an inbox
// reads already. Errors of opening the database; where there is none yet, nothing has to be compared.
Result<Trial> TryAccount(const Attempt& attempt, const Clock& clock);

}  // namespace replywatch

// SentLog: which replies were about to be handed to the mail server, and which it took. A mailbox cannot tell, for its folder of
// sent mail is filled by us afterwards. Kept by the StateKeeper before each step; the last 500.
#pragma once

#include <optional>
#include <string>

#include "collector/connectors/connector.h"

namespace replywatch::email {

enum class SentState : std::uint8_t {
  kNever,    // never handed over: it is certain that nobody got it
  kTried,    // handed over, and no answer was noted
  kTaken,    // the server took it
  kUnknown,  // nothing was ever kept here
};

class SentLog {
 public:
  explicit SentLog(StateKeeper* keeper) : keeper_(keeper) {}
  // `id`: of letters and digits. kUnknown, too, when it may have been tried before anything was kept here (the folder was lost).
  // Errors as StateKeeper.
  Result<SentState> Look(const std::string& id, Timestamp first_attempt_at);
  // kTried or kTaken; kNever takes a try back that certainly came to nothing.
  Status Note(const std::string& id, SentState state, Timestamp now);

 private:
  StateKeeper* keeper_;
};

}  // namespace replywatch::email

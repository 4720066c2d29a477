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

struct SentNote {
  SentState state = SentState::kUnknown;
  std::string message_id;  // that it was sent under, with our address of that day; empty when none is noted
};

class SentLog {
 public:
  explicit SentLog(StateKeeper* keeper) : keeper_(keeper) {}
  // `message_id`: an OwnMessageId; of two with the same KeyIn the notes are the same. kUnknown, too, when it may have been tried
  // before anything was kept here (the folder was lost). Errors as StateKeeper.
  Result<SentNote> Look(const std::string& message_id, Timestamp first_attempt_at);
  // kTried or kTaken; kNever takes a try back that certainly came to nothing.
  Status Note(const std::string& message_id, SentState state, Timestamp now);

 private:
  StateKeeper* keeper_;
};

}  // namespace replywatch::email

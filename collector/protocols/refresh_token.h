// RefreshToken: the refresh token of one account (RFC 6749, section 6) where its platform may give out another one when it is
// used: the newest counts, as long as the one in the settings stays as it was. One thread at a time.
#pragma once

#include "collector/connectors/connector.h"
#include "collector/protocols/json_reader.h"
#include "shared/base/secret.h"

namespace replywatch {

class RefreshToken {
 public:
  // `keeper` outlives this.
  RefreshToken(StateKeeper* keeper, Secret configured) : keeper_(keeper), configured_(std::move(configured)) {}

  // The one to use now. Errors of the keeper.
  Result<Secret> Load();
  // Keeps what was given out in place of the one loaded last; empty, or the same: nothing. Errors of the keeper: it is not in use
  // then, and what came along with it must not be used.
  Status Replace(const Secret& next);

  std::string Redacted(std::string text) const { return Redact(Redact(std::move(text), configured_), current_); }

 private:
  StateKeeper* keeper_;
  Secret configured_;
  Secret current_;  // the one loaded last
};

// A token as it came, for it is no text to be cleaned. Empty when it is none: no string, over 16 KiB, with white space or beyond
// ASCII.
Secret TokenMember(const Json& object, const char* name);

}  // namespace replywatch

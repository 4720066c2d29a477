// Contact: a person who writes to the shop, with one ContactIdentity per account
// that we know to be theirs. Values.
#pragma once

#include <optional>
#include <string>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"

namespace replywatch {

struct Contact {
  ContactId id;
  std::string name;      // as last seen; never empty ("?" when the platform tells none)
  std::string language;  // most recent sure language of theirs; "und" at first
  Timestamp first_seen;
  std::optional<Timestamp> erased_at;
};

struct ContactIdentity {
  ContactId contact_id;
  InboxId inbox_id;
  std::string source_id;  // account id on the platform; unique within the inbox
  std::string name;
  std::string handle;
  std::string url;
  std::string email;
};

}  // namespace replywatch

// Which target applies to a wait, and when it falls due. Pure.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "shared/base/timestamp.h"
#include "shared/model/item.h"
#include "shared/model/wait.h"
#include "shared/settings/settings.h"

namespace replywatch {

// What targets are matched against.
struct TargetSubject {
  std::string inbox;
  MessageKind kind = MessageKind::kComment;
  Visibility visibility = Visibility::kPublic;
  Flags flags;
  std::string language;
};

// The first target all of whose keys match; nullptr: none.
const TargetSettings* FindTarget(const std::vector<TargetSettings>& targets, const TargetSubject& subject);

// When the first response to a wait falls due, in calendar time. nullopt where no target
// applies, for praise, and for targets counted in shop hours (their instants need the shop's calendar).
std::optional<Timestamp> FirstResponseDue(const std::vector<TargetSettings>& targets, const TargetSubject& subject, const Wait& wait);

}  // namespace replywatch

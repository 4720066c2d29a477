// People as answers show them. Pure functions, any thread.
#pragma once

#include "collector/protocols/json_reader.h"
#include "shared/model/item.h"

namespace replywatch::bluesky {

// Without a source id when it tells no DID; without a handle when the platform could not verify it.
Author ReadProfile(const Json& profile);
// Does one of us block the other?
bool IsBlocked(const Json& profile);
// May we write to them in private? As they set it: everybody, those whom they follow (also when nothing is set), nobody.
bool TakesPrivate(const Json& profile);

}  // namespace replywatch::bluesky

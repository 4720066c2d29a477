// What the settings of an inbox must say is known to its platform: unknown platforms,
// unknown and missing keys become mistakes with their line.
#pragma once

#include "shared/settings/settings.h"

namespace replywatch {

void AddPlatformMistakes(LoadedSettings& loaded);

}  // namespace replywatch

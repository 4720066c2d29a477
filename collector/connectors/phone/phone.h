// Phone: an inbox of calls that staff write down. It has no account and no network: nothing is read and nothing is sent.
#pragma once

#include "collector/connectors/connector.h"

namespace replywatch::phone {

PlatformInfo Platform();

}  // namespace replywatch::phone

// What a page's webhooks say, update by update. Hostile input safe; pure functions, any thread.
#pragma once

#include "collector/connectors/facebook/facebook_json.h"
#include "collector/protocols/graph_webhook.h"

namespace replywatch::facebook {

graph::Heard HearUpdate(const graph::Update& update, const PageInfo& page);

}  // namespace replywatch::facebook

// What an account's webhooks say, update by update. Hostile input safe; pure functions, any thread.
#pragma once

#include "collector/connectors/instagram/instagram_json.h"
#include "collector/protocols/graph_webhook.h"

namespace replywatch::instagram {

graph::Heard HearUpdate(const graph::Update& update, const Account& account);

// A comment or caption elsewhere that names the account, as "mentioned_comment" and "mentioned_media" show it. `media_id`: where
// it stands.
Result<Item> ReadMention(const Json& element, const std::string& media_id, bool is_comment, const Account& account);

}  // namespace replywatch::instagram

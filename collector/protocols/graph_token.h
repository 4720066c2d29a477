// Page tokens of the Graph API: whether one is a page's, when it ends, what it may not do. Keeps nothing; any thread.
#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "collector/protocols/graph_api.h"

namespace replywatch::graph {

// What a person should know of the token that `api` uses, one line each: it ends within two weeks, or lacks one of `scopes`.
// kConfiguration: a person's token, or an app id that does not belong to the secret. Others as GetAsApp.
Result<std::vector<std::string>> CheckPageToken(GraphApi& api, const std::string& app_id,
                                                std::span<const std::string_view> scopes, Timestamp now,
                                                const CancelToken& cancel);

}  // namespace replywatch::graph

#include "collector/protocols/graph_token.h"

#include <algorithm>
#include <nlohmann/json.hpp>

namespace replywatch::graph {
namespace {

constexpr Duration kWarnBefore = Duration::Days(14);
constexpr std::int64_t kFarSeconds = 4'102'444'800;  // 2100

void WarnOfEnds(const Json& token, Timestamp now, std::vector<std::string>& warnings) {
  for (const auto& [name, what] :
       {std::pair{"expires_at", "the token"}, std::pair{"data_access_expires_at", "access to people's words"}}) {
    const Timestamp ends{std::clamp<std::int64_t>(IntegerMember(token, name).value_or(0), 0, kFarSeconds) * 1000};  // 0: never
    if (ends.ms > 0 && ends - now < kWarnBefore)
      warnings.push_back(std::string(what) + " ends on " + FormatRfc3339(ends).substr(0, 10) +
                         "; connect the page again before that");
  }
}

}  // namespace

Result<std::vector<std::string>> CheckPageToken(GraphApi& api, const std::string& app_id,
                                                std::span<const std::string_view> scopes, Timestamp now,
                                                const CancelToken& cancel) {
  const auto answer = api.GetAsApp(app_id, "debug_token", {{"input_token", api.token().Reveal()}}, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kReauthorize) {
    return MakeError(ErrorKind::kConfiguration,
                     api.base_url() + ": \"app_id\" and \"app_secret\" do not belong together; copy both from your app at Meta");
  }
  if (!answer.ok()) return answer.error();
  const Json& token = DataOf(*answer);
  if (const std::string type = LineMember(token, "type", 20); !type.empty() && type != "PAGE") {
    return MakeError(ErrorKind::kConfiguration, api.base_url() +
                                                    ": this is the token of a person or a system user, not the page's; take the "
                                                    "page's from /me/accounts (see the connector's README)");
  }
  std::vector<std::string> warnings;
  WarnOfEnds(token, now, warnings);
  const Json& granted = Member(token, "scopes");
  if (!granted.is_array()) return warnings;
  for (const std::string_view scope : scopes) {
    if (std::find(granted.begin(), granted.end(), Json(scope)) == granted.end())
      warnings.push_back("the permission " + std::string(scope) + " is missing: connect the page again and allow it");
  }
  return warnings;
}

}  // namespace replywatch::graph

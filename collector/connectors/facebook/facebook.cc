#include "collector/connectors/facebook/facebook.h"

#include <array>

#include "collector/protocols/graph_token.h"
#include "collector/protocols/graph_webhook.h"

namespace replywatch::facebook {
namespace {

constexpr const char* kAddress = "https://graph.facebook.com";
constexpr const char* kVersion = "v25.0";             // usable until July 2028
constexpr std::int64_t kMaxCommentCharacters = 8000;  // not published; what is seen to be taken (2026)
constexpr std::int64_t kMaxMessageCharacters = 2000;  // Send API (2026)
constexpr int kPostsAtFirst = 25;
constexpr std::array<std::string_view, 4> kScopes{"pages_read_engagement", "pages_read_user_content", "pages_manage_engagement",
                                                  "pages_messaging"};
// To subscribe the page to webhooks (Meta's reference of /{page}/subscribed_apps, 2026).
constexpr std::string_view kWebhookScope = "pages_manage_metadata";

Result<std::string> Required(const std::map<std::string, std::string>& options, const char* name, const char* what) {
  const auto found = options.find(name);
  if (found == options.end() || found->second.empty()) return MakeError(ErrorKind::kConfiguration, what);
  return found->second;
}

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const InboxConfig& inbox = context.inbox;
  FacebookOptions options;
  RW_ASSIGN_OR_RETURN(options.app_id, Required(inbox.options, "app_id",
                                               "\"app_id\" is missing: the number of your app at developers.facebook.com"));
  if (options.app_id.find_first_not_of("0123456789") != std::string::npos)
    return MakeError(ErrorKind::kConfiguration, "\"app_id\" is the app's number, digits only");
  const auto agent = inbox.options.find("human_agent");
  if (agent != inbox.options.end() && agent->second != "yes" && agent->second != "no")
    return MakeError(ErrorKind::kConfiguration, "\"human_agent\" is \"yes\" or \"no\"");
  options.has_human_agent = agent != inbox.options.end() && agent->second == "yes";
  options.has_webhooks = graph::TakesWebhooks(inbox);
  graph::GraphOptions graph;
  graph.base_url = inbox.base_url.empty() ? kAddress : inbox.base_url;
  const auto version = inbox.options.find("version");
  graph.version = version == inbox.options.end() ? kVersion : version->second;
  if (graph.version.find_first_not_of("v0123456789.") != std::string::npos || graph.version.empty())
    return MakeError(ErrorKind::kConfiguration, "\"version\" is the Graph API's version, like \"v25.0\"");
  graph.advice = "make a new Page token (see the connector's README) and put it into the token file";
  for (const auto& [name, secret] : {std::pair{"token", &graph.token}, std::pair{"app_secret", &graph.app_secret}}) {
    const auto found = inbox.secrets.find(name);
    if (found == inbox.secrets.end() || found->second.empty())
      return MakeError(ErrorKind::kConfiguration, "\"" + std::string(name) + "\" is missing or empty");
    *secret = found->second;
  }
  return std::unique_ptr<Connector>(
      std::make_unique<FacebookConnector>(graph::GraphApi(context.http, std::move(graph)), std::move(options)));
}

constexpr const char* kTokenStep =
    "In the Business settings add a system user, give it the page with the tasks Moderate and Message, and make a token of the "
    "app with pages_show_list, pages_read_engagement, pages_read_user_content, pages_manage_engagement and pages_messaging; for "
    "comments below ads with the task Advertise and with pages_manage_ads and ads_management too.";
constexpr const char* kPageTokenStep =
    "With that token ask https://graph.facebook.com/me/accounts (the Graph API Explorer does it): \"access_token\" of your "
    "page is the Page token. A system user's does not end; a person's ends when they change their password.";
constexpr const char* kOwnAnswersStep =
    "Does the page answer by itself (instant reply, away message)? Write those texts into \"auto_replies\" of the settings, or "
    "they count as your answers.";
constexpr std::string_view kWebhookStep =
    "By webhooks everything is heard of at once; without them new comments below old posts take up to an hour. To receive them, "
    "allow pages_manage_metadata too, invent a verify "
    "token (any long word) and see collector/webhooks/README.md: at Meta, under Webhooks > Page, stand the callback address "
    "https://YOUR.HOST/hook/INBOX-NAME and that word, and the page is subscribed to feed, mention, ratings, messages, "
    "message_echoes and message_edits.";

WebhookVerdict Judge(const InboxConfig& inbox, const HttpServerRequest& request) { return graph::JudgeWebhook(inbox, request); }

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "facebook";
  info.display_name = "Facebook";
  info.make = &Make;
  info.required_options = {"app_id"};
  info.optional_options = {"human_agent", "version"};
  info.required_secrets = {"token", "app_secret"};
  info.optional_secrets = {graph::kVerifyToken};
  info.judge_webhook = &Judge;
  info.connect_steps = {
      "At developers.facebook.com make an app of the type Business; under Settings > Basic stand its number and its secret.",
      kTokenStep,
      kPageTokenStep,
      "Until Meta has reviewed the app, only people with a role in it can be read.",
      kOwnAnswersStep,
      kWebhookStep};
  info.connect_questions = {{"app_id", "The app's number"},
                            {"app_secret", "The app's secret"},
                            {"token", "The Page token"},
                            {graph::kVerifyToken, "The verify token for webhooks (empty: none are received)"},
                            {"human_agent", "Has Meta approved Human Agent for the app (yes or no; empty: no)"}};
  return info;
}

FacebookConnector::FacebookConnector(graph::GraphApi api, FacebookOptions options)
    : api_(std::move(api)), options_(std::move(options)), posts_per_page_(kPostsAtFirst) {}

Capabilities FacebookConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.reply_private = true;
  out.like = true;
  out.approve = true;
  out.edits_visible = true;
  out.push = options_.has_webhooks;
  out.public_length.max = kMaxCommentCharacters;
  out.private_length.max = kMaxMessageCharacters;
  out.resend_guard = ResendGuard::kReconcile;
  return out;
}

std::size_t FacebookConnector::max_sweep_items() const { return graph::GraphApi::kMostInBatch; }

Status FacebookConnector::CheckReady() const {
  if (page_.id.empty()) return MakeError(ErrorKind::kInvalidArgument, api_.base_url() + ": the page has not been checked yet");
  return {};
}

Result<AccountCheck> FacebookConnector::Check(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json me, api_.Get("me", {{"fields", "id,name"}}, now, cancel));
  AccountCheck check;
  check.account_id = IdMember(me, "id");
  check.account_name = LineMember(me, "name", kMaxNameBytes);
  if (check.account_id.empty())
    return MakeError(ErrorKind::kBackOff, api_.base_url() + ": did not say which page this is; it will be asked again");
  if (api_.server_time()) check.clock_skew = *api_.server_time() - now;
  std::vector<std::string_view> scopes(kScopes.begin(), kScopes.end());
  if (options_.has_webhooks) scopes.push_back(kWebhookScope);
  RW_ASSIGN_OR_RETURN(check.warnings, graph::CheckPageToken(api_, options_.app_id, scopes, now, cancel));
  if (!talks_refusal_.empty()) check.warnings.push_back("Messenger cannot be read: " + talks_refusal_);
  page_ = {check.account_id, options_.has_human_agent};
  return check;
}

// Liking twice is one like (Graph API, 2026). Only the like is offered, no other reaction.
Status FacebookConnector::Like(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (IsMessageId(source_id) || IsRatingItem(source_id) || IsMentionItem(source_id))
    return MakeError(ErrorKind::kInvalidArgument, "Facebook lets a page like comments and visitors' posts, nothing else");
  return api_.Post(PercentEncode(RawId(source_id)) + "/likes", Json::object(), now, cancel).status();
}

Status FacebookConnector::Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return api_.Post(PercentEncode(source_id), Json{{"is_hidden", false}}, now, cancel).status();
}

}  // namespace replywatch::facebook

#include "collector/connectors/instagram/instagram.h"

#include <array>

#include "collector/protocols/graph_token.h"
#include "collector/protocols/graph_webhook.h"

namespace replywatch::instagram {
namespace {

constexpr const char* kAddress = "https://graph.instagram.com";
constexpr const char* kPageAddress = "https://graph.facebook.com";
constexpr const char* kVersion = "v25.0";  // usable until July 2028
// What the app takes. Of the stricter rules of 2014 (300 characters, 4 hashtags, 1 address) it is not known whether they still
// hold.
constexpr std::int64_t kMaxCommentCharacters = 2200;
constexpr std::int64_t kMaxMessageBytes = 1000;  // Instagram messaging (2026)
constexpr std::array<std::string_view, 4> kPageScopes{"instagram_basic", "instagram_manage_comments", "instagram_manage_messages",
                                                      "pages_read_engagement"};
// Which of an app's two secrets signs for accounts that signed in with Instagram is not documented (2026).
constexpr const char* kOtherSecret = "meta_app_secret";
constexpr const char* kAdvice = "make a new token (see the connector's README) and put it into the token file";

std::string Option(const InboxConfig& inbox, const char* name, const char* otherwise) {
  const auto found = inbox.options.find(name);
  return found == inbox.options.end() ? otherwise : found->second;
}

Result<bool> Choice(const InboxConfig& inbox, const char* name, const char* yes, const char* no) {
  const std::string value = Option(inbox, name, no);
  if (value == yes) return true;
  if (value == no) return false;
  return MakeError(ErrorKind::kConfiguration, "\"" + std::string(name) + "\" is \"" + yes + "\" or \"" + no + "\"");
}

Result<InstagramOptions> ReadOptions(const InboxConfig& inbox) {
  InstagramOptions options;
  RW_ASSIGN_OR_RETURN(options.is_through_page, Choice(inbox, "login", "facebook", "instagram"));
  RW_ASSIGN_OR_RETURN(options.has_human_agent, Choice(inbox, "human_agent", "yes", "no"));
  options.app_id = Option(inbox, "app_id", "");
  options.has_webhooks = graph::TakesWebhooks(inbox);
  if (options.app_id.find_first_not_of("0123456789") != std::string::npos)
    return MakeError(ErrorKind::kConfiguration, "\"app_id\" is the app's number, digits only");
  if (options.is_through_page && options.app_id.empty()) {
    return MakeError(
        ErrorKind::kConfiguration,
        "\"app_id\" is missing: with \"login\": \"facebook\" it is needed, the number of your app at developers.facebook.com");
  }
  return options;
}

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const InboxConfig& inbox = context.inbox;
  RW_ASSIGN_OR_RETURN(InstagramOptions options, ReadOptions(inbox));
  graph::GraphOptions graph;
  graph.base_url = options.is_through_page ? kPageAddress : kAddress;
  if (!inbox.base_url.empty()) graph.base_url = inbox.base_url;
  graph.version = Option(inbox, "version", kVersion);
  if (graph.version.find_first_not_of("v0123456789.") != std::string::npos || graph.version.empty())
    return MakeError(ErrorKind::kConfiguration, "\"version\" is the Graph API's version, like \"v25.0\"");
  graph.advice = kAdvice;
  for (const auto& [name, secret] : {std::pair{"token", &graph.token}, std::pair{"app_secret", &graph.app_secret}}) {
    const auto found = inbox.secrets.find(name);
    if (found == inbox.secrets.end() || found->second.empty())
      return MakeError(ErrorKind::kConfiguration, "\"" + std::string(name) + "\" is missing or empty");
    *secret = found->second;
  }
  std::optional<LongToken> token;
  if (!options.is_through_page) token.emplace(context.state, graph.token);
  return std::unique_ptr<Connector>(std::make_unique<InstagramConnector>(graph::GraphApi(context.http, std::move(graph)),
                                                                         std::move(token), std::move(options)));
}

constexpr std::string_view kAppStep =
    "At developers.facebook.com make an app with the product Instagram; under \"API setup with Instagram login\" stands its "
    "secret.";
constexpr std::string_view kTokenStep =
    "Add the account there, allow instagram_business_basic, instagram_business_manage_comments and "
    "instagram_business_manage_messages, and generate its token. It lives for 60 days and is renewed by itself while the "
    "collector "
    "runs.";
constexpr std::string_view kWebhookStep =
    "Mentions elsewhere are heard of by webhooks only, and all else sooner. To receive them, invent a verify token (any "
    "long word) and see collector/webhooks/README.md: at Meta, under Webhooks of Instagram, stand the callback address "
    "https://YOUR.HOST/hook/INBOX-NAME and that word, and comments, mentions and messages are subscribed to.";

WebhookVerdict Judge(const InboxConfig& inbox, const HttpServerRequest& request) {
  return graph::JudgeWebhook(inbox, request, kOtherSecret);
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "instagram";
  info.display_name = "Instagram";
  info.make = &Make;
  info.optional_options = {"login", "app_id", "human_agent", "version"};
  info.required_secrets = {"token", "app_secret"};
  info.optional_secrets = {graph::kVerifyToken, kOtherSecret};
  info.judge_webhook = &Judge;
  info.connect_steps = {"Make the account a Business or Creator account (Instagram > Settings > Account type).", kAppStep,
                        kTokenStep, "In the Instagram app allow connected tools access to messages (Settings > Messages).",
                        "Until Meta has reviewed the app, only people with a role in it can be read."};
  info.connect_steps.push_back(kWebhookStep);
  info.connect_questions = {{"app_secret", "The Instagram app's secret"},
                            {"token", "The account's token"},
                            {graph::kVerifyToken, "The verify token for webhooks (empty: none are received)"},
                            {"login", "How the token was made: instagram or facebook (empty: instagram)"},
                            {"app_id", "The app's number (needed for facebook only)"},
                            {"human_agent", "Has Meta approved Human Agent for the app (yes or no; empty: no)"}};
  return info;
}

InstagramConnector::InstagramConnector(graph::GraphApi api, std::optional<LongToken> token, InstagramOptions options)
    : api_(std::move(api)), token_(std::move(token)), options_(std::move(options)) {}

Capabilities InstagramConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.reply_private = true;
  out.approve = true;
  out.edits_visible = true;
  out.push = options_.has_webhooks;
  out.erase_removed = true;  // Meta's platform terms: what a person removed or unsent is removed here, too (2026)
  out.public_prefix = "@{handle} ";
  out.public_length.max = kMaxCommentCharacters;
  out.private_length.max = kMaxMessageBytes;  // no text of fewer bytes has more characters
  out.private_length.max_bytes = kMaxMessageBytes;
  out.resend_guard = ResendGuard::kReconcile;
  return out;
}

std::size_t InstagramConnector::max_sweep_items() const { return graph::GraphApi::kMostInBatch; }

Status InstagramConnector::CheckReady() const {
  if (account_.id.empty())
    return MakeError(ErrorKind::kInvalidArgument, api_.base_url() + ": the account has not been checked yet");
  return {};
}

// A page names the account that is linked to it; an account that signed in itself is "me", by whichever of its ids.
std::string InstagramConnector::MediaEdge() const {
  return (options_.is_through_page ? PercentEncode(account_.id) : std::string("me")) + "/media";
}

Result<Account> InstagramConnector::AskWhoWeAre(Timestamp now, const CancelToken& cancel) {
  const char* fields = options_.is_through_page ? "id,name,instagram_business_account{id,username}" : "id,user_id,username";
  RW_ASSIGN_OR_RETURN(const Json me, api_.Get("me", {{"fields", fields}}, now, cancel));
  const Json& element = options_.is_through_page ? Member(me, "instagram_business_account") : me;
  if (options_.is_through_page && !element.is_object()) {
    return MakeError(ErrorKind::kConfiguration,
                     api_.base_url() + ": this page has no professional Instagram account; link one in the page's settings");
  }
  Account account;
  account.id = IdMember(element, "user_id");
  account.other_id = IdMember(element, "id");
  if (account.id.empty()) std::swap(account.id, account.other_id);
  account.username = LineMember(element, "username", kMaxNameBytes);
  account.has_human_agent = options_.has_human_agent;
  if (account.id.empty())
    return MakeError(ErrorKind::kBackOff, api_.base_url() + ": did not say which account this is; it will be asked again");
  return account;
}

Result<AccountCheck> InstagramConnector::Check(Timestamp now, const CancelToken& cancel) {
  AccountCheck check;
  if (token_) {
    RW_ASSIGN_OR_RETURN(check.warnings, token_->Prepare(api_, now, cancel));
  }
  RW_ASSIGN_OR_RETURN(Account account, AskWhoWeAre(now, cancel));
  if (api_.server_time()) check.clock_skew = *api_.server_time() - now;
  check.account_id = account.id;
  check.account_name = account.username.empty() ? account.id : account.username;
  if (options_.is_through_page) {
    RW_ASSIGN_OR_RETURN(check.warnings, graph::CheckPageToken(api_, options_.app_id, kPageScopes, now, cancel));
  }
  account_ = std::move(account);
  return check;
}

Status InstagramConnector::Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  return api_.Post(PercentEncode(source_id), Json{{"hide", false}}, now, cancel).status();
}

}  // namespace replywatch::instagram

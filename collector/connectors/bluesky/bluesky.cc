#include "collector/connectors/bluesky/bluesky.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/connectors/bluesky/record_names.h"
#include "collector/protocols/absence.h"

namespace replywatch::bluesky {
namespace {

constexpr const char* kEntryway = "https://bsky.social";
// app.bsky.feed.getPosts takes so many (lexicon, 2026).
constexpr std::size_t kBatchSize = 25;
// app.bsky.feed.post and chat.bsky.convo.defs#messageInput (lexicons, 2026).
constexpr LengthRule kPublicLength{300, LengthUnit::kGraphemes, 0, false, 3000};
constexpr LengthRule kPrivateLength{1000, LengthUnit::kGraphemes, 0, false, 10'000};

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const InboxConfig& inbox = context.inbox;
  AccountSettings settings;
  settings.server = kEntryway;
  if (!inbox.base_url.empty()) {
    const auto url = ParseUrl(inbox.base_url);
    if (!url || url->target != "/")
      return MakeError(ErrorKind::kConfiguration,
                       "base_url must be the address of the account's server, like https://pds.example");
    settings.server = url->Origin();
    settings.is_server_all = true;
  }
  const auto handle = inbox.options.find("handle");
  if (handle != inbox.options.end()) settings.identifier = handle->second;
  if (settings.identifier.starts_with('@')) settings.identifier.erase(0, 1);
  if (settings.identifier.empty())
    return MakeError(ErrorKind::kConfiguration, "the handle is missing; write it as the profile shows it, like shop.bsky.social");
  const auto password = inbox.secrets.find("password");
  if (password == inbox.secrets.end() || password->second.empty()) {
    return MakeError(ErrorKind::kConfiguration,
                     "the app password is missing; make one under Settings > Privacy and security > App passwords");
  }
  settings.password = password->second;
  return std::unique_ptr<Connector>(std::make_unique<BlueskyConnector>(context.http, context.state, std::move(settings)));
}

// Will asking the chat service again give the same answer until a person has changed something?
bool IsRefusal(ErrorKind kind) {
  return NeedsPerson(kind) || kind == ErrorKind::kInvalidArgument || kind == ErrorKind::kNotFound ||
         kind == ErrorKind::kWindowClosed;
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "bluesky";
  info.display_name = "Bluesky";
  info.make = &Make;
  info.required_options = {"handle"};
  info.required_secrets = {"password"};
  info.connect_steps = {
      "Sign in to Bluesky with the shop's account and open Settings > Privacy and security > App passwords.",
      "Add one, name it \"ReplyWatch\", and tick \"Allow access to your direct messages\" if you want them here.",
      "Copy the password that is shown once. It does not end until you revoke it there."};
  info.connect_questions = {{"handle", "The account's handle, like shop.bsky.social"}, {"password", "The app password"}};
  return info;
}

BlueskyConnector::BlueskyConnector(HttpClient* http, StateKeeper* keeper, AccountSettings settings)
    : api_(http, keeper, std::move(settings)) {}

Capabilities BlueskyConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.reply_private = has_chat_;
  out.like = true;
  out.edits_visible = true;
  out.public_length = kPublicLength;
  out.private_length = kPrivateLength;
  out.resend_guard = ResendGuard::kClientId;
  return out;
}

std::vector<StreamInfo> BlueskyConnector::streams() const {
  std::vector<StreamInfo> out{{"notifications", StreamKind::kNewestFirst, Duration::Seconds(30), std::nullopt},
                              {"own", StreamKind::kNewestFirst, Duration::Minutes(1), std::nullopt},
                              {"threads", StreamKind::kForward, Duration::Minutes(5), std::nullopt}};
  if (has_chat_) out.push_back({"chat", StreamKind::kForward, Duration::Seconds(30), std::nullopt});
  return out;
}

std::size_t BlueskyConnector::max_sweep_items() const { return kBatchSize; }

Status BlueskyConnector::CheckReady() const {
  if (own_did_.empty()) return MakeError(ErrorKind::kInvalidArgument, api_.host() + ": the account has not been checked yet");
  return {};
}

Result<AccountCheck> BlueskyConnector::Check(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const HttpResponse answer,
                      api_.Get({Service::kOwnServer, "com.atproto.server.getSession"}, {}, now, cancel));
  RW_ASSIGN_OR_RETURN(const Json account, api_.Parse(answer));
  AccountCheck check;
  check.account_id = IdMember(account, "did");
  check.account_name = LineMember(account, "handle", kMaxNameBytes);
  if (check.account_id.empty()) return MakeError(ErrorKind::kBackOff, api_.host() + ": did not say which account this is");
  const Json& active = Member(account, "active");
  if (active.is_boolean() && !active.get<bool>()) {
    return MakeError(ErrorKind::kPermission, api_.host() + ": the account is not active (" + LineMember(account, "status", 40) +
                                                 "); sign in with the app to see why");
  }
  if (const auto date = answer.Header("Date")) {
    if (const auto server_time = ParseHttpDate(*date)) check.clock_skew = *server_time - now;
  }
  clock_skew_ = check.clock_skew.value_or(Duration{});
  RW_RETURN_IF_ERROR(ProbeChat(now, cancel, check));
  own_did_ = check.account_id;
  own_handle_ = check.account_name;
  return check;
}

// The chat service is another one: its troubles do not make the account unusable.
Status BlueskyConnector::ProbeChat(Timestamp now, const CancelToken& cancel, AccountCheck& check) {
  const auto answer = api_.Get({Service::kChat, "chat.bsky.convo.listConvos"}, {{"limit", "1"}}, now, cancel);
  if (!answer.ok() && answer.error().kind == ErrorKind::kCancelled) return answer.error();
  has_chat_ = answer.ok() || !IsRefusal(answer.error().kind);
  if (!has_chat_) check.warnings.push_back("private messages are not read: " + answer.error().text);
  return {};
}

Result<BlueskyConnector::Listed> BlueskyConnector::LookUp(const std::vector<std::string>& uris, Timestamp now,
                                                          const CancelToken& cancel) {
  Listed out;
  for (std::size_t begin = 0; begin < uris.size(); begin += kBatchSize) {
    QueryList query;
    for (std::size_t i = begin; i < std::min(begin + kBatchSize, uris.size()); ++i) query.emplace_back("uris", uris[i]);
    RW_ASSIGN_OR_RETURN(const HttpResponse answer, api_.Get({Service::kAppView, "app.bsky.feed.getPosts"}, query, now, cancel));
    RW_ASSIGN_OR_RETURN(const Json body, api_.Parse(answer));
    Result<PostList> list = ReadPosts(body);
    if (!list.ok()) return list.error().Within(api_.host());
    std::move(list->posts.begin(), list->posts.end(), std::back_inserter(out.list.posts));
    std::move(list->set_aside.begin(), list->set_aside.end(), std::back_inserter(out.list.set_aside));
    out.throttle = ReadThrottle(answer);
  }
  return out;
}

// What is missing is asked for a second time: it may be a passing fault.
Result<BlueskyConnector::Listed> BlueskyConnector::GetPosts(const std::vector<std::string>& uris, Timestamp now,
                                                            const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(Listed out, LookUp(uris, now, cancel));
  std::set<std::string> missing(uris.begin(), uris.end());
  for (const Post& post : out.list.posts) missing.erase(post.ref.uri);
  for (const SetAside& element : out.list.set_aside) missing.erase(element.source_id);
  if (missing.empty()) return out;
  RW_ASSIGN_OR_RETURN(Listed again, LookUp({missing.begin(), missing.end()}, now, cancel));
  std::move(again.list.posts.begin(), again.list.posts.end(), std::back_inserter(out.list.posts));
  std::move(again.list.set_aside.begin(), again.list.set_aside.end(), std::back_inserter(out.list.set_aside));
  out.throttle = again.throttle;
  return out;
}

// Private messages are not among what is read again: nobody can change them, and a deletion is the deleter's own.
Result<SweepResult> BlueskyConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > kBatchSize) return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  std::vector<std::string> uris;
  std::copy_if(request.source_ids.begin(), request.source_ids.end(), std::back_inserter(uris),
               [](const std::string& id) { return ParsePostUri(id).has_value(); });
  RW_ASSIGN_OR_RETURN(Listed listed, GetPosts(uris, request.now, cancel));
  SweepResult result;
  result.throttle = listed.throttle;
  std::set<std::string> missing(uris.begin(), uris.end());
  const std::size_t asked = missing.size();
  RW_RETURN_IF_ERROR(LearnRoots(listed.list, request.now, cancel));
  for (const Post& post : listed.list.posts) {
    if (missing.erase(post.ref.uri) > 0) result.items.push_back(ItemOf(post));
  }
  for (const SetAside& element : listed.list.set_aside) missing.erase(element.source_id);
  result.set_aside = std::move(listed.list.set_aside);
  if (IsAbsenceBelievable(asked, missing.size())) result.gone.assign(missing.begin(), missing.end());
  return result;
}

Status BlueskyConnector::Approve(const std::string& /*source_id*/, Timestamp /*now*/, const CancelToken& /*cancel*/) {
  return MakeError(ErrorKind::kInvalidArgument, "Bluesky publishes at once; there is nothing to approve");
}

}  // namespace replywatch::bluesky

#include "collector/connectors/reddit/reddit.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/protocols/absence.h"

namespace replywatch::reddit {
namespace {

constexpr const char* kApiHost = "https://oauth.reddit.com";
constexpr const char* kTokenHost = "https://www.reddit.com";
// Of this connector, not of the program; part of the User-Agent that Reddit knows the app by.
constexpr const char* kVersion = "v1";
constexpr std::size_t kMostIds = 100;            // that /api/info may name (fact sheet, 2026)
constexpr std::int64_t kMaxCharacters = 10'000;  // of comments and messages (Reddit's published source)
constexpr std::size_t kMaxClientIdBytes = 64;

bool IsClientId(std::string_view text) {
  return !text.empty() && text.size() <= kMaxClientIdBytes && std::all_of(text.begin(), text.end(), [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
  });
}

// "<platform>:<app id>:<version> (by /u/<user>)", or Reddit throttles (Data API wiki, 2026).
std::string UserAgent(const std::string& client_id, const std::string& user) {
  return "linux:replywatch-" + client_id + ":" + kVersion + " (by /u/" + user + ")";
}

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const InboxConfig& inbox = context.inbox;
  const auto option = [&](const char* name) {
    const auto it = inbox.options.find(name);
    return it == inbox.options.end() ? std::string() : it->second;
  };
  const auto secret = [&](const char* name) {
    const auto it = inbox.secrets.find(name);
    return it == inbox.secrets.end() ? Secret() : it->second;
  };
  const std::string user = option("user");
  if (!IsAccountName(user)) {
    return MakeError(ErrorKind::kConfiguration,
                     "user must be the name of a Reddit account, without u/: Reddit wants to know whose app this is");
  }
  RedditClient client{option("client_id"), secret("client_secret"), secret("refresh_token"), {}};
  if (!IsClientId(client.id) || client.secret.empty()) {
    return MakeError(ErrorKind::kConfiguration,
                     "client_id or client_secret is missing or none; both stand at the app under reddit.com/prefs/apps");
  }
  if (client.refresh_token.empty()) {
    return MakeError(ErrorKind::kConfiguration,
                     "the refresh token is missing; authorize the app with duration=permanent to get one");
  }
  if (!inbox.base_url.empty() && !ParseUrl(inbox.base_url))
    return MakeError(ErrorKind::kConfiguration, "base_url must be an address like https://reddit.example, or be left out");
  client.user_agent = UserAgent(client.id, user);
  const std::string& base = inbox.base_url;
  RedditTokens tokens(context.http, context.state, base.empty() ? kTokenHost : base, std::move(client));
  RedditApi api(context.http, base.empty() ? kApiHost : base, std::move(tokens));
  return std::unique_ptr<Connector>(std::make_unique<RedditConnector>(std::move(api)));
}

// As many as one call may name.
std::string Joined(const std::vector<std::string>& names, std::size_t begin) {
  std::string out;
  for (std::size_t i = begin; i < std::min(begin + kMostIds, names.size()); ++i) out += (out.empty() ? "" : ",") + names[i];
  return out;
}

template <typename T, typename Predicate>
void MoveUnless(Predicate is_unwanted, std::vector<T> from, std::vector<T>& to) {
  for (T& element : from) {
    if (!is_unwanted(element)) to.push_back(std::move(element));
  }
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "reddit";
  info.display_name = "Reddit";
  info.make = &Make;
  info.required_options = {"client_id", "user"};
  info.required_secrets = {"client_secret", "refresh_token"};
  info.connect_steps = {
      "New apps need Reddit's approval (Responsible Builder Policy, since November 2025); apps that exist go on working.",
      "At reddit.com/prefs/apps make an app of the type \"web app\": below its name stands its id, and its secret.",
      "Authorize it once as the shop's account with duration=permanent and the scopes identity, read, history, privatemessages "
      "and "
      "submit: what you need is the refresh token. It does not end until you revoke it."};
  info.connect_questions = {{"client_id", "The app's id"},
                            {"user", "Whose app it is: a name without u/"},
                            {"client_secret", "The app's secret"},
                            {"refresh_token", "The refresh token"}};
  return info;
}

RedditConnector::RedditConnector(RedditApi api) : api_(std::move(api)) {}

Capabilities RedditConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.reply_private = reads_messages_;
  out.edits_visible = true;
  out.erase_removed = true;  // Data API terms and Responsible Builder Policy (2026)
  out.public_length.max = kMaxCharacters;
  out.private_length.max = kMaxCharacters;
  out.resend_guard = ResendGuard::kReconcile;
  return out;
}

std::size_t RedditConnector::max_sweep_items() const { return kMostIds; }

Status RedditConnector::CheckReady() const {
  if (own_.id.empty()) return MakeError(ErrorKind::kInvalidArgument, api_.base_url() + ": the account has not been checked yet");
  return {};
}

Result<AccountCheck> RedditConnector::Check(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get("/api/v1/me", {}, now, cancel));
  const Account account = ReadAccount(answer);
  if (account.id.empty()) return MakeError(ErrorKind::kBackOff, api_.base_url() + ": did not say which account this is");
  AccountCheck check;
  check.account_id = account.id;
  check.account_name = account.name;
  if (const auto server_time = api_.server_time()) check.clock_skew = *server_time - now;
  if (account.is_suspended) check.warnings.push_back("Reddit has suspended this account; appeal at reddit.com/appeals");
  RW_ASSIGN_OR_RETURN(reads_messages_, ReadsMessages(now, cancel));
  if (!reads_messages_) {
    check.warnings.push_back("Reddit does not show this account's private messages to apps; answer them on reddit.com");
  }
  own_ = account;
  return check;
}

Result<bool> RedditConnector::ReadsMessages(Timestamp now, const CancelToken& cancel) {
  const Result<Json> answer = api_.Get("/message/messages", {{"limit", "1"}}, now, cancel);
  if (answer.ok()) return true;
  if (IsWithheld(answer.error())) return false;
  return answer.error();
}

// Since private messages became chats, some accounts are sent to a page for signing in.
bool RedditConnector::IsWithheld(const Error& error) const {
  return error.kind == ErrorKind::kConfiguration || error.kind == ErrorKind::kPermission || error.kind == ErrorKind::kNotFound ||
         api_.answered_with_page();
}

Result<Things> RedditConnector::List(const std::string& path, const QueryList& query, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Json answer, api_.Get(path, query, now, cancel));
  Result<Things> things = ReadListing(answer);
  if (!things.ok()) return things.error().Within(api_.base_url());
  return things;
}

// What is missing in an answer is asked for until nothing more comes, and twice at least: an empty answer may be a passing fault.
Result<Things> RedditConnector::Info(std::set<std::string> fullnames, Timestamp now, const CancelToken& cancel) {
  Things all;
  for (int looks = 0; !fullnames.empty(); ++looks) {
    const std::vector<std::string> asked(fullnames.begin(), fullnames.end());
    for (std::size_t begin = 0; begin < asked.size(); begin += kMostIds) {
      RW_ASSIGN_OR_RETURN(Things some, List("/api/info", {{"id", Joined(asked, begin)}}, now, cancel));
      const auto is_unasked = [&](const auto& element) { return fullnames.erase(element.name) == 0; };
      MoveUnless(is_unasked, std::move(some.things), all.things);
      MoveUnless(is_unasked, std::move(some.posts), all.posts);
      MoveUnless([&](const SetAside& element) { return fullnames.erase(element.source_id) == 0; }, std::move(some.set_aside),
                 all.set_aside);
    }
    if (looks > 0 && fullnames.size() == asked.size()) break;
  }
  return all;
}

Status RedditConnector::LearnPlaces(const std::set<std::string>& fullnames, Timestamp now, const CancelToken& cancel) {
  if (fullnames.empty()) return {};
  RW_ASSIGN_OR_RETURN(const Things told, Info(fullnames, now, cancel));
  for (const Thing& thing : told.things) places_.Learn(thing);
  for (const Post& post : told.posts) places_.Learn(post);
  for (const std::string& name : fullnames) places_.LearnAbsence(name);
  return {};
}

// What has no author any more cannot be answered, and must not be kept; sweeps see that what was read before is gone.
Status RedditConnector::AddItems(Things things, Timestamp now, const CancelToken& cancel, Page& page) {
  for (const Post& post : things.posts) places_.Learn(post);
  for (const Thing& thing : things.things) places_.Learn(thing);
  const auto is_nobodys = [](const Thing& thing) {
    return thing.author.source_id.empty() || thing.publication == Publication::kRemoved;
  };
  auto& all = things.things;
  all.erase(std::remove_if(all.begin(), all.end(), is_nobodys), all.end());
  RW_RETURN_IF_ERROR(LearnPlaces(UnknownPlaces(all, places_), now, cancel));
  for (const Thing& thing : all) page.items.push_back(ToItem(thing, places_, own_));
  std::move(things.set_aside.begin(), things.set_aside.end(), std::back_inserter(page.set_aside));
  page.throttle = api_.throttle();
  return {};
}

// Messages cannot be edited, and stay with whom they were sent to: only comments are read again.
Result<SweepResult> RedditConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > kMostIds) return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  std::set<std::string> missing;
  std::copy_if(request.source_ids.begin(), request.source_ids.end(), std::inserter(missing, missing.end()), &IsCommentName);
  const std::size_t asked = missing.size();
  SweepResult result;
  if (missing.empty()) return result;
  RW_ASSIGN_OR_RETURN(Things found, Info(missing, request.now, cancel));
  // Posts are asked for anew: they may be locked or archived meanwhile.
  std::set<std::string> places = UnknownPlaces(found.things, places_);
  for (const Thing& thing : found.things) places.insert(thing.root);
  RW_RETURN_IF_ERROR(LearnPlaces(places, request.now, cancel));
  for (const Thing& thing : found.things) {
    places_.Learn(thing);
    missing.erase(thing.name);
    const bool is_gone = thing.author.source_id.empty() && thing.removed_by != RemovedBy::kPage;
    if (is_gone) {
      result.gone.push_back(thing.name);
    } else {
      result.items.push_back(ToItem(thing, places_, own_));
    }
  }
  for (const SetAside& element : found.set_aside) missing.erase(element.source_id);
  if (IsAbsenceBelievable(asked, missing.size())) result.gone.insert(result.gone.end(), missing.begin(), missing.end());
  result.set_aside = std::move(found.set_aside);
  result.throttle = api_.throttle();
  return result;
}

Status RedditConnector::Approve(const std::string& /*source_id*/, Timestamp /*now*/, const CancelToken& /*cancel*/) {
  return MakeError(ErrorKind::kInvalidArgument,
                   "what Reddit holds back is released by the moderators of the subreddit, on reddit.com");
}

}  // namespace replywatch::reddit

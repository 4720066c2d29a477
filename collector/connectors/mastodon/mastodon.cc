#include "collector/connectors/mastodon/mastodon.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "shared/base/utf8.h"

namespace replywatch::mastodon {
namespace {

// Statuses a batch may name (server source, 2026).
constexpr std::size_t kBatchSize = 20;

Result<std::unique_ptr<Connector>> Make(ConnectorContext context) {
  const auto url = ParseUrl(context.inbox.base_url);
  if (!url || url->target != "/") {
    return MakeError(ErrorKind::kConfiguration, "base_url must be the server's address, like https://mastodon.example");
  }
  const auto token = context.inbox.secrets.find("token");
  if (token == context.inbox.secrets.end() || token->second.empty()) {
    return MakeError(ErrorKind::kConfiguration, "the token is missing; make one under Preferences > Development");
  }
  return std::unique_ptr<Connector>(std::make_unique<MastodonConnector>(context.http, url->Origin(), token->second));
}

bool IsFinal(const Error& error) {
  return error.kind == ErrorKind::kNotFound || error.kind == ErrorKind::kInvalidArgument ||
         error.kind == ErrorKind::kPermission || error.kind == ErrorKind::kConfiguration;
}

}  // namespace

PlatformInfo Platform() {
  PlatformInfo info;
  info.name = "mastodon";
  info.display_name = "Mastodon";
  info.make = &Make;
  info.address_example = "https://mastodon.example";
  info.required_secrets = {"token"};
  info.connect_steps = {"Sign in to your server with the shop's account and open Preferences > Development > New application.",
                        "Give it a name, tick the scopes \"read\" and \"write\" and nothing else, and save.",
                        "Open the new application and copy \"Your access token\". It does not end until you delete it."};
  info.connect_questions = {{"base_url", "Address of the server, like https://mastodon.example"}, {"token", "Your access token"}};
  return info;
}

MastodonConnector::MastodonConnector(HttpClient* http, std::string base_url, Secret token)
    : api_(http, std::move(base_url), std::move(token)) {}

Capabilities MastodonConnector::capabilities() const {
  Capabilities out;
  out.reply_public = true;
  out.reply_private = true;
  out.like = can_like_;
  out.edits_visible = true;
  out.public_prefix = out.private_prefix = "@{handle} ";
  out.public_length = {limits_.max_characters, LengthUnit::kGraphemes, limits_.characters_per_url, true, 0};
  out.private_length = out.public_length;
  out.resend_guard = ResendGuard::kReconcile;  // the key helps, but some servers ignore it and the others forget it in an hour
  return out;
}

std::vector<StreamInfo> MastodonConnector::streams() const {
  return {{"mentions", StreamKind::kForward, Duration::Seconds(30), std::nullopt},
          {"conversations", StreamKind::kNewestFirst, Duration::Minutes(2), std::nullopt},
          {"own", StreamKind::kForward, Duration::Minutes(1), std::nullopt},
          {"threads", StreamKind::kForward, Duration::Minutes(5), std::nullopt}};
}

std::size_t MastodonConnector::max_sweep_items() const { return kBatchSize; }

Status MastodonConnector::CheckReady() const {
  if (own_id_.empty()) return MakeError(ErrorKind::kInvalidArgument, api_.base_url() + ": the account has not been checked yet");
  return {};
}

Result<AccountCheck> MastodonConnector::Check(Timestamp now, const CancelToken& cancel) {
  Result<HttpResponse> answer = api_.Get("/api/v1/accounts/verify_credentials", {}, now, cancel);
  if (!answer.ok()) {
    const ErrorKind kind = answer.error().kind;
    if (kind == ErrorKind::kNotFound) {
      return MakeError(ErrorKind::kConfiguration,
                       api_.base_url() + ": no Mastodon server here; check the address in the settings");
    }
    // One server answers a bad token with 422.
    if (kind == ErrorKind::kInvalidArgument)
      return MakeError(ErrorKind::kReauthorize, answer.error().text + "; replace the token");
    return answer.error();
  }
  RW_ASSIGN_OR_RETURN(const Json account, api_.Parse(*answer));
  AccountCheck check;
  check.account_id = IdMember(account, "id");
  check.account_name = LineMember(account, "acct", kMaxNameBytes);
  if (check.account_id.empty()) return MakeError(ErrorKind::kBackOff, api_.base_url() + ": did not say which account this is");
  if (const auto date = answer->Header("Date")) {
    if (const auto server_time = ParseHttpDate(*date)) check.clock_skew = *server_time - now;
  }
  clock_skew_ = check.clock_skew.value_or(Duration{});
  RW_RETURN_IF_ERROR(ReadLimits(now, cancel));
  RW_RETURN_IF_ERROR(ReadScopes(now, cancel, check));
  RW_RETURN_IF_ERROR(AddPolicyWarnings(now, cancel, check));
  own_id_ = check.account_id;
  return check;
}

Status MastodonConnector::ReadLimits(Timestamp now, const CancelToken& cancel) {
  for (const char* path : {"/api/v2/instance", "/api/v1/instance"}) {
    const Result<HttpResponse> answer = api_.Get(path, {}, now, cancel);
    if (!answer.ok()) {
      if (IsFinal(answer.error())) continue;  // an older server
      return answer.error();
    }
    RW_ASSIGN_OR_RETURN(const Json instance, api_.Parse(*answer));
    limits_ = ReadInstance(instance);
    return {};
  }
  return {};
}

// What the token may do stands with its application, as servers since 4.3 tell; the others take a like or refuse it.
Status MastodonConnector::ReadScopes(Timestamp now, const CancelToken& cancel, AccountCheck& check) {
  const Result<HttpResponse> answer = api_.Get("/api/v1/apps/verify_credentials", {}, now, cancel);
  // A server may keep this call to applications' own tokens, or not know it; nothing but likes depends on it.
  const ErrorKind kind = answer.ok() ? ErrorKind::kInternal : answer.error().kind;
  if (kind == ErrorKind::kRetryAt || kind == ErrorKind::kCancelled) return answer.error();
  can_like_ = true;
  const Result<Json> application = answer.ok() ? api_.Parse(*answer) : Result<Json>(answer.error());
  if (!application.ok()) return {};
  can_like_ = MayFavourite(*application);
  if (!can_like_)
    check.warnings.emplace_back("the token may not like; make one with the scopes read and write to like posts from here");
  return {};
}

Status MastodonConnector::AddPolicyWarnings(Timestamp now, const CancelToken& cancel, AccountCheck& check) {
  const Result<HttpResponse> answer = api_.Get("/api/v2/notifications/policy", {}, now, cancel);
  if (answer.ok()) {
    RW_ASSIGN_OR_RETURN(const Json policy, api_.Parse(*answer));
    for (std::string& warning : PolicyWarnings(policy)) check.warnings.push_back(std::move(warning));
    return {};
  }
  if (answer.error().kind == ErrorKind::kPermission) {
    check.warnings.push_back("the token may not read notifications; make one with the scopes read and write");
    return {};
  }
  if (IsFinal(answer.error())) return {};  // servers without a policy hold nothing back
  return answer.error();
}

Result<MastodonConnector::Listed> MastodonConnector::List(const Listing& listing, const QueryList& position, Timestamp now,
                                                          const CancelToken& cancel) {
  QueryList query = listing.query;
  query.insert(query.end(), position.begin(), position.end());
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, api_.Get(listing.path, query, now, cancel));
  RW_ASSIGN_OR_RETURN(const Json body, api_.Parse(answer));
  Result<StatusList> list = listing.read(body);
  if (!list.ok()) return list.error().Within(api_.base_url());
  Listed out;
  out.list = std::move(list).value();
  out.throttle = ReadThrottle(answer);
  if (const auto link = answer.Header("Link")) {
    if (const auto next = LinkTarget(*link, "next")) out.next_max_id = QueryParameter(*next, "max_id").value_or("");
  }
  return out;
}

Result<MastodonStatus> MastodonConnector::GetStatus(const std::string& id, Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const HttpResponse answer, api_.Get("/api/v1/statuses/" + PercentEncode(id), {}, now, cancel));
  RW_ASSIGN_OR_RETURN(const Json body, api_.Parse(answer));
  Result<MastodonStatus> status = ReadStatus(body);
  if (!status.ok()) return MakeError(ErrorKind::kBackOff, api_.base_url() + ": " + status.error().text);
  return status;
}

// Statuses the batch call returned; empty on servers without it.
Result<StatusList> MastodonConnector::SweepBatch(const SweepRequest& request, const CancelToken& cancel, SweepResult& result) {
  if (!has_batch_) return StatusList{};
  QueryList ids;
  for (const std::string& id : request.source_ids) ids.emplace_back("id[]", id);
  Result<Listed> listed = List({"/api/v1/statuses", {}, &ReadStatuses}, ids, request.now, cancel);
  if (!listed.ok()) {
    const ErrorKind kind = listed.error().kind;
    if (kind != ErrorKind::kNotFound && kind != ErrorKind::kInvalidArgument) return listed.error();
    has_batch_ = false;
    return StatusList{};
  }
  result.throttle = listed->throttle;
  result.set_aside = listed->list.set_aside;
  return std::move(listed->list);
}

Result<SweepResult> MastodonConnector::Sweep(const SweepRequest& request, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (request.source_ids.size() > kBatchSize) return MakeError(ErrorKind::kInvalidArgument, "too many items for one sweep");
  SweepResult result;
  if (request.source_ids.empty()) return result;
  RW_ASSIGN_OR_RETURN(StatusList found, SweepBatch(request, cancel, result));
  std::set<std::string> missing(request.source_ids.begin(), request.source_ids.end());
  const auto is_asked_for = [&](const MastodonStatus& status) { return missing.erase(status.id) > 0; };
  for (const MastodonStatus& status : found.statuses) {
    if (!is_asked_for(status)) continue;
    RW_ASSIGN_OR_RETURN(Item item, PlaceItem(status, request.now, cancel));
    result.items.push_back(std::move(item));
  }
  for (const SetAside& element : found.set_aside) missing.erase(element.source_id);
  // What the batch leaves out is asked for once more by itself before it counts as gone.
  for (const std::string& id : missing) {
    Result<MastodonStatus> status = GetStatus(id, request.now, cancel);
    if (!status.ok() && status.error().kind == ErrorKind::kNotFound) {
      result.gone.push_back(id);
      continue;
    }
    if (!status.ok()) return status.error();
    RW_ASSIGN_OR_RETURN(Item item, PlaceItem(*status, request.now, cancel));
    result.items.push_back(std::move(item));
  }
  return result;
}

// A favourite. Twice is one (docs.joinmastodon.org, 2026).
Status MastodonConnector::Like(const std::string& source_id, Timestamp now, const CancelToken& cancel) {
  RW_RETURN_IF_ERROR(CheckReady());
  if (!can_like_)
    return MakeError(ErrorKind::kInvalidArgument, "the token may not like; make one with the scopes read and write");
  RW_ASSIGN_OR_RETURN(const HttpResponse answer,
                      api_.Post("/api/v1/statuses/" + PercentEncode(source_id) + "/favourite", Json::object(), {}, now, cancel));
  return api_.Parse(answer).status();
}

Status MastodonConnector::Approve(const std::string& /*source_id*/, Timestamp /*now*/, const CancelToken& /*cancel*/) {
  return MakeError(ErrorKind::kInvalidArgument, "Mastodon publishes at once; there is nothing to approve");
}

}  // namespace replywatch::mastodon

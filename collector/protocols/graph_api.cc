#include "collector/protocols/graph_api.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>

#include "collector/http/hmac.h"
#include "collector/protocols/absence.h"
#include "shared/base/utf8.h"

namespace replywatch::graph {
namespace {

constexpr Duration kThrottlePause = Duration::Minutes(15);  // Meta names no time in its answer; its windows roll
constexpr std::int64_t kTooMuchData = 1;                    // also "unknown": asking for less does no harm
constexpr std::int64_t kBlocked = 368;                      // for breaking rules
constexpr std::int64_t kLongestWaitMinutes = 24 * 60;
constexpr std::size_t kQuoteBytes = 200;
constexpr std::size_t kMaxCursorBytes = 4096;

struct CodeKind {
  std::int64_t code;
  std::int64_t subcode;  // 0: any
  ErrorKind kind;
};
// In order: the first that fits decides (Graph API and Messenger error references, 2026).
constexpr std::array<CodeKind, 24> kCodes{{
    {1, 1'357'046, ErrorKind::kUnknownOutcome},  // delivered although an error came back
    {10, 2'018'278, ErrorKind::kWindowClosed},   // outside the allowed window
    {10, 2'534'022, ErrorKind::kWindowClosed},   // the same for professional accounts
    {10, 2'018'108, ErrorKind::kTargetGone},     // this person takes no messages from us
    {100, 2'018'001, ErrorKind::kTargetGone},    // no matching user
    {100, 2'534'014, ErrorKind::kTargetGone},    // the same for professional accounts
    {100, 33, ErrorKind::kTargetGone},           // no such object, or not ours to see
    {200, 2'534'041, ErrorKind::kPermission},    // access to messages is switched off
    {551, 0, ErrorKind::kTargetGone},            // this person cannot be written to now
    {803, 0, ErrorKind::kTargetGone},            // no such id
    {506, 0, ErrorKind::kAlreadySent},           // the same words shortly before
    {4, 0, ErrorKind::kRetryAt},                 // limit of the app
    {17, 0, ErrorKind::kRetryAt},                // of the person
    {32, 0, ErrorKind::kRetryAt},                // of the page
    {341, 0, ErrorKind::kRetryAt},
    {613, 0, ErrorKind::kRetryAt},
    {kBlocked, 0, ErrorKind::kPermission},
    {102, 0, ErrorKind::kReauthorize},
    {104, 0, ErrorKind::kReauthorize},  // the proof does not fit the app secret
    {190, 0, ErrorKind::kReauthorize},
    {3, 0, ErrorKind::kPermission},
    {10, 0, ErrorKind::kPermission},
    {1, 0, ErrorKind::kBackOff},
    {2, 0, ErrorKind::kBackOff},
}};

std::string_view Advice(const Refusal& refusal, ErrorKind kind) {
  if (refusal.code == kBlocked) {
    return "; Meta has blocked this account from it for a time for breaking its rules: see Support Inbox in Meta Business Suite, "
           "and slow down";
  }
  switch (kind) {
    case ErrorKind::kPermission:
      return "; the app or the person who connected it lacks a permission: see the connector's README, then connect again";
    case ErrorKind::kWindowClosed: return "; the time for an answer has passed, the person must write first";
    case ErrorKind::kTargetGone: return "; it is gone, or the person can no longer be written to";
    case ErrorKind::kRetryAt: return "; too many requests, it goes on when Meta allows it";
    case ErrorKind::kUnknownOutcome: return "; it may have been carried out";
    case ErrorKind::kBackOff: return "; it will be tried again";
    default: return "";
  }
}

bool IsTooMuch(const Refusal& refusal) { return refusal.code == kTooMuchData && refusal.subcode == 0; }

// The largest percentage in an object of usage, and the longest wait it names.
void TakeUsage(const Json& usage, std::int64_t& percent, std::int64_t& wait_minutes) {
  for (const char* name : {"call_count", "total_time", "total_cputime"})
    percent = std::max(percent, IntegerMember(usage, name).value_or(0));
  wait_minutes = std::max(wait_minutes, IntegerMember(usage, "estimated_time_to_regain_access").value_or(0));
}

}  // namespace

std::optional<Refusal> ReadRefusal(const Json& answer) {
  const Json& error = Member(answer, "error");
  if (!error.is_object()) return std::nullopt;
  Refusal refusal;
  refusal.code = IntegerMember(error, "code").value_or(0);
  refusal.subcode = IntegerMember(error, "error_subcode").value_or(0);
  refusal.is_transient = BoolMember(error, "is_transient");
  refusal.message = LineMember(error, "message", kQuoteBytes);
  return refusal;
}

ErrorKind KindOf(const Refusal& refusal, bool is_write) {
  const ErrorKind passing = is_write ? ErrorKind::kUnknownOutcome : ErrorKind::kBackOff;
  const auto known = std::find_if(kCodes.begin(), kCodes.end(), [&](const CodeKind& entry) {
    return entry.code == refusal.code && (entry.subcode == 0 || entry.subcode == refusal.subcode);
  });
  if (known != kCodes.end()) {
    if (known->kind == ErrorKind::kBackOff) return passing;
    if (known->kind == ErrorKind::kUnknownOutcome || known->kind == ErrorKind::kAlreadySent)
      return is_write ? known->kind : passing;
    if (known->kind == ErrorKind::kTargetGone && !is_write) return ErrorKind::kNotFound;
    return known->kind;
  }
  if (refusal.code >= 80'001 && refusal.code <= 80'014) return ErrorKind::kRetryAt;
  if (refusal.code >= 200 && refusal.code <= 299) return ErrorKind::kPermission;
  if (refusal.is_transient || refusal.code == 0) return passing;
  return is_write ? ErrorKind::kContentRejected : ErrorKind::kInvalidArgument;
}

bool IsOfOneThing(ErrorKind kind) {
  return kind == ErrorKind::kPermission || kind == ErrorKind::kInvalidArgument || kind == ErrorKind::kNotFound;
}

bool IsOfFew(ErrorKind kind, std::size_t asked) { return IsOfOneThing(kind) && IsAbsenceBelievable(asked, asked); }

Throttle ReadUsage(const HttpResponse& response, Timestamp now) {
  std::int64_t percent = -1;
  std::int64_t wait_minutes = 0;
  for (const char* name : {"X-App-Usage", "X-Page-Usage"}) {
    const auto header = response.Header(name);
    const auto usage = header ? ParseForeignJson(*header) : Result<Json>(Json());
    if (usage.ok() && usage->is_object()) TakeUsage(*usage, percent, wait_minutes);
  }
  const auto header = response.Header("X-Business-Use-Case-Usage");
  const auto accounts = header ? ParseForeignJson(*header) : Result<Json>(Json());
  if (accounts.ok() && accounts->is_object()) {
    for (const auto& [account, usages] : accounts->items()) {
      if (!usages.is_array()) continue;
      for (const Json& usage : usages) TakeUsage(usage, percent, wait_minutes);
    }
  }
  Throttle throttle;
  if (percent < 0) return throttle;
  const bool names_wait = wait_minutes > 0 && wait_minutes <= kLongestWaitMinutes;
  throttle.limit = 100;
  throttle.remaining = std::clamp<std::int64_t>(100 - percent, 0, 100);
  throttle.resets_at = now + (names_wait ? Duration::Minutes(wait_minutes) : kThrottlePause);
  return throttle;
}

Result<HttpResponse> GraphApi::Send(HttpRequest request, const Secret& token, const CancelToken& cancel) {
  request.headers.push_back({"Authorization", "Bearer " + token.Reveal()});
  request.headers.push_back({"Accept", "application/json"});
  request.url = WithQuery(request.url, {{"appsecret_proof", HmacSha256Hex(options_.app_secret.Reveal(), token.Reveal())}});
  return http_->Send(request, cancel);
}

Error GraphApi::ErrorOf(const Refusal& refusal, int status, Timestamp now, bool is_write) const {
  const ErrorKind kind = KindOf(refusal, is_write);
  std::string text = options_.base_url + ": answered " + std::to_string(status);
  if (refusal.code != 0) text += " with code " + std::to_string(refusal.code);
  if (refusal.subcode != 0) text += "/" + std::to_string(refusal.subcode);
  if (!refusal.message.empty()) text += " (\"" + Redact(Redact(refusal.message, options_.token), options_.app_secret) + "\")";
  text += kind == ErrorKind::kReauthorize ? "; " + options_.advice : std::string(Advice(refusal, kind));
  Error error = MakeError(kind, std::move(text));
  if (kind == ErrorKind::kRetryAt) {
    const bool is_used_up = throttle_.remaining && *throttle_.remaining <= 0 && throttle_.resets_at && *throttle_.resets_at > now;
    error.retry_at = is_used_up ? *throttle_.resets_at : now + kThrottlePause;
  }
  return error;
}

Result<Json> GraphApi::Take(const HttpResponse& response, Timestamp now, bool is_write) {
  throttle_ = ReadUsage(response, now);
  const auto date = response.Header("Date");
  server_time_ = date ? ParseHttpDate(*date) : std::nullopt;
  Result<Json> body = ParseForeignJson(response.body);
  const auto refusal = body.ok() ? ReadRefusal(*body) : std::nullopt;
  asked_too_much_ = refusal && IsTooMuch(*refusal);
  if (refusal) return ErrorOf(*refusal, response.status, now, is_write);
  if (response.status >= 200 && response.status < 300 && body.ok()) return body;
  // A page instead of an answer: whatever was asked, it is a passing fault of the way there.
  return ErrorOf({}, response.status, now, is_write);
}

Result<Json> GraphApi::GetAt(const std::string& address, const QueryList& query, const Secret& token, Timestamp now,
                             const CancelToken& cancel) {
  HttpRequest request;
  request.url = WithQuery(address, query);
  RW_ASSIGN_OR_RETURN(const HttpResponse response, Send(std::move(request), token, cancel));
  return Take(response, now, false);
}

Result<Json> GraphApi::Get(const std::string& path, const QueryList& query, Timestamp now, const CancelToken& cancel) {
  return GetAt(AddressOf(path), query, options_.token, now, cancel);
}

Result<Json> GraphApi::GetUnversioned(const std::string& path, const QueryList& query, Timestamp now, const CancelToken& cancel) {
  return GetAt(options_.base_url + "/" + path, query, options_.token, now, cancel);
}

Result<Json> GraphApi::GetAsApp(const std::string& app_id, const std::string& path, const QueryList& query, Timestamp now,
                                const CancelToken& cancel) {
  return GetAt(AddressOf(path), query, Secret(app_id + "|" + options_.app_secret.Reveal()), now, cancel);
}

Result<Json> GraphApi::Post(const std::string& path, const Json& body, Timestamp now, const CancelToken& cancel) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = AddressOf(path);
  request.body = body.dump(-1, ' ', false, Json::error_handler_t::replace);
  request.content_type = "application/json";
  RW_ASSIGN_OR_RETURN(const HttpResponse response, Send(std::move(request), options_.token, cancel));
  return Take(response, now, true);
}

// That every host takes batches is written nowhere.
Result<std::vector<Result<Json>>> GraphApi::GetEach(const std::vector<std::string>& ids, const std::string& fields, Timestamp now,
                                                    const CancelToken& cancel) {
  if (takes_batches_) {
    auto answers = GetBatch(ids, fields, now, cancel);
    const bool is_refused =
        !answers.ok() && (answers.error().kind == ErrorKind::kInvalidArgument || answers.error().kind == ErrorKind::kNotFound);
    if (!is_refused) return answers;
    takes_batches_ = false;
  }
  return GetOneByOne(ids, fields, now, cancel);
}

Result<std::vector<Result<Json>>> GraphApi::GetOneByOne(const std::vector<std::string>& ids, const std::string& fields,
                                                        Timestamp now, const CancelToken& cancel) {
  std::vector<Result<Json>> out;
  bool was_too_much = false;
  for (const std::string& id : ids) {
    Result<Json> answer = Get(PercentEncode(id), {{"fields", fields}}, now, cancel);
    was_too_much = was_too_much || asked_too_much_;
    const bool ends_all = !answer.ok() && !IsOfOneThing(answer.error().kind) && !asked_too_much_;
    if (ends_all) return answer.error();
    out.push_back(std::move(answer));
  }
  asked_too_much_ = was_too_much;
  return out;
}

Result<std::vector<Result<Json>>> GraphApi::GetBatch(const std::vector<std::string>& ids, const std::string& fields,
                                                     Timestamp now, const CancelToken& cancel) {
  Json calls = Json::array();
  for (const std::string& id : ids) {
    const std::string url = options_.version + "/" + PercentEncode(id) + "?" + BuildQuery({{"fields", fields}});
    calls.push_back({{"method", "GET"}, {"relative_url", url}});
  }
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = options_.base_url + "/";
  request.body = Json{{"batch", calls}, {"include_headers", false}}.dump();
  request.content_type = "application/json";
  auto response = Send(std::move(request), options_.token, cancel);
  if (!response.ok()) {
    // It only reads, whatever its method says.
    Error error = response.error();
    if (error.kind == ErrorKind::kUnknownOutcome) error.kind = ErrorKind::kBackOff;
    return error;
  }
  RW_ASSIGN_OR_RETURN(const Json answers, Take(*response, now, false));
  if (!answers.is_array() || answers.size() != ids.size())
    return MakeError(ErrorKind::kBackOff, options_.base_url + ": did not answer each part of a batch; it will be tried again");
  std::vector<Result<Json>> out;
  for (const Json& answer : answers) {
    const int status = static_cast<int>(IntegerMember(answer, "code").value_or(500));
    const Json& text = Member(answer, "body");
    Result<Json> body = text.is_string() ? ParseForeignJson(text.get_ref<const std::string&>())
                                         : Result<Json>(MakeError(ErrorKind::kBackOff, "a part of a batch has timed out"));
    const auto refusal = body.ok() ? ReadRefusal(*body) : std::nullopt;
    asked_too_much_ = asked_too_much_ || (refusal && IsTooMuch(*refusal));
    if (refusal) {
      out.emplace_back(ErrorOf(*refusal, status, now, false));
    } else if (!body.ok() || status >= 300) {
      out.emplace_back(ErrorOf({}, status, now, false));
    } else {
      out.push_back(std::move(body));
    }
  }
  return out;
}

const Json& DataOf(const Json& listing) { return Member(listing, "data"); }

// A short or empty list does not mean the end, a missing "next" does.
std::string AfterOf(const Json& listing) {
  const Json& paging = Member(listing, "paging");
  if (!Member(paging, "next").is_string()) return {};
  return LineMember(Member(paging, "cursors"), "after", kMaxCursorBytes);
}

}  // namespace replywatch::graph

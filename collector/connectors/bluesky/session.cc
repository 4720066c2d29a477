#include "collector/connectors/bluesky/session.h"

#include <nlohmann/json.hpp>

#include "collector/connectors/bluesky/refusal.h"
#include "collector/connectors/bluesky/sign_ins.h"
#include "collector/http/hmac.h"
#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"
#include "collector/protocols/refresh_token.h"

namespace replywatch::bluesky {
namespace {

constexpr const char* kSessionKey = "session";
constexpr const char* kSignInsKey = "sign_ins";

// The account's own server, as its document tells (did:plc specification, 2026); empty when it does not.
std::string HostIn(const Json& document) {
  const Json& services = Member(document, "service");
  if (!services.is_array()) return {};
  for (const Json& service : services) {
    if (!IdMember(service, "id").ends_with("#atproto_pds")) continue;
    const auto url = ParseUrl(UrlMember(service, "serviceEndpoint"));
    return url ? url->Origin() : std::string();
  }
  return {};
}

// Which password a session came from, without repeating it.
std::string OriginOf(const Secret& password) { return HmacSha256Hex("replywatch app password", password.Reveal()); }

// What is signed in with, without repeating it.
std::string CredentialsOf(const AccountSettings& settings) {
  return HmacSha256Hex("replywatch sign-in", settings.server + "\n" + settings.identifier + "\n" + settings.password.Reveal());
}

// Will the server say the same until a person has changed something?
bool IsRefusal(const Error& error) { return error.kind == ErrorKind::kReauthorize || error.kind == ErrorKind::kPermission; }

}  // namespace

std::string Session::Redacted(std::string_view text) const {
  std::string out(text);
  for (const Secret* secret : {&settings_.password, &pair_.access, &pair_.refresh}) out = Redact(out, *secret);
  return out;
}

Status Session::Open(Timestamp now, const CancelToken& cancel) {
  if (!pair_.access.empty()) return {};
  RW_ASSIGN_OR_RETURN(Pair kept, LoadKept());
  if (!kept.access.empty()) {
    if (!kept.names_password) return Adopt(std::move(kept));
    pair_ = std::move(kept);
    return {};
  }
  RW_ASSIGN_OR_RETURN(Pair fresh, SignIn(now, cancel));
  return Adopt(std::move(fresh));
}

Status Session::Renew(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(Pair kept, LoadKept());
  if (!kept.access.empty() && kept.access.Reveal() != pair_.access.Reveal()) {
    pair_ = std::move(kept);
    return {};
  }
  Result<Pair> fresh = Refresh(now, cancel);
  if (!fresh.ok() && fresh.error().kind == ErrorKind::kReauthorize) fresh = SignIn(now, cancel);
  if (!fresh.ok()) return fresh.error();
  return Adopt(std::move(fresh).value());
}

// Empty when nothing usable is kept: nothing at all, another account's, or what another password gave.
Result<Session::Pair> Session::LoadKept() {
  RW_ASSIGN_OR_RETURN(const Secret kept, keeper_->Load(kSessionKey));
  const Json json = Json::parse(kept.Reveal(), nullptr, false);
  const bool is_ours = TextMember(json, "identifier", kMaxNameBytes) == settings_.identifier &&
                       TextMember(json, "server", kMaxUrlBytes) == settings_.server;
  const std::string origin = LineMember(json, "from", kMaxNameBytes);
  Pair pair{IdMember(json, "did"), UrlMember(json, "host"), TokenMember(json, "access"), TokenMember(json, "refresh"),
            !origin.empty()};
  const bool is_of_password = origin.empty() || origin == OriginOf(settings_.password);
  if (!is_ours || !is_of_password || pair.did.empty() || pair.host.empty() || pair.access.empty() || pair.refresh.empty())
    return Pair{};
  return pair;
}

Status Session::Adopt(Pair pair) {
  const Json json{{"identifier", settings_.identifier},
                  {"server", settings_.server},
                  {"did", pair.did},
                  {"host", pair.host},
                  {"access", pair.access.Reveal()},
                  {"refresh", pair.refresh.Reveal()},
                  {"from", OriginOf(settings_.password)}};
  RW_RETURN_IF_ERROR(keeper_->Keep(kSessionKey, Secret(json.dump(-1, ' ', false, Json::error_handler_t::replace))));
  pair.names_password = true;
  pair_ = std::move(pair);
  return {};
}

Result<Session::Pair> Session::SignIn(Timestamp now, const CancelToken& cancel) {
  RW_ASSIGN_OR_RETURN(const Secret kept, keeper_->Load(kSignInsKey));
  SignIns sign_ins = SignIns::Read(kept.Reveal(), now);
  const std::string credentials = CredentialsOf(settings_);
  RW_RETURN_IF_ERROR(sign_ins.Judge(credentials, now));
  sign_ins.Add(credentials, now);
  RW_RETURN_IF_ERROR(keeper_->Keep(kSignInsKey, Secret(sign_ins.Write())));
  Result<Pair> pair = AskForSession(now, cancel);
  if (pair.ok() || !IsRefusal(pair.error())) return pair;
  Error refusal = pair.error();
  refusal.text += "; the same is tried again once an hour";
  sign_ins.NoteRefusal(credentials, refusal, now);
  // Not kept, it costs an attempt more; what a person must know is the refusal.
  static_cast<void>(keeper_->Keep(kSignInsKey, Secret(sign_ins.Write())).ok());
  return refusal;
}

Result<Session::Pair> Session::AskForSession(Timestamp now, const CancelToken& cancel) const {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = settings_.server + "/xrpc/com.atproto.server.createSession";
  request.content_type = "application/json";
  request.body = Json{{"identifier", settings_.identifier}, {"password", settings_.password.Reveal()}}.dump(
      -1, ' ', false, Json::error_handler_t::replace);
  return Ask(request, settings_.server, now, cancel);
}

Result<Session::Pair> Session::Refresh(Timestamp now, const CancelToken& cancel) {
  HttpRequest request;
  request.method = HttpMethod::kPost;
  request.url = pair_.host + "/xrpc/com.atproto.server.refreshSession";
  request.headers.push_back({"Authorization", "Bearer " + pair_.refresh.Reveal()});
  return Ask(request, pair_.host, now, cancel);
}

Result<Session::Pair> Session::Ask(const HttpRequest& request, const std::string& host, Timestamp now,
                                   const CancelToken& cancel) const {
  const Result<HttpResponse> answer = http_->Send(request, cancel);
  if (!answer.ok()) {
    // Asking once more is as good as knowing what came of it: the old pair stays good for two hours.
    if (answer.error().kind != ErrorKind::kUnknownOutcome) return answer.error();
    return MakeError(cancel.cancelled() ? ErrorKind::kCancelled : ErrorKind::kBackOff, answer.error().text);
  }
  if (answer->status < 200 || answer->status >= 300) return Explain(*answer, host, now);
  const Result<Json> body = ParseForeignJson(answer->body);
  if (!body.ok()) return body.error().Within(host);
  Pair pair{IdMember(*body, "did"), HostIn(Member(*body, "didDoc")), TokenMember(*body, "accessJwt"),
            TokenMember(*body, "refreshJwt"), true};
  if (pair.did.empty() || pair.access.empty() || pair.refresh.empty())
    return MakeError(ErrorKind::kBackOff, host + ": took the password but gave no session");
  if (pair.host.empty() || settings_.is_server_all) pair.host = host;
  return pair;
}

Error Session::Explain(const HttpResponse& response, const std::string& host, Timestamp now) const {
  const Refusal refusal = ReadRefusal(response);
  const ErrorKind kind = KindOf(refusal, Intent::kRead);
  const std::string quote = refusal.message.empty() ? std::string() : " (\"" + Redacted(refusal.message) + "\")";
  const std::string code = host + ": answered " + std::to_string(refusal.status) + " to signing in" + quote;
  switch (kind) {
    case ErrorKind::kRetryAt: {
      Error error = MakeError(kind, host + ": signed in too often; waiting as the server asks");
      error.retry_at = ComeBackAt(response, now);
      return error;
    }
    case ErrorKind::kReauthorize:
      return MakeError(kind, host + ": the handle or the app password is not accepted" + quote +
                                 "; make a new one under Settings > Privacy and security > App passwords");
    case ErrorKind::kPermission:
      return MakeError(kind, host + ": the account may not be used" + quote + "; sign in with the app to see why");
    case ErrorKind::kConfiguration:
      return MakeError(kind, code + "; check base_url in the settings: no server of the AT Protocol is there");
    case ErrorKind::kBackOff: return MakeError(kind, code + "; it will be tried again");
    // The server does not like the request itself: what it holds of us is the identifier, and a token that never was one.
    default: return MakeError(ErrorKind::kReauthorize, code + "; check the handle and the app password");
  }
}

}  // namespace replywatch::bluesky

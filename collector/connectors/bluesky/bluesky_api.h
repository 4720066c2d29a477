// BlueskyApi: single XRPC calls in the name of one account; an expired token is renewed and the call repeated.
// Refusals become error kinds; the server's own words are quoted for people. One thread at a time.
#pragma once

#include <cstdint>
#include <nlohmann/json_fwd.hpp>
#include <string>
#include <string_view>

#include "collector/connectors/bluesky/refusal.h"
#include "collector/connectors/bluesky/session.h"
#include "collector/http/http_client.h"
#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"

namespace replywatch::bluesky {

// Who answers; the account's own server passes the call on.
enum class Service { kOwnServer, kAppView, kChat };

struct Call {
  Service service = Service::kOwnServer;
  std::string_view method;                        // "com.atproto.server.getSession"
  std::int64_t max_body_bytes = 8 * 1024 * 1024;  // of the answer
};

class BlueskyApi {
 public:
  BlueskyApi(HttpClient* http, StateKeeper* keeper, AccountSettings settings)
      : http_(http), session_(http, keeper, std::move(settings)) {}

  // The answer of a 2xx; errors by KindOf(…, kRead), those of Session, and the client's.
  Result<HttpResponse> Get(const Call& call, const QueryList& query, Timestamp now, const CancelToken& cancel);
  // As Get, by KindOf(…, kWrite); what Session reports means that nothing was written.
  Result<HttpResponse> Post(const Call& call, const Json& body, Timestamp now, const CancelToken& cancel);
  // kBackOff, with the server's name, when it is no JSON.
  Result<Json> Parse(const HttpResponse& response) const;
  // Get and Parse.
  Result<Json> GetJson(const Call& call, const QueryList& query, Timestamp now, const CancelToken& cancel);

  // Who answered last, for errors; before the first call where one signs in.
  const std::string& host() const { return session_.host().empty() ? session_.settings().server : session_.host(); }

 private:
  Result<HttpResponse> Send(const Call& call, HttpRequest request, Intent intent, Timestamp now, const CancelToken& cancel);
  Error Explain(const Call& call, const HttpResponse& response, Intent intent, Timestamp now) const;

  HttpClient* http_;
  Session session_;
};

}  // namespace replywatch::bluesky

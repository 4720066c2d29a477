// MastodonApi: single calls to one server with one token; statuses and headers to error
// kinds. Decides on codes only; the server's own words are quoted for people. One thread at a time.
#pragma once

#include <string>
#include <string_view>
#include <vector>

#include "collector/connectors/mastodon/mastodon_json.h"
#include "collector/http/http_client.h"
#include "collector/http/url.h"
#include "shared/base/secret.h"

namespace replywatch::mastodon {

class MastodonApi {
 public:
  MastodonApi(HttpClient* http, std::string base_url, Secret token)
      : http_(http), base_url_(std::move(base_url)), token_(std::move(token)) {}

  // The answer of a 2xx. kNotFound: 404 and 410. kReauthorize 401, kPermission 403, kRetryAt 429, kBackOff 5xx and a
  // firewall's page, kInvalidArgument for other refusals.
  Result<HttpResponse> Get(std::string_view path, const QueryList& query, Timestamp now, const CancelToken& cancel);
  // As Get, but kTargetGone for 404 and 410, kContentRejected for 4xx that refuse the content, kUnknownOutcome for 5xx.
  Result<HttpResponse> Post(std::string_view path, const Json& body, std::vector<HttpHeader> headers, Timestamp now,
                            const CancelToken& cancel);
  // kBackOff, with the server's name, when it is no JSON.
  Result<Json> Parse(const HttpResponse& response) const;

  const std::string& base_url() const { return base_url_; }

 private:
  HttpRequest Prepare(std::string url) const;
  Error Refusal(const HttpResponse& response, Timestamp now, bool is_post) const;
  std::string Quote(const HttpResponse& response) const;

  HttpClient* http_;
  std::string base_url_;
  Secret token_;
};

}  // namespace replywatch::mastodon

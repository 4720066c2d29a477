// WpRest: single calls to the REST interface of one WordPress site, for comments and
// shop reviews. Finds the interface under pretty and plain permalinks, reads JSON behind PHP's warnings, and
// turns WordPress's error codes into error kinds. One thread at a time.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "collector/http/http_client.h"
#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"
#include "shared/base/secret.h"

namespace replywatch {

// The JSON of a body that may begin with a byte order mark, warnings and notices. kBackOff when there is none.
Result<Json> ExtractWpJson(std::string_view body);

// What WordPress's error code means for us; `code` is empty when the body was no error object.
ErrorKind WpErrorKind(int status, std::string_view code, bool is_write);

struct WpTotals {
  std::optional<std::int64_t> total;  // X-WP-Total
  std::optional<std::int64_t> pages;  // X-WP-TotalPages
};
WpTotals ReadWpTotals(const HttpResponse& response);

class WpRest {
 public:
  // `base_url` without a trailing slash; `user` and `password` as for an application password.
  WpRest(HttpClient* http, std::string base_url, std::string user, Secret password);

  // The 2xx answer. Errors as WpErrorKind tells; `route` begins with "/wp/v2/" or alike.
  Result<HttpResponse> Get(std::string_view route, QueryList query, Timestamp now, const CancelToken& cancel);
  Result<HttpResponse> Post(std::string_view route, const Json& body, Timestamp now, const CancelToken& cancel);
  Result<Json> Parse(const HttpResponse& response) const;

  // Settles which address the interface has. kConfiguration when there is none.
  Status Discover(Timestamp now, const CancelToken& cancel);

  const std::string& base_url() const { return base_url_; }

 private:
  std::string RouteUrl(std::string_view route, const QueryList& query) const;
  HttpRequest Prepare(std::string url) const;
  Error Refusal(const HttpResponse& response, Timestamp now, bool is_write) const;

  HttpClient* http_;
  std::string base_url_;
  Secret authorization_;
  Secret password_;
  bool has_plain_permalinks_ = false;
};

}  // namespace replywatch

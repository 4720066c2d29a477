// RedditApi: single calls to the Data API in the name of one account, with the User-Agent that Reddit demands. A
// refused access token is replaced once. One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collector/connectors/connector.h"
#include "collector/connectors/reddit/reddit_tokens.h"
#include "collector/connectors/reddit/refusal.h"
#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"

namespace replywatch::reddit {

class RedditApi {
 public:
  // `http` outlives this; `base_url` without a trailing slash.
  RedditApi(HttpClient* http, std::string base_url, RedditTokens tokens)
      : http_(http), base_url_(std::move(base_url)), tokens_(std::move(tokens)) {}

  // The JSON of a 2xx without errors in it. Errors by KindOf(…, kRead), those of RedditTokens, and the client's;
  // kBackOff when the answer is no JSON.
  Result<Json> Get(std::string_view path, const QueryList& query, Timestamp now, const CancelToken& cancel);
  // As Get, for a call that reads but wants its question in a body.
  Result<Json> Ask(std::string_view path, const QueryList& form, Timestamp now, const CancelToken& cancel);
  // Changes something: errors by KindOf(…, kWrite); kUnknownOutcome when a 2xx is no JSON.
  Result<Json> Post(std::string_view path, const QueryList& form, Timestamp now, const CancelToken& cancel);

  // What was told last about the limits, and the Date of the last answer that had one.
  const Throttle& throttle() const { return throttle_; }
  std::optional<Timestamp> server_time() const { return server_time_; }
  // Whether the last answer was a page of HTML where data was asked for, as a page for signing in is.
  bool answered_with_page() const { return answered_with_page_; }
  const std::string& base_url() const { return base_url_; }

 private:
  Result<HttpResponse> Send(HttpRequest request, Timestamp now, const CancelToken& cancel);
  HttpRequest FormRequest(std::string_view path, const QueryList& form) const;
  Result<Json> Read(const HttpResponse& response, Intent intent, Timestamp now) const;
  Error Explain(const Refusal& refusal, const HttpResponse& response, Intent intent, Timestamp now) const;
  void LearnFrom(const HttpResponse& response, Timestamp now);

  HttpClient* http_;
  std::string base_url_;
  RedditTokens tokens_;
  Throttle throttle_;
  std::optional<Timestamp> server_time_;
  bool answered_with_page_ = false;
};

}  // namespace replywatch::reddit

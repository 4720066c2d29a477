// YouTubeApi: single calls to the Data API, each paid for from the daily quota and signed with a current access
// token. Errors are sorted by their reason code and HTTP status alone. One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collector/connectors/youtube/daily_quota.h"
#include "collector/http/url.h"
#include "collector/protocols/json_reader.h"
#include "collector/protocols/oauth_tokens.h"

namespace replywatch::youtube {

// A write is said to be repeated when an earlier attempt of the same one was refused.
enum class CallKind : std::uint8_t { kRead, kWrite, kRepeatedWrite };

// What a refusal means, from its errors[0].reason (or status word) and HTTP status. kRetryAt: the daily quota is used up.
ErrorKind KindOfRefusal(int status, std::string_view reason, CallKind call);

class YouTubeApi {
 public:
  // `http` outlives this; `base_url` without a trailing slash.
  YouTubeApi(HttpClient* http, std::string base_url, OAuthTokens tokens, const DailyQuota& quota)
      : http_(http), base_url_(std::move(base_url)), tokens_(std::move(tokens)), quota_(quota) {}

  // `path` below /youtube/v3. The answer of a 2xx; kBackOff when it is no JSON. kNotFound: one of the things named is gone.
  Result<Json> Get(std::string_view path, const QueryList& query, Purpose purpose, Timestamp now, const CancelToken& cancel);
  // As Get, but kTargetGone for what is gone, kContentRejected, kWindowClosed, and kUnknownOutcome for 5xx. Null when a 2xx
  // brings no JSON: it has happened all the same. `body` null: none is sent.
  Result<Json> Post(std::string_view path, const QueryList& query, const Json& body, CallKind call, Timestamp now,
                    const CancelToken& cancel);

  // The reason of the last request's refusal; empty when it was not refused, or without one.
  const std::string& reason() const { return reason_; }
  // Date of the last answer that was read; absent: it had none.
  std::optional<Timestamp> server_time() const { return server_time_; }
  Throttle throttle() const { return quota_.throttle(); }
  const std::string& base_url() const { return base_url_; }

 private:
  struct Cost {
    std::int64_t units = 1;
    Purpose purpose = Purpose::kReading;
  };
  Result<HttpResponse> Send(HttpRequest request, Cost cost, Timestamp now, const CancelToken& cancel);
  Error Refusal(const HttpResponse& response, CallKind call, Timestamp now);

  HttpClient* http_;
  std::string base_url_;
  OAuthTokens tokens_;
  DailyQuota quota_;
  std::string reason_;
  std::optional<Timestamp> server_time_;
};

}  // namespace replywatch::youtube

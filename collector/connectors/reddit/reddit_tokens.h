// RedditTokens: access tokens of one account, fetched with its refresh token and held in memory until shortly before
// they end. When Reddit gives out another refresh token it is kept before anything is done with what came along; the one in the
// settings counts again as soon as it is changed there. One thread at a time.
#pragma once

#include <string>

#include "collector/connectors/connector.h"
#include "collector/http/http_client.h"
#include "collector/protocols/refresh_token.h"
#include "shared/base/secret.h"

namespace replywatch::reddit {

struct RedditClient {
  std::string id;
  Secret secret;
  Secret refresh_token;    // as configured
  std::string user_agent;  // in the form that Reddit asks for
};

class RedditTokens {
 public:
  // `http` and `keeper` outlive this; `base_url` without a trailing slash.
  RedditTokens(HttpClient* http, StateKeeper* keeper, std::string base_url, RedditClient client)
      : http_(http), base_url_(std::move(base_url)), client_(std::move(client)), refresh_token_(keeper, client_.refresh_token) {}

  // kReauthorize: the app must be authorized again. kConfiguration: the client may not do this. kRetryAt, kPermission,
  // kBackOff, kCancelled: nothing has happened. Errors of the keeper.
  Result<Secret> Get(Timestamp now, const CancelToken& cancel);
  // The token got last was refused: the next Get fetches another one.
  void Forget() { token_ = Secret(); }

  const std::string& user_agent() const { return client_.user_agent; }
  // Foreign text without any of the account's secrets.
  std::string Redacted(std::string text) const;

 private:
  Status Refresh(Timestamp now, const CancelToken& cancel);
  Status Adopt(const Json& answer, Timestamp now);
  Error Refused(const HttpResponse& response, const Json& answer, Timestamp now) const;

  HttpClient* http_;
  std::string base_url_;
  RedditClient client_;
  RefreshToken refresh_token_;
  Secret token_;  // empty: none
  Timestamp got_at_;
  Timestamp ends_at_;
};

}  // namespace replywatch::reddit

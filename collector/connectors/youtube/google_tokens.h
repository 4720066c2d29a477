// GoogleTokens: access tokens of one Google account, fetched with its refresh token and kept in memory until
// shortly before they end. Google does not change the refresh token when it is used. One thread at a time.
#pragma once

#include <string>

#include "collector/http/http_client.h"
#include "shared/base/secret.h"

namespace replywatch::youtube {

struct GoogleClient {
  std::string id;
  Secret secret;
  Secret refresh_token;
};

class GoogleTokens {
 public:
  // `http` outlives this; `base_url` without a trailing slash.
  GoogleTokens(HttpClient* http, std::string base_url, GoogleClient client)
      : http_(http), base_url_(std::move(base_url)), client_(std::move(client)) {}

  // kReauthorize: the refresh token is no longer accepted. kConfiguration: the client is not. kPermission: the account's
  // administrator forbids it. kBackOff, kCancelled: try again, nothing has happened.
  Result<Secret> Get(Timestamp now, const CancelToken& cancel);
  // The token got last was refused: the next Get fetches another one.
  void Forget() { token_ = Secret(); }

  // Foreign text without any of the account's secrets.
  std::string Redacted(std::string text) const;

 private:
  Status Refresh(Timestamp now, const CancelToken& cancel);
  Error Refusal(const HttpResponse& response) const;

  HttpClient* http_;
  std::string base_url_;
  GoogleClient client_;
  Secret token_;  // empty: none
  Timestamp got_at_;
  Timestamp ends_at_;
};

}  // namespace replywatch::youtube

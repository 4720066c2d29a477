// OAuthTokens: access tokens of one account by OAuth 2.0 (RFC 6749, section 6), fetched with its refresh token and held in memory
// until shortly before they end. One thread at a time.
#pragma once

#include <string>
#include <string_view>

#include "collector/http/http_client.h"
#include "collector/protocols/refresh_token.h"

namespace replywatch {

struct OAuthClient {
  std::string address;  // where tokens are given out, "https://login.example/token"
  std::string id;
  Secret secret;         // empty: a client that has none
  Secret refresh_token;  // as configured
  std::string scope;     // empty: what the account agreed to
};

// What a person is to do, in plain words; they outlive what holds them.
struct OAuthAdvice {
  std::string_view sign_in_again;   // the refresh token is no longer accepted
  std::string_view correct_client;  // the client is not accepted
  std::string_view ask_permission;  // the account may not use this client
};

class OAuthTokens {
 public:
  // `http` and `keeper` outlive this.
  OAuthTokens(HttpClient* http, StateKeeper* keeper, OAuthClient client, OAuthAdvice advice)
      : http_(http), client_(std::move(client)), refresh_token_(keeper, client_.refresh_token), advice_(advice) {}

  // kReauthorize: the refresh token is no longer accepted. kConfiguration: the client is not. kPermission: the account may not
  // use it. kBackOff, kCancelled: try again, nothing has happened. Errors of the keeper.
  Result<Secret> Get(Timestamp now, const CancelToken& cancel);
  // The token got last was refused: the next Get fetches another one.
  void Forget() { token_ = Secret(); }

  // Foreign text without any of the account's secrets.
  std::string Redacted(std::string text) const;

 private:
  Status Refresh(Timestamp now, const CancelToken& cancel);
  Error Refusal(const HttpResponse& response) const;
  std::string_view AdviceFor(ErrorKind kind) const;

  HttpClient* http_;
  OAuthClient client_;
  RefreshToken refresh_token_;
  OAuthAdvice advice_;
  Secret token_;  // empty: none
  Timestamp got_at_;
  Timestamp ends_at_;
};

}  // namespace replywatch

// Session: the pair of tokens with which one account speaks. A rotated pair is kept before it is
// used, and found again after a restart; the app password is used only when no kept pair is any good, and only so often as
// the platform allows. One thread at a time; another process may renew the same pair.
#pragma once

#include <nlohmann/json_fwd.hpp>
#include <string>

#include "collector/connectors/connector.h"
#include "collector/http/http_client.h"
#include "shared/base/secret.h"

namespace replywatch::bluesky {

struct AccountSettings {
  std::string identifier;      // handle, DID or e-mail address, as configured
  std::string server;          // where one signs in, without a trailing slash
  bool is_server_all = false;  // every call goes there, whatever the account's document says
  Secret password;
};

class Session {
 public:
  Session(HttpClient* http, StateKeeper* keeper, AccountSettings settings)
      : http_(http), keeper_(keeper), settings_(std::move(settings)) {}

  // A pair of tokens, perhaps expired: the one in use, else the one kept, else by signing in.
  // kReauthorize: a person must make a new app password. kRetryAt, kBackOff, kPermission, kConfiguration; errors of the keeper.
  Status Open(Timestamp now, const CancelToken& cancel);
  // After the access token was refused: the pair another process has kept since, else a renewed one, else by signing in.
  // Errors as Open; the old pair then stands.
  Status Renew(Timestamp now, const CancelToken& cancel);

  // Only after Open.
  const std::string& host() const { return pair_.host; }
  const Secret& access() const { return pair_.access; }
  const AccountSettings& settings() const { return settings_; }
  // Without any of our secrets.
  std::string Redacted(std::string_view text) const;

 private:
  struct Pair {
    std::string did;
    std::string host;  // of the account's own server
    Secret access;
    Secret refresh;
    bool names_password = true;  // false: kept by a version that did not write down which password it came from
  };
  Result<Pair> LoadKept();
  Result<Pair> SignIn(Timestamp now, const CancelToken& cancel);
  Result<Pair> AskForSession(Timestamp now, const CancelToken& cancel) const;
  Result<Pair> Refresh(Timestamp now, const CancelToken& cancel);
  Status Adopt(Pair pair);
  Result<Pair> Ask(const HttpRequest& request, const std::string& host, Timestamp now, const CancelToken& cancel) const;
  Error Explain(const HttpResponse& response, const std::string& host, Timestamp now) const;

  HttpClient* http_;
  StateKeeper* keeper_;
  AccountSettings settings_;
  Pair pair_;
};

}  // namespace replywatch::bluesky

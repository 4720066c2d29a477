// TelegramApi: single calls to the Bot API. The token is part of every address, so no
// address is ever shown. Turns error codes and the documented beginnings of descriptions into error kinds.
// One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "collector/http/http_client.h"
#include "collector/protocols/json_reader.h"
#include "shared/base/secret.h"

namespace replywatch::telegram {

// What a refusal means for us. `description` is the answer's own; only its beginning decides, for there is no finer code.
ErrorKind KindOf(int error_code, std::string_view description, bool is_write);

class TelegramApi {
 public:
  // `base_url` without a trailing slash.
  TelegramApi(HttpClient* http, std::string base_url, Secret token);

  // The member "result" of the answer. Reads are GET with `parameters` in the query, writes POST them as JSON. Errors as KindOf
  // tells.
  Result<Json> Read(std::string_view method, const Json& parameters, Timestamp now, const CancelToken& cancel);
  Result<Json> Write(std::string_view method, const Json& parameters, Timestamp now, const CancelToken& cancel);
  // Of the last answer's Date header; absent where it had none.
  std::optional<Timestamp> server_time() const { return server_time_; }
  // Where the group of the call that was refused last lives on as a supergroup; empty: nowhere else.
  const std::string& moved_to() const { return moved_to_; }

 private:
  std::string UrlOf(std::string_view method) const;
  Result<Json> Take(const HttpResponse& response, Timestamp now, bool is_write);

  HttpClient* http_;
  std::string base_url_;
  Secret token_;
  std::optional<Timestamp> server_time_;
  std::string moved_to_;
};

}  // namespace replywatch::telegram

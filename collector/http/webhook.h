// WebhookVerdict: what a platform's rules say of one request that claims to come from it. A value.
#pragma once

#include <string>

#include "collector/http/server.h"

namespace replywatch {

struct WebhookVerdict {
  enum class Kind : std::uint8_t {
    kRefused,   // not its platform's, or malformed: answered with `status`
    kAnswered,  // a question of the platform (is this address yours?): answered with `text`
    kAccepted,  // an event: kept, and then answered with status 200
  } kind = Kind::kRefused;
  int status = 404;
  std::string text;        // the answer's body, plain
  bool is_forged = false;  // refused because a signature or a token is wrong: somebody should know

  static WebhookVerdict Refuse(int status) { return {Kind::kRefused, status, {}, false}; }
  static WebhookVerdict Forged() { return {Kind::kRefused, 403, {}, true}; }
  static WebhookVerdict Answer(std::string text) { return {Kind::kAnswered, 200, std::move(text), false}; }
  static WebhookVerdict Accept() { return {Kind::kAccepted, 200, {}, false}; }
};

}  // namespace replywatch

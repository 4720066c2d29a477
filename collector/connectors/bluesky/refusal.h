// Refusal: what an XRPC server says when it does not do what was asked, sorted by what the
// caller should do. Decides on the error's name first and on the status second, never on prose. Pure; any thread.
#pragma once

#include <string>

#include "collector/connectors/connector.h"
#include "collector/http/http_client.h"

namespace replywatch::bluesky {

struct Refusal {
  int status = 0;
  std::string name;     // "ExpiredToken"; empty when the answer is no XRPC error
  std::string message;  // for people
};
Refusal ReadRefusal(const HttpResponse& response);

enum class Intent { kRead, kWrite };
// kReauthorize: the token is not accepted, which a new one may mend. kNotFound (kRead) or kTargetGone (kWrite), kWindowClosed,
// kPermission, kRetryAt, kAlreadySent, kBackOff (kRead) or kUnknownOutcome (kWrite) for 5xx, kInvalidArgument (kRead) or
// kContentRejected (kWrite) for the rest.
ErrorKind KindOf(const Refusal& refusal, Intent intent);

// From RateLimit-*; each header may be missing.
Throttle ReadThrottle(const HttpResponse& response);
// When a 429 lets us come back: the reset, else Retry-After, else the length of the shortest window.
Timestamp ComeBackAt(const HttpResponse& response, Timestamp now);

}  // namespace replywatch::bluesky

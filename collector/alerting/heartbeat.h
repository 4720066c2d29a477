// Heartbeat: asks an address regularly while the collector lives, so that a service elsewhere notices when it no longer does. One
// thread.
#pragma once

#include "collector/http/http_client.h"
#include "shared/base/clock.h"
#include "shared/settings/settings.h"

namespace replywatch {

class Heartbeat {
 public:
  Heartbeat(const AlertSettings& settings, HttpClient& http) : settings_(settings), http_(http) {}

  // Asks when it is time. What goes wrong is logged: the other side notices by itself.
  void Beat(const Clock& clock, const CancelToken& cancel);

 private:
  const AlertSettings& settings_;
  HttpClient& http_;
  std::optional<Duration> next_;
};

}  // namespace replywatch

#include "collector/alerting/heartbeat.h"

#include "shared/base/log.h"

namespace replywatch {

void Heartbeat::Beat(const Clock& clock, const CancelToken& cancel) {
  if (!settings_.heartbeat_url || (next_ && clock.Steady() < *next_)) return;
  next_ = clock.Steady() + settings_.heartbeat_every;
  HttpRequest request;
  request.url = *settings_.heartbeat_url;
  request.deadline = Duration::Seconds(10);
  request.max_body_bytes = 64 * 1024;
  const auto response = http_.Send(request, cancel);
  if (!response.ok()) Log(LogLevel::kWarning, "heartbeat", {{"kind", ErrorKindName(response.error().kind)}});
  if (response.ok() && response->status >= 300)
    Log(LogLevel::kWarning, "heartbeat", {{"status", std::int64_t{response->status}}});
}

}  // namespace replywatch

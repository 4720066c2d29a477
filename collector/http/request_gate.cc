#include "collector/http/request_gate.h"

#include <atomic>
#include <memory>

namespace replywatch {

Result<RequestGate::Ticket> RequestGate::Enter(const std::string& host, std::chrono::steady_clock::time_point deadline,
                                               const CancelToken& cancel) {
  std::atomic<bool> is_cancelled = false;
  const auto subscription = cancel.Subscribe([&] {
    is_cancelled = true;
    // Taking the lock orders the flag before a wait that is about to begin.
    { const std::lock_guard order(mutex_); }
    changed_.notify_all();
  });
  std::unique_lock lock(mutex_);
  const auto may_enter = [&] { return running_ < max_ && running_by_host_[host] < max_per_host_; };
  const bool in_time = changed_.wait_until(lock, deadline, [&] { return is_cancelled.load() || may_enter(); });
  if (is_cancelled) {
    lock.unlock();
    return MakeError(ErrorKind::kCancelled, "cancelled while waiting for other requests");
  }
  if (!in_time) {
    lock.unlock();
    return MakeError(ErrorKind::kBackOff, host + ": too many requests at once; it will be tried again");
  }
  ++running_;
  ++running_by_host_[host];
  lock.unlock();
  return Ticket(this, host);
}

void RequestGate::Leave(const std::string& host) {
  {
    const std::lock_guard lock(mutex_);
    --running_;
    const auto it = running_by_host_.find(host);
    if (it != running_by_host_.end() && --it->second == 0) running_by_host_.erase(it);
  }
  changed_.notify_all();
}

}  // namespace replywatch

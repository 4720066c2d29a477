// RequestGate: at most so many requests at once, in all and to one host. Callers wait
// their turn until their deadline or their cancellation. Thread-safe; knows nothing of HTTP.
#pragma once

#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <utility>

#include "collector/http/http_client.h"

namespace replywatch {

class RequestGate {
 public:
  RequestGate(int max_parallel, int max_parallel_per_host) : max_(max_parallel), max_per_host_(max_parallel_per_host) {}

  // Leaving the scope gives the place back.
  class Ticket {
   public:
    Ticket(RequestGate* gate, std::string host) : gate_(gate), host_(std::move(host)) {}
    Ticket(Ticket&& other) noexcept : gate_(std::exchange(other.gate_, nullptr)), host_(std::move(other.host_)) {}
    Ticket& operator=(Ticket&&) = delete;
    Ticket(const Ticket&) = delete;
    Ticket& operator=(const Ticket&) = delete;
    ~Ticket() {
      if (gate_ != nullptr) gate_->Leave(host_);
    }

   private:
    RequestGate* gate_;
    std::string host_;
  };

  // kBackOff when no place came free by `deadline`, kCancelled when cancelled first.
  Result<Ticket> Enter(const std::string& host, std::chrono::steady_clock::time_point deadline, const CancelToken& cancel);

 private:
  void Leave(const std::string& host);

  const int max_;
  const int max_per_host_;
  std::mutex mutex_;
  std::condition_variable changed_;
  int running_ = 0;
  std::map<std::string, int> running_by_host_;
};

}  // namespace replywatch

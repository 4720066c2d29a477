#include "collector/http/http_client.h"

#include <algorithm>
#include <mutex>

namespace replywatch {
namespace {

bool EqualsIgnoringCase(std::string_view a, std::string_view b) {
  const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; };
  return a.size() == b.size() && std::equal(a.begin(), a.end(), b.begin(), [&](char x, char y) { return lower(x) == lower(y); });
}

}  // namespace

std::optional<std::string_view> FindHeader(const std::vector<HttpHeader>& headers, std::string_view name) {
  for (const HttpHeader& header : headers) {
    if (EqualsIgnoringCase(header.name, name)) return header.value;
  }
  return std::nullopt;
}

std::optional<std::string_view> HttpResponse::Header(std::string_view name) const { return FindHeader(headers, name); }

std::string_view HttpMethodName(HttpMethod method) {
  switch (method) {
    case HttpMethod::kGet: return "GET";
    case HttpMethod::kPost: return "POST";
    case HttpMethod::kPut: return "PUT";
    case HttpMethod::kPatch: return "PATCH";
    case HttpMethod::kDelete: return "DELETE";
  }
  return "GET";
}

struct CancelToken::State {
  std::mutex mutex;
  bool cancelled = false;
  std::int64_t next_id = 0;
  std::map<std::int64_t, std::function<void()>> callbacks;
};

class CancelToken::Subscription {
 public:
  Subscription(std::shared_ptr<State> state, std::int64_t id) : state_(std::move(state)), id_(id) {}
  ~Subscription() {
    const std::lock_guard lock(state_->mutex);
    state_->callbacks.erase(id_);
  }
  Subscription(const Subscription&) = delete;
  Subscription& operator=(const Subscription&) = delete;

 private:
  std::shared_ptr<State> state_;
  std::int64_t id_;
};

CancelToken::CancelToken() : state_(std::make_shared<State>()) {}

// The callbacks run under the lock, so that a subscription that has ended is never called.
void CancelToken::Cancel() const {
  const std::lock_guard lock(state_->mutex);
  if (state_->cancelled) return;
  state_->cancelled = true;
  for (const auto& [id, callback] : state_->callbacks) callback();
}

bool CancelToken::cancelled() const {
  const std::lock_guard lock(state_->mutex);
  return state_->cancelled;
}

std::shared_ptr<CancelToken::Subscription> CancelToken::Subscribe(std::function<void()> on_cancel) const {
  const std::lock_guard lock(state_->mutex);
  const std::int64_t id = ++state_->next_id;
  if (state_->cancelled) {
    on_cancel();
  } else {
    state_->callbacks.emplace(id, std::move(on_cancel));
  }
  return std::make_shared<Subscription>(state_, id);
}

}  // namespace replywatch

// PracticeHttpClient: an HttpClient that hands each request to a practice server in the
// same process: no socket, no time. Faults look as the real client reports them, which is what the other way is for: the real
// client and a real server over loopback, to which the same rules apply. Every request is remembered. One thread at a time.
#pragma once

#include <condition_variable>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "collector/http/http_client.h"
#include "collector/http/server.h"
#include "collector/practice/practice_server.h"

namespace replywatch::testing {

class PracticeHttpClient final : public HttpClient {
 public:
  enum class Way { kInProcess, kSockets };
  explicit PracticeHttpClient(PracticeServer* server, Way way = Way::kInProcess);
  Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& cancel) override;

  static constexpr const char* kBaseUrl = "https://practice.example";
  // kBaseUrl, or where the real server listens.
  std::string base_url() const { return sockets_ ? sockets_->url() : kBaseUrl; }

  std::vector<HttpRequest> sent;
  std::function<void(const HttpRequest&)> before_sending;
  std::function<void(const HttpRequest&, HttpResponse&)> before_answering;
  // Requests whose address holds `part`, and the body of the last of them (empty when there is none).
  int Count(std::string_view part) const;
  std::string LastBody(std::string_view part) const;

 private:
  Result<HttpResponse> Carry(const HttpRequest& request);
  Result<HttpResponse> CarryOverSockets(HttpRequest request, const CancelToken& cancel);

  PracticeServer* practice_;
  std::unique_ptr<HttpClient> client_;
  std::mutex serving_;  // the server's thread and the test's take turns
  std::condition_variable has_served_;
  int served_ = 0;
  std::unique_ptr<HttpServer> sockets_;
};

}  // namespace replywatch::testing

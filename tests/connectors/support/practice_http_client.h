// PracticeHttpClient: an HttpClient that hands each request to a practice server in the
// same process: no socket, no time. Faults look as the real client reports them, and every request is remembered. One thread
// at a time.
#pragma once

#include <functional>
#include <string>
#include <vector>

#include "collector/http/http_client.h"
#include "collector/practice/practice_server.h"

namespace replywatch::testing {

class PracticeHttpClient final : public HttpClient {
 public:
  explicit PracticeHttpClient(PracticeServer* server) : server_(server) {}
  Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& cancel) override;

  static constexpr const char* kBaseUrl = "https://practice.example";

  std::vector<HttpRequest> sent;
  std::function<void(const HttpRequest&)> before_sending;
  std::function<void(const HttpRequest&, HttpResponse&)> before_answering;
  // Requests whose address holds `part`, and the body of the last of them (empty when there is none).
  int Count(std::string_view part) const;
  std::string LastBody(std::string_view part) const;

 private:
  PracticeServer* server_;
};

}  // namespace replywatch::testing

// PracticeHttpClient: an HttpClient that hands each request to a practice server in the
// same process: no socket, no time. Faults look as the real client reports them. One thread at a time.
#pragma once

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

 private:
  PracticeServer* server_;
};

}  // namespace replywatch::testing

// DoctoredHttpClient: hands requests on, unless the doctor has an answer of its own; remembers what was asked. For
// answers that no practice server gives. One thread at a time.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "collector/http/http_client.h"

namespace replywatch::testing {

class DoctoredHttpClient final : public HttpClient {
 public:
  explicit DoctoredHttpClient(HttpClient* inner) : inner_(inner) {}

  Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& cancel) override {
    requests.push_back(request);
    if (doctor) {
      if (std::optional<Result<HttpResponse>> answer = doctor(request)) return std::move(*answer);
    }
    return inner_->Send(request, cancel);
  }

  // How many requests of that method have `part` in their address.
  int Count(HttpMethod method, const std::string& part) const {
    int count = 0;
    for (const HttpRequest& request : requests) {
      if (request.method == method && request.url.find(part) != std::string::npos) ++count;
    }
    return count;
  }

  std::function<std::optional<Result<HttpResponse>>(const HttpRequest&)> doctor;
  std::vector<HttpRequest> requests;

 private:
  HttpClient* inner_;
};

}  // namespace replywatch::testing

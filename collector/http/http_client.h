// HttpClient: one request in, one answer or one Error out, within a stated time and
// a stated amount of memory. The one implementation over cpprestsdk is
// cpprest_http_client.cc; tests use fakes. Thread-safe; calls block.
#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace replywatch {

enum class HttpMethod : std::uint8_t { kGet, kPost, kPut, kPatch, kDelete };
std::string_view HttpMethodName(HttpMethod method);  // "GET", ...

struct HttpHeader {
  std::string name;
  std::string value;
};

// The first one of that name (case-insensitive); nullopt when absent.
std::optional<std::string_view> FindHeader(const std::vector<HttpHeader>& headers, std::string_view name);

struct HttpRequest {
  HttpMethod method = HttpMethod::kGet;
  std::string url;                  // absolute, http or https
  std::vector<HttpHeader> headers;  // Authorization among them; never logged
  std::string body;
  std::string content_type;                       // sent when the body is not empty
  Duration deadline = Duration::Seconds(30);      // from the call to the last byte of the body, redirects included
  std::int64_t max_body_bytes = 8 * 1024 * 1024;  // of the answer, after decompression
};

struct HttpResponse {
  int status = 0;                   // 200..599; an unasked 1xx is an error
  std::vector<HttpHeader> headers;  // sorted by name; repeated ones joined by ", "
  std::string body;                 // raw bytes
  // First header of that name (case-insensitive); nullopt when absent.
  std::optional<std::string_view> Header(std::string_view name) const;
};

// Asked between pieces of work; a cancelled token makes every call with it end soon with kCancelled.
class CancelToken {
 public:
  CancelToken();
  void Cancel() const;
  bool cancelled() const;
  // Calls `on_cancel` once when cancelled (at once if it already is); the handle ends the subscription. Used by clients.
  // `on_cancel` runs on the cancelling thread, must be short and must not use the token.
  class Subscription;
  std::shared_ptr<Subscription> Subscribe(std::function<void()> on_cancel) const;

 private:
  struct State;
  std::shared_ptr<State> state_;
};

class HttpClient {
 public:
  virtual ~HttpClient() = default;
  // The final answer, whatever its status (4xx and 5xx are answers). Redirects of GET are followed up to 5
  // times, only to the same origin unless the request carries no Authorization, and never from HTTPS to HTTP.
  // Errors: kBackOff (no connection, DNS, TLS, out of time or reset before the request was sent, or a broken answer to a GET),
  // kUnknownOutcome (the same after a non-GET request may have reached the server, whatever broke then), kTooLarge,
  // kCancelled (a non-GET that may have arrived: kUnknownOutcome), kConfiguration (bad URL, plain HTTP to anything but loopback,
  // unknown certificate, a refused redirect), kInvalidArgument (a header with a line break). README.md has the table.
  virtual Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& cancel) = 0;
};

struct HttpClientOptions {
  std::filesystem::path ca_file;  // further trusted authorities (PEM); empty: the system's
  int max_parallel_requests = 8;  // over all hosts; further callers wait
  int max_parallel_per_host = 4;
  std::string user_agent;  // "ReplyWatch/0.1"
};

// Implemented in cpprest_http_client.cc.
std::unique_ptr<HttpClient> MakeCpprestHttpClient(HttpClientOptions options);

}  // namespace replywatch

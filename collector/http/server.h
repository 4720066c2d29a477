// HttpServer: answers requests on loopback, for practice platforms and tests, and behind
// a reverse proxy for webhooks. Heads and bodies are bounded and slow peers are cut off. One thread of
// its own runs every handler, so a handler must be quick, or answer later; it can ask for delays and faults as data.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/http/http_client.h"
#include "collector/http/url.h"
#include "shared/base/result.h"
#include "shared/base/timestamp.h"

namespace replywatch {

struct HttpServerRequest {
  std::string method;  // "GET", ...
  std::string path;    // decoded, without the query
  QueryList query;     // decoded
  std::vector<HttpHeader> headers;
  std::string body;  // raw bytes, as a signature is computed over

  std::optional<std::string_view> Header(std::string_view name) const { return FindHeader(headers, name); }
  // First parameter of that name; empty when absent.
  std::string Query(std::string_view name) const;
  bool HasQuery(std::string_view name) const;
};

struct HttpServerResponse {
  int status = 200;
  std::vector<HttpHeader> headers;
  std::string content_type = "application/json; charset=utf-8";
  std::string body;

  // Faults.
  Duration delay;                               // before the first byte
  std::optional<std::size_t> truncate_body_at;  // promises the whole body, sends so much of it, closes
  bool is_dropped = false;                      // closes without an answer; what the handler did stands
};

using HttpHandler = std::function<HttpServerResponse(const HttpServerRequest&)>;

// Answers one request, once, from any thread, while the server lives; a second call does nothing.
using HttpReply = std::function<void(HttpServerResponse)>;
// A handler whose answers may come later; the connection waits for its answer and reads nothing until then.
using HttpLateHandler = std::function<void(const HttpServerRequest&, HttpReply)>;

struct HttpServerOptions {
  int port = 0;  // 0: any free one
  std::size_t max_head_bytes = 16 * 1024;
  std::size_t max_body_bytes = 1024 * 1024;
  Duration patience = Duration::Seconds(15);  // for a request to arrive and for an answer to leave
  std::size_t max_connections = 64;           // further ones are closed at once
};

class HttpServer {
 public:
  // kConfiguration when the port is taken.
  static Result<std::unique_ptr<HttpServer>> Start(HttpServerOptions options, HttpHandler handler);
  static Result<std::unique_ptr<HttpServer>> StartLate(HttpServerOptions options, HttpLateHandler handler);
  // Closes every connection and waits for the handler that runs.
  virtual ~HttpServer() = default;

  virtual int port() const = 0;
  // "http://127.0.0.1:<port>".
  std::string url() const { return "http://127.0.0.1:" + std::to_string(port()); }
};

}  // namespace replywatch

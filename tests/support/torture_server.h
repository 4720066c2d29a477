// TortureServer: a server on loopback that misbehaves as a test's script tells it, over
// plain sockets or TLS with a certificate of its own. One thread per connection; the destructor ends
// them all. Knows no HTTP beyond where a request ends.
#pragma once

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

#include "shared/base/timestamp.h"

namespace replywatch::testing {

class TortureServer {
 public:
  enum class Transport : std::uint8_t { kPlain, kTls };

  class Connection {
   public:
    virtual ~Connection() = default;
    // Head and body (by Content-Length) of the next request; nullopt once the peer is gone.
    virtual std::optional<std::string> ReadRequest() = 0;
    // False once the peer is gone or the server stops.
    virtual bool Write(std::string_view bytes) = 0;
    // Waits until the peer closes, the server stops, or the time is over.
    virtual void Linger(Duration at_most) = 0;
    // Closes with RST instead of FIN.
    virtual void Reset() = 0;
  };
  // Runs once per connection; the connection closes when it returns.
  using Script = std::function<void(Connection&)>;

  explicit TortureServer(Script script, Transport transport = Transport::kPlain);
  ~TortureServer();
  TortureServer(const TortureServer&) = delete;
  TortureServer& operator=(const TortureServer&) = delete;

  std::string Url(std::string_view path) const;
  std::int64_t bytes_written() const { return bytes_written_; }
  // Every request read so far, in the order of arrival.
  std::vector<std::string> requests() const;
  // The authority to trust; only with kTls.
  const std::filesystem::path& ca_file() const { return ca_file_; }

 private:
  friend class PlainConnection;
  class TlsContext;
  void Accept();
  void Serve(int fd);
  void Remember(const std::string& request);

  Script script_;
  std::unique_ptr<TlsContext> tls_;
  std::filesystem::path ca_file_;
  int listener_ = -1;
  int port_ = 0;
  std::atomic<bool> is_stopping_ = false;
  std::atomic<std::int64_t> bytes_written_ = 0;
  mutable std::mutex mutex_;
  std::vector<std::string> requests_;
  std::vector<std::thread> threads_;
  std::thread acceptor_;
};

// "HTTP/1.1 <status>\r\nContent-Length: …\r\n<extra>\r\n<body>".
std::string PlainAnswer(std::string_view status, std::string_view body, std::string_view extra_headers = "");

}  // namespace replywatch::testing

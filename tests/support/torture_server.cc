#include "tests/support/torture_server.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/ssl.h>
#include <openssl/x509v3.h>
#include <poll.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <chrono>
#include <csignal>
#include <cstdio>
#include <cstdlib>
#include <stdexcept>

namespace replywatch::testing {
namespace {

constexpr int kPollMs = 20;

template <typename T, void (*free)(T*)>
struct Freer {
  void operator()(T* value) const { free(value); }
};
using Key = std::unique_ptr<EVP_PKEY, Freer<EVP_PKEY, EVP_PKEY_free>>;
using Certificate = std::unique_ptr<X509, Freer<X509, X509_free>>;

Certificate SelfSign(EVP_PKEY* key) {
  Certificate certificate(X509_new());
  X509_set_version(certificate.get(), 2);
  ASN1_INTEGER_set(X509_get_serialNumber(certificate.get()), 1);
  X509_gmtime_adj(X509_getm_notBefore(certificate.get()), -3600);
  X509_gmtime_adj(X509_getm_notAfter(certificate.get()), 3600);
  X509_set_pubkey(certificate.get(), key);
  X509_NAME* name = X509_get_subject_name(certificate.get());
  const std::string text = "localhost";
  X509_NAME_add_entry_by_txt(name, "CN", MBSTRING_ASC, reinterpret_cast<const unsigned char*>(text.data()), -1, -1, 0);
  X509_set_issuer_name(certificate.get(), name);
  for (const auto& [nid, value] :
       {std::pair{NID_subject_alt_name, "DNS:localhost,IP:127.0.0.1"}, std::pair{NID_basic_constraints, "CA:TRUE"}}) {
    X509_EXTENSION* extension = X509V3_EXT_conf_nid(nullptr, nullptr, nid, value);
    X509_add_ext(certificate.get(), extension, -1);
    X509_EXTENSION_free(extension);
  }
  X509_sign(certificate.get(), key, EVP_sha256());
  return certificate;
}

// Length of the first whole request in `bytes`, 0 while it is incomplete.
std::size_t RequestLength(const std::string& bytes) {
  const std::size_t end = bytes.find("\r\n\r\n");
  if (end == std::string::npos) return 0;
  std::string head = bytes.substr(0, end);
  std::transform(head.begin(), head.end(), head.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  std::size_t body = 0;
  const std::size_t field = head.find("content-length:");
  if (field != std::string::npos) body = std::strtoul(head.c_str() + field + 15, nullptr, 10);
  return bytes.size() >= end + 4 + body ? end + 4 + body : 0;
}

}  // namespace

class TortureServer::TlsContext {
 public:
  explicit TlsContext(const std::filesystem::path& ca_file) : context_(SSL_CTX_new(TLS_server_method())) {
    const Key key(EVP_EC_gen("P-256"));
    const Certificate certificate = SelfSign(key.get());
    SSL_CTX_use_certificate(context_.get(), certificate.get());
    SSL_CTX_use_PrivateKey(context_.get(), key.get());
    std::FILE* file = std::fopen(ca_file.c_str(), "w");
    if (file == nullptr) throw std::runtime_error("cannot write " + ca_file.string());
    PEM_write_X509(file, certificate.get());
    std::fclose(file);
  }
  SSL* NewSession() { return SSL_new(context_.get()); }

 private:
  std::unique_ptr<SSL_CTX, Freer<SSL_CTX, SSL_CTX_free>> context_;
};

class PlainConnection : public TortureServer::Connection {
 public:
  PlainConnection(TortureServer* server, int fd) : server_(server), fd_(fd) {}
  ~PlainConnection() override {
    if (fd_ >= 0) close(fd_);
  }
  PlainConnection(const PlainConnection&) = delete;
  PlainConnection& operator=(const PlainConnection&) = delete;

  std::optional<std::string> ReadRequest() override {
    while (true) {
      const std::size_t length = RequestLength(buffer_);
      if (length > 0) {
        std::string request = buffer_.substr(0, length);
        buffer_.erase(0, length);
        server_->Remember(request);
        return request;
      }
      if (!ReadSome()) return std::nullopt;
    }
  }
  bool Write(std::string_view bytes) override {
    while (!bytes.empty()) {
      if (!WaitFor(POLLOUT, Duration::Seconds(30))) return false;
      const auto written = WriteRaw(bytes.substr(0, 64UL * 1024));
      if (written <= 0) return false;
      server_->bytes_written_ += written;
      bytes.remove_prefix(static_cast<std::size_t>(written));
    }
    return true;
  }
  void Linger(Duration at_most) override {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(at_most.ms);
    while (std::chrono::steady_clock::now() < end && !server_->is_stopping_) {
      pollfd entry{fd_, POLLRDHUP, 0};
      if (poll(&entry, 1, kPollMs) > 0) return;
    }
  }
  void Reset() override {
    const linger option{1, 0};
    setsockopt(fd_, SOL_SOCKET, SO_LINGER, &option, sizeof option);
    close(fd_);
    fd_ = -1;
  }

 protected:
  virtual ssize_t ReadRaw(char* out, std::size_t size) { return recv(fd_, out, size, 0); }
  virtual ssize_t WriteRaw(std::string_view bytes) { return send(fd_, bytes.data(), bytes.size(), MSG_NOSIGNAL | MSG_DONTWAIT); }
  virtual bool HasPending() { return false; }
  int fd() const { return fd_; }

 private:
  bool WaitFor(short events, Duration at_most) {
    const auto end = std::chrono::steady_clock::now() + std::chrono::milliseconds(at_most.ms);
    while (!server_->is_stopping_ && std::chrono::steady_clock::now() < end) {
      pollfd entry{fd_, events, 0};
      if (poll(&entry, 1, kPollMs) > 0) return (entry.revents & (POLLERR | POLLNVAL)) == 0;
    }
    return false;
  }
  bool ReadSome() {
    std::array<char, 16384> chunk{};
    if (!HasPending() && !WaitFor(POLLIN, Duration::Seconds(30))) return false;
    const auto size = ReadRaw(chunk.data(), chunk.size());
    if (size <= 0) return false;
    buffer_.append(chunk.data(), static_cast<std::size_t>(size));
    return true;
  }

  TortureServer* server_;
  int fd_;
  std::string buffer_;
};

namespace {

class TlsConnection final : public PlainConnection {
 public:
  TlsConnection(TortureServer* server, int fd, SSL* session) : PlainConnection(server, fd), session_(session) {
    SSL_set_fd(session, fd);
  }
  ~TlsConnection() override {
    if (fd() >= 0) SSL_shutdown(session_.get());
  }
  TlsConnection(const TlsConnection&) = delete;
  TlsConnection& operator=(const TlsConnection&) = delete;
  bool Handshake() { return SSL_accept(session_.get()) == 1; }

 protected:
  ssize_t ReadRaw(char* out, std::size_t size) override { return SSL_read(session_.get(), out, static_cast<int>(size)); }
  ssize_t WriteRaw(std::string_view bytes) override {
    return SSL_write(session_.get(), bytes.data(), static_cast<int>(bytes.size()));
  }
  bool HasPending() override { return SSL_pending(session_.get()) > 0; }

 private:
  std::unique_ptr<SSL, Freer<SSL, SSL_free>> session_;
};

}  // namespace

TortureServer::TortureServer(Script script, Transport transport) : script_(std::move(script)) {
  std::signal(SIGPIPE, SIG_IGN);
  listener_ = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
  sockaddr_in address{};
  address.sin_family = AF_INET;
  address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
  socklen_t size = sizeof address;
  const bool listens = bind(listener_, reinterpret_cast<sockaddr*>(&address), size) == 0 && listen(listener_, 16) == 0 &&
                       getsockname(listener_, reinterpret_cast<sockaddr*>(&address), &size) == 0;
  if (!listens) throw std::runtime_error("cannot listen on loopback");
  port_ = ntohs(address.sin_port);
  if (transport == Transport::kTls) {
    ca_file_ = std::filesystem::temp_directory_path() /
               ("replywatch-torture-" + std::to_string(getpid()) + "-" + std::to_string(port_) + ".pem");
    tls_ = std::make_unique<TlsContext>(ca_file_);
  }
  acceptor_ = std::thread([this] { Accept(); });
}

TortureServer::~TortureServer() {
  is_stopping_ = true;
  acceptor_.join();
  for (std::thread& thread : threads_) thread.join();
  close(listener_);
  std::error_code ignored;
  if (!ca_file_.empty()) std::filesystem::remove(ca_file_, ignored);
}

std::string TortureServer::Url(std::string_view path) const {
  return (tls_ ? "https://127.0.0.1:" : "http://127.0.0.1:") + std::to_string(port_) + std::string(path);
}

std::vector<std::string> TortureServer::requests() const {
  const std::lock_guard lock(mutex_);
  return requests_;
}

void TortureServer::Remember(const std::string& request) {
  const std::lock_guard lock(mutex_);
  requests_.push_back(request);
}

void TortureServer::Accept() {
  while (!is_stopping_) {
    pollfd entry{listener_, POLLIN, 0};
    if (poll(&entry, 1, kPollMs) <= 0) continue;
    const int fd = accept4(listener_, nullptr, nullptr, SOCK_CLOEXEC);
    if (fd >= 0) threads_.emplace_back([this, fd] { Serve(fd); });
  }
}

void TortureServer::Serve(int fd) {
  const timeval patience{1, 0};
  setsockopt(fd, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
  setsockopt(fd, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
  if (!tls_) {
    PlainConnection connection(this, fd);
    script_(connection);
    return;
  }
  TlsConnection connection(this, fd, tls_->NewSession());
  if (connection.Handshake()) script_(connection);
}

std::string PlainAnswer(std::string_view status, std::string_view body, std::string_view extra_headers) {
  return "HTTP/1.1 " + std::string(status) + "\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
         std::string(extra_headers) + "\r\n" + std::string(body);
}

}  // namespace replywatch::testing

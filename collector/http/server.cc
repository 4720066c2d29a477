#include "collector/http/server.h"

#include <algorithm>
#include <atomic>
#include <boost/asio/dispatch.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <chrono>
#include <thread>
#include <utility>

namespace replywatch {
namespace {

constexpr std::chrono::milliseconds kPauseAfterFailure{100};

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace http = boost::beast::http;
using tcp = asio::ip::tcp;

std::chrono::milliseconds Chrono(Duration d) { return std::chrono::milliseconds(d.ms); }
std::string Text(beast::string_view text) { return {text.data(), text.size()}; }

HttpServerRequest Translate(const http::request<http::string_body>& message) {
  HttpServerRequest request;
  request.method = Text(message.method_string());
  const std::string target = Text(message.target());
  const std::size_t mark = std::min(target.find('?'), target.size());
  request.path = PercentDecode(std::string_view(target).substr(0, mark));
  if (mark < target.size()) request.query = ParseQuery(std::string_view(target).substr(mark + 1));
  for (const auto& field : message) request.headers.push_back({Text(field.name_string()), Text(field.value())});
  request.body = message.body();
  return request;
}

// The whole answer as bytes, so that it can be cut anywhere.
std::string Serialize(const HttpServerResponse& response, bool keeps_alive) {
  std::string out = "HTTP/1.1 " + std::to_string(response.status) + " " +
                    Text(http::obsolete_reason(static_cast<http::status>(response.status))) + "\r\n";
  if (response.status != 204) {
    out += "Content-Length: " + std::to_string(response.body.size()) + "\r\n";
    if (!response.content_type.empty()) out += "Content-Type: " + response.content_type + "\r\n";
  }
  if (!keeps_alive) out += "Connection: close\r\n";
  for (const HttpHeader& header : response.headers) out += header.name + ": " + header.value + "\r\n";
  out += "\r\n";
  if (response.status == 204) return out;
  return out + response.body.substr(0, response.truncate_body_at.value_or(response.body.size()));
}

struct Shared {
  HttpServerOptions options;
  HttpLateHandler handler;
  std::atomic<std::size_t> connections = 0;
};

class Session : public std::enable_shared_from_this<Session> {
 public:
  Session(tcp::socket socket, Shared* shared) : stream_(std::move(socket)), timer_(stream_.get_executor()), shared_(shared) {
    ++shared_->connections;
  }
  ~Session() { --shared_->connections; }
  Session(const Session&) = delete;
  Session& operator=(const Session&) = delete;

  void Read() {
    parser_.emplace();
    parser_->header_limit(static_cast<std::uint32_t>(shared_->options.max_head_bytes));
    parser_->body_limit(shared_->options.max_body_bytes);
    stream_.expires_after(Chrono(shared_->options.patience));
    http::async_read(stream_, buffer_, *parser_, [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (!error) return self->Handle();
      self->Refuse(error);
    });
  }

 private:
  void Handle() {
    stream_.expires_never();
    const HttpReply reply = MakeReply();
    try {
      shared_->handler(Translate(parser_->get()), reply);
    } catch (const std::exception&) {
      HttpServerResponse failed;
      failed.status = 500;
      reply(std::move(failed));
    }
  }

  // Whoever answers gives its hold on the session back to the server's thread.
  HttpReply MakeReply() {
    auto held = std::make_shared<std::shared_ptr<Session>>(shared_from_this());
    return [held](HttpServerResponse response) {
      std::shared_ptr<Session> session = std::exchange(*held, nullptr);
      if (!session) return;
      const auto executor = session->stream_.get_executor();
      asio::dispatch(executor, [session = std::move(session), response = std::move(response)]() mutable {
        session->Answer(std::move(response));
      });
    };
  }

  void Answer(HttpServerResponse response) {
    const bool keeps_alive = parser_->get().keep_alive();
    if (response.is_dropped) return Close();
    closes_ = !keeps_alive || response.truncate_body_at.has_value();
    answer_ = Serialize(response, !closes_);
    if (response.delay.ms <= 0) return Write();
    timer_.expires_after(Chrono(response.delay));
    timer_.async_wait([self = shared_from_this()](beast::error_code error) {
      if (!error) self->Write();
    });
  }

  void Refuse(beast::error_code error) {
    HttpServerResponse response;
    if (error == http::error::body_limit) {
      response.status = 413;
    } else if (error == http::error::header_limit) {
      response.status = 431;
    } else {
      return Close();
    }
    closes_ = true;
    answer_ = Serialize(response, false);
    Write();
  }

  void Write() {
    stream_.expires_after(Chrono(shared_->options.patience));
    asio::async_write(stream_, asio::buffer(answer_), [self = shared_from_this()](beast::error_code error, std::size_t) {
      if (error || self->closes_) return self->Close();
      self->Read();
    });
  }

  void Close() {
    beast::error_code ignored;
    stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
    stream_.close();
  }

  beast::tcp_stream stream_;
  asio::steady_timer timer_;
  Shared* shared_;
  beast::flat_buffer buffer_;
  std::optional<http::request_parser<http::string_body>> parser_;
  std::string answer_;
  bool closes_ = false;
};

class BeastServer final : public HttpServer {
 public:
  BeastServer(HttpServerOptions options, HttpLateHandler handler) : shared_{options, std::move(handler)}, acceptor_(io_) {}
  BeastServer(const BeastServer&) = delete;
  BeastServer& operator=(const BeastServer&) = delete;
  ~BeastServer() override {
    io_.stop();
    if (thread_.joinable()) thread_.join();
  }

  Status Listen() {
    beast::error_code error;
    const tcp::endpoint endpoint(asio::ip::address_v4::loopback(), static_cast<unsigned short>(shared_.options.port));
    acceptor_.open(endpoint.protocol(), error);
    if (!error) acceptor_.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor_.bind(endpoint, error);
    if (!error) acceptor_.listen(asio::socket_base::max_listen_connections, error);
    if (error) {
      return MakeError(ErrorKind::kConfiguration, "cannot listen on port " + std::to_string(shared_.options.port) + ": " +
                                                      error.message() + "; choose another one");
    }
    port_ = acceptor_.local_endpoint().port();
    Accept();
    thread_ = std::thread([this] { io_.run(); });
    return {};
  }

  int port() const override { return port_; }

 private:
  void Accept() {
    acceptor_.async_accept([this](beast::error_code error, tcp::socket socket) {
      if (error == asio::error::operation_aborted) return;
      if (!error && shared_.connections < shared_.options.max_connections) {
        std::make_shared<Session>(std::move(socket), &shared_)->Read();
      }
      if (!error) return Accept();
      // Out of descriptors, say: at once would be for ever.
      pause_.expires_after(kPauseAfterFailure);
      pause_.async_wait([this](beast::error_code stopped) {
        if (!stopped) Accept();
      });
    });
  }

  Shared shared_;
  asio::io_context io_{1};  // destroyed, with its sessions, before what they use
  tcp::acceptor acceptor_;
  asio::steady_timer pause_{io_};
  int port_ = 0;
  std::thread thread_;
};

}  // namespace

std::string HttpServerRequest::Query(std::string_view name) const {
  for (const auto& [key, value] : query) {
    if (key == name) return value;
  }
  return {};
}

bool HttpServerRequest::HasQuery(std::string_view name) const {
  return std::any_of(query.begin(), query.end(), [&](const auto& parameter) { return parameter.first == name; });
}

Result<std::unique_ptr<HttpServer>> HttpServer::Start(HttpServerOptions options, HttpHandler handler) {
  return StartLate(options, [handler = std::move(handler)](const HttpServerRequest& request, const HttpReply& reply) {
    reply(handler(request));
  });
}

Result<std::unique_ptr<HttpServer>> HttpServer::StartLate(HttpServerOptions options, HttpLateHandler handler) {
  auto server = std::make_unique<BeastServer>(options, std::move(handler));
  RW_RETURN_IF_ERROR(server->Listen());
  return std::unique_ptr<HttpServer>(std::move(server));
}

}  // namespace replywatch

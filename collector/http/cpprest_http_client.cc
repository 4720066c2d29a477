// HttpClient over cpprestsdk. What that library does not promise is done here: a total
// deadline, a byte cap, our own rules for redirects and credentials, and no silent
// repetition of a request that changes something. README.md lists the reasons.
#include <cpprest/http_client.h>
#include <openssl/err.h>
#include <openssl/ssl.h>
#include <pplx/threadpool.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <map>
#include <memory>
#include <mutex>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

#include "collector/http/http_client.h"
#include "collector/http/request_gate.h"
#include "collector/http/url.h"

namespace replywatch {
namespace {

using SteadyTime = std::chrono::steady_clock::time_point;

constexpr int kMaxRedirects = 5;
constexpr int kWorkerThreads = 1;  // one: see CancelOnPoolThread
// What TLS framing and the header fields may add to a body before the connection is cut.
constexpr std::int64_t kOverheadBytes = 256 * 1024;
// Only a net below our own deadline: the library's timeout restarts with every piece of progress.
constexpr std::chrono::seconds kLibraryTimeout{300};
// For requests that were cut off to end, when their client goes.
constexpr std::chrono::milliseconds kPatience{2000};

enum class End : std::uint8_t { kNone, kAnswered, kFailed, kCancelled, kTooLarge, kOutOfTime };

// One request on its way. Shared with the library's threads, which may outlive the call.
class Exchange {
 public:
  std::atomic<bool> request_was_sent = false;
  pplx::cancellation_token_source source;

  // The first end wins.
  void Finish(End end) {
    {
      const std::lock_guard lock(mutex_);
      if (end_ == End::kNone) end_ = end;
    }
    ended_.notify_all();
  }
  void Answer(HttpResponse response) {
    {
      const std::lock_guard lock(mutex_);
      response_ = std::move(response);
    }
    Finish(End::kAnswered);
  }
  void Fail(int code, std::string text) {
    {
      const std::lock_guard lock(mutex_);
      failure_code_ = code;
      failure_text_ = std::move(text);
    }
    Finish(End::kFailed);
  }
  End Wait(SteadyTime deadline) {
    std::unique_lock lock(mutex_);
    if (!ended_.wait_until(lock, deadline, [this] { return end_ != End::kNone; })) end_ = End::kOutOfTime;
    return end_;
  }
  HttpResponse TakeResponse() {
    const std::lock_guard lock(mutex_);
    return std::move(response_);
  }
  std::pair<int, std::string> failure() {
    const std::lock_guard lock(mutex_);
    return {failure_code_, failure_text_};
  }

 private:
  std::mutex mutex_;
  std::condition_variable ended_;
  End end_ = End::kNone;
  HttpResponse response_;
  int failure_code_ = 0;
  std::string failure_text_;
};

// The requests of one client that the library still works on, answered to the caller or not.
class Underway {
 public:
  void Begin() {
    const std::lock_guard lock(mutex_);
    ++count_;
  }
  void End() {
    const std::lock_guard lock(mutex_);
    if (--count_ == 0) none_.notify_all();
  }
  void WaitForNone(std::chrono::milliseconds patience) {
    std::unique_lock lock(mutex_);
    none_.wait_for(lock, patience, [this] { return count_ == 0; });
  }

 private:
  std::mutex mutex_;
  std::condition_variable none_;
  int count_ = 0;
};

// Ends with the last continuation of a request.
class UnderwayTicket {
 public:
  explicit UnderwayTicket(std::shared_ptr<Underway> underway) : underway_(std::move(underway)) { underway_->Begin(); }
  ~UnderwayTicket() { underway_->End(); }
  UnderwayTicket(const UnderwayTicket&) = delete;
  UnderwayTicket& operator=(const UnderwayTicket&) = delete;

 private:
  std::shared_ptr<Underway> underway_;
};

// Counts what arrives in TLS records: the library reads one chunk, and the header fields, of any size
// into memory before it reports progress. Only wakes the waiting caller; OpenSSL may call it under the library's locks.
class TlsMeter {
 public:
  void Begin(std::shared_ptr<Exchange> exchange, std::int64_t limit) {
    const std::lock_guard lock(mutex_);
    exchange_ = std::move(exchange);
    left_ = limit;
  }
  void Count(std::int64_t bytes) {
    std::shared_ptr<Exchange> over;
    {
      const std::lock_guard lock(mutex_);
      left_ -= bytes;
      if (left_ < 0) over = std::exchange(exchange_, nullptr);
    }
    if (over) over->Finish(End::kTooLarge);
  }

 private:
  std::mutex mutex_;
  std::shared_ptr<Exchange> exchange_;
  std::int64_t left_ = 0;
};

using MeterHandle = std::shared_ptr<TlsMeter>;

void FreeMeterHandle(void* /*parent*/, void* handle, CRYPTO_EX_DATA* /*data*/, int /*index*/, long /*argl*/, void* /*argp*/) {
  delete static_cast<MeterHandle*>(handle);
}

void OnTlsMessage(int is_write, int /*version*/, int content_type, const void* bytes, std::size_t size, SSL* /*ssl*/,
                  void* meter) {
  if (is_write != 0 || content_type != SSL3_RT_HEADER || size < 5) return;
  const auto* header = static_cast<const unsigned char*>(bytes);
  static_cast<TlsMeter*>(meter)->Count(header[3] * 256 + header[4] + 5);
}

// The context keeps the meter alive: connections may outlive the client that opened them.
void InstallMeter(SSL_CTX* context, const MeterHandle& meter) {
  static const int index = SSL_CTX_get_ex_new_index(0, nullptr, nullptr, nullptr, &FreeMeterHandle);
  SSL_CTX_set_ex_data(context, index, new MeterHandle(meter));
  SSL_CTX_set_msg_callback(context, &OnTlsMessage);
  SSL_CTX_ctrl(context, SSL_CTRL_SET_MSG_CALLBACK_ARG, 0, meter.get());
}

// Cancelling closes the connection, which the library does on the calling thread while its own may be reading from it
// (seen: a crash in the reactor under TLS). Its pool has one thread, so closing there comes between two reads.
void CancelOnPoolThread(const std::shared_ptr<Exchange>& exchange) {
  crossplat::threadpool::shared_instance().service().post([exchange] { exchange->source.cancel(); });
}

// What the library's one thread has been given so far is done, or patience ends.
void LetPoolCatchUp(std::chrono::milliseconds patience) {
  const auto done = std::make_shared<std::promise<void>>();
  std::future<void> caught_up = done->get_future();
  crossplat::threadpool::shared_instance().service().post([done] { done->set_value(); });
  caught_up.wait_for(patience);
}

// A client with at most one request at a time, so that its meter knows whose bytes it counts.
struct Lane {
  MeterHandle meter = std::make_shared<TlsMeter>();
  std::unique_ptr<web::http::client::http_client> client;
};

std::shared_ptr<Lane> MakeLane(const std::string& origin, const std::string& ca_file) {
  auto lane = std::make_shared<Lane>();
  web::http::client::http_client_config config;
  config.set_timeout(kLibraryTimeout);
  config.set_max_redirects(0);
  config.set_ssl_context_callback([ca_file, meter = lane->meter](boost::asio::ssl::context& context) {
    boost::system::error_code ignored;  // without the authority the handshake fails and says so
    context.set_options(boost::asio::ssl::context::no_tlsv1 | boost::asio::ssl::context::no_tlsv1_1, ignored);
    if (!ca_file.empty()) context.load_verify_file(ca_file, ignored);
    InstallMeter(context.native_handle(), meter);
  });
  lane->client = std::make_unique<web::http::client::http_client>(web::uri(origin), config);
  return lane;
}

web::http::http_request BuildMessage(const HttpRequest& request, const Url& url, const std::string& user_agent) {
  web::http::http_request message{std::string(HttpMethodName(request.method))};
  message.set_request_uri(web::uri(url.target));
  if (!request.body.empty()) {
    message.set_body(std::vector<unsigned char>(request.body.begin(), request.body.end()));
    message.headers().set_content_type(request.content_type.empty() ? "application/octet-stream" : request.content_type);
  }
  message.headers()["User-Agent"] = user_agent;
  message.headers()["Accept-Encoding"] = "identity";
  for (const HttpHeader& header : request.headers) message.headers()[header.name] = header.value;
  return message;
}

HttpResponse ReadHead(const web::http::http_response& message) {
  HttpResponse response;
  response.status = message.status_code();
  for (const auto& [name, value] : message.headers()) response.headers.push_back({name, value});
  return response;
}

void Start(const std::shared_ptr<Lane>& lane, const std::shared_ptr<Exchange>& exchange,
           const std::shared_ptr<Underway>& underway, web::http::http_request message, std::int64_t cap) {
  message.set_progress_handler([exchange, cap](web::http::message_direction::direction direction, utility::size64_t bytes) {
    if (direction == web::http::message_direction::upload) {
      exchange->request_was_sent = true;  // called once the head is written
    } else if (static_cast<std::int64_t>(bytes) > cap) {
      exchange->Finish(End::kTooLarge);
      throw std::length_error("the answer is too large");  // closes the connection
    }
  });
  lane->meter->Begin(exchange, cap + kOverheadBytes);
  auto head = std::make_shared<HttpResponse>();
  const auto ticket = std::make_shared<UnderwayTicket>(underway);
  lane->client->request(message, exchange->source.get_token())
      .then([exchange, head, cap](const web::http::http_response& answer) {
        *head = ReadHead(answer);
        const auto announced = answer.headers().content_length();
        const bool has_length = answer.headers().has(web::http::header_names::content_length);
        if (has_length && announced > static_cast<utility::size64_t>(cap)) exchange->Finish(End::kTooLarge);
        return answer.extract_vector();
      })
      .then([exchange, head, lane, ticket](const pplx::task<std::vector<unsigned char>>& body) {
        try {
          const std::vector<unsigned char> bytes = body.get();
          head->body.assign(bytes.begin(), bytes.end());
          exchange->Answer(std::move(*head));
        } catch (const web::http::http_exception& e) {
          exchange->Fail(e.error_code().value(), e.what());
        } catch (const std::exception& e) {
          exchange->Fail(0, e.what());
        }
      });
}

bool IsCertificateFailure(int code) {
  const auto packed = static_cast<unsigned long>(static_cast<unsigned int>(code));
  return ERR_GET_LIB(packed) == ERR_LIB_SSL && ERR_GET_REASON(packed) == SSL_R_CERTIFICATE_VERIFY_FAILED;
}

// What the library says (2.10.18, http_client_asio.cpp), in words that tell staff what to do.
std::string InPlainWords(const std::string& detail) {
  if (detail == "Error resolving address") return "no server has this name; check the address, and the network";
  if (detail == "Failed to connect to any resolved endpoint")
    return "nobody answers there; check the network, and whether the server runs";
  if (detail == "Error in SSL handshake") return "no encrypted connection came about; check the address and its port";
  if (detail.empty() || detail == "Failed to read HTTP status line") return "the connection broke before an answer came";
  return detail;
}

// What the caller learns when there is no whole answer. `is_repeatable`: the request changes nothing.
Error FailureOf(Exchange& exchange, End end, bool is_repeatable, const std::string& origin, const HttpRequest& request) {
  const auto [code, detail] = exchange.failure();
  if (end == End::kFailed && IsCertificateFailure(code)) {
    return MakeError(ErrorKind::kConfiguration,
                     origin + ": the certificate is not trusted; check the address, or name the authority's file in ca_file");
  }
  std::string text = origin + ": ";
  ErrorKind kind = ErrorKind::kBackOff;
  switch (end) {
    case End::kCancelled: kind = ErrorKind::kCancelled, text += "cancelled"; break;
    case End::kTooLarge:
      kind = ErrorKind::kTooLarge, text += "the answer is larger than " + std::to_string(request.max_body_bytes) + " bytes";
      break;
    case End::kOutOfTime: text += "no complete answer within " + std::to_string(request.deadline.ms) + " ms"; break;
    default: text += InPlainWords(detail); break;
  }
  if (!is_repeatable && exchange.request_was_sent) {
    return MakeError(ErrorKind::kUnknownOutcome, text + "; the request may have been carried out");
  }
  return MakeError(kind, text);
}

Status CheckHeaders(const HttpRequest& request) {
  for (const HttpHeader& header : request.headers) {
    const bool breaks = header.name.find_first_of("\r\n: ") != std::string::npos || header.name.empty() ||
                        header.value.find_first_of(std::string_view("\r\n\0", 3)) != std::string::npos;
    if (breaks) return MakeError(ErrorKind::kInvalidArgument, "a header field of the request contains a line break");
  }
  return {};
}

bool IsRedirect(const HttpResponse& response) {
  const int s = response.status;
  return (s == 301 || s == 302 || s == 303 || s == 307 || s == 308) && response.Header("Location").has_value();
}

Result<Url> NextHop(const Url& from, const HttpResponse& response, bool has_credentials) {
  const auto next = ResolveReference(from, *response.Header("Location"));
  if (!next) return MakeError(ErrorKind::kBackOff, from.Origin() + ": redirects to something that is no web address");
  if (from.scheme == "https" && next->scheme != "https") {
    return MakeError(ErrorKind::kConfiguration, from.Origin() + ": redirects to an unencrypted address; this is refused");
  }
  if (has_credentials && next->Origin() != from.Origin()) {
    return MakeError(ErrorKind::kConfiguration, from.Origin() + ": has moved to " + next->Origin() +
                                                    "; if that is right, write the new address in the settings");
  }
  return *next;
}

class CpprestHttpClient final : public HttpClient {
 public:
  explicit CpprestHttpClient(HttpClientOptions options)
      : options_(std::move(options)), gate_(options_.max_parallel_requests, options_.max_parallel_per_host) {
    static std::once_flag threads_are_set;
    std::call_once(threads_are_set, [] {
      OPENSSL_init_ssl(0, nullptr);  // before the threads, so that at exit it ends after them and can free what they hold
      crossplat::threadpool::initialize_with_threads(kWorkerThreads);
    });
    if (options_.user_agent.empty()) options_.user_agent = "ReplyWatch/0.1";
  }

  // What was cut off still ends on the library's thread; without waiting, the end of the process would leave it half done.
  ~CpprestHttpClient() override {
    kept_.clear();
    underway_->WaitForNone(kPatience);
    LetPoolCatchUp(kPatience);
  }
  CpprestHttpClient(const CpprestHttpClient&) = delete;
  CpprestHttpClient& operator=(const CpprestHttpClient&) = delete;

  Result<HttpResponse> Send(const HttpRequest& request, const CancelToken& cancel) override {
    RW_RETURN_IF_ERROR(CheckHeaders(request));
    const SteadyTime deadline = std::chrono::steady_clock::now() + std::chrono::milliseconds(request.deadline.ms);
    auto url = ParseUrl(request.url);
    if (!url) return MakeError(ErrorKind::kConfiguration, "not a web address; it must begin with https://");
    const bool has_credentials = FindHeader(request.headers, "Authorization").has_value();
    for (int hop = 0; hop <= kMaxRedirects; ++hop) {
      RW_ASSIGN_OR_RETURN(HttpResponse response, SendOnce(request, *url, deadline, cancel));
      if (request.method != HttpMethod::kGet || !IsRedirect(response)) return response;
      RW_ASSIGN_OR_RETURN(url, NextHop(*url, response, has_credentials));
    }
    return MakeError(ErrorKind::kBackOff, url->Origin() + ": redirects in circles");
  }

 private:
  Result<HttpResponse> SendOnce(const HttpRequest& request, const Url& url, SteadyTime deadline, const CancelToken& cancel) {
    const std::string origin = url.Origin();
    if (url.scheme != "https" && !IsLoopbackHost(url.host)) {
      return MakeError(ErrorKind::kConfiguration, origin + ": unencrypted addresses are refused; write https://");
    }
    RW_ASSIGN_OR_RETURN(const RequestGate::Ticket ticket, gate_.Enter(url.host, deadline, cancel));
    const bool is_repeatable = request.method == HttpMethod::kGet;
    const auto exchange = std::make_shared<Exchange>();
    const auto subscription = cancel.Subscribe([exchange] { exchange->Finish(End::kCancelled); });
    std::shared_ptr<Lane> lane;
    try {
      // The library repeats a request by itself when a kept connection turns out closed: fine for a GET, never for a reply.
      lane = is_repeatable ? TakeLane(origin) : MakeLane(origin, options_.ca_file.string());
      Start(lane, exchange, underway_, BuildMessage(request, url, options_.user_agent), request.max_body_bytes);
    } catch (const std::exception& e) {
      return MakeError(ErrorKind::kBackOff, origin + ": " + e.what());
    }
    const End end = exchange->Wait(deadline);
    if (end != End::kAnswered) {
      CancelOnPoolThread(exchange);
      return FailureOf(*exchange, end, is_repeatable, origin, request);
    }
    HttpResponse response = exchange->TakeResponse();
    RW_RETURN_IF_ERROR(CheckAnswer(response, request, is_repeatable, origin));
    if (is_repeatable) KeepLane(origin, std::move(lane));
    return response;
  }

  static Status CheckAnswer(const HttpResponse& response, const HttpRequest& request, bool is_repeatable,
                            const std::string& origin) {
    const ErrorKind broken = is_repeatable ? ErrorKind::kBackOff : ErrorKind::kUnknownOutcome;
    if (response.status < 200) {
      // The library takes "100 Continue" for the answer; the real one is lost with the connection.
      return MakeError(broken,
                       origin + ": answered " + std::to_string(response.status) + " to a request that did not ask for it");
    }
    const auto encoding = response.Header("Content-Encoding");
    if (encoding && !encoding->empty() && *encoding != "identity") {
      return MakeError(broken, origin + ": sent a compressed answer though none was asked for");
    }
    if (static_cast<std::int64_t>(response.body.size()) > request.max_body_bytes) {
      return MakeError(is_repeatable ? ErrorKind::kTooLarge : ErrorKind::kUnknownOutcome,
                       origin + ": the answer is larger than " + std::to_string(request.max_body_bytes) + " bytes");
    }
    return {};
  }

  std::shared_ptr<Lane> TakeLane(const std::string& origin) {
    const std::lock_guard lock(mutex_);
    auto& kept = kept_[origin];
    if (kept.empty()) return MakeLane(origin, options_.ca_file.string());
    auto lane = std::move(kept.back());
    kept.pop_back();
    return lane;
  }
  void KeepLane(const std::string& origin, std::shared_ptr<Lane> lane) {
    const std::lock_guard lock(mutex_);
    kept_[origin].push_back(std::move(lane));  // never more than run in parallel
  }

  HttpClientOptions options_;
  RequestGate gate_;
  const std::shared_ptr<Underway> underway_ = std::make_shared<Underway>();
  std::mutex mutex_;
  std::map<std::string, std::vector<std::shared_ptr<Lane>>> kept_;
};

}  // namespace

std::unique_ptr<HttpClient> MakeCpprestHttpClient(HttpClientOptions options) {
  return std::make_unique<CpprestHttpClient>(std::move(options));
}

}  // namespace replywatch

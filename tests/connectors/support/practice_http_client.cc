#include "tests/connectors/support/practice_http_client.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

#include "collector/http/url.h"

namespace replywatch::testing {
namespace {

HttpServerRequest Translate(const HttpRequest& request, const Url& url) {
  HttpServerRequest out;
  out.method = std::string(HttpMethodName(request.method));
  const std::size_t mark = std::min(url.target.find('?'), url.target.size());
  out.path = PercentDecode(url.target.substr(0, mark));
  if (mark < url.target.size()) out.query = ParseQuery(url.target.substr(mark + 1));
  out.headers = request.headers;
  out.body = request.body;
  return out;
}

}  // namespace

PracticeHttpClient::PracticeHttpClient(PracticeServer* server, Way way) : practice_(server) {
  if (way == Way::kInProcess) return;
  client_ = MakeCpprestHttpClient({});
  auto started = HttpServer::Start({}, [this](const HttpServerRequest& request) {
    const std::lock_guard lock(serving_);
    ++served_;
    has_served_.notify_all();
    return practice_->Handle(request);
  });
  if (!started.ok()) throw std::runtime_error(started.error().text);
  sockets_ = std::move(started).value();
}

Result<HttpResponse> PracticeHttpClient::Send(const HttpRequest& request, const CancelToken& cancel) {
  sent.push_back(request);
  if (before_sending) before_sending(request);
  if (cancel.cancelled()) return MakeError(ErrorKind::kCancelled, "cancelled");
  Result<HttpResponse> response = sockets_ ? CarryOverSockets(request, cancel) : Carry(request);
  if (response.ok() && before_answering) before_answering(request, *response);
  return response;
}

Result<HttpResponse> PracticeHttpClient::CarryOverSockets(HttpRequest request, const CancelToken& cancel) {
  // Time is real here. A server that is to be slow is not waited for, and any other for longer than a busy machine needs.
  constexpr Duration kOfASlowServer = Duration::Seconds(1);
  constexpr std::chrono::seconds kLongest{30};
  std::unique_lock lock(serving_);
  const int served = served_;
  if (practice_->Awaits(PracticeFaultKind::kSlow)) request.deadline = std::min(request.deadline, kOfASlowServer);
  lock.unlock();
  Result<HttpResponse> response = client_->Send(request, cancel);
  // What the server did is done, and seen, before the test goes on.
  lock.lock();
  if (!has_served_.wait_for(lock, kLongest, [&] { return served_ > served; })) throw std::runtime_error("it never arrived");
  return response;
}

Result<HttpResponse> PracticeHttpClient::Carry(const HttpRequest& request) {
  const auto url = ParseUrl(request.url);
  if (!url) return MakeError(ErrorKind::kConfiguration, "not a web address");
  const HttpServerResponse answer = practice_->Handle(Translate(request, *url));
  if (answer.is_dropped || answer.truncate_body_at || answer.delay > request.deadline) {
    return MakeError(request.method == HttpMethod::kGet ? ErrorKind::kBackOff : ErrorKind::kUnknownOutcome,
                     "the connection broke");
  }
  HttpResponse response;
  response.status = answer.status;
  response.headers = answer.headers;
  response.headers.push_back({"Content-Type", answer.content_type});
  response.body = answer.body;
  return response;
}

int PracticeHttpClient::Count(std::string_view part) const {
  return static_cast<int>(
      std::count_if(sent.begin(), sent.end(), [&](const HttpRequest& r) { return r.url.find(part) != std::string::npos; }));
}

std::string PracticeHttpClient::LastBody(std::string_view part) const {
  const auto last =
      std::find_if(sent.rbegin(), sent.rend(), [&](const HttpRequest& r) { return r.url.find(part) != std::string::npos; });
  return last == sent.rend() ? std::string() : last->body;
}

}  // namespace replywatch::testing

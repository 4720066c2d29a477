#include "collector/practice/practice_server.h"

namespace replywatch {
namespace {

constexpr Duration kSlow = Duration::Seconds(60);

HttpServerResponse HtmlPage(int status) {
  HttpServerResponse response;
  response.status = status;
  response.content_type = "text/html; charset=utf-8";
  response.body = "<!doctype html><title>Sorry</title><p>We will be back soon [maintenance] {today}.</p>";
  return response;
}

}  // namespace

PracticeFault* PracticeServer::NextFault(const HttpServerRequest& request) {
  for (PracticeFault& fault : faults_) {
    const bool matches =
        (fault.method.empty() || fault.method == request.method) && request.path.find(fault.path_contains) != std::string::npos;
    if (!matches || fault.count <= 0) continue;
    if (fault.skip > 0) {
      --fault.skip;
      continue;
    }
    --fault.count;
    return &fault;
  }
  return nullptr;
}

HttpServerResponse PracticeServer::Handle(const HttpServerRequest& request) {
  ++requests_;
  if (request.method != "GET") ++writes_;
  const PracticeFault* fault = NextFault(request);
  if (fault == nullptr) return Answer(request);
  HttpServerResponse response;
  switch (fault->kind) {
    case PracticeFaultKind::kThrottled: return Refuse(429);
    case PracticeFaultKind::kUnauthorized: return Refuse(401);
    case PracticeFaultKind::kForbidden: return Refuse(403);
    case PracticeFaultKind::kRefused: return Refuse(fault->status);
    case PracticeFaultKind::kRefusedByPage: return HtmlPage(fault->status);
    case PracticeFaultKind::kServerError: return HtmlPage(500);
    case PracticeFaultKind::kHtmlPage: return HtmlPage(200);
    case PracticeFaultKind::kUnreachable: response.is_dropped = true; return response;
    case PracticeFaultKind::kSlow:
      response = Answer(request);
      response.delay = kSlow;
      return response;
    case PracticeFaultKind::kTruncated:
      response = Answer(request);
      response.truncate_body_at = response.body.size() / 2;
      return response;
    case PracticeFaultKind::kAnswerLost:
      response = Answer(request);
      response.is_dropped = true;
      return response;
  }
  return response;
}

}  // namespace replywatch

#include "collector/practice/graph_practice.h"

#include <algorithm>

#include "collector/http/hmac.h"
#include "collector/http/url.h"

namespace replywatch {
namespace {

constexpr std::string_view kToken = "practice-page-token";
constexpr std::string_view kSecret = "practice-app-secret";
constexpr std::string_view kAppId = "1000";
constexpr std::int64_t kWaitMinutes = 7;
constexpr int kMostPerPage = 100;

}  // namespace

std::string GraphPractice::Call::Query(const std::string& name) const {
  const auto found = query.find(name);
  return found == query.end() ? std::string() : found->second;
}

int GraphPractice::Call::NestedLimit(const std::string& edge) const {
  const std::string fields = Query("fields");
  const std::size_t at = fields.find(edge);
  const std::size_t limit = at == std::string::npos ? at : fields.find(".limit(", at);
  return limit == std::string::npos ? 0 : std::atoi(fields.c_str() + limit + 7);
}

InboxConfig GraphPractice::Inbox(const std::string& base_url) const {
  InboxConfig inbox;
  inbox.name = inbox.platform = platform_;
  inbox.base_url = base_url;
  inbox.options.emplace("app_id", std::string(kAppId));
  inbox.secrets.emplace("token", Secret(std::string(kToken)));
  inbox.secrets.emplace("app_secret", Secret(std::string(kSecret)));
  return inbox;
}

std::optional<Timestamp> GraphPractice::ThrottledUntil() const { return world_->Now() + Duration::Minutes(kWaitMinutes); }

bool GraphPractice::Accepts(const std::string& token) const { return token == kToken; }

HttpServerResponse GraphPractice::AnswerUnversioned(const Call& call) {
  return Error(2500, 0, "Unknown path components: /" + call.path);
}

HttpServerResponse GraphPractice::Answer(const HttpServerRequest& request) {
  constexpr std::string_view kScheme = "Bearer ";
  ReadWorld();
  const std::string authorization(request.Header("Authorization").value_or(""));
  const std::string token = authorization.starts_with(kScheme) ? authorization.substr(kScheme.size()) : std::string();
  if (!Accepts(token) && token != std::string(kAppId) + "|" + std::string(kSecret)) return Refuse(401);
  if (request.Query("appsecret_proof") != HmacSha256Hex(kSecret, token))
    return Error(100, 0, "Invalid appsecret_proof provided in the API argument");
  if (request.path == "/" && request.method == "POST") return AnswerBatch(request);
  const std::size_t behind_version = request.path.find('/', 1);
  const bool is_versioned = behind_version != std::string::npos;
  Call call{
      request.method, request.path.substr(is_versioned ? behind_version + 1 : 1), {}, Json::parse(request.body, nullptr, false)};
  for (const auto& [name, value] : request.query) call.query.emplace(name, value);
  return is_versioned ? AnswerCall(call) : AnswerUnversioned(call);
}

HttpServerResponse GraphPractice::AnswerBatch(const HttpServerRequest& request) {
  const Json body = Json::parse(request.body, nullptr, false);
  if (!body.is_object() || !body.contains("batch") || !body["batch"].is_array() || body["batch"].size() > 50)
    return Error(100, 0, "Invalid batch");
  Json answers = Json::array();
  for (const Json& part : body["batch"]) {
    const std::string url = part.value("relative_url", "");
    const std::size_t mark = std::min(url.find('?'), url.size());
    const std::size_t behind_version = std::min(url.find('/'), mark);
    Call call{part.value("method", ""), PercentDecode(url.substr(behind_version + 1, mark - behind_version - 1)), {}, Json()};
    if (mark < url.size()) {
      for (const auto& [name, value] : ParseQuery(url.substr(mark + 1))) call.query.emplace(name, value);
    }
    const HttpServerResponse answer = AnswerCall(call);
    answers.push_back({{"code", answer.status}, {"body", answer.body}});
  }
  return Reply(answers);
}

HttpServerResponse GraphPractice::Refuse(int status) const {
  if (status == 401) return Error(190, 463, "Error validating access token: Session has expired");
  if (status == 403) return Error(200, 0, "Requires permission to manage the object");
  if (status == 404) return Error(100, 33, "Object does not exist, or cannot be loaded due to missing permissions");
  if (status == 410) return Error(12, 0, "This endpoint has been deprecated");
  if (status == 422) return Error(100, 0, "Invalid parameter");
  if (status == 503) return Error(2, 0, "Service temporarily unavailable");
  HttpServerResponse response = Error(32, 0, "Page request limit reached");
  response.headers.back().value =
      Json{{"1", Json::array({{{"type", "pages"}, {"call_count", 100}, {"estimated_time_to_regain_access", kWaitMinutes}}})}}
          .dump();
  return response;
}

HttpServerResponse GraphPractice::Reply(const Json& body) const {
  HttpServerResponse response;
  response.headers.push_back({"Date", FormatHttpDate(world_->Now())});
  response.headers.push_back({"X-Business-Use-Case-Usage",
                              R"({"1":[{"type":"pages","call_count":10,"total_time":4,"estimated_time_to_regain_access":0}]})"});
  response.body = body.dump();
  return response;
}

HttpServerResponse GraphPractice::Error(int code, int subcode, const std::string& message) const {
  Json error{{"message", message}, {"type", "OAuthException"}, {"code", code}, {"fbtrace_id", "Apractice"}};
  if (subcode != 0) error["error_subcode"] = subcode;
  HttpServerResponse response = Reply(Json{{"error", error}});
  response.status = Has("error_with_200") ? 200 : 400;
  return response;
}

GraphPractice::Json GraphPractice::ListOf(const std::vector<Json>& elements, const std::string& after, int limit) const {
  limit = std::clamp(limit, 1, kMostPerPage);
  if (options_.max_per_page > 0) limit = std::min(limit, options_.max_per_page);
  auto at = elements.begin();
  if (!after.empty()) {
    at = std::find_if(elements.begin(), elements.end(), [&](const Json& e) { return e.value("id", "") == after; });
    if (at != elements.end()) ++at;
  }
  Json data = Json::array();
  for (; at != elements.end() && static_cast<int>(data.size()) < limit; ++at) data.push_back(*at);
  Json list{{"data", data}};
  if (data.empty()) return list;
  list["paging"]["cursors"] = {{"before", data.front().value("id", "")}, {"after", data.back().value("id", "")}};
  if (at != elements.end()) list["paging"]["next"] = "https://practice.example/?access_token=" + std::string(kToken);
  return list;
}

std::string GraphPractice::Time(Timestamp time) { return FormatRfc3339(time).substr(0, 19) + "+0000"; }

const PracticeMessage* GraphPractice::Find(const std::string& id) const {
  const auto found = std::find_if(messages_.begin(), messages_.end(), [&](const PracticeMessage& m) { return m.id == id; });
  return found == messages_.end() ? nullptr : &*found;
}

}  // namespace replywatch

#include "collector/practice/wp_practice.h"

#include <algorithm>
#include <nlohmann/json.hpp>

#include "collector/protocols/html_text.h"

namespace replywatch {
namespace {

constexpr std::string_view kUser = "practice";
constexpr std::string_view kPassword = "abcd efgh ijkl mnop";
constexpr std::int64_t kMaxPerPage = 100;

std::int64_t Number(const std::string& digits) { return std::atoll(digits.c_str()); }

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t pos = text.find(from); pos != std::string::npos; pos = text.find(from, pos + to.size()))
    text.replace(pos, from.size(), to);
}

std::string Unescaped(std::string html) {
  ReplaceAll(html, "&lt;", "<");
  ReplaceAll(html, "&gt;", ">");
  ReplaceAll(html, "&quot;", "\"");
  ReplaceAll(html, "&amp;", "&");
  return html;
}

std::unordered_set<std::string> ArticlesOf(const std::vector<PracticeMessage>& messages) {
  std::unordered_set<std::string> articles;
  for (const PracticeMessage& message : messages) {
    if (message.is_ours && message.parent_id.empty()) articles.insert(message.id);
  }
  return articles;
}

bool IsComment(const PracticeMessage& message, const std::unordered_set<std::string>& articles) {
  return !message.parent_id.empty() && message.visibility == Visibility::kPublic && articles.count(message.root_id) > 0;
}

// Deleted for ever, not just in the trash.
bool IsGone(const PracticeMessage& message) {
  return message.publication == Publication::kRemoved && message.removed_by != RemovedBy::kPage;
}

HttpServerResponse ThemePage() {
  HttpServerResponse response;
  response.status = 404;
  response.content_type = "text/html";
  response.body = "<!doctype html><p>Nothing found.</p>";
  return response;
}

}  // namespace

std::string WpStatusWord(const PracticeMessage& message) {
  switch (message.publication) {
    case Publication::kVisible: return "approved";
    case Publication::kHeld: return "hold";
    case Publication::kRemoved: return "trash";
  }
  return "approved";
}

std::string WpRendered(const std::string& text) {
  std::string html = EscapeHtml(text);
  ReplaceAll(html, "\n", "<br />\n");
  return "<p>" + html + "</p>\n";
}

bool WpListHas(const std::string& list, const std::string& word) {
  return ("," + list + ",").find("," + word + ",") != std::string::npos;
}

InboxConfig WpPractice::Inbox(const std::string& base_url) const {
  InboxConfig inbox;
  inbox.name = inbox.platform = platform_;
  inbox.base_url = base_url;
  inbox.options.emplace("user", std::string(kUser));
  inbox.secrets.emplace("password", Secret(std::string(kPassword)));
  return inbox;
}

bool WpPractice::Shows(const PracticeMessage& message) const {
  return IsComment(message, ArticlesOf(world_->messages())) && message.publication != Publication::kRemoved;
}

std::optional<Timestamp> WpPractice::ThrottledUntil() const { return world_->Now() + Duration::Seconds(90); }

HttpServerResponse WpPractice::Answer(const HttpServerRequest& request) {
  ReadWorld();
  std::string route;
  if (Has("plain_permalinks")) {
    route = request.Query("rest_route");
    if (route.empty()) return ThemePage();
  } else {
    if (request.path.rfind("/wp-json/", 0) != 0) return ThemePage();
    route = request.path.substr(8);
  }
  if (route == "/wp/v2/types") return Reply(Json{{"comment", Json::object()}});
  const bool is_signed_in =
      request.Header("Authorization") == "Basic " + Base64Encode(std::string(kUser) + ":" + std::string(kPassword));
  if (!is_signed_in) return Refuse(401);
  if (route == "/wp/v2/users/me") return Reply(UserJson());
  if (route == "/wp/v2/comments") {
    if (request.method == "POST") return Post(request);
    return ListOf(
        request, [&](const PracticeMessage& message) { return Matches(message, request); },
        [&](const PracticeMessage& message) { return CommentJson(message); });
  }
  if (route.rfind("/wp/v2/comments/", 0) == 0) return One(request, route.substr(16));
  HttpServerResponse of_plugin = AnswerPlugin(request, route);
  return of_plugin.status == 0 ? Error(404, "rest_no_route") : of_plugin;
}

HttpServerResponse WpPractice::AnswerPlugin(const HttpServerRequest& /*request*/, const std::string& /*route*/) {
  HttpServerResponse none;
  none.status = 0;
  return none;
}

std::string WpPractice::TypeOf(const PracticeMessage& /*message*/) const { return "comment"; }

HttpServerResponse WpPractice::Refuse(int status) const {
  HttpServerResponse response = Error(status, status == 401   ? "rest_not_logged_in"
                                              : status == 403 ? "rest_forbidden_context"
                                              : status == 404 ? "rest_no_route"
                                              : status == 410 ? "rest_gone"
                                              : status == 422 ? "rest_invalid_param"
                                              : status == 503 ? "service_unavailable"
                                                              : "");
  if (status == 429) {
    response.body = "<html>Too many requests</html>";
    response.content_type = "text/html";
    response.headers.push_back({"Retry-After", "90"});
  }
  return response;
}

HttpServerResponse WpPractice::Reply(const Json& body) const {
  HttpServerResponse response;
  response.headers.push_back({"Date", FormatHttpDate(world_->Now())});
  response.body = body.dump();
  if (Has("php_warnings"))
    response.body = "\xEF\xBB\xBF<br />\n<b>Warning</b>: Undefined array key [\"a\"] in {main}\n" + response.body;
  return response;
}

HttpServerResponse WpPractice::Error(int status, const std::string& code) const {
  HttpServerResponse response = Reply(Json{{"code", code}, {"message", "Sorry."}, {"data", {{"status", status}}}});
  response.status = status;
  return response;
}

const PracticeMessage* WpPractice::Find(const std::string& id) const {
  const auto found = std::find_if(messages_.begin(), messages_.end(), [&](const PracticeMessage& m) { return m.id == id; });
  return found == messages_.end() ? nullptr : &*found;
}

bool WpPractice::IsThere(const PracticeMessage& message) const { return IsComment(message, articles_) && !IsGone(message); }

void WpPractice::ReadWorld() {
  messages_ = world_->messages();
  articles_ = ArticlesOf(messages_);
}

WpPractice::Json WpPractice::UserJson() const {
  return {{"id", Number(world_->us().id)}, {"name", world_->us().name}, {"capabilities", {{"moderate_comments", true}}}};
}

WpPractice::Json WpPractice::CommentJson(const PracticeMessage& message) const {
  const PracticeMessage* root = Find(message.root_id);
  Json comment{{"id", Number(message.id)},
               {"post", Number(message.root_id)},
               {"parent", message.parent_id == message.root_id ? 0 : Number(message.parent_id)},
               {"author", message.is_ours ? Number(message.author.id) : 0},
               {"author_name", message.author.name},
               {"author_email", message.author.email},
               {"author_url", ""},
               {"date_gmt", FormatRfc3339(message.created_at).substr(0, 19)},
               {"content", {{"rendered", WpRendered(message.text)}, {"raw", EscapeHtml(message.text)}}},
               {"link", "https://practice.example/?p=" + message.root_id + "#comment-" + message.id},
               {"status", WpStatusWord(message)},
               {"type", TypeOf(message)},
               {"_links", {{"up", Json::array({{{"embeddable", true}, {"post_type", PostType()}}})}}}};
  if (root != nullptr) {
    comment["_embedded"]["up"] =
        Json::array({{{"title", {{"rendered", EscapeHtml(root->text)}}}, {"link", "https://practice.example/?p=" + root->id}}});
  }
  if (message.is_broken) comment["date_gmt"] = nullptr;
  return comment;
}

bool WpPractice::HasStatus(const PracticeMessage& message, const HttpServerRequest& request) const {
  const std::string status = request.Query("status");
  if (status == "any") return true;
  return status == "all" ? message.publication != Publication::kRemoved : message.publication == Publication::kVisible;
}

bool WpPractice::Matches(const PracticeMessage& message, const HttpServerRequest& request) const {
  const std::string type = request.HasQuery("type") ? request.Query("type") : "comment";
  if (!IsThere(message) || !HasStatus(message, request) || TypeOf(message) != type) return false;
  if (request.HasQuery("include") && !WpListHas(request.Query("include"), message.id)) return false;
  if (request.HasQuery("parent") && message.parent_id != request.Query("parent")) return false;
  return !request.HasQuery("author") || (message.is_ours && message.author.id == request.Query("author"));
}

HttpServerResponse WpPractice::ListOf(const HttpServerRequest& request,
                                      const std::function<bool(const PracticeMessage&)>& matches,
                                      const std::function<Json(const PracticeMessage&)>& write) const {
  const std::int64_t per_page = request.HasQuery("per_page") ? Number(request.Query("per_page")) : 10;
  if (per_page < 1 || per_page > kMaxPerPage) return Error(400, "rest_invalid_param");
  std::vector<const PracticeMessage*> all;
  for (auto it = messages_.rbegin(); it != messages_.rend(); ++it) {
    if (matches(*it)) all.push_back(&*it);
  }
  const auto offset = static_cast<std::size_t>(std::max<std::int64_t>(Number(request.Query("offset")), 0));
  Json body = Json::array();
  for (std::size_t i = offset; i < all.size() && static_cast<std::int64_t>(body.size()) < per_page; ++i)
    body.push_back(write(*all[i]));
  HttpServerResponse response = Reply(body);
  response.headers.push_back({"X-WP-Total", std::to_string(all.size())});
  response.headers.push_back(
      {"X-WP-TotalPages", std::to_string((static_cast<std::int64_t>(all.size()) + per_page - 1) / per_page)});
  return response;
}

HttpServerResponse WpPractice::One(const HttpServerRequest& request, const std::string& id) {
  const PracticeMessage* message = Find(id);
  if (message == nullptr || !IsThere(*message)) return Error(404, "rest_comment_invalid_id");
  if (request.method == "POST") {
    const Json change = Json::parse(request.body, nullptr, false);
    if (change.is_object() && change.value("status", "") == "approved") {
      world_->SetPublication(id, Publication::kVisible, RemovedBy::kNobody);
      ReadWorld();
      message = Find(id);
    }
  }
  return Reply(CommentJson(*message));
}

HttpServerResponse WpPractice::Post(const HttpServerRequest& request) {
  const Json draft = Json::parse(request.body, nullptr, false);
  const bool is_sound = draft.is_object() && draft.contains("parent") && draft["parent"].is_number_integer() &&
                        draft.contains("content") && draft["content"].is_string();
  if (!is_sound) return Error(400, "rest_invalid_param");
  const std::string parent = std::to_string(draft["parent"].get<std::int64_t>());
  const std::string text = Unescaped(draft["content"].get<std::string>());
  if (text.empty()) return Error(400, "rest_comment_content_invalid");
  const bool is_duplicate = std::any_of(messages_.begin(), messages_.end(), [&](const PracticeMessage& m) {
    return m.is_ours && m.parent_id == parent && m.text == text && m.publication != Publication::kRemoved;
  });
  if (is_duplicate && !options_.ignores_key) return Error(409, "comment_duplicate");
  const auto answer = world_->Answer(parent, text, Visibility::kPublic);
  if (!answer.ok()) return Error(404, "rest_comment_invalid_id");
  ReadWorld();
  HttpServerResponse response = Reply(CommentJson(*answer));
  response.status = 201;
  return response;
}

}  // namespace replywatch

// Mastodon's interface over a PracticeWorld: what the connector calls, with Mastodon's paging, errors and rate
// headers, and on demand with the manners of compatible servers.
#include <algorithm>
#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <set>
#include <unordered_map>

#include "collector/practice/practice_server.h"
#include "collector/protocols/html_text.h"
#include "shared/base/utf8.h"

namespace replywatch::mastodon {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kToken = "practice-token";
constexpr std::int64_t kNotificationOffset = 700'000;  // notifications have ids of their own
constexpr std::int64_t kMaxCharacters = 500;
constexpr std::string_view kUlidPrefix = "01HZZZ";
constexpr std::size_t kUlidDigits = 20;

// An element of a listing; listings run from the newest id to the oldest. Only those on the page are rendered.
struct Listed {
  std::int64_t id = 0;
  std::function<Json()> render;
};

std::int64_t Number(const std::string& digits) { return std::atoll(digits.c_str()); }

void ReplaceAll(std::string& text, const std::string& from, const std::string& to) {
  for (std::size_t pos = text.find(from); pos != std::string::npos; pos = text.find(from, pos + to.size()))
    text.replace(pos, from.size(), to);
}

class MastodonPractice final : public PracticeServer {
 public:
  MastodonPractice(PracticeWorld* world, PracticeOptions options) : world_(world), options_(std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override {
    InboxConfig inbox;
    inbox.name = "Mastodon";
    inbox.platform = "mastodon";
    inbox.base_url = base_url;
    inbox.secrets.emplace("token", Secret(std::string(kToken)));
    return inbox;
  }
  std::string SourceIdOf(const PracticeMessage& message) const override { return Shown(Number(message.id)); }
  bool Shows(const PracticeMessage& message) const override { return message.publication != Publication::kRemoved; }
  std::optional<Timestamp> ThrottledUntil() const override { return world_->Now() + Duration::Seconds(120); }

 protected:
  HttpServerResponse Answer(const HttpServerRequest& request) override {
    ReadWorld();
    if (request.Header("Authorization") != "Bearer " + std::string(kToken)) return Refuse(401);
    const std::string& path = request.path;
    if (request.method == "POST" && path == "/api/v1/statuses") return Post(request);
    if (request.method == "POST" && path.ends_with("/favourite")) return Favourite(path);
    if (request.method != "GET") return NotFound();
    if (path == "/api/v1/apps/verify_credentials") return Has("old_server") ? NotFound() : Reply(ApplicationJson());
    if (path == "/api/v1/accounts/verify_credentials") return Reply(AccountJson(world_->us()));
    if (path == "/api/v2/instance") return Reply(InstanceJson());
    if (path == "/api/v2/notifications/policy") return Has("no_policy") ? NotFound() : Reply(PolicyJson(Has("strict_policy")));
    if (path == "/api/v1/notifications") return List(request, Notifications());
    if (path == "/api/v1/conversations") return List(request, Conversations());
    if (path == "/api/v1/accounts/" + Shown(Number(world_->us().id)) + "/statuses") return List(request, OwnStatuses());
    if (path == "/api/v1/statuses") return Has("no_batch") ? NotFound() : Batch(request);
    if (path.rfind("/api/v1/statuses/", 0) == 0) return OneStatus(path.substr(17));
    return NotFound();
  }

  HttpServerResponse Refuse(int status) const override {
    HttpServerResponse response = Reply(Json{{"error", status == 401                    ? "The access token is invalid"
                                                       : status == 403                  ? "This action is not allowed"
                                                       : status == 404 || status == 410 ? "Record not found"
                                                       : status == 422                  ? "Validation failed"
                                                       : status == 503 ? "There was a temporary problem serving your request"
                                                                       : "Too many requests"}});
    response.status = status;
    if (status == 429) {
      for (HttpHeader& header : response.headers) {
        if (header.name == "X-RateLimit-Remaining") header.value = "0";
        if (header.name == "X-RateLimit-Reset") header.value = FormatRfc3339(*ThrottledUntil());
      }
    }
    return response;
  }

 private:
  bool Has(const std::string& quirk) const { return options_.quirks.count(quirk) > 0; }

  // Ids as this server writes them, and back.
  std::string Shown(std::int64_t id) const {
    const std::string digits = std::to_string(id);
    if (!Has("ulid")) return digits;
    return std::string(kUlidPrefix) + std::string(kUlidDigits - digits.size(), '0') + digits;
  }
  std::int64_t Inner(const std::string& shown) const {
    return Has("ulid") && shown.size() > kUlidPrefix.size() ? Number(shown.substr(kUlidPrefix.size())) : Number(shown);
  }

  HttpServerResponse Reply(const Json& body) const {
    HttpServerResponse response;
    response.body = body.dump();
    response.headers.push_back({"Date", FormatHttpDate(world_->Now())});
    response.headers.push_back({"X-RateLimit-Limit", "300"});
    response.headers.push_back({"X-RateLimit-Remaining", "299"});
    const Timestamp reset = world_->Now() + Duration::Minutes(5);
    response.headers.push_back({"X-RateLimit-Reset", Has("unix_reset") ? std::to_string(reset.ms / 1000) : FormatRfc3339(reset)});
    return response;
  }
  HttpServerResponse Error(int status, const std::string& text) const {
    HttpServerResponse response = Reply(Json{{"error", text}});
    response.status = status;
    return response;
  }
  HttpServerResponse NotFound() const { return Error(404, "Record not found"); }

  void ReadWorld() {
    messages_ = world_->messages();
    by_id_.clear();
    public_replies_.clear();
    for (const PracticeMessage& message : messages_) {
      by_id_[Number(message.id)] = &message;
      if (Shows(message) && message.visibility == Visibility::kPublic) ++public_replies_[message.parent_id];
    }
  }
  const PracticeMessage* Find(std::int64_t id) const {
    const auto it = by_id_.find(id);
    return it != by_id_.end() && Shows(*it->second) ? it->second : nullptr;
  }

  Json AccountJson(const PracticePerson& person) const {
    return {{"id", Shown(Number(person.id))},
            {"username", person.handle},
            {"acct", person.handle},
            {"display_name", person.name},
            {"url", "https://practice.example/@" + person.handle},
            {"bot", false},
            {"locked", false}};
  }
  Json ApplicationJson() const {
    Json scopes = Json::array({"read", "write:statuses"});
    if (!Has("no_favourites_scope")) scopes.push_back("write:favourites");
    return {{"name", "ReplyWatch"}, {"scopes", scopes}};
  }
  static Json InstanceJson() {
    return {{"version", "4.4.0"},
            {"configuration", {{"statuses", {{"max_characters", kMaxCharacters}, {"characters_reserved_per_url", 23}}}}}};
  }
  static Json PolicyJson(bool is_strict) {
    const char* const others = is_strict ? "filter" : "accept";
    return {{"for_not_following", "accept"},  {"for_not_followers", "accept"},
            {"for_new_accounts", "accept"},   {"for_private_mentions", others},
            {"for_limited_accounts", others}, {"summary", {{"pending_requests_count", is_strict ? 2 : 0}}}};
  }

  // Whom a message names: us, or the person that the shop wrote to.
  std::vector<PracticePerson> Named(const PracticeMessage& message) const {
    if (!message.is_ours) return message.names_us ? std::vector<PracticePerson>{world_->us()} : std::vector<PracticePerson>{};
    if (message.addressee.id.empty() || message.text.find("@" + message.addressee.handle) == std::string::npos) return {};
    return {message.addressee};
  }

  std::string ContentHtml(const PracticeMessage& message) const {
    std::string text = message.text;
    const std::vector<PracticePerson> named = Named(message);
    for (const PracticePerson& person : named) {
      if (text.find("@" + person.handle) == std::string::npos) text = "@" + person.handle + " " + text;
    }
    std::string html = EscapeHtml(text);
    for (const PracticePerson& person : named) {
      ReplaceAll(html, "@" + person.handle,
                 "<span class=\"h-card\" translate=\"no\"><a href=\"https://practice.example/@" + person.handle +
                     "\" class=\"u-url mention\">@<span>" + person.handle + "</span></a></span>");
    }
    ReplaceAll(html, "\n\n", "</p><p>");
    ReplaceAll(html, "\n", "<br>");
    return "<p>" + html + "</p>";
  }

  Json StatusJson(const PracticeMessage& message) const {
    Json mentions = Json::array();
    for (const PracticePerson& person : Named(message)) {
      mentions.push_back({{"id", Shown(Number(person.id))}, {"username", person.handle}, {"acct", person.handle}, {"url", ""}});
    }
    const auto replies = public_replies_.find(message.id);
    Json status{{"id", SourceIdOf(message)},
                {"created_at", FormatRfc3339(message.created_at)},
                {"edited_at", nullptr},
                {"in_reply_to_id", nullptr},
                {"in_reply_to_account_id", nullptr},
                {"visibility", message.visibility == Visibility::kPrivate ? "direct" : "public"},
                {"spoiler_text", ""},
                {"language", nullptr},
                {"uri", "https://practice.example/statuses/" + message.id},
                {"url", "https://practice.example/@" + message.author.handle + "/" + message.id},
                {"replies_count", replies == public_replies_.end() ? 0 : replies->second},
                {"content", ContentHtml(message)},
                {"reblog", nullptr},
                {"favourited", message.likes > 0},
                {"account", AccountJson(message.author)},
                {"mentions", mentions},
                {"media_attachments", Json::array()}};
    if (message.edited_at) status["edited_at"] = FormatRfc3339(*message.edited_at);
    if (const PracticeMessage* parent = Find(Number(message.parent_id))) {
      status["in_reply_to_id"] = SourceIdOf(*parent);
      status["in_reply_to_account_id"] = Shown(Number(parent->author.id));
    }
    if (message.is_broken) status["created_at"] = 12;
    return status;
  }

  std::vector<Listed> Notifications() const {
    std::vector<Listed> out;
    for (auto it = messages_.rbegin(); it != messages_.rend(); ++it) {
      if (it->is_ours || !it->names_us || !Shows(*it)) continue;
      const std::int64_t id = kNotificationOffset + Number(it->id);
      out.push_back({id, [this, id, message = &*it] {
                       return Json{{"id", Shown(id)},
                                   {"type", "mention"},
                                   {"created_at", FormatRfc3339(message->created_at)},
                                   {"account", AccountJson(message->author)},
                                   {"status", StatusJson(*message)}};
                     }});
    }
    return out;
  }

  std::vector<Listed> OwnStatuses() const {
    std::vector<Listed> out;
    for (auto it = messages_.rbegin(); it != messages_.rend(); ++it) {
      if (it->is_ours && Shows(*it)) out.push_back({Number(it->id), [this, message = &*it] { return StatusJson(*message); }});
    }
    return out;
  }

  // One for each person, newest first; paged by the id of the last status.
  std::vector<Listed> Conversations() const {
    std::vector<Listed> out;
    std::set<std::string> seen;
    for (auto it = messages_.rbegin(); it != messages_.rend(); ++it) {
      const PracticePerson& other = it->is_ours ? it->addressee : it->author;
      if (it->visibility != Visibility::kPrivate || !Shows(*it) || !seen.insert(other.id).second) continue;
      out.push_back({Number(it->id), [this, message = &*it, other] {
                       return Json{{"id", other.id},
                                   {"unread", true},
                                   {"accounts", Json::array({AccountJson(other)})},
                                   {"last_status", StatusJson(*message)}};
                     }});
    }
    return out;
  }

  // max_id goes back from a point; min_id gives what is just newer than one, newest first within the page.
  HttpServerResponse List(const HttpServerRequest& request, std::vector<Listed> all) const {
    std::size_t limit = static_cast<std::size_t>(std::max<std::int64_t>(Number(request.Query("limit")), 1));
    if (options_.max_per_page > 0) limit = std::min(limit, static_cast<std::size_t>(options_.max_per_page));
    const auto drop = [&](const auto& predicate) { all.erase(std::remove_if(all.begin(), all.end(), predicate), all.end()); };
    if (request.HasQuery("max_id") && !Has("ignores_max_id")) {
      drop([max = Inner(request.Query("max_id"))](const Listed& entry) { return entry.id >= max; });
    }
    if (request.HasQuery("min_id")) {
      drop([min = Inner(request.Query("min_id"))](const Listed& entry) { return entry.id <= min; });
      if (all.size() > limit) all.erase(all.begin(), all.end() - static_cast<std::ptrdiff_t>(limit));
    }
    const bool has_more = all.size() > limit;
    if (has_more) all.resize(limit);
    Json body = Json::array();
    for (const Listed& entry : all) body.push_back(entry.render());
    HttpServerResponse response = Reply(body);
    if (has_more && !Has("no_link")) {
      response.headers.push_back(
          {"Link", "<https://practice.example" + request.path + "?max_id=" + Shown(all.back().id) + ">; rel=\"next\""});
    }
    return response;
  }

  HttpServerResponse Batch(const HttpServerRequest& request) const {
    Json body = Json::array();
    for (const auto& [name, id] : request.query) {
      const PracticeMessage* message = name == "id[]" ? Find(Inner(id)) : nullptr;
      if (message != nullptr) body.push_back(StatusJson(*message));
    }
    return Reply(body);
  }

  HttpServerResponse OneStatus(const std::string& rest) const {
    const std::size_t slash = std::min(rest.find('/'), rest.size());
    const PracticeMessage* message = Find(Inner(rest.substr(0, slash)));
    if (message == nullptr) return NotFound();
    const std::string part = rest.substr(slash);
    if (part.empty()) return Reply(StatusJson(*message));
    if (part == "/context") return Reply(ContextJson(*message));
    if (part == "/source" && message->is_ours)
      return Reply(Json{{"id", SourceIdOf(*message)}, {"text", message->text}, {"spoiler_text", ""}});
    return NotFound();
  }

  Json ContextJson(const PracticeMessage& message) const {
    Json ancestors = Json::array();
    for (const PracticeMessage* m = Find(Number(message.parent_id)); m != nullptr; m = Find(Number(m->parent_id))) {
      ancestors.insert(ancestors.begin(), StatusJson(*m));
    }
    Json descendants = Json::array();
    AddDescendants(message, descendants);
    return {{"ancestors", ancestors}, {"descendants", descendants}};
  }
  void AddDescendants(const PracticeMessage& parent, Json& out) const {
    for (const PracticeMessage& message : messages_) {
      if (message.parent_id != parent.id || !Shows(message)) continue;
      out.push_back(StatusJson(message));
      AddDescendants(message, out);
    }
  }

  HttpServerResponse Post(const HttpServerRequest& request) {
    const Json draft = Json::parse(request.body, nullptr, false);
    const auto text = [&](const char* name) {
      return draft.is_object() && draft.contains(name) && draft[name].is_string() ? draft[name].get<std::string>()
                                                                                  : std::string();
    };
    const std::string key(request.Header("Idempotency-Key").value_or(""));
    const auto known = keys_.find(key);
    if (!key.empty() && !options_.ignores_key && known != keys_.end()) {
      if (const PracticeMessage* message = Find(Number(known->second))) return Reply(StatusJson(*message));
    }
    if (text("status").empty() || CountCodePoints(text("status")) > kMaxCharacters)
      return Error(422, "Validation failed: text is blank or too long");
    const std::string parent = text("in_reply_to_id");
    const Visibility visibility = text("visibility") == "direct" ? Visibility::kPrivate : Visibility::kPublic;
    const auto answer = world_->Answer(parent.empty() ? parent : std::to_string(Inner(parent)), text("status"), visibility);
    if (!answer.ok()) return NotFound();
    keys_[key] = answer->id;
    ReadWorld();
    return Reply(StatusJson(*answer));
  }

  HttpServerResponse Favourite(const std::string& path) {
    constexpr std::string_view kBefore = "/api/v1/statuses/";
    constexpr std::string_view kBehind = "/favourite";
    if (Has("no_favourites_scope")) return Refuse(403);
    if (!path.starts_with(kBefore)) return NotFound();
    const PracticeMessage* message = Find(Inner(path.substr(kBefore.size(), path.size() - kBefore.size() - kBehind.size())));
    if (message == nullptr) return NotFound();
    if (message->likes == 0) world_->AddLike(message->id);
    Json status = StatusJson(*message);
    status["favourited"] = true;
    return Reply(status);
  }

  PracticeWorld* world_;
  PracticeOptions options_;
  std::vector<PracticeMessage> messages_;  // as of the request being answered
  std::unordered_map<std::int64_t, const PracticeMessage*> by_id_;
  std::unordered_map<std::string, int> public_replies_;  // by the message answered
  std::map<std::string, std::string> keys_;
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<MastodonPractice>(world, std::move(options));
}

}  // namespace

// "ignores_max_id" exists too, but no connector can read the history of such a server.
PracticeInfo Practice() {
  return {"mastodon",
          &Make,
          {"ulid", "no_link", "no_batch", "no_policy", "strict_policy", "unix_reset", "old_server", "no_favourites_scope"}};
}

}  // namespace replywatch::mastodon

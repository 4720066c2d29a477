// Reddit's Data API over a PracticeWorld: the shop's posts are submissions, what people write under them are comments;
// a mention is a comment below somebody else's post.
#include <algorithm>
#include <deque>
#include <map>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/connectors/reddit/world_practice.h"
#include "collector/http/url.h"
#include "collector/practice/practice_server.h"
#include "shared/base/utf8.h"

namespace replywatch::reddit {
namespace {

constexpr std::string_view kClientId = "practice-client";
constexpr std::string_view kClientSecret = "practice-client-secret";
constexpr std::string_view kRefreshToken = "practice-refresh-token";
constexpr std::string_view kAccessToken = "practice-access-";  // with the end of its validity
constexpr std::int64_t kTokenSeconds = 86'400;
constexpr Duration kThrottled = Duration::Seconds(60);
constexpr std::size_t kListingDepth = 1000;
constexpr std::size_t kMostPerPage = 100;
constexpr std::size_t kMostPerThread = 500;
constexpr std::size_t kMaxCharacters = 10'000;
constexpr std::size_t kInPart = 25;
constexpr int kRequestsPerWindow = 1000;
constexpr int kRequestsPerSmallWindow = 40;
constexpr Duration kWindow = Duration::Minutes(10);

class RedditPractice final : public PracticeServer {
 public:
  RedditPractice(PracticeWorld* world, PracticeOptions options) : world_(world), options_(std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override {
    InboxConfig inbox;
    inbox.name = "Reddit";
    inbox.platform = "reddit";
    inbox.base_url = base_url;
    inbox.options.emplace("client_id", std::string(kClientId));
    inbox.options.emplace("user", world_->us().handle);
    inbox.secrets.emplace("client_secret", Secret(std::string(kClientSecret)));
    inbox.secrets.emplace("refresh_token", Secret(std::string(kRefreshToken)));
    return inbox;
  }
  std::string SourceIdOf(const PracticeMessage& message) const override { return View(*world_).NameOf(message); }
  bool Shows(const PracticeMessage& message) const override {
    const View view(*world_);
    if (message.visibility == Visibility::kPrivate) return !Has("messages_moved");
    return message.publication == Publication::kVisible && !view.IsPost(message) &&
           (message.is_ours || view.IsBelowOurPost(message) || ConcernsUs(view, message));
  }
  std::optional<Timestamp> ThrottledUntil() const override { return world_->Now() + kThrottled; }

 protected:
  HttpServerResponse Answer(const HttpServerRequest& request) override {
    if (!request.Header("User-Agent").value_or("").ends_with("(by /u/" + world_->us().handle + ")")) return Refuse(429);
    const std::string call = request.method + " " + request.path;
    if (call == "POST /api/v1/access_token") return Token(request);
    if (!IsSignedIn(request)) return Refuse(401);
    if (Has("small_window") && !TakeCall()) return Refuse(429);
    const View view(*world_, Has("omits_authors"));
    const std::string user = "GET /user/" + world_->us().handle;
    if (call == "GET /api/v1/me") return Reply(Json{{"name", world_->us().handle}, {"id", world_->us().id}});
    if (call == user + "/submitted") return Paged(request, view, Submitted(view));
    if (call == user + "/comments") return Paged(request, view, OwnComments(view));
    if (call == "GET /message/inbox") return Paged(request, view, InboxOf(view));
    if (call == "GET /api/info") return Info(request, view);
    if (call == "POST /api/morechildren") return MoreChildren(request, view);
    if (call == "POST /api/comment") return Comment(request, view);
    if (call.starts_with("GET /comments/")) return Thread(request, view);
    if (call.starts_with("GET /message/")) return Messages(request, view);
    return Error(404, "Not Found");
  }

  HttpServerResponse Refuse(int status) const override {
    HttpServerResponse response = Error(status, status == 403   ? "Forbidden"
                                                : status == 401 ? "Unauthorized"
                                                : status == 404 ? "Not Found"
                                                : status == 410 ? "Gone"
                                                : status == 422 ? "Unprocessable Entity"
                                                : status == 503 ? "Service Unavailable"
                                                                : "Too Many Requests");
    if (status == 429) response.headers.push_back({"Retry-After", std::to_string(kThrottled.ms / 1000)});
    return response;
  }

 private:
  bool Has(const std::string& quirk) const { return options_.quirks.count(quirk) > 0; }
  std::size_t Limit(const HttpServerRequest& request, std::size_t most) const {
    const auto asked = static_cast<std::size_t>(std::max(std::atoll(request.Query("limit").c_str()), 0LL));
    const std::size_t limit = std::min(asked == 0 ? std::size_t{25} : asked, most);
    return options_.max_per_page > 0 ? std::min(limit, static_cast<std::size_t>(options_.max_per_page)) : limit;
  }

  // False when this window's calls are used up.
  bool TakeCall() {
    const std::int64_t window = world_->Now().ms / kWindow.ms;
    if (window != window_) calls_ = 0;
    window_ = window;
    if (calls_ == kRequestsPerSmallWindow) return false;
    ++calls_;
    return true;
  }

  HttpServerResponse Reply(const Json& body) const {
    HttpServerResponse response;
    response.headers.push_back({"Date", FormatHttpDate(world_->Now())});
    if (!Has("tells_no_limits")) {
      const std::int64_t reset = kWindow.ms / 1000 - world_->Now().ms / 1000 % (kWindow.ms / 1000);
      const int used = Has("small_window") ? calls_ : 1;
      const int limit = Has("small_window") ? kRequestsPerSmallWindow : kRequestsPerWindow;
      response.headers.push_back({"X-Ratelimit-Used", std::to_string(used)});
      response.headers.push_back({"X-Ratelimit-Remaining", std::to_string(limit - used) + ".0"});
      response.headers.push_back({"X-Ratelimit-Reset", std::to_string(reset)});
    }
    response.body = body.dump();
    return response;
  }
  HttpServerResponse Error(int status, const std::string& message) const {
    HttpServerResponse response;
    response.status = status;
    response.headers.push_back({"Date", FormatHttpDate(world_->Now())});
    response.body = Json{{"message", message}, {"error", status}}.dump();
    return response;
  }
  // An error inside HTTP 200.
  HttpServerResponse Listed(const std::string& code) const {
    const Json error = Json::array({code, "Sorry.", nullptr});
    return Reply(Json{{"json", {{"errors", Json::array({error})}}}});
  }

  HttpServerResponse Token(const HttpServerRequest& request) {
    const std::string client = std::string(kClientId) + ":" + std::string(kClientSecret);
    if (request.Header("Authorization") != "Basic " + Base64Encode(client)) return Refuse(401);
    const QueryList form = ParseQuery(request.body);
    const bool is_known = std::any_of(form.begin(), form.end(), [&](const auto& field) {
      return field.first == "refresh_token" && field.second == std::string(kRefreshToken) + rotation_;
    });
    if (!is_known) {
      HttpServerResponse refusal = Reply(Json{{"error", 400}});
      refusal.status = 400;
      return refusal;
    }
    const Timestamp end = world_->Now() + Duration::Seconds(kTokenSeconds);
    if (Has("rotates_tokens")) rotation_ += "x";
    return Reply(Json{{"access_token", std::string(kAccessToken) + std::to_string(end.ms)},
                      {"token_type", "bearer"},
                      {"expires_in", kTokenSeconds},
                      {"refresh_token", std::string(kRefreshToken) + rotation_},
                      {"scope", "identity read history privatemessages submit"}});
  }
  bool IsSignedIn(const HttpServerRequest& request) const {
    const std::string start = "bearer " + std::string(kAccessToken);
    const std::string header(request.Header("Authorization").value_or(""));
    return header.starts_with(start) && std::atoll(header.c_str() + start.size()) > world_->Now().ms;
  }

  // Newest first, as every listing.
  template <typename Wanted>
  static Selection Select(const View& view, Wanted wanted) {
    Selection out;
    for (auto it = view.messages().rbegin(); it != view.messages().rend(); ++it) {
      if (wanted(*it)) out.push_back(&*it);
    }
    return out;
  }
  static bool ConcernsUs(const View& view, const PracticeMessage& message) {
    const PracticeMessage* parent = view.Find(message.parent_id);
    return !message.is_ours && (message.names_us || (parent != nullptr && parent->is_ours));
  }
  Selection Submitted(const View& view) const {
    return Select(view, [&](const PracticeMessage& m) { return view.IsPost(m); });
  }
  Selection OwnComments(const View& view) const {
    return Select(view, [&](const PracticeMessage& m) {
      return m.is_ours && !view.IsPost(m) && m.visibility == Visibility::kPublic && m.publication != Publication::kRemoved;
    });
  }
  Selection InboxOf(const View& view) const {
    return Select(view, [&](const PracticeMessage& m) {
      if (m.is_ours || (m.visibility == Visibility::kPrivate && Has("messages_moved"))) return false;
      return m.visibility == Visibility::kPrivate || ConcernsUs(view, m);
    });
  }

  // Filters take from a page what nobody may see; by default before, on demand after it was cut.
  HttpServerResponse Paged(const HttpServerRequest& request, const View& view, Selection all) const {
    const auto is_hidden = [](const PracticeMessage* m) { return m->publication != Publication::kVisible && !m->is_ours; };
    if (!Has("filters_pages")) all.erase(std::remove_if(all.begin(), all.end(), is_hidden), all.end());
    if (all.size() > kListingDepth) all.resize(kListingDepth);
    std::size_t begin = 0;
    if (request.HasQuery("after")) {
      while (begin < all.size() && view.NameOf(*all[begin]) != request.Query("after")) ++begin;
      begin = std::min(begin + 1, all.size());
    }
    const std::size_t end = std::min(begin + Limit(request, kMostPerPage), all.size());
    Json children = Json::array();
    const bool is_inbox = request.path.starts_with("/message/");
    for (std::size_t i = begin; i < end; ++i) {
      if (!is_hidden(all[i])) children.push_back(is_inbox ? view.InboxThing(*all[i]) : view.ThingOf(*all[i]));
    }
    return Reply(ListingOf(children, end < all.size() ? view.NameOf(*all[end - 1]) : std::string()));
  }

  HttpServerResponse Info(const HttpServerRequest& request, const View& view) {
    Json children = Json::array();
    for (const std::string& name : WordsOf(request.Query("id"))) {
      if (Has("answers_in_part") && children.size() == kInPart) break;
      if (Has("finds_things_late") && asked_in_vain_.insert(name).second) continue;
      asked_in_vain_.erase(name);
      if (const Json post = view.ForeignPost(name); !post.is_null()) children.push_back(post);
      const PracticeMessage* message = view.FindByName(name);
      if (message == nullptr || message->publication == Publication::kHeld) continue;
      if (message->publication == Publication::kRemoved && Has("omits_deleted")) continue;
      if (message->visibility == Visibility::kPublic) children.push_back(view.ThingOf(*message));
    }
    return Reply(ListingOf(children, {}));
  }

  HttpServerResponse Thread(const HttpServerRequest& request, const View& view) const {
    const PracticeMessage* post = view.FindByName("t3_" + request.path.substr(std::string_view("/comments/").size()));
    if (post == nullptr) return Error(404, "Not Found");
    TreeBuilder builder(view, Limit(request, kMostPerThread), Has("omits_deleted"));
    const PracticeMessage* top = request.HasQuery("comment") ? view.FindByName("t1_" + request.Query("comment")) : nullptr;
    const Json tree = top != nullptr ? builder.From(*top) : builder.Below(*post);
    return Reply(Json::array({ListingOf(Json::array({view.ThingOf(*post)}), {}), ListingOf(tree, {})}));
  }

  HttpServerResponse MoreChildren(const HttpServerRequest& request, const View& view) const {
    std::string children;
    for (const auto& [name, value] : ParseQuery(request.body)) {
      if (name == "children") children = value;
    }
    HttpServerRequest sized = request;
    sized.query.emplace_back("limit", std::to_string(kMostPerPage));
    TreeBuilder builder(view, Limit(sized, kMostPerPage), Has("omits_deleted"));
    return Reply(Answered(builder.Flat(WordsOf(children))));
  }

  HttpServerResponse Messages(const HttpServerRequest& request, const View& view) const {
    if (Has("messages_moved")) {
      HttpServerResponse response;
      response.status = 302;
      response.content_type = "text/html; charset=UTF-8";
      response.headers.push_back({"Location", "https://www.reddit.com/login"});
      return response;
    }
    const auto is_private = [](const PracticeMessage& m) { return m.visibility == Visibility::kPrivate; };
    if (request.path == "/message/sent")
      return Paged(request, view, Select(view, [&](const PracticeMessage& m) { return is_private(m) && m.is_ours; }));
    // Talks, the one with the newest message first.
    Selection roots;
    for (const PracticeMessage* message : Select(view, is_private)) {
      const PracticeMessage* root = view.Find(message->root_id);
      if (std::find(roots.begin(), roots.end(), root) == roots.end()) roots.push_back(root);
    }
    if (request.path == "/message/messages") return Paged(request, view, roots);
    const PracticeMessage* root = view.FindByName("t4_" + request.path.substr(std::string_view("/message/messages/").size()));
    return root == nullptr ? Error(403, "Forbidden") : Reply(ListingOf(Json::array({view.InboxThing(*root)}), {}));
  }

  HttpServerResponse Comment(const HttpServerRequest& request, const View& view) {
    std::map<std::string, std::string> form;
    for (auto& [name, value] : ParseQuery(request.body)) form[name] = value;
    const PracticeMessage* target = view.FindByName(form["thing_id"]);
    if (target == nullptr || target->publication == Publication::kRemoved) return Listed("DELETED_COMMENT");
    if (form["text"].empty()) return Listed("NO_TEXT");
    if (CountCodePoints(form["text"]) > kMaxCharacters) return Listed("TOO_LONG");
    const auto answer = world_->Answer(target->id, form["text"], target->visibility);
    if (!answer.ok()) return Listed("DELETED_COMMENT");
    Json thing = View(*world_).ThingOf(*answer);
    const bool is_message = answer->visibility == Visibility::kPrivate;
    if (is_message && Has("placeholder_ids")) thing["data"]["name"] = "t4_zzzzzzzzzzzz";
    return Reply(Answered(Json::array({thing})));
  }

  PracticeWorld* world_;
  PracticeOptions options_;
  std::string rotation_;
  std::int64_t window_ = 0;
  int calls_ = 0;                        // in that window
  std::set<std::string> asked_in_vain_;  // names in /api/info
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<RedditPractice>(world, std::move(options));
}

}  // namespace

// "small_window" exists too: no long history can be read there at once.
PracticeInfo Practice() {
  return {"reddit",
          &Make,
          {"omits_deleted", "omits_authors", "answers_in_part", "finds_things_late", "filters_pages", "messages_moved",
           "placeholder_ids", "rotates_tokens", "tells_no_limits"},
          true};
}

}  // namespace replywatch::reddit

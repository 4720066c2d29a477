// YouTube's Data API over a PracticeWorld: the shop's posts are videos, what people write under them are threads of
// two levels. Private messages and posts of other people do not exist here.
#include <algorithm>
#include <functional>
#include <nlohmann/json.hpp>
#include <unordered_map>

#include "collector/http/url.h"
#include "collector/practice/practice_server.h"
#include "shared/base/utf8.h"

namespace replywatch::youtube {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kClientId = "practice.apps.example";
constexpr std::string_view kClientSecret = "practice-client-secret";
constexpr std::string_view kRefreshToken = "1//practice-refresh-token";
constexpr std::string_view kAccessToken = "ya29.practice-";  // with the end of its validity
constexpr std::int64_t kTokenSeconds = 3599;
constexpr Duration kThrottled = Duration::Seconds(60);
constexpr Duration kListedAfter = Duration::Seconds(45);
constexpr std::size_t kInlineReplies = 5;
constexpr std::size_t kDefaultPerPage = 20;
constexpr long long kMaxPerPage = 100;
constexpr std::size_t kMaxCharacters = 10'000;
constexpr std::string_view kThreadPrefix = "UgP";
constexpr std::string_view kThreadSuffix = "AaABAg";

std::string ThreadIdFor(const std::string& world_id) {
  return std::string(kThreadPrefix) + world_id + std::string(kThreadSuffix);
}
std::string ChannelIdFor(const PracticePerson& person) { return "UCpractice" + person.id; }
std::string VideoIdFor(const std::string& world_id) { return "video" + world_id; }

bool ListHas(const std::string& list, const std::string& word) {
  return ("," + list + ",").find("," + word + ",") != std::string::npos;
}

// The parameters that each call takes (Google's reference, 2026); any other is refused.
struct KnownCall {
  std::string_view call;
  std::string_view parameters;
};
constexpr KnownCall kCalls[] = {
    {"GET /youtube/v3/channels", "part,mine"},
    {"GET /youtube/v3/videos", "part,id"},
    {"GET /youtube/v3/commentThreads",
     "part,allThreadsRelatedToChannelId,id,moderationStatus,order,maxResults,pageToken,textFormat"},
    {"GET /youtube/v3/comments", "part,id,parentId,maxResults,pageToken,textFormat"},
    {"POST /youtube/v3/comments", "part"},
    {"POST /youtube/v3/comments/setModerationStatus", "id,moderationStatus"},
};

// The world as of one request.
class View {
 public:
  explicit View(const PracticeWorld& world) : messages_(world.messages()) {
    for (const PracticeMessage& message : messages_) by_id_[message.id] = &message;
  }
  const std::vector<PracticeMessage>& messages() const { return messages_; }
  const PracticeMessage* Find(const std::string& id) const {
    const auto it = by_id_.find(id);
    return it == by_id_.end() ? nullptr : it->second;
  }
  // The top-level comment that a message is or stands under; null unless it is a public comment under a post of the shop.
  const PracticeMessage* TopOf(const PracticeMessage& message) const {
    const PracticeMessage* root = Find(message.root_id);
    if (root == nullptr || !root->is_ours || message.parent_id.empty() || message.visibility != Visibility::kPublic)
      return nullptr;
    const PracticeMessage* top = Find(message.id);
    while (top != nullptr && top->parent_id != top->root_id) top = Find(top->parent_id);
    return top;
  }
  std::string IdOf(const PracticeMessage& message) const {
    const PracticeMessage* top = TopOf(message);
    if (top == nullptr) return "none" + message.id;
    return top->id == message.id ? ThreadIdFor(message.id) : ThreadIdFor(top->id) + ".r" + message.id;
  }

 private:
  std::vector<PracticeMessage> messages_;
  std::unordered_map<std::string, const PracticeMessage*> by_id_;
};

class YouTubePractice final : public PracticeServer {
 public:
  YouTubePractice(PracticeWorld* world, PracticeOptions options) : world_(world), options_(std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override {
    InboxConfig inbox;
    inbox.name = "YouTube";
    inbox.platform = "youtube";
    inbox.base_url = base_url;
    inbox.options.emplace("client_id", std::string(kClientId));
    inbox.secrets.emplace("client_secret", Secret(std::string(kClientSecret)));
    inbox.secrets.emplace("refresh_token", Secret(std::string(kRefreshToken)));
    return inbox;
  }
  std::string SourceIdOf(const PracticeMessage& message) const override { return View(*world_).IdOf(message); }
  bool Shows(const PracticeMessage& message) const override { return IsShown(View(*world_), message); }
  std::optional<Timestamp> ThrottledUntil() const override { return world_->Now() + kThrottled; }

 protected:
  HttpServerResponse Answer(const HttpServerRequest& request) override {
    if (request.path == "/token") return Token(request);
    if (!IsSignedIn(request)) return Refuse(401);
    const View view(*world_);
    const std::string call = request.method + " " + request.path;
    if (HasUnexpected(call, request)) return Error(400, "unexpectedParameter");
    if (call == "GET /youtube/v3/channels") return Reply(List({ChannelJson()}));
    if (call == "GET /youtube/v3/videos") return Videos(view, request);
    if (call == "GET /youtube/v3/commentThreads") return Threads(view, request);
    if (call == "GET /youtube/v3/comments") return Comments(view, request);
    if (call == "POST /youtube/v3/comments") return Insert(view, request);
    if (call == "POST /youtube/v3/comments/setModerationStatus") return Moderate(view, request);
    return Error(404, "notFound");
  }

  HttpServerResponse Refuse(int status) const override {
    if (status == 401) return Error(401, "authError");
    if (status == 403) return Error(403, "forbidden");
    if (status == 404) return Error(404, "notFound");
    if (status == 410) return Error(410, "gone");
    if (status == 422) return Error(422, "invalid");
    if (status == 503) return Error(503, "backendError");
    HttpServerResponse response = Error(status, "rateLimitExceeded");
    response.headers.push_back({"Retry-After", std::to_string(kThrottled.ms / 1000)});
    return response;
  }

 private:
  bool Has(const std::string& quirk) const { return options_.quirks.count(quirk) > 0; }

  HttpServerResponse Reply(const Json& body) const {
    HttpServerResponse response;
    response.headers.push_back({"Date", FormatHttpDate(world_->Now())});
    response.body = body.dump();
    return response;
  }
  HttpServerResponse Error(int status, const std::string& reason) const {
    const Json detail{{"message", "Sorry."}, {"domain", "youtube.practice"}, {"reason", reason}};
    HttpServerResponse response =
        Reply(Json{{"error", {{"code", status}, {"message", "Sorry."}, {"errors", Json::array({detail})}}}});
    response.status = status;
    return response;
  }
  static Json List(std::vector<Json> items) {
    const std::size_t size = items.size();
    return {{"kind", "youtube#listResponse"}, {"pageInfo", {{"totalResults", size}, {"resultsPerPage", size}}}, {"items", items}};
  }

  HttpServerResponse Token(const HttpServerRequest& request) const {
    QueryList form = ParseQuery(request.body);
    const auto is_given = [&](const char* name, std::string_view value) {
      return std::any_of(form.begin(), form.end(),
                         [&](const auto& field) { return field.first == name && field.second == value; });
    };
    HttpServerResponse refusal = Reply(Json{{"error", "invalid_grant"}, {"error_description", "Sorry."}});
    refusal.status = 400;
    if (!is_given("refresh_token", kRefreshToken) || !is_given("grant_type", "refresh_token")) return refusal;
    refusal.body = R"({"error":"invalid_client"})";
    refusal.status = 401;
    if (!is_given("client_id", kClientId) || !is_given("client_secret", kClientSecret)) return refusal;
    const Timestamp end = world_->Now() + Duration::Seconds(kTokenSeconds);
    return Reply(Json{{"access_token", std::string(kAccessToken) + std::to_string(end.ms)},
                      {"expires_in", kTokenSeconds},
                      {"token_type", "Bearer"}});
  }
  bool IsSignedIn(const HttpServerRequest& request) const {
    const std::string start = "Bearer " + std::string(kAccessToken);
    const std::string header(request.Header("Authorization").value_or(""));
    return header.rfind(start, 0) == 0 && std::atoll(header.c_str() + start.size()) > world_->Now().ms;
  }

  static bool HasUnexpected(const std::string& call, const HttpServerRequest& request) {
    const auto* const known =
        std::find_if(std::begin(kCalls), std::end(kCalls), [&](const KnownCall& k) { return k.call == call; });
    if (known == std::end(kCalls)) return false;
    return std::any_of(request.query.begin(), request.query.end(),
                       [&](const auto& field) { return !ListHas(std::string(known->parameters), field.first); });
  }

  bool IsShown(const View& view, const PracticeMessage& message) const {
    const PracticeMessage* top = view.TopOf(message);
    if (top == nullptr || top->publication == Publication::kRemoved) return false;
    const bool is_hidden = Has("hides_own_held") && message.is_ours && message.publication == Publication::kHeld;
    return message.publication != Publication::kRemoved && !is_hidden;
  }
  const PracticeMessage* Find(const View& view, const std::string& id) const {
    for (const PracticeMessage& message : view.messages()) {
      if (IsShown(view, message) && view.IdOf(message) == id) return &message;
    }
    return nullptr;
  }
  // Of a thread, newest first.
  std::vector<const PracticeMessage*> RepliesOf(const View& view, const PracticeMessage& top) const {
    std::vector<const PracticeMessage*> out;
    for (auto it = view.messages().rbegin(); it != view.messages().rend(); ++it) {
      if (it->id != top.id && view.TopOf(*it) == &top && IsShown(view, *it)) out.push_back(&*it);
    }
    return out;
  }

  bool IsNotListedYet(const PracticeMessage& message) const {
    return Has("lists_replies_late") && world_->Now() - message.created_at < kListedAfter;
  }

  std::string Time(Timestamp t) const {
    const std::string text = FormatRfc3339(t);
    return Has("whole_seconds") ? text.substr(0, 19) + "Z" : text;
  }
  Json ChannelJson() const {
    const PracticePerson us = world_->us();
    return {
        {"kind", "youtube#channel"}, {"id", ChannelIdFor(us)}, {"snippet", {{"title", us.name}, {"customUrl", "@" + us.handle}}}};
  }
  // By id no status is told.
  enum class Asked : std::uint8_t { kByListing, kById };
  Json CommentJson(const View& view, const PracticeMessage& message, Asked asked) const {
    const PracticeMessage* top = view.TopOf(message);
    const bool is_held = message.publication == Publication::kHeld;
    Json snippet{{"authorDisplayName", "@" + message.author.handle},
                 {"authorChannelUrl", "http://www.youtube.com/@" + message.author.handle},
                 {"authorChannelId", {{"value", ChannelIdFor(message.author)}}},
                 {"textDisplay", message.text},
                 {"canRate", true},
                 {"viewerRating", "none"},
                 {"likeCount", 0},
                 {"publishedAt", Time(message.created_at)},
                 {"updatedAt", Time(message.edited_at.value_or(message.created_at))}};
    if (asked == Asked::kByListing) snippet["moderationStatus"] = is_held ? HeldWord() : "published";
    if (message.is_ours) snippet["textOriginal"] = message.text;
    if (top->id != message.id) snippet["parentId"] = ThreadIdFor(top->id);
    if (message.is_broken) snippet["publishedAt"] = 12;
    return {{"kind", "youtube#comment"}, {"id", view.IdOf(message)}, {"snippet", snippet}};
  }
  // With the replies that `shows`.
  Json ThreadJson(const View& view, const PracticeMessage& top, Asked asked,
                  const std::function<bool(const PracticeMessage&)>& shows) const {
    Json replies = Json::array();
    std::size_t published = 0;
    for (const PracticeMessage* reply : RepliesOf(view, top)) {
      if (reply->publication == Publication::kVisible) ++published;
      if (shows(*reply) && replies.size() < kInlineReplies) replies.push_back(CommentJson(view, *reply, asked));
    }
    const bool is_public = top.publication == Publication::kVisible;
    Json thread{{"kind", "youtube#commentThread"},
                {"id", ThreadIdFor(top.id)},
                {"snippet",
                 {{"channelId", ChannelIdFor(world_->us())},
                  {"videoId", VideoIdFor(top.root_id)},
                  {"topLevelComment", CommentJson(view, top, asked)},
                  {"canReply", is_public},
                  {"totalReplyCount", published},
                  {"isPublic", is_public}}}};
    if (!replies.empty() && !Has("no_inline_replies")) thread["replies"]["comments"] = replies;
    return thread;
  }
  const char* HeldWord() const { return Has("holds_as_spam") ? "likelySpam" : "heldForReview"; }

  HttpServerResponse Videos(const View& view, const HttpServerRequest& request) const {
    std::vector<Json> items;
    for (const PracticeMessage& message : view.messages()) {
      if (!message.is_ours || !message.parent_id.empty() || !ListHas(request.Query("id"), VideoIdFor(message.id))) continue;
      items.push_back({{"kind", "youtube#video"},
                       {"id", VideoIdFor(message.id)},
                       {"snippet", {{"title", message.text}, {"channelId", ChannelIdFor(world_->us())}}}});
    }
    return Reply(List(std::move(items)));
  }

  // The elements of a page, and the token of the next one: the id of its last element, or on demand an offset.
  HttpServerResponse Paged(const HttpServerRequest& request, const std::vector<const PracticeMessage*>& all,
                           const std::function<Json(const PracticeMessage&)>& render) const {
    std::size_t limit = kDefaultPerPage;
    if (request.HasQuery("maxResults"))
      limit = static_cast<std::size_t>(std::clamp(std::atoll(request.Query("maxResults").c_str()), 1LL, kMaxPerPage));
    if (options_.max_per_page > 0) limit = std::min(limit, static_cast<std::size_t>(options_.max_per_page));
    if (request.HasQuery("id")) limit = all.size();
    const std::string token = request.Query("pageToken");
    std::size_t begin = 0;
    if (!token.empty()) {
      const std::int64_t position = std::atoll(token.c_str() + 1);
      if (token[0] != 'C' || position <= 0) return Error(400, "invalidPageToken");
      if (Has("offset_tokens")) {
        begin = std::min(static_cast<std::size_t>(position), all.size());
      } else {
        while (begin < all.size() && std::atoll(all[begin]->id.c_str()) >= position) ++begin;
      }
    }
    const std::size_t end = std::min(begin + limit, all.size());
    std::vector<Json> items;
    for (std::size_t i = begin; i < end; ++i) items.push_back(render(*all[i]));
    Json body = List(std::move(items));
    if (end < all.size()) body["nextPageToken"] = "C" + (Has("offset_tokens") ? std::to_string(end) : all[end - 1]->id);
    return Reply(body);
  }

  HttpServerResponse Threads(const View& view, const HttpServerRequest& request) const {
    const bool is_by_id = request.HasQuery("id");
    const std::string status =
        is_by_id || !request.HasQuery("moderationStatus") ? "published" : request.Query("moderationStatus");
    const auto is_in_queue = [&](const PracticeMessage& message) {
      return status == "published" ? message.publication == Publication::kVisible
                                   : message.publication == Publication::kHeld && status == HeldWord();
    };
    std::vector<const PracticeMessage*> tops;
    for (auto it = view.messages().rbegin(); it != view.messages().rend(); ++it) {
      if (view.TopOf(*it) != &*it || !IsShown(view, *it)) continue;
      bool is_listed = is_in_queue(*it);
      if (is_by_id) {
        const bool hides_held = Has("hides_held_threads") || Has("hides_held_by_id");
        is_listed =
            ListHas(request.Query("id"), ThreadIdFor(it->id)) && (it->publication == Publication::kVisible || !hides_held);
      } else if (status != "published" && !is_listed) {
        const auto replies = RepliesOf(view, *it);
        is_listed =
            std::any_of(replies.begin(), replies.end(), [&](const PracticeMessage* reply) { return is_in_queue(*reply); });
      }
      if (is_listed) tops.push_back(&*it);
    }
    const Asked asked = is_by_id ? Asked::kById : Asked::kByListing;
    return Paged(request, tops, [&](const PracticeMessage& top) { return ThreadJson(view, top, asked, is_in_queue); });
  }

  HttpServerResponse Comments(const View& view, const HttpServerRequest& request) const {
    if (request.HasQuery("parentId")) {
      const PracticeMessage* top = Find(view, request.Query("parentId"));
      if (top == nullptr) return Error(404, "commentNotFound");
      std::vector<const PracticeMessage*> replies = RepliesOf(view, *top);
      std::erase_if(replies, [&](const auto* m) { return m->publication == Publication::kHeld || IsNotListedYet(*m); });
      return Paged(request, replies, [&](const PracticeMessage& reply) { return CommentJson(view, reply, Asked::kByListing); });
    }
    const std::string ids = request.Query("id");
    std::vector<Json> items;
    for (const PracticeMessage& message : view.messages()) {
      const bool is_hidden = Has("hides_held_by_id") && message.publication == Publication::kHeld;
      if (IsShown(view, message) && !is_hidden && ListHas(ids, view.IdOf(message)))
        items.push_back(CommentJson(view, message, Asked::kById));
    }
    if (Has("answers_in_part") && items.size() > kDefaultPerPage) items.resize(kDefaultPerPage);
    const auto asked_for = static_cast<std::size_t>(std::count(ids.begin(), ids.end(), ',')) + 1;
    if (Has("missing_fails_all") && items.size() < asked_for) return Error(404, "commentNotFound");
    return Reply(List(std::move(items)));
  }

  HttpServerResponse Insert(const View& view, const HttpServerRequest& request) {
    const Json draft = Json::parse(request.body, nullptr, false);
    const auto text = [&](const char* name) {
      const bool is_sound = draft.is_object() && draft.contains("snippet") && draft["snippet"].contains(name);
      return is_sound && draft["snippet"][name].is_string() ? draft["snippet"][name].get<std::string>() : std::string();
    };
    if (text("textOriginal").empty()) return Error(400, "commentTextRequired");
    if (CountCodePoints(text("textOriginal")) > kMaxCharacters) return Error(400, "commentTextTooLong");
    const PracticeMessage* top = Find(view, text("parentId"));
    if (top == nullptr || view.TopOf(*top) != top) return Error(404, "parentCommentNotFound");
    if (top->publication == Publication::kHeld) return Error(400, "parentCommentIsPrivate");
    const auto answer = world_->Answer(top->id, text("textOriginal"), Visibility::kPublic);
    if (!answer.ok()) return Error(404, "parentCommentNotFound");
    return Reply(CommentJson(View(*world_), *answer, Asked::kById));
  }

  HttpServerResponse Moderate(const View& view, const HttpServerRequest& request) {
    const PracticeMessage* message = Find(view, request.Query("id"));
    if (message == nullptr) return Error(404, "commentNotFound");
    if (request.Query("moderationStatus") != "published") return Error(400, "operationNotSupported");
    world_->SetPublication(message->id, Publication::kVisible, RemovedBy::kNobody);
    HttpServerResponse response;
    response.status = 204;
    return response;
  }

  PracticeWorld* world_;
  PracticeOptions options_;
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<YouTubePractice>(world, std::move(options));
}

}  // namespace

PracticeInfo Practice() {
  return {"youtube",
          &Make,
          {"no_inline_replies", "missing_fails_all", "hides_held_threads", "hides_held_by_id", "hides_own_held", "holds_as_spam",
           "offset_tokens", "answers_in_part", "whole_seconds", "lists_replies_late"},
          true,
          true,
          false};
}

}  // namespace replywatch::youtube

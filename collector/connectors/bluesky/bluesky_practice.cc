// Bluesky's interface over a PracticeWorld: one server that is entryway, the account's own server, AppView and
// chat service at once, with their sessions, paging, errors and rate headers.
#include <algorithm>
#include <map>
#include <optional>

#include "collector/connectors/bluesky/record_names.h"
#include "collector/connectors/bluesky/views_practice.h"
#include "shared/base/graphemes.h"

namespace replywatch::bluesky {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kPassword = "abcd-efgh-ijkl-mnop";
constexpr int kShortLivedUses = 20;
constexpr std::size_t kMaxGraphemes = 300;
constexpr std::size_t kMaxBytes = 3000;
constexpr std::size_t kMaxUris = 25;
constexpr std::int64_t kMostPerPage = 100;

std::int64_t Number(const std::string& digits) { return std::atoll(digits.c_str()); }

bool IsDigits(const std::string& text) { return !text.empty() && text.find_first_not_of("0123456789") == std::string::npos; }

std::string TextAt(const Json& json, const char* pointer) {
  const Json::json_pointer place(pointer);
  return json.contains(place) && json[place].is_string() ? json[place].get<std::string>() : std::string();
}

// Every facet points to bytes that are there.
bool HasSoundFacets(const Json& record) {
  const auto size = static_cast<std::int64_t>(TextAt(record, "/text").size());
  for (const Json& facet : record.value("facets", Json::array())) {
    const auto begin = facet["index"]["byteStart"].get<std::int64_t>();
    const auto end = facet["index"]["byteEnd"].get<std::int64_t>();
    if (begin < 0 || begin >= end || end > size) return false;
  }
  return true;
}

class BlueskyPractice final : public PracticeServer {
 public:
  BlueskyPractice(PracticeWorld* world, PracticeOptions options) : world_(world), options_(std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override {
    InboxConfig inbox;
    inbox.name = "Bluesky";
    inbox.platform = "bluesky";
    inbox.base_url = base_url;
    inbox.options.emplace("handle", PracticeViews::Handle(world_->us()));
    inbox.secrets.emplace("password", Secret(std::string(kPassword)));
    return inbox;
  }
  std::string SourceIdOf(const PracticeMessage& message) const override {
    if (!PracticeViews::IsPrivate(message)) return PracticeViews::Uri(message);
    return PracticeViews::ConvoId(PracticeViews::Other(message)) + "/" + PracticeViews::ChatId(message);
  }
  bool Shows(const PracticeMessage& message) const override {
    return PracticeViews::Stands(message) && !(PracticeViews::IsPrivate(message) && Has("no_direct_messages"));
  }
  std::optional<Timestamp> ThrottledUntil() const override {
    return Timestamp{(world_->Now() + Duration::Seconds(240)).ms / 1000 * 1000};
  }

 protected:
  HttpServerResponse Answer(const HttpServerRequest& request) override {
    constexpr std::string_view kPrefix = "/xrpc/";
    if (!request.path.starts_with(kPrefix)) return Error(404, "");
    const std::string method = request.path.substr(kPrefix.size());
    if (method == "com.atproto.server.createSession") return SignIn(request);
    if (method == "com.atproto.server.refreshSession") return Refresh(request);
    if (const auto refused = RefuseToken(request)) return *refused;
    const PracticeViews views(*world_, options_.quirks);
    if (method.starts_with("chat.bsky.")) return AnswerChat(request, method, views);
    if (method.starts_with("com.atproto.")) return AnswerServer(request, method, views);
    if (method == "app.bsky.notification.listNotifications") return List(request, "notifications", views.Notifications());
    if (method == "app.bsky.feed.getAuthorFeed") return List(request, "feed", views.OwnFeed());
    if (method == "app.bsky.feed.getPosts") return GetPosts(request, views);
    if (method == "app.bsky.feed.getPostThread") return GetThread(request, views);
    return Error(501, "MethodNotImplemented");
  }

  HttpServerResponse Refuse(int status) const override {
    // The names that the protocol's own library gives statuses (atproto, packages/xrpc/src/types.ts: ResponseType).
    HttpServerResponse response = Error(status, status == 401                    ? "AuthMissing"
                                                : status == 403                  ? "Forbidden"
                                                : status == 404                  ? "XRPCNotSupported"
                                                : status == 410 || status == 422 ? "InvalidRequest"
                                                : status == 503                  ? "NotEnoughResources"
                                                                                 : "RateLimitExceeded");
    if (status != 429) return response;
    for (HttpHeader& header : response.headers) {
      if (header.name == "RateLimit-Remaining") header.value = "0";
      if (header.name == "RateLimit-Reset") header.value = std::to_string(ThrottledUntil()->ms / 1000);
    }
    return response;
  }

 private:
  bool Has(const std::string& quirk) const { return options_.quirks.count(quirk) > 0; }

  HttpServerResponse Reply(const Json& body) const {
    HttpServerResponse response;
    response.body = body.dump();
    response.headers = {{"Date", FormatHttpDate(world_->Now())},
                        {"RateLimit-Limit", "3000"},
                        {"RateLimit-Remaining", "2999"},
                        {"RateLimit-Reset", std::to_string((world_->Now() + Duration::Minutes(5)).ms / 1000)},
                        {"RateLimit-Policy", "3000;w=300"}};
    return response;
  }
  HttpServerResponse Error(int status, const std::string& name) const {
    HttpServerResponse response = Reply(Json{{"error", name}, {"message", "Sorry: " + name}});
    response.status = status;
    return response;
  }
  HttpServerResponse Invalid() const { return Error(400, "InvalidRequest"); }

  // Sessions are numbered; each is good until it is renewed, and its access token for a time.
  HttpServerResponse NewSession() {
    uses_[++session_] = 0;
    const std::string did = PracticeViews::Did(world_->us());
    const Json service{
        {"id", "#atproto_pds"}, {"type", "AtprotoPersonalDataServer"}, {"serviceEndpoint", "https://elsewhere.example"}};
    return Reply(Json{{"did", did},
                      {"handle", PracticeViews::Handle(world_->us())},
                      {"didDoc", {{"id", did}, {"service", Json::array({service})}}},
                      {"accessJwt", "access-" + std::to_string(session_)},
                      {"refreshJwt", "refresh-" + std::to_string(session_)},
                      {"active", true}});
  }
  HttpServerResponse SignIn(const HttpServerRequest& request) {
    const Json body = Json::parse(request.body, nullptr, false);
    const bool is_right =
        TextAt(body, "/identifier") == PracticeViews::Handle(world_->us()) && TextAt(body, "/password") == kPassword;
    return is_right ? NewSession() : Error(401, "AuthenticationRequired");
  }
  HttpServerResponse Refresh(const HttpServerRequest& request) {
    const auto session = SessionOf(request, "Bearer refresh-");
    if (session == uses_.end()) return Error(400, "ExpiredToken");
    uses_.erase(session);
    return NewSession();
  }
  std::optional<HttpServerResponse> RefuseToken(const HttpServerRequest& request) {
    if (!request.Header("Authorization")) return Error(401, "AuthMissing");
    const auto session = SessionOf(request, "Bearer access-");
    if (session == uses_.end()) return Error(400, "InvalidToken");
    if (Has("short_tokens") && ++session->second > kShortLivedUses) return Error(400, "ExpiredToken");
    return std::nullopt;
  }
  std::map<int, int>::iterator SessionOf(const HttpServerRequest& request, std::string_view prefix) {
    const auto token = request.Header("Authorization");
    if (!token || !token->starts_with(prefix)) return uses_.end();
    return uses_.find(std::atoi(std::string(token->substr(prefix.size())).c_str()));
  }

  std::size_t Limit(const HttpServerRequest& request) const {
    const std::int64_t wanted = request.HasQuery("limit") ? Number(request.Query("limit")) : kMostPerPage;
    const auto asked = static_cast<std::size_t>(std::clamp<std::int64_t>(wanted, 1, kMostPerPage));
    return options_.max_per_page > 0 ? std::min(asked, static_cast<std::size_t>(options_.max_per_page)) : asked;
  }

  // The cursor "<ms>::<number>" names the last element of the page before.
  HttpServerResponse List(const HttpServerRequest& request, const char* name, std::vector<PracticeEntry> all) const {
    if (request.HasQuery("cursor")) {
      const std::string cursor = request.Query("cursor");
      const std::size_t colons = std::min(cursor.find("::"), cursor.size());
      const std::string number = cursor.substr(std::min(colons + 2, cursor.size()));
      if (!IsDigits(cursor.substr(0, colons)) || !IsDigits(number)) return Invalid();
      const std::pair last(Number(cursor), Number(number));
      all.erase(std::remove_if(all.begin(), all.end(), [&](const auto& e) { return std::pair(e.sort_ms, e.tie) >= last; }),
                all.end());
    }
    const std::size_t count = std::min(all.size(), Limit(request));
    Json body{{name, Json::array()}};
    for (std::size_t i = 0; i < count; ++i) body[name].push_back(all[i].render());
    if (count > 0 && (count < all.size() || Has("trailing_cursor")))
      body["cursor"] = std::to_string(all[count - 1].sort_ms) + "::" + std::to_string(all[count - 1].tie);
    return Reply(body);
  }

  HttpServerResponse GetPosts(const HttpServerRequest& request, const PracticeViews& views) {
    Json body{{"posts", Json::array()}};
    std::size_t asked = 0;
    for (const auto& [name, uri] : request.query) {
      if (name != "uris" || ++asked > kMaxUris) return Invalid();
      if (Has("finds_posts_late") && asked_in_vain_.insert(uri).second) continue;
      asked_in_vain_.erase(uri);
      if (const PracticeMessage* message = views.FindPost(uri)) body["posts"].push_back(views.PostJson(*message));
    }
    return Reply(body);
  }

  HttpServerResponse GetThread(const HttpServerRequest& request, const PracticeViews& views) const {
    const PracticeMessage* message = views.FindPost(request.Query("uri"));
    if (message == nullptr) return Error(400, "NotFound");
    return Reply(Json{{"thread", views.ThreadJson(*message, static_cast<int>(Number(request.Query("depth"))))}});
  }

  HttpServerResponse AnswerServer(const HttpServerRequest& request, const std::string& method, const PracticeViews& views) {
    if (method == "com.atproto.server.getSession") {
      return Reply(Json{{"did", PracticeViews::Did(world_->us())},
                        {"handle", PracticeViews::Handle(world_->us())},
                        {"active", !Has("inactive")}});
    }
    if (method == "com.atproto.identity.resolveHandle") {
      const PracticePerson* person = views.FindPerson(request.Query("handle"));
      return person == nullptr ? Invalid() : Reply(Json{{"did", PracticeViews::Did(*person)}});
    }
    if (method == "com.atproto.repo.getRecord") {
      const PracticeMessage* message = views.FindPost(MakePostUri(request.Query("repo"), request.Query("rkey")));
      if (message == nullptr) return Error(400, "RecordNotFound");
      return Reply(Json{
          {"uri", PracticeViews::Uri(*message)}, {"cid", PracticeViews::Cid(*message)}, {"value", views.RecordJson(*message)}});
    }
    if (method == "com.atproto.repo.putRecord" && request.method == "POST") return PutRecord(request, views);
    return Error(501, "MethodNotImplemented");
  }

  HttpServerResponse PutRecord(const HttpServerRequest& request, const PracticeViews& views) {
    const Json body = Json::parse(request.body, nullptr, false);
    if (TextAt(body, "/collection") == kLikeCollection) return PutLike(body, views);
    const std::string text = TextAt(body, "/record/text");
    const std::string rkey = TextAt(body, "/rkey");
    const bool is_sound = TextAt(body, "/repo") == PracticeViews::Did(world_->us()) && rkey.size() == 13 && !text.empty() &&
                          TextAt(body, "/collection") == kPostCollection && ParseRfc3339(TextAt(body, "/record/createdAt")) &&
                          text.size() <= kMaxBytes && CountGraphemes(text) <= kMaxGraphemes && HasSoundFacets(body["record"]);
    if (!is_sound) return Invalid();
    const std::string uri = MakePostUri(TextAt(body, "/repo"), rkey);
    if (const PracticeMessage* there = views.FindPost(uri)) {
      if (there->text != text) return Error(400, "InvalidSwap");
      return Reply(Json{{"uri", uri}, {"cid", PracticeViews::Cid(*there)}});
    }
    // An answer to what is gone is taken, too, and seen by nobody.
    const PracticeMessage* parent = views.FindPost(TextAt(body, "/record/reply/parent/uri"));
    if (parent == nullptr) return Reply(Json{{"uri", uri}, {"cid", "bafyunseen"}});
    const auto answer = world_->Answer(parent->id, text, Visibility::kPublic);
    if (!answer.ok() || !world_->SetChosenId(answer->id, rkey)) return Error(500, "InternalServerError");
    return Reply(Json{{"uri", uri}, {"cid", PracticeViews::Cid(*answer)}});
  }

  // Any number of likes of one post may stand there, each under a key of its own.
  HttpServerResponse PutLike(const Json& body, const PracticeViews& views) {
    const std::string rkey = TextAt(body, "/rkey");
    const std::string created_at = TextAt(body, "/record/createdAt");
    const std::string subject = TextAt(body, "/record/subject/uri");
    const bool is_sound = TextAt(body, "/repo") == PracticeViews::Did(world_->us()) && rkey.size() == 13 &&
                          ParseRfc3339(created_at) && TextAt(body, "/record/$type") == kLikeCollection;
    if (!is_sound) return Invalid();
    const Json done{{"uri", "at://" + PracticeViews::Did(world_->us()) + "/" + std::string(kLikeCollection) + "/" + rkey},
                    {"cid", "bafylike" + rkey}};
    const auto [there, is_new] = likes_.try_emplace(rkey, subject + " " + created_at);
    if (!is_new) return there->second == subject + " " + created_at ? Reply(done) : Error(400, "InvalidSwap");
    // A like of what is gone, or of another version of it, is taken, too, and seen by nobody.
    const PracticeMessage* liked = views.FindPost(subject);
    if (liked != nullptr && TextAt(body, "/record/subject/cid") == PracticeViews::Cid(*liked)) world_->AddLike(liked->id);
    return Reply(done);
  }

  // A conversation with somebody to whom we have written is accepted.
  bool IsAccepted(const PracticePerson& other, const PracticeViews& views) const {
    const auto& all = views.messages();
    return accepted_.count(other.id) > 0 || std::any_of(all.begin(), all.end(), [&](const PracticeMessage& m) {
             return m.is_ours && PracticeViews::IsPrivate(m) && m.addressee.id == other.id;
           });
  }
  const PracticePerson* FindPartner(const std::string& convo_id, const PracticeViews& views) const {
    for (const PracticeMessage& message : views.messages()) {
      if (!message.is_ours && PracticeViews::ConvoId(message.author) == convo_id) return &message.author;
    }
    return nullptr;
  }

  HttpServerResponse AnswerChat(const HttpServerRequest& request, const std::string& method, const PracticeViews& views) {
    if (request.Header("atproto-proxy") != "did:web:api.bsky.chat#bsky_chat") return Error(501, "MethodNotImplemented");
    if (Has("no_direct_messages")) return Error(400, "InvalidToken");
    if (method == "chat.bsky.convo.getLog") return GetLog(request, views);
    if (method == "chat.bsky.convo.listConvos") return ListConvos(request, views);
    const Json body = Json::parse(request.body, nullptr, false);
    const bool is_post = request.method == "POST";
    const PracticePerson* other = method == "chat.bsky.convo.getConvoForMembers"
                                      ? views.FindPerson(request.Query("members"))
                                      : FindPartner(is_post ? TextAt(body, "/convoId") : request.Query("convoId"), views);
    if (other == nullptr) return Error(400, "InvalidConvo");
    if (method == "chat.bsky.convo.acceptConvo" && is_post) {
      accepted_.insert(other->id);
      return Reply(Json::object());
    }
    if (method == "chat.bsky.convo.sendMessage" && is_post) return SendMessage(body, *other, views);
    if (method == "chat.bsky.convo.getMessages") return GetMessages(request, *other, views);
    return Reply(Json{{"convo", views.ConvoJson(*other, IsAccepted(*other, views))}});
  }

  HttpServerResponse GetLog(const HttpServerRequest& request, const PracticeViews& views) const {
    const bool has_cursor = request.HasQuery("cursor");
    if (has_cursor && !IsDigits(request.Query("cursor"))) return Invalid();
    std::int64_t last = has_cursor ? Number(request.Query("cursor")) : 0;
    Json logs = Json::array();
    for (const PracticeMessage& message : views.messages()) {
      if (!PracticeViews::IsPrivate(message) || Number(message.id) <= last || logs.size() == Limit(request)) continue;
      last = Number(message.id);
      if (!has_cursor || !PracticeViews::Stands(message)) continue;
      logs.push_back({{"$type", "chat.bsky.convo.defs#logCreateMessage"},
                      {"rev", message.id},
                      {"convoId", PracticeViews::ConvoId(PracticeViews::Other(message))},
                      {"message", views.MessageJson(message)}});
    }
    return Reply(Json{{"logs", logs}, {"cursor", std::to_string(last)}});
  }

  HttpServerResponse ListConvos(const HttpServerRequest& request, const PracticeViews& views) const {
    std::vector<PracticeEntry> all;
    const auto partners = views.ConvoPartners();
    for (std::size_t i = 0; i < partners.size(); ++i) {
      const Json convo = views.ConvoJson(*partners[i], IsAccepted(*partners[i], views));
      all.push_back({Number(convo["rev"].get<std::string>()), 0, [convo] { return convo; }});
    }
    return List(request, "convos", std::move(all));
  }

  HttpServerResponse GetMessages(const HttpServerRequest& request, const PracticePerson& other,
                                 const PracticeViews& views) const {
    std::vector<PracticeEntry> all;
    for (auto it = views.messages().rbegin(); it != views.messages().rend(); ++it) {
      if (!PracticeViews::IsPrivate(*it) || !PracticeViews::Stands(*it) || PracticeViews::Other(*it).id != other.id) continue;
      all.push_back({Number(it->id), 0, [&views, message = &*it] { return views.MessageJson(*message); }});
    }
    return List(request, "messages", std::move(all));
  }

  HttpServerResponse SendMessage(const Json& body, const PracticePerson& other, const PracticeViews& views) {
    const std::string text = TextAt(body, "/message/text");
    if (text.empty() || !HasSoundFacets(body["message"]) || !IsAccepted(other, views)) return Invalid();
    const PracticeMessage* answered = views.FindPost(TextAt(body, "/message/embed/record/uri"));
    for (const PracticeMessage& message : views.messages()) {
      const bool is_theirs = PracticeViews::IsPrivate(message) && PracticeViews::Stands(message) && message.author.id == other.id;
      if (is_theirs && !body["message"].contains("embed")) answered = &message;
    }
    if (answered == nullptr) return Error(400, "InvalidConvo");
    const auto answer = world_->Answer(answered->id, text, Visibility::kPrivate);
    if (!answer.ok()) return Error(500, "InternalServerError");
    return Reply(PracticeViews(*world_, options_.quirks).MessageJson(*answer));
  }

  PracticeWorld* world_;
  PracticeOptions options_;
  std::set<std::string> accepted_;
  std::set<std::string> asked_in_vain_;       // addresses of posts
  std::map<std::string, std::string> likes_;  // what stands under each key: the post and when
  int session_ = 0;
  std::map<int, int> uses_;  // of each session's access token
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<BlueskyPractice>(world, std::move(options));
}

}  // namespace

// "gated", "blocked" and "inactive" exist too: nobody can be answered there.
PracticeInfo Practice() {
  return {"bluesky",
          &Make,
          {"trailing_cursor", "likes", "late_likes", "loses_nested", "backdated", "finds_posts_late", "short_tokens",
           "no_direct_messages"}};
}

}  // namespace replywatch::bluesky

// A professional account over a PracticeWorld: the shop's posts as media, comments on two levels, and private messages, of which
// only the newest of each conversation can be read. What waits for approval is hidden here. Posts of visitors are shown nowhere.
#include <algorithm>
#include <unordered_map>

#include "collector/practice/graph_practice.h"

namespace replywatch::instagram {
namespace {

constexpr std::string_view kPage = "777000";     // that the account is linked to
constexpr std::string_view kUser = "17841000";   // the account
constexpr std::string_view kScoped = "2600100";  // the account, as the app knows it
constexpr std::string_view kRenewed = "practice-renewed-";
constexpr std::int64_t kSixtyDays = 5'184'000;
constexpr std::size_t kReadable = 20;
constexpr int kMostComments = 50;

class InstagramPractice final : public GraphPractice {
 public:
  InstagramPractice(PracticeWorld* world, PracticeOptions options) : GraphPractice("instagram", world, std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override {
    InboxConfig inbox = GraphPractice::Inbox(base_url);
    if (Has("facebook_login")) inbox.options["login"] = "facebook";
    return inbox;
  }
  std::string SourceIdOf(const PracticeMessage& message) const override {
    if (message.visibility == Visibility::kPrivate) return "aWdf" + message.id;
    return (message.parent_id.empty() ? "180" : "179") + message.id;
  }
  bool Shows(const PracticeMessage& message) const override {
    if (message.publication == Publication::kRemoved) return false;
    if (message.visibility == Visibility::kPrivate) return true;
    const PracticeMessage* root = Find(message.root_id);
    return message.parent_id.empty() ? message.is_ours : root == nullptr || root->is_ours;
  }

 protected:
  bool Accepts(const std::string& token) const override { return GraphPractice::Accepts(token) || token.starts_with(kRenewed); }

  HttpServerResponse AnswerUnversioned(const Call& call) override {
    if (call.path != "refresh_access_token" || Has("facebook_login")) return GraphPractice::AnswerUnversioned(call);
    if (call.Query("grant_type") != "ig_refresh_token" || !Accepts(call.Query("access_token")))
      return Error(100, 0, "Invalid grant type or token");
    return Reply({{"access_token", std::string(kRenewed) + std::to_string(world().Now().ms)},
                  {"token_type", "bearer"},
                  {"expires_in", kSixtyDays}});
  }

  HttpServerResponse AnswerCall(const Call& call) override {
    if (call.path == "me") return Reply(Me());
    if (call.path == "debug_token" && Has("facebook_login")) return Reply({{"data", TokenJson()}});
    if (call.path == (Has("facebook_login") ? std::string(kUser) : "me") + "/media") return ListMedia(call);
    if (call.path == "me/conversations") return Conversations(call);
    if (call.path == "me/messages" && call.method == "POST") return SendMessage(call);
    const std::size_t slash = std::min(call.path.find('/'), call.path.size());
    const std::string id = call.path.substr(0, slash);
    const std::string edge = slash < call.path.size() ? call.path.substr(slash + 1) : std::string();
    if (id.starts_with("t_")) return Reply({{"id", id}, {"messages", Messages(id.substr(2))}});
    const PracticeMessage* message = FindBySource(id);
    if (message == nullptr || !Shows(*message) || !IsReadable(*message)) return NotThere();
    return AnswerObject(call, *message, edge);
  }

 private:
  using Replies = std::unordered_map<std::string, std::vector<const PracticeMessage*>>;

  HttpServerResponse AnswerObject(const Call& call, const PracticeMessage& message, const std::string& edge) {
    if (edge == "comments") return Reply(Comments(message, call, call.Query("after"), LimitOf(call)));
    if (edge == "replies" && call.method == "POST") return AddReply(call, message);
    if (edge == "replies") return Reply(RepliesTo(message, RepliesByComment(), call.Query("after"), LimitOf(call)));
    if (!edge.empty()) return Error(2500, 0, "Unknown path components: /" + edge);
    if (call.method == "POST" && call.body.is_object() && call.body.value("hide", true) == false) {
      world().SetPublication(message.id, Publication::kVisible, RemovedBy::kNobody);
      return Reply({{"success", true}});
    }
    if (message.visibility == Visibility::kPrivate) return Reply(MessageJson(message));
    return Reply(message.parent_id.empty() ? MediaJson(message, call) : CommentJson(message, true));
  }

  static int LimitOf(const Call& call) { return call.Query("limit").empty() ? 25 : std::atoi(call.Query("limit").c_str()); }
  std::string Name() const { return world().us().handle; }

  Json Me() const {
    if (!Has("facebook_login")) return {{"id", kScoped}, {"user_id", kUser}, {"username", Name()}};
    Json page{{"id", kPage}, {"name", world().us().name}};
    if (!Has("not_linked")) page["instagram_business_account"] = {{"id", kUser}, {"username", Name()}};
    return page;
  }
  Json TokenJson() const {
    return {{"type", "PAGE"},
            {"is_valid", true},
            {"expires_at", 0},
            {"scopes", {"instagram_basic", "instagram_manage_comments", "instagram_manage_messages", "pages_read_engagement"}}};
  }

  const PracticeMessage* FindBySource(const std::string& id) const {
    const std::size_t prefix = id.starts_with("aWdf") ? 4 : 3;
    const PracticeMessage* message = id.size() > prefix ? Find(id.substr(prefix)) : nullptr;
    return message != nullptr && SourceIdOf(*message) == id ? message : nullptr;
  }

  // Everything below a post, by the comment of the first level that it stands below.
  Replies RepliesByComment() const {
    std::unordered_map<std::string, std::string> top_of;
    Replies out;
    for (const PracticeMessage& message : messages()) {
      if (message.visibility == Visibility::kPrivate || message.parent_id.empty()) continue;
      const bool is_top = message.parent_id == message.root_id;
      const std::string top = is_top ? message.id : top_of[message.parent_id];
      top_of[message.id] = top;
      if (!is_top && Shows(message)) out[top].push_back(&message);
    }
    return out;
  }
  const PracticeMessage* TopOf(const PracticeMessage& message) const {
    const PracticeMessage* top = &message;
    while (top != nullptr && top->parent_id != top->root_id) top = Find(top->parent_id);
    return top;
  }

  Json CommentJson(const PracticeMessage& message, bool with_media) const {
    const PracticePerson author = message.is_ours ? PracticePerson{std::string(kUser), Name(), "", ""} : message.author;
    Json comment{{"id", SourceIdOf(message)},
                 {"text", message.text},
                 {"timestamp", Time(message.created_at)},
                 {"username", author.handle},
                 {"hidden", message.publication == Publication::kHeld}};
    if (!Has("no_from")) comment["from"] = {{"id", author.id}, {"username", author.handle}};
    if (message.parent_id != message.root_id) {
      if (const PracticeMessage* top = TopOf(message)) comment["parent_id"] = SourceIdOf(*top);
    }
    const PracticeMessage* post = with_media ? Find(message.root_id) : nullptr;
    if (post != nullptr)
      comment["media"] = {{"id", SourceIdOf(*post)}, {"caption", post->text}, {"permalink", PermalinkOf(*post)}};
    if (message.is_broken) comment["timestamp"] = nullptr;
    return comment;
  }
  static std::string PermalinkOf(const PracticeMessage& post) { return "https://practice.example/p/" + post.id + "/"; }

  Json RepliesTo(const PracticeMessage& comment, const Replies& replies, const std::string& after, int limit) const {
    std::vector<Json> all;
    if (const auto below = replies.find(comment.id); below != replies.end()) {
      for (const PracticeMessage* reply : below->second) all.push_back(CommentJson(*reply, false));
    }
    return ListOf(all, after, std::min(limit, kMostComments));
  }
  // The newest in front; each with its replies, the oldest in front, where those were asked for.
  Json Comments(const PracticeMessage& post, const Call& call, const std::string& after, int limit) const {
    std::vector<Json> all;
    for (auto it = messages().rbegin(); it != messages().rend(); ++it) {
      if (it->parent_id == post.id && it->visibility == Visibility::kPublic && Shows(*it)) all.push_back(CommentJson(*it, false));
    }
    Json list = ListOf(all, after, std::min(limit, kMostComments));
    const Replies replies = RepliesByComment();
    for (Json& comment : list["data"]) {
      const PracticeMessage* message = FindBySource(comment["id"]);
      if (call.NestedLimit("replies") > 0 && replies.count(message->id) > 0)
        comment["replies"] = RepliesTo(*message, replies, "", call.NestedLimit("replies"));
    }
    return list;
  }
  Json MediaJson(const PracticeMessage& post, const Call& call) const {
    const auto count = std::count_if(messages().begin(), messages().end(), [&](const PracticeMessage& m) {
      return m.root_id == post.id && m.id != post.id && m.visibility == Visibility::kPublic && Shows(m);
    });
    Json media{{"id", SourceIdOf(post)},
               {"caption", post.text},
               {"permalink", PermalinkOf(post)},
               {"timestamp", Time(post.created_at)},
               {"comments_count", count}};
    if (const int limit = call.NestedLimit("comments"); limit > 0) media["comments"] = Comments(post, call, "", limit);
    return media;
  }
  HttpServerResponse ListMedia(const Call& call) const {
    std::vector<Json> media;
    for (auto it = messages().rbegin(); it != messages().rend(); ++it) {
      if (it->parent_id.empty() && it->visibility == Visibility::kPublic && Shows(*it)) media.push_back(MediaJson(*it, call));
    }
    return Reply(ListOf(media, call.Query("after"), LimitOf(call)));
  }

  Json MessageJson(const PracticeMessage& message) const {
    const Json us{{"id", kUser}, {"username", Name()}};
    const PracticePerson& person = message.is_ours ? message.addressee : message.author;
    const Json them{{"id", person.id}, {"username", person.handle}};
    Json out{{"id", SourceIdOf(message)},
             {"message", message.text},
             {"created_time", Time(message.created_at)},
             {"from", message.is_ours ? us : them}};
    out["to"]["data"] = Json::array({message.is_ours ? them : us});
    if (message.is_broken) out["created_time"] = nullptr;
    return out;
  }
  static std::string PersonOf(const PracticeMessage& message) {
    return message.is_ours ? message.addressee.id : message.author.id;
  }
  Json Messages(const std::string& person) const {
    Json newest = Json::array();
    for (auto it = messages().rbegin(); it != messages().rend() && newest.size() < kReadable; ++it) {
      if (it->visibility == Visibility::kPrivate && PersonOf(*it) == person && Shows(*it)) newest.push_back(MessageJson(*it));
    }
    return {{"data", newest}};
  }
  // Older messages answer as if they were gone.
  bool IsReadable(const PracticeMessage& message) const {
    if (message.visibility == Visibility::kPublic) return true;
    const Json newest = Messages(PersonOf(message));
    return std::any_of(newest["data"].begin(), newest["data"].end(),
                       [&](const Json& m) { return m["id"] == SourceIdOf(message); });
  }
  HttpServerResponse Conversations(const Call& call) const {
    std::vector<Json> talks;
    std::vector<std::string> seen;
    for (auto it = messages().rbegin(); it != messages().rend(); ++it) {
      if (it->visibility != Visibility::kPrivate || call.Query("platform") != "instagram") continue;
      const std::string person = PersonOf(*it);
      if (!call.Query("user_id").empty() && call.Query("user_id") != person) continue;
      if (std::find(seen.begin(), seen.end(), person) != seen.end()) continue;
      seen.push_back(person);
      talks.push_back({{"id", "t_" + person}, {"updated_time", Time(it->created_at)}, {"messages", Messages(person)}});
    }
    return Reply(ListOf(talks, call.Query("after"), LimitOf(call)));
  }

  HttpServerResponse AddReply(const Call& call, const PracticeMessage& target) {
    const std::string text = call.body.is_object() ? call.body.value("message", "") : std::string();
    if (text.empty()) return Error(100, 0, "(#100) No message");
    const auto answer = world().Answer(target.id, text, Visibility::kPublic);
    if (!answer.ok()) return NotThere();
    return Reply({{"id", SourceIdOf(*answer)}});
  }
  HttpServerResponse SendMessage(const Call& call) {
    if (!call.body.is_object() || !call.body.contains("recipient")) return Error(100, 0, "(#100) No recipient");
    const Json& recipient = call.body["recipient"];
    const std::string text = call.body.contains("message") ? call.body["message"].value("text", "") : std::string();
    if (text.empty() || text.size() > 1000) return Error(100, 0, "(#100) No text, or more than 1000 bytes");
    if (Has("window_closed") && call.body.value("tag", "") != "HUMAN_AGENT")
      return Error(10, 2534022, "(#10) This message is sent outside of allowed window.");
    const PracticeMessage* target = nullptr;
    if (recipient.contains("comment_id")) target = FindBySource(recipient.value("comment_id", ""));
    for (const PracticeMessage& message : messages()) {
      if (message.visibility == Visibility::kPrivate && !message.is_ours && message.author.id == recipient.value("id", ""))
        target = &message;
    }
    if (target == nullptr) return Error(100, 2534014, "(#100) No matching user found");
    const auto answer = world().Answer(target->id, text, Visibility::kPrivate);
    if (!answer.ok()) return NotThere();
    return Reply({{"recipient_id", PersonOf(*answer)}, {"message_id", SourceIdOf(*answer)}});
  }
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<InstagramPractice>(world, std::move(options));
}

}  // namespace

PracticeInfo Practice() { return {"instagram", &Make, {"facebook_login", "no_from", "error_with_200"}, true}; }

}  // namespace replywatch::instagram

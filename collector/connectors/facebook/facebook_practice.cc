// A page over a PracticeWorld: the shop's posts and those of visitors, the comments below them, and Messenger. What waits for
// approval is hidden here.
#include <algorithm>

#include "collector/practice/graph_practice.h"

namespace replywatch::facebook {
namespace {

constexpr std::string_view kPage = "777000";

class FacebookPractice final : public GraphPractice {
 public:
  FacebookPractice(PracticeWorld* world, PracticeOptions options) : GraphPractice("facebook", world, std::move(options)) {}

  std::string SourceIdOf(const PracticeMessage& message) const override {
    if (message.visibility == Visibility::kPrivate) return "m_" + message.id;
    if (message.parent_id.empty()) return "post:" + PostId(message.id);
    return PostId(message.root_id) + "_" + message.id;
  }
  bool Shows(const PracticeMessage& message) const override { return message.publication != Publication::kRemoved; }

 protected:
  HttpServerResponse AnswerCall(const Call& call) override {
    if (call.path == "me") return Reply({{"id", kPage}, {"name", world().us().name}});
    if (call.path == "debug_token") return Reply({{"data", TokenJson()}});
    const std::size_t slash = std::min(call.path.find('/'), call.path.size());
    const std::string id = call.path.substr(0, slash);
    const std::string edge = slash < call.path.size() ? call.path.substr(slash + 1) : std::string();
    if (id == kPage) return PageEdge(call, edge);
    if (id.starts_with("t_")) return Reply(Messages(id.substr(2), call.Query("after"), LimitOf(call)));
    const PracticeMessage* message = FindBySource(id);
    if (message == nullptr || !Shows(*message)) return NotThere();
    if (edge == "comments" && call.method == "POST") return Comment(call, *message);
    if (edge == "likes" && call.method == "POST") return Like(*message);
    if (edge == "comments") return Reply(Comments(*message, call.Query("after"), LimitOf(call)));
    if (call.method == "POST" && call.body.is_object() && call.body.value("is_hidden", true) == false) {
      world().SetPublication(message->id, Publication::kVisible, RemovedBy::kNobody);
      return Reply({{"success", true}});
    }
    if (message->visibility == Visibility::kPrivate) return Reply(MessageJson(*message));
    if (!message->parent_id.empty()) return Reply(CommentJson(*message));
    // A post has no such fields.
    if (call.Query("fields").find("can_comment") != std::string::npos)
      return Error(100, 0, "(#100) Tried accessing nonexisting field");
    return Reply(PostJson(*message));
  }

 private:
  static std::string PostId(const std::string& id) { return std::string(kPage) + "_" + id; }
  static int LimitOf(const Call& call) { return call.Query("limit").empty() ? 25 : std::atoi(call.Query("limit").c_str()); }

  const PracticeMessage* FindBySource(const std::string& id) const {
    const std::size_t mark = id.rfind('_');
    const PracticeMessage* message = mark == std::string::npos ? nullptr : Find(id.substr(mark + 1));
    return message != nullptr && (SourceIdOf(*message) == id || SourceIdOf(*message) == "post:" + id) ? message : nullptr;
  }

  Json TokenJson() const {
    Json scopes = Json::array({"pages_read_engagement", "pages_read_user_content", "pages_manage_engagement"});
    if (!Has("no_messages_scope")) scopes.push_back("pages_messaging");
    Json token{{"type", Has("user_token") ? "USER" : "PAGE"}, {"is_valid", true}, {"expires_at", 0}, {"scopes", scopes}};
    token["data_access_expires_at"] = (world().Now().ms + Duration::Days(Has("ends_soon") ? 3 : 60).ms) / 1000;
    return token;
  }
  static Json PersonJson(const PracticeMessage& message, const PracticePerson& us) {
    if (message.is_ours) return {{"id", kPage}, {"name", us.name}};
    return {{"id", message.author.id}, {"name", message.author.name}};
  }

  Json CommentJson(const PracticeMessage& message) const {
    Json comment{{"id", SourceIdOf(message)},
                 {"message", message.text},
                 {"created_time", Time(message.created_at)},
                 {"permalink_url", "https://practice.example/posts/" + message.root_id + "?comment_id=" + message.id},
                 {"can_comment", true},
                 {"can_like", true},
                 {"user_likes", message.likes > 0},
                 {"can_reply_privately", !message.is_ours},
                 {"is_hidden", message.publication == Publication::kHeld}};
    if (!Has("no_authors") || message.is_ours) comment["from"] = PersonJson(message, world().us());
    // Two levels: whatever answers an answer hangs below the comment at the top.
    const PracticeMessage* parent = Find(message.parent_id);
    while (parent != nullptr && !parent->parent_id.empty() && parent->parent_id != parent->root_id)
      parent = Find(parent->parent_id);
    if (parent != nullptr && !parent->parent_id.empty())
      comment["parent"] = {{"id", SourceIdOf(*parent)}, {"from", PersonJson(*parent, world().us())}};
    if (message.is_broken) comment["created_time"] = nullptr;
    return comment;
  }

  bool IsUnder(const PracticeMessage& message, const PracticeMessage& above) const {
    for (const PracticeMessage* m = Find(message.parent_id); m != nullptr; m = Find(m->parent_id)) {
      if (m->id == above.id) return true;
    }
    return false;
  }

  // Below a post everything, below a comment the answers to it; newest first.
  Json Comments(const PracticeMessage& above, const std::string& after, int limit) const {
    std::vector<Json> all;
    for (auto it = messages().rbegin(); it != messages().rend(); ++it) {
      const bool is_below = above.parent_id.empty() ? it->root_id == above.id && it->id != above.id : IsUnder(*it, above);
      if (is_below && it->visibility == Visibility::kPublic && Shows(*it)) all.push_back(CommentJson(*it));
    }
    return ListOf(all, after, limit);
  }

  Json PostJson(const PracticeMessage& post) const {
    return {{"id", PostId(post.id)},
            {"message", post.text},
            {"created_time", Time(post.created_at)},
            {"from", PersonJson(post, world().us())},
            {"permalink_url", "https://practice.example/posts/" + post.id}};
  }
  HttpServerResponse Feed(const Call& call) const {
    std::vector<Json> posts;
    for (auto it = messages().rbegin(); it != messages().rend(); ++it) {
      if (!it->parent_id.empty() || it->visibility != Visibility::kPublic || !Shows(*it)) continue;
      Json post = PostJson(*it);
      if (const int limit = call.NestedLimit("comments"); limit > 0) post["comments"] = Comments(*it, "", limit);
      posts.push_back(std::move(post));
    }
    return Reply(ListOf(posts, call.Query("after"), LimitOf(call)));
  }

  Json MessageJson(const PracticeMessage& message) const {
    Json out{{"id", SourceIdOf(message)},
             {"message", message.text},
             {"created_time", Time(message.created_at)},
             {"from", PersonJson(message, world().us())}};
    const Json other = message.is_ours ? Json{{"id", message.addressee.id}, {"name", message.addressee.name}}
                                       : Json{{"id", kPage}, {"name", world().us().name}};
    out["to"]["data"] = Json::array({other});
    if (message.is_broken) out["created_time"] = nullptr;
    return out;
  }
  static std::string PersonOf(const PracticeMessage& message) {
    return message.is_ours ? message.addressee.id : message.author.id;
  }
  Json Messages(const std::string& person, const std::string& after, int limit) const {
    std::vector<Json> all;
    for (auto it = messages().rbegin(); it != messages().rend(); ++it) {
      if (it->visibility == Visibility::kPrivate && PersonOf(*it) == person && Shows(*it)) all.push_back(MessageJson(*it));
    }
    return ListOf(all, after, limit);
  }
  HttpServerResponse Conversations(const Call& call) const {
    std::vector<Json> talks;
    std::vector<std::string> seen;
    for (auto it = messages().rbegin(); it != messages().rend(); ++it) {
      if (it->visibility != Visibility::kPrivate) continue;
      const std::string person = PersonOf(*it);
      if (!call.Query("user_id").empty() && call.Query("user_id") != person) continue;
      if (std::find(seen.begin(), seen.end(), person) != seen.end()) continue;
      seen.push_back(person);
      talks.push_back({{"id", "t_" + person},
                       {"updated_time", Time(it->created_at)},
                       {"messages", Messages(person, "", std::max(1, call.NestedLimit("messages")))}});
    }
    return Reply(ListOf(talks, call.Query("after"), LimitOf(call)));
  }

  HttpServerResponse PageEdge(const Call& call, const std::string& edge) {
    if (edge == "feed") return Has("ads_alone") ? Reply(ListOf({}, "", 25)) : Feed(call);
    if (edge == "conversations" && Has("no_messages")) return Error(200, 2534041, "No access to messages");
    if (edge == "conversations") return Conversations(call);
    if (edge == "messages" && call.method == "POST") return SendMessage(call);
    if (edge == "ads_posts" && Has("no_ads")) return Error(200, 0, "Requires ads permission");
    if (edge == "ads_posts" && Has("ads_alone")) return Feed(call);
    if (edge == "ads_posts" || edge == "tagged" || edge == "ratings") return Reply(ListOf({}, "", 25));
    return Error(2500, 0, "Unknown path components: /" + edge);
  }

  HttpServerResponse Comment(const Call& call, const PracticeMessage& target) {
    const std::string text = call.body.is_object() ? call.body.value("message", "") : std::string();
    if (text.empty()) return Error(100, 0, "(#100) No message");
    const bool is_there = std::any_of(messages().begin(), messages().end(), [&](const PracticeMessage& m) {
      return m.is_ours && m.parent_id == target.id && m.text == text && m.publication == Publication::kVisible;
    });
    if (is_there && Has("refuses_twice")) return Error(506, 0, "Duplicate status message");
    const auto answer = world().Answer(target.id, text, Visibility::kPublic);
    if (!answer.ok()) return NotThere();
    return Reply({{"id", SourceIdOf(*answer)}});
  }

  HttpServerResponse Like(const PracticeMessage& target) {
    if (target.visibility == Visibility::kPrivate) return Error(100, 33, "Unsupported post request.");
    if (target.likes == 0) world().AddLike(target.id);
    return Reply({{"success", true}});
  }

  HttpServerResponse SendMessage(const Call& call) {
    if (!call.body.is_object() || !call.body.contains("recipient")) return Error(100, 0, "(#100) No recipient");
    const Json& recipient = call.body["recipient"];
    const std::string text = call.body.contains("message") ? call.body["message"].value("text", "") : std::string();
    if (text.empty()) return Error(100, 0, "(#100) No text");
    if (Has("window_closed") && call.body.value("tag", "") != "HUMAN_AGENT")
      return Error(10, 2018278, "(#10) This message is sent outside of allowed window.");
    const PracticeMessage* target = nullptr;
    if (recipient.contains("comment_id")) target = FindBySource(recipient.value("comment_id", ""));
    for (const PracticeMessage& message : messages()) {
      if (message.visibility == Visibility::kPrivate && !message.is_ours && message.author.id == recipient.value("id", ""))
        target = &message;
    }
    if (target == nullptr) return Error(100, 2018001, "(#100) No matching user found");
    const auto answer = world().Answer(target->id, text, Visibility::kPrivate);
    if (!answer.ok()) return NotThere();
    return Reply({{"recipient_id", PersonOf(*answer)}, {"message_id", SourceIdOf(*answer)}});
  }
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<FacebookPractice>(world, std::move(options));
}

}  // namespace

PracticeInfo Practice() { return {"facebook", &Make, {"error_with_200", "no_ads", "ads_alone"}, true}; }

}  // namespace replywatch::facebook

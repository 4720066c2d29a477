// The Bot API over a PracticeWorld: the shop's posts stand in a channel whose discussion group the bot belongs to, what people
// write below them and to the shop are messages of that group, private messages are chats with the bot. Answers that the world
// gave by itself were written by an administrator in the group's name.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <set>

#include "collector/practice/practice_server.h"

namespace replywatch::telegram {
namespace {

using Json = nlohmann::json;

constexpr std::string_view kToken = "123456:practice-token";
constexpr std::int64_t kGroup = -1001234567890;
constexpr std::int64_t kChannel = -1009876543210;
constexpr std::int64_t kBot = 123456;
constexpr std::int64_t kAnonymousAdmin = 1087968824;
constexpr int kMostUpdates = 100;
constexpr std::int64_t kRetryAfter = 37;

std::int64_t Number(const std::string& digits) { return std::atoll(digits.c_str()); }

class TelegramPractice final : public PracticeServer {
 public:
  TelegramPractice(PracticeWorld* world, PracticeOptions options) : world_(world), options_(std::move(options)) {}

  InboxConfig Inbox(const std::string& base_url) const override {
    InboxConfig inbox;
    inbox.name = inbox.platform = "telegram";
    inbox.base_url = base_url;
    inbox.secrets.emplace("token", Secret(std::string(kToken)));
    return inbox;
  }
  std::string SourceIdOf(const PracticeMessage& message) const override {
    return std::to_string(ChatOf(message)) + ":" + message.id;
  }
  // The bot is never told what it wrote itself, and nobody else can write in its private chats.
  bool Shows(const PracticeMessage& message) const override {
    if (message.publication != Publication::kVisible) return false;
    if (message.is_ours)
      return !message.parent_id.empty() && message.visibility == Visibility::kPublic && !sent_.contains(message.id);
    return true;
  }
  std::optional<Timestamp> ThrottledUntil() const override { return world_->Now() + Duration::Seconds(kRetryAfter); }

 protected:
  HttpServerResponse Answer(const HttpServerRequest& request) override {
    messages_ = world_->messages();
    const std::string prefix = "/bot" + std::string(kToken) + "/";
    if (!request.path.starts_with(prefix)) return Error(request.path.starts_with("/bot") ? 401 : 404, "Unauthorized");
    const std::string method = request.path.substr(prefix.size());
    if (method == "getMe") {
      return Ok({{"id", kBot},
                 {"is_bot", true},
                 {"first_name", world_->us().name},
                 {"username", world_->us().handle},
                 {"can_read_all_group_messages", !Has("privacy_mode")}});
    }
    if (method == "getWebhookInfo") return Ok({{"url", Has("webhook") ? "https://elsewhere.example/hook" : ""}});
    if (method == "getUpdates") return Updates(request);
    if (method == "getChat") return Ok({{"id", kGroup}, {"type", "supergroup"}, {"linked_chat_id", kChannel}});
    if (method == "getChatAdministrators") return Ok(Json::array());
    if (method == "sendMessage") return SendMessage(request);
    return Error(404, "Not Found");
  }

  HttpServerResponse Refuse(int status) const override {
    switch (status) {
      case 401: return Error(status, "Unauthorized");
      case 403: return Error(status, "Forbidden: bot is not a member of the channel chat");
      case 404: return Error(status, "Not Found");
      case 429: return Error(status, "Too Many Requests: retry after 37");
      case 503: return Error(status, "Service Unavailable");
      default: return Error(status, "Bad Request: practice");
    }
  }

 private:
  bool Has(const std::string& quirk) const { return options_.quirks.count(quirk) > 0; }

  HttpServerResponse Reply(const Json& body) const {
    HttpServerResponse response;
    response.headers.push_back({"Date", FormatHttpDate(world_->Now())});
    response.body = body.dump();
    return response;
  }
  HttpServerResponse Ok(const Json& result) const { return Reply({{"ok", true}, {"result", result}}); }
  HttpServerResponse Error(int status, const std::string& description) const {
    Json body{{"ok", false}, {"error_code", status}, {"description", description}};
    if (status == 429) body["parameters"] = {{"retry_after", kRetryAfter}};
    HttpServerResponse response = Reply(body);
    response.status = status;
    return response;
  }

  const PracticeMessage* Find(const std::string& id) const {
    const auto found = std::find_if(messages_.begin(), messages_.end(), [&](const PracticeMessage& m) { return m.id == id; });
    return found == messages_.end() ? nullptr : &*found;
  }
  // A private chat has the number of the person.
  std::int64_t ChatOf(const PracticeMessage& message) const {
    if (message.visibility == Visibility::kPublic) return kGroup;
    return Number(message.is_ours ? message.addressee.id : message.author.id);
  }

  Json ChatJson(const PracticeMessage& message) const {
    if (message.visibility == Visibility::kPublic) return {{"id", kGroup}, {"type", "supergroup"}, {"title", "Shop talk"}};
    const PracticePerson& person = message.is_ours ? message.addressee : message.author;
    return {{"id", Number(person.id)}, {"type", "private"}, {"first_name", person.name}, {"username", person.handle}};
  }

  // Without what it replies to, which Telegram gives one level deep.
  Json BareMessage(const PracticeMessage& message) const {
    Json out{{"message_id", Number(message.id)},
             {"date", message.created_at.ms / 1000},
             {"chat", ChatJson(message)},
             {"text", message.text}};
    const bool is_post = message.is_ours && message.parent_id.empty();
    if (!message.is_ours) {
      out["from"] = {{"id", Number(message.author.id)},
                     {"is_bot", false},
                     {"first_name", message.author.name},
                     {"username", message.author.handle}};
    } else if (is_post) {
      out["from"] = {{"id", 777000}, {"is_bot", false}, {"first_name", "Telegram"}};
      out["sender_chat"] = {{"id", kChannel}, {"type", "channel"}, {"title", world_->us().name}};
      out["is_automatic_forward"] = true;
    } else if (sent_.contains(message.id) || message.visibility == Visibility::kPrivate) {
      out["from"] = {{"id", kBot}, {"is_bot", true}, {"first_name", world_->us().name}, {"username", world_->us().handle}};
    } else {
      out["from"] = {{"id", kAnonymousAdmin}, {"is_bot", true}, {"first_name", "Group"}, {"username", "GroupAnonymousBot"}};
      out["sender_chat"] = {{"id", kGroup}, {"type", "supergroup"}, {"title", "Shop talk"}};
    }
    if (message.edited_at) out["edit_date"] = message.edited_at->ms / 1000;
    if (message.visibility == Visibility::kPublic && message.root_id != message.id)
      out["message_thread_id"] = Number(message.root_id);
    const std::string mention = "@" + world_->us().handle;
    const std::size_t at = message.text.find(mention);
    if (at != std::string::npos) {
      const auto before = static_cast<std::int64_t>(CountUtf16(message.text.substr(0, at)));
      out["entities"] = Json::array({{{"type", "mention"}, {"offset", before}, {"length", mention.size()}}});
    }
    if (message.is_broken) out["date"] = nullptr;
    return out;
  }
  static std::size_t CountUtf16(const std::string& text) {
    std::size_t units = 0;
    for (const char c : text) {
      const auto byte = static_cast<unsigned char>(c);
      if (byte < 0x80 || byte >= 0xC0) units += byte >= 0xF0 ? 2 : 1;
    }
    return units;
  }
  Json MessageJson(const PracticeMessage& message) const {
    Json out = BareMessage(message);
    const PracticeMessage* parent = Find(message.parent_id);
    if (parent != nullptr && parent->publication == Publication::kVisible) out["reply_to_message"] = BareMessage(*parent);
    return out;
  }

  struct Update {
    std::int64_t id = 0;
    const PracticeMessage* message = nullptr;
    bool is_edit = false;
  };
  // Ids follow from the times, so that a new server goes on where the last one ended.
  std::vector<Update> AllUpdates() const {
    std::vector<Update> updates;
    for (const PracticeMessage& message : messages_) {
      const bool is_post = message.is_ours && message.parent_id.empty();
      if (!Shows(message) && !(is_post && message.publication == Publication::kVisible)) continue;
      const std::int64_t suffix = Number(message.id) % 1000;
      updates.push_back({message.created_at.ms * 1000 + suffix, &message, false});
      if (message.edited_at) updates.push_back({message.edited_at->ms * 1000 + suffix, &message, true});
    }
    std::sort(updates.begin(), updates.end(), [](const Update& a, const Update& b) { return a.id < b.id; });
    return updates;
  }

  HttpServerResponse Updates(const HttpServerRequest& request) {
    if (Has("webhook")) return Error(409, "Conflict: can't use getUpdates method while webhook is active");
    if (request.HasQuery("offset")) confirmed_ = std::max(confirmed_, Number(request.Query("offset")));
    const int asked = request.HasQuery("limit") ? static_cast<int>(Number(request.Query("limit"))) : kMostUpdates;
    const int limit = options_.max_per_page > 0 && asked == kMostUpdates ? kMostUpdates : std::clamp(asked, 1, kMostUpdates);
    Json result = Json::array();
    for (const Update& update : AllUpdates()) {
      if (update.id < confirmed_) continue;
      if (static_cast<int>(result.size()) >= limit) break;
      result.push_back({{"update_id", update.id}, {update.is_edit ? "edited_message" : "message", MessageJson(*update.message)}});
    }
    return Ok(result);
  }

  HttpServerResponse SendMessage(const HttpServerRequest& request) {
    const Json draft = Json::parse(request.body, nullptr, false);
    if (!draft.is_object() || !draft.contains("chat_id") || !draft.contains("text") || !draft["text"].is_string())
      return Error(400, "Bad Request: chat_id is empty");
    const auto text = draft["text"].get<std::string>();
    if (text.empty()) return Error(400, "Bad Request: message text is empty");
    if (CountUtf16(text) > 4096) return Error(400, "Bad Request: message is too long");
    if (Has("blocked")) return Error(403, "Forbidden: bot was blocked by the user");
    const Json& reply = draft.contains("reply_parameters") ? draft["reply_parameters"] : Json::object();
    const std::string target = std::to_string(reply.value("message_id", std::int64_t{0}));
    const PracticeMessage* parent = Find(target);
    if (parent == nullptr || parent->publication != Publication::kVisible)
      return Error(400, "Bad Request: message to be replied not found");
    const auto answer = world_->Answer(target, text, parent->visibility);
    if (!answer.ok()) return Error(400, "Bad Request: message to be replied not found");
    sent_.insert(answer->id);
    messages_ = world_->messages();
    return Ok(MessageJson(*answer));
  }

  PracticeWorld* world_;
  PracticeOptions options_;
  std::vector<PracticeMessage> messages_;  // as of the request being answered
  std::set<std::string> sent_;             // by the bot
  std::int64_t confirmed_ = 0;
};

std::unique_ptr<PracticeServer> Make(PracticeWorld* world, PracticeOptions options) {
  return std::make_unique<TelegramPractice>(world, std::move(options));
}

}  // namespace

PracticeInfo Practice() { return {"telegram", &Make, {"privacy_mode"}, true}; }

}  // namespace replywatch::telegram

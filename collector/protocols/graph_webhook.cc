#include "collector/protocols/graph_webhook.h"

#include <algorithm>

#include "collector/http/hmac.h"
#include "collector/protocols/absence.h"
#include "shared/base/utf8.h"

namespace replywatch::graph {
namespace {

constexpr const char* kSignatureHeader = "X-Hub-Signature-256";  // Webhooks, 2026; the one without "-256" is SHA-1
constexpr std::string_view kSignaturePrefix = "sha256=";
constexpr std::size_t kMaxChallengeBytes = 1024;
// An update may come before what it tells of can be read.
constexpr Duration kSettles = Duration::Minutes(2);
constexpr std::int64_t kMilliseconds = 100'000'000'000;  // larger numbers count them, smaller ones seconds

const Secret* FindSecret(const InboxConfig& inbox, const char* name) {
  const auto found = inbox.secrets.find(name);
  return found == inbox.secrets.end() || found->second.empty() ? nullptr : &found->second;
}

bool IsSignedWith(const Secret* secret, const HttpServerRequest& request) {
  if (secret == nullptr) return false;
  const auto header = request.Header(kSignatureHeader);
  if (!header || !header->starts_with(kSignaturePrefix)) return false;
  return IsEqualInConstantTime(header->substr(kSignaturePrefix.size()), HmacSha256Hex(secret->Reveal(), request.body));
}

WebhookVerdict JudgeHandshake(const Secret& token, const HttpServerRequest& request) {
  const std::string challenge = request.Query("hub.challenge");
  if (request.Query("hub.mode") != "subscribe" || challenge.empty() || challenge.size() > kMaxChallengeBytes)
    return WebhookVerdict::Refuse(400);
  // Digests are of one length, whatever the tokens' are.
  const bool is_ours = IsEqualInConstantTime(Sha256Hex(request.Query("hub.verify_token")), Sha256Hex(token.Reveal()));
  return is_ours ? WebhookVerdict::Answer(challenge) : WebhookVerdict::Forged();
}

// Seconds in changes, milliseconds in messages.
std::optional<Timestamp> UnixTime(const Json& object, const char* name) {
  const auto value = IntegerMember(object, name);
  if (!value || *value <= 0 || *value > 4'102'444'800'000) return std::nullopt;
  return Timestamp{*value < kMilliseconds ? *value * 1000 : *value};
}

Json AttachmentsOf(const Json& message) {
  Json files = Json::array();
  Json shares = Json::array();
  const Json& attachments = Member(message, "attachments");
  if (attachments.is_array()) {
    for (const Json& attachment : attachments) {
      const std::string type = LineMember(attachment, "type", 40);
      std::string url = UrlMember(Member(attachment, "payload"), "url");
      if (url.empty()) url = UrlMember(attachment, "url");
      std::string name = LineMember(attachment, "title", kMaxNameBytes);
      if (type == "image" || type == "video") {
        files.push_back({{"mime_type", type}, {type + "_data", {{"url", url}}}, {"name", name}});
      } else if (type == "audio" || type == "file") {
        files.push_back({{"mime_type", type}, {"file_url", url}, {"name", name}});
      } else {  // shares, reels, places, templates
        shares.push_back({{"link", url}, {"name", name.empty() ? type : name}});
      }
    }
  }
  return {{"attachments", {{"data", std::move(files)}}}, {"shares", {{"data", std::move(shares)}}}};
}

// In the words of the Conversations API.
Json ElementOf(const Update& update, const Json& message, const std::string& id) {
  Json element = AttachmentsOf(message);
  const std::string sender = IdMember(Member(update.value, "sender"), "id");
  const std::string recipient = IdMember(Member(update.value, "recipient"), "id");
  const bool is_ours = BoolMember(message, "is_echo") || sender == update.account_id;
  const std::string& person = is_ours && recipient != update.account_id ? recipient : sender;
  element["id"] = id;
  element["from"] = {{"id", is_ours ? update.account_id : person}};
  element["to"]["data"] = Json::array({{{"id", is_ours ? person : update.account_id}}});
  element["created_time"] = FormatRfc3339(UnixTime(update.value, "timestamp").value_or(update.at));
  element["message"] = TextMember(message, "text", kMaxTextBytes);
  if (BoolMember(message, "is_unsupported")) element["is_unsupported"] = true;
  const Json& story = Member(Member(message, "reply_to"), "story");
  if (story.is_object()) element["story"]["reply_to"] = {{"link", UrlMember(story, "url")}};
  return element;
}

bool HasMember(const Json& value, std::initializer_list<const char*> names) {
  return std::any_of(names.begin(), names.end(), [&](const char* name) { return !Member(value, name).is_null(); });
}

void TakeEntry(const Json& entry, const Event& event, UpdateList& out) {
  const std::string account_id = IdMember(entry, "id");
  const Timestamp at = UnixTime(entry, "time").value_or(event.received_at);
  const std::size_t before = out.updates.size();
  const Json& changes = Member(entry, "changes");
  if (changes.is_array()) {
    for (const Json& change : changes) {
      std::string field = LineMember(change, "field", 80);
      if (field == "messages") field = kMessaging;  // newer subscriptions to accounts say so
      out.updates.push_back({account_id, std::move(field), Member(change, "value"), at});
    }
  }
  // "standby": another app holds the conversation; the person wrote to the shop all the same.
  for (const char* list : {"messaging", "standby"}) {
    const Json& messages = Member(entry, list);
    if (!messages.is_array()) continue;
    for (const Json& message : messages) out.updates.push_back({account_id, kMessaging, message, at});
  }
  if (out.updates.size() == before) out.set_aside.push_back(SetElementAside(entry, "an entry without an update"));
}

}  // namespace

bool TakesWebhooks(const InboxConfig& inbox) {
  return FindSecret(inbox, kVerifyToken) != nullptr && FindSecret(inbox, "app_secret") != nullptr;
}

WebhookVerdict JudgeWebhook(const InboxConfig& inbox, const HttpServerRequest& request, const char* other_secret) {
  if (!TakesWebhooks(inbox)) return WebhookVerdict::Refuse(404);
  if (request.method == "GET") return JudgeHandshake(*FindSecret(inbox, kVerifyToken), request);
  if (request.method != "POST") return WebhookVerdict::Refuse(405);
  const bool is_signed = IsSignedWith(FindSecret(inbox, "app_secret"), request) ||
                         (other_secret != nullptr && IsSignedWith(FindSecret(inbox, other_secret), request));
  return is_signed ? WebhookVerdict::Accept() : WebhookVerdict::Forged();
}

Result<UpdateList> ReadUpdates(const Event& event, std::string_view object) {
  const Result<Json> body = ParseForeignJson(event.body);
  if (!body.ok()) return MakeError(ErrorKind::kInvalidArgument, "an event that is no JSON");
  if (LineMember(*body, "object", 80) != object)
    return MakeError(ErrorKind::kInvalidArgument, "an event of another kind of account; subscribe only the one of this inbox");
  const Json& entries = Member(*body, "entry");
  if (!entries.is_array()) return MakeError(ErrorKind::kInvalidArgument, "an event without entries");
  UpdateList out;
  for (const Json& entry : entries) TakeEntry(entry, event, out);
  return out;
}

Heard Heard::Aside(const Update& update, std::string reason) {
  Heard heard;
  heard.kind = Kind::kSetAside;
  heard.set_aside = SetElementAside(update.value, std::move(reason));
  return heard;
}

Heard Heard::Look(std::string id) {
  Heard heard;
  heard.kind = Kind::kLook;
  heard.id = std::move(id);
  return heard;
}

MessageUpdate ReadMessageUpdate(const Update& update) {
  using Kind = MessageUpdate::Kind;
  const Json& value = update.value;
  const Json& edit = Member(value, "message_edit");
  const Json& message = edit.is_object() ? edit : Member(value, "message");
  if (!message.is_object()) {
    // Marks of reading, taps on buttons, handing conversations over: nobody waits for an answer to these (Messenger, 2026).
    if (HasMember(value,
                  {"read", "delivery", "reaction", "postback", "optin", "referral", "account_linking", "pass_thread_control",
                   "take_thread_control", "request_thread_control", "app_roles", "game_play", "checkout_update"}))
      return {};
    if (HasMember(value, {"policy-enforcement", "policy_enforcement"}))
      return {Kind::kUnreadable,
              {},
              {},
              "Meta says that the page broke its rules, or no longer does; look into the Page's inbox there"};
    return {Kind::kUnreadable, {}, {}, "an update about messages of a kind not known"};
  }
  if (BoolMember(message, "is_self")) return {};
  const std::string id = IdMember(message, "mid");
  if (id.empty()) return {Kind::kUnreadable, {}, {}, "a message without a usable id"};
  const Kind kind = edit.is_object() ? Kind::kEdited : BoolMember(message, "is_deleted") ? Kind::kDeleted : Kind::kWritten;
  return {kind, id, ElementOf(update, message, id), {}};
}

Heard HearMessage(const Update& update, const std::function<Result<Item>(const Json&)>& read) {
  const MessageUpdate message = ReadMessageUpdate(update);
  if (message.kind == MessageUpdate::Kind::kUnneeded) return {};
  if (message.kind == MessageUpdate::Kind::kUnreadable) return Heard::Aside(update, message.reason);
  Result<Item> item = read(message.element);
  if (!item.ok()) return Heard::Aside(update, item.error().text);
  Heard heard = Heard::Look(message.id);
  heard.tells_of_missing = true;  // old ones cannot be read, and who deletes one is heard of
  heard.item = std::move(item).value();
  if (message.kind != MessageUpdate::Kind::kDeleted) return heard;
  heard.kind = Heard::Kind::kRemoved;
  heard.item->text.clear();
  heard.item->attachments.clear();
  heard.item->publication = Publication::kRemoved;
  heard.item->removed_by = heard.item->direction == Direction::kIncoming ? RemovedBy::kAuthor : RemovedBy::kPage;
  heard.item->abilities = {};
  return heard;
}

std::vector<Heard> HearAll(const Event& event, std::string_view object, const std::set<std::string>& accounts,
                           const std::function<Heard(const Update&)>& hear, EventReading& reading) {
  std::vector<Heard> looks;
  Result<UpdateList> list = ReadUpdates(event, object);
  if (!list.ok()) {
    SetAside whole{HmacSha256Hex("", event.body).substr(0, 16), list.error().text, {}};
    whole.raw = CleanText(event.body, kMaxSetAsideBytes);
    reading.set_aside.push_back(std::move(whole));
    return looks;
  }
  reading.set_aside = std::move(list->set_aside);
  for (const Update& update : list->updates) {
    if (update.account_id.empty()) {
      reading.set_aside.push_back({"", "an update that does not say for which account", {}});
      continue;
    }
    // An app is told of all its accounts at one address: those of other inboxes are none of this one's.
    if (accounts.count(update.account_id) == 0) {
      ++reading.unneeded;
      continue;
    }
    Heard heard = hear(update);
    switch (heard.kind) {
      case Heard::Kind::kUnneeded: ++reading.unneeded; break;
      case Heard::Kind::kSetAside: reading.set_aside.push_back(std::move(heard.set_aside)); break;
      case Heard::Kind::kRemoved: reading.removed.push_back(std::move(*heard.item)); break;
      case Heard::Kind::kTold: reading.told.push_back(std::move(*heard.item)); break;
      case Heard::Kind::kLook: looks.push_back(std::move(heard)); break;
    }
  }
  return looks;
}

Result<Found> LookUp(GraphApi& api, const std::set<std::string>& ids, const std::string& fields, Timestamp now,
                     const CancelToken& cancel) {
  Found found;
  std::vector<std::string> asked(ids.begin(), ids.end());
  for (const bool is_second : {false, true}) {
    std::vector<std::string> missing;
    for (std::size_t from = 0; from < asked.size(); from += GraphApi::kMostInBatch) {
      const auto end = asked.begin() + static_cast<std::ptrdiff_t>(std::min(asked.size(), from + GraphApi::kMostInBatch));
      const std::vector<std::string> batch(asked.begin() + static_cast<std::ptrdiff_t>(from), end);
      RW_ASSIGN_OR_RETURN(std::vector<Result<Json>> answers, api.GetEach(batch, fields, now, cancel));
      for (std::size_t i = 0; i < batch.size(); ++i) {
        const bool is_refused = !answers[i].ok();
        const ErrorKind kind = is_refused ? answers[i].error().kind : ErrorKind::kInternal;
        if (is_refused && (kind == ErrorKind::kRetryAt || kind == ErrorKind::kReauthorize)) return answers[i].error();
        if (is_refused && kind == ErrorKind::kNotFound) missing.push_back(batch[i]);
        found.insert_or_assign(batch[i], std::move(answers[i]));
      }
    }
    if (is_second || missing.empty()) break;
    asked = std::move(missing);
  }
  return found;
}

bool IsBelievable(const Found& found) {
  const auto missing = std::count_if(found.begin(), found.end(), [](const auto& one) {
    return !one.second.ok() && one.second.error().kind == ErrorKind::kNotFound;
  });
  return IsAbsenceBelievable(found.size(), static_cast<std::size_t>(missing));
}

void TakeFound(const Heard& heard, const Result<Json>& found, bool is_believable, Duration age, const ReadObject& read,
               EventReading& reading) {
  if (found.ok() && heard.is_removal && age < kSettles) {
    reading.comes_again = true;  // it goes, but not everywhere at once
    return;
  }
  if (found.ok()) {
    Result<std::optional<Item>> item = read(heard, *found);
    if (!item.ok()) {
      reading.set_aside.push_back(SetElementAside(*found, item.error().text));
    } else if (*item) {
      reading.items.push_back(std::move(**item));
    } else {
      ++reading.unneeded;
    }
    return;
  }
  const ErrorKind kind = found.error().kind;
  const bool is_missing = kind == ErrorKind::kNotFound;
  const bool is_refused = kind == ErrorKind::kPermission || kind == ErrorKind::kInvalidArgument;
  if (heard.item && (is_refused || (is_missing && heard.tells_of_missing))) {
    reading.told.push_back(*heard.item);
  } else if (is_refused) {
    reading.set_aside.push_back({heard.id, found.error().text, {}});
  } else if (!is_missing) {
    reading.comes_again = true;
  } else if (heard.is_removal) {
    reading.gone.push_back(heard.item_id.empty() ? heard.id : heard.item_id);
  } else if (age < kSettles) {
    reading.comes_again = true;
  } else if (is_believable) {
    reading.gone.push_back(heard.item_id.empty() ? heard.id : heard.item_id);
  } else {
    reading.set_aside.push_back({heard.id, "told of and not there, as everything else that was told of", {}});
  }
}

}  // namespace replywatch::graph

// Webhooks of the Graph API, for pages and for professional accounts: whether a request is Meta's, what single updates its body
// holds, and what became of the objects they name. An update is believed to name what changed; what it looks like now is
// read from the platform, so that order and repetition of updates do not matter. Hostile input safe; pure but for LookUp.
#pragma once

#include <functional>
#include <map>
#include <nlohmann/json.hpp>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/protocols/graph_api.h"

namespace replywatch::graph {

// The secret that an inbox must have, beside "app_secret", to receive anything.
inline constexpr const char* kVerifyToken = "verify_token";
bool TakesWebhooks(const InboxConfig& inbox);

// The hand-shake (GET, hub.*) and the signature over the raw bytes (X-Hub-Signature-256), 2026. `other_secret`: another secret of
// the settings that may have signed; may be absent there.
WebhookVerdict JudgeWebhook(const InboxConfig& inbox, const HttpServerRequest& request, const char* other_secret = nullptr);

// One update of a body.
struct Update {
  std::string account_id;  // of the page or account it was sent for
  std::string field;       // as subscribed to: "feed", …; kMessaging for all that concerns private messages
  Json value;
  Timestamp at;  // when Meta sent it; the time it was received where it does not tell
};
inline constexpr const char* kMessaging = "messaging";

struct UpdateList {
  std::vector<Update> updates;
  std::vector<SetAside> set_aside;  // entries that hold none
};
// kInvalidArgument when the whole body is nothing of `object` ("page", "instagram").
Result<UpdateList> ReadUpdates(const Event& event, std::string_view object);

// What one update says.
struct Heard {
  enum class Kind {
    kUnneeded,  // of nothing we keep
    kSetAside,  // not understood: `set_aside`
    kRemoved,   // `item` is gone for good
    kTold,      // all there is to know: `item` as it is now
    kLook,      // the object `id` changed: it has to be read
  } kind = Kind::kUnneeded;
  std::string id;
  std::string item_id;            // of what is known here by another id than the object's
  std::string place_id;           // where it stands, when it does not say so itself
  bool is_removal = false;        // it is said to be gone: when it is not there, that is why
  bool is_mention = false;        // it may stand where we may not read
  std::optional<Item> item;       // with kLook: what the update itself tells, for when the object may not be read …
  bool tells_of_missing = false;  // … or is not there, which means nothing here
  SetAside set_aside;

  static Heard Aside(const Update& update, std::string reason);
  static Heard Look(std::string id);
};

// An update about private messages, its element in the words in which messages are read (id, from, to, created_time, message, …).
struct MessageUpdate {
  enum class Kind { kUnneeded, kWritten, kEdited, kDeleted, kUnreadable } kind = Kind::kUnneeded;
  std::string id;
  Json element;
  std::string reason;  // kUnreadable
};
MessageUpdate ReadMessageUpdate(const Update& update);
// What it says, with `read` as the platform reads a message's element.
Heard HearMessage(const Update& update, const std::function<Result<Item>(const Json&)>& read);

// A body's updates, heard; what belongs to none of `accounts` is set aside. `reading` takes what needs no look.
std::vector<Heard> HearAll(const Event& event, std::string_view object, const std::set<std::string>& accounts,
                           const std::function<Heard(const Update&)>& hear, EventReading& reading);

// What was found at each id. Ids that are not there were asked for twice. An error says that nothing can be read now.
using Found = std::map<std::string, Result<Json>>;
Result<Found> LookUp(GraphApi& api, const std::set<std::string>& ids, const std::string& fields, Timestamp now,
                     const CancelToken& cancel);
// Whether "not there" can be believed of any: where everything is missing at once, rights have been lost and not words.
bool IsBelievable(const Found& found);

// Puts what was found into the reading. `read` gives no item for an object that is none of what we keep.
using ReadObject = std::function<Result<std::optional<Item>>(const Heard&, const Json&)>;
void TakeFound(const Heard& heard, const Result<Json>& found, bool is_believable, Duration age, const ReadObject& read,
               EventReading& reading);

}  // namespace replywatch::graph

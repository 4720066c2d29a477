// Mastodon's JSON to plain structs and items. Hostile input safe: a bad element is set
// aside and its neighbours are kept. Ids are opaque text (digits on Mastodon, ULIDs on others). Pure
// functions, any thread; which thread a status belongs to is the caller's business.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/connectors/connector.h"
#include "collector/protocols/json_reader.h"
#include "shared/model/item.h"

namespace replywatch::mastodon {

struct Mention {
  std::string id;
  std::string acct;
};

struct MastodonStatus {
  std::string id;
  std::string in_reply_to_id;  // empty: a post of its own
  std::string in_reply_to_account_id;
  std::string visibility;  // public, unlisted, private (followers), direct
  std::string spoiler_text;
  std::string text;  // plain; the content warning in front of it
  std::string language;
  std::string url;
  Timestamp created_at;
  std::optional<Timestamp> edited_at;
  std::int64_t replies_count = 0;
  Author author;  // handle is the acct: "name" here, "name@host" elsewhere
  bool author_is_bot = false;
  bool is_reblog = false;
  std::optional<bool> is_favourite;  // of ours
  std::vector<Mention> mentions;
  std::vector<Attachment> attachments;

  bool IsDirect() const { return visibility == "direct"; }
  bool Mentions(std::string_view account_id) const;
};

// kInvalidArgument with the reason when it is no usable status.
Result<MastodonStatus> ReadStatus(const Json& element);

struct StatusList {
  std::vector<MastodonStatus> statuses;  // in the order of the listing, newest first
  std::vector<SetAside> set_aside;
  std::vector<std::string> ids;  // of the listing's own elements, unreadable ones included; what paging names
};
// Each kBackOff when the answer is no array.
Result<StatusList> ReadStatuses(const Json& answer);
Result<StatusList> ReadMentions(const Json& answer);       // notifications; other types are passed over
Result<StatusList> ReadConversations(const Json& answer);  // their last statuses

struct StatusContext {
  StatusList ancestors;  // topmost first
  StatusList descendants;
  bool is_gone = false;  // the status itself is not there, or not for us
};
// kBackOff when it is no context.
Result<StatusContext> ReadContext(const Json& answer);

struct InstanceLimits {
  std::int64_t max_characters = 500;  // Mastodon's default
  std::int64_t characters_per_url = 23;
};
// Of /api/v2/instance or /api/v1/instance; what is missing keeps its default.
InstanceLimits ReadInstance(const Json& answer);

// Of /api/v1/apps/verify_credentials: false only where the scopes are told and favouring is not among them.
bool MayFavourite(const Json& application);

// What a notification policy keeps from us, one line each.
std::vector<std::string> PolicyWarnings(const Json& policy);

// Where a status stands, as far as the connector knows.
struct ThreadPlace {
  std::string root_id;  // of the topmost known ancestor; empty: the status itself
  std::string root_title;
  std::string root_url;
  bool parent_is_direct = false;
};
Item ToItem(const MastodonStatus& status, const ThreadPlace& place, std::string_view own_account_id);

// First words of a status, for the head of a conversation.
std::string TitleOf(const MastodonStatus& status);

// Newer by id: digits by length, then text; others as text.
bool IsNewerId(std::string_view a, std::string_view b);

// From X-RateLimit-*; each field may be missing, the reset may be ISO 8601 or seconds since 1970.
Throttle ReadThrottle(const HttpResponse& response);

}  // namespace replywatch::mastodon

// Connector: everything the collector needs to know of one platform account. An
// implementation reads pages and sends replies; it stores nothing, decides no threading and
// never sleeps. One object per inbox, used by one thread at a time.
#pragma once

#include <cstdint>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "collector/connectors/state_keeper.h"
#include "collector/http/http_client.h"
#include "collector/http/webhook.h"
#include "shared/base/clock.h"
#include "shared/base/result.h"
#include "shared/base/secret.h"
#include "shared/base/timestamp.h"
#include "shared/model/capabilities.h"
#include "shared/model/item.h"

namespace replywatch {

// What one inbox's settings say, with secrets already read.
struct InboxConfig {
  std::string name;
  std::string platform;
  std::string base_url;                        // without a trailing slash
  std::map<std::string, std::string> options;  // plain keys of that platform ("user", ...)
  std::map<std::string, Secret> secrets;       // "token", "password", ...
};

// How a stream finds what is new; decides how its cursor may be stored.
enum class StreamKind : std::uint8_t {
  kForward,      // cursor = last id seen, or what the connector last saw; pages go forward, each with its cursor
  kNewestFirst,  // pages go back until the known id plus an overlap
  kConfirming,   // reading with the cursor confirms what came before: commit first
  kSnapshot,     // always the whole; no cursor
};

struct StreamInfo {
  std::string name;  // stable; key of the cursor
  StreamKind kind = StreamKind::kForward;
  Duration interval;                // wished pause between polls
  std::optional<Duration> history;  // how far back the platform lets us read; absent: everything
};

// What the platform told about its limits in its last answers. Absent = it did not say.
struct Throttle {
  std::optional<std::int64_t> remaining;  // requests left in the window
  std::optional<std::int64_t> limit;
  std::optional<Timestamp> resets_at;
};

struct FetchRequest {
  std::string stream;
  std::string cursor;      // as committed last; empty: from the beginning (backfill)
  std::string page_token;  // from the previous page of this same round; never stored; empty: first page
  Timestamp now;
};

struct Page {
  std::vector<Item> items;            // any order
  std::vector<SetAside> set_aside;    // elements that could not be read
  std::string next_page_token;        // empty: this round is complete
  std::string cursor;                 // store this once the page's items are committed; empty: leave it as it is
  bool gap = false;                   // the platform's history ended before our cursor: something may be missing
  std::optional<std::int64_t> total;  // the platform's own count behind this listing, where it tells
  std::int64_t unreadable =
      0;  // on this page, what `total` counts and we do not read (other types of entry, other people's talk)
  Throttle throttle;
};

// A sweep re-reads known items to notice edits, removals and approvals.
struct SweepRequest {
  std::vector<std::string> source_ids;  // at most max_sweep_items()
  Timestamp now;
};

struct SweepResult {
  std::vector<Item> items;        // as they are now
  std::vector<std::string> gone;  // no longer on the platform (by whom is unknown)
  std::vector<SetAside> set_aside;
  Throttle throttle;
};

// What a platform told by itself: the body of a webhook, raw, as JudgeWebhook let it in.
struct Event {
  std::string body;
  Timestamp received_at;
};

// What was learnt from one event. Events come twice, late and in any order, so that each list says how far it may be believed:
// applying an event again, or after others, changes nothing for the worse.
struct EventReading {
  std::vector<Item> items;    // as they are on the platform now
  std::vector<Item> told;     // as the event tells them, which may be old news: for what is not known yet
  std::vector<Item> removed;  // told to be gone for good; one not known is kept as such, so that late news of it changes nothing
  std::vector<std::string> gone;    // looked for and not there
  std::vector<SetAside> set_aside;  // what is not understood, or belongs to another account
  std::int64_t unneeded = 0;        // updates that tell of nothing we keep (likes, read marks)
  bool comes_again = false;         // part of it could not be read yet: read it once more, a little later
};

struct EventReadings {
  std::vector<EventReading> readings;  // one for each event, in their order
  Throttle throttle;
};

struct SendRequest {
  std::string target_id;  // Item::reply_target_id of the message answered
  std::string root_id;
  Visibility visibility = Visibility::kPublic;
  std::string text;             // complete, as the person confirmed it (prefix included)
  std::string idempotency_key;  // same for every attempt of one reply
  std::string language;         // BCP 47 or "und"
  std::string recipient_id;     // account id of the person answered
  std::string recipient_handle;
  std::string target_visibility_hint;      // opaque; from the item's own raw visibility, may be empty
  std::vector<std::string> known_replies;  // ids of our other replies in the conversation: the one looked for is none of them
  Timestamp first_attempt_at;              // start of the first attempt, for guards that forget
  Timestamp now;
};

struct SendReceipt {
  std::string source_id;  // of our reply; empty when the platform does not tell
  std::string permalink;
  Publication publication = Publication::kVisible;  // kHeld: accepted, not yet published
  std::optional<Item> item;                         // the reply as it would be read back, where the answer carries it
  Throttle throttle;
};

// What was found when looking for a reply whose outcome is unknown.
enum class FindOutcome : std::uint8_t {
  kFound,       // it is there: SendReceipt filled
  kNotThere,    // it is certainly not there: safe to send again
  kCannotTell,  // a person must decide
};
struct FindResult {
  FindOutcome outcome = FindOutcome::kCannotTell;
  SendReceipt receipt;
};

// Result of `check`: what a person should know about this account.
struct AccountCheck {
  std::string account_id;  // the platform's id of "us"
  std::string account_name;
  std::vector<std::string> warnings;   // each one line saying what to do
  std::optional<Duration> clock_skew;  // server's clock minus ours, where it tells
  bool is_named_by_settings = false;   // the id is what the settings say, where it may be corrected
};

class Connector {
 public:
  virtual ~Connector() = default;

  virtual Capabilities capabilities() const = 0;
  virtual std::vector<StreamInfo> streams() const = 0;
  virtual std::size_t max_sweep_items() const = 0;

  // Is the account usable? Errors: kReauthorize, kPermission, kConfiguration, kBackOff ... Must be called (and must
  // have succeeded once) before the others: it learns who "we" are and what the server allows.
  virtual Result<AccountCheck> Check(Timestamp now, const CancelToken& cancel) = 0;

  // Of these two, kRetryAt with only_reading keeps what is left of the platform's limits for replies.
  virtual Result<Page> Fetch(const FetchRequest& request, const CancelToken& cancel) = 0;
  virtual Result<SweepResult> Sweep(const SweepRequest& request, const CancelToken& cancel) = 0;

  // An error, of the kinds of Fetch, says that nothing can be read now; what is wrong with an event itself stands in its reading.
  // Only of platforms that have webhooks.
  virtual Result<EventReadings> ReadEvents(const std::vector<Event>& events, Timestamp now, const CancelToken& cancel);

  // Sends once. kBackOff, kRetryAt: not sent, try again. kReauthorize, kPermission, kConfiguration: not sent, the account is
  // refused. kUnknownOutcome: it may have arrived; call FindSent before anything else. kAlreadySent: find it. Others are final.
  virtual Result<SendReceipt> Send(const SendRequest& request, const CancelToken& cancel) = 0;
  // Looks for a reply that an interrupted Send may have left: ours, under the same message, of the same words. When it was
  // written decides nothing, for clocks are set. kInvalidArgument, kNotFound, kTargetGone: no later look can tell either.
  virtual Result<FindResult> FindSent(const SendRequest& request, const CancelToken& cancel) = 0;

  // How long a reply is tried that the platform puts off (kBackOff).
  enum class Patience : std::uint8_t { kAnHour, kTwoDays };
  virtual Patience patience() const { return Patience::kAnHour; }

  // Likes an item in the shop's name; one that is liked already stays so, and that is success. kTargetGone, kPermission,
  // kWindowClosed, kInvalidArgument are final; whatever is in doubt may be asked for again. Asked of items whose abilities say
  // so; refused by platforms that know no like.
  virtual Status Like(const std::string& source_id, Timestamp now, const CancelToken& cancel);

  // Releases a held item (kPermission, kTargetGone, kInvalidArgument where the platform has none).
  virtual Status Approve(const std::string& source_id, Timestamp now, const CancelToken& cancel) = 0;
};

struct ConnectorContext {
  HttpClient* http = nullptr;  // outlives the connector
  InboxConfig inbox;
  StateKeeper* state = nullptr;        // outlives the connector
  std::filesystem::path ca_file = {};  // further trusted authorities, for what does not go through `http`; empty: the system's
};

using ConnectorFactory = Result<std::unique_ptr<Connector>> (*)(ConnectorContext context);

// What a person is asked who connects an inbox: a key of its settings and what to answer, in plain words.
struct ConnectQuestion {
  std::string_view key;  // "base_url", an option or a secret
  std::string_view what;
};

// Whether a request to an inbox's webhook address is its platform's, and how to answer it. Pure; any thread.
using WebhookJudge = WebhookVerdict (*)(const InboxConfig& inbox, const HttpServerRequest& request);

// One line of the generated list: see registry.h.
struct PlatformInfo {
  std::string_view name;          // as in settings, "platform"
  std::string_view display_name;  // as people know it
  ConnectorFactory make = nullptr;
  std::string_view address_example;  // what "base_url" looks like; empty: the platform has one address for all and takes none
  bool written_here = false;         // as its Capabilities say: known without an account, for what staff write down
  bool many_inboxes_per_account = false;  // they may read different parts of one; else a second inbox would read all of it twice
  // Settings this platform understands beside the common ones; unknown keys are refused with the file's line.
  std::vector<std::string_view> required_options;
  std::vector<std::string_view> optional_options;
  std::vector<std::string_view> required_secrets;
  std::vector<std::string_view> optional_secrets;
  WebhookJudge judge_webhook = nullptr;  // null: nothing is received from this platform
  // For `connect`: what to do at the platform first (what to create, what to allow, how long it lives), a line each; and what is
  // asked then, every required key among it.
  std::vector<std::string_view> connect_steps;
  std::vector<ConnectQuestion> connect_questions;
};

}  // namespace replywatch

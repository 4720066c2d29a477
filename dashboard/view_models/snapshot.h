// Snapshot: everything the screen shows, as one immutable value. Made by the snapshot loader off the UI thread;
// read by views and view models. Holds the rows of one filter and one open conversation, never the whole database.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "dashboard/view_models/review_sheet.h"
#include "shared/model/agent.h"
#include "shared/model/alert.h"
#include "shared/model/contact.h"
#include "shared/model/conversation.h"
#include "shared/model/correction_tally.h"
#include "shared/model/inbox.h"
#include "shared/model/message.h"
#include "shared/model/outbound.h"
#include "shared/model/promise.h"
#include "shared/model/wait.h"
#include "shared/rules/promise_words.h"
#include "shared/rules/reply_check.h"
#include "shared/rules/same_person.h"

namespace replywatch {

enum class ListKind : std::uint8_t { kWaiting, kProblems, kToThank, kMine, kAll, kDue, kReview };
// kReview: what stands behind a number of the review. kDue: due within so long, overdue ones included.
inline constexpr Duration kDueWithin = Duration::Hours(1);

struct ListFilter {
  ListKind kind = ListKind::kWaiting;
  InboxId inbox;         // 0: all
  std::string language;  // empty: all
  std::string search;    // empty: no search
  ReviewQuery review;    // with kReview
  bool operator==(const ListFilter&) const = default;
};

// Does what was dealt with stay in this list?
bool KeepsRows(const ListFilter& filter);

enum class ComposerMode : std::uint8_t { kPublic, kPrivate, kNote };
// "public", "private", "note": the words drafts are stored under.
std::string_view ComposerModeName(ComposerMode mode);

struct ListRow {
  ConversationId conversation;
  InboxId inbox;
  std::string name;
  std::string snippet;  // one line
  MessageKind kind = MessageKind::kComment;
  Visibility visibility = Visibility::kPublic;
  ConversationStatus status = ConversationStatus::kOpen;
  std::optional<Timestamp> snoozed_until;
  AgentId owner;
  MessageId message;             // the newest incoming one
  std::optional<Wait> wait;      // absent: nobody waits here
  std::optional<Timestamp> due;  // of the wait, where a target applies
  Timestamp last_activity;
  Flags flags;
  std::optional<int> rating;
  bool has_picture = false;
  bool is_held = false;
  bool is_removed = false;
  std::string told;  // of a list of the review: how long, or when
};

enum class LikeState : std::uint8_t { kImpossible, kPossible, kOnItsWay, kLiked };

struct ConversationMessage {
  Message message;
  LikeState like = LikeState::kImpossible;
  std::vector<MessageVersion> versions;
};

// One conversation of the thread on screen: public ones first, the private talk below.
struct ConversationPart {
  Conversation conversation;
  std::vector<ConversationMessage> messages;
  std::vector<Note> notes;
  std::vector<OutboundMessage> replies;  // not yet sent, failed or uncertain; of likes only the latter two
};

struct CannedChoice {
  std::string id;
  std::string title;
  std::string text;                  // filled
  std::vector<std::string> missing;  // placeholders without a value
};

// One line of the contact's history.
struct StoryLine {
  Conversation conversation;
  std::string snippet;
  Flags flags;
  bool is_waiting = false;
};

struct ConversationDetail {
  Conversation conversation;  // the selected one
  Contact contact;
  std::vector<ContactIdentity> identities;   // of all contacts of the person, this one's first
  std::vector<MergeSuggestion> suggestions;  // who may be the same person
  std::vector<ConversationPart> parts;
  std::vector<StoryLine> story;  // other conversations of the person, newest first
  std::optional<Wait> wait;      // open, of the selected one
  std::optional<Wait> thank;
  std::optional<Timestamp> due;
  std::int64_t handovers = 0;
  std::int64_t reopened = 0;        // of all its matters
  std::string cause;                // key; empty: none
  std::vector<Promise> promises;    // by due_at
  std::vector<Incident> incidents;  // that its problems fall into, refused ones left out
  MessageId newest;                 // as stored, of all parts
  // What a reply in either mode would answer; 0: not possible.
  MessageId public_target;
  MessageId private_target;
  std::string public_prefix;  // what the platform wants before every reply here
  std::string private_prefix;
  LengthRule public_length;
  LengthRule private_length;
  std::optional<ReplyWindow> window;
  std::string language;  // of the person, "und" when unknown
  std::vector<CannedChoice> canned;
};

// An open alert, with whom it is about.
struct OpenAlert {
  Alert alert;
  std::string contact_name;  // empty: it is about nobody
  AgentId owner;
  bool is_undelivered = false;
};

// A reply that needs a person's decision.
struct TroubledReply {
  OutboundMessage reply;
  std::string contact_name;
};

struct StoredDraft {
  ConversationId conversation;
  ComposerMode mode = ComposerMode::kPublic;
  std::string text;
};

// What the reply check says about a draft.
struct DraftCheck {
  ConversationId conversation;
  ComposerMode mode = ComposerMode::kPublic;
  std::string text;  // the text that was checked
  std::vector<ReplyFinding> findings;
  std::optional<FoundPromise> promise;  // what it promises
};

// How the detector stands against people's corrections since what it knows last changed.
struct DetectorFigures {
  CorrectionTally corrected;
  std::optional<Timestamp> learnt_at;  // of what is in use; absent: nothing is, and all corrections count
  std::optional<Timestamp> tried_at;   // the latest try to learn, used or not
  std::int64_t to_learn = 0;           // messages corrected so far that it can learn from
};

// How a time that is being typed is read.
struct ReadTime {
  std::string typed;
  std::optional<TypedPromise> understood;
};

// A cause to choose, with its words by language.
struct CauseChoice {
  std::string key;
  std::map<std::string, std::string> words;
};

struct LiveFigures {
  std::int64_t waiting = 0;
  std::int64_t waiting_private = 0;
  std::int64_t waiting_public = 0;
  std::int64_t problems = 0;
  std::int64_t to_thank = 0;
  std::int64_t mine = 0;
  std::int64_t due_soon = 0;
  std::optional<Timestamp> oldest_since;
};

enum class SnapshotState : std::uint8_t {
  kLoading,
  kNoSettings,   // nobody has written any yet, nor named a file
  kBadSettings,  // `trouble` says what is wrong
  kNoDatabase,
  kUnreadable,  // `trouble` says what to do
  kReady,
  kLostSettings,  // a file was named that is not there: `trouble` says which
};

struct Snapshot {
  SnapshotState state = SnapshotState::kLoading;
  ErrorKind trouble_kind = ErrorKind::kInternal;
  std::string trouble;
  bool names_inboxes = true;    // with kNoDatabase: the settings do
  std::int64_t generation = 0;  // grows with every snapshot
  Timestamp at;
  std::string shop;
  std::string time_zone = "UTC";
  bool is_collector_running = false;
  std::optional<Timestamp> beat_at;
  LiveFigures figures;
  TodayFigures today;
  ReviewQuery today_list;                     // what stands behind it
  std::vector<Incident> incidents;            // proposed, then open, then the last decided ones
  std::vector<ReviewQuery> incident_lists;    // beside them: the problems of its week, there and of its cause
  std::shared_ptr<const ReviewSheet> review;  // while it is looked at
  std::vector<Inbox> inboxes;
  std::vector<Agent> agents;
  std::vector<TroubledReply> trouble_replies;
  std::vector<OpenAlert> alerts;                      // the most pressing step of each matter, newest first
  std::vector<NotifierTrouble> notifier_trouble;      // ways by which alerts do not arrive
  std::vector<CauseChoice> causes;                    // in the order of the menu
  std::vector<std::string> languages;                 // tags to filter by
  std::map<std::string, std::string> language_names;  // tag -> its own name
  AgentId agent;                                      // whom drafts and `mine` belong to
  ListFilter filter;                                  // what `rows` answers
  std::vector<ListRow> rows;
  std::int64_t total = 0;
  std::optional<ConversationDetail> detail;
  std::vector<StoredDraft> drafts;
  std::optional<DraftCheck> check;
  std::optional<ReadTime> read_time;
  std::optional<DetectorFigures> detector;  // while flags are corrected
};

// The words of a cause in a language; its key where there are none.
std::string CauseInWords(const Snapshot& snapshot, const std::string& key, const std::string& language);
const Inbox* FindInbox(const Snapshot& snapshot, InboxId id);
// nullptr for nobody and for an unknown agent.
const Agent* FindAgent(const Snapshot& snapshot, AgentId id);
// nullptr when it is not part of the open conversation.
const Message* FindMessage(const Snapshot& snapshot, MessageId id);

}  // namespace replywatch

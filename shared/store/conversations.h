// Conversations and their waits, notes and closing events; and the lists that people
// look at.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/conversation.h"
#include "shared/model/inbox.h"
#include "shared/model/message.h"
#include "shared/model/wait.h"
#include "shared/rules/waits.h"

namespace replywatch {

// Thread of the platform: the post, private talk or mail thread.
struct ThreadInfo {
  InboxId inbox_id;
  std::string root_source_id;
  Visibility visibility = Visibility::kPublic;
  std::string title;      // empty leaves what is known
  std::string permalink;  // likewise
};

// Staff closed the conversation's waits ("done" or "no answer needed"); or reopened it.
struct Closing {
  std::int64_t id = 0;
  Timestamp at;
  AgentId agent_id;
  OutboundId like;  // of a closing by a like: the like it stands and falls with; 0: by nothing but staff's word
};

// One row of a list of waits: the wait with what is shown beside it.
struct WaitRow {
  Wait wait;
  ConversationId conversation_id;
  InboxId inbox_id;
  ContactId contact_id;
  std::string contact_name;
  Visibility visibility = Visibility::kPublic;
  ConversationStatus status = ConversationStatus::kOpen;
  std::optional<Timestamp> snoozed_until;
  AgentId owner;
  Message message;  // the newest incoming one of the wait
};

struct WaitQuery {
  WaitKind kind = WaitKind::kAnswer;
  InboxId inbox;  // 0: all, as in the following
  AgentId owner;
  std::string language;  // empty: all; of the contact
  bool problems_only = false;
  std::optional<Visibility> visibility;
  std::optional<Timestamp> due_before;  // only what is due before this instant (exclusive)
  std::optional<Timestamp> awake_at;    // leaves out what is snoozed beyond this instant
  int limit = 100;                      // 1..10000
  int offset = 0;
};

struct CountQuery {
  std::optional<Timestamp> awake_at;    // leaves out what is snoozed beyond this instant; what wakes right then counts
  std::optional<Timestamp> due_before;  // what `due` counts; exclusive
  AgentId owner;                        // what `owned` counts
};

struct WaitCounts {
  std::int64_t waiting_public = 0;
  std::int64_t waiting_private = 0;
  std::int64_t problems = 0;  // open waits with a problem in them
  std::int64_t to_thank = 0;
  std::int64_t due = 0;    // of the waits for an answer; 0 unless asked for, as the next
  std::int64_t owned = 0;  // likewise
  std::optional<Timestamp> oldest_since;
};

// What stands of a conversation's waits, and what its status was then.
struct StoredWaits {
  WaitState state;
  ConversationStatus status = ConversationStatus::kOpen;
};

class Conversations {
 public:
  virtual ~Conversations() = default;

  // Made on first sight; touched by `activity`.
  virtual Result<FoundOrMade<ConversationId>> FindOrMake(const ThreadInfo& thread, ContactId contact, Timestamp activity) = 0;
  Result<ConversationId> Resolve(const ThreadInfo& thread, ContactId contact, Timestamp activity) {
    RW_ASSIGN_OR_RETURN(const auto conversation, FindOrMake(thread, contact, activity));
    return conversation.id;
  }
  virtual Result<std::optional<Conversation>> Get(ConversationId id) = 0;
  virtual Result<std::vector<Conversation>> OfContact(ContactId id, int limit) = 0;

  virtual Status SetStatus(ConversationId id, ConversationStatus status, std::optional<Timestamp> snoozed_until) = 0;
  virtual Status SetOwner(ConversationId id, AgentId owner) = 0;
  virtual Status Touch(ConversationId id, Timestamp activity) = 0;  // last_activity only grows

  // The platform links a private talk to a public conversation; answers there count here.
  virtual Status Link(ConversationId public_id, ConversationId private_id) = 0;
  virtual Result<std::vector<ConversationId>> LinkedPublic(ConversationId private_id) = 0;
  virtual Result<std::vector<ConversationId>> LinkedPrivate(ConversationId public_id) = 0;

  // Stores all but `closing`.id and returns that.
  virtual Result<std::int64_t> AddClosing(ConversationId id, const Closing& closing) = 0;
  virtual Status RemoveClosing(ConversationId id, std::int64_t closing_id) = 0;
  virtual Result<std::vector<Closing>> Closings(ConversationId id) = 0;
  // Has staff ever closed one of the contact's conversations?
  virtual Result<bool> AnyClosed(ContactId id) = 0;

  // Staff took up again what was done; its matter's clock runs from then. The conversation's clocks become stale.
  virtual Status AddReopening(ConversationId id, Timestamp at, AgentId agent) = 0;
  virtual Status RemoveReopening(ConversationId id, std::int64_t reopening_id) = 0;
  virtual Result<std::vector<Closing>> Reopenings(ConversationId id) = 0;

  // Its instants and matters are computed anew.
  virtual Status MarkClocksStale(ConversationId id) = 0;

  virtual Status AddNote(const Note& note) = 0;
  virtual Result<std::vector<Note>> Notes(ConversationId id) = 0;

  // Where the fold of rules/waits stands, the open waits included.
  virtual Result<StoredWaits> LoadWaits(ConversationId id) = 0;
  // Stores the state and what ended in it. `ended` and the open waits keep the id of a stored wait with the same kind and first
  // message.
  virtual Status SaveWaits(ConversationId id, const WaitState& state, const std::vector<Wait>& ended) = 0;
  // After a whole fold: stored waits that no longer exist go.
  virtual Status ReplaceWaits(ConversationId id, const FoldedWaits& folded) = 0;
  virtual Result<std::vector<Wait>> Waits(ConversationId id) = 0;
  // Open and ended ones in the private conversations among the person's `most` that were active last; in no order.
  virtual Result<std::vector<Wait>> PrivateWaitsOf(ContactId id, int most) = 0;

  // Longest wait first.
  virtual Result<std::vector<WaitRow>> OpenWaits(const WaitQuery& query) = 0;
  // How many OpenWaits would find without limit and offset.
  virtual Result<std::int64_t> CountWaits(const WaitQuery& query) = 0;
  virtual Result<WaitCounts> Counts(const CountQuery& query) = 0;
  virtual Result<std::int64_t> CountOpenWaits(InboxId inbox) = 0;
};

}  // namespace replywatch

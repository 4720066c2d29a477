// Messages: what was written, its earlier versions, corrections, and the search.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/model/correction_tally.h"
#include "shared/model/message.h"

namespace replywatch {

struct MessageQuery {
  InboxId inbox;       // 0: all
  std::string search;  // folded and matched by word prefixes; empty: everything
  bool problems_only = false;
  int limit = 100;  // 1..10000
  int offset = 0;
};

// A person's correction of a classification, kept for training and for the audit.
struct Correction {
  MessageId message_id;
  AgentId agent_id;
  Timestamp at;
  Flags before;
  Flags after;
  NoAnswerReason no_answer_before = NoAnswerReason::kNone;
  NoAnswerReason no_answer_after = NoAnswerReason::kNone;
};

// What threading must know of a stored message, without its text.
struct MessageStub {
  MessageId id;
  ConversationId conversation_id;
  ContactId contact_id;
  Direction direction = Direction::kIncoming;
  Visibility visibility = Visibility::kPublic;
  bool erased = false;
  std::string source_id;
  std::string contact_source_id;  // account id of the contact within the inbox; empty when unattached
};

class Messages {
 public:
  virtual ~Messages() = default;

  virtual Result<std::optional<MessageStub>> FindStub(InboxId inbox, const std::string& source_id) = 0;
  virtual Result<std::optional<Message>> Find(InboxId inbox, const std::string& source_id) = 0;
  virtual Result<std::optional<Message>> Get(MessageId id) = 0;
  // By created_at, then id.
  virtual Result<std::vector<Message>> OfConversation(ConversationId id) = 0;
  // Stored messages of the inbox that reply to `source_id`.
  virtual Result<std::vector<Message>> RepliesTo(InboxId inbox, const std::string& source_id) = 0;

  // When the newest stored message of all inboxes was written; nullopt: none is stored.
  virtual Result<std::optional<Timestamp>> NewestAt() = 0;
  // Was anything written within [from, to)?
  virtual Result<bool> AnyBetween(Timestamp from, Timestamp to) = 0;
  // Does any stored message reply to `source_id`, or is linked to it?
  virtual Result<bool> IsReferredTo(InboxId inbox, const std::string& source_id) = 0;

  // Stored private messages that the platform says were written in answer to the public `source_id`.
  virtual Result<std::vector<MessageStub>> LinkedTo(InboxId inbox, const std::string& source_id) = 0;

  // kInvalidArgument when (inbox_id, source_id) is stored already.
  virtual Result<MessageId> Insert(const Message& message) = 0;
  // Writes all but id, fetched_at and agent; keeps the earlier text as a version when it differs.
  virtual Status Update(const Message& message, Timestamp now) = 0;
  virtual Result<std::vector<MessageVersion>> Versions(MessageId id) = 0;
  // The platform's id of a reply whose arrival was assumed until now; its entry in the outbox names it too. kInvalidArgument when
  // that id is stored already.
  virtual Status SetSourceId(MessageId id, const std::string& source_id) = 0;
  // As the patterns of the person say (kRepeat, kWentPublic); nothing for an id that is not stored.
  virtual Status SetFlags(MessageId id, Flags flags) = 0;
  virtual Status SetAgent(MessageId id, AgentId agent) = 0;
  // Message::together, which Insert and Update leave alone.
  virtual Status SetTogether(MessageId id, Flags flags) = 0;
  // What was judged together with a message of `since` stands no longer: takes it from the conversation's messages from then on.
  virtual Status ForgetTogether(ConversationId id, Timestamp since) = 0;

  // Replaces the classification by a person's and records the correction.
  virtual Status Correct(const Correction& correction, const Classification& classification) = 0;
  // Takes the latest correction back: the flags are again what they were before it. kNotFound without one.
  virtual Status RemoveLatestCorrection(MessageId id) = 0;
  virtual Result<std::vector<Correction>> Corrections(MessageId id) = 0;  // oldest first

  // Of corrected messages that were read (and so judged) at or after `since`: what stood before the first correction against what
  // stands after the last.
  virtual Result<CorrectionTally> TallyCorrections(Timestamp since) = 0;

  // Newest first.
  virtual Result<std::vector<Message>> List(const MessageQuery& query) = 0;
  virtual Result<std::int64_t> Count(InboxId inbox) = 0;
  // Of what the platform itself counts: visible and held, not removed.
  virtual Result<std::int64_t> CountPresent(InboxId inbox) = 0;

  // Ids to re-read in a sweep: not removed, oldest check first, created at or after `since`; open waits come first.
  virtual Result<std::vector<std::string>> DueForSweep(InboxId inbox, Timestamp since, int limit) = 0;
  // Ids that were stored, and swept if ever, before `read_before`, however old they are: not removed, longest unread first.
  virtual Result<std::vector<std::string>> DueForRefresh(InboxId inbox, Timestamp read_before, int limit) = 0;
  virtual Status MarkSwept(InboxId inbox, const std::vector<std::string>& source_ids, Timestamp at) = 0;

  // Our newest outgoing messages, newest first: of one thread, or of the whole inbox when the root is empty.
  virtual Result<std::vector<Message>> RecentOutgoing(InboxId inbox, const std::string& root_source_id, int limit) = 0;
  // The newest message of the conversation as we stored them; 0: none.
  virtual Result<MessageId> NewestOf(ConversationId id) = 0;
};

}  // namespace replywatch

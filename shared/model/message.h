// Message: an item after threading, classification and storage; and a team note.
// Values.
#pragma once

#include <optional>
#include <string>

#include "shared/base/id.h"
#include "shared/base/timestamp.h"
#include "shared/model/classification.h"
#include "shared/model/item.h"

namespace replywatch {

struct Message {
  MessageId id;
  InboxId inbox_id;
  ConversationId conversation_id;       // 0: an outgoing message whose addressee is not known yet
  ContactId contact_id;                 // the person on the other side; 0 as above
  Item item;                            // as last read from the platform
  Timestamp fetched_at;                 // when we first had it
  Timestamp visible_at;                 // created_at, or when a held one was noticed to be published, or removed (== removed_at)
  std::optional<Timestamp> removed_at;  // when we noticed
  Classification classification;        // as decided now: the detector's, or a person's correction
  bool corrected = false;               // a person corrected the flags
  std::optional<Flags> together;        // kJudgedTogether flags of the unanswered messages up to this one, judged as one text
  AgentId agent_id;                     // who wrote it, for replies sent from here; 0 otherwise
};

// Something of an earlier text, kept when an edit replaced it.
struct MessageVersion {
  std::string text;
  Timestamp replaced_at;
};

// Only the team sees it.
struct Note {
  std::int64_t id = 0;
  ConversationId conversation_id;
  AgentId agent_id;
  std::string text;
  Timestamp at;
};

}  // namespace replywatch

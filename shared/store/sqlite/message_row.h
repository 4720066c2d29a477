// The columns of a message, written and read in one order.
#pragma once

#include "shared/model/message.h"
#include "shared/store/sqlite/database.h"

namespace replywatch::sqlite {

// Alias `m` for messages. Reads with ReadMessage.
#define RW_MESSAGE_COLUMNS                                                                                             \
  "m.id, m.inbox_id, m.source_id, m.conversation_id, m.contact_id, m.root_source_id, m.parent_source_id,"              \
  " m.parent_author_id, m.reply_target_id, m.linked_source_id, m.kind, m.visibility, m.direction, m.automatic,"        \
  " m.mentions_us, m.author_source_id, m.author_name, m.author_handle, m.text, m.attachments, m.rating, m.created_at," \
  " m.edited_at, m.fetched_at, m.visible_at, m.publication, m.removed_by, m.removed_at, m.permalink, m.abilities,"     \
  " m.window_closes_at, m.window_mode, m.agent_id, m.language, m.language_confidence, m.problem, m.question,"          \
  " m.praise, m.flags, m.urgency, m.no_answer, m.evidence, m.corrected, m.together, m.liked"

// Advances past all columns above.
Message ReadMessage(Statement& st);

}  // namespace replywatch::sqlite

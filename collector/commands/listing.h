// Rows of `list` and of the live list that run.sh prints: store rows joined with names.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "collector/commands/json_output.h"

namespace replywatch {

// Names behind ids, read once a session.
struct NameBook {
  std::map<InboxId, Inbox> inboxes;
  std::map<AgentId, std::string> agents;
};
Result<NameBook> ReadNames(Session& session);

// One row an open wait, longest first.
Result<std::vector<ListRow>> ListWaits(Session& session, const WaitQuery& query);

// One row a message, newest first.
Result<std::vector<ListRow>> ListMessages(Session& session, const MessageQuery& query);

Result<ListRow> RowFor(Session& session, const NameBook& names, Message message);

// "6 h 12 m", "8 min", "2 d 3 h"; below a minute "now".
std::string WaitInWords(Duration wait);

// A table for people: id, wait, platform, person, flags, first words.
void PrintRows(std::ostream& out, const std::vector<ListRow>& rows, Timestamp now);

}  // namespace replywatch

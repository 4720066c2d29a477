#include "collector/commands/listing.h"

#include <iomanip>
#include <ostream>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kSnippetCodePoints = 60;
constexpr std::size_t kNameCodePoints = 22;

// At most `n` code points, padded with spaces to `n`, cut with "…".
std::string Column(const std::string& text, std::size_t n) {
  std::string line = CleanLine(text, text.size() + 1);
  std::size_t count = 0;
  std::size_t pos = 0;
  while (pos < line.size() && count < n) {
    std::size_t next = pos;
    DecodeUtf8(line, next);
    if (count + 1 == n && next < line.size()) break;
    pos = next;
    ++count;
  }
  if (pos < line.size()) {
    line.resize(pos);
    line += "…";
    ++count;
  }
  return line.append(n - std::min(n, count), ' ');
}

std::string FlagWords(const ListRow& row) {
  std::string words;
  for (const Flag flag : {Flag::kThreat, Flag::kProblem, Flag::kQuestion, Flag::kPraise, Flag::kRepeat, Flag::kWentPublic}) {
    if (row.flags.Has(flag)) words.append(words.empty() ? "" : ",").append(FlagName(flag));
  }
  return words;
}

}  // namespace

Result<NameBook> ReadNames(Session& session) {
  NameBook names;
  RW_ASSIGN_OR_RETURN(std::vector<Inbox> inboxes, session.inboxes().All());
  for (Inbox& inbox : inboxes) names.inboxes[inbox.id] = std::move(inbox);
  RW_ASSIGN_OR_RETURN(std::vector<Agent> agents, session.staff().Agents());
  for (Agent& agent : agents) names.agents[agent.id] = std::move(agent.name);
  return names;
}

Result<std::vector<ListRow>> ListWaits(Session& session, const WaitQuery& query) {
  RW_ASSIGN_OR_RETURN(NameBook names, ReadNames(session));
  RW_ASSIGN_OR_RETURN(std::vector<WaitRow> waits, session.conversations().OpenWaits(query));
  std::vector<ListRow> rows;
  rows.reserve(waits.size());
  for (WaitRow& wait : waits) {
    ListRow& row = rows.emplace_back();
    row.message = std::move(wait.message);
    row.inbox = names.inboxes[wait.inbox_id].name;
    row.platform = names.inboxes[wait.inbox_id].platform;
    row.contact_name = std::move(wait.contact_name);
    row.owner = names.agents[wait.owner];
    row.flags = wait.wait.flags;
    row.urgency = wait.wait.urgency;
    row.state = query.kind == WaitKind::kThank ? MessageState::kToThank : MessageState::kWaiting;
    row.waiting_since = wait.wait.started_at;
    row.due_at = wait.wait.sla.due_at;
  }
  return rows;
}

Result<ListRow> RowFor(Session& session, const NameBook& names, Message message) {
  ListRow row;
  if (const auto inbox = names.inboxes.find(message.inbox_id); inbox != names.inboxes.end()) {
    row.inbox = inbox->second.name;
    row.platform = inbox->second.platform;
  }
  row.flags = message.classification.flags;
  row.urgency = message.classification.urgency;
  if (message.contact_id) {
    RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(message.contact_id));
    if (contact) row.contact_name = contact->name;
  }
  if (message.conversation_id) {
    RW_ASSIGN_OR_RETURN(const std::vector<Wait> waits, session.conversations().Waits(message.conversation_id));
    RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session.conversations().Get(message.conversation_id));
    if (conversation && names.agents.contains(conversation->owner)) row.owner = names.agents.at(conversation->owner);
    const StateOfMessage state = StateOf(message, waits);
    row.state = state.state;
    row.message = std::move(message);
    if (state.wait != nullptr && !state.wait->ended_at) {
      row.waiting_since = state.wait->started_at;
      row.due_at = state.wait->sla.due_at;
    }
    return row;
  }
  row.message = std::move(message);
  return row;
}

Result<std::vector<ListRow>> ListMessages(Session& session, const MessageQuery& query) {
  RW_ASSIGN_OR_RETURN(const NameBook names, ReadNames(session));
  RW_ASSIGN_OR_RETURN(std::vector<Message> messages, session.messages().List(query));
  std::vector<ListRow> rows;
  rows.reserve(messages.size());
  for (Message& message : messages) {
    RW_ASSIGN_OR_RETURN(ListRow row, RowFor(session, names, std::move(message)));
    rows.push_back(std::move(row));
  }
  return rows;
}

std::string WaitInWords(Duration wait) {
  const std::int64_t minutes = wait.ms / 60'000;
  if (minutes < 1) return "now";
  if (minutes < 60) return std::to_string(minutes) + " min";
  if (minutes < 24 * 60) return std::to_string(minutes / 60) + " h " + std::to_string(minutes % 60) + " m";
  return std::to_string(minutes / 1440) + " d " + std::to_string(minutes / 60 % 24) + " h";
}

void PrintRows(std::ostream& out, const std::vector<ListRow>& rows, Timestamp now) {
  for (const ListRow& row : rows) {
    const std::string wait = row.waiting_since ? WaitInWords(now - *row.waiting_since) : std::string(MessageStateName(row.state));
    const bool overdue = row.due_at && *row.due_at < now;
    out << std::setw(6) << row.message.id.value << "  " << Column(wait + (overdue ? " overdue" : ""), 18) << "  "
        << Column(row.platform + " " + std::string(VisibilityName(row.message.item.visibility)), 18) << "  "
        << Column(row.contact_name, kNameCodePoints) << "  " << Column(row.message.classification.language, 3) << "  "
        << Column(FlagWords(row), 18) << "  " << Column(row.message.item.text, kSnippetCodePoints) << "\n";
  }
}

}  // namespace replywatch

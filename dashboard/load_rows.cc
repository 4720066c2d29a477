// The rows of one filter.
#include <algorithm>
#include <set>

#include "dashboard/load_snapshot.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kSnippetBytes = 400;
constexpr int kPageOfMessages = 500;
constexpr int kMostPages = 6;

ListRow RowOf(const WaitRow& wait) {
  ListRow row;
  row.conversation = wait.conversation_id;
  row.inbox = wait.inbox_id;
  row.name = CleanLine(wait.contact_name, 200);
  row.visibility = wait.visibility;
  row.status = wait.status;
  row.snoozed_until = wait.snoozed_until;
  row.owner = wait.owner;
  row.wait = wait.wait;
  row.last_activity = wait.message.item.created_at;
  FillFromMessage(wait.message, row);
  row.due = wait.wait.sla.due_at;
  return row;
}

WaitQuery QueryOf(const ListFilter& filter, AgentId agent, Timestamp now) {
  WaitQuery query;
  query.kind = filter.kind == ListKind::kToThank ? WaitKind::kThank : WaitKind::kAnswer;
  query.inbox = filter.inbox;
  query.language = filter.language;
  query.problems_only = filter.kind == ListKind::kProblems;
  if (filter.kind == ListKind::kMine) query.owner = agent;
  if (filter.kind == ListKind::kDue) query.due_before = now + kDueWithin;
  query.awake_at = now;
  query.limit = kMostRows;
  return query;
}

std::optional<std::int64_t> CountedInHead(const ListFilter& filter, const LiveFigures& figures) {
  if (filter.inbox || !filter.language.empty()) return std::nullopt;
  switch (filter.kind) {
    case ListKind::kWaiting: return figures.waiting;
    case ListKind::kDue: return figures.due_soon;
    case ListKind::kProblems: return figures.problems;
    case ListKind::kToThank: return figures.to_thank;
    case ListKind::kMine: return figures.mine;
    default: return std::nullopt;
  }
}

Status LoadWaiting(Session& session, const LoadRequest& request, Snapshot& out) {
  if (request.filter.kind == ListKind::kMine && !request.agent) return {};
  const WaitQuery query = QueryOf(request.filter, request.agent, out.at);
  RW_ASSIGN_OR_RETURN(const std::vector<WaitRow> waits, session.conversations().OpenWaits(query));
  // Of a whole list the head of the screen has counted already.
  if (const std::optional<std::int64_t> counted = CountedInHead(request.filter, out.figures)) {
    out.total = *counted;
  } else {
    RW_ASSIGN_OR_RETURN(out.total, session.conversations().CountWaits(query));
  }
  for (const WaitRow& wait : waits) out.rows.push_back(RowOf(wait));
  return {};
}

// Newest first, one row a conversation; a search looks through every list.
Status LoadByMessages(Session& session, const LoadRequest& request, Snapshot& out) {
  std::set<ConversationId> seen;
  MessageQuery query;
  query.inbox = request.filter.inbox;
  query.search = request.filter.search;
  query.limit = kPageOfMessages;
  for (int page = 0; page < kMostPages; ++page) {
    query.offset = page * kPageOfMessages;
    RW_ASSIGN_OR_RETURN(const std::vector<Message> messages, session.messages().List(query));
    for (const Message& message : messages) {
      if (!message.conversation_id || out.rows.size() >= static_cast<std::size_t>(kMostRows)) continue;
      const bool is_searched = !query.search.empty();
      if (!is_searched && message.item.direction == Direction::kOutgoing) continue;
      if (!request.filter.language.empty() && message.classification.language != request.filter.language) continue;
      if (!seen.insert(message.conversation_id).second) continue;
      RW_ASSIGN_OR_RETURN(std::optional<ListRow> row, RowOfMessage(session, message));
      if (row) out.rows.push_back(std::move(*row));
    }
    if (messages.size() < static_cast<std::size_t>(kPageOfMessages)) break;
  }
  out.total = static_cast<std::int64_t>(out.rows.size());
  return {};
}

}  // namespace

void FillFromMessage(const Message& message, ListRow& row) {
  row.message = message.id;
  row.snippet = CleanLine(std::string_view(message.item.text).substr(0, 4 * kSnippetBytes), kSnippetBytes);
  row.kind = message.item.kind;
  row.flags = message.classification.flags;
  row.rating = message.item.rating;
  row.has_picture = std::any_of(message.item.attachments.begin(), message.item.attachments.end(), [](const Attachment& a) {
    return a.kind == AttachmentKind::kImage || a.kind == AttachmentKind::kVideo || a.kind == AttachmentKind::kSticker;
  });
  row.is_held = message.item.publication == Publication::kHeld;
  row.is_removed = message.item.publication == Publication::kRemoved;
}

Result<std::optional<ListRow>> RowOfMessage(Session& session, const Message& message) {
  RW_ASSIGN_OR_RETURN(const std::optional<Conversation> conversation, session.conversations().Get(message.conversation_id));
  if (!conversation) return std::optional<ListRow>();
  RW_ASSIGN_OR_RETURN(const std::optional<Contact> contact, session.contacts().Get(conversation->contact_id));
  RW_ASSIGN_OR_RETURN(const StoredWaits waits, session.conversations().LoadWaits(conversation->id));
  ListRow row;
  row.conversation = conversation->id;
  row.inbox = conversation->inbox_id;
  row.name = contact ? CleanLine(contact->name, 200) : std::string();
  row.visibility = conversation->visibility;
  row.status = conversation->status;
  row.snoozed_until = conversation->snoozed_until;
  row.owner = conversation->owner;
  row.wait = waits.state.answer ? waits.state.answer : waits.state.thank;
  row.last_activity = message.item.created_at;
  FillFromMessage(message, row);
  if (row.wait) row.due = row.wait->sla.due_at;
  return std::optional(row);
}

Status LoadRows(Session& session, const Backend& backend, const LoadRequest& request, Snapshot& out) {
  if (request.filter.kind == ListKind::kReview && request.filter.search.empty())
    return LoadReviewRows(session, backend, request, out);
  const bool is_by_message = request.filter.kind == ListKind::kAll || !request.filter.search.empty();
  return is_by_message ? LoadByMessages(session, request, out) : LoadWaiting(session, request, out);
}

}  // namespace replywatch

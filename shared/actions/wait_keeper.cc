#include "shared/actions/wait_keeper.h"

#include <algorithm>

#include "shared/actions/case_actions.h"
#include "shared/rules/conversation_status.h"
#include "shared/rules/waits.h"

namespace replywatch {
namespace {

Status MoveStatus(Session& session, ConversationId id, ConversationStatus status, const WaitTransition& transition) {
  if (!transition.new_message && transition.was_waiting == transition.is_waiting) return {};
  const ConversationStatus next = StatusAfter(status, transition);
  if (next == status) return {};
  return session.conversations().SetStatus(id, next, std::nullopt);
}

// A platform's clock may run ahead of ours: closing ends what had been seen, whenever that claims to have been written.
WaitEvent EventOf(const Closing& closing, const std::vector<Message>& messages) {
  WaitEvent event;
  event.fetched_at = closing.at;
  event.key = {closing.at, WaitEventKind::kClosed, closing.id};
  event.is_like = static_cast<bool>(closing.like);
  for (const Message& message : messages) {
    const bool seen = message.item.direction == Direction::kIncoming && message.fetched_at <= closing.at;
    if (seen) event.key.at = std::max(event.key.at, message.item.created_at);
  }
  return event;
}

// What we answered where this person reads it too: in the private talks linked to the conversation.
Status AddAnswers(Session& session, ConversationId id, std::vector<WaitEvent>& events) {
  RW_ASSIGN_OR_RETURN(const std::vector<Message> messages, session.messages().OfConversation(id));
  for (const Message& message : messages) {
    const auto event = EventOf(message);
    if (event && event->key.kind == WaitEventKind::kAnswer) events.push_back(*event);
  }
  return {};
}

Status AddPrivateAnswers(Session& session, ConversationId id, std::vector<WaitEvent>& events) {
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> linked, session.conversations().LinkedPrivate(id));
  for (const ConversationId private_id : linked) RW_RETURN_IF_ERROR(AddAnswers(session, private_id, events));
  return {};
}

// Events of one conversation: its own messages, what was answered in linked private talks and to the person's other contacts
// under the same post, and what staff closed.
Result<std::vector<WaitEvent>> CollectEvents(Session& session, ConversationId id) {
  std::vector<WaitEvent> events;
  RW_ASSIGN_OR_RETURN(const std::vector<Message> messages, session.messages().OfConversation(id));
  for (const Message& message : messages) {
    if (const auto event = EventOf(message)) events.push_back(*event);
    if (const auto removal = RemovalOf(message)) events.push_back(*removal);
  }
  RW_RETURN_IF_ERROR(AddPrivateAnswers(session, id, events));
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> siblings, session.persons().Siblings(id));
  for (const ConversationId sibling : siblings) {
    RW_RETURN_IF_ERROR(AddAnswers(session, sibling, events));
    RW_RETURN_IF_ERROR(AddPrivateAnswers(session, sibling, events));
  }
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> closings, session.conversations().Closings(id));
  for (const Closing& closing : closings) {
    events.push_back(EventOf(closing, messages));
  }
  return events;
}

Status Refold(Session& session, ConversationId id, bool new_message) {
  RW_ASSIGN_OR_RETURN(const StoredWaits stored, session.conversations().LoadWaits(id));
  const WaitState& before = stored.state;
  RW_ASSIGN_OR_RETURN(std::vector<WaitEvent> events, CollectEvents(session, id));
  const FoldedWaits folded = FoldWaits(std::move(events));
  RW_RETURN_IF_ERROR(session.conversations().ReplaceWaits(id, folded));
  const bool joined =
      new_message && folded.state.answer && (!before.answer || folded.state.answer->message_count > before.answer->message_count);
  return MoveStatus(session, id, stored.status, {before.answer.has_value(), folded.state.answer.has_value(), joined});
}

// What staff took up again waits for the contact once we have answered, though nobody had asked.
Status AnsweredUnasked(Session& session, ConversationId id, ConversationStatus status, Timestamp at) {
  RW_ASSIGN_OR_RETURN(const std::vector<Closing> reopenings, session.conversations().Reopenings(id));
  if (reopenings.empty()) return {};
  RW_RETURN_IF_ERROR(session.conversations().MarkClocksStale(id));
  if (status != ConversationStatus::kOpen || at < reopenings.back().at) return {};
  return session.conversations().SetStatus(id, ConversationStatus::kPendingContact, std::nullopt);
}

Status AppendTo(Session& session, ConversationId id, StoredWaits stored, const WaitEvent& event) {
  WaitState& state = stored.state;
  bool is_append = IsAppend(state, event);
  if (is_append && !state.last_key) {
    // The first of a conversation may be older than what the person was answered elsewhere under the post.
    RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> siblings, session.persons().Siblings(id));
    is_append = siblings.empty();
  }
  if (!is_append) return Refold(session, id, event.key.kind == WaitEventKind::kIncoming);
  const bool was_waiting = state.answer.has_value();
  const std::int64_t count_before = was_waiting ? state.answer->message_count : 0;
  const WaitChange change = AppendWaitEvent(state, event);
  RW_RETURN_IF_ERROR(session.conversations().SaveWaits(id, state, change.ended));
  if (event.key.kind == WaitEventKind::kAnswer && !was_waiting) return AnsweredUnasked(session, id, stored.status, event.key.at);
  const bool joined = state.answer && state.answer->message_count > count_before;
  return MoveStatus(session, id, stored.status, {was_waiting, state.answer.has_value(), joined});
}

Status Append(Session& session, ConversationId id, const WaitEvent& event) {
  RW_ASSIGN_OR_RETURN(const StoredWaits stored, session.conversations().LoadWaits(id));
  return AppendTo(session, id, stored, event);
}

Status AppendToSiblings(Session& session, ConversationId id, const WaitEvent& answer) {
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> siblings, session.persons().Siblings(id));
  for (const ConversationId sibling : siblings) RW_RETURN_IF_ERROR(Append(session, sibling, answer));
  return {};
}

Status RefoldWithSiblings(Session& session, ConversationId id, bool new_message) {
  RW_RETURN_IF_ERROR(Refold(session, id, new_message));
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> siblings, session.persons().Siblings(id));
  for (const ConversationId sibling : siblings) RW_RETURN_IF_ERROR(Refold(session, sibling, false));
  return {};
}

}  // namespace

Result<std::vector<Timestamp>> AnswersIn(Session& session, ConversationId id) {
  RW_ASSIGN_OR_RETURN(const std::vector<WaitEvent> events, CollectEvents(session, id));
  std::vector<Timestamp> answers;
  for (const WaitEvent& event : events) {
    if (event.key.kind == WaitEventKind::kAnswer) answers.push_back(event.key.at);
  }
  return answers;
}

Status WaitsAfterInsert(Session& session, const Message& message, bool is_first) {
  if (message.removed_at) return WaitsAfterChange(session, message.conversation_id);
  const std::optional<WaitEvent> event = EventOf(message);
  if (!event) return {};
  RW_RETURN_IF_ERROR(is_first ? AppendTo(session, message.conversation_id, {}, *event)
                              : Append(session, message.conversation_id, *event));
  if (event->key.kind != WaitEventKind::kAnswer) return {};
  RW_RETURN_IF_ERROR(KeepPromisesAfter(session, message.conversation_id, message));
  RW_RETURN_IF_ERROR(AppendToSiblings(session, message.conversation_id, *event));
  if (message.item.visibility != Visibility::kPrivate) return {};
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> linked, session.conversations().LinkedPublic(message.conversation_id));
  for (const ConversationId id : linked) {
    RW_RETURN_IF_ERROR(Append(session, id, *event));
    RW_RETURN_IF_ERROR(KeepPromisesAfter(session, id, message));
    RW_RETURN_IF_ERROR(AppendToSiblings(session, id, *event));
  }
  return {};
}

Status WaitsAfterChange(Session& session, ConversationId id) {
  if (!id) return {};
  RW_RETURN_IF_ERROR(RefoldWithSiblings(session, id, true));
  RW_ASSIGN_OR_RETURN(const std::vector<ConversationId> linked, session.conversations().LinkedPublic(id));
  for (const ConversationId public_id : linked) RW_RETURN_IF_ERROR(RefoldWithSiblings(session, public_id, false));
  return {};
}

}  // namespace replywatch

#include "dashboard/view_models/snapshot.h"

#include <algorithm>

namespace replywatch {

bool KeepsRows(const ListFilter& filter) {
  return filter.kind == ListKind::kAll || filter.kind == ListKind::kReview || !filter.search.empty();
}

std::string_view ComposerModeName(ComposerMode mode) {
  switch (mode) {
    case ComposerMode::kPublic: return "public";
    case ComposerMode::kPrivate: return "private";
    case ComposerMode::kNote: return "note";
  }
  return "note";
}

std::string CauseInWords(const Snapshot& snapshot, const std::string& key, const std::string& language) {
  for (const CauseChoice& cause : snapshot.causes) {
    if (cause.key != key) continue;
    const auto words = cause.words.find(language);
    return words == cause.words.end() ? key : words->second;
  }
  return key;
}

const Inbox* FindInbox(const Snapshot& snapshot, InboxId id) {
  const auto found =
      std::find_if(snapshot.inboxes.begin(), snapshot.inboxes.end(), [&](const Inbox& inbox) { return inbox.id == id; });
  return found == snapshot.inboxes.end() ? nullptr : &*found;
}

const Agent* FindAgent(const Snapshot& snapshot, AgentId id) {
  const auto found =
      std::find_if(snapshot.agents.begin(), snapshot.agents.end(), [&](const Agent& agent) { return agent.id == id; });
  return found == snapshot.agents.end() ? nullptr : &*found;
}

const Message* FindMessage(const Snapshot& snapshot, MessageId id) {
  if (!snapshot.detail || !id) return nullptr;
  for (const ConversationPart& part : snapshot.detail->parts) {
    for (const ConversationMessage& entry : part.messages) {
      if (entry.message.id == id) return &entry.message;
    }
  }
  return nullptr;
}

}  // namespace replywatch

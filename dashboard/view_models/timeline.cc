#include "dashboard/view_models/timeline.h"

#include <algorithm>

namespace replywatch {
namespace {

void AddPart(const ConversationDetail& detail, std::size_t number, const LocalTime& local, std::vector<TimelineEntry>& out) {
  const ConversationPart& part = detail.parts[number];
  std::vector<TimelineEntry> entries;
  for (std::size_t i = 0; i < part.messages.size(); ++i) {
    const Message& m = part.messages[i].message;
    const bool starts = detail.wait && detail.wait->first_message == m.id;
    entries.push_back({EntryKind::kMessage, number, i, m.item.created_at, starts});
  }
  for (std::size_t i = 0; i < part.notes.size(); ++i) entries.push_back({EntryKind::kNote, number, i, part.notes[i].at, false});
  for (std::size_t i = 0; i < part.replies.size(); ++i)
    entries.push_back({EntryKind::kReply, number, i, part.replies[i].created_at, false});
  if (part.conversation.id == detail.conversation.id) {
    for (std::size_t i = 0; i < detail.promises.size(); ++i)
      entries.push_back({EntryKind::kPromise, number, i, detail.promises[i].made_at, false});
    for (std::size_t i = 0; i < detail.incidents.size(); ++i)
      entries.push_back({EntryKind::kIncident, number, i, detail.incidents[i].opened_at, false});
  }
  std::stable_sort(entries.begin(), entries.end(), [](const TimelineEntry& a, const TimelineEntry& b) { return a.at < b.at; });
  std::int64_t day = -1;
  for (const TimelineEntry& entry : entries) {
    if (const std::int64_t entry_day = local.DayNumber(entry.at); entry_day != day) {
      out.push_back({EntryKind::kDay, number, 0, entry.at, false});
      day = entry_day;
    }
    out.push_back(entry);
  }
}

}  // namespace

bool IsOwnThread(const ConversationPart& part) {
  const std::string& root = part.conversation.root_source_id;
  return !root.empty() && std::any_of(part.messages.begin(), part.messages.end(),
                                      [&](const ConversationMessage& m) { return m.message.item.source_id == root; });
}

std::vector<TimelineEntry> TimelineOf(const ConversationDetail& detail, const LocalTime& local) {
  std::vector<TimelineEntry> out;
  for (std::size_t i = 0; i < detail.parts.size(); ++i) {
    const ConversationPart& part = detail.parts[i];
    const Conversation& conversation = part.conversation;
    const bool needs_head = detail.parts.size() > 1 || (!conversation.root_title.empty() && !IsOwnThread(part));
    if (needs_head) out.push_back({EntryKind::kPart, i, 0, conversation.last_activity, false});
    AddPart(detail, i, local, out);
  }
  return out;
}

}  // namespace replywatch

// Timeline: the open conversation as one column: days, the public context, messages, notes, replies
// on their way, promises and incidents, in the order they happened. Pure.
#pragma once

#include <cstddef>
#include <vector>

#include "dashboard/view_models/snapshot.h"
#include "shared/base/local_time.h"

namespace replywatch {

enum class EntryKind : std::uint8_t { kPart, kDay, kMessage, kNote, kReply, kPromise, kIncident };

struct TimelineEntry {
  EntryKind kind = EntryKind::kMessage;
  std::size_t part = 0;
  std::size_t index = 0;  // into the part's messages, notes or replies, or the detail's promises or incidents
  Timestamp at;
  bool is_wait_start = false;  // the person waits since this message
};

// The thread began with a message of the part itself: its title would only repeat it.
bool IsOwnThread(const ConversationPart& part);

std::vector<TimelineEntry> TimelineOf(const ConversationDetail& detail, const LocalTime& local);

}  // namespace replywatch

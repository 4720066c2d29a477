// Rows of the waiting list as they stand on screen: what is new waits aside while somebody
// works in the list, so that no row jumps under the pointer. Pure.
#pragma once

#include <cstddef>
#include <set>
#include <vector>

#include "dashboard/view_models/snapshot.h"

namespace replywatch {

struct MergedRows {
  std::vector<ListRow> rows;
  std::size_t held_back = 0;  // new ones not shown yet
};

// `shown` as it stands, `fresh` as it should be. While `is_held` the order stays: rows that left go, rows that changed
// change in place, new ones are counted. `hidden` never shows.
MergedRows MergeRows(const std::vector<ListRow>& shown, const std::vector<ListRow>& fresh, bool is_held,
                     const std::set<ConversationId>& hidden);

// Where a conversation stands; rows.size() when it does not.
std::size_t IndexOf(const std::vector<ListRow>& rows, ConversationId id);

// Whom to select when `id` leaves: the next row, else the one before; 0 when it was the only one.
ConversationId NeighbourOf(const std::vector<ListRow>& rows, ConversationId id);

}  // namespace replywatch

#include "dashboard/view_models/list_rows.h"

#include <algorithm>
#include <unordered_map>

namespace replywatch {

MergedRows MergeRows(const std::vector<ListRow>& shown, const std::vector<ListRow>& fresh, bool is_held,
                     const std::set<ConversationId>& hidden) {
  MergedRows merged;
  const auto is_visible = [&](const ListRow& row) { return !hidden.contains(row.conversation); };
  if (!is_held) {
    std::copy_if(fresh.begin(), fresh.end(), std::back_inserter(merged.rows), is_visible);
    return merged;
  }
  std::unordered_map<ConversationId, const ListRow*> by_id;
  for (const ListRow& row : fresh) {
    if (is_visible(row)) by_id.emplace(row.conversation, &row);
  }
  for (const ListRow& row : shown) {
    const auto found = by_id.find(row.conversation);
    if (found == by_id.end()) continue;
    merged.rows.push_back(*found->second);
    by_id.erase(found);
  }
  merged.held_back = by_id.size();
  return merged;
}

std::size_t IndexOf(const std::vector<ListRow>& rows, ConversationId id) {
  const auto found = std::find_if(rows.begin(), rows.end(), [&](const ListRow& row) { return row.conversation == id; });
  return static_cast<std::size_t>(found - rows.begin());
}

ConversationId NeighbourOf(const std::vector<ListRow>& rows, ConversationId id) {
  const std::size_t at = IndexOf(rows, id);
  if (at == rows.size()) return rows.empty() ? ConversationId{} : rows.front().conversation;
  if (at + 1 < rows.size()) return rows[at + 1].conversation;
  return at > 0 ? rows[at - 1].conversation : ConversationId{};
}

}  // namespace replywatch

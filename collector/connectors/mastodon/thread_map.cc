#include "collector/connectors/mastodon/thread_map.h"

namespace replywatch::mastodon {
namespace {

constexpr std::size_t kMaxEntries = 20'000;  // about 6 MB

ThreadPlace PlaceOfRoot(const MastodonStatus& root) { return {root.id, TitleOf(root), root.url, false}; }

}  // namespace

std::optional<ThreadPlace> ThreadMap::PlaceOf(const MastodonStatus& status) const {
  if (status.in_reply_to_id.empty()) return PlaceOfRoot(status);
  const auto parent = entries_.find(status.in_reply_to_id);
  if (parent == entries_.end()) return std::nullopt;
  ThreadPlace place = parent->second.place;
  place.parent_is_direct = parent->second.is_direct;
  return place;
}

ThreadPlace ThreadMap::Learn(const MastodonStatus& status, const std::vector<MastodonStatus>& ancestors) {
  if (ancestors.empty()) {
    // The parent is deleted, or its server never told ours about it. An answer in private to something unknown is taken as
    // part of a private talk, which links it to nothing.
    ThreadPlace place;
    place.root_id = status.in_reply_to_id;
    place.parent_is_direct = status.IsDirect();
    return place;
  }
  const ThreadPlace root = PlaceOfRoot(ancestors.front());
  for (const MastodonStatus& ancestor : ancestors) Remember(ancestor, root);
  ThreadPlace place = root;
  const auto parent = entries_.find(status.in_reply_to_id);
  place.parent_is_direct = parent == entries_.end() ? status.IsDirect() : parent->second.is_direct;
  return place;
}

void ThreadMap::Remember(const MastodonStatus& status, const ThreadPlace& place) {
  if (entries_.size() >= kMaxEntries) entries_.clear();
  entries_[status.id] = Entry{place, status.IsDirect()};
}

}  // namespace replywatch::mastodon

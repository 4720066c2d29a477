// ThreadMap: a bounded memory of which thread a status belongs to, so that a thread is
// asked for once. Forgetting costs a request and nothing else. One thread at a time.
#pragma once

#include <optional>
#include <string>
#include <unordered_map>

#include "collector/connectors/mastodon/mastodon_json.h"

namespace replywatch::mastodon {

class ThreadMap {
 public:
  // Where a status stands whose parent is known, or that has none; nullopt when its thread must be asked for.
  std::optional<ThreadPlace> PlaceOf(const MastodonStatus& status) const;
  // Where it stands given its ancestors (topmost first, perhaps none); remembers all of them.
  ThreadPlace Learn(const MastodonStatus& status, const std::vector<MastodonStatus>& ancestors);
  // So that answers to it find their place.
  void Remember(const MastodonStatus& status, const ThreadPlace& place);

 private:
  struct Entry {
    ThreadPlace place;
    bool is_direct = false;
  };
  std::unordered_map<std::string, Entry> entries_;
};

}  // namespace replywatch::mastodon

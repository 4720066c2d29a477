// HiddenReplies: our replies that YouTube took and its filter holds. Such a reply may be shown to nobody, not even to us, so that
// looking for it in vain says nothing. Kept across restarts; the newest, within the keeper's bound. One thread at a time.
#pragma once

#include <string>
#include <vector>

#include "collector/connectors/connector.h"

namespace replywatch::youtube {

class HiddenReplies {
 public:
  explicit HiddenReplies(StateKeeper* state) : state_(state) {}  // outlives this

  // What an earlier run kept, once; unreadable, it counts as nothing. Errors as the keeper's.
  Status Load();
  // The next three after Load. What cannot be kept is remembered until the end of this run.
  void Add(const std::string& id);
  void Remove(const std::string& id);
  bool Has(const std::string& id) const;

 private:
  void Keep();

  StateKeeper* state_;
  bool is_loaded_ = false;
  std::vector<std::string> ids_;  // oldest first
};

}  // namespace replywatch::youtube

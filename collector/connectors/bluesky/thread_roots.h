// ThreadRoots: a bounded memory of the topmost posts of threads, so that each is asked for once. Forgetting
// costs a request and nothing else. One thread at a time.
#pragma once

#include <string>
#include <unordered_map>

#include "collector/connectors/bluesky/post_json.h"

namespace replywatch::bluesky {

class ThreadRoots {
 public:
  bool Knows(const std::string& uri) const { return roots_.count(uri) > 0; }
  // Empty for an unknown one.
  ThreadRoot Get(const std::string& uri) const {
    const auto it = roots_.find(uri);
    return it == roots_.end() ? ThreadRoot{} : it->second;
  }
  void Remember(const std::string& uri, ThreadRoot root) {
    if (roots_.size() >= kMost) roots_.clear();
    roots_[uri] = std::move(root);
  }

 private:
  static constexpr std::size_t kMost = 20'000;  // about 6 MB
  std::unordered_map<std::string, ThreadRoot> roots_;
};

}  // namespace replywatch::bluesky

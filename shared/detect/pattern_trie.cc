#include "shared/detect/pattern_trie.h"

#include <algorithm>

namespace replywatch {
namespace {

// The keys [begin, end) that share their first `depth` bytes: one node.
struct Range {
  std::size_t begin;
  std::size_t end;
  std::size_t depth;
};

}  // namespace

void PatternTrie::Build() {
  std::sort(keys_.begin(), keys_.end());
  keys_.erase(std::unique(keys_.begin(), keys_.end()), keys_.end());
  bytes_.assign(1, '\0');
  first_child_.clear();
  has_value_.clear();
  values_.clear();
  std::vector<Range> nodes{{0, keys_.size(), 0}};
  for (std::size_t node = 0; node < nodes.size(); ++node) {
    auto [begin, end, depth] = nodes[node];
    has_value_.push_back(begin < end && keys_[begin].first.size() == depth);
    for (; begin < end && keys_[begin].first.size() == depth; ++begin) values_.emplace_back(static_cast<std::uint32_t>(node), keys_[begin].second);
    first_child_.push_back(static_cast<std::uint32_t>(bytes_.size()));
    while (begin < end) {
      const char byte = keys_[begin].first[depth];
      std::size_t last = begin;
      while (last < end && keys_[last].first[depth] == byte) ++last;
      bytes_.push_back(byte);
      nodes.push_back({begin, last, depth + 1});
      begin = last;
    }
  }
  first_child_.push_back(static_cast<std::uint32_t>(bytes_.size()));
  bytes_.shrink_to_fit();
  first_child_.shrink_to_fit();
  has_value_.shrink_to_fit();
  values_.shrink_to_fit();
  keys_ = {};
}

}  // namespace replywatch

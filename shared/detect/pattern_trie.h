// PatternTrie: many patterns of folded words, found in a run of tokens in one pass.
// A pattern is one or more words; a word may be a stem ("defect*"). Build, then only read; reading
// is safe from any thread and allocates nothing.
#pragma once

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/detect/normalise.h"

namespace replywatch {

class PatternTrie {
 public:
  // `key`: folded words joined by one space, '*' after a stem. The same key may carry several values.
  void Add(std::string_view key, std::uint32_t value) { keys_.emplace_back(key, value); }
  // After the last Add; nothing is found before.
  void Build();

  // Calls found(end_token, value) for every pattern that begins at token `first`.
  template <typename Found>
  void Match(const FoldedText& text, std::uint32_t first, const Found& found) const {
    if (!bytes_.empty()) MatchWord(text, first, 0, 0, found);
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr int kMaxWords = 8;
  using NodeValue = std::pair<std::uint32_t, std::uint32_t>;

  std::uint32_t Child(std::uint32_t node, char byte) const {
    const std::uint32_t begin = first_child_[node];
    const void* at = std::memchr(bytes_.data() + begin, byte, first_child_[node + 1] - begin);
    return at == nullptr ? kNone : static_cast<std::uint32_t>(static_cast<const char*>(at) - bytes_.data());
  }

  // The '*' child: of all bytes that occur only the space stands before it.
  std::uint32_t StemOf(std::uint32_t node) const {
    const std::uint32_t begin = first_child_[node];
    const std::uint32_t end = first_child_[node + 1];
    if (begin < end && bytes_[begin] == '*') return begin;
    return begin + 1 < end && bytes_[begin + 1] == '*' ? begin + 1 : kNone;
  }

  template <typename Found>
  void Accept(const FoldedText& text, std::uint32_t token, std::uint32_t node, int words, const Found& found) const {
    if (has_value_[node]) {
      for (auto v = std::lower_bound(values_.begin(), values_.end(), NodeValue{node, 0}); v != values_.end() && v->first == node; ++v) found(token + 1, v->second);
    }
    if (words + 1 >= kMaxWords || token + 1 >= text.tokens.size()) return;
    const std::uint32_t next = Child(node, ' ');
    if (next != kNone) MatchWord(text, token + 1, next, words + 1, found);
  }

  template <typename Found>
  void MatchWord(const FoldedText& text, std::uint32_t token, std::uint32_t node, int words, const Found& found) const {
    for (const char byte : text.Folded(text.tokens[token])) {
      node = Child(node, byte);
      if (node == kNone) return;
      if (const std::uint32_t stem = StemOf(node); stem != kNone) Accept(text, token, stem, words, found);
    }
    Accept(text, token, node, words, found);
  }

  std::vector<std::pair<std::string, std::uint32_t>> keys_;  // until Build
  // Nodes by breadth, so that the children of one stand together, ordered by their byte.
  std::vector<char> bytes_;                 // per node: of the step that leads to it
  std::vector<std::uint32_t> first_child_;  // per node, and one more: the end of the last
  std::vector<bool> has_value_;             // per node
  std::vector<NodeValue> values_;           // ascending
};

}  // namespace replywatch

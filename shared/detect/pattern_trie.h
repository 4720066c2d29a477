// PatternTrie: many patterns of folded words, found in a run of tokens in one pass.
// A pattern is one or more words; a word may be a stem ("defect*"). Build, then only read; reading
// is safe from any thread and allocates nothing.
#pragma once

#include <array>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "shared/detect/normalise.h"

namespace replywatch {

class PatternTrie {
 public:
  PatternTrie();

  // `key`: folded words joined by one space, '*' after a stem. The same key may carry several values.
  void Add(std::string_view key, std::uint32_t value);

  // Calls found(end_token, value) for every pattern that begins at token `first`.
  template <typename Found>
  void Match(const FoldedText& text, std::uint32_t first, const Found& found) const {
    MatchWord(text, first, 0, 0, found);
  }

 private:
  static constexpr std::uint32_t kNone = 0xFFFFFFFF;
  static constexpr int kMaxWords = 8;

  struct Slot {
    std::uint32_t key = kNone;  // node * 256 + byte
    std::uint32_t child = 0;
  };
  struct Value {
    std::uint32_t value = 0;
    std::uint32_t next = kNone;
  };

  std::uint32_t Child(std::uint32_t node, char byte) const {
    const std::uint32_t key = (node << 8U) | static_cast<unsigned char>(byte);
    for (std::uint32_t at = (key * 2654435761U) >> shift_;; at = (at + 1) & mask_) {
      if (slots_[at].key == key) return slots_[at].child;
      if (slots_[at].key == kNone) return kNone;
    }
  }
  std::uint32_t ChildOrNew(std::uint32_t node, char byte);
  void Insert(Slot slot);
  void Grow();

  template <typename Found>
  void Accept(const FoldedText& text, std::uint32_t token, std::uint32_t node, int words, const Found& found) const {
    for (std::uint32_t v = values_of_[node]; v != kNone; v = values_[v].next) found(token + 1, values_[v].value);
    if (words + 1 >= kMaxWords || token + 1 >= text.tokens.size()) return;
    const std::uint32_t next = Child(node, ' ');
    if (next != kNone) MatchWord(text, token + 1, next, words + 1, found);
  }

  template <typename Found>
  void MatchWord(const FoldedText& text, std::uint32_t token, std::uint32_t node, int words, const Found& found) const {
    for (const char byte : text.Folded(text.tokens[token])) {
      node = Child(node, byte);
      if (node == kNone) return;
      if (stem_of_[node] != kNone) Accept(text, token, stem_of_[node], words, found);
    }
    Accept(text, token, node, words, found);
  }

  std::vector<Slot> slots_;
  std::uint32_t mask_ = 0;
  std::uint32_t shift_ = 0;
  std::vector<std::uint32_t> values_of_;  // per node: first value or kNone
  std::vector<std::uint32_t> stem_of_;    // per node: its '*' child or kNone
  std::vector<Value> values_;
};

}  // namespace replywatch

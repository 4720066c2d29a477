// PatternIndex: many patterns of folded words, found in a run of tokens in one pass. A pattern is one or more words; a word may
// be a stem
// ("defect*"). A hash table of every pattern and of its beginnings word by word, in one block of bytes that can be searched where
// it lies, in memory or in a mapped file. Immutable; reading is safe from any thread and allocates nothing.
//
// Of a pattern 32 bits of hash are kept besides its place, not its letters: a foreign word is taken for a pattern once in some
// 10^9 look-ups.
#pragma once

#include <bit>
#include <cstdint>
#include <cstring>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "shared/detect/normalise.h"

namespace replywatch {

class PatternIndex {
 public:
  // A pattern: folded words joined by one space, '*' after a stem; and what is told when it is found. A pattern may carry several
  // values.
  using Key = std::pair<std::string, std::uint32_t>;

  PatternIndex() = default;  // finds nothing
  static PatternIndex Build(std::vector<Key> keys);
  // Of bytes() of another one, which must outlive this and begin at a multiple of four; nullopt unless they are sound and every
  // value is below `values_end`.
  static std::optional<PatternIndex> View(std::string_view bytes, std::uint32_t values_end);

  PatternIndex(PatternIndex&&) = default;
  PatternIndex& operator=(PatternIndex&&) = default;
  PatternIndex(const PatternIndex&) = delete;
  PatternIndex& operator=(const PatternIndex&) = delete;
  ~PatternIndex() = default;

  std::string_view bytes() const { return bytes_; }

  // Calls found(end_token, value) for every pattern that begins at token `first`.
  template <typename Found>
  void Match(const FoldedText& text, std::uint32_t first, const Found& found) const {
    if (slots_ != nullptr) MatchWord(text, first, Start(), 0, found);
  }

 private:
  static constexpr int kMostWords = 8;
  static constexpr std::uint32_t kContinues = 0x80000000U;  // longer patterns begin with this one; the other bits count values

  struct Header {
    std::uint32_t slot_bits = 0;
    std::uint32_t value_words = 0;
    std::uint32_t shortest_stem = 0;  // bytes
    std::uint32_t seed = 0;
  };
  // Behind the header: a bit for every kBitsASlot-th of a slot, set where an entry falls, which answers most searches for what is
  // not there from little memory; the slots; the values.
  static constexpr std::uint32_t kBitsASlot = 4;
  struct Slot {
    std::uint32_t check = 0;
    std::uint32_t place = 0;  // 1 + where in the values its head stands; 0: free
  };

  static bool BuildWithSeed(const std::vector<Key>& keys, std::uint32_t seed, std::string& bytes);
  void LookInto(std::string_view bytes);

  static std::uint64_t Step(std::uint64_t hash, unsigned char byte) { return (std::rotl(hash, 5) ^ byte) * 0x9E3779B97F4A7C15U; }
  static std::uint64_t StartOf(std::uint32_t seed) { return 0xD1B54A32D192ED03U + seed; }
  static std::uint32_t BitOf(std::uint64_t hash, std::uint32_t slot_bits) {
    return static_cast<std::uint32_t>(hash >> (62U - slot_bits));
  }
  std::uint64_t Start() const { return StartOf(header_.seed); }

  // The head of its values, then they; nullptr when nothing has this hash.
  const std::uint32_t* Find(std::uint64_t hash) const {
    const std::uint32_t bit = BitOf(hash, header_.slot_bits);
    if ((bits_[bit / 32] >> (bit % 32) & 1U) == 0) return nullptr;
    const std::uint32_t mask = (1U << header_.slot_bits) - 1;
    for (std::uint32_t at = bit / kBitsASlot;; at = (at + 1) & mask) {
      const Slot& slot = slots_[at];
      if (slot.place == 0) return nullptr;
      if (slot.check == static_cast<std::uint32_t>(hash)) return values_ + slot.place - 1;
    }
  }

  template <typename Found>
  void Accept(const FoldedText& text, std::uint32_t token, std::uint64_t hash, int words, const Found& found) const {
    const std::uint32_t* head = Find(hash);
    if (head == nullptr) return;
    const std::uint32_t count = *head & ~kContinues;
    for (std::uint32_t i = 1; i <= count; ++i) found(token + 1, head[i]);
    if ((*head & kContinues) != 0 && words + 1 < kMostWords && token + 1 < text.tokens.size())
      MatchWord(text, token + 1, Step(hash, ' '), words + 1, found);
  }

  template <typename Found>
  void MatchWord(const FoldedText& text, std::uint32_t token, std::uint64_t hash, int words, const Found& found) const {
    const std::string_view word = text.Folded(text.tokens[token]);
    for (std::size_t i = 0; i < word.size(); ++i) {
      hash = Step(hash, static_cast<unsigned char>(word[i]));
      if (i + 1 >= header_.shortest_stem) Accept(text, token, Step(hash, '*'), words, found);
    }
    Accept(text, token, hash, words, found);
  }

  std::vector<std::uint32_t> own_;  // what bytes_ looks at, unless it lies elsewhere
  std::string_view bytes_;
  Header header_;
  const std::uint32_t* bits_ = nullptr;
  const Slot* slots_ = nullptr;
  const std::uint32_t* values_ = nullptr;
};

}  // namespace replywatch

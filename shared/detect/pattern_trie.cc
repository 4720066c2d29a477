#include "shared/detect/pattern_trie.h"

#include <utility>

namespace replywatch {
namespace {

constexpr std::uint32_t kFirstBits = 12;

}  // namespace

PatternTrie::PatternTrie()
    : slots_(1U << kFirstBits),
      mask_((1U << kFirstBits) - 1),
      shift_(32 - kFirstBits),
      values_of_(1, kNone),
      stem_of_(1, kNone) {}

void PatternTrie::Insert(Slot slot) {
  std::uint32_t at = (slot.key * 2654435761U) >> shift_;
  while (slots_[at].key != kNone) at = (at + 1) & mask_;
  slots_[at] = slot;
}

void PatternTrie::Grow() {
  std::vector<Slot> old(slots_.size() * 2);
  std::swap(old, slots_);
  mask_ = static_cast<std::uint32_t>(slots_.size() - 1);
  --shift_;
  for (const Slot& slot : old) {
    if (slot.key != kNone) Insert(slot);
  }
}

std::uint32_t PatternTrie::ChildOrNew(std::uint32_t node, char byte) {
  if (const std::uint32_t child = Child(node, byte); child != kNone) return child;
  const auto child = static_cast<std::uint32_t>(values_of_.size());
  values_of_.push_back(kNone);
  stem_of_.push_back(kNone);
  if (values_of_.size() * 3 > slots_.size()) Grow();
  Insert({(node << 8U) | static_cast<unsigned char>(byte), child});
  if (byte == '*') stem_of_[node] = child;
  return child;
}

void PatternTrie::Add(std::string_view key, std::uint32_t value) {
  std::uint32_t node = 0;
  for (const char byte : key) node = ChildOrNew(node, byte);
  for (std::uint32_t v = values_of_[node]; v != kNone; v = values_[v].next) {
    if (values_[v].value == value) return;
  }
  values_.push_back({value, values_of_[node]});
  values_of_[node] = static_cast<std::uint32_t>(values_.size() - 1);
}

}  // namespace replywatch

#include "shared/detect/pattern_index.h"

#include <algorithm>
#include <limits>
#include <map>

namespace replywatch {
namespace {

constexpr std::uint32_t kMostSlotBits = 24;
constexpr std::uint32_t kFewestSlotBits = 3;  // a whole word of bits
constexpr std::uint32_t kNoStem = std::numeric_limits<std::uint32_t>::max();

// A pattern or the beginning of one.
struct Entry {
  std::vector<std::uint32_t> values;
  bool continues = false;
};

std::map<std::string, Entry> EntriesOf(const std::vector<PatternIndex::Key>& keys) {
  std::map<std::string, Entry> entries;
  for (const auto& [key, value] : keys) {
    for (std::size_t end = key.find(' '); end != std::string::npos; end = key.find(' ', end + 1))
      entries[key.substr(0, end)].continues = true;
    std::vector<std::uint32_t>& values = entries[key].values;
    if (std::find(values.begin(), values.end(), value) == values.end()) values.push_back(value);
  }
  return entries;
}

// In bytes of the word; kNoStem when there is none.
std::uint32_t ShortestStem(const std::map<std::string, Entry>& entries) {
  std::uint32_t shortest = kNoStem;
  for (const auto& [key, entry] : entries) {
    if (key.back() != '*') continue;
    const std::size_t space = key.rfind(' ');
    shortest = std::min(shortest, static_cast<std::uint32_t>(key.size() - 1 - (space == std::string::npos ? 0 : space + 1)));
  }
  return shortest;
}

}  // namespace

// False when by this seed one entry would be found for another.
bool PatternIndex::BuildWithSeed(const std::vector<Key>& keys, std::uint32_t seed, std::string& bytes) {
  const std::map<std::string, Entry> entries = EntriesOf(keys);
  Header header;
  header.slot_bits = std::max(kFewestSlotBits, static_cast<std::uint32_t>(std::bit_width(entries.size() * 4 / 3 + 1)));
  header.shortest_stem = ShortestStem(entries);
  header.seed = seed;
  std::vector<Slot> slots(std::size_t{1} << header.slot_bits);
  std::vector<std::uint32_t> bits(slots.size() * kBitsASlot / 32);
  std::vector<std::uint32_t> values;
  for (const auto& [key, entry] : entries) {
    std::uint64_t hash = StartOf(seed);
    for (const char c : key) hash = Step(hash, static_cast<unsigned char>(c));
    const auto check = static_cast<std::uint32_t>(hash);
    const std::uint32_t bit = BitOf(hash, header.slot_bits);
    bits[bit / 32] |= 1U << (bit % 32);
    std::size_t at = bit / kBitsASlot;
    for (; slots[at].place != 0; at = (at + 1) % slots.size()) {
      if (slots[at].check == check) return false;
    }
    slots[at] = {check, static_cast<std::uint32_t>(values.size() + 1)};
    values.push_back(static_cast<std::uint32_t>(entry.values.size()) | (entry.continues ? kContinues : 0));
    values.insert(values.end(), entry.values.begin(), entry.values.end());
  }
  header.value_words = static_cast<std::uint32_t>(values.size());
  bytes.assign(reinterpret_cast<const char*>(&header), sizeof(Header));
  bytes.append(reinterpret_cast<const char*>(bits.data()), bits.size() * sizeof(std::uint32_t));
  bytes.append(reinterpret_cast<const char*>(slots.data()), slots.size() * sizeof(Slot));
  bytes.append(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(std::uint32_t));
  return true;
}

PatternIndex PatternIndex::Build(std::vector<Key> keys) {
  std::sort(keys.begin(), keys.end());
  std::string bytes;
  for (std::uint32_t seed = 0; !BuildWithSeed(keys, seed, bytes); ++seed) continue;
  PatternIndex index;
  index.own_.resize(bytes.size() / sizeof(std::uint32_t));
  std::memcpy(index.own_.data(), bytes.data(), bytes.size());
  index.LookInto({reinterpret_cast<const char*>(index.own_.data()), bytes.size()});
  return index;
}

std::optional<PatternIndex> PatternIndex::View(std::string_view bytes, std::uint32_t values_end) {
  Header header;
  if (bytes.size() < sizeof(Header) || reinterpret_cast<std::uintptr_t>(bytes.data()) % alignof(std::uint32_t) != 0)
    return std::nullopt;
  std::memcpy(&header, bytes.data(), sizeof(Header));
  if (header.slot_bits < kFewestSlotBits || header.slot_bits > kMostSlotBits) return std::nullopt;
  const std::size_t slots = std::size_t{1} << header.slot_bits;
  if (bytes.size() != sizeof(Header) + slots * kBitsASlot / 8 + slots * sizeof(Slot) + header.value_words * sizeof(std::uint32_t))
    return std::nullopt;
  PatternIndex index;
  index.LookInto(bytes);
  bool has_free = false;  // where a search ends
  for (std::size_t at = 0; at < slots; ++at) {
    const std::uint32_t place = index.slots_[at].place;
    has_free = has_free || place == 0;
    if (place == 0) continue;
    if (place > header.value_words) return std::nullopt;
    const std::uint32_t* head = index.values_ + place - 1;
    const std::uint32_t count = *head & ~kContinues;
    if (count > header.value_words - place ||
        std::any_of(head + 1, head + 1 + count, [&](std::uint32_t value) { return value >= values_end; }))
      return std::nullopt;
  }
  if (!has_free) return std::nullopt;
  return index;
}

void PatternIndex::LookInto(std::string_view bytes) {
  bytes_ = bytes;
  std::memcpy(&header_, bytes.data(), sizeof(Header));
  const std::size_t slots = std::size_t{1} << header_.slot_bits;
  bits_ = reinterpret_cast<const std::uint32_t*>(bytes.data() + sizeof(Header));
  slots_ = reinterpret_cast<const Slot*>(bits_ + slots * kBitsASlot / 32);
  values_ = reinterpret_cast<const std::uint32_t*>(slots_ + slots);
}

}  // namespace replywatch

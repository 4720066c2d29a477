// Patterns of words, found where they stand, in memory and in bytes that came from elsewhere.
#include "shared/detect/pattern_index.h"

#include <gtest/gtest.h>

#include <algorithm>

namespace replywatch {
namespace {

struct Hit {
  std::uint32_t first;
  std::uint32_t last;
  std::uint32_t value;
  auto operator<=>(const Hit&) const = default;
};

std::vector<Hit> HitsIn(const PatternIndex& index, const std::string& text) {
  FoldedText folded;
  FoldInto(text, folded);
  std::vector<Hit> hits;
  for (std::uint32_t first = 0; first < folded.tokens.size(); ++first) {
    index.Match(folded, first, [&](std::uint32_t last, std::uint32_t value) { hits.push_back({first, last, value}); });
  }
  std::sort(hits.begin(), hits.end());
  return hits;
}

const std::vector<PatternIndex::Key> kKeys{{"late", 0}, {"defect*", 1}, {"left on read", 2},
                                           {"left", 3}, {"late", 4},    {"no* salut*", 5}};

TEST(PatternIndex, FindsWordsStemsAndPhrases) {
  const PatternIndex index = PatternIndex::Build(kKeys);
  EXPECT_EQ(HitsIn(index, "late"), (std::vector<Hit>{{0, 1, 0}, {0, 1, 4}}));
  EXPECT_EQ(HitsIn(index, "later lat"), std::vector<Hit>());
  EXPECT_EQ(HitsIn(index, "a defective, defect defec"), (std::vector<Hit>{{1, 2, 1}, {2, 3, 1}}));
  EXPECT_EQ(HitsIn(index, "left on read"), (std::vector<Hit>{{0, 1, 3}, {0, 3, 2}}));
  EXPECT_EQ(HitsIn(index, "left on"), (std::vector<Hit>{{0, 1, 3}}));
  EXPECT_EQ(HitsIn(index, "nobody saluted; no salute"), (std::vector<Hit>{{0, 2, 5}, {2, 4, 5}}));
  EXPECT_EQ(HitsIn(index, ""), std::vector<Hit>());
  EXPECT_EQ(HitsIn(PatternIndex(), "late"), std::vector<Hit>());
  EXPECT_EQ(HitsIn(PatternIndex::Build({}), "late"), std::vector<Hit>());
}

TEST(PatternIndex, TheSamePatternsGiveTheSameBytesInAnyOrder) {
  std::vector<PatternIndex::Key> turned(kKeys.rbegin(), kKeys.rend());
  EXPECT_EQ(PatternIndex::Build(kKeys).bytes(), PatternIndex::Build(turned).bytes());
}

TEST(PatternIndex, FindsEachOfMany) {
  std::vector<PatternIndex::Key> keys;
  for (std::uint32_t i = 0; i < 20'000; ++i) {
    std::string word;  // of syllables that folding leaves alone
    for (std::uint32_t rest = i + 40; rest > 0; rest /= 40) word += {"bdklmnprst"[rest % 10], "aeio"[rest / 10 % 4]};
    keys.emplace_back(word, i);
  }
  const PatternIndex index = PatternIndex::Build(keys);
  for (std::uint32_t i = 0; i < keys.size(); i += 7) EXPECT_EQ(HitsIn(index, keys[i].first), (std::vector<Hit>{{0, 1, i}}));
  EXPECT_TRUE(HitsIn(index, "bac ted rik").empty());
}

TEST(PatternIndex, BytesFromElsewhereAreUsedWhereTheyLie) {
  const PatternIndex built = PatternIndex::Build(kKeys);
  const auto viewed = PatternIndex::View(built.bytes(), 6);
  ASSERT_TRUE(viewed);
  EXPECT_EQ(viewed->bytes().data(), built.bytes().data());
  EXPECT_EQ(HitsIn(*viewed, "left on read, late"), HitsIn(built, "left on read, late"));
}

// Words of four bytes: 4 of header, a word of bits for 8 slots, two a slot, then the values.
TEST(PatternIndex, UnsoundBytesAreRefused) {
  const PatternIndex built = PatternIndex::Build(kKeys);
  const std::size_t count = built.bytes().size() / sizeof(std::uint32_t);
  std::vector<std::uint32_t> good(count);
  std::memcpy(good.data(), built.bytes().data(), built.bytes().size());
  const auto is_taken = [](const std::vector<std::uint32_t>& words, std::size_t bytes, std::uint32_t values_end = 6) {
    return PatternIndex::View({reinterpret_cast<const char*>(words.data()), bytes}, values_end).has_value();
  };
  const std::size_t size = count * sizeof(std::uint32_t);
  EXPECT_TRUE(is_taken(good, size));
  EXPECT_FALSE(is_taken(good, size, 5)) << "a value too high";
  EXPECT_FALSE(is_taken(good, size - 4));
  EXPECT_FALSE(is_taken(good, 0));
  EXPECT_FALSE(PatternIndex::View({reinterpret_cast<const char*>(good.data()) + 1, size - 1}, 6)) << "not aligned";
  const auto with = [&](std::size_t at, std::uint32_t value) {
    std::vector<std::uint32_t> words = good;
    words.at(at) = value;
    return words;
  };
  EXPECT_FALSE(is_taken(with(0, 0), size));
  EXPECT_FALSE(is_taken(with(0, 31), size));
  EXPECT_FALSE(is_taken(with(1, 0xFFFFFFFFU), size));
  const std::size_t slots = std::size_t{1} << good[0];
  const std::size_t first_place = 4 + slots / 8 + 1;
  std::size_t used = first_place;
  while (good[used] == 0) used += 2;
  EXPECT_FALSE(is_taken(with(used, static_cast<std::uint32_t>(count)), size)) << "a place behind the end";
  std::vector<std::uint32_t> full = good;
  for (std::size_t at = first_place; at < first_place + 2 * slots; at += 2) full[at] = std::max(full[at], 1U);
  EXPECT_FALSE(is_taken(full, size)) << "a search would never end";
}

}  // namespace
}  // namespace replywatch

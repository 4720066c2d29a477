#include "shared/detect/features.h"

#include <gtest/gtest.h>

#include <algorithm>
#include <set>

namespace replywatch {
namespace {

const Lexicon& ProjectLexicon() {
  static const Lexicon kLexicon = [] {
    auto loaded = Lexicon::Load(std::filesystem::path(RW_TEST_CONFIG_DIR) / "languages");
    EXPECT_TRUE(loaded.ok()) << (loaded.ok() ? "" : loaded.error().text);
    return std::move(loaded).value();
  }();
  return kLexicon;
}

Features Read(std::string_view text, const std::string& language = "en") {
  FoldedText folded;
  FoldInto(text, folded);
  FeatureScratch scratch;
  Features features;
  ReadFeatures(folded, ProjectLexicon(), ProjectLexicon().Find(language), scratch, features);
  return features;
}

std::set<std::uint32_t> Hashes(const std::vector<Feature>& group) {
  std::set<std::uint32_t> hashes;
  for (const Feature& feature : group) hashes.insert(feature.hash);
  return hashes;
}

std::size_t Shared(const std::vector<Feature>& a, const std::vector<Feature>& b) {
  const auto ours = Hashes(a);
  const auto theirs = Hashes(b);
  return static_cast<std::size_t>(
      std::count_if(ours.begin(), ours.end(), [&](std::uint32_t hash) { return theirs.contains(hash); }));
}

TEST(ReadFeatures, HasEachOnce) {
  const Features features = Read("no no no, it is broken and broken again, no refund!!! ???");
  for (const auto* group : {&features.forms, &features.classes, &features.pairs}) EXPECT_EQ(Hashes(*group).size(), group->size());
}

TEST(ReadFeatures, DoesNotCareForDiacriticsCaseOrScript) {
  EXPECT_EQ(Hashes(Read("Coletul a întârziat trei săptămâni", "ro").forms),
            Hashes(Read("coletul a intarziat trei saptamani", "ro").forms));
  EXPECT_EQ(Hashes(Read("нищо не работи", "bg").forms), Hashes(Read("ni6to ne raboti", "bg").forms));
}

TEST(ReadFeatures, TellsAQuestionFromTheSameWords) {
  const Features says = Read("the lamp is in stock");
  const Features asks = Read("the lamp is in stock?");
  EXPECT_GT(asks.forms.size(), says.forms.size());
  EXPECT_GT(asks.classes.size(), says.classes.size());
}

TEST(ReadFeatures, NegationTurnsTheClassBehindIt) {
  const Features plain = Read("i am happy");
  const Features negated = Read("i am not happy");
  EXPECT_LT(Shared(plain.classes, negated.classes), plain.classes.size());
  EXPECT_EQ(Hashes(Read("not today, happy").classes).count(*Hashes(Read("happy").classes).begin()), 1U)
      << "a clause ends what a negation turns";
}

TEST(ReadFeatures, OtherLanguagesMeanTheSame) {
  // "broken" and "spart" are words of one class.
  EXPECT_GE(Shared(Read("broken", "en").classes, Read("spart", "ro").classes), 1U);
  EXPECT_EQ(Shared(Read("broken", "en").forms, Read("spart", "ro").forms), 1U) << "the length only";
}

TEST(ReadFeatures, KnowsWhichWordsAFeatureCameFrom) {
  const Features features = Read("one two three");
  for (const Feature& feature : features.forms) {
    EXPECT_LE(feature.first, feature.last);
    EXPECT_LE(feature.last, 3U);
  }
}

TEST(ReadFeatures, OfAHugeTextTheFirstOnes) {
  std::string text;
  for (int i = 0; i < 60'000; ++i) text += "w" + std::to_string(i * 7919) + "x ";
  EXPECT_LE(Read(text).forms.size(), 16'384U);
}

TEST(ReadFeatures, NothingSaysNothing) {
  EXPECT_TRUE(Read("").pairs.empty());
  EXPECT_TRUE(Read("").classes.empty());
  EXPECT_LE(Read("").forms.size(), 2U);
}

TEST(FeatureScratch, SaysNewOnceAndOnlyWhileThereIsRoom) {
  FeatureScratch scratch;
  scratch.Begin(2);
  EXPECT_TRUE(scratch.IsNew(7));
  EXPECT_FALSE(scratch.IsNew(7));
  EXPECT_TRUE(scratch.IsNew(8));
  EXPECT_FALSE(scratch.IsNew(9)) << "no more room";
  scratch.Begin(2);
  EXPECT_TRUE(scratch.IsNew(7)) << "forgotten";
}

}  // namespace
}  // namespace replywatch

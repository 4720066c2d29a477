// Features: what the trained model looks at in one text, as hashes. Three groups: what stands there (words, pairs of neighbours,
// runs of three to five characters inside a word, marks, emoji, length), what it means (semantic classes, negated or not, where
// they stand, and in a text that asks; and how loud the word lists are), and which meanings meet (pairs of classes within a
// clause). Pure; any thread, with a scratch of its own.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include "shared/detect/normalise.h"
#include "shared/detect/semantic_classes.h"
#include "shared/detect/signals.h"
#include "shared/detect/word_lists.h"

namespace replywatch {

// What is known of words: the lists that rules read, and the classes. Immutable; any thread.
class Lexicon {
 public:
  // Of the folder config/languages; errors as WordLists::Load and SemanticClasses::Load. With a model, what it holds compiled of
  // unchanged files is used; the model must outlive this.
  static Result<Lexicon> Load(const std::filesystem::path& languages, const CompiledWordsByName& compiled = {},
                              const std::vector<std::string>& compiled_classes = {});
  Lexicon(WordLists lists, SemanticClasses classes) : lists_(std::move(lists)), classes_(std::move(classes)) {}

  // Where a language stands in either; without one the words of all languages count.
  struct Place {
    std::optional<std::size_t> list;
    std::optional<std::size_t> classes;
  };
  Place Find(const std::string& tag) const;

  const WordLists& lists() const { return lists_; }
  const SemanticClasses& classes() const { return classes_; }

 private:
  WordLists lists_;
  SemanticClasses classes_;
};

struct Feature {
  std::uint32_t hash = 0;
  std::uint32_t first = 0;  // tokens [first, last) it was first seen at; none for those of the whole text
  std::uint32_t last = 0;
};

struct Features {
  std::vector<Feature> forms;    // what stands there
  std::vector<Feature> classes;  // what it means
  std::vector<Feature> pairs;    // which meanings meet
};

// Memory that is used again from text to text.
class FeatureScratch {
 public:
  // Forgets what was seen; room for `most` entries.
  void Begin(std::size_t most);
  // False when this hash was seen since Begin, or when there is no more room.
  bool IsNew(std::uint32_t hash);

  std::vector<WordMatch> words;
  Signals signals;  // what ReadFeatures made of them
  std::vector<ClassMatch> matches;
  std::vector<std::uint32_t> clause_of;  // by token

 private:
  struct Slot {
    std::uint32_t hash = 0;
    std::uint32_t stamp = 0;
  };
  std::vector<Slot> slots_;
  std::size_t mask_ = 0;
  std::size_t room_ = 0;
  std::uint32_t stamp_ = 0;
};

// Each hash once in its group; of texts with more than 16,384 features the first ones. `language`: the words of which count.
// Replaces the content of `out`, and of `scratch`.
void ReadFeatures(const FoldedText& text, const Lexicon& lexicon, Lexicon::Place language, FeatureScratch& scratch,
                  Features& out);

}  // namespace replywatch

// SemanticClasses: the words of every language mapped to classes that mean the same in all of them ("delay", "refund",
// "not answered"), from config/languages/<tag>/classes.json. What is learnt about a class in one language holds in the
// others. Immutable once loaded; any thread.
#pragma once

#include <cstdint>
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "shared/base/result.h"
#include "shared/detect/normalise.h"
#include "shared/detect/pattern_trie.h"

namespace replywatch {

// A pattern of a class at tokens [first, last) of a text.
struct ClassMatch {
  std::uint32_t first = 0;
  std::uint32_t last = 0;
  std::uint16_t class_id = 0;  // into SemanticClasses::names()
  std::uint8_t language = 0;   // into SemanticClasses::languages()
};

class SemanticClasses {
 public:
  // Of all folders of `languages` that have a classes.json. kConfiguration, naming file and class, for a file that is no such object, a class
  // that other languages do not have, a missing one, an empty one, or a pattern that is none; at most 1,000 classes and 200 languages.
  static Result<SemanticClasses> Load(const std::filesystem::path& languages);

  const std::vector<std::string>& names() const { return names_; }          // in the order of the first file
  const std::vector<std::string>& languages() const { return languages_; }  // tags, by name

  // The class of "not", "no", "never", which turns those behind it; names().size() when there is none.
  std::uint16_t negation() const { return negation_; }

  // Appends every match, by its first token; those inside longer ones, too. `language`: an index into languages(), whose patterns count alone;
  // nullopt: those of all.
  void Find(const FoldedText& text, std::optional<std::size_t> language, std::vector<ClassMatch>& matches) const;

 private:
  Status AddLanguage(const std::filesystem::path& file, const std::string& tag);

  std::vector<std::string> names_;
  std::uint16_t negation_ = 0;
  std::vector<std::string> languages_;
  std::vector<PatternTrie> tries_;  // beside languages_; values: classes
};

}  // namespace replywatch

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
#include "shared/detect/compiled_words.h"
#include "shared/detect/normalise.h"
#include "shared/detect/pattern_index.h"

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
  // Of all folders of `languages` that have a classes.json. kConfiguration, naming file and class, for a file that is no such
  // object, a class that other languages do not have, a missing one, an empty one, or a pattern that is none; at most 1,000
  // classes and 200 languages. What `compiled` holds of unchanged files is used where it lies and must outlive this;
  // `compiled_names` are the classes it was made with.
  static Result<SemanticClasses> Load(const std::filesystem::path& languages, const CompiledWordsByName& compiled = {},
                                      const std::vector<std::string>& compiled_names = {});

  const std::vector<std::string>& names() const { return names_; }          // in the order of the first file
  const std::vector<std::string>& languages() const { return languages_; }  // tags, by name

  // The class of "not", "no", "never", which turns those behind it; names().size() when there is none.
  std::uint16_t negation() const { return negation_; }

  // Appends every match, by its first token; those inside longer ones, too. `language`: an index into languages(), whose patterns
  // count alone; nullopt: those of all.
  void Find(const FoldedText& text, std::optional<std::size_t> language, std::vector<ClassMatch>& matches) const;
  // Adds "<tag>/classes" of every language to `bytes`, and to `compiled`, which looks at them.
  void Compile(std::map<std::string, std::string>& bytes, CompiledWordsByName& compiled) const;

 private:
  struct File {
    std::filesystem::path path;
    std::string tag;
    std::uint32_t crc = 0;
  };
  static Result<std::vector<File>> Files(const std::filesystem::path& languages);
  bool TakeCompiled(const File& file, const CompiledWordsByName& compiled);
  Status AddLanguage(const File& file);

  std::vector<std::string> names_;
  std::uint16_t negation_ = 0;
  std::vector<std::string> languages_;
  std::vector<PatternIndex> indexes_;       // beside languages_; values: classes
  std::vector<std::uint32_t> source_crcs_;  // beside languages_
};

}  // namespace replywatch

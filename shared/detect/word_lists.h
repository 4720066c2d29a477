// WordLists: the words of all languages, read from config/languages/<tag>/, and a matcher
// that finds them in a folded text in one pass. A new folder is a new language. Immutable after
// loading; any thread.
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

enum class WordClass : std::uint8_t {
  kProblem,
  kQuestion,
  kPraise,
  kThanks,
  kNeutral,  // keeps the shorter words inside it from counting ("good morning")
  kNegation,
  kSolved,
  kUrgencyHigh,
  kThreat,
  kSpam,
  kFunction  // tells the language, nothing else
};

struct WordEntry {
  WordClass word_class = WordClass::kFunction;
  std::uint8_t language = 0;  // index into languages()
  float weight = 0;
};

struct WordMatch {
  std::uint32_t first = 0;  // tokens [first, last)
  std::uint32_t last = 0;
  std::uint32_t id = 0;  // the same for every match of one pattern
  WordEntry entry;
};

struct LanguageWords {
  std::string tag;             // the folder's name, BCP 47; "und" gathers words of all the others
  std::u32string distinctive;  // lower-case letters that speak for it
  std::u32string foreign;      // lower-case letters that it never uses
  bool uses_cyrillic = false;
  bool uses_latin = false;
};

class WordLists {
 public:
  // Reads every folder of `languages` that has a language.json. kConfiguration names the file and
  // what is expected there; all mistakes of a file are listed. What `compiled` holds of unchanged
  // files is used where it lies and must outlive this.
  static Result<WordLists> Load(const std::filesystem::path& languages, const CompiledWordsByName& compiled = {});

  const std::vector<LanguageWords>& languages() const { return languages_; }
  // Appends every match, several at one place included, ordered by their first token.
  void FindMatches(const FoldedText& text, std::vector<WordMatch>& matches) const { FindMatches(text, std::nullopt, matches); }
  // `language`: an index into languages(), whose words count alone; nullopt: those of all.
  void FindMatches(const FoldedText& text, std::optional<std::size_t> language, std::vector<WordMatch>& matches) const;
  // Adds "<tag>/words" of every language to `bytes`, and to `compiled`, which looks at them.
  void Compile(std::map<std::string, std::string>& bytes, CompiledWordsByName& compiled) const;

 private:
  friend class WordListLoader;
  struct Words {
    std::uint32_t source_crc = 0;
    std::uint32_t first_id = 0;  // of the first entry
    std::vector<WordEntry> entries;
    PatternIndex index;  // values: indexes into entries
  };
  std::vector<LanguageWords> languages_;
  std::vector<Words> words_;  // beside languages_
};

}  // namespace replywatch

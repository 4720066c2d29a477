// Phrases: words to look for in our own replies, compared without case and diacritics. A
// pattern is one or more words; '*' at the end of a word makes it a stem. Pure; any thread.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace replywatch {

// Folded words of a text, punctuation gone; URLs are left out.
std::vector<std::string> FoldedWords(std::string_view text);

class PhraseSet {
 public:
  PhraseSet() = default;
  explicit PhraseSet(const std::vector<std::string>& patterns);

  // The first pattern found, as it was written; nullopt when none is there.
  std::optional<std::string> FindIn(const std::vector<std::string>& words) const;
  // How many of `words` belong to some match.
  std::size_t CountCovered(const std::vector<std::string>& words) const;
  bool empty() const { return phrases_.empty(); }

 private:
  struct Word {
    std::string text;
    bool is_stem = false;
  };
  struct Phrase {
    std::string pattern;
    std::vector<Word> words;
  };
  static bool MatchesAt(const Phrase& phrase, const std::vector<std::string>& words, std::size_t at);

  std::vector<Phrase> phrases_;
};

// What the reply check looks for, in one language.
struct ReplyPhrases {
  PhraseSet thanks;
  PhraseSet apology;
  PhraseSet offer_more_help;
  PhraseSet evasive;
  PhraseSet blame;  // on the courier, the supplier, the bank
  PhraseSet greeting;
  PhraseSet link_only;  // "details here": words that only carry a link
};

using ReplyPhraseBook = std::map<std::string, ReplyPhrases, std::less<>>;  // by language tag

}  // namespace replywatch

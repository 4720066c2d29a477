// Catalogue: every text of the screen or of a report in one language, by key, with placeholders ("{name}") and
// plural forms. A missing key shows as itself. Immutable; any thread.
#pragma once

#include <cstdint>
#include <initializer_list>
#include <map>
#include <string>
#include <string_view>
#include <utility>

namespace replywatch {

struct Phrase {
  std::string text;                          // when it has no forms
  std::map<std::string, std::string> forms;  // plural form -> text, with "{n}"
};
using Phrases = std::map<std::string, Phrase, std::less<>>;
using PhraseArguments = std::initializer_list<std::pair<std::string_view, std::string_view>>;

class Catalogue {
 public:
  Catalogue() = default;
  // `fallback` answers for keys that `phrases` lacks.
  Catalogue(std::string language, Phrases phrases, Phrases fallback)
      : language_(std::move(language)), phrases_(std::move(phrases)), fallback_(std::move(fallback)) {}

  const std::string& language() const { return language_; }
  const Phrases& phrases() const { return phrases_; }

  bool Has(std::string_view key) const { return Find(key) != nullptr; }
  // Valid as long as the catalogue.
  std::string_view Text(std::string_view key) const;
  std::string Text(std::string_view key, PhraseArguments arguments) const;
  // The form for `n`; "{n}" becomes the number.
  std::string Count(std::string_view key, std::int64_t n, PhraseArguments arguments = {}) const;

 private:
  const Phrase* Find(std::string_view key) const;

  std::string language_ = "en";
  Phrases phrases_;
  Phrases fallback_;
};

}  // namespace replywatch

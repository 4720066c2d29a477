#include "shared/rules/catalogue.h"

#include <map>

#include "shared/base/local_number.h"
#include "shared/base/plural.h"
#include "shared/rules/canned_text.h"

namespace replywatch {
namespace {

// As the language groups digits; small numbers, most of them, need nobody to know how.
std::string WrittenNumber(const std::string& language, std::int64_t n) {
  constexpr std::int64_t kFirstGrouped = 1000;
  if (n < kFirstGrouped && n > -kFirstGrouped) return std::to_string(n);
  thread_local std::map<std::string, LocalNumber> known;
  return known.try_emplace(language, language).first->second.Whole(n);
}

}  // namespace
namespace {

std::string Fill(std::string_view text, PhraseArguments arguments, PlaceholderValues values = {}) {
  for (const auto& [name, value] : arguments) values.emplace(name, value);
  return FillPlaceholders(text, values).text;
}

}  // namespace

const Phrase* Catalogue::Find(std::string_view key) const {
  if (const auto own = phrases_.find(key); own != phrases_.end()) return &own->second;
  if (const auto other = fallback_.find(key); other != fallback_.end()) return &other->second;
  return nullptr;
}

std::string_view Catalogue::Text(std::string_view key) const {
  const Phrase* phrase = Find(key);
  return phrase == nullptr ? key : std::string_view(phrase->text);
}

std::string Catalogue::Text(std::string_view key, PhraseArguments arguments) const { return Fill(Text(key), arguments); }

std::string Catalogue::Count(std::string_view key, std::int64_t n, PhraseArguments arguments) const {
  const Phrase* phrase = Find(key);
  if (phrase == nullptr) return std::string(key);
  auto form = phrase->forms.find(PluralForm(phrases_.contains(key) ? language_ : "en", n));
  if (form == phrase->forms.end()) form = phrase->forms.find("other");
  const std::string_view text = form == phrase->forms.end() ? std::string_view(phrase->text) : std::string_view(form->second);
  return Fill(text, arguments, {{"n", WrittenNumber(language_, n)}});
}

}  // namespace replywatch

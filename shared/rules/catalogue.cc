#include "shared/rules/catalogue.h"

#include "shared/base/plural.h"
#include "shared/rules/canned_text.h"

namespace replywatch {
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
  return Fill(text, arguments, {{"n", std::to_string(n)}});
}

}  // namespace replywatch

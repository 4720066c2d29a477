// Plural forms as the Unicode CLDR knows them: which of a language's forms a count takes.
// ICU lives in plural.cc; any thread.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

namespace replywatch {

// "one", "two", "few", "many" or "other"; "other" for a language nobody knows.
std::string PluralForm(std::string_view language, std::int64_t n);

// Every form the language has for whole numbers, sorted; "other" is always among them.
std::vector<std::string> PluralForms(std::string_view language);

}  // namespace replywatch

#include "shared/base/plural.h"

#include <unicode/locid.h>
#include <unicode/plurrule.h>

#include <algorithm>
#include <cstdlib>
#include <map>
#include <memory>

namespace replywatch {
namespace {

// nullptr: ICU without its data.
const icu::PluralRules* RulesOf(std::string_view language) {
  thread_local std::map<std::string, std::unique_ptr<icu::PluralRules>, std::less<>> cache;
  const auto known = cache.find(language);
  if (known != cache.end()) return known->second.get();
  UErrorCode status = U_ZERO_ERROR;
  const std::string name(language);
  auto& made = cache[name];
  made.reset(icu::PluralRules::forLocale(icu::Locale(name.c_str()), status));
  return made.get();
}

}  // namespace

std::string PluralForm(std::string_view language, std::int64_t n) {
  const icu::PluralRules* rules = RulesOf(language);
  if (rules == nullptr) return "other";
  std::string form;
  rules->select(static_cast<int32_t>(std::min<std::int64_t>(std::abs(n), 2'000'000'000))).toUTF8String(form);
  return form;
}

std::vector<std::string> PluralForms(std::string_view language) {
  std::vector<std::string> forms{"other"};
  for (std::int64_t n = 0; n <= 200; ++n) {
    const std::string form = PluralForm(language, n);
    if (std::find(forms.begin(), forms.end(), form) == forms.end()) forms.push_back(form);
  }
  std::sort(forms.begin(), forms.end());
  return forms;
}

}  // namespace replywatch

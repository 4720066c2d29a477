#include "shared/base/graphemes.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/utext.h>

#include <memory>

#include "shared/base/utf8.h"

namespace replywatch {

std::size_t CountGraphemes(std::string_view text) {
  thread_local const std::unique_ptr<icu::BreakIterator> kBreaks = [] {
    UErrorCode status = U_ZERO_ERROR;
    return std::unique_ptr<icu::BreakIterator>(icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
  }();
  if (kBreaks == nullptr) return CountCodePoints(text);  // ICU without its data
  UErrorCode status = U_ZERO_ERROR;
  UText source = UTEXT_INITIALIZER;
  utext_openUTF8(&source, text.data(), static_cast<int64_t>(text.size()), &status);
  kBreaks->setText(&source, status);
  std::size_t count = 0;
  if (U_SUCCESS(status)) {
    while (kBreaks->next() != icu::BreakIterator::DONE) ++count;
  }
  utext_close(&source);
  return U_SUCCESS(status) ? count : CountCodePoints(text);
}

}  // namespace replywatch

#include "shared/base/graphemes.h"

#include <unicode/brkiter.h>
#include <unicode/locid.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utext.h>

#include <algorithm>
#include <array>
#include <memory>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

enum class Unit : std::uint8_t { kCharacter, kWord, kLine };

std::unique_ptr<icu::BreakIterator> MakeIterator(Unit unit) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Locale& root = icu::Locale::getRoot();
  switch (unit) {
    case Unit::kCharacter: return std::unique_ptr<icu::BreakIterator>(icu::BreakIterator::createCharacterInstance(root, status));
    case Unit::kWord: return std::unique_ptr<icu::BreakIterator>(icu::BreakIterator::createWordInstance(root, status));
    case Unit::kLine: return std::unique_ptr<icu::BreakIterator>(icu::BreakIterator::createLineInstance(root, status));
  }
  return nullptr;
}

// Making one costs far more than using it; each thread keeps its own.
thread_local std::array<std::unique_ptr<icu::BreakIterator>, 3> kept_iterators;

// nullptr: ICU without its data.
icu::BreakIterator* IteratorOf(Unit unit) {
  std::unique_ptr<icu::BreakIterator>& kept = kept_iterators.at(static_cast<std::size_t>(unit));
  if (kept == nullptr) kept = MakeIterator(unit);
  return kept.get();
}

// Calls `use` with the iterator set on `text`; false when ICU refuses.
template <typename Use>
bool WithBreaks(Unit unit, std::string_view text, const Use& use) {
  icu::BreakIterator* breaks = IteratorOf(unit);
  if (breaks == nullptr) return false;
  UErrorCode status = U_ZERO_ERROR;
  UText source = UTEXT_INITIALIZER;
  utext_openUTF8(&source, text.data(), static_cast<int64_t>(text.size()), &status);
  breaks->setText(&source, status);
  if (U_SUCCESS(status)) use(*breaks);
  utext_close(&source);
  return U_SUCCESS(status);
}

std::vector<std::uint32_t> CodePointBreaks(std::string_view text) {
  std::vector<std::uint32_t> breaks{0};
  for (std::size_t pos = 0; pos < text.size();) {
    DecodeUtf8(text, pos);
    breaks.push_back(static_cast<std::uint32_t>(pos));
  }
  return breaks;
}

bool IsAscii(std::string_view text) {
  return std::all_of(text.begin(), text.end(), [](char c) { return static_cast<unsigned char>(c) < 0x80 && c != '\r'; });
}

int32_t Index(std::size_t pos) { return static_cast<int32_t>(pos); }

}  // namespace

std::size_t CountGraphemes(std::string_view text) {
  std::size_t count = 0;
  const bool done = WithBreaks(Unit::kCharacter, text, [&](icu::BreakIterator& breaks) {
    while (breaks.next() != icu::BreakIterator::DONE) ++count;
  });
  return done ? count : CountCodePoints(text);
}

std::vector<std::uint32_t> GraphemeBreaks(std::string_view text) {
  if (IsAscii(text)) {
    std::vector<std::uint32_t> all(text.size() + 1);
    for (std::size_t i = 0; i <= text.size(); ++i) all[i] = static_cast<std::uint32_t>(i);
    return all;
  }
  std::vector<std::uint32_t> found{0};
  found.reserve(text.size() / 2);
  const bool done = WithBreaks(Unit::kCharacter, text, [&](icu::BreakIterator& breaks) {
    for (int32_t at = breaks.next(); at != icu::BreakIterator::DONE; at = breaks.next())
      found.push_back(static_cast<std::uint32_t>(at));
  });
  return done ? found : CodePointBreaks(text);
}

std::vector<std::uint32_t> LineBreakOpportunities(std::string_view text) {
  std::vector<std::uint32_t> found;
  const bool done = WithBreaks(Unit::kLine, text, [&](icu::BreakIterator& breaks) {
    for (int32_t at = breaks.next(); at != icu::BreakIterator::DONE; at = breaks.next())
      found.push_back(static_cast<std::uint32_t>(at));
  });
  if (!done || found.empty() || found.back() != text.size()) found.push_back(static_cast<std::uint32_t>(text.size()));
  return found;
}

std::size_t NextWordEnd(std::string_view text, std::size_t pos) {
  std::size_t end = text.size();
  WithBreaks(Unit::kWord, text, [&](icu::BreakIterator& breaks) {
    for (int32_t at = breaks.following(Index(pos)); at != icu::BreakIterator::DONE; at = breaks.next()) {
      if (breaks.getRuleStatus() == UBRK_WORD_NONE) continue;
      end = static_cast<std::size_t>(at);
      return;
    }
  });
  return end;
}

std::size_t PreviousWordStart(std::string_view text, std::size_t pos) {
  std::size_t start = 0;
  WithBreaks(Unit::kWord, text, [&](icu::BreakIterator& breaks) {
    for (int32_t at = breaks.preceding(Index(pos)); at != icu::BreakIterator::DONE && at > 0; at = breaks.previous()) {
      const int32_t end = breaks.following(at);
      const bool is_word = breaks.getRuleStatus() != UBRK_WORD_NONE;
      breaks.preceding(end);
      if (!is_word) continue;
      start = static_cast<std::size_t>(at);
      return;
    }
  });
  return start;
}

std::pair<std::size_t, std::size_t> WordAround(std::string_view text, std::size_t pos) {
  std::pair<std::size_t, std::size_t> word{0, text.size()};
  WithBreaks(Unit::kWord, text, [&](icu::BreakIterator& breaks) {
    const int32_t end = breaks.following(Index(std::min(pos, text.size())));
    word.second = end == icu::BreakIterator::DONE ? text.size() : static_cast<std::size_t>(end);
    const int32_t begin = breaks.preceding(Index(word.second));
    word.first = begin == icu::BreakIterator::DONE ? 0 : static_cast<std::size_t>(begin);
  });
  return word;
}

bool IsEmojiGrapheme(std::string_view grapheme) {
  if (grapheme.size() < 2) return false;
  std::size_t pos = 0;
  const auto first = static_cast<UChar32>(DecodeUtf8(grapheme, pos));
  if (u_hasBinaryProperty(first, UCHAR_EMOJI_PRESENTATION) || u_hasBinaryProperty(first, UCHAR_REGIONAL_INDICATOR)) return true;
  if (!u_hasBinaryProperty(first, UCHAR_EMOJI)) return false;
  return pos < grapheme.size() && (DecodeUtf8(grapheme, pos) == 0xFE0F || first > 0xFFFF) ? true : first > 0xFFFF;
}

std::string ComposeGrapheme(std::string_view grapheme) {
  UErrorCode status = U_ZERO_ERROR;
  const icu::Normalizer2* const nfc = icu::Normalizer2::getNFCInstance(status);
  if (nfc == nullptr) return std::string(grapheme);
  const icu::UnicodeString source =
      icu::UnicodeString::fromUTF8(icu::StringPiece(grapheme.data(), static_cast<int32_t>(grapheme.size())));
  const icu::UnicodeString composed = nfc->normalize(source, status);
  if (U_FAILURE(status)) return std::string(grapheme);
  std::string out;
  composed.toUTF8String(out);
  return out;
}

}  // namespace replywatch

#include "shared/rules/phrases.h"

#include <algorithm>
#include <cctype>

#include "shared/base/fold.h"

namespace replywatch {
namespace {

bool IsWordByte(char c) {
  const auto byte = static_cast<unsigned char>(c);
  return byte >= 0x80 || std::isalnum(byte) != 0;
}

// Typographic quotes, dashes and ellipses (U+2010 to U+2027) and « » separate words, ’ joins them.
std::string WithPlainPunctuation(std::string_view folded) {
  std::string plain;
  plain.reserve(folded.size());
  for (std::size_t i = 0; i < folded.size(); ++i) {
    const std::string_view rest = folded.substr(i);
    if (rest.starts_with("\u2019") || rest.starts_with("\u2018")) {
      plain += '\'';
      i += 2;
    } else if (rest.starts_with("\xE2\x80")) {
      plain += ' ';
      i += 2;
    } else if (rest.starts_with("\u00AB") || rest.starts_with("\u00BB") || rest.starts_with("\u00A0")) {
      plain += ' ';
      i += 1;
    } else {
      plain += folded[i];
    }
  }
  return plain;
}

bool BeginsUrl(std::string_view text) {
  return text.starts_with("http://") || text.starts_with("https://") || text.starts_with("www.");
}

}  // namespace

std::vector<std::string> FoldedWords(std::string_view text) {
  const std::string folded = WithPlainPunctuation(FoldForSearch(text));
  std::vector<std::string> words;
  std::string word;
  for (std::size_t i = 0; i <= folded.size(); ++i) {
    if (word.empty() && i < folded.size() && BeginsUrl(std::string_view(folded).substr(i))) {
      i = std::min(folded.find_first_of(" \t\r\n", i), folded.size());
      continue;
    }
    const char c = i < folded.size() ? folded[i] : ' ';
    if (IsWordByte(c)) {
      word += c;
    } else if (c != '\'' && !word.empty()) {
      words.push_back(std::move(word));
      word.clear();
    }
  }
  return words;
}

PhraseSet::PhraseSet(const std::vector<std::string>& patterns) {
  for (const std::string& pattern : patterns) {
    Phrase phrase{pattern, {}};
    for (std::size_t pos = 0; pos < pattern.size();) {
      const std::size_t end = std::min(pattern.find(' ', pos), pattern.size());
      const std::string_view written = std::string_view(pattern).substr(pos, end - pos);
      for (std::string& word : FoldedWords(written)) phrase.words.push_back({std::move(word), false});
      if (written.ends_with('*') && !phrase.words.empty()) phrase.words.back().is_stem = true;
      pos = end + 1;
    }
    if (!phrase.words.empty()) phrases_.push_back(std::move(phrase));
  }
}

bool PhraseSet::MatchesAt(const Phrase& phrase, const std::vector<std::string>& words, std::size_t at) {
  if (at + phrase.words.size() > words.size()) return false;
  for (std::size_t i = 0; i < phrase.words.size(); ++i) {
    const Word& wanted = phrase.words[i];
    const std::string& word = words[at + i];
    if (wanted.is_stem ? !word.starts_with(wanted.text) : word != wanted.text) return false;
  }
  return true;
}

std::optional<std::string> PhraseSet::FindIn(const std::vector<std::string>& words) const {
  for (std::size_t at = 0; at < words.size(); ++at) {
    for (const Phrase& phrase : phrases_) {
      if (MatchesAt(phrase, words, at)) return phrase.pattern;
    }
  }
  return std::nullopt;
}

std::size_t PhraseSet::CountCovered(const std::vector<std::string>& words) const {
  std::vector<bool> covered(words.size(), false);
  for (std::size_t at = 0; at < words.size(); ++at) {
    for (const Phrase& phrase : phrases_) {
      if (!MatchesAt(phrase, words, at)) continue;
      for (std::size_t i = 0; i < phrase.words.size(); ++i) covered[at + i] = true;
    }
  }
  return static_cast<std::size_t>(std::count(covered.begin(), covered.end(), true));
}

}  // namespace replywatch

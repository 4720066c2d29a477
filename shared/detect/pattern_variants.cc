#include "shared/detect/pattern_variants.h"

#include <algorithm>
#include <array>
#include <utility>

#include "shared/detect/normalise.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxWords = 8;

// Cyrillic letters and what else people type for them; the letter's own fold comes first by itself.
constexpr std::array<std::pair<std::string_view, std::array<std::string_view, 2>>, 4> kHabits{{
    {"ъ", {"u", "y"}},
    {"ц", {"c", ""}},
    {"я", {"ja", ""}},
    {"ж", {"j", "z"}},
}};

std::string ReplaceAll(std::string text, std::string_view from, std::string_view to) {
  for (std::size_t at = text.find(from); at != std::string::npos; at = text.find(from, at + to.size()))
    text.replace(at, from.size(), to);
  return text;
}

std::vector<std::string> Spellings(std::string_view pattern) {
  std::vector<std::string> spellings{std::string(pattern)};
  for (const auto& [letter, habits] : kHabits) {
    if (pattern.find(letter) == std::string_view::npos) continue;
    const std::size_t known = spellings.size();
    for (std::size_t i = 0; i < known; ++i) {
      for (const std::string_view habit : habits) {
        if (!habit.empty()) spellings.push_back(ReplaceAll(spellings[i], letter, habit));
      }
    }
  }
  return spellings;
}

// Folded words joined by a space, '*' kept; empty for a pattern that is none.
std::string KeyOf(std::string_view pattern) {
  // "bbb" folds to "b": whoever writes a single letter does not mean it.
  if (pattern.size() > 1 && pattern.find_first_not_of(pattern.front()) == std::string_view::npos && FoldWord(pattern).size() == 1)
    return {};
  std::string key;
  std::size_t words = 0;
  while (!pattern.empty()) {
    const std::size_t space = std::min(pattern.find(' '), pattern.size());
    std::string_view word = pattern.substr(0, space);
    pattern.remove_prefix(std::min(space + 1, pattern.size()));
    if (word.empty()) continue;
    const bool is_stem = word.back() == '*';
    if (is_stem) word.remove_suffix(1);
    const std::string folded = FoldWord(word);
    if (folded.empty() || word.find('*') != std::string_view::npos || ++words > kMaxWords) return {};
    if (!key.empty()) key += ' ';
    key += folded;
    if (is_stem) key += '*';
  }
  return key;
}

}  // namespace

std::vector<std::string> PatternKeys(std::string_view pattern) {
  std::vector<std::string> keys;
  const auto add = [&keys](std::string key) {
    if (!key.empty() && std::find(keys.begin(), keys.end(), key) == keys.end()) keys.push_back(std::move(key));
  };
  for (const std::string& spelling : Spellings(pattern)) {
    add(KeyOf(spelling));
    // How "j" folds depends on the letter behind it, which a stem leaves open.
    if (spelling.ends_with("j*")) add(KeyOf(spelling.substr(0, spelling.size() - 2) + "zh*"));
  }
  return keys;
}

}  // namespace replywatch

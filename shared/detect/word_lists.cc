#include "shared/detect/word_lists.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <system_error>
#include <utility>

#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/detect/pattern_variants.h"

namespace replywatch {
namespace {

using nlohmann::json;

constexpr std::size_t kMaxFileBytes = 4U << 20U;
constexpr std::size_t kMaxLanguages = 200;

constexpr std::array<std::pair<std::string_view, WordClass>, 10> kClasses{{
    {"problem", WordClass::kProblem},
    {"question", WordClass::kQuestion},
    {"praise", WordClass::kPraise},
    {"thanks", WordClass::kThanks},
    {"neutral", WordClass::kNeutral},
    {"negation", WordClass::kNegation},
    {"solved", WordClass::kSolved},
    {"urgency_high", WordClass::kUrgencyHigh},
    {"threat", WordClass::kThreat},
    {"spam", WordClass::kSpam},
}};

std::u32string LettersOf(const json& object, const char* key) {
  std::u32string letters;
  const auto it = object.find(key);
  if (it == object.end() || !it->is_string()) return letters;
  const auto& text = it->get_ref<const std::string&>();
  for (std::size_t pos = 0; pos < text.size();) letters += DecodeUtf8(text, pos);
  return letters;
}

bool Names(const json& list, std::string_view name) {
  return std::any_of(list.begin(), list.end(), [&](const json& entry) { return entry.is_string() && entry == name; });
}

Result<json> ReadObject(const std::filesystem::path& path) {
  RW_ASSIGN_OR_RETURN(const std::string text, ReadFile(path, kMaxFileBytes));
  json object = json::parse(text, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
  if (object.is_object()) return object;
  return MakeError(ErrorKind::kConfiguration, path.string() + ": expected one JSON object; check commas and quotes");
}

// Folders with a language.json, by name.
Result<std::vector<std::filesystem::path>> LanguageFolders(const std::filesystem::path& root) {
  std::vector<std::filesystem::path> folders;
  std::error_code error;
  for (std::filesystem::directory_iterator it(root, error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (std::filesystem::exists(it->path() / "language.json", ignored)) folders.push_back(it->path());
  }
  std::sort(folders.begin(), folders.end());
  if (!error && !folders.empty() && folders.size() <= kMaxLanguages) return folders;
  return MakeError(ErrorKind::kConfiguration,
                   root.string() + ": expected a folder per language, each with language.json and words.json (at most 200)");
}

}  // namespace

// Collects the mistakes of one folder and adds its words.
class WordListLoader {
 public:
  explicit WordListLoader(WordLists& lists) : lists_(lists) {}

  Status AddFolder(const std::filesystem::path& folder) {
    mistakes_.clear();
    RW_RETURN_IF_ERROR(AddLanguage(folder / "language.json"));
    if (folder.filename() != "und") RW_RETURN_IF_ERROR(AddWords(folder / "words.json"));
    if (mistakes_.empty()) return {};
    return MakeError(ErrorKind::kConfiguration, std::exchange(mistakes_, {}));
  }

 private:
  void Mistake(const std::filesystem::path& path, const std::string& what) {
    mistakes_ += (mistakes_.empty() ? "" : "; ") + path.string() + ": " + what;
  }

  Status AddLanguage(const std::filesystem::path& path) {
    RW_ASSIGN_OR_RETURN(const json object, ReadObject(path));
    LanguageWords language;
    language.tag = path.parent_path().filename().string();
    if (object.value("tag", json()) != language.tag) Mistake(path, "\"tag\" must be \"" + language.tag + "\", the folder's name");
    const json scripts = object.value("scripts", json::array());
    language.uses_cyrillic = Names(scripts, "Cyrl");
    language.uses_latin = Names(scripts, "Latn");
    if (scripts.empty()) Mistake(path, R"("scripts" must list script codes such as "Latn" or "Cyrl")");
    language.distinctive = LettersOf(object, "distinctive_letters");
    language.foreign = LettersOf(object, "foreign_letters");
    lists_.languages_.push_back(std::move(language));
    lists_.tries_.emplace_back();
    const json words = object.value("function_words", json::array());
    if (!words.is_array() || words.empty()) Mistake(path, "\"function_words\" must be a list of short words");
    for (const json& word : words) {
      if (word.is_string()) AddPattern(word.get<std::string>(), WordClass::kFunction, 1.0F);
    }
    return {};
  }

  Status AddWords(const std::filesystem::path& path) {
    RW_ASSIGN_OR_RETURN(const json object, ReadObject(path));
    for (const auto& [name, word_class] : kClasses) {
      const auto list = object.find(name);
      if (list == object.end()) continue;
      if (!list->is_array()) {
        Mistake(path, "\"" + std::string(name) + R"(" must be a list of {"t": words, "w": weight})");
        continue;
      }
      for (std::size_t i = 0; i < list->size(); ++i)
        AddEntry(path, std::string(name) + "[" + std::to_string(i) + "]", (*list)[i], word_class);
    }
    return {};
  }

  void AddEntry(const std::filesystem::path& path, const std::string& place, const json& entry, WordClass word_class) {
    const json text = entry.is_object() ? entry.value("t", json()) : json();
    const json weight = entry.is_object() ? entry.value("w", json(1.0)) : json();
    if (!text.is_string() || !weight.is_number() || weight.get<double>() < 0 || weight.get<double>() > 1) {
      Mistake(path, place + R"( must be {"t": words, "w": 0 to 1})");
      return;
    }
    if (!AddPattern(text.get<std::string>(), word_class, weight.get<float>())) {
      Mistake(path, place + ": \"t\" needs one to eight words, '*' only at the end of a word");
    }
  }

  bool AddPattern(const std::string& pattern, WordClass word_class, float weight) {
    const std::vector<std::string> keys = PatternKeys(pattern);
    if (keys.empty()) return false;
    const auto value = static_cast<std::uint32_t>(lists_.entries_.size());
    lists_.entries_.push_back({word_class, static_cast<std::uint8_t>(lists_.languages_.size() - 1), weight});
    for (const std::string& key : keys) lists_.tries_.back().Add(key, value);
    return true;
  }

  WordLists& lists_;
  std::string mistakes_;
};

Result<WordLists> WordLists::Load(const std::filesystem::path& languages) {
  RW_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> folders, LanguageFolders(languages));
  WordLists lists;
  WordListLoader loader(lists);
  for (const std::filesystem::path& folder : folders) RW_RETURN_IF_ERROR(loader.AddFolder(folder));
  for (PatternTrie& trie : lists.tries_) trie.Build();
  return lists;
}

void WordLists::FindMatches(const FoldedText& text, std::optional<std::size_t> language, std::vector<WordMatch>& matches) const {
  const auto count = static_cast<std::uint32_t>(text.tokens.size());
  const std::size_t begin = language.value_or(0);
  const std::size_t end = language ? *language + 1 : tries_.size();
  for (std::uint32_t first = 0; first < count; ++first) {
    for (std::size_t at = begin; at < end; ++at) {
      tries_[at].Match(text, first, [&](std::uint32_t last, std::uint32_t value) {
        matches.push_back({first, last, value, entries_[value]});
      });
    }
  }
}

}  // namespace replywatch

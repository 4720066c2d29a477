#include "shared/detect/word_lists.h"

#include <algorithm>
#include <array>
#include <cstring>
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

// Compiled: how many entries, four bytes nobody reads, each entry, the index.
constexpr const char* kCompiledSuffix = "/words";
struct CompiledEntry {
  std::uint32_t word_class = 0;
  float weight = 0;
};

std::string WriteCompiled(const std::vector<WordEntry>& entries, const PatternIndex& index) {
  const std::array<std::uint32_t, 2> head{static_cast<std::uint32_t>(entries.size()), 0};
  std::string bytes(reinterpret_cast<const char*>(head.data()), sizeof(head));
  for (const WordEntry& entry : entries) {
    const CompiledEntry written{static_cast<std::uint32_t>(entry.word_class), entry.weight};
    bytes.append(reinterpret_cast<const char*>(&written), sizeof(written));
  }
  return bytes.append(index.bytes());
}

// nullopt for anything else than WriteCompiled wrote.
std::optional<std::pair<std::vector<WordEntry>, PatternIndex>> ReadCompiled(std::string_view bytes, std::uint8_t language) {
  std::array<std::uint32_t, 2> head{};
  if (bytes.size() < sizeof(head)) return std::nullopt;
  std::memcpy(head.data(), bytes.data(), sizeof(head));
  bytes.remove_prefix(sizeof(head));
  if (bytes.size() / sizeof(CompiledEntry) < head[0]) return std::nullopt;
  std::vector<WordEntry> entries(head[0]);
  for (WordEntry& entry : entries) {
    CompiledEntry read;
    std::memcpy(&read, bytes.data(), sizeof(read));
    bytes.remove_prefix(sizeof(read));
    if (read.word_class > static_cast<std::uint32_t>(WordClass::kFunction) || !(read.weight >= 0 && read.weight <= 1))
      return std::nullopt;
    entry = {static_cast<WordClass>(read.word_class), language, read.weight};
  }
  auto index = PatternIndex::View(bytes, head[0]);
  if (!index) return std::nullopt;
  return std::pair(std::move(entries), *std::move(index));
}

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
  WordListLoader(WordLists& lists, const CompiledWordsByName& compiled) : lists_(lists), compiled_(compiled) {}

  Status AddFolder(const std::filesystem::path& folder) {
    mistakes_.clear();
    keys_.clear();
    entries_.clear();
    crc_ = 0;
    RW_RETURN_IF_ERROR(AddLanguage(folder / "language.json"));
    const std::filesystem::path words = folder / "words.json";
    const bool has_words = folder.filename() != "und";
    if (has_words) {
      RW_ASSIGN_OR_RETURN(crc_, Crc32OfFile(words, kMaxFileBytes, crc_));
    }
    if (mistakes_.empty() && TakeCompiled()) return {};
    if (has_words) RW_RETURN_IF_ERROR(AddWords(words));
    if (!mistakes_.empty()) return MakeError(ErrorKind::kConfiguration, std::exchange(mistakes_, {}));
    AddToLists(std::move(entries_), PatternIndex::Build(std::move(keys_)));
    return {};
  }

 private:
  bool TakeCompiled() {
    const auto found = compiled_.find(lists_.languages_.back().tag + kCompiledSuffix);
    if (found == compiled_.end() || found->second.source_crc != crc_) return false;
    auto words = ReadCompiled(found->second.bytes, static_cast<std::uint8_t>(lists_.languages_.size() - 1));
    if (!words) return false;
    AddToLists(std::move(words->first), std::move(words->second));
    return true;
  }

  void AddToLists(std::vector<WordEntry> entries, PatternIndex index) {
    const std::uint32_t first_id =
        lists_.words_.empty() ? 0
                              : lists_.words_.back().first_id + static_cast<std::uint32_t>(lists_.words_.back().entries.size());
    lists_.words_.push_back({crc_, first_id, std::move(entries), std::move(index)});
  }

  void Mistake(const std::filesystem::path& path, const std::string& what) {
    mistakes_ += (mistakes_.empty() ? "" : "; ") + path.string() + ": " + what;
  }

  Status AddLanguage(const std::filesystem::path& path) {
    RW_ASSIGN_OR_RETURN(const json object, ReadObject(path));
    RW_ASSIGN_OR_RETURN(crc_, Crc32OfFile(path, kMaxFileBytes));
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
    const auto value = static_cast<std::uint32_t>(entries_.size());
    entries_.push_back({word_class, static_cast<std::uint8_t>(lists_.languages_.size() - 1), weight});
    for (const std::string& key : keys) keys_.emplace_back(key, value);
    return true;
  }

  WordLists& lists_;
  const CompiledWordsByName& compiled_;
  // Of the folder at hand.
  std::string mistakes_;
  std::uint32_t crc_ = 0;
  std::vector<WordEntry> entries_;
  std::vector<PatternIndex::Key> keys_;
};

Result<WordLists> WordLists::Load(const std::filesystem::path& languages, const CompiledWordsByName& compiled) {
  RW_ASSIGN_OR_RETURN(const std::vector<std::filesystem::path> folders, LanguageFolders(languages));
  WordLists lists;
  WordListLoader loader(lists, compiled);
  for (const std::filesystem::path& folder : folders) RW_RETURN_IF_ERROR(loader.AddFolder(folder));
  return lists;
}

void WordLists::Compile(std::map<std::string, std::string>& bytes, CompiledWordsByName& compiled) const {
  for (std::size_t i = 0; i < languages_.size(); ++i) {
    const std::string name = languages_[i].tag + kCompiledSuffix;
    const std::string& held = bytes[name] = WriteCompiled(words_[i].entries, words_[i].index);
    compiled[name] = {words_[i].source_crc, held};
  }
}

void WordLists::FindMatches(const FoldedText& text, std::optional<std::size_t> language, std::vector<WordMatch>& matches) const {
  const auto count = static_cast<std::uint32_t>(text.tokens.size());
  const std::size_t begin = language.value_or(0);
  const std::size_t end = language ? *language + 1 : words_.size();
  for (std::uint32_t first = 0; first < count; ++first) {
    for (std::size_t at = begin; at < end; ++at) {
      const Words& words = words_[at];
      words.index.Match(text, first, [&](std::uint32_t last, std::uint32_t value) {
        matches.push_back({first, last, words.first_id + value, words.entries[value]});
      });
    }
  }
}

}  // namespace replywatch

#include "shared/detect/semantic_classes.h"

#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "shared/base/file.h"
#include "shared/base/utf8.h"
#include "shared/detect/pattern_variants.h"

namespace replywatch {
namespace {

using Json = nlohmann::ordered_json;  // the order of the first file numbers the classes

constexpr std::size_t kMaxFileBytes = 8U << 20U;
constexpr const char* kCompiledSuffix = "/classes";
constexpr std::size_t kMostClasses = 1000;
constexpr std::size_t kMostLanguages = 200;

Error Mistake(const std::filesystem::path& file, const std::string& what) {
  return MakeError(ErrorKind::kConfiguration, file.string() + ": " + what);
}

}  // namespace

Result<std::vector<SemanticClasses::File>> SemanticClasses::Files(const std::filesystem::path& languages) {
  std::vector<File> files;
  std::error_code failed;
  for (std::filesystem::directory_iterator it(languages, failed), end; !failed && it != end; it.increment(failed)) {
    std::error_code ignored;
    const std::filesystem::path path = it->path() / "classes.json";
    if (!std::filesystem::exists(path, ignored)) continue;
    RW_ASSIGN_OR_RETURN(const std::uint32_t crc, Crc32OfFile(path, kMaxFileBytes));
    files.push_back({path, it->path().filename().string(), crc});
  }
  if (failed || files.empty() || files.size() > kMostLanguages)
    return Mistake(languages, "expected folders of languages with classes.json (at most 200)");
  std::sort(files.begin(), files.end(), [](const File& a, const File& b) { return a.tag < b.tag; });
  return files;
}

Result<SemanticClasses> SemanticClasses::Load(const std::filesystem::path& languages, const CompiledWordsByName& compiled,
                                              const std::vector<std::string>& compiled_names) {
  RW_ASSIGN_OR_RETURN(const std::vector<File> files, Files(languages));
  const auto is_compiled = [&](const File& file) {
    const auto found = compiled.find(file.tag + kCompiledSuffix);
    return found != compiled.end() && found->second.source_crc == file.crc;
  };
  SemanticClasses classes;
  // One file as it was then has all the classes of then.
  if (std::any_of(files.begin(), files.end(), is_compiled) && !compiled_names.empty() && compiled_names.size() <= kMostClasses)
    classes.names_ = compiled_names;
  for (const File& file : files) {
    if (is_compiled(file) && classes.TakeCompiled(file, compiled)) continue;
    RW_RETURN_IF_ERROR(classes.AddLanguage(file));
  }
  const auto negation = std::find(classes.names_.begin(), classes.names_.end(), "negation");
  classes.negation_ = static_cast<std::uint16_t>(negation - classes.names_.begin());
  return classes;
}

bool SemanticClasses::TakeCompiled(const File& file, const CompiledWordsByName& compiled) {
  if (names_.empty()) return false;
  auto index = PatternIndex::View(compiled.at(file.tag + kCompiledSuffix).bytes, static_cast<std::uint32_t>(names_.size()));
  if (!index) return false;
  languages_.push_back(file.tag);
  source_crcs_.push_back(file.crc);
  indexes_.push_back(*std::move(index));
  return true;
}

Status SemanticClasses::AddLanguage(const File& source) {
  const auto& [file, tag, crc] = source;
  RW_ASSIGN_OR_RETURN(const std::string text, ReadFile(file, kMaxFileBytes));
  const Json object = Json::parse(text, nullptr, /*allow_exceptions=*/false);
  if (!object.is_object() || !object.contains("classes") || !object["classes"].is_object())
    return Mistake(file, "expected {\"language\": …, \"classes\": { … }}");
  if (object.value("language", Json()) != tag) return Mistake(file, "\"language\" must be \"" + tag + "\", the folder's name");
  const Json& all = object["classes"];
  if (all.empty() || all.size() > kMostClasses) return Mistake(file, "expected 1 to 1000 classes");
  languages_.push_back(tag);
  source_crcs_.push_back(crc);
  if (names_.empty()) {
    for (const auto& [name, unused] : all.items()) names_.push_back(name);
  }
  for (const std::string& name : names_) {
    if (!all.contains(name)) return Mistake(file, "the class \"" + name + "\" is missing");
  }
  std::vector<PatternIndex::Key> words;
  for (const auto& [name, patterns] : all.items()) {
    const auto known = std::find(names_.begin(), names_.end(), name);
    if (known == names_.end()) return Mistake(file, "no other language has the class \"" + CleanLine(name, 60) + "\"");
    if (!patterns.is_array() || patterns.empty()) return Mistake(file, "the class \"" + name + "\" must be a list of patterns");
    const auto value = static_cast<std::uint32_t>(known - names_.begin());
    for (const Json& pattern : patterns) {
      const std::vector<std::string> keys =
          pattern.is_string() ? PatternKeys(pattern.get<std::string>()) : std::vector<std::string>();
      if (keys.empty())
        return Mistake(file, "the class \"" + name + "\": a pattern is one to eight words, '*' only at the end of a word");
      for (const std::string& key : keys) words.emplace_back(key, value);
    }
  }
  indexes_.push_back(PatternIndex::Build(std::move(words)));
  return {};
}

void SemanticClasses::Compile(std::map<std::string, std::string>& bytes, CompiledWordsByName& compiled) const {
  for (std::size_t i = 0; i < languages_.size(); ++i) {
    const std::string name = languages_[i] + kCompiledSuffix;
    const std::string& held = bytes[name] = indexes_[i].bytes();
    compiled[name] = {source_crcs_[i], held};
  }
}

void SemanticClasses::Find(const FoldedText& text, std::optional<std::size_t> language, std::vector<ClassMatch>& matches) const {
  const auto count = static_cast<std::uint32_t>(text.tokens.size());
  const std::size_t begin = language.value_or(0);
  const std::size_t end = language ? *language + 1 : indexes_.size();
  for (std::uint32_t first = 0; first < count; ++first) {
    for (std::size_t at = begin; at < end; ++at) {
      indexes_[at].Match(text, first, [&](std::uint32_t last, std::uint32_t value) {
        matches.push_back({first, last, static_cast<std::uint16_t>(value), static_cast<std::uint8_t>(at)});
      });
    }
  }
}

}  // namespace replywatch

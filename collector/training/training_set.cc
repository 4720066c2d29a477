// Reading what a model is made from.
#include <algorithm>
#include <nlohmann/json.hpp>
#include <system_error>

#include "collector/training/train.h"
#include "shared/base/file.h"
#include "shared/detect/examples.h"

namespace replywatch {
namespace {

using Json = nlohmann::json;

constexpr std::size_t kMostBytes = 256U << 20U;

Result<ModelInfo::Source> Describe(const std::filesystem::path& file, const std::string& name, std::size_t examples) {
  RW_ASSIGN_OR_RETURN(const std::uint32_t crc, Crc32OfFile(file, kMostBytes));
  return ModelInfo::Source{name, examples, crc};
}

// The entries of `folder` that `wanted` takes, by name; none when there is no such folder.
template <typename Wanted>
std::vector<std::filesystem::path> Entries(const std::filesystem::path& folder, const Wanted& wanted) {
  std::vector<std::filesystem::path> paths;
  std::error_code failed;
  for (std::filesystem::directory_iterator it(folder, failed), end; !failed && it != end; it.increment(failed)) {
    if (wanted(it->path())) paths.push_back(it->path());
  }
  std::sort(paths.begin(), paths.end());
  return paths;
}

std::vector<std::filesystem::path> FoldersWith(const std::filesystem::path& folder, const char* name) {
  return Entries(folder, [&](const std::filesystem::path& path) {
    std::error_code ignored;
    return std::filesystem::exists(path / name, ignored);
  });
}

LabelledText FromExample(const Example& example, const std::string& tag) {
  return {example.text, tag, example.writer, {example.labels[0], example.labels[1], example.labels[2]}};
}

// Which of the heads a list names; others (threat, urgent) are rules, not learnt.
std::array<bool, kHeads> LabelsOf(const Json& list) {
  std::array<bool, kHeads> labels{};
  for (std::size_t head = 0; head < kHeads; ++head)
    labels.at(head) = std::find(list.begin(), list.end(), kExampleLabelNames.at(head)) != list.end();
  return labels;
}

// Calls put(line) for every line's object, which has "language" and "text"; returns how many there were.
template <typename Put>
Result<std::size_t> ReadLines(const std::filesystem::path& file, const Put& put) {
  RW_ASSIGN_OR_RETURN(const std::string bytes, ReadFile(file, kMostBytes));
  std::size_t number = 0;
  std::size_t count = 0;
  for (std::size_t begin = 0; begin < bytes.size();) {
    const std::size_t end = std::min(bytes.find('\n', begin), bytes.size());
    const std::string line = bytes.substr(begin, end - begin);
    begin = end + 1;
    ++number;
    if (line.empty()) continue;
    const Json json = Json::parse(line, nullptr, /*allow_exceptions=*/false);
    const auto is_text = [&](const char* key) {
      return json.contains(key) && json[key].is_string() && !json[key].template get_ref<const std::string&>().empty();
    };
    const bool is_sound =
        json.is_object() && is_text("text") && is_text("language") && (!json.contains("labels") || json["labels"].is_array());
    if (!is_sound)
      return MakeError(ErrorKind::kConfiguration,
                       file.string() + ":" + std::to_string(number) + R"(: expected {"language": …, "text": …, "labels": […]})");
    put(json);
    ++count;
  }
  return count;
}

}  // namespace

Result<TrainingSet> LoadTrainingSet(const std::filesystem::path& languages) {
  TrainingSet set;
  for (const std::filesystem::path& folder : FoldersWith(languages, "examples.jsonl")) {
    RW_ASSIGN_OR_RETURN(const std::vector<Example> examples, LoadExamples(folder / "examples.jsonl"));
    const std::string tag = folder.filename().string();
    for (const Example& example : examples) set.labelled.push_back(FromExample(example, tag));
    RW_ASSIGN_OR_RETURN(const ModelInfo::Source source,
                        Describe(folder / "examples.jsonl", tag + "/examples.jsonl", examples.size()));
    set.sources.push_back(source);
  }
  if (set.labelled.empty())
    return MakeError(ErrorKind::kNotFound, languages.string() + ": there are no examples; run this in a checkout of the source");
  const std::filesystem::path foreign = languages / "foreign.jsonl";
  std::error_code ignored;
  if (!std::filesystem::exists(foreign, ignored)) return set;
  RW_ASSIGN_OR_RETURN(const std::size_t count, ReadLines(foreign, [&](const Json& line) {
                        set.spoken.push_back({line["text"].get<std::string>(), std::string(kOtherLanguage)});
                      }));
  RW_ASSIGN_OR_RETURN(const ModelInfo::Source source, Describe(foreign, "foreign.jsonl", count));
  set.sources.push_back(source);
  return set;
}

Status AddExtraSets(const std::filesystem::path& folder, TrainingSet& set) {
  const std::vector<std::filesystem::path> files =
      Entries(folder, [](const std::filesystem::path& path) { return path.extension() == ".jsonl"; });
  if (files.empty()) return MakeError(ErrorKind::kNotFound, folder.string() + ": there is no *.jsonl");
  for (const std::filesystem::path& file : files) {
    const auto put = [&](const Json& line) {
      const std::string language = line["language"].get<std::string>();
      const std::string text = line["text"].get<std::string>();
      line.contains("labels") ? set.labelled.push_back({text, language, {}, LabelsOf(line["labels"])})
                              : set.spoken.push_back({text, language});
    };
    RW_ASSIGN_OR_RETURN(const std::size_t count, ReadLines(file, put));
    RW_ASSIGN_OR_RETURN(const ModelInfo::Source source, Describe(file, file.filename().string(), count));
    set.sources.push_back(source);
  }
  return {};
}

Result<std::vector<LabelledText>> LoadMeasuredTexts(const std::filesystem::path& folder) {
  std::vector<LabelledText> texts;
  for (const std::filesystem::path& of : FoldersWith(folder, "test.jsonl")) {
    RW_ASSIGN_OR_RETURN(const std::vector<Example> examples, LoadExamples(of / "test.jsonl"));
    for (const Example& example : examples) texts.push_back(FromExample(example, of.filename().string()));
  }
  if (texts.empty()) return MakeError(ErrorKind::kNotFound, folder.string() + ": there is no <language>/test.jsonl");
  return texts;
}

}  // namespace replywatch

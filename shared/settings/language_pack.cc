#include "shared/settings/language_pack.h"

#include <algorithm>
#include <array>
#include <nlohmann/json.hpp>
#include <optional>
#include <system_error>
#include <utility>

#include "shared/base/file.h"
#include "shared/settings/json_lines.h"

namespace replywatch {
namespace {

using nlohmann::json;
namespace fs = std::filesystem;

constexpr std::size_t kMaxFileBytes = 4U << 20U;
constexpr std::size_t kMaxListedMistakes = 50;
constexpr std::array<std::string_view, 7> kPlaceholders{"name", "responsible", "responsible_email", "responsible_phone", "order",
                                                        "shop", "agent"};

struct PhraseField {
  const char* key;
  PhraseSet ReplyPhrases::*set;
};
constexpr std::array<PhraseField, 7> kPhraseFields{{{"thanks", &ReplyPhrases::thanks},
                                                    {"apology", &ReplyPhrases::apology},
                                                    {"offer_more_help", &ReplyPhrases::offer_more_help},
                                                    {"evasive", &ReplyPhrases::evasive},
                                                    {"blame", &ReplyPhrases::blame},
                                                    {"greeting", &ReplyPhrases::greeting},
                                                    {"link_only", &ReplyPhrases::link_only}}};

// One JSON file being read; notes mistakes with their lines.
class PackFile {
 public:
  PackFile(fs::path path, std::vector<std::string>& mistakes) : path_(std::move(path)), mistakes_(mistakes) {}

  // The object in the file; nullopt when there is no file, or a mistake was noted.
  std::optional<json> Read() {
    std::error_code error;
    if (!fs::exists(path_, error)) return std::nullopt;
    Result<std::string> text = ReadFile(path_, kMaxFileBytes);
    if (!text.ok()) {
      mistakes_.push_back(text.error().text);
      return std::nullopt;
    }
    text_ = std::move(text).value();
    json object = json::parse(text_, nullptr, /*allow_exceptions=*/false, /*ignore_comments=*/true);
    if (object.is_object()) return object;
    mistakes_.push_back(path_.string() + ": expected one JSON object; check commas and quotes");
    return std::nullopt;
  }

  void Mistake(const std::string& pointer, const std::string& expected) {
    const int line = JsonLines(text_).LineOf(pointer);
    mistakes_.push_back(path_.string() + ":" + std::to_string(line) + ": " + pointer.substr(1) + ": expected " + expected);
  }

 private:
  fs::path path_;
  std::string text_;
  std::vector<std::string>& mistakes_;
};

std::string TextAt(const json& object, const char* key) {
  const auto it = object.is_object() ? object.find(key) : object.end();
  return object.is_object() && it != object.end() && it->is_string() ? it->get<std::string>() : std::string();
}

void ReadPhrases(PackFile file, ReplyPhrases& phrases) {
  const std::optional<json> object = file.Read();
  if (!object) return;
  for (const PhraseField& field : kPhraseFields) {
    const auto list = object->find(field.key);
    if (list == object->end()) continue;
    std::vector<std::string> patterns;
    bool is_sound = list->is_array();
    for (const json& entry : *list) {
      is_sound = is_sound && entry.is_string();
      if (is_sound) patterns.push_back(entry.get<std::string>());
    }
    if (!is_sound) file.Mistake("/" + std::string(field.key), "a list of texts");
    phrases.*field.set = PhraseSet(patterns);
  }
}

void ReadThankYou(PackFile file, std::vector<ThankYouLine>& lines) {
  const std::optional<json> object = file.Read();
  if (!object) return;
  const json list = object->value("lines", json());
  if (!list.is_array()) file.Mistake("/lines", "a list of thank-you lines");
  for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
    ThankYouLine line{TextAt(list[i], "with_name"), TextAt(list[i], "without_name")};
    const bool is_sound = line.with_name.find("{name}") != std::string::npos && !line.without_name.empty() &&
                          line.without_name.find('{') == std::string::npos;
    if (!is_sound) file.Mistake("/lines/" + std::to_string(i), R"("with_name" with {name} in it, and "without_name" without)");
    lines.push_back(std::move(line));
  }
}

// Placeholders that nobody can fill, as "{x} {y}".
std::string UnknownPlaceholders(const std::string& text) {
  std::string unknown;
  for (const std::string& key : FillPlaceholders(text, {}).missing) {
    if (std::find(kPlaceholders.begin(), kPlaceholders.end(), key) == kPlaceholders.end()) unknown += "{" + key + "} ";
  }
  return unknown;
}

void ReadCanned(PackFile file, std::vector<CannedResponse>& responses) {
  const std::optional<json> object = file.Read();
  if (!object) return;
  const json list = object->value("responses", json());
  if (!list.is_array()) file.Mistake("/responses", "a list of canned responses");
  for (std::size_t i = 0; list.is_array() && i < list.size(); ++i) {
    CannedResponse response{TextAt(list[i], "id"), TextAt(list[i], "title"), TextAt(list[i], "text")};
    const std::string pointer = "/responses/" + std::to_string(i);
    const bool is_known = std::any_of(responses.begin(), responses.end(), [&](const auto& r) { return r.id == response.id; });
    if (response.id.empty() || response.title.empty() || response.text.empty())
      file.Mistake(pointer, R"("id", "title" and "text")");
    if (is_known) file.Mistake(pointer, "another id: \"" + response.id + "\" is taken");
    if (const std::string unknown = UnknownPlaceholders(response.text); !unknown.empty()) {
      file.Mistake(pointer, "only known placeholders, not " + unknown);
    }
    responses.push_back(std::move(response));
  }
}

// Texts of a list; a mistake when it is none.
std::vector<std::string> TextsAt(PackFile& file, const json& list, const std::string& pointer) {
  std::vector<std::string> texts;
  bool is_sound = list.is_array();
  for (const json& entry : list) {
    is_sound = is_sound && entry.is_string();
    if (is_sound) texts.push_back(entry.get<std::string>());
  }
  if (!is_sound) file.Mistake(pointer, "a list of texts");
  return texts;
}

// `count` lists of names, as for weekdays.
std::vector<std::vector<std::string>> NamesAt(PackFile& file, const json& object, const std::string& key, std::size_t count) {
  std::vector<std::vector<std::string>> names;
  const auto list = object.find(key);
  if (list == object.end() || !list->is_array() || list->size() != count) {
    file.Mistake("/" + key, std::to_string(count) + " lists of names");
    return names;
  }
  for (const json& entry : *list) names.push_back(TextsAt(file, entry, "/" + key));
  return names;
}

void ReadPromiseWords(PackFile file, PromiseWords& words) {
  const std::optional<json> object = file.Read();
  if (!object) return;
  for (int i = 0; i < static_cast<int>(PromiseWord::kCount); ++i) {
    const auto word = static_cast<PromiseWord>(i);
    const std::string key(PromiseWordName(word));
    const auto list = object->find(key);
    if (list == object->end()) file.Mistake("/" + key, "a list of texts (it may be empty)");
    if (list != object->end()) words.Add(word, TextsAt(file, *list, "/" + key));
  }
  int number = 0;
  for (const auto& names : NamesAt(file, *object, "weekdays", 7)) words.AddWeekday(number++, names, false);
  number = 0;
  for (const auto& names : NamesAt(file, *object, "short_weekdays", 7)) words.AddWeekday(number++, names, true);
  number = 1;
  for (const auto& names : NamesAt(file, *object, "months", 12)) words.AddMonth(number++, names);
  const json numbers = object->value("numbers", json::object());
  for (const auto& [word, value] : numbers.items()) {
    if (value.is_number_integer()) words.AddNumber(word, value.get<int>());
    if (!value.is_number_integer()) file.Mistake("/numbers/" + word, "a whole number");
  }
}

void ReadCauses(PackFile file, std::map<std::string, std::string>& causes) {
  const std::optional<json> object = file.Read();
  if (!object) return;
  for (const auto& [key, label] : object->items()) {
    const bool is_sound = label.is_string() && !label.get<std::string>().empty();
    if (!is_sound) file.Mistake("/" + key, "the words for this cause");
    if (is_sound) causes[key] = label.get<std::string>();
  }
}

LanguagePack ReadPack(const fs::path& data_folder, const fs::path& folder, std::vector<std::string>& mistakes) {
  LanguagePack pack;
  pack.tag = folder.filename().string();
  if (const std::optional<json> object = PackFile(folder / "language.json", mistakes).Read()) {
    pack.english_name = TextAt(*object, "english_name");
    pack.own_name = TextAt(*object, "own_name");
  }
  ReadPhrases(PackFile(folder / "reply_check.json", mistakes), pack.phrases);
  ReadThankYou(PackFile(folder / "thank_you.json", mistakes), pack.thank_you);
  ReadPromiseWords(PackFile(folder / "promises.json", mistakes), pack.promise_words);
  ReadCauses(PackFile(folder / "causes.json", mistakes), pack.causes);
  ReadCanned(PackFile(data_folder / "canned_responses" / (pack.tag + ".json"), mistakes), pack.canned_responses);
  return pack;
}

Error ErrorOf(const std::vector<std::string>& mistakes) {
  std::string text;
  for (std::size_t i = 0; i < std::min(mistakes.size(), kMaxListedMistakes); ++i) text += (i == 0 ? "" : "; ") + mistakes[i];
  return MakeError(ErrorKind::kConfiguration, std::move(text));
}

}  // namespace

Result<LanguagePacks> LoadLanguagePacks(const fs::path& data_folder) {
  LanguagePacks packs;
  std::vector<std::string> mistakes;
  std::error_code error;
  for (fs::directory_iterator it(data_folder / "languages", error), end; !error && it != end; it.increment(error)) {
    std::error_code ignored;
    if (it->path().filename() == "und" || !fs::exists(it->path() / "language.json", ignored)) continue;
    LanguagePack pack = ReadPack(data_folder, it->path(), mistakes);
    std::string tag = pack.tag;
    packs.emplace(std::move(tag), std::move(pack));
  }
  if (error)
    return MakeError(ErrorKind::kConfiguration, (data_folder / "languages").string() + ": expected a folder per language");
  if (!mistakes.empty()) return ErrorOf(mistakes);
  return packs;
}

PromiseWordBook PromiseWordsOf(const LanguagePacks& packs) {
  PromiseWordBook book;
  for (const auto& [tag, pack] : packs) {
    if (!pack.promise_words.empty()) book.emplace(tag, pack.promise_words);
  }
  return book;
}

ReplyPhraseBook PhraseBookOf(const LanguagePacks& packs) {
  ReplyPhraseBook book;
  for (const auto& [tag, pack] : packs) book.emplace(tag, pack.phrases);
  return book;
}

}  // namespace replywatch

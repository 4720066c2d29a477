#include "shared/settings/settings_reader.h"

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::size_t kMaxQuoted = 60;

std::string Quoted(const nlohmann::json& value) {
  if (value.is_string()) return "\"" + CleanLine(value.get_ref<const std::string&>(), kMaxQuoted) + "\"";
  if (value.is_object()) return "an object";
  if (value.is_array()) return "a list";
  return value.dump();
}

}  // namespace

SettingsReader::Object::Object(SettingsReader& reader, const Json& json, std::string pointer)
    : reader_(reader), json_(json), pointer_(std::move(pointer)) {}

const SettingsReader::Json* SettingsReader::Object::Find(const std::string& key) {
  asked_.insert(key);
  const auto it = json_.find(key);
  return it == json_.end() ? nullptr : &*it;
}

void SettingsReader::Object::Wrong(const std::string& key, const std::string& expected) {
  const auto it = json_.find(key);
  const std::string found = it == json_.end() ? "is missing" : "is " + Quoted(*it);
  reader_.Mistake(pointer_ + "/" + key, "\"" + key + "\" " + found + ", expected " + expected);
}

void SettingsReader::Object::Secretless(const std::string& key, const std::string& expected) {
  reader_.Mistake(pointer_ + "/" + key, "\"" + key + "\" is not a reference to a secret, expected " + expected);
}

void SettingsReader::Object::Unfit(const std::string& key, const std::string& expected) {
  reader_.Mistake(pointer_ + "/" + key, "\"" + key + "\" does not fit here, expected " + expected);
}

void SettingsReader::Object::WrongItem(const std::string& key, const std::string& item, const std::string& expected) {
  reader_.Mistake(pointer_ + "/" + key,
                  "\"" + CleanLine(key, kMaxQuoted) + "\" holds \"" + CleanLine(item, kMaxQuoted) + "\", expected " + expected);
}

std::string SettingsReader::Object::Text(const std::string& key, bool required) {
  const Json* value = Find(key);
  if (value == nullptr) {
    if (required) Wrong(key, "a text");
    return {};
  }
  if (!value->is_string() || (required && value->get_ref<const std::string&>().empty())) {
    Wrong(key, value->is_string() ? "a text that is not empty" : "a text");
    return {};
  }
  return value->get<std::string>();
}

std::optional<Duration> SettingsReader::Object::Time(const std::string& key) {
  const Json* value = Find(key);
  if (value == nullptr) return std::nullopt;
  const auto duration = value->is_string() ? ParseDuration(value->get<std::string>()) : std::nullopt;
  if (!duration || duration->ms <= 0) {
    Wrong(key, duration ? "a duration above nothing, such as \"90s\"" : "a duration such as \"90s\", \"15m\", \"4h\" or \"3d\"");
    return std::nullopt;
  }
  return duration;
}

std::vector<std::string> SettingsReader::Object::Texts(const std::string& key) {
  const Json* value = Find(key);
  std::vector<std::string> texts;
  if (value == nullptr) return texts;
  if (!value->is_array()) {
    Wrong(key, "a list of texts");
    return texts;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    if ((*value)[i].is_string()) {
      texts.push_back((*value)[i].get<std::string>());
    } else {
      reader_.Mistake(pointer_ + "/" + key + "/" + std::to_string(i),
                      "\"" + key + "\" holds " + Quoted((*value)[i]) + ", expected a text");
    }
  }
  return texts;
}

std::optional<SettingsReader::Object> SettingsReader::Object::Child(const std::string& key, bool required) {
  const Json* value = Find(key);
  if (value != nullptr && value->is_object()) return Object(reader_, *value, pointer_ + "/" + key);
  if (value != nullptr || required) Wrong(key, "an object { … }");
  return std::nullopt;
}

void SettingsReader::Object::ForEach(const std::string& key, const std::function<void(Object)>& each) {
  const Json* value = Find(key);
  if (value == nullptr) return;
  if (!value->is_array()) {
    Wrong(key, "a list [ … ]");
    return;
  }
  for (std::size_t i = 0; i < value->size(); ++i) {
    const std::string pointer = pointer_ + "/" + key + "/" + std::to_string(i);
    if ((*value)[i].is_object()) {
      each(Object(reader_, (*value)[i], pointer));
    } else {
      reader_.Mistake(pointer, "\"" + key + "\" holds " + Quoted((*value)[i]) + ", expected an object { … }");
    }
  }
}

std::vector<std::string> SettingsReader::Object::UnaskedKeys() const {
  std::vector<std::string> keys;
  for (const auto& [key, value] : json_.items()) {
    if (!asked_.contains(key)) keys.push_back(key);
  }
  return keys;
}

void SettingsReader::Object::RefuseUnknown(const std::string& known) {
  for (const std::string& key : UnaskedKeys()) {
    reader_.Mistake(pointer_ + "/" + key, "\"" + CleanLine(key, kMaxQuoted) + "\" is unknown here, expected one of " + known);
  }
}

void SettingsReader::Mistake(const std::string& pointer, const std::string& text) {
  mistakes_.push_back({lines_.LineOf(pointer), text});
}

}  // namespace replywatch

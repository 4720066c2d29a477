// SettingsReader: typed access to a JSON object that notes every mistake (unknown
// key, wrong type, bad value) with its line instead of failing. Internal to settings/.
#pragma once

#include <functional>
#include <nlohmann/json.hpp>
#include <set>
#include <string>
#include <vector>

#include "shared/settings/json_lines.h"
#include "shared/settings/settings.h"

namespace replywatch {

class SettingsReader {
 public:
  using Json = nlohmann::json;

  SettingsReader(const JsonLines& lines, std::vector<SettingsMistake>& mistakes) : lines_(lines), mistakes_(mistakes) {}

  // One object of the file; remembers which keys were asked for, so that the rest is unknown.
  class Object {
   public:
    Object(SettingsReader& reader, const Json& json, std::string pointer);
    const std::string& pointer() const { return pointer_; }
    int line() const { return reader_.lines_.LineOf(pointer_); }
    int LineOf(const std::string& key) const { return reader_.lines_.LineOf(pointer_ + "/" + key); }

    const Json* Find(const std::string& key);  // nullptr when absent
    std::string Text(const std::string& key, bool required = false);
    std::optional<Duration> Time(const std::string& key);
    std::vector<std::string> Texts(const std::string& key);
    std::optional<Object> Child(const std::string& key, bool required = false);
    void ForEach(const std::string& key, const std::function<void(Object)>& each);
    void Wrong(const std::string& key, const std::string& expected);
    // Like Wrong, without quoting what stands there: it may be a secret.
    void Secretless(const std::string& key, const std::string& expected);
    // Likewise for a text that is no reference to a secret.
    void Unfit(const std::string& key, const std::string& expected);
    // One text of a list.
    void WrongItem(const std::string& key, const std::string& item, const std::string& expected);
    // After all known keys were asked for.
    void RefuseUnknown(const std::string& known);
    std::vector<std::string> UnaskedKeys() const;
    const Json& json() const { return json_; }

   private:
    SettingsReader& reader_;
    const Json& json_;
    std::string pointer_;
    std::set<std::string> asked_;
  };

  void Mistake(const std::string& pointer, const std::string& text);

 private:
  const JsonLines& lines_;
  std::vector<SettingsMistake>& mistakes_;
};

}  // namespace replywatch

#include "collector/connectors/settings_check.h"

#include <algorithm>

#include "collector/connectors/registry.h"
#include "collector/http/url.h"
#include "shared/base/utf8.h"

namespace replywatch {
namespace {

bool Contains(const std::vector<std::string_view>& names, const std::string& name) {
  return std::find(names.begin(), names.end(), name) != names.end();
}

std::string NamesOf(const PlatformInfo& platform) {
  std::string out = "name, platform, base_url, poll, retention";
  for (const auto* group :
       {&platform.required_options, &platform.optional_options, &platform.required_secrets, &platform.optional_secrets}) {
    for (const std::string_view name : *group) out.append(", ").append(name);
  }
  return out;
}

std::string AllPlatforms() {
  std::string out;
  for (const PlatformInfo& platform : Platforms()) out.append(out.empty() ? "" : ", ").append(platform.name);
  return out;
}

// An address as errors may show it: what stands before its "@" may be a password.
std::string WithoutUser(const std::string& url) {
  const std::size_t at = url.rfind('@');
  if (at == std::string::npos) return url;
  const std::size_t scheme = url.find("://");
  return (scheme < at ? url.substr(0, scheme + 3) : std::string()) + "…" + url.substr(at);
}

void CheckInbox(const InboxSettings& inbox, const PlatformInfo& platform, std::vector<SettingsMistake>& mistakes) {
  const auto line_of = [&](const std::string& key) {
    const auto it = inbox.lines.find(key);
    return it == inbox.lines.end() ? inbox.line : it->second;
  };
  if (!platform.address_example.empty() && !ParseUrl(inbox.base_url)) {
    const std::string what = inbox.base_url.empty() ? "\"base_url\" of \"" + inbox.name + "\" is missing"
                                                    : "\"base_url\" is \"" + CleanLine(WithoutUser(inbox.base_url), 100) + "\"";
    mistakes.push_back(
        {line_of("base_url"), what + ", expected an address such as \"" + std::string(platform.address_example) + "\""});
  }
  for (const auto& [key, value] : inbox.options) {
    if (Contains(platform.required_options, key) || Contains(platform.optional_options, key)) continue;
    const bool is_secret = Contains(platform.required_secrets, key) || Contains(platform.optional_secrets, key);
    mistakes.push_back(
        {line_of(key),
         is_secret
             ? "\"" + key +
                   R"(" is not a reference to a secret, expected {"env": NAME} or {"file": PATH}; a secret never stands in the settings)"
             : "\"" + key + "\" is unknown here, expected one of " + NamesOf(platform)});
  }
  for (const auto& [key, ref] : inbox.secrets) {
    if (!Contains(platform.required_secrets, key) && !Contains(platform.optional_secrets, key)) {
      mistakes.push_back({ref.line, "\"" + key + "\" is unknown here, expected one of " + NamesOf(platform)});
    }
  }
  for (const std::string_view key : platform.required_options) {
    if (!inbox.options.contains(std::string(key)))
      mistakes.push_back({inbox.line, "inbox \"" + inbox.name + "\": \"" + std::string(key) + "\" is missing, expected a text"});
  }
  for (const std::string_view key : platform.required_secrets) {
    const std::string name(key);
    if (inbox.secrets.contains(name) || inbox.options.contains(name) || inbox.lines.contains(name)) continue;
    mistakes.push_back(
        {inbox.line, "inbox \"" + inbox.name + "\": \"" + name + R"(" is missing, expected {"env": NAME} or {"file": PATH})"});
  }
}

}  // namespace

void AddPlatformMistakes(LoadedSettings& loaded) {
  for (const InboxSettings& inbox : loaded.settings.inboxes) {
    if (inbox.platform.empty()) continue;
    const PlatformInfo* platform = FindPlatform(inbox.platform);
    if (platform == nullptr) {
      const auto line = inbox.lines.find("platform");
      loaded.mistakes.push_back(
          {line == inbox.lines.end() ? inbox.line : line->second, "\"platform\" is unknown, expected one of " + AllPlatforms()});
      continue;
    }
    CheckInbox(inbox, *platform, loaded.mistakes);
  }
  std::stable_sort(loaded.mistakes.begin(), loaded.mistakes.end(), [](const auto& a, const auto& b) { return a.line < b.line; });
}

}  // namespace replywatch

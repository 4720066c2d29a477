#include "dashboard/view_models/connect.h"

#include <algorithm>

namespace replywatch {
namespace {

void AppendJsonText(std::string& json, std::string_view text) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  json += '"';
  for (const char c : text) {
    const auto byte = static_cast<unsigned char>(c);
    if (c == '"' || c == '\\') {
      json += '\\';
      json += c;
    } else if (byte < 0x20) {
      json += '\\';
      json += 'u';
      json.append(2, '0');
      json += kDigits[byte >> 4U];
      json += kDigits[byte & 0xFU];
    } else {
      json += c;
    }
  }
  json += '"';
}

bool EndsAddress(char c) {
  return static_cast<unsigned char>(c) <= 0x20 || c == '"' || c == '<' || c == '>' || c == '(' || c == ')';
}

}  // namespace

void AppendJsonMember(std::string& json, std::string_view key, std::string_view value) {
  if (!json.empty() && json.back() != '{') json += ',';
  AppendJsonText(json, key);
  json += ':';
  AppendJsonText(json, value);
}

std::vector<std::string> WebAddressesIn(std::string_view text) {
  std::vector<std::string> found;
  for (std::size_t at = text.find("http"); at != std::string_view::npos; at = text.find("http", at + 4)) {
    const std::string_view rest = text.substr(at);
    if (!rest.starts_with("https://") && !rest.starts_with("http://")) continue;
    const auto end = std::find_if(rest.begin(), rest.end(), EndsAddress);
    std::string_view address = rest.substr(0, static_cast<std::size_t>(end - rest.begin()));
    while (std::string_view(".,;:!?").find(address.back()) != std::string_view::npos) address.remove_suffix(1);
    if (std::find(found.begin(), found.end(), address) == found.end()) found.emplace_back(address);
  }
  return found;
}

}  // namespace replywatch

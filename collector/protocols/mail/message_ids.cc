#include "collector/protocols/mail/message_ids.h"

#include <algorithm>

#include "shared/base/utf8.h"

namespace replywatch {
namespace {

constexpr std::string_view kSpace = " \t\r\n";

std::string WithoutSpace(std::string_view text) {
  std::string out;
  for (const char c : text) {
    if (kSpace.find(c) == std::string_view::npos) out += c;
  }
  return out;
}

void Add(std::string id, std::vector<std::string>& ids) {
  if (!IsUsableMailId(id)) return;
  // What lies between the first and the last ones matters least for finding the thread.
  if (ids.size() == kMaxMailIds) ids.erase(ids.begin() + 1);
  ids.push_back(std::move(id));
}

std::vector<std::string> ReadBareIds(std::string_view value) {
  std::vector<std::string> ids;
  while (!value.empty()) {
    const std::size_t end = std::min(value.find_first_of(kSpace), value.size());
    const std::string_view word = value.substr(0, end);
    if (word.find('@') != std::string_view::npos) Add(std::string(word), ids);
    value.remove_prefix(std::min(end + 1, value.size()));
  }
  return ids;
}

}  // namespace

bool IsUsableMailId(std::string_view id) {
  const bool is_printable = std::all_of(
      id.begin(), id.end(), [](char c) { return static_cast<unsigned char>(c) > ' ' && c != 0x7F && c != '<' && c != '>'; });
  return !id.empty() && id.size() <= kMaxMailIdBytes && is_printable && IsValidUtf8(id);
}

std::vector<std::string> ReadMailIds(std::string_view value) {
  if (value.find('<') == std::string_view::npos) return ReadBareIds(value);
  std::vector<std::string> ids;
  while (true) {
    const std::size_t open = value.find('<');
    if (open == std::string_view::npos) return ids;
    value.remove_prefix(open + 1);
    const std::size_t close = value.find_first_of("<>");
    if (close == std::string_view::npos) return ids;
    if (value[close] == '>') Add(WithoutSpace(value.substr(0, close)), ids);
    value.remove_prefix(close);
  }
}

}  // namespace replywatch

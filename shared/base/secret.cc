#include "shared/base/secret.h"

#include <algorithm>

#include <cstring>

namespace replywatch {

void Wipe(std::string& text) {
  text.resize(text.capacity());
  ::explicit_bzero(text.data(), text.size());  // a plain fill of memory that is freed next may be left out
  text.clear();
}

std::string Redact(std::string_view text, const Secret& secret) {
  std::string out(text);
  const std::string& value = secret.Reveal();
  if (value.size() < 4) return out;  // too short to be a secret, and would shred the text
  constexpr std::string_view kMask = "[secret]";
  for (std::size_t at = out.find(value); at != std::string::npos; at = out.find(value, at + kMask.size())) {
    out.replace(at, value.size(), kMask);
  }
  constexpr std::size_t kFewest = 8;
  for (std::size_t part = std::min(out.size(), value.size() - 1); part >= kFewest; --part) {
    if (!out.ends_with(std::string_view(value).substr(0, part))) continue;
    out.replace(out.size() - part, part, kMask);
    break;
  }
  return out;
}

}  // namespace replywatch

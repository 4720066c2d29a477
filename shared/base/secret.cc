#include "shared/base/secret.h"

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
  return out;
}

}  // namespace replywatch

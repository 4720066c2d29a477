#include "shared/base/secret.h"

namespace replywatch {

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

#include "collector/http/hmac.h"

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include <array>

namespace replywatch {

std::string HmacSha256Hex(std::string_view key, std::string_view message) {
  constexpr std::string_view kDigits = "0123456789abcdef";
  std::array<unsigned char, EVP_MAX_MD_SIZE> digest{};
  unsigned int length = 0;
  HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), reinterpret_cast<const unsigned char*>(message.data()),
       message.size(), digest.data(), &length);
  std::string out;
  for (unsigned int i = 0; i < length; ++i) {
    out += kDigits[digest.at(i) >> 4U];
    out += kDigits[digest.at(i) & 15U];
  }
  return out;
}

}  // namespace replywatch
